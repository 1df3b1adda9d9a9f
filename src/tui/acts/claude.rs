//! Asking Claude about somebody: a new question with the person put to it. Claude reads what is here of them itself, with
//! stand-ins for who they are; nothing is asked before the person sends it.

use super::Acts;
use crate::domain::conversation::MessageKind;
use crate::engine::About;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::pane::{Chip, Cx, Target};

impl Acts {
    /// Begins a question about a person; what is asked is typed.
    pub fn ask_claude(&self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        begin(person, String::new(), cx)
    }

    /// Asks Claude for an answer to a person.
    pub fn draft(&self, person: &Person, cx: &mut Cx<'_>) -> Effects {
        let by_mail = person
            .messages
            .iter()
            .find(|message| matches!(message.kind, MessageKind::Sms | MessageKind::Email))
            .is_some_and(|message| message.kind == MessageKind::Email);
        let what = if by_mail { "an e-mail" } else { "a text" };
        let words = format!(
            "Read what we said last. Write {what} to them, ready to be sent, that answers it and asks one thing."
        );
        begin(person, words, cx)
    }
}

fn begin(person: &Person, words: String, cx: &mut Cx<'_>) -> Effects {
    let chip = Chip {
        about: About::Person(person.contact.id.clone()),
        label: person.contact.name(),
    };
    cx.go(Target::Ask { chip, words });
    Effects::none()
}
