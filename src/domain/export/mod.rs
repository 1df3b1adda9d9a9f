//! How records look outside: a table a spreadsheet opens safely, lines of JSON with everything, and cards of people.
//!
//! Pure: records in, text out; where the text goes is not known here. `table` has the columns of each kind, `card` the
//! vCard of a person. What stands in a table of people is what `import` reads back. To add a kind to the tables: its
//! columns in `table`.

mod card;
mod table;

pub use card::card;
pub use table::{Names, head, row};

use serde_json::{Value, json};

use super::record::{EntityKind, Record};

/// The name of the files of a kind, without their ending.
pub const fn file_name(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Location => "location",
        EntityKind::User => "users",
        EntityKind::Contact => "people",
        EntityKind::Pipeline => "pipelines",
        EntityKind::Opportunity => "deals",
        EntityKind::Conversation => "conversations",
        EntityKind::Message => "messages",
        EntityKind::Note => "notes",
        EntityKind::Task => "tasks",
        EntityKind::Calendar => "calendars",
        EntityKind::Appointment => "appointments",
        EntityKind::CustomField => "custom_fields",
        EntityKind::Tag => "tags",
        EntityKind::Workflow => "workflows",
        EntityKind::LostReason => "lost_reasons",
        EntityKind::Form => "forms",
        EntityKind::Submission => "submissions",
        EntityKind::Listing => "listings",
    }
}

/// A record with all its members, under the CRM's names, and what of it the CRM does not know yet.
pub fn line(record: &Record) -> Value {
    json!({
        "id": record.entity.id, "remote_id": record.remote_id, "gone": record.tombstone,
        "members": record.fields, "not_yet_in_the_crm": record.base,
    })
}

#[cfg(test)]
mod tests;
