//! Input and output that the screen asks for, as values. Nine kinds, carried out by the runtime; features add values
//! inside them.

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
    Query(Ticket, Box<dyn AnyQuestion>),
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
