//! What the people of the queue score: an extra that comes after the queue and never keeps it waiting.

use std::collections::HashMap;

use super::desk::Desk;
use crate::domain::score::Mark;
use crate::domain::today::Item;
use crate::domain::value::ContactId;
use crate::engine::query::Scores;
use crate::tui::effect::Effects;
use crate::tui::pane::Cx;
use crate::tui::ticket::{Loaded, Slot};

/// People who are asked about together.
const MOST: usize = 256;

/// What is known of their scores.
#[derive(Default)]
pub(super) struct Scored {
    asked: Slot<Vec<Option<Mark>>>,
    whom: Vec<ContactId>,
    known: HashMap<ContactId, Mark>,
}

impl Scored {
    /// Asks for the scores of everybody in sight and near it.
    pub fn ask(&mut self, desk: &Desk, cx: &mut Cx<'_>) -> Effects {
        let people = desk.rows().filter_map(|(_, item)| item.contact.clone());
        self.whom = people.take(MOST).collect();
        if self.whom.is_empty() {
            return Effects::unchanged();
        }
        Effects::one(cx.ask(&mut self.asked, Scores(self.whom.clone())))
    }

    /// Takes the answer in; says whether it was that, and whether anything is another than before.
    pub fn take(&mut self, loaded: &mut Loaded) -> Option<Effects> {
        let marks = self.asked.take(loaded)?.ok()?;
        let people = std::mem::take(&mut self.whom).into_iter().zip(marks);
        let known: HashMap<_, _> = people.filter_map(|(whom, mark)| Some((whom, mark?))).collect();
        let moved = known != self.known;
        self.known = known;
        Some(if moved {
            Effects::none()
        } else {
            Effects::unchanged()
        })
    }

    /// The score of whoever waits.
    pub fn of(&self, item: &Item) -> Option<&Mark> {
        self.known.get(item.contact.as_ref()?)
    }
}
