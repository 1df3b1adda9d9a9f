//! The word on a message of ours for where it stands: queued, held, sending, sent, failed, uncertain.

use serde_json::json;

use super::error::StoreError;
use super::record::find;
use super::told::happen;
use super::work::{Outcome, Work};
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::record::{EntityRef, value_at};

/// Gives a message the word for where it stands.
pub(super) fn message_status(
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
