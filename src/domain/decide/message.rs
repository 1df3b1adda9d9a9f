//! A message that is to be sent. What stands against it is the gate's to say; here only what can never be sent is refused.

use jiff::Timestamp;
use serde_json::json;

use super::{Context, Decision, Rejection, known, members};
use crate::domain::contact::Contact;
use crate::domain::conversation::Draft;
use crate::domain::fact::Fact;
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, EntityRef};

pub(super) fn send(
    cx: &mut Context<'_>,
    draft: &Draft,
    key: Option<&str>,
    not_before: Option<Timestamp>,
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Contact, draft.contact.as_str())?;
    let contact = Contact::from_fields(draft.contact.clone(), &record.fields);
    let refuse = |why: String| Err(Rejection::NotSendable(why));
    let Some(wire) = draft.wire_type() else {
        return refuse(format!("{} cannot be sent from here", draft.channel.word()));
    };
    if draft.body.trim().is_empty() {
        return refuse("the message is empty".into());
    }
    let message = EntityRef::new(EntityKind::Message, (cx.fresh)());
    let fields = members(json!({
        "contactId": draft.contact, "messageType": format!("TYPE_{}", wire.to_uppercase()),
        "direction": "outbound", "status": "queued", "body": draft.body, "subject": draft.subject,
        "userId": cx.me, "dateAdded": cx.now.to_string(),
    }));
    Ok(Decision {
        facts: vec![Fact::Created {
            entity: message.clone(),
            fields,
        }],
        intents: vec![Intent::Send {
            message,
            draft: draft.clone(),
            key: key.map(str::to_owned),
            not_before,
        }],
        summary: format!("{} to {}", draft.channel.word(), contact.name()),
        undoable: true,
    })
}
