//! One file per resource: its table of members, and its calls.
//!
//! Owns: paths, queries, bodies and answers of the CRM, each exactly as published (trailing slashes included). Must
//! not: wait, count or retry. Every call names the lane it usually goes in; [`Crm::at`](super::Crm::at) chooses it.
//! To add a resource: copy the smallest file here, write its table, add its two lines below.

mod calendars;
mod contacts;
mod conversations;
mod forms;
mod location;
mod messages;
mod notes;
mod objects;
mod opportunities;
mod search;
mod tasks;
mod workflows;

pub use calendars::{Appointments, Calendars, Events, SlotDay};
pub use contacts::{Contacts, Upserted};
pub use conversations::{ConversationSearch, Conversations};
pub use forms::Forms;
pub use location::{CustomFieldModel, LocationCalls};
pub use messages::{EmailBody, Export, LoggedCall, Messages, SendEmail, SendSms, Sent};
pub use notes::Notes;
pub use objects::{CustomObject, HomeObject, ObjectField, Objects};
pub use opportunities::{LOST_REASONS_PAGE, Opportunities};
pub use search::{Filter, Search, Sort};
pub use tasks::{TaskSearch, Tasks};
pub use workflows::Workflows;

use crate::domain::record::EntityKind;

/// The members that a change of such a record may carry; everything else is read-only or has its own call.
pub fn writable(kind: EntityKind) -> Vec<&'static str> {
    shape(kind).map_or_else(Vec::new, |shape| {
        shape
            .members
            .iter()
            .filter(|member| member.update)
            .map(|member| member.name)
            .collect()
    })
}

/// The members that the making of such a record may carry.
pub fn creatable(kind: EntityKind) -> Vec<&'static str> {
    shape(kind).map_or_else(Vec::new, |shape| {
        shape
            .members
            .iter()
            .filter(|member| member.create)
            .map(|member| member.name)
            .collect()
    })
}

fn shape(kind: EntityKind) -> Option<&'static super::record::Shape> {
    Some(match kind {
        EntityKind::Contact => &contacts::SHAPE,
        EntityKind::Note => &notes::SHAPE,
        EntityKind::Task => &tasks::SHAPE,
        EntityKind::Opportunity => &opportunities::SHAPE,
        EntityKind::Appointment => &calendars::APPOINTMENT,
        EntityKind::Conversation => &conversations::SHAPE,
        _ => return None,
    })
}
