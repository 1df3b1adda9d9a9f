//! Where a message of ours stands: queued, held, sending, sent, delivered, failed, uncertain. Its row in the outbox and
//! the word on the message say the same.

use serde_json::json;

use crate::domain::conversation::Delivery;
use crate::domain::fact::{Fact, FieldChange, Topic};
use crate::domain::outbox::OutboxState;
use crate::domain::record::{EntityKind, EntityRef, Members, RemoteRecord, value_at};
use crate::store::error::StoreError;
use crate::store::news::told::happen;
use crate::store::push::outbox;
use crate::store::rows::record::{find, find_remote};
use crate::store::write::journal;
use crate::store::write::work::{Outcome, Work};

/// Gives a message the word for where it stands.
pub(in crate::store) fn message_status(
    work: &mut Work<'_>,
    message: &EntityRef,
    word: &str,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let Some(stored) = find(work.db, message.kind, &message.id)? else {
        return Ok(());
    };
    let from = value_at(&stored.record.fields, "status").clone();
    if from == word {
        return Ok(());
    }
    let changes = vec![FieldChange {
        path: "status".into(),
        from,
        to: json!(word),
    }];
    happen(
        work,
        &Fact::Changed {
            entity: message.clone(),
            changes,
        },
        outcome,
    )?;
    Ok(())
}

/// Takes over what the carrier says of a message that was sent from here. One that did not arrive has failed: it is shown
/// and never sent again by itself (F37).
pub(in crate::store) fn delivery(
    work: &mut Work<'_>,
    told: &RemoteRecord,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    if told.kind != EntityKind::Message {
        return Ok(());
    }
    let Some(delivery) = told.fields.word("status").and_then(Delivery::from_word) else {
        return Ok(());
    };
    let Some(stored) = find_remote(work.db, told.kind, &told.id)? else {
        return Ok(());
    };
    let Some(id) = outbox::sent(work.db, stored.rid)? else {
        return Ok(());
    };
    let (state, error) = match delivery {
        Delivery::Arrived => (OutboxState::Delivered, None),
        Delivery::Failed => {
            let why = told.fields.word("error").unwrap_or("it gives no reason");
            let why: String = why.chars().take(200).collect();
            (
                OutboxState::Failed,
                Some(format!("the carrier did not deliver it: {why}")),
            )
        }
    };
    outbox::set_state(work.db, &id, state, error.as_deref(), None, None)?;
    if let Some(error) = error {
        let ack = (work.fresh)();
        let what = format!("send failed: {error}");
        journal::audit(
            work.db,
            &ack,
            work.at,
            work.origin,
            &what,
            Some(&stored.record.entity),
        )?;
        outcome.topics.push(Topic::Log);
    }
    outcome.topics.push(Topic::Outbox);
    Ok(())
}

#[cfg(test)]
mod tests;
