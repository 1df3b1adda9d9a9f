//! `/remember` and `/forget`: facts about the person who is put to the chat, kept here and read by Claude masked.

use super::Chat;
use crate::domain::command::Command;
use crate::domain::memory::{Memory, MemoryCommand, MemorySource};
use crate::domain::value::ContactId;
use crate::engine::About;
use crate::engine::query::Memories;
use crate::engine::view::Receipt;
use crate::tui::acts::origin;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::pane::Cx;
use crate::tui::slash::Deed;
use crate::tui::ticket::{Loaded, Slot};

/// What is under way about facts.
#[derive(Default)]
pub(super) struct Facts {
    known: Slot<Vec<Memory>>,
    /// The words that a fact must have to be offered.
    words: String,
    dropped: Slot<Picked>,
    done: Slot<Receipt>,
    /// What to say once it is done.
    saying: &'static str,
}

impl Chat {
    /// Does what a command says with the words behind it.
    pub(super) fn do_with_facts(&mut self, deed: Deed, words: &str, cx: &mut Cx<'_>) -> Effects {
        let Some(contact) = self.only_person() else {
            cx.say(Notice::warn(
                "of whom? put one person to the chat with @, then type it again",
            ));
            return Effects::none();
        };
        let effect = match deed {
            Deed::Remember => self.facts.add(contact, words, cx),
            Deed::Forget => {
                words.clone_into(&mut self.facts.words);
                cx.ask(&mut self.facts.known, Memories(contact))
            }
        };
        self.ask.field.set("");
        self.ask.touch(cx);
        Effects::one(effect)
    }

    /// The one person who is put to the chat.
    fn only_person(&self) -> Option<ContactId> {
        let mut people = self.chips.here().iter().filter_map(|chip| match &chip.about {
            About::Person(contact) => Some(contact.clone()),
            _ => None,
        });
        people.next().filter(|_| people.next().is_none())
    }
}

impl Facts {
    fn add(&mut self, contact: ContactId, words: &str, cx: &mut Cx<'_>) -> Effect {
        self.saying = "remembered; it stays on this computer";
        let add = MemoryCommand::Add {
            contact,
            text: words.to_owned(),
            source: MemorySource::Agent,
        };
        cx.submit(&mut self.done, Command::Memory(add))
    }

    /// Takes an answer in, if it belongs here.
    pub fn take(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(known) = self.known.take(loaded) {
            match known {
                Ok(known) => self.offer(&known, cx),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(picked) = self.dropped.take(loaded) {
            let memory = picked.ok().and_then(|picked| picked.added.into_iter().next());
            return Some(memory.map_or_else(Effects::none, |memory| {
                self.saying = "forgotten";
                let drop = Command::Memory(MemoryCommand::Drop { memory });
                Effects::one(cx.submit(&mut self.done, drop))
            }));
        } else if let Some(done) = self.done.take(loaded) {
            match done {
                Ok(_) => cx.say(Notice::new(self.saying)),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else {
            return None;
        }
        Some(Effects::none())
    }

    /// Lets one of the facts be picked that have the words.
    fn offer(&mut self, known: &[Memory], cx: &mut Cx<'_>) {
        let words = self.words.to_lowercase();
        let look = cx.look;
        let items: Vec<Item> = known
            .iter()
            .filter(|fact| fact.text.raw().to_lowercase().contains(&words))
            .map(|fact| Item {
                id: fact.id.clone(),
                label: fact.text.shown(),
                note: origin(fact, look),
                on: false,
            })
            .collect();
        if items.is_empty() {
            cx.say(Notice::warn("nothing like that is remembered of them"));
            return;
        }
        let ticket = cx.ticket(&mut self.dropped);
        cx.open(Picker::one("forget which?", ticket, items));
    }
}
