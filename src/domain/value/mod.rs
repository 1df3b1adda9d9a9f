//! Small values the business is made of. Each parses from what people and the CRM write, and none can hold nonsense.
//!
//! Here live types without identity or state; records live one folder up. To add one: a file, a `mod` line, a re-export.

mod cell;
mod email;
mod id;
mod money;
mod number;
mod phone;
mod text;
mod time;

pub use cell::{is_formula, plain_cell, safe_cell};
pub use email::parse_email;
pub use id::{
    AppointmentId, CalendarId, ConflictId, ContactId, ConversationId, CustomFieldId, FormId, HoldId,
    ListingId, LocationId, LostReasonId, MessageId, NoteId, OpportunityId, OutboxId, PipelineId, ProposalId,
    StageId, SubmissionId, TaskId, ThreadId, TurnId, UndoId, UserId, WorkflowId,
};
pub use money::{Cents, MoneyError};
pub use number::{count, grouped, phone};
pub use phone::{Phone, parse_phone};

pub use text::{Foreign, Shown, clip, is_hidden, width};
pub use time::{crm_time, parse_crm_time, parse_crm_value};
