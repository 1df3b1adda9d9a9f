//! A person lifts an opt-out, with a reason (P10). Besides START from the person themselves this is the only way.

use rusqlite::params;
use serde_json::json;

use crate::domain::contact::Contact;
use crate::domain::decide::{Decision, Rejection, lifted};
use crate::domain::gate::OptOut;
use crate::domain::record::EntityKind;
use crate::domain::value::ContactId;
use crate::store::error::CommitError;
use crate::store::gate;
use crate::store::gate::listen;
use crate::store::rows::heard::opt_out;
use crate::store::rows::record::{find, timestamp};
use crate::store::rows::suppress;
use crate::store::write::work::{Outcome, Work};

/// Lifts what somebody said about further messages so far, and what the program set because of it. What the CRM or a
/// colleague set stays, and so does what they say from now on.
pub(in crate::store) fn lift(
    work: &mut Work<'_>,
    contact: &ContactId,
    reason: &str,
) -> Result<Outcome, CommitError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Rejection::Invalid(
            "lifting an opt-out needs a reason, such as where they agreed".into(),
        )
        .into());
    }
    let person = find(work.db, EntityKind::Contact, contact.as_str())?
        .filter(|person| !person.record.tombstone)
        .ok_or_else(|| CommitError::NotFound(format!("person {contact}")))?;
    let by_hand = gate::by_hand(&gate::thread(work.db, person.rid, None)?);
    let somebody = Contact::from_fields(contact.clone(), &person.record.fields);
    // They may have been forgotten here, and imported again since.
    let suppressed = suppress::since(work.db, &somebody)?.map(|at| OptOut {
        since: timestamp(at),
        certain: true,
    });
    let Some(standing) = opt_out(work.db, person.rid, by_hand)?.or(suppressed) else {
        let name = somebody.name().to_string();
        return Err(Rejection::Invalid(format!("{name} has not opted out in a message")).into());
    };
    suppress::lift(work.db, &somebody)?;
    let was = listen::forget(work, person.rid)?;
    work.db
        .prepare_cached(
            "INSERT INTO opt_out_lifted (contact, at, reason) VALUES (?1, ?2, ?3)
             ON CONFLICT (contact) DO UPDATE SET at = excluded.at, reason = excluded.reason",
        )?
        .execute(params![person.rid, work.at, reason])?;
    let decision = Decision {
        summary: format!("lifted an opt-out: {reason}"),
        ..lifted(&person.record, &was)
    };
    let more =
        json!({ "reading": "lifted", "since": standing.since, "certain": standing.certain }).to_string();
    work.carry_out_for(decision, Some(&person.record.entity), Some(&more))
}
