//! What another view rests on, to be seen here: a message in the thread of a person, or a field of theirs.
//!
//! It stays marked until one goes on. Must not read anything: it is looked for in the person that is here.

use ratatui::layout::Rect;

use super::fields::{self, Editing};
use super::{Leads, detail, timeline};
use crate::domain::value::MessageId;
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;

/// What is to be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A message.
    Message(MessageId),
    /// A member of the record, or the id of a field of the account.
    Field(String),
}

/// It, and whether it has been brought into view.
#[derive(Clone, Debug, Default)]
pub(super) struct Sought {
    what: Option<What>,
    is_shown: bool,
}

impl Sought {
    /// To see this.
    pub fn new(what: What) -> Self {
        Self {
            what: Some(what),
            is_shown: false,
        }
    }

    /// The message that is marked.
    pub fn message(&self) -> Option<&MessageId> {
        match &self.what {
            Some(What::Message(message)) => Some(message),
            _ => None,
        }
    }

    /// Whether one of these members is marked.
    pub fn is_one_of(&self, fields: &[&str]) -> bool {
        matches!(&self.what, Some(What::Field(field)) if fields.contains(&field.as_str()))
    }
}

impl Leads {
    /// Brings what is sought into view, once the person is here.
    pub(super) fn seek(&mut self, area: Rect, cx: &mut Cx<'_>) {
        if self.sought.is_shown {
            return;
        }
        let (Some(what), Some(person)) = (self.sought.what.clone(), self.current()) else {
            return;
        };
        match what {
            What::Message(message) => {
                let room = usize::from(detail::timeline_width(area.width));
                let lines = timeline::lines(person, room, self.full, Some(&message), cx.look);
                match lines.iter().position(|line| line.marked) {
                    // What was said right after it stands above.
                    Some(line) => self.scroll = line.saturating_sub(usize::from(area.height) / 3),
                    None => cx.say(Notice::warn(
                        "that message is further back than the part of the thread that is kept here",
                    )),
                }
            }
            What::Field(field) => {
                let rows = fields::of(person, cx.look, true);
                let of_account = format!("customFields.{field}");
                let at = rows
                    .iter()
                    .position(|row| row.path == field || row.path == of_account);
                // What cannot be changed in place is marked where it stands.
                self.editing = at.map(|cursor| Editing { cursor, field: None });
            }
        }
        self.sought.is_shown = true;
    }
}
