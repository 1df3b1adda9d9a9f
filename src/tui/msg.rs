//! The only things that change what is on the screen. Eight kinds; features add values inside them, never kinds.

use crossterm::event::MouseEvent;

use super::keymap::key::Key;
use super::notice::Notice;
use super::ticket::Loaded;
use crate::engine::view::Committed;
use crate::engine::{Live, OtherModel, Progress};

/// What reached the screen.
#[derive(Debug)]
pub enum Msg {
    /// From the person.
    Input(Input),
    /// The local copy changed.
    Committed(Committed),
    /// An answer arrived.
    Loaded(Loaded),
    /// The chat turn that is being written went on; the newest replaces the one before.
    Turn(Live),
    /// Claude waits for a yes.
    Approval(OtherModel),
    /// Long work went on.
    Progress(Box<Progress>),
    /// Something to tell the person.
    Notice(Notice),
    /// Time to leave: a signal, or the engine is gone.
    Quit,
}

/// What a person can do to a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key.
    Key(Key),
    /// Pasted text; never keys.
    Paste(String),
    /// The mouse, where it is listened to.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resize,
    /// The window is in front, or not.
    Focus(bool),
}
