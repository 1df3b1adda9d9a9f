//! Somebody is put into a workflow of the CRM. What it does there is the CRM's; there is nothing here to take back.

use super::{Context, Decision, Rejection, known};
use crate::domain::command::Command;
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, EntityRef};

pub(super) fn enrol(cx: &mut Context<'_>, command: &Command) -> Result<Decision, Rejection> {
    let Command::Enrol {
        contact,
        workflow,
        key,
    } = command
    else {
        return Err(Rejection::Invalid("this puts nobody into a workflow".to_owned()));
    };
    known(cx, EntityKind::Contact, contact.as_str())?;
    Ok(Decision {
        intents: vec![Intent::Enrol {
            entity: EntityRef::new(EntityKind::Contact, contact.as_str()),
            workflow: workflow.clone(),
            key: key.clone(),
        }],
        summary: "put into a workflow of the CRM".to_owned(),
        ..Decision::default()
    })
}
