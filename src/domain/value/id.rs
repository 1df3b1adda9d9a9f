//! Opaque identifiers. The CRM says nothing about their form, so nothing here looks inside them. Cheap to clone: all clones share
//! one text.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(from = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the identifier as it came.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// The identifier as it goes out again.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id.into())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A sub-account of the CRM; scopes everything else.
    LocationId,
    /// A person.
    ContactId,
    /// A deal.
    OpportunityId,
    /// An ordered set of stages.
    PipelineId,
    /// One column of a pipeline.
    StageId,
    /// A reason the account offers for a lost deal.
    LostReasonId,
    /// A thread with one person.
    ConversationId,
    /// One text, mail, call or timeline entry.
    MessageId,
    /// A note on a person.
    NoteId,
    /// Something to do for a person.
    TaskId,
    /// A bookable calendar.
    CalendarId,
    /// A booked slot.
    AppointmentId,
    /// A colleague.
    UserId,
    /// A field the account added itself; a rename keeps the id.
    CustomFieldId,
    /// A workflow of the CRM (read only).
    WorkflowId,
    /// A form of the CRM (read only).
    FormId,
    /// That somebody filled in a form (read only).
    SubmissionId,
    /// A home for sale (read only).
    ListingId,
    /// A chat with Claude.
    ThreadId,
    /// One question or answer of a chat.
    TurnId,
    /// A list of changes that waits for a yes.
    ProposalId,
    /// Money held for a request on its way to Claude.
    HoldId,
    /// One row waiting to be pushed.
    OutboxId,
    /// A field both sides changed.
    ConflictId,
    /// One line of the undo list.
    UndoId,
}
