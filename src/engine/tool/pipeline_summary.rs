//! How the pipelines stand.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Refusal, Tool, told};
use crate::copilot::content::{Content, clipped};
use crate::copilot::hands::Reply;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::pipeline::{Pipeline, Stage};
use crate::domain::today::alarm_days;
use crate::engine::query::Sources;
use crate::store::{StageSum, StoreError};

/// Pipelines on a page, and stages of one that are told.
const PAGE: usize = 4;
const STAGES: usize = 25;

/// Sums up the pipelines.
pub(super) struct PipelineSummary;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// The name or the id of one pipeline; all of them without it.
    #[serde(default)]
    pipeline: Option<String>,
    /// How many pipelines to skip: 4 for the second page.
    #[serde(default)]
    offset: Option<u32>,
}

impl Tool for PipelineSummary {
    const NAME: &'static str = "pipeline_summary";
    const ABOUT: &'static str = include_str!("pipeline_summary.md");
    const PROPOSES: bool = false;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        let mut pipelines = sources.reader.directory()?.pipelines;
        if let Some(wanted) = &input.pipeline {
            let wanted = wanted.trim().to_lowercase();
            let known: Vec<String> = pipelines
                .iter()
                .map(|pipeline| pipeline.name.shown().to_string())
                .collect();
            pipelines.retain(|pipeline| {
                pipeline.id.as_str().to_lowercase() == wanted
                    || pipeline.name.raw().trim().to_lowercase() == wanted
            });
            if pipelines.is_empty() {
                return Err(Refusal(format!(
                    "There is no pipeline of that name or id. Pipelines: {}.",
                    clipped(&known.join(", "), 1_000, &[])
                )));
            }
        }
        let offset = input.offset.unwrap_or_default() as usize;
        let mut told = Vec::new();
        for pipeline in pipelines.iter().skip(offset).take(PAGE) {
            told.push(summary(pipeline, sources)?);
        }
        let shown = told.len();
        Ok(Reply {
            content: Content::Record(vec![
                ("pipelines", Content::list(told)),
                ("more", Content::Yes(offset + shown < pipelines.len())),
            ]),
            known: Vec::new(),
            line: format!("pipelines · {shown}"),
            plan: None,
        })
    }
}

fn summary(pipeline: &Pipeline, sources: &Sources<'_>) -> Result<Content, StoreError> {
    let sums = sources.reader.pipeline_sums(&pipeline.id)?;
    let mut stages = Vec::new();
    for one in pipeline.stages.iter().take(STAGES) {
        stages.push(stage(one, &sums, sources)?);
    }
    let listed = |sum: &&StageSum| pipeline.stages.iter().any(|stage| stage.id == sum.stage);
    let open = || sums.iter().filter(|sum| sum.status == OpportunityStatus::Open);
    let elsewhere = open().filter(|sum| !listed(sum));
    let of = |status| sums.iter().filter(move |sum| sum.status == status);
    let more_stages = pipeline.stages.len().saturating_sub(STAGES);
    Ok(Content::Record(vec![
        ("id", Content::word(pipeline.id.as_str())),
        ("name", told::foreign(&pipeline.name, told::NAME)),
        ("open", together(open())),
        ("stages", Content::list(stages)),
        ("more_stages", Content::Number(more_stages as i64)),
        ("at_stages_that_are_gone", together(elsewhere)),
        ("won", together(of(OpportunityStatus::Won))),
        ("lost", together(of(OpportunityStatus::Lost))),
        ("abandoned", together(of(OpportunityStatus::Abandoned))),
    ]))
}

fn together<'a>(sums: impl Iterator<Item = &'a StageSum>) -> Content {
    let (deals, cents) = sums.fold((0, 0), |(deals, cents), sum| {
        (deals + sum.deals as i64, cents + sum.value.0)
    });
    Content::Record(vec![
        ("deals", Content::Number(deals)),
        ("cents", Content::Number(cents)),
    ])
}

fn stage(stage: &Stage, sums: &[StageSum], sources: &Sources<'_>) -> Result<Content, StoreError> {
    let now = sources.today.now;
    let usual = alarm_days(stage.name.raw());
    let before = now
        .checked_sub(SignedDuration::from_hours(usual * 24))
        .unwrap_or(Timestamp::MIN);
    let (stuck, oldest) = sources.reader.standing_still(&stage.id, before)?;
    let open = sums
        .iter()
        .find(|sum| sum.stage == stage.id && sum.status == OpportunityStatus::Open);
    let longest = oldest.map(|since| now.duration_since(since).as_hours().max(0) / 24);
    Ok(Content::Record(vec![
        ("id", Content::word(stage.id.as_str())),
        ("name", told::foreign(&stage.name, told::NAME)),
        ("deals", Content::Number(open.map_or(0, |sum| sum.deals as i64))),
        ("cents", Content::Number(open.map_or(0, |sum| sum.value.0))),
        ("stuck", Content::Number(stuck as i64)),
        ("usual_days", Content::Number(usual)),
        ("longest_days", longest.map_or(Content::Nothing, Content::Number)),
    ]))
}
