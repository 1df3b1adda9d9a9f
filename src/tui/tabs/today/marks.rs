//! Rows that are marked: a verdict is then about all of them, and so is what else can be done to people.

use std::collections::BTreeSet;

use super::Today;
use crate::domain::record::EntityRef;
use crate::domain::today::{Item, Kind};
use crate::domain::value::{ContactId, Shown};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::text::count;
use crate::tui::widgets::list::Motion;

/// What tells rows apart: a person may wait for an answer and be promised a call.
type Key = (Kind, EntityRef);

fn key(item: &Item) -> Key {
    (item.waiting.kind, item.record.clone())
}

/// The marks.
#[derive(Debug, Default)]
pub(super) struct Marks {
    on: BTreeSet<Key>,
    /// Where a range began that goes to where the cursor is.
    from: Option<Key>,
}

impl Marks {
    /// Whether a row is marked.
    pub(super) fn has(&self, item: &Item) -> bool {
        !self.on.is_empty() && self.on.contains(&key(item))
    }

    /// Whether any row is.
    pub(super) fn any(&self) -> bool {
        !self.on.is_empty()
    }

    /// Takes all marks away; says whether there were any.
    pub(super) fn clear(&mut self) -> bool {
        self.from.take().is_some() | !std::mem::take(&mut self.on).is_empty()
    }
}

impl Today {
    /// What an action is about: everything marked, in the order of the queue, else what is under the cursor.
    pub(super) fn chosen(&self) -> Vec<Item> {
        let items = self.desk.parts().iter().flat_map(|part| &part.items);
        let marked: Vec<Item> = items.filter(|item| self.marks.has(item)).cloned().collect();
        if marked.is_empty() {
            return self.current().cloned().into_iter().collect();
        }
        marked
    }

    /// Whom an action is about, each once; and what they are called when it is one.
    pub(super) fn people_named(&self) -> (Vec<ContactId>, Shown) {
        let (mut people, mut name) = (Vec::new(), Shown::default());
        for item in self.chosen() {
            if let Some(contact) = item.contact
                && !people.contains(&contact)
            {
                name = item.name.shown();
                people.push(contact);
            }
        }
        (people, name)
    }

    /// Marks the row under the cursor, or takes its mark away, and goes on to the next.
    pub(super) fn mark(&mut self, cx: &mut Cx<'_>) -> Effects {
        if let Some(key) = self.current().map(key)
            && !self.marks.on.remove(&key)
        {
            self.marks.on.insert(key);
        }
        self.move_by(Motion::Down, cx).and(Effects::none())
    }

    /// Begins a range under the cursor, or ends the one that was begun.
    pub(super) fn mark_range(&mut self) -> Effects {
        if self.marks.from.take().is_none() {
            self.marks.from = self.current().map(key);
            self.extend_range();
        }
        Effects::none()
    }

    /// Marks everything between where a range began and the cursor.
    pub(super) fn extend_range(&mut self) {
        let Some(from) = &self.marks.from else { return };
        let Some(from) = self.desk.rows().position(|(_, item)| key(item) == *from) else {
            return;
        };
        let (low, high) = (from.min(self.desk.at()), from.max(self.desk.at()));
        let between = self.desk.rows().skip(low).take(high - low + 1);
        let between: Vec<Key> = between.map(|(_, item)| key(item)).collect();
        self.marks.on.extend(between);
    }

    /// Marks every row of the part of the queue that the cursor is in; when something is marked, takes all marks away.
    pub(super) fn mark_all(&mut self) -> Effects {
        if !self.marks.clear() {
            let here = self.desk.split();
            let part = self.desk.parts().iter().find(|part| part.split == here);
            self.marks.on = part.iter().flat_map(|part| &part.items).map(key).collect();
        }
        Effects::none()
    }

    /// Forgets marks of rows that wait no more.
    pub(super) fn keep_marks(&mut self) {
        if self.marks.on.is_empty() && self.marks.from.is_none() {
            return;
        }
        let items = self.desk.parts().iter().flat_map(|part| &part.items);
        let here: BTreeSet<Key> = items.map(key).collect();
        self.marks.on.retain(|key| here.contains(key));
        self.marks.from = self.marks.from.take().filter(|from| here.contains(from));
    }

    /// How many are marked, and what can be done with them, for the message line; empty when none is.
    pub(super) fn marked(&self, look: Look<'_>) -> String {
        if self.marks.on.is_empty() {
            return String::new();
        }
        let rows = count(self.marks.on.len() as u64, "row", "rows");
        let (back, done) = (look.key("app.back"), look.key("today.done"));
        let dot = look.glyphs().dot;
        format!(
            "{rows} marked {dot} {done} and every other verdict is about all of them {dot} {back} unmarks"
        )
    }
}
