//! Colleagues.

use super::record::{Fields, Members};
use super::value::{Foreign, UserId};

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Which one.
    pub id: UserId,
    /// Their name as written.
    pub name: Foreign,
    /// Their e-mail address.
    pub email: Foreign,
}

impl User {
    /// Reads a colleague from its members; the name from its parts when it is not given whole.
    pub fn from_fields(id: UserId, fields: &Fields) -> Self {
        let whole = fields.text("name");
        let name = if whole.is_empty() {
            Foreign::from(
                format!(
                    "{} {}",
                    fields.text("firstName").raw(),
                    fields.text("lastName").raw()
                )
                .trim(),
            )
        } else {
            whole
        };
        Self {
            id,
            name,
            email: fields.text("email"),
        }
    }
}
