//! Somebody who is here twice: their other records side by side, or the word that none is known.

use super::Acts;
use crate::domain::value::ContactId;
use crate::engine::query::DoublesOf;
use crate::engine::view::Double;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::doubles::Doubles;
use crate::tui::pane::Cx;

impl Acts {
    /// Looks for other records of a person.
    pub fn doubles(&mut self, contact: ContactId, name: String, cx: &mut Cx<'_>) -> Effects {
        self.doubles.about = Some((contact.clone(), name));
        Effects::one(cx.ask(&mut self.doubles.slot, DoublesOf(contact)))
    }
}

/// They are here: side by side, where there are any.
pub(super) fn show(found: &[Double], about: Option<(ContactId, String)>, cx: &mut Cx<'_>) {
    match about {
        Some((contact, _)) if !found.is_empty() => cx.open(Doubles::of(contact)),
        Some((_, name)) => cx.say(Notice::new(format!(
            "no double of {name} is known: nobody else has their number or address"
        ))),
        None => {}
    }
}
