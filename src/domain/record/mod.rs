//! What every synced record has in common: a kind, an id, and members under the CRM's own names.
//!
//! Merging, journalling and pushing work on members and know nothing of the kind; the typed records are views of
//! the same members. That is why a new resource costs one file: nobody writes its merge, its journal or its undo.
//! `glance` looks at a record without keeping it. Must not know what a member means: that is the typed record's.
//! To add another form in which records are read: a file, with [`Members`] for it.

mod glance;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use glance::Glance;

use super::value::{Foreign, parse_crm_time, parse_crm_value};

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
    /// A reason the account offers for a lost deal (read only).
    LostReason,
    /// A form of the CRM that people fill in (read only).
    Form,
    /// That somebody filled in a form (read only).
    Submission,
    /// A home for sale, in an object of the account's own (read only).
    Listing,
}

impl EntityKind {
    /// Every kind, in the order in which they can be stored without a dangling reference.
    pub const ALL: [Self; 18] = [
        Self::Location,
        Self::User,
        Self::CustomField,
        Self::Tag,
        Self::Workflow,
        Self::Form,
        Self::Pipeline,
        Self::LostReason,
        Self::Calendar,
        Self::Contact,
        Self::Opportunity,
        Self::Conversation,
        Self::Message,
        Self::Note,
        Self::Task,
        Self::Appointment,
        Self::Submission,
        Self::Listing,
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
            Self::LostReason => "lost_reason",
            Self::Form => "form",
            Self::Submission => "submission",
            Self::Listing => "listing",
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

/// A record as it stands here: what is shown, and what the CRM last said about the members that wait to be pushed.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Which one.
    pub entity: EntityRef,
    /// The CRM's id; `None` until the CRM has confirmed a record made here.
    pub remote_id: Option<String>,
    /// The members as shown: the CRM's, with edits made here on top.
    pub fields: Fields,
    /// For each member with an edit that is not confirmed: the value the CRM had when it was edited.
    pub base: Fields,
    /// Gone in the CRM; kept here with its edits.
    pub tombstone: bool,
}

impl Record {
    /// The members edited here and not yet confirmed by the CRM.
    pub fn pending(&self) -> impl Iterator<Item = &str> {
        self.base.keys().map(String::as_str)
    }
}

/// Members that hold members of their own which are edited and merged one by one.
const NESTED: [&str; 2] = ["customFields", "dndSettings"];

/// The value at a path: a member's name, or `customFields.<id>` and `dndSettings.<channel>`. Missing reads as null.
pub fn value_at<'a>(fields: &'a Fields, path: &str) -> &'a Value {
    const NULL: &Value = &Value::Null;
    match nested(path) {
        Some((outer, inner)) => fields
            .get(outer)
            .and_then(|value| value.get(inner))
            .unwrap_or(NULL),
        None => fields.get(path).unwrap_or(NULL),
    }
}

/// Puts a value at a path.
pub fn set_at(fields: &mut Fields, path: &str, value: Value) {
    let Some((outer, inner)) = nested(path) else {
        fields.insert(path.to_owned(), value);
        return;
    };
    let slot = fields
        .entry(outer)
        .or_insert_with(|| Value::Object(Fields::new()));
    if !slot.is_object() {
        *slot = Value::Object(Fields::new());
    }
    if let Value::Object(members) = slot {
        members.insert(inner.to_owned(), value);
    }
}

/// Every path that these members say something about.
pub fn paths(fields: &Fields) -> Vec<String> {
    let mut paths = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        match value {
            Value::Object(members) if NESTED.contains(&name.as_str()) => {
                paths.extend(members.keys().map(|inner| format!("{name}.{inner}")));
            }
            _ => paths.push(name.clone()),
        }
    }
    paths
}

fn nested(path: &str) -> Option<(&str, &str)> {
    path.split_once('.').filter(|(outer, _)| NESTED.contains(outer))
}

/// What a member says.
#[derive(Clone, Copy, Debug)]
pub enum Said<'v> {
    /// A text.
    Text(&'v str),
    /// Anything else.
    Other(&'v Value),
}

/// Tolerant reading of members: a missing, null or mistyped member reads as empty, never as an error.
pub trait Members {
    /// What a member says; nothing when it is missing.
    fn said(&self, name: &str) -> Option<Said<'_>>;

    /// A text member, or empty.
    fn text(&self, name: &str) -> Foreign {
        match self.said(name) {
            Some(Said::Text(text)) => Foreign::from(text),
            Some(Said::Other(Value::Number(number))) => Foreign::from(number.to_string()),
            _ => Foreign::default(),
        }
    }

    /// A text member that is an identifier or a fixed word; `None` when missing or blank.
    fn word(&self, name: &str) -> Option<&str> {
        match self.said(name)? {
            Said::Text(word) => Some(word).filter(|word| !word.trim().is_empty()),
            Said::Other(_) => None,
        }
    }

    /// A point in time in any of the CRM's forms.
    fn time(&self, name: &str) -> Option<Timestamp> {
        match self.said(name)? {
            Said::Text(text) => parse_crm_time(text),
            Said::Other(value) => parse_crm_value(value),
        }
    }

    /// A flag; missing is false.
    fn flag(&self, name: &str) -> bool {
        match self.said(name) {
            Some(Said::Other(Value::Bool(flag))) => *flag,
            Some(Said::Text(text)) => text == "true",
            _ => false,
        }
    }

    /// A number.
    fn number(&self, name: &str) -> Option<f64> {
        match self.said(name)? {
            Said::Other(Value::Number(number)) => number.as_f64(),
            Said::Text(text) => text.trim().parse().ok(),
            Said::Other(_) => None,
        }
    }

    /// A list of texts.
    fn texts(&self, name: &str) -> Vec<Foreign> {
        match self.said(name) {
            Some(Said::Other(Value::Array(items))) => items
                .iter()
                .filter_map(Value::as_str)
                .map(Foreign::from)
                .collect(),
            Some(Said::Text(text)) if !text.is_empty() => vec![Foreign::from(text)],
            _ => Vec::new(),
        }
    }

    /// A nested object, or nothing.
    fn object(&self, name: &str) -> Option<&Fields> {
        match self.said(name)? {
            Said::Other(value) => value.as_object(),
            Said::Text(_) => None,
        }
    }
}

impl Members for Fields {
    fn said(&self, name: &str) -> Option<Said<'_>> {
        Some(match self.get(name)? {
            Value::String(text) => Said::Text(text),
            value => Said::Other(value),
        })
    }
}
