//! An edit of many people, part by part, so that other edits never wait long for it.

use super::Acts;
use crate::domain::command::Command;
use crate::domain::value::UndoId;
use crate::engine::import::Rest;
use crate::engine::view::Receipt;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Look};
use crate::tui::text::{count, grouped};

/// People edited in one commit; more would keep other edits waiting.
const PART: usize = 200;

/// An edit of many under way.
#[derive(Debug, Default)]
pub(super) struct Bulk {
    left: Vec<Command>,
    /// People in the part that is being done.
    going: usize,
    line: Option<UndoId>,
    done: usize,
    refused: usize,
    /// People whose part is not begun, because the person stopped it.
    stopped: usize,
    /// People it made.
    made: usize,
    /// Of people from a file: what of the file nothing is done about.
    file: Option<Rest>,
    said: String,
}

impl Bulk {
    pub(super) fn of(left: Vec<Command>, file: Option<Rest>) -> Self {
        Self {
            left,
            file,
            ..Self::default()
        }
    }
}

impl Acts {
    /// The next part of an edit of many; each belongs to the line of undo that the first made.
    pub(super) fn next_part(&mut self, cx: &mut Cx<'_>) -> Effects {
        let part = self.bulk.left.len().min(PART);
        self.bulk.going = part;
        let commands: Vec<Command> = self.bulk.left.drain(..part).collect();
        let after = self.bulk.line.clone();
        Effects::one(cx.submit(&mut self.part, Command::Each { commands, after }))
    }

    /// Says how an edit of many fared once its last part is done.
    pub(super) fn receive_part(&mut self, part: Result<Receipt, String>, cx: &mut Cx<'_>) -> Effects {
        match part {
            Ok(receipt) => {
                self.bulk.done += receipt.changed;
                self.bulk.made += receipt.made;
                self.bulk.refused += receipt.refused;
                self.bulk.line = receipt.undo.or(self.bulk.line.take());
                for refusal in receipt.cannot {
                    cx.say(Notice::bad(refusal));
                }
                if !self.bulk.left.is_empty() {
                    return self.next_part(cx);
                }
                self.bulk.said = receipt.summary;
            }
            Err(refusal) => {
                // What is done is done; the rest is not begun.
                self.bulk.refused += self.bulk.going + self.bulk.left.len();
                self.bulk.left.clear();
                cx.say(Notice::bad(refusal));
            }
        }
        let Bulk {
            done,
            refused,
            stopped,
            made,
            file,
            line,
            said,
            ..
        } = std::mem::take(&mut self.bulk);
        let people = count(done as u64, "person", "people");
        let ended = file.map(|rest| {
            let fared = Receipt {
                changed: done,
                made,
                refused,
                ..Receipt::default()
            };
            format!("import: {}", rest.ended(&fared))
        });
        let notice = match (refused, stopped) {
            (0, 0) => Notice::new(ended.unwrap_or(said)),
            (1.., 0) if ended.is_some() => Notice::bad(format!(
                "{}; the list of notices has the reasons",
                ended.unwrap_or_default()
            )),
            (0, left) => Notice::warn(format!(
                "stopped: done for {people}, {} not begun",
                grouped(left as u64)
            )),
            _ => Notice::bad(format!(
                "done for {people}, not for all; the list of notices has the reasons"
            )),
        };
        cx.say(if line.is_some() {
            notice.with_undo()
        } else {
            notice
        });
        Effects::none()
    }

    /// Begins no further part of an edit of many; says whether one was left to begin.
    pub fn stop(&mut self) -> bool {
        self.bulk.stopped += self.bulk.left.len();
        !std::mem::take(&mut self.bulk.left).is_empty()
    }

    /// How an edit of many goes on, for the message line; empty when none does.
    pub fn status(&self, look: Look<'_>) -> String {
        let left = self.bulk.left.len();
        let stops = match left {
            0 => String::new(),
            _ => format!(" {} {} stops it", look.glyphs().dot, look.key("app.back")),
        };
        match left + self.bulk.going {
            0 => String::new(),
            left => format!(
                "{} done, {} to go{stops}",
                grouped(self.bulk.done as u64),
                grouped(left as u64)
            ),
        }
    }
}
