//! Going on from an earlier place: a branch, and a question asked differently.

use super::{Chat, Focus};
use crate::domain::chat::{ChatCommand, Turn};
use crate::domain::command::Command;
use crate::domain::value::{Foreign, TurnId};
use crate::engine::view::Receipt;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::pane::{Cx, Look};
use crate::tui::ticket::Refusal;

/// Whether there is a question to go back to, and nobody is writing.
pub(super) fn can_go_back(chat: &Chat) -> bool {
    !chat.is_writing() && chat.thread.is_some() && chat.transcript.asked().next().is_some()
}

impl Chat {
    /// Begins a chat with what was said up to where one reads.
    pub(super) fn branch(&mut self, cx: &mut Cx<'_>) -> Effects {
        let at = self.transcript.question_below().map(|turn| turn.id.clone());
        self.branch_at(at, String::new(), cx)
    }

    /// Asks which question to go back to.
    pub(super) fn choose_earlier(&mut self, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.earlier);
        let items = self.transcript.asked().map(|turn| item(turn, cx.look)).collect();
        cx.open(Picker::one("back to which question?", ticket, items));
        Effects::none()
    }

    /// A chat with what was said before a question, and the question in its field.
    pub(super) fn rewind(&mut self, turn: Option<String>, cx: &mut Cx<'_>) -> Effects {
        let asked = turn.and_then(|id| self.transcript.asked().find(|turn| turn.id.as_str() == id));
        let Some((id, words)) = asked.map(|turn| (turn.id.clone(), turn.text())) else {
            return Effects::none();
        };
        self.branch_at(Some(id), words, cx)
    }

    fn branch_at(&mut self, at: Option<TurnId>, words: String, cx: &mut Cx<'_>) -> Effects {
        let Some(thread) = self.thread.clone() else {
            return Effects::none();
        };
        self.asked_before = words;
        let branch = Command::Chat(ChatCommand::Branch { thread, at });
        Effects::one(cx.submit(&mut self.branched, branch))
    }

    /// The branch is there: it is the open chat now.
    pub(super) fn take_branch(&mut self, branched: Result<Receipt, Refusal>, cx: &mut Cx<'_>) -> Effects {
        let words = std::mem::take(&mut self.asked_before);
        let thread = match branched {
            Ok(receipt) => receipt.thread,
            Err(refusal) => {
                cx.say(Notice::bad(refusal.0));
                return Effects::none();
            }
        };
        self.focus = Focus::Ask;
        let opened = self.open(thread, cx);
        if !words.is_empty() {
            self.ask.put_back(&words, cx);
        }
        cx.say(Notice::new("a branch: the chat before stays as it was"));
        opened.and(self.ask_threads(cx))
    }
}

fn item(turn: &Turn, look: Look<'_>) -> Item {
    let words = turn.text();
    let line = words.lines().next().unwrap_or_default();
    Item {
        id: turn.id.as_str().to_owned(),
        label: Foreign::from(line).shown().or("a question"),
        note: look.stamp(turn.at),
        on: false,
    }
}
