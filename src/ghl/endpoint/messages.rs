//! What was said: threads page by page, the export of everything, mail bodies, and sending.

use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::value::{ContactId, ConversationId, MessageId};
use crate::ghl::body::{self, Body};
use crate::ghl::call::Call;
use crate::ghl::crm::{self, Crm, named};
use crate::ghl::error::GhlError;
use crate::ghl::page::{Cursor, Page, Step};
use crate::ghl::record::{Form, Shape, member};

/// Messages on a page of one thread (20 is the CRM's own default).
const PAGE: &str = "100";
/// Messages on a page of the export, the most it gives.
const EXPORT_PAGE: &str = "500";

const SHAPE: Shape = Shape {
    kind: EntityKind::Message,
    members: &[
        member("locationId", Form::Text),
        member("contactId", Form::Text),
        member("conversationId", Form::Text),
        member("messageType", Form::MessageType).or("type"),
        member("direction", Form::Text),
        member("status", Form::Text),
        member("body", Form::Text),
        member("subject", Form::Text),
        member("contentType", Form::Text),
        member("attachments", Form::Any),
        member("source", Form::Text),
        member("userId", Form::Text),
        member("conversationProviderId", Form::Text),
        member("meta", Form::Any),
        member("error", Form::Any),
        member("dateAdded", Form::Time),
        member("dateUpdated", Form::Time),
    ],
};

/// Which messages to export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    /// Only e-mail. The export leaves e-mail out unless it is asked for alone: read twice.
    pub email: bool,
    /// Sorted by the time of the last change instead of the time of writing.
    pub by_change: bool,
    /// The newest first instead of the oldest.
    pub newest_first: bool,
    /// Only messages at or after this.
    pub since: Option<Timestamp>,
    /// Only those with this person.
    pub contact: Option<ContactId>,
}

/// An e-mail with its text, which message lists do not carry.
#[derive(Clone, Debug, PartialEq)]
pub struct EmailBody {
    /// The e-mail's own id (one of the message's `meta.email.messageIds`).
    pub id: String,
    /// The subject.
    pub subject: Option<String>,
    /// The text, as the CRM has it: HTML mostly.
    pub body: Option<String>,
    /// The sender.
    pub from: Option<String>,
    /// The receivers.
    pub to: Vec<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// The thread it belongs to, needed for a reply.
    pub thread: Option<String>,
    /// How far it got.
    pub status: Option<String>,
    /// When it was written.
    pub date: Option<Timestamp>,
    /// The JSON as received.
    pub raw: String,
}

/// A text to send. It costs money and cannot be called back: check do-not-disturb first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendSms {
    /// To whom.
    pub contact: ContactId,
    /// The text.
    pub message: String,
    /// From which of the location's numbers; its default otherwise.
    pub from_number: Option<String>,
    /// To which of the person's numbers; the main one otherwise.
    pub to_number: Option<String>,
    /// Links to files.
    pub attachments: Vec<String>,
    /// Sent then, and can be cancelled until then.
    pub scheduled: Option<Timestamp>,
}

/// An e-mail to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendEmail {
    /// To whom.
    pub contact: ContactId,
    /// The subject.
    pub subject: String,
    /// The text as HTML.
    pub html: String,
    /// From which address; the location's default otherwise.
    pub from: Option<String>,
    /// To which of the person's addresses; the main one otherwise.
    pub to: Option<String>,
    /// Copies.
    pub cc: Vec<String>,
    /// Blind copies.
    pub bcc: Vec<String>,
    /// Links to files.
    pub attachments: Vec<String>,
    /// The message this answers.
    pub reply_to: Option<MessageId>,
    /// The thread this continues.
    pub thread: Option<String>,
    /// Sent then, and can be cancelled until then.
    pub scheduled: Option<Timestamp>,
}

/// A call that was made with another telephone, to be kept in the thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedCall {
    /// In which thread.
    pub conversation: ConversationId,
    /// The conversation provider that the account has for calls.
    pub provider: String,
    /// The number that was called.
    pub to: Option<String>,
    /// `completed`, `no-answer`, `voicemail`, `failed`.
    pub status: String,
    /// When it began.
    pub date: Timestamp,
}

/// The CRM took a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: MessageId,
    /// Its conversation.
    pub conversation: Option<ConversationId>,
    /// The e-mail's own id, for its body and for cancelling it.
    pub email: Option<String>,
}

/// The calls about messages.
#[derive(Debug)]
pub struct Messages<'a>(&'a Crm);

impl Crm {
    /// What was said.
    pub const fn messages(&self) -> Messages<'_> {
        Messages(self)
    }
}

impl Messages<'_> {
    /// One page of a thread, the newest first. Usual lane: person when opened, send for a probe.
    pub async fn list(
        &self,
        conversation: &ConversationId,
        after: Option<&Cursor>,
    ) -> Result<Page, GhlError> {
        const CALL: &str = "messages.list";
        let last = token(CALL, after)?;
        let call = Call::get(CALL, ["conversations", conversation.as_str(), "messages"])
            .with("limit", PAGE)
            .with_some("lastMessageId", last.as_deref());
        let body = self.0.read(call).await?;
        let mut page = named(CALL, thread_page(&body, last.as_deref()))?;
        for message in &mut page.records {
            crm::belongs(message, "conversationId", conversation.as_str());
        }
        Ok(page)
    }

    /// One page of the export of all messages. Usual lane: read, bulk for the first copy.
    pub async fn export(&self, export: &Export, after: Option<&Cursor>) -> Result<Page, GhlError> {
        const CALL: &str = "messages.export";
        let cursor = token(CALL, after)?;
        let call = Call::get(CALL, ["conversations", "messages", "export"])
            .with("locationId", self.0.location_text())
            .with("limit", EXPORT_PAGE)
            .with(
                "sortBy",
                if export.by_change {
                    "updatedAt"
                } else {
                    "createdAt"
                },
            )
            .with("sortOrder", if export.newest_first { "desc" } else { "asc" })
            .with_some("channel", export.email.then_some("Email"))
            .with_some("startDate", export.since.map(|since| format!("{since:.3}")))
            .with_some("contactId", export.contact.as_ref().map(ContactId::as_str))
            .with_some("cursor", cursor.as_deref());
        let body = self.0.read(call).await?;
        let members = named(CALL, body.members())?;
        let mut page = named(CALL, crm::page(&members, "messages", &SHAPE))?;
        page.total = body::count(&members, "total");
        let next = body::value::<String>(&members, "nextCursor").filter(|next| !next.is_empty());
        page.next = next
            .filter(|_| !page.is_empty())
            .and_then(|next| Cursor::new(&Step::Token(next)));
        Ok(page)
    }

    /// One message. Usual lane: send for a probe.
    pub async fn get(&self, id: &MessageId) -> Result<RemoteRecord, GhlError> {
        const CALL: &str = "messages.get";
        let body = self
            .0
            .read(Call::get(CALL, ["conversations", "messages", id.as_str()]))
            .await?;
        crm::record(CALL, &body, "message", &SHAPE)
    }

    /// The text of an e-mail, by its own id. Usual lane: person when opened, bulk otherwise.
    pub async fn email(&self, id: &str) -> Result<EmailBody, GhlError> {
        const CALL: &str = "messages.email";
        let body = self
            .0
            .read(Call::get(CALL, ["conversations", "messages", "email", id]))
            .await?;
        named(CALL, email(&body))
    }

    /// Sends a text. Usual lane: send, with [`Crm::until`] at the end of the claim. Never send again without looking.
    pub async fn send_sms(&self, sms: &SendSms) -> Result<Sent, GhlError> {
        let mut request = Map::new();
        request.insert("type".to_owned(), "SMS".into());
        request.insert("contactId".to_owned(), sms.contact.as_str().into());
        request.insert("message".to_owned(), sms.message.as_str().into());
        put(&mut request, "fromNumber", sms.from_number.as_deref());
        put(&mut request, "toNumber", sms.to_number.as_deref());
        put_list(&mut request, "attachments", &sms.attachments);
        self.send("messages.send_sms", request, sms.scheduled).await
    }

    /// Sends an e-mail. Usual lane: send, with [`Crm::until`] at the end of the claim.
    pub async fn send_email(&self, mail: &SendEmail) -> Result<Sent, GhlError> {
        let mut request = Map::new();
        request.insert("type".to_owned(), "Email".into());
        request.insert("contactId".to_owned(), mail.contact.as_str().into());
        request.insert("subject".to_owned(), mail.subject.as_str().into());
        request.insert("html".to_owned(), mail.html.as_str().into());
        put(&mut request, "emailFrom", mail.from.as_deref());
        put(&mut request, "emailTo", mail.to.as_deref());
        put_list(&mut request, "emailCc", &mail.cc);
        put_list(&mut request, "emailBcc", &mail.bcc);
        put_list(&mut request, "attachments", &mail.attachments);
        put(&mut request, "threadId", mail.thread.as_deref());
        if let Some(message) = &mail.reply_to {
            put(&mut request, "replyMessageId", Some(message.as_str()));
            put(&mut request, "emailReplyMode", Some("reply"));
        }
        self.send("messages.send_email", request, mail.scheduled).await
    }

    /// Puts a call made outside the CRM into a thread. Usual lane: send.
    pub async fn log_call(&self, call: &LoggedCall) -> Result<Sent, GhlError> {
        const CALL: &str = "messages.log_call";
        let mut about = Map::new();
        put(&mut about, "to", call.to.as_deref());
        put(&mut about, "status", Some(&call.status));
        let request = json!({
            "type": "Call",
            "conversationId": call.conversation.as_str(),
            "conversationProviderId": call.provider,
            "date": format!("{:.3}", call.date),
            "call": about,
        });
        let path = ["conversations", "messages", "outbound"];
        self.taken(Call::post(CALL, path, request)).await
    }

    /// Cancels a scheduled text. Usual lane: person.
    pub async fn cancel(&self, id: &MessageId) -> Result<(), GhlError> {
        const CALL: &str = "messages.cancel";
        let call = Call::delete(CALL, ["conversations", "messages", id.as_str(), "schedule"]);
        self.0.write(call).await.map(|_| ())
    }

    /// Cancels a scheduled e-mail, by the e-mail's own id. Usual lane: person.
    pub async fn cancel_email(&self, id: &str) -> Result<(), GhlError> {
        const CALL: &str = "messages.cancel_email";
        let call = Call::delete(CALL, ["conversations", "messages", "email", id, "schedule"]);
        self.0.write(call).await.map(|_| ())
    }

    async fn send(
        &self,
        call: &'static str,
        mut request: Map<String, Value>,
        scheduled: Option<Timestamp>,
    ) -> Result<Sent, GhlError> {
        if let Some(moment) = scheduled {
            request.insert("scheduledTimestamp".to_owned(), moment.as_second().into());
        }
        let path = ["conversations", "messages"];
        self.taken(Call::post(call, path, Value::Object(request))).await
    }

    async fn taken(&self, request: Call) -> Result<Sent, GhlError> {
        let call = request.name;
        let body = self.0.write(request).await?;
        let members = named(call, body.members())?;
        let text = |name: &str| body::value::<String>(&members, name).filter(|text| !text.is_empty());
        let ids: Vec<String> = body::value(&members, "messageIds").unwrap_or_default();
        // Without an id nobody can say that it was taken: the outcome is uncertain.
        let message = text("messageId").or_else(|| ids.into_iter().find(|id| !id.is_empty()));
        let message = named(
            call,
            message.ok_or_else(|| body::unreadable("it has no message id")),
        )?;
        Ok(Sent {
            message: message.into(),
            conversation: text("conversationId").map(Into::into),
            email: text("emailMessageId"),
        })
    }
}

fn token(call: &'static str, after: Option<&Cursor>) -> Result<Option<String>, GhlError> {
    Ok(match after.map(|cursor| cursor.step(call)).transpose()? {
        Some(Step::Token(token)) => Some(token),
        _ => None,
    })
}

/// The thread's page: flat, as published, or nested in `messages`, as the service answers.
fn thread_page(body: &Body, asked: Option<&str>) -> Result<Page, crate::ghl::error::Kind> {
    let outer = body.members()?;
    let inner: Option<body::Members<'_>> = outer
        .get("messages")
        .filter(|raw| raw.get().starts_with('{'))
        .and_then(|raw| serde_json::from_str(raw.get()).ok());
    let members = inner.unwrap_or(outer);
    let mut page = crm::page(&members, "messages", &SHAPE)?;
    let more = body::value(&members, "nextPage").unwrap_or(false);
    let last = body::value::<String>(&members, "lastMessageId").filter(|last| !last.is_empty());
    if more && !page.is_empty() {
        let last = last.filter(|last| Some(last.as_str()) != asked);
        let last = last.ok_or_else(|| body::unreadable("it does not say where to go on"))?;
        page.next = Cursor::new(&Step::Token(last));
    }
    Ok(page)
}

fn email(body: &Body) -> Result<EmailBody, crate::ghl::error::Kind> {
    let outer = body.members()?;
    let nested = ["emailMessage", "message"]
        .iter()
        .find_map(|name| outer.get(*name));
    let nested = nested.filter(|raw| raw.get().starts_with('{')).copied();
    let members = nested
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or(outer);
    let text = |name: &str| body::value::<String>(&members, name);
    let list = |name: &str| match body::value::<Value>(&members, name) {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let date: Option<Value> = body::value(&members, "dateAdded");
    Ok(EmailBody {
        id: text("id").ok_or_else(|| body::unreadable("it has no id"))?,
        subject: text("subject"),
        body: text("body"),
        from: text("from"),
        to: list("to"),
        cc: list("cc"),
        thread: text("threadId"),
        status: text("status"),
        date: date.as_ref().and_then(crate::domain::value::parse_crm_value),
        raw: nested.map_or_else(|| body.text().to_owned(), |raw: &RawValue| raw.get().to_owned()),
    })
}

fn put(request: &mut Map<String, Value>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        request.insert(name.to_owned(), value.into());
    }
}

fn put_list(request: &mut Map<String, Value>, name: &str, values: &[String]) {
    if !values.is_empty() {
        request.insert(name.to_owned(), values.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        Body::accept(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn a_thread_is_read_flat_and_nested() {
        let inner = r#""lastMessageId":"m2","nextPage":true,"messages":[{"id":"m1","type":2,"messageType":"TYPE_SMS",
            "direction":"inbound","dateAdded":"2026-11-23T15:00:00.000Z","body":"hi"},{"id":"m2","type":"TYPE_CALL"}]"#;
        for text in [
            format!("{{{inner}}}"),
            format!(r#"{{"messages":{{{inner}}},"traceId":"t"}}"#),
        ] {
            let page = thread_page(&body(&text), None).unwrap();
            let types: Vec<_> = page
                .records
                .iter()
                .map(|m| m.fields["messageType"].as_str().unwrap())
                .collect();
            assert_eq!(types, ["TYPE_SMS", "TYPE_CALL"]);
            assert!(page.next.is_some());
            assert!(
                thread_page(&body(&text), Some("m2")).is_err(),
                "the same place again"
            );
        }
        let end = thread_page(
            &body(r#"{"messages":[],"lastMessageId":"","nextPage":true}"#),
            None,
        )
        .unwrap();
        assert_eq!(end.next, None);
        assert!(thread_page(&body(r#"{"messages":null}"#), None).is_err());
    }

    #[test]
    fn an_email_brings_its_text() {
        let mail = email(&body(
            r#"{"id":"e1","subject":"Tour","body":"<p>Hi</p>","from":"a@b.c","to":["d@e.f"],"cc":null,"threadId":"t"}"#,
        ));
        let mail = mail.unwrap();
        assert_eq!(
            (mail.body.as_deref(), mail.to.as_slice()),
            (Some("<p>Hi</p>"), &["d@e.f".to_owned()][..])
        );
        assert!(email(&body("{}")).is_err());
    }
}
