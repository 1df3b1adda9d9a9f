//! Input and output that the screen asks for, as values. Nine kinds, carried out by the runtime; features add values
//! inside them.

use std::collections::BTreeSet;

use super::backend::{AnyQuestion, ApproveRequest, TurnRequest};
use super::ticket::Ticket;
use crate::domain::command::Command;
use crate::domain::value::Shown;

/// Something to be done outside of the screen's state.
#[derive(Debug)]
pub enum Effect {
    /// Have a command done; the receipt comes back under the ticket.
    Submit(Ticket, Command),
    /// Ask a question; the answer comes back under the ticket.
    Query(Asked, Box<dyn AnyQuestion>),
    /// Begin or stop a chat turn.
    Turn(TurnRequest),
    /// Answer what Claude asked.
    Approve(ApproveRequest),
    /// Let the person edit a text in their own editor; the text comes back under the ticket.
    Edit(Ticket, String),
    /// Put a text on the clipboard.
    Copy(String),
    /// Open an address in the web browser.
    Open(String),
    /// Call the person back to the window: the bell, and a notice of the desktop where the terminal can.
    Ring(Shown),
    /// Leave the terminal.
    Quit(Leave),
}

/// Under which ticket something is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its own.
    pub ticket: Ticket,
    /// The one whose answer was awaited in the same place until now, and is no more.
    pub instead_of: Option<Ticket>,
}

/// How to leave the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// For good.
    Quit,
    /// Until the shell continues us (ctrl-z).
    Suspend,
}

/// What an update asks for. An update that changed nothing visible says so, and nothing is drawn.
#[must_use = "effects do nothing until the runtime carries them out"]
#[derive(Debug)]
pub struct Effects {
    list: Vec<Effect>,
    changed: bool,
}

impl Effects {
    /// The state changed, nothing else is to be done.
    pub const fn none() -> Self {
        Self {
            list: Vec::new(),
            changed: true,
        }
    }

    /// Nothing changed.
    pub const fn unchanged() -> Self {
        Self {
            list: Vec::new(),
            changed: false,
        }
    }

    /// The state changed, and this is to be done.
    pub fn one(effect: Effect) -> Self {
        Self {
            list: vec![effect],
            changed: true,
        }
    }

    /// Both.
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.changed |= other.changed;
        self
    }

    /// Without what was asked and then asked otherwise before anybody looked for the answer: of a filter that is pasted
    /// or typed very fast only the last is looked up.
    pub fn without_stale(mut self) -> Self {
        let stale: BTreeSet<Ticket> = self.list.iter().filter_map(Effect::instead_of).collect();
        self.list.retain(|effect| match effect {
            Effect::Query(asked, question) => !(stale.contains(&asked.ticket) && question.only_reads()),
            _ => true,
        });
        self
    }

    /// Adds one.
    pub fn push(&mut self, effect: Effect) {
        self.list.push(effect);
        self.changed = true;
    }

    /// Whether a frame is wanted.
    pub fn changed(&self) -> bool {
        self.changed
    }

    /// What is asked for.
    pub fn list(&self) -> &[Effect] {
        &self.list
    }
}

impl Effect {
    fn instead_of(&self) -> Option<Ticket> {
        match self {
            Self::Query(asked, _) => asked.instead_of,
            _ => None,
        }
    }
}

impl IntoIterator for Effects {
    type Item = Effect;
    type IntoIter = std::vec::IntoIter<Effect>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl From<Effect> for Effects {
    fn from(effect: Effect) -> Self {
        Self::one(effect)
    }
}

#[cfg(test)]
mod tests {
    use super::super::backend::SyncNow;
    use super::super::ticket::{Slot, Tickets};
    use super::*;
    use crate::engine::query::TagsNow;

    fn asked<Q: super::super::backend::Question>(
        slot: &mut Slot<Q::Answer>,
        tickets: &mut Tickets,
        question: Q,
    ) -> Effects {
        let instead_of = slot.ticket();
        let ticket = slot.open(tickets);
        Effects::one(Effect::Query(Asked { ticket, instead_of }, Box::new(question)))
    }

    #[test]
    fn of_what_is_asked_again_at_once_only_the_last_is_looked_up_but_work_is_done() {
        let mut tickets = Tickets::default();
        let (mut here, mut there, mut work) = (Slot::new(), Slot::new(), Slot::new());
        let effects = asked(&mut here, &mut tickets, TagsNow)
            .and(asked(&mut work, &mut tickets, SyncNow))
            .and(asked(&mut here, &mut tickets, TagsNow))
            .and(asked(&mut there, &mut tickets, TagsNow))
            .and(asked(&mut work, &mut tickets, SyncNow))
            .and(asked(&mut here, &mut tickets, TagsNow));
        let left = effects
            .without_stale()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Query(asked, _) => Some(asked.ticket),
                _ => None,
            });
        assert_eq!(left.collect::<Vec<_>>(), [2, 4, 5, 6]);
    }
}
