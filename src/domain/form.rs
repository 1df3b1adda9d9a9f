//! Forms of the CRM, and that somebody filled one in or signed in by one. Read only; what they answered is not kept here.

use jiff::Timestamp;

use super::record::{Fields, Members};
use super::value::{ContactId, Foreign, FormId, SubmissionId};

/// A form of the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Which one.
    pub id: FormId,
    /// Its name.
    pub name: Foreign,
}

impl Form {
    /// Reads a form from its members. Never fails.
    pub fn from_fields(id: FormId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
        }
    }
}

/// That somebody filled in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Which one.
    pub id: SubmissionId,
    /// Who did.
    pub contact: Option<ContactId>,
    /// Which form.
    pub form: Option<FormId>,
    /// When.
    pub at: Option<Timestamp>,
}

impl Submission {
    /// Reads a submission from its members. Never fails.
    pub fn from_fields(id: SubmissionId, fields: &Fields) -> Self {
        Self {
            id,
            contact: fields.word("contactId").map(ContactId::from),
            form: fields.word("formId").map(FormId::from),
            at: fields.time("createdAt"),
        }
    }
}
