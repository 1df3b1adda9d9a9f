//! Somebody is put into a workflow of the CRM. What it does there is the CRM's; there is nothing here to take back.

use super::{Context, Decision, Rejection, known};
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::value::{ContactId, WorkflowId};

pub(super) fn enrol(
    cx: &mut Context<'_>,
    contact: &ContactId,
    workflow: &WorkflowId,
    key: Option<&str>,
) -> Result<Decision, Rejection> {
    known(cx, EntityKind::Contact, contact.as_str())?;
    Ok(Decision {
        intents: vec![Intent::Enrol {
            entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
            workflow: workflow.clone(),
            key: key.map(str::to_owned),
        }],
        summary: "put into a workflow of the CRM".to_owned(),
        ..Decision::default()
    })
}
