//! What is remembered of somebody: read, put differently, forgotten, added to. It stays on this machine.

use super::{Acts, Asked};
use crate::domain::command::Command;
use crate::domain::memory::{MOST, Memory, MemoryCommand, MemorySource};
use crate::domain::value::ContactId;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::overlays::facts::{self, Words};
use crate::tui::pane::{Cx, Look};
use crate::tui::ticket::Loaded;

/// What is said where a fact is put into words.
const WORDS: Words = Words {
    title: "remember of them",
    example: "prefers texts after five",
    kept: "it stays on this computer; Claude reads it masked",
    most: MOST,
};

/// Questions about what is remembered that are under way.
#[derive(Debug, Default)]
pub(super) struct Remembering {
    /// Which fact of whom; the facts go along.
    which: Asked<crate::tui::overlays::picker::Picked, Option<(ContactId, Vec<Memory>)>>,
    /// The new words: of whom, and the fact they are of.
    words: Asked<String, Option<(ContactId, Option<String>)>>,
}

/// Where a fact comes from and since when.
pub fn origin(fact: &Memory, look: Look<'_>) -> String {
    let whose = match fact.source {
        MemorySource::Agent => "by hand",
        MemorySource::Proposal => "by Claude, with a yes",
    };
    format!("{whose}, {}", look.stamp(fact.at))
}

impl Acts {
    /// Shows what is remembered of somebody, to put it differently, to forget it, or to add to it.
    pub fn remember(&mut self, person: &Person, cx: &mut Cx<'_>) {
        let contact = person.contact.id.clone();
        if person.memories.is_empty() {
            return self.ask_words(contact, None, cx);
        }
        let ticket = cx.ticket(&mut self.remembering.which.slot);
        let look = cx.look;
        let known = person.memories.iter();
        let facts = known.map(|fact| (fact.id.as_str(), fact.text.raw(), origin(fact, look)));
        self.remembering.which.about = Some((contact, person.memories.clone()));
        cx.open(facts::list("remembered of them", ticket, facts));
    }

    fn ask_words(&mut self, contact: ContactId, fact: Option<&Memory>, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.remembering.words.slot);
        self.remembering.words.about = Some((contact, fact.map(|fact| fact.id.clone())));
        cx.open(facts::words(&WORDS, ticket, fact.map(|fact| fact.text.raw())));
    }

    /// Takes an answer in, if it is about what is remembered.
    pub(super) fn take_remembering(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some((picked, Some((contact, facts)))) = self.remembering.which.take(loaded, cx) {
            if let Some(id) = picked.added.first() {
                let fact = facts.iter().find(|fact| fact.id == *id);
                self.ask_words(contact, fact, cx);
            }
            return Some(Effects::none());
        }
        let (text, about) = self.remembering.words.take(loaded, cx)?;
        let (contact, fact) = about?;
        let text = text.trim().to_owned();
        let command = match fact {
            None => MemoryCommand::Add {
                contact,
                text,
                source: MemorySource::Agent,
            },
            Some(memory) if text.is_empty() => MemoryCommand::Drop { memory },
            Some(memory) => MemoryCommand::Reword { memory, text },
        };
        Some(self.submit_now(vec![Command::Memory(command)], cx))
    }
}
