//! The sub-account everything belongs to.

use super::record::{Fields, Members};
use super::value::{Foreign, LocationId};

/// A sub-account of the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which one.
    pub id: LocationId,
    /// Its name.
    pub name: Foreign,
    /// Its company, needed to list colleagues.
    pub company: Option<String>,
    /// Its IANA zone.
    pub timezone: Option<String>,
}

impl Location {
    /// Reads a location from its members. Never fails.
    pub fn from_fields(id: LocationId, fields: &Fields) -> Self {
        Self {
            id,
            name: fields.text("name"),
            company: fields.word("companyId").map(str::to_owned),
            timezone: fields.word("timezone").map(str::to_owned),
        }
    }
}
