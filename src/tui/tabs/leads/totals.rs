//! How many people the filter chooses, and how many there are: counted after the rows are here, one count at a time,
//! so that neither the rows nor whoever types fast waits for a count.

use crate::engine::query::{Leads, LeadsAnswer};
use crate::tui::effect::Effects;
use crate::tui::pane::Cx;
use crate::tui::ticket::{Loaded, Slot};

/// The counts of a list.
#[derive(Default)]
pub(super) struct Totals {
    /// The list is another one since it was last counted.
    due: bool,
    /// What is being counted.
    filter: String,
    filter_slot: Slot<LeadsAnswer>,
    everybody_slot: Slot<LeadsAnswer>,
    chosen: Option<usize>,
    everybody: Option<usize>,
}

impl Totals {
    /// How many the filter chooses, once counted.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// How many people there are, once counted.
    pub fn everybody(&self) -> Option<usize> {
        self.everybody
    }

    /// The list is another one; what is counted now is of an older one.
    pub fn outdate(&mut self) {
        self.due = true;
        self.chosen = None;
    }

    /// Asks for what is not known, when nothing is being counted.
    pub fn ask(&mut self, filter: &str, cx: &mut Cx<'_>) -> Effects {
        if !self.due || self.filter_slot.is_open() {
            return Effects::unchanged();
        }
        self.due = false;
        filter.trim().clone_into(&mut self.filter);
        let mut effects = Effects::one(cx.ask(&mut self.filter_slot, counted(&self.filter)));
        if !self.filter.is_empty() {
            effects.push(cx.ask(&mut self.everybody_slot, counted("")));
        }
        effects
    }

    /// Takes an answer in; says whether it belongs here.
    pub fn take(&mut self, loaded: &mut Loaded) -> bool {
        if let Some(answer) = self.everybody_slot.take(loaded) {
            self.everybody = total(answer).or(self.everybody);
            return true;
        }
        let Some(answer) = self.filter_slot.take(loaded) else {
            return false;
        };
        let counted = total(answer);
        if self.filter.is_empty() {
            self.everybody = counted.or(self.everybody);
        }
        // When the list is another one by now, that is counted next.
        self.chosen = counted.filter(|_| !self.due);
        true
    }
}

fn counted(filter: &str) -> Leads {
    Leads {
        filter: filter.to_owned(),
        offset: 0,
        limit: 1,
        count: true,
    }
}

fn total<R>(answer: Result<LeadsAnswer, R>) -> Option<usize> {
    answer.ok()?.ok()?.total
}
