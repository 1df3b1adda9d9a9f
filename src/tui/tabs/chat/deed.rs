//! What the actions of Chat do.

use super::{Chat, Focus};
use crate::domain::chat::{Speaker, Turn, TurnOutcome};
use crate::domain::value::Foreign;
use crate::engine::query::LeftFor;
use crate::engine::{OtherModel, continuation};
use crate::tui::backend::{ApproveRequest, TurnRequest};
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::overlays::lens::Lens;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::Cx;
use crate::tui::slash::{self, Expanded};
use crate::tui::widgets::markdown;

/// What the screen offers to do about the end of the last answer.
pub(super) enum Offer {
    /// Use the proposed model.
    OtherModel,
    /// Ask the same again.
    Again,
    /// Have the rest.
    GoOn,
}

impl Chat {
    pub(super) fn offer(&self) -> Option<Offer> {
        if self.other_model().is_some() {
            return Some(Offer::OtherModel);
        }
        let last = self.transcript.last().filter(|_| !self.live.is_open())?;
        if last.summary().is_some() {
            return None;
        }
        let has_words = !last.text().is_empty();
        match last.outcome {
            TurnOutcome::Cut => Some(Offer::GoOn),
            TurnOutcome::Cancelled | TurnOutcome::Interrupted { .. } if has_words => Some(Offer::GoOn),
            TurnOutcome::Cancelled | TurnOutcome::Interrupted { .. } | TurnOutcome::Failed { .. } => {
                Some(Offer::Again)
            }
            // The program ended between question and answer.
            TurnOutcome::Complete if last.speaker == Speaker::User => Some(Offer::Again),
            _ => None,
        }
    }

    /// The model that is proposed in place of one that is gone.
    pub(super) fn other_model(&self) -> Option<&OtherModel> {
        self.live.other_model.as_ref().filter(|_| self.is_here())
    }

    pub(super) fn use_other_model(&self) -> Effects {
        if self.other_model().is_none() {
            return Effects::none();
        }
        Effects::one(Effect::Approve(ApproveRequest::OtherModel(true)))
    }

    /// Whether the same question can be asked once more.
    pub(super) fn broke_off(&self) -> bool {
        match self.offer() {
            Some(Offer::Again) => true,
            Some(Offer::GoOn) => self
                .transcript
                .last()
                .is_some_and(|last| last.outcome != TurnOutcome::Cut),
            _ => false,
        }
    }

    pub(super) fn send(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.ask.field.is_blank() {
            return match self.offer() {
                // Enter may have been on its way before the question was on the screen.
                Some(Offer::OtherModel) => {
                    let (yes, no) = (cx.look.key("chat.ask.other-model"), cx.look.key("chat.ask.back"));
                    cx.say(Notice::warn(format!(
                        "nothing was asked: {yes} asks the other model, {no} leaves it"
                    )));
                    Effects::none()
                }
                Some(Offer::Again) => self.again(),
                Some(Offer::GoOn) => self.go_on(cx),
                None => Effects::none(),
            };
        }
        if let Some(effects) = self.expands(cx) {
            return effects;
        }
        let (text, effects) = self.ask.send(self.thread.as_ref(), self.chips.about(), cx);
        self.transcript.announce(&text, cx.now);
        effects
    }

    /// Puts the question in the place of a slash command, or does what it says, if one was typed.
    pub(super) fn expands(&mut self, cx: &mut Cx<'_>) -> Option<Effects> {
        match slash::expand(&self.ask.field.text(), &cx.world.commands, &self.chips.put()) {
            Expanded::Plain => return None,
            Expanded::Deed(deed, words) => return Some(self.do_with_facts(deed, &words, cx)),
            Expanded::Question(question, lane) => {
                self.ask.expand(&question, lane, cx);
                let key = cx.look.key("chat.ask.send");
                cx.say(Notice::new(format!(
                    "this will be asked; change it, or {key} sends it"
                )));
            }
            Expanded::Refused(why) => cx.say(Notice::warn(why)),
        }
        Some(Effects::none())
    }

    /// Shows the slash commands.
    pub(super) fn choose_command(&mut self, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.command);
        let item = |command: &slash::Command| Item {
            id: command.name.clone(),
            label: Foreign::from(format!("/{}  {}", command.name, command.title)).shown(),
            note: String::new(),
            on: false,
        };
        let items = cx.world.commands.iter().map(item).collect();
        cx.open(Picker::one("command", ticket, items));
    }

    pub(super) fn again(&mut self) -> Effects {
        self.transcript.go_end();
        let thread = self.thread.clone();
        thread.map_or_else(Effects::none, |thread| {
            Effects::one(Effect::Turn(TurnRequest::Again(thread)))
        })
    }

    pub(super) fn go_on(&mut self, cx: &mut Cx<'_>) -> Effects {
        let written = self.transcript.last().map(Turn::text).unwrap_or_default();
        self.question(continuation(&written), cx)
    }

    pub(super) fn choose_model(&mut self, cx: &mut Cx<'_>) -> Effects {
        let ticket = cx.ticket(&mut self.chosen);
        let item = |model: &crate::engine::ModelChoice| Item {
            id: model.id.clone(),
            label: Foreign::from(model.name.as_str()).shown().or("a model"),
            note: Foreign::from(model.id.as_str()).shown().to_string(),
            on: model.in_use,
        };
        let items = self.models.iter().map(item).collect();
        cx.open(Picker::one("model from now on", ticket, items));
        Effects::none()
    }

    pub(super) fn rename(&mut self, cx: &mut Cx<'_>) -> Effects {
        let thread = self.thread.as_ref().and_then(|thread| self.threads.find(thread));
        let title = thread
            .map(|thread| thread.title.shown().to_string())
            .unwrap_or_default();
        let ticket = cx.ticket(&mut self.title);
        let check = |line: &str| {
            if line.trim().is_empty() {
                Err("a chat needs a title".to_owned())
            } else {
                Ok(String::new())
            }
        };
        cx.open(Prompt::line(
            "title of this chat",
            "what is it about?",
            ticket,
            &title,
            Box::new(check),
        ));
        Effects::none()
    }

    pub(super) fn copy(&self, cx: &mut Cx<'_>, listing: bool) -> Effects {
        let text = self.transcript.last_answer().map(Turn::text).unwrap_or_default();
        let text = if listing {
            markdown::listings(&text).pop().unwrap_or_default()
        } else {
            text
        };
        if text.trim().is_empty() {
            cx.say(Notice::warn("there is no such thing in this chat yet"));
            return Effects::none();
        }
        cx.say(Notice::new(format!("copied: {}", text.trim())));
        Effects::one(Effect::Copy(text))
    }

    pub(super) fn find(&mut self) -> Effects {
        self.focus = Focus::Threads;
        self.threads.finding = true;
        Effects::none()
    }

    pub(super) fn begin_new(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.focus = Focus::Ask;
        self.open(None, cx)
    }

    pub(super) fn go_decide(&mut self, cx: &mut Cx<'_>) -> Effects {
        let kept = self.ask.keep(self.thread.as_ref(), cx);
        self.focus = Focus::Plans;
        kept.and(Effects::none())
    }

    pub(super) fn open_lens(&mut self, cx: &mut Cx<'_>) -> Effects {
        if let Some(thread) = self.thread.clone() {
            cx.open(Lens::new(LeftFor::Chat(thread)));
        }
        Effects::none()
    }

    pub(super) fn drop_chip(&mut self) -> Effects {
        self.chips.drop_last();
        Effects::none()
    }

    pub(super) fn scroll_page(&mut self, forward: bool, cx: &mut Cx<'_>) -> Effects {
        let page = self.transcript.rows().saturating_sub(2).max(1).cast_signed();
        self.transcript
            .scroll(if forward { page } else { -page }, cx.world);
        Effects::none()
    }

    /// Up in the field: the question before this one, or a line up.
    pub(super) fn up(&mut self, cx: &mut Cx<'_>) -> Effects {
        if self.ask.field.at_top() && self.ask.recall(self.transcript.questions(), cx) {
            return Effects::none();
        }
        self.ask.field.up();
        Effects::none()
    }
}
