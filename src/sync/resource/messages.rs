//! Messages: exported in bulk, sent one by one, looked for when an answer was lost.

use super::{Pushed, RemoteCrm, answer, earliest, is_free, person};
use crate::domain::contact::Channel;
use crate::domain::conversation::{Direction, Draft, Message, MessageKind};
use crate::domain::outbox::{Claim, Intent};
use crate::domain::record::{Members, RemoteRecord};
use crate::domain::value::ContactId;
use crate::ghl::limit::Lane;
use crate::ghl::{ConversationSearch, Crm, Cursor, Export, GhlError, LoggedCall, SendEmail, SendSms};
use crate::sync::position::{Answer, Ask};

/// The export leaves mail out unless it is asked for by itself.
pub(super) async fn ask(crm: &RemoteCrm, ask: Ask, email: bool) -> Result<Answer, GhlError> {
    let (lane, export, after) = match ask {
        Ask::Newest { after } => (
            Lane::Rest,
            Export {
                email,
                newest_first: true,
                ..Export::default()
            },
            after,
        ),
        Ask::Since { at, after } => (
            Lane::Read,
            Export {
                email,
                by_change: true,
                since: Some(at),
                ..Export::default()
            },
            after,
        ),
    };
    let after = after.map(Cursor::from_text);
    Ok(answer(
        crm.crm
            .at(lane)
            .messages()
            .export(&export, after.as_ref())
            .await?,
    ))
}

/// Mails of a thread whose words are fetched: each costs a request of its own.
const MAILS: usize = 10;

/// Puts subject and words into those mails, the newest first: lists only name them. A mail that is gone stays as it was.
pub(super) async fn with_words(
    crm: &Crm,
    mut records: Vec<RemoteRecord>,
    wanted: impl Fn(&Message) -> bool,
) -> Result<Vec<RemoteRecord>, GhlError> {
    let read = |record: &RemoteRecord| Message::from_fields(record.id.as_str().into(), &record.fields);
    let is_wanted = |record: &&mut RemoteRecord| {
        let message = read(record);
        message.kind == MessageKind::Email && message.body.is_empty() && wanted(&message)
    };
    for record in records.iter_mut().filter(is_wanted).take(MAILS) {
        let id = record.fields.get("meta");
        let id = id.and_then(|meta| meta.pointer("/email/messageIds/0")?.as_str());
        let Some(id) = id.map(str::to_owned) else {
            continue;
        };
        let mail = match crm.messages().email(&id).await {
            Err(error) if error.is_not_found() => continue,
            mail => mail?,
        };
        for (name, text) in [("subject", mail.subject), ("body", mail.body)] {
            if let Some(text) = text {
                record.fields.insert(name.to_owned(), text.into());
            }
        }
    }
    Ok(records)
}

/// The last messages with a person, of every channel.
pub(super) async fn thread(crm: &Crm, contact: &ContactId) -> Result<Vec<RemoteRecord>, GhlError> {
    let mut records = Vec::new();
    for email in [false, true] {
        let export = Export {
            email,
            newest_first: true,
            contact: Some(contact.clone()),
            ..Export::default()
        };
        records.extend(crm.messages().export(&export, None).await?.records);
    }
    Ok(records)
}

pub(super) async fn push(crm: &Crm, claim: &Claim, provider: Option<&str>) -> Result<Pushed, GhlError> {
    if matches!(claim.intent, Intent::Create { .. }) {
        return log_call(crm, claim, provider).await;
    }
    let Intent::Send { draft, .. } = &claim.intent else {
        return Ok(Pushed::Held(
            "a message cannot be changed once it is written".into(),
        ));
    };
    let contact = person(claim);
    let messages = crm.messages();
    let sent = match draft.channel {
        Channel::Sms => messages.send_sms(&text(contact, draft)).await?,
        Channel::Email => messages.send_email(&mail(contact, draft)).await?,
        other => return Ok(Pushed::Held(format!("{} cannot be sent from here", other.word()))),
    };
    Ok(Pushed::Done {
        remote_id: Some(sent.message.to_string()),
        record: None,
    })
}

/// Puts a call into its thread. An account without a provider for calls has the note beside it only.
async fn log_call(crm: &Crm, claim: &Claim, provider: Option<&str>) -> Result<Pushed, GhlError> {
    let Some(provider) = provider else {
        return Ok(Pushed::done());
    };
    let contact = person(claim);
    let threads = crm.conversations();
    let search = ConversationSearch {
        contact: Some(contact.clone()),
        ..ConversationSearch::default()
    };
    let found = threads.search(&search, None).await?.records.into_iter().next();
    let thread = match found {
        Some(thread) => thread,
        None => threads.create(&contact).await?,
    };
    let call = LoggedCall {
        conversation: thread.id.as_str().into(),
        provider: provider.to_owned(),
        to: thread.fields.word("phone").map(str::to_owned),
        status: claim.fields.word("status").unwrap_or("completed").to_owned(),
        date: claim.fields.time("dateAdded").unwrap_or(claim.claimed),
    };
    let sent = crm.messages().log_call(&call).await?;
    Ok(Pushed::Done {
        remote_id: Some(sent.message.to_string()),
        record: None,
    })
}

fn text(contact: ContactId, draft: &Draft) -> SendSms {
    SendSms {
        contact,
        message: draft.body.clone(),
        from_number: None,
        to_number: None,
        attachments: Vec::new(),
        scheduled: None,
    }
}

fn mail(contact: ContactId, draft: &Draft) -> SendEmail {
    SendEmail {
        contact,
        subject: draft.subject.clone().unwrap_or_default(),
        html: as_html(&draft.body),
        from: None,
        to: None,
        cc: Vec::new(),
        bcc: Vec::new(),
        attachments: Vec::new(),
        reply_to: None,
        thread: None,
        scheduled: None,
    }
}

/// What was typed, as HTML that looks the same: the CRM sends mail as HTML only.
fn as_html(typed: &str) -> String {
    let escaped = typed
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<p>{}</p>",
        escaped.replace("\n\n", "</p><p>").replace('\n', "<br>")
    )
}

/// The message that a lost send may have made.
pub(super) async fn find(crm: &Crm, claim: &Claim) -> Result<Option<String>, GhlError> {
    let thread = thread(crm, &person(claim)).await?;
    let earliest = earliest(claim);
    let ours = |message: &Message| {
        message.direction == Direction::Outbound && message.at.is_some_and(|at| at >= earliest)
    };
    Ok(made_by(claim, with_words(crm, thread, ours).await?))
}

/// Outbound, on this channel, with these words, not older than the claim, and not what another of our sends made: the
/// same words may have gone twice within a few minutes.
fn made_by(claim: &Claim, thread: Vec<RemoteRecord>) -> Option<String> {
    if matches!(claim.intent, Intent::Create { .. }) {
        return call_made_by(claim, thread);
    }
    let Intent::Send { draft, .. } = &claim.intent else {
        return None;
    };
    let kind = if draft.channel == Channel::Email {
        MessageKind::Email
    } else {
        MessageKind::Sms
    };
    let earliest = earliest(claim);
    let found = thread.into_iter().find(|record| {
        let message = Message::from_fields(record.id.as_str().into(), &record.fields);
        let body = plain(message.body.raw());
        message.direction == Direction::Outbound
            && message.kind == kind
            && message.at.is_some_and(|at| at >= earliest)
            && matches!(record.fields.word("source"), None | Some("api"))
            && (body == plain(&draft.body) || body == plain(&as_html(&draft.body)))
            && is_free(claim, record)
    });
    found.map(|record| record.id)
}

/// A call out that began at the very moment that was logged. No other has the same one: nobody makes two calls at once.
fn call_made_by(claim: &Claim, thread: Vec<RemoteRecord>) -> Option<String> {
    let began = claim.fields.time("dateAdded")?.as_millisecond();
    let found = thread.into_iter().find(|record| {
        let message = Message::from_fields(record.id.as_str().into(), &record.fields);
        message.direction == Direction::Outbound
            && message.kind == MessageKind::Call
            && message.at.is_some_and(|at| at.as_millisecond() == began)
            && !claim.taken.contains(&record.id)
    });
    found.map(|record| record.id)
}

/// Words only: the CRM may wrap a mail in HTML and change blanks.
fn plain(body: &str) -> String {
    let mut inside = false;
    let text: String = body
        .chars()
        .filter(|c| {
            let was = inside;
            inside = *c == '<' || inside && *c != '>';
            !was && !inside
        })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_looks_as_typed_and_is_recognised_again() {
        let typed = "Hi Ana,\n\n3 < 4 & so on\nJo";
        assert_eq!(as_html(typed), "<p>Hi Ana,</p><p>3 &lt; 4 &amp; so on<br>Jo</p>");
        assert_eq!(plain("<div>Hi  Ana,</div>\n"), "Hi Ana,");
    }

    #[test]
    fn the_same_words_sent_twice_are_two_messages() {
        use crate::domain::record::{EntityKind, EntityRef, Fields};

        let at = "2026-11-25T10:00:00Z";
        let sent = |id: &str| {
            let members = serde_json::json!({"messageType": "TYPE_SMS", "direction": "outbound", "body": "on my way",
                                             "dateAdded": at});
            RemoteRecord {
                kind: EntityKind::Message,
                id: id.into(),
                raw: members.to_string(),
                fields: members.as_object().unwrap().clone(),
            }
        };
        let lost = |taken: &[&str]| Claim {
            id: "row".into(),
            intent: Intent::Send {
                message: EntityRef::new(EntityKind::Message, "here"),
                draft: Draft {
                    contact: "c1".into(),
                    channel: Channel::Sms,
                    subject: None,
                    body: "on my way".into(),
                },
                key: None,
                not_before: None,
            },
            remote_id: None,
            contact_remote_id: Some("c1".into()),
            fields: Fields::new(),
            base: Fields::new(),
            tags_added: Vec::new(),
            tags_removed: Vec::new(),
            attempt: 1,
            probes: 0,
            claimed: at.parse().unwrap(),
            since_boot: std::time::Duration::ZERO,
            waited: std::time::Duration::from_mins(1),
            by_person: true,
            epoch: 1,
            taken: taken.iter().map(|id| (*id).to_owned()).collect(),
        };
        let thread = || vec![sent("m2"), sent("m1")];
        assert_eq!(made_by(&lost(&[]), thread()).as_deref(), Some("m2"));
        assert_eq!(made_by(&lost(&["m2"]), thread()).as_deref(), Some("m1"));
        assert_eq!(made_by(&lost(&["m1", "m2"]), thread()), None);
    }
}
