//! Notes on people.

use jiff::Timestamp;

use super::record::{Fields, Members};
use super::value::{ContactId, Foreign, NoteId, UserId};

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Which one.
    pub id: NoteId,
    /// On whom.
    pub contact: Option<ContactId>,
    /// What it says.
    pub body: Foreign,
    /// Who wrote it.
    pub user: Option<UserId>,
    /// When.
    pub at: Option<Timestamp>,
}

impl Note {
    /// Reads a note from its members. Never fails.
    pub fn from_fields(id: NoteId, fields: &Fields) -> Self {
        Self {
            id,
            contact: fields.word("contactId").map(ContactId::from),
            body: fields.text("body"),
            user: fields.word("userId").map(UserId::from),
            at: fields.time("dateAdded"),
        }
    }
}
