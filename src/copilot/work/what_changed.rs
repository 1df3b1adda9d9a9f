//! What has happened with somebody since a day.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, Statement};
use super::facts::{Facts, Subject};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;
use crate::domain::conversation::Direction;

/// What changed.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhatChanged {
    /// The one thing to know.
    summary: Statement,
    /// What happened since then, the newest first. One to eight.
    changes: Vec<Statement>,
}

impl Kind for WhatChanged {
    const NAME: &'static str = "what_changed";
    const ABOUT: &'static str = "what has happened since a day";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/what_changed.md")
    );
    const LANE: Lane = Lane::Bulk;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let since = since(subject)?;
        let facts = Facts::since(subject, since);
        let happened = facts.sources.iter().any(|source| source.at > since);
        if happened {
            Ok(facts.first("since", Content::at(since)))
        } else {
            Err("nothing has happened since then".to_owned())
        }
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        check.statement("the summary", &self.summary)?;
        check.statements("changes", &self.changes, 1, 8)
    }

    fn lines(&self) -> Vec<Line> {
        let said = |head, said: &Statement| Line::new(head, &said.statement, &said.evidence_ids);
        let mut lines = vec![said("summary", &self.summary)];
        lines.extend(self.changes.iter().map(|one| said("since", one)));
        lines
    }
}

/// The day that was asked about, in UTC; else when somebody here last wrote to them.
fn since(subject: &Subject<'_>) -> Result<Option<Timestamp>, String> {
    if subject.about.is_empty() {
        let mut messages = subject.person.messages.iter();
        let ours = messages.find(|message| message.direction == Direction::Outbound);
        return Ok(ours.and_then(|message| message.at));
    }
    let day = subject.about.parse::<Date>().ok();
    let moment = day.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    let moment = moment.map(|moment| moment.timestamp());
    moment
        .map(Some)
        .ok_or_else(|| "a day is written as 2026-04-14".to_owned())
}
