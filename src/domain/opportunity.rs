//! A deal: who, where in which pipeline, how much, and how it stands.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::record::{Fields, Members};
use super::value::{Cents, ContactId, Foreign, OpportunityId, PipelineId, StageId, UserId};

/// How a deal stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OpportunityStatus {
    /// Being worked.
    #[default]
    Open,
    /// Closed with a yes.
    Won,
    /// Closed with a no.
    Lost,
    /// Given up.
    Abandoned,
}

impl OpportunityStatus {
    /// The CRM's word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Abandoned => "abandoned",
        }
    }

    /// From the CRM's word; an unknown one reads as open, so that a deal is never hidden by a new word.
    pub fn from_word(word: &str) -> Self {
        match word {
            "won" => Self::Won,
            "lost" => Self::Lost,
            "abandoned" => Self::Abandoned,
            _ => Self::Open,
        }
    }
}

/// In which order the deals of a stage stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DealOrder {
    /// Last changed first.
    #[default]
    Changed,
    /// Longest at their stage first.
    Longest,
    /// Worth most first.
    Value,
    /// Highest score of whose deal it is first.
    Score,
}

impl DealOrder {
    /// Every order, as they are offered.
    pub const ALL: [Self; 4] = [Self::Changed, Self::Longest, Self::Value, Self::Score];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Changed => "last changed first",
            Self::Longest => "longest at their stage first",
            Self::Value => "worth most first",
            Self::Score => "highest score first",
        }
    }
}

/// A deal.
#[derive(Clone, Debug, PartialEq)]
pub struct Opportunity {
    /// Which one.
    pub id: OpportunityId,
    /// Its name as written.
    pub name: Foreign,
    /// Whose it is.
    pub contact: Option<ContactId>,
    /// In which pipeline.
    pub pipeline: Option<PipelineId>,
    /// At which stage.
    pub stage: Option<StageId>,
    /// How it stands.
    pub status: OpportunityStatus,
    /// Value; the CRM's number of whole units, here in cents.
    pub value: Option<Cents>,
    /// The colleague who owns it.
    pub assigned_to: Option<UserId>,
    /// Where it came from.
    pub source: Foreign,
    /// When it was made.
    pub created: Option<Timestamp>,
    /// When it last changed.
    pub updated: Option<Timestamp>,
    /// When it came to this stage.
    pub stage_since: Option<Timestamp>,
    /// Expected close.
    pub close_expected: Option<Timestamp>,
}

impl Opportunity {
    /// Reads a deal from its members. Never fails.
    pub fn from_fields(id: OpportunityId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
            contact: fields.word("contactId").map(ContactId::from),
            pipeline: fields.word("pipelineId").map(PipelineId::from),
            stage: fields.word("pipelineStageId").map(StageId::from),
            status: fields
                .word("status")
                .map(OpportunityStatus::from_word)
                .unwrap_or_default(),
            value: value(fields),
            assigned_to: fields.word("assignedTo").map(UserId::from),
            source: fields.text("source"),
            created: fields.time("createdAt"),
            updated: fields.time("updatedAt"),
            stage_since: fields
                .time("lastStageChangeAt")
                .or_else(|| fields.time("createdAt")),
            close_expected: fields.time("forecastExpectedCloseDate"),
        }
    }
}

fn value(fields: &Fields) -> Option<Cents> {
    match fields.get("monetaryValue")? {
        serde_json::Value::Number(units) => Cents::from_units(units),
        serde_json::Value::String(text) => Cents::parse(text).ok(),
        _ => None,
    }
}
