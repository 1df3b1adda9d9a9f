//! Proposing another stage for deals.

use schemars::JsonSchema;
use serde::Deserialize;

use super::field::simple;
use super::plan::{Making, Wish};
use super::{Refusal, Tool};
use crate::copilot::hands::Reply;
use crate::domain::plan::Deed;
use crate::domain::value::OpportunityId;
use crate::engine::query::Sources;

/// Deals in one proposal, at most.
const MOST: usize = 500;

/// Proposes another stage for deals.
pub(super) struct MoveDeal;

/// What it takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Ids of the deals, at most 500.
    deals: Vec<String>,
    /// The stage they come to, by name or id; it must be one of the deal's own pipeline.
    stage: String,
}

impl Tool for MoveDeal {
    const NAME: &'static str = "move_deal";
    const ABOUT: &'static str = include_str!("move_deal.md");
    const PROPOSES: bool = true;
    type Input = Input;

    fn run(input: Input, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        if input.deals.is_empty() || input.deals.len() > MOST {
            return Err(Refusal(format!(
                "{} deals cannot be moved in one call; nothing was proposed. Name 1 to {MOST}.",
                input.deals.len()
            )));
        }
        let directory = sources.reader.directory()?;
        let wanted = simple(&input.stage);
        let mut making = Making::new(sources);
        for id in &input.deals {
            let opportunity = OpportunityId::from(id.as_str());
            let Some(deal) = sources.reader.deal(&opportunity)? else {
                return Err(Refusal::unknown("deal", id));
            };
            let Some(contact) = &deal.contact else {
                making.leave_out(deal.name.shown().as_str(), "belongs to nobody in the local copy");
                continue;
            };
            let person = making.person(contact.as_str())?;
            let pipeline = directory
                .pipelines
                .iter()
                .find(|pipeline| pipeline.stages.iter().any(|stage| stage.id == deal.stage));
            let stages = pipeline
                .map(|pipeline| pipeline.stages.as_slice())
                .unwrap_or_default();
            let stage = stages
                .iter()
                .find(|stage| stage.id.as_str() == input.stage.trim() || simple(stage.name.raw()) == wanted);
            let Some(stage) = stage else {
                making.leave_out(deal.name.shown().as_str(), "its pipeline has no such stage");
                continue;
            };
            let before = directory.stage(&deal.stage).map(|stage| stage.name.raw());
            let wish = Wish {
                deed: Deed::Stage {
                    contact: person.contact.id.clone(),
                    opportunity,
                    stage: stage.id.clone(),
                },
                before: format!("{}: {}", deal.name.raw(), before.unwrap_or_default()),
                after: stage.name.raw().to_owned(),
                remarks: Vec::new(),
            };
            making.wish(&person.contact, wish);
        }
        Ok(making.reply())
    }
}
