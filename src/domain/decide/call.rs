//! A call that was made: it stands in the thread, a note beside it says what was said, and what follows from its end is
//! part of the same line of undo.

use serde_json::json;

use super::{Context, Decision, Rejection, add_note, decide, known, members};
use crate::domain::call::Call;
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::conversation::MessageKind;
use crate::domain::fact::Fact;
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, EntityRef, Fields, Members};
use crate::domain::value::ContactId;

pub(super) fn log_call(
    cx: &mut Context<'_>,
    contact: &ContactId,
    call: &Call,
    and: &[Command],
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Contact, contact.as_str())?;
    let name = Contact::from_fields(contact.clone(), &record.fields).name();
    let message = EntityRef::new(EntityKind::Message, (cx.fresh)());
    let fields = members(json!({
        "contactId": contact, "messageType": "TYPE_CALL", "direction": "outbound",
        "status": call.outcome.status(), "userId": cx.me, "dateAdded": call.began.to_string(),
        "meta": { "callDuration": call.seconds, "callStatus": call.outcome.status() },
    }));
    let mut decision = add_note(cx, contact, &call.note())?;
    decision.facts.insert(
        0,
        Fact::Created {
            entity: message.clone(),
            fields,
        },
    );
    decision.intents.insert(0, Intent::Create { entity: message });
    for command in and {
        let next = decide(command, cx)?;
        decision.facts.extend(next.facts);
        decision.intents.extend(next.intents);
    }
    decision.summary = format!("call with {name}: {}", call.outcome.word());
    Ok(decision)
}

/// Why a message that the CRM has stays: a call that was logged cannot be taken out of its thread, and what was sent was sent.
pub fn stays(fields: &Fields) -> &'static str {
    if is_call(fields) {
        "a call that was logged stays in the thread"
    } else {
        "a message that has left cannot be taken back"
    }
}

/// Whether a message is a call: it was logged, not sent.
pub fn is_call(fields: &Fields) -> bool {
    MessageKind::from_word(fields.word("messageType").unwrap_or_default()) == MessageKind::Call
}
