//! Threads with people, and their messages.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::contact::Channel;
use super::mail;
use super::record::{Fields, Members};
use super::value::{ContactId, ConversationId, Foreign, MessageId, UserId};

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the person.
    Inbound,
    /// To the person.
    Outbound,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// A text.
    Sms,
    /// A mail.
    Email,
    /// A telephone call or voicemail.
    Call,
    /// Any other channel a person writes on.
    Chat,
    /// A timeline entry of the CRM, not a message; unknown kinds too.
    Activity,
}

impl MessageKind {
    /// From the CRM's `messageType` (`TYPE_SMS`), in either generation's or the webhook's spelling.
    pub fn from_word(word: &str) -> Self {
        match word.trim_start_matches("TYPE_").to_ascii_uppercase().as_str() {
            "SMS" | "CAMPAIGN_SMS" | "CAMPAIGN_MANUAL_SMS" => Self::Sms,
            "EMAIL" | "CAMPAIGN_EMAIL" | "CUSTOM_EMAIL" => Self::Email,
            "CALL" | "VOICEMAIL" | "CAMPAIGN_CALL" | "CAMPAIGN_VOICEMAIL" | "CAMPAIGN_MANUAL_CALL" => {
                Self::Call
            }
            "WHATSAPP" | "FACEBOOK" | "INSTAGRAM" | "LIVE_CHAT" | "WEBCHAT" | "GMB" | "CUSTOM_SMS"
            | "RCS" => Self::Chat,
            _ => Self::Activity,
        }
    }

    /// From the word of a filter.
    pub fn of_word(word: &str) -> Self {
        match word {
            "text" => Self::Sms,
            "email" => Self::Email,
            "call" => Self::Call,
            "chat" => Self::Chat,
            _ => Self::Activity,
        }
    }

    /// The word of a filter.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sms => "text",
            Self::Email => "email",
            Self::Call => "call",
            Self::Chat => "chat",
            Self::Activity => "other",
        }
    }
}

/// One entry of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which one.
    pub id: MessageId,
    /// The thread it belongs to, once the CRM has said so.
    pub conversation: Option<ConversationId>,
    /// With whom.
    pub contact: Option<ContactId>,
    /// What it is.
    pub kind: MessageKind,
    /// Which way it went.
    pub direction: Direction,
    /// Subject, for mail.
    pub subject: Foreign,
    /// What it says; mail may be HTML.
    pub body: Foreign,
    /// The CRM's status word, or ours (`queued`, `held`, `sending`, `uncertain`) while it waits here.
    pub status: Foreign,
    /// The colleague who sent it.
    pub user: Option<UserId>,
    /// When.
    pub at: Option<Timestamp>,
}

impl Message {
    /// What it says, as plain text: mail loses its markup.
    pub fn words(&self) -> Cow<'_, str> {
        match self.kind {
            MessageKind::Email => Cow::Owned(mail::plain(self.body.raw())),
            _ => Cow::Borrowed(self.body.raw()),
        }
    }

    /// Reads a message from its members. Never fails; a message without a direction counts as outbound only when
    /// a colleague is named on it.
    pub fn from_fields(id: MessageId, fields: &Fields) -> Self {
        let user = fields.word("userId").map(UserId::from);
        let direction = match fields.word("direction") {
            Some("outbound") => Direction::Outbound,
            None if user.is_some() => Direction::Outbound,
            _ => Direction::Inbound,
        };
        Self {
            id,
            conversation: fields.word("conversationId").map(ConversationId::from),
            contact: fields.word("contactId").map(ContactId::from),
            kind: MessageKind::from_word(fields.word("messageType").unwrap_or_default()),
            direction,
            subject: fields.text("subject"),
            body: fields.text("body"),
            status: fields.text("status"),
            user,
            at: fields.time("dateAdded"),
        }
    }
}

/// What the carrier says of a message that left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It arrived; it may have been read.
    Arrived,
    /// It did not and will not.
    Failed,
}

impl Delivery {
    /// From the CRM's status word. `None` when nothing is decided yet.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "delivered" | "read" | "opened" | "clicked" | "connected" => Some(Self::Arrived),
            "failed" | "undelivered" | "opt_out" => Some(Self::Failed),
            _ => None,
        }
    }
}

/// A thread with one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Which one.
    pub id: ConversationId,
    /// With whom.
    pub contact: Option<ContactId>,
    /// Messages not yet read.
    pub unread: u32,
    /// When the last message came or went.
    pub last_at: Option<Timestamp>,
    /// What it said.
    pub last_body: Foreign,
}

impl Conversation {
    /// Reads a thread from its members. Never fails.
    pub fn from_fields(id: ConversationId, fields: &Fields) -> Self {
        Self {
            id,
            contact: fields.word("contactId").map(ContactId::from),
            unread: fields.number("unreadCount").map_or(0, |count| count as u32),
            last_at: fields.time("lastMessageDate"),
            last_body: fields.text("lastMessageBody"),
        }
    }
}

/// A message to a person as written here, before it leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// To whom.
    pub contact: ContactId,
    /// On which channel; texts and mail can be sent.
    pub channel: Channel,
    /// Subject, for mail.
    pub subject: Option<String>,
    /// What it says.
    pub body: String,
}

impl Draft {
    /// Subject and words as one text, as they are shown and compared.
    pub fn as_one(subject: Option<&str>, body: &str) -> String {
        match subject.filter(|subject| !subject.is_empty()) {
            Some(subject) => format!("{subject}\n\n{body}"),
            None => body.to_owned(),
        }
    }

    /// The CRM's word for the channel when sending (`SMS`, `Email`), or `None` when it cannot be sent on.
    pub const fn wire_type(&self) -> Option<&'static str> {
        match self.channel {
            Channel::Sms => Some("SMS"),
            Channel::Email => Some("Email"),
            _ => None,
        }
    }
}
