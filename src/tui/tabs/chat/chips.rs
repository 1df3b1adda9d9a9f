//! What questions are about: people, lists and deals that a person put to them. They stay with their chat until they are
//! taken out.

use std::collections::HashMap;

use crate::domain::value::ThreadId;
use crate::engine::About;
use crate::tui::pane::Chip;
use crate::tui::slash::Put;

/// Things put to one chat, at most: more is a list.
const MOST: usize = 12;

/// The chips of each chat; those of the one that is not begun go with its first question.
#[derive(Default)]
pub(super) struct Chips {
    all: HashMap<Option<ThreadId>, Vec<Chip>>,
    here: Option<ThreadId>,
}

impl Chips {
    /// Another chat is open.
    pub fn open(&mut self, thread: Option<&ThreadId>) {
        self.here = thread.cloned();
    }

    /// The chat that was not begun is begun now.
    pub fn begun(&mut self, thread: &ThreadId) {
        if self.here.is_none() {
            let chips = self.all.remove(&None).unwrap_or_default();
            self.all.insert(Some(thread.clone()), chips);
            self.here = Some(thread.clone());
        }
    }

    /// Those of the open chat.
    pub fn here(&self) -> &[Chip] {
        self.all.get(&self.here).map_or(&[], Vec::as_slice)
    }

    /// What a question in the open chat is about.
    pub fn about(&self) -> Vec<About> {
        self.here().iter().map(|chip| chip.about.clone()).collect()
    }

    /// The names of those of the open chat, for commands.
    pub fn put(&self) -> Put {
        let mut put = Put::default();
        for chip in self.here() {
            let name = chip.label.to_string();
            match chip.about {
                About::Person(_) => put.people.push(name),
                About::List { .. } => put.lists.push(name),
                About::Deal(_) => {}
            }
        }
        put
    }

    /// Puts one to the open chat; says whether there was room.
    pub fn add(&mut self, chip: Chip) -> bool {
        let here = self.all.entry(self.here.clone()).or_default();
        if here.iter().any(|known| known.about == chip.about) {
            return true;
        }
        if here.len() == MOST {
            return false;
        }
        here.push(chip);
        true
    }

    /// Only this one, in the open chat.
    pub fn only(&mut self, chip: Chip) {
        self.all.insert(self.here.clone(), vec![chip]);
    }

    /// Takes out the one that was put last.
    pub fn drop_last(&mut self) {
        if let Some(here) = self.all.get_mut(&self.here) {
            here.pop();
        }
    }
}
