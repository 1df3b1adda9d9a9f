//! Things to do for people.

use jiff::Timestamp;

use super::record::{Fields, Members};
use super::value::{ContactId, Foreign, TaskId, UserId};

/// Something to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Which one.
    pub id: TaskId,
    /// For whom.
    pub contact: Option<ContactId>,
    /// What.
    pub title: Foreign,
    /// More words.
    pub body: Foreign,
    /// By when.
    pub due: Option<Timestamp>,
    /// Done.
    pub completed: bool,
    /// Who does it.
    pub assigned_to: Option<UserId>,
}

impl Task {
    /// Reads a task from its members. Never fails.
    pub fn from_fields(id: TaskId, fields: &Fields) -> Self {
        Self {
            id,
            contact: fields.word("contactId").map(ContactId::from),
            title: fields.text("title"),
            body: fields.text("body"),
            due: fields.time("dueDate"),
            completed: fields.flag("completed"),
            assigned_to: fields.word("assignedTo").map(UserId::from),
        }
    }
}
