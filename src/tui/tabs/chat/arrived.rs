//! What becomes of the answers that Chat waits for.

use super::Chat;
use super::ask::Sent;
use crate::domain::chat::{ChatCommand, Thread};
use crate::domain::command::Command;
use crate::tui::backend::TurnRequest;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;
use crate::tui::ticket::Loaded;

impl Chat {
    pub(super) fn loaded(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(threads) = self.listed.take(loaded) {
            return self.take_threads(threads, cx);
        }
        if let Some(turns) = self.told.take(loaded) {
            match turns {
                Ok(turns) => self.transcript.fill(turns),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            self.follow(cx);
            return Effects::none();
        }
        if self.take_figures(loaded, cx) {
            return Effects::none();
        }
        if let Some(Ok(chip)) = self.aimed.take(loaded) {
            // The sign that asked for it was typed.
            self.ask.field.take_back();
            if !self.chips.add(chip) {
                cx.say(Notice::warn("no more than twelve; a list holds more people"));
            }
            return Effects::none();
        }
        if let Some(effects) = self.plans.take(loaded, cx) {
            return effects;
        }
        if let Some(sent) = self.ask.take_sent(loaded, cx) {
            return self.take_sent(sent, cx);
        }
        if let Some(models) = self.choices.take(loaded) {
            self.models = models.unwrap_or_default();
            return Effects::none();
        }
        if let Some(Ok(picked)) = self.chosen.take(loaded) {
            let model = picked.added.into_iter().next();
            return model.map_or_else(Effects::none, |model| {
                for known in &mut self.models {
                    known.in_use = known.id == model;
                }
                Effects::one(Effect::Turn(TurnRequest::UseModel(model)))
            });
        }
        if let (Some(Ok(title)), Some(thread)) = (self.title.take(loaded), self.thread.clone()) {
            let title = title.trim().to_owned();
            let rename = Command::Chat(ChatCommand::Rename { thread, title });
            return Effects::one(cx.submit(&mut self.renamed, rename));
        }
        if let Some(Err(refusal)) = self.renamed.take(loaded) {
            cx.say(Notice::bad(refusal.0));
            return Effects::none();
        }
        if let Some(Ok(picked)) = self.earlier.take(loaded) {
            return self.rewind(picked.added.into_iter().next(), cx);
        }
        if let Some(Ok(picked)) = self.command.take(loaded) {
            let name = picked.added.into_iter().next().unwrap_or_default();
            self.ask.field.set(&format!("/{name} "));
            self.ask.touch(cx);
            return Effects::none();
        }
        if let Some(branched) = self.branched.take(loaded) {
            return self.take_branch(branched, cx);
        }
        if let Some(effects) = self.facts.take(loaded, cx) {
            return effects;
        }
        if self.ask.take(loaded, cx) {
            return Effects::none();
        }
        Effects::unchanged()
    }

    /// Takes in what stands beside the words; says whether it was that.
    pub(super) fn take_figures(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> bool {
        if let Some(worked) = self.worked.take(loaded) {
            match worked {
                Ok(worked) => {
                    self.plans.fill(&worked);
                    self.transcript.fill_work(worked);
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
        } else if let Some(left) = self.leaving.take(loaded) {
            self.left = left.unwrap_or_default();
        } else if let Some(count) = self.counted.take(loaded) {
            self.waiting = count.unwrap_or(self.waiting);
        } else if let Some(spent) = self.spending.take(loaded) {
            self.spent = spent.unwrap_or(self.spent);
        } else {
            return false;
        }
        true
    }

    pub(super) fn take_threads(
        &mut self,
        threads: Result<Vec<Thread>, crate::tui::ticket::Refusal>,
        cx: &mut Cx<'_>,
    ) -> Effects {
        match threads {
            Ok(threads) => self.threads.fill(threads, self.thread.as_ref()),
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        let is_in_use = self.thread.is_some() || self.ask.is_in_use();
        if std::mem::replace(&mut self.arrived, true) || is_in_use {
            return Effects::none();
        }
        // The first time, where one left off: the chat in which something was last said.
        let newest = self.threads.current().cloned();
        self.open(newest, cx).and(Effects::none())
    }

    pub(super) fn take_sent(&mut self, sent: Sent, cx: &mut Cx<'_>) -> Effects {
        match sent {
            Sent::Kept(thread) => {
                let forgotten = self.ask.forget_draft(self.thread.as_ref(), cx);
                self.chips.begun(&thread);
                self.thread = Some(thread);
                self.follow(cx);
                forgotten.and(self.ask_threads(cx)).and(self.ask_transcript(cx))
            }
            Sent::Refused(why) => {
                self.transcript.forget_question();
                cx.say(Notice::bad(why));
                Effects::none()
            }
        }
    }
}
