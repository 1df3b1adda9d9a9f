//! The field in which a question is typed: its draft on disk, its way out, and the questions before it.

use std::time::Duration;

use crate::domain::chat::ChatCommand;
use crate::domain::command::Command;
use crate::domain::value::ThreadId;
use crate::engine::query::ChatDraft;
use crate::engine::view::Receipt;
use crate::engine::{About, Ask as Question, Lane};
use crate::tui::backend::TurnRequest;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;
use crate::tui::ticket::{Loaded, Slot};
use crate::tui::widgets::field::Field;

/// After so long without a key the draft is kept.
const KEEP_AFTER: Duration = Duration::from_millis(400);

/// Words by which a question is still known as that of its slash command.
const BEGINNING: usize = 4;

/// The field.
pub(super) struct Ask {
    pub field: Field,
    touched: Option<Duration>,
    /// Which question before this one was fetched with the up key.
    recalled: Option<usize>,
    /// Which models answer what is typed, and the question of the slash command that says so.
    lane: (Lane, String),
    /// A question on its way; it comes back here if it is refused.
    sending: Option<String>,
    draft: Slot<Option<String>>,
    kept: Slot<Receipt>,
    sent: Slot<ThreadId>,
    edited: Slot<String>,
}

/// What became of a question.
pub(super) enum Sent {
    /// It is on disk, in this chat.
    Kept(ThreadId),
    /// It was not asked, and stands in the field again: why.
    Refused(String),
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            field: Field::lines(""),
            touched: None,
            recalled: None,
            lane: (Lane::default(), String::new()),
            sending: None,
            draft: Slot::new(),
            kept: Slot::new(),
            sent: Slot::new(),
            edited: Slot::new(),
        }
    }
}

impl Ask {
    /// Shows the draft of another chat.
    pub fn open(&mut self, thread: Option<&ThreadId>, cx: &mut Cx<'_>) -> Effects {
        self.field.set("");
        self.recalled = None;
        Effects::one(cx.ask(&mut self.draft, ChatDraft(thread.cloned())))
    }

    /// Whether a draft is about to come: what is typed goes behind it.
    pub fn is_opening(&self) -> bool {
        self.draft.is_open()
    }

    /// Whether something stands in the field or is on its way out of it.
    pub fn is_in_use(&self) -> bool {
        self.sending.is_some() || !self.field.is_blank()
    }

    /// Something was typed.
    pub fn touch(&mut self, cx: &Cx<'_>) {
        self.recalled = None;
        self.touched = Some(cx.elapsed);
    }

    /// When the draft is to be kept.
    pub fn due(&self) -> Option<Duration> {
        self.touched.map(|touched| touched + KEEP_AFTER)
    }

    /// Has the draft kept, if it changed.
    pub fn keep(&mut self, thread: Option<&ThreadId>, cx: &mut Cx<'_>) -> Effects {
        if self.touched.take().is_none() {
            return Effects::unchanged();
        }
        self.keep_text(thread, self.field.text(), cx)
    }

    fn keep_text(&mut self, thread: Option<&ThreadId>, text: String, cx: &mut Cx<'_>) -> Effects {
        let thread = thread.cloned();
        let command = Command::Chat(ChatCommand::KeepDraft { thread, text });
        Effects::one(cx.submit(&mut self.kept, command))
    }

    /// Asks what is typed. The draft stays on disk until the question is there.
    pub fn send(
        &mut self,
        thread: Option<&ThreadId>,
        about: Vec<About>,
        cx: &mut Cx<'_>,
    ) -> (String, Effects) {
        let text = self.field.text().trim().to_owned();
        let mut effects = self.keep(thread, cx);
        self.field.set("");
        self.recalled = None;
        let lane = self.lane_of(&text);
        // A draft that is still being read may be this very question by now.
        self.draft.close();
        let ask = self.ask(thread, text.clone(), lane, about, cx);
        effects = effects.and(ask);
        (text, effects)
    }

    /// Puts the question of a slash command into the field.
    pub fn expand(&mut self, question: &str, lane: Lane, cx: &Cx<'_>) {
        self.field.set(question);
        self.lane = (lane, question.to_owned());
        self.touch(cx);
    }

    /// Which models answer a text: those of the command whose question it still begins as.
    fn lane_of(&self, text: &str) -> Lane {
        let (lane, question) = &self.lane;
        let begins = text.split_whitespace().take(BEGINNING);
        if begins.eq(question.split_whitespace().take(BEGINNING)) {
            *lane
        } else {
            Lane::default()
        }
    }

    /// Asks any text.
    pub fn ask(
        &mut self,
        thread: Option<&ThreadId>,
        text: String,
        lane: Lane,
        about: Vec<About>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        let thread = thread.cloned();
        self.sending = Some(text.clone());
        let ticket = cx.ticket(&mut self.sent);
        Effects::one(Effect::Turn(TurnRequest::Ask(
            ticket,
            Question {
                thread,
                text,
                about,
                lane,
            },
        )))
    }

    /// What became of the question, if that is what arrived.
    pub fn take_sent(&mut self, loaded: &mut Loaded, cx: &Cx<'_>) -> Option<Sent> {
        let sent = self.sent.take(loaded)?;
        let text = self.sending.take().unwrap_or_default();
        Some(match sent {
            Ok(thread) => Sent::Kept(thread),
            Err(refusal) => {
                self.put_back(&text, cx);
                Sent::Refused(refusal.0)
            }
        })
    }

    /// The question is kept where it belongs; its draft is no longer needed.
    pub fn forget_draft(&mut self, thread: Option<&ThreadId>, cx: &mut Cx<'_>) -> Effects {
        if self.field.is_blank() {
            self.keep_text(thread, String::new(), cx)
        } else {
            self.touch(cx);
            Effects::none()
        }
    }

    /// Puts a text before what is typed.
    pub fn put_back(&mut self, text: &str, cx: &Cx<'_>) {
        let typed = self.field.text();
        if typed.trim().is_empty() {
            self.field.set(text);
        } else {
            self.field.set(&format!("{text}\n{typed}"));
        }
        self.touch(cx);
    }

    /// Takes in what belongs to the field; says whether it did.
    pub fn take(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> bool {
        if let Some(draft) = self.draft.take(loaded) {
            match draft {
                Ok(Some(text)) if self.touched.is_some() => self.put_back(&text, cx),
                Ok(Some(text)) => self.field.set(&text),
                Ok(None) => {}
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(kept) = self.kept.take(loaded) {
            if let Err(refusal) = kept {
                cx.say(Notice::bad(refusal.0));
            }
        } else if let Some(edited) = self.edited.take(loaded) {
            match edited {
                Ok(text) => {
                    self.field.set(text.trim_end_matches('\n'));
                    self.touch(cx);
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else {
            return false;
        }
        true
    }

    /// Goes on in the person's own editor.
    pub fn edit(&mut self, cx: &mut Cx<'_>) -> Effects {
        Effects::one(Effect::Edit(cx.ticket(&mut self.edited), self.field.text()))
    }

    /// Fetches the question before the one in the field; `questions` are the newest first.
    pub fn recall(&mut self, questions: impl Iterator<Item = String>, cx: &Cx<'_>) -> bool {
        let next = self.recalled.map_or(0, |at| at + 1);
        if self.recalled.is_none() && !self.field.is_blank() {
            return false;
        }
        let Some(question) = questions.into_iter().nth(next) else {
            return false;
        };
        self.field.set(&question);
        self.touch(cx);
        self.recalled = Some(next);
        true
    }
}
