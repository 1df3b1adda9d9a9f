//! What every synced record has in common: a kind, an id, and members under the CRM's own names.
//!
//! Merging, journalling and pushing work on members and know nothing of the kind; the typed records are views of
//! the same members. That is why a new resource costs one file: nobody writes its merge, its journal or its undo.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The members of a record, under the names of the CRM's get-by-id answer (generation v3), in the CRM's own forms.
/// A missing member is "not said"; `null` is "said to be empty".
pub type Fields = Map<String, Value>;

/// The kinds of records that are copied from the CRM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A sub-account.
    Location,
    /// A colleague.
    User,
    /// A person.
    Contact,
    /// A pipeline with its stages.
    Pipeline,
    /// A deal.
    Opportunity,
    /// A thread with a person.
    Conversation,
    /// One entry of a thread.
    Message,
    /// A note on a person.
    Note,
    /// Something to do.
    Task,
    /// A bookable calendar.
    Calendar,
    /// A booked slot.
    Appointment,
    /// The definition of a field the account added.
    CustomField,
    /// A label known to the account.
    Tag,
    /// A workflow of the CRM (read only).
    Workflow,
}

impl EntityKind {
    /// Every kind, in the order in which they can be stored without a dangling reference.
    pub const ALL: [Self; 14] = [
        Self::Location,
        Self::User,
        Self::CustomField,
        Self::Tag,
        Self::Workflow,
        Self::Pipeline,
        Self::Calendar,
        Self::Contact,
        Self::Opportunity,
        Self::Conversation,
        Self::Message,
        Self::Note,
        Self::Task,
        Self::Appointment,
    ];

    /// The word for logs, the journal and the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Location => "location",
            Self::User => "user",
            Self::Contact => "contact",
            Self::Pipeline => "pipeline",
            Self::Opportunity => "opportunity",
            Self::Conversation => "conversation",
            Self::Message => "message",
            Self::Note => "note",
            Self::Task => "task",
            Self::Calendar => "calendar",
            Self::Appointment => "appointment",
            Self::CustomField => "custom_field",
            Self::Tag => "tag",
            Self::Workflow => "workflow",
        }
    }
}

/// Names one record of any kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EntityRef {
    /// What it is.
    pub kind: EntityKind,
    /// Its id here: the CRM's id, or one of ours until the CRM has given one.
    pub id: String,
}

impl EntityRef {
    /// Names the record `id` of `kind`.
    pub fn new(kind: EntityKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }
}

/// A record as one answer of the CRM told it: perhaps only some of its members.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteRecord {
    /// What it is.
    pub kind: EntityKind,
    /// The CRM's id.
    pub id: String,
    /// The members the answer carried, named and formed as the get-by-id answer has them.
    pub fields: Fields,
    /// The JSON as received; keeps what this program does not know.
    pub raw: String,
}
