//! Forms that people fill in: whoever came by the open house or the website did.

use super::World;
use super::persona::{Persona, Side};

/// The form by which people sign in at the door.
pub const OPEN_HOUSE: &str = "Open house";
/// The form by which owners ask what their home is worth.
pub const HOME_VALUE: &str = "Home value";
/// The form for everything else.
pub const CONTACT_US: &str = "Contact us";

/// That somebody filled in a form. Times are milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// Its number.
    pub number: u64,
    /// Who did, by number.
    pub contact: u64,
    /// Which form, by id.
    pub form: String,
    /// When.
    pub at: i64,
}

/// By which form somebody came, by its name; most come without one.
fn form_of(source: &str, side: Side) -> Option<&'static str> {
    match (source, side) {
        ("Open House", _) => Some(OPEN_HOUSE),
        ("Website", Side::Seller) => Some(HOME_VALUE),
        ("Website", Side::Buyer) => Some(CONTACT_US),
        _ => None,
    }
}

impl World {
    /// Somebody fills in the form of this id.
    pub fn fill_in(&mut self, contact: u64, form: &str, at: i64) -> u64 {
        let form = form.to_owned();
        self.submissions.add(|number| Submission {
            number,
            contact,
            form,
            at,
        })
    }

    /// Who came by a form has filled it in then.
    pub(super) fn come_by_form(&mut self, persona: &Persona, contact: u64, at: i64) {
        let name = form_of(persona.source, persona.side);
        let form = self
            .office
            .forms
            .iter()
            .find(|form| Some(form.name.as_str()) == name);
        if let Some(id) = form.map(|form| form.id.clone()) {
            self.fill_in(contact, &id, at);
        }
    }
}
