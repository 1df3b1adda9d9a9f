//! Workflows of the CRM. Read only: the API cannot make or change one.

use super::record::{Fields, Members};
use super::value::{Foreign, WorkflowId};

/// A workflow of the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workflow {
    /// Which one.
    pub id: WorkflowId,
    /// Its name.
    pub name: Foreign,
    /// Whether it is published, not a draft.
    pub published: bool,
}

impl Workflow {
    /// Reads a workflow from its members. Never fails.
    pub fn from_fields(id: WorkflowId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
            published: fields.word("status") == Some("published"),
        }
    }
}
