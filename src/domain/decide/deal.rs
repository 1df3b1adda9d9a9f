//! A deal that moves to another stage or is closed.

use serde_json::Value;

use super::{Context, Decision, Rejection, edited_record, known};
use crate::domain::fact::FieldChange;
use crate::domain::merge::same;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::pipeline::Pipeline;
use crate::domain::record::{EntityKind, Members, value_at};
use crate::domain::value::{LostReasonId, OpportunityId, StageId};

pub(super) fn move_opportunity(
    cx: &Context<'_>,
    id: &OpportunityId,
    stage: &StageId,
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Opportunity, id.as_str())?;
    let pipeline = record.fields.word("pipelineId").unwrap_or_default().to_owned();
    let known_pipeline = known(cx, EntityKind::Pipeline, &pipeline)?;
    let pipeline = Pipeline::from_fields(pipeline.into(), &known_pipeline.fields);
    let Some(to) = pipeline.stages.iter().find(|candidate| candidate.id == *stage) else {
        return Err(Rejection::Invalid(format!(
            "stage {stage} is not in the deal's pipeline"
        )));
    };
    let from = value_at(&record.fields, "pipelineStageId").clone();
    let from_name = pipeline
        .stages
        .iter()
        .find(|s| from == s.id.as_str())
        .map(|s| s.name.shown().to_string());
    let mut changes = Vec::new();
    if from != stage.as_str() {
        changes.push(FieldChange {
            path: "pipelineStageId".into(),
            from,
            to: stage.as_str().into(),
        });
    }
    let summary = format!(
        "{} → {}",
        from_name.unwrap_or_else(|| "?".into()),
        to.name.shown()
    );
    Ok(edited_record(record.entity, changes, summary))
}

pub(super) fn close_opportunity(
    cx: &Context<'_>,
    id: &OpportunityId,
    status: OpportunityStatus,
    reason: Option<&LostReasonId>,
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Opportunity, id.as_str())?;
    if let Some(reason) = reason {
        if status != OpportunityStatus::Lost {
            return Err(Rejection::Invalid("only a lost deal has a lost reason".into()));
        }
        // Never one that the account does not offer.
        known(cx, EntityKind::LostReason, reason.as_str())?;
    }
    let reason = reason.map(LostReasonId::as_str);
    let wanted = [("status", Some(status.word())), ("lostReasonId", reason)];
    let changes: Vec<_> = wanted
        .into_iter()
        .filter_map(|(path, value)| Some((path, Value::from(value?))))
        .map(|(path, to)| FieldChange {
            path: path.into(),
            from: value_at(&record.fields, path).clone(),
            to,
        })
        .filter(|change| !same(&change.path, &change.from, &change.to))
        .collect();
    Ok(edited_record(record.entity, changes, status.word().to_owned()))
}
