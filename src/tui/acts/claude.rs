//! Asking Claude about somebody: a new question with the person put to it. Claude reads what is here of them itself, with
//! stand-ins for who they are; nothing is asked before the person sends it.

use super::Acts;
use crate::engine::About;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::pane::{Chip, Cx, Target};

impl Acts {
    /// Begins a question about a person; what is asked is typed.
    pub fn ask_claude(&self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let chip = Chip {
            about: About::Person(person.contact.id.clone()),
            label: person.contact.name(),
        };
        let words = String::new();
        cx.go(Target::Ask { chip, words });
        Effects::none()
    }
}
