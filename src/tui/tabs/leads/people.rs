//! The people whose detail is here: the one under the cursor and the ones next to it, so that the right side is filled
//! before the cursor lands.

use std::collections::VecDeque;

use crate::domain::value::ContactId;
use crate::engine::query::PersonById;
use crate::engine::view::Person;
use crate::tui::effect::Effects;
use crate::tui::pane::Cx;
use crate::tui::ticket::{Batch, Loaded};

/// People kept: a few screens of moving back and forth.
const KEPT: usize = 24;

/// A small memory of people.
#[derive(Debug, Default)]
pub(super) struct People {
    here: VecDeque<Person>,
    asked: Vec<ContactId>,
    answers: Batch<Option<Person>>,
    /// Those that are here are of an older state.
    stale: bool,
}

impl People {
    /// A person, when they are here.
    pub fn get(&self, id: &ContactId) -> Option<&Person> {
        self.here.iter().find(|person| person.contact.id == *id)
    }

    /// Asks for those of `ids` that are neither here nor asked for.
    pub fn want<'a>(&mut self, ids: impl Iterator<Item = &'a ContactId>, cx: &mut Cx<'_>) -> Effects {
        let mut effects = Effects::unchanged();
        for id in ids {
            if self.asked.contains(id) || (!self.stale && self.get(id).is_some()) {
                continue;
            }
            self.asked.push(id.clone());
            effects.push(cx.ask_one(&mut self.answers, PersonById(id.clone())));
        }
        self.stale = false;
        effects
    }

    /// Something changed: everybody is asked again when wanted; what is here stays on the screen until then.
    pub fn changed(&mut self, current: Option<&ContactId>) {
        self.here.retain(|person| Some(&person.contact.id) == current);
        self.asked.clear();
        self.stale = true;
    }

    /// Takes an answer in, if it belongs here.
    pub fn take(&mut self, loaded: &mut Loaded) -> Option<Result<(), String>> {
        let person = match self.answers.take(loaded)? {
            Ok(Some(person)) => person,
            Ok(None) => return Some(Ok(())),
            Err(refusal) => {
                self.asked.clear();
                return Some(Err(refusal.0));
            }
        };
        self.asked.retain(|id| *id != person.contact.id);
        self.here.retain(|known| known.contact.id != person.contact.id);
        if self.here.len() == KEPT {
            self.here.pop_front();
        }
        self.here.push_back(person);
        Some(Ok(()))
    }
}
