//! Pipelines, their stages, and the reasons why deals are lost.

use super::record::{Fields, Members};
use super::value::{Foreign, LostReasonId, PipelineId, StageId};

/// An ordered set of stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pipeline {
    /// Which one.
    pub id: PipelineId,
    /// Its name.
    pub name: Foreign,
    /// Its columns, first to last.
    pub stages: Vec<Stage>,
}

/// One column of a pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Which one.
    pub id: StageId,
    /// Its name.
    pub name: Foreign,
}

/// A reason the account offers for a lost deal. Read only: reasons are made in the CRM's settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostReason {
    /// Which one.
    pub id: LostReasonId,
    /// In the account's words.
    pub name: Foreign,
}

impl LostReason {
    /// Reads a reason from its members. Never fails.
    pub fn from_fields(id: LostReasonId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
        }
    }
}

impl Pipeline {
    /// Reads a pipeline from its members. Stages stand in the CRM's `position` order.
    pub fn from_fields(id: PipelineId, fields: &Fields) -> Self {
        let mut stages: Vec<(i64, Stage)> = fields
            .get("stages")
            .and_then(|stages| stages.as_array())
            .into_iter()
            .flatten()
            .filter_map(|stage| stage.as_object())
            .enumerate()
            .filter_map(|(at, stage)| {
                let position = stage
                    .number("position")
                    .map_or(at as i64, |position| position as i64);
                Some((
                    position,
                    Stage {
                        id: StageId::from(stage.word("id")?),
                        name: stage.text("name"),
                    },
                ))
            })
            .collect();
        stages.sort_by_key(|(position, _)| *position);
        Self {
            id,
            name: fields.text("name"),
            stages: stages.into_iter().map(|(_, stage)| stage).collect(),
        }
    }
}
