//! Which model answers, what it costs, and what may be spent.

use std::time::Duration;

use super::super::budget::{Expected, Kept, Room, tokens};
use super::super::cause::Cause;
use super::super::order::{ModelChoice, NotAsked};
use super::super::turn::Spent;
use super::perform::SYSTEM;
use super::{Driver, MODELS};
use crate::claude::model::Model;
use crate::claude::usage::Usage;
use crate::domain::chat::TurnUsage;
use crate::domain::value::ThreadId;
use crate::failpoint;

/// How soon the list of models is asked for again when it could not be had.
const MODELS_AGAIN: Duration = Duration::from_mins(5);
/// How long a conversation is surely cached; the service says five minutes.
const WARM: Duration = Duration::from_mins(4);
/// What becomes of a question that is not asked.
const KEPT: Kept = Kept {
    turn: "what was said is kept",
    time: "your question is kept as a draft and everything else works",
};

impl Driver {
    /// How many tokens an answer may have to a request of so many bytes, so that no limit is passed whatever it says; or the
    /// sentence that says which limit is in the way. `warm` is when this chat was answered last, and how long its input
    /// was then: that much is still cached for a while.
    pub(super) async fn room(
        &mut self,
        model: &str,
        bytes: usize,
        warm: Option<(Duration, u64)>,
    ) -> Result<Room, String> {
        let (input, thread) = (self.expected(bytes, warm), self.thread.clone());
        let expected = self.asked(model, &input, thread.as_ref());
        self.budget.room(expected, KEPT).await
    }

    /// Says which limit a question would pass, and holds nothing.
    pub(super) async fn within_limits(
        &mut self,
        model: &str,
        bytes: usize,
        warm: Option<(Duration, u64)>,
    ) -> Result<(), NotAsked> {
        let input = self.expected(bytes, warm);
        let looked = self.budget.look(self.asked(model, &input, None), KEPT).await;
        let cause = Cause::Limit;
        looked.map_err(|why| NotAsked { why, cause })
    }

    fn asked<'a>(&self, model: &'a str, input: &'a Usage, thread: Option<&'a ThreadId>) -> Expected<'a> {
        Expected {
            thread,
            model,
            input,
            most: self.terms.max_tokens,
            spent: self.turn_spent,
            batch: false,
        }
    }

    /// Keeps what the answer that comes has cost so far.
    pub(super) async fn meter(&mut self) {
        if let Some(held) = &self.held
            && held.meter(|| self.machine.spent()).await
        {
            failpoint::pass("chat.metered");
        }
    }

    /// What a request of so many bytes uses at most before its answer.
    fn expected(&self, bytes: usize, warm: Option<(Duration, u64)>) -> Usage {
        let tokens = tokens(bytes);
        let cached = warm.filter(|(at, _)| self.now().saturating_sub(*at) < WARM);
        let cached = cached.map_or(0, |(_, tokens)| tokens).min(tokens);
        Usage {
            cache_read: cached,
            cache_write: tokens - cached,
            ..Usage::default()
        }
    }

    /// Bytes that every request has, whatever is asked.
    pub(super) fn least_body(&self) -> usize {
        SYSTEM.len() + self.hands.tools().iter().map(String::len).sum::<usize>()
    }

    /// The record of the model in use. One that the list does not know is asked for as the usual one would be; the
    /// service has the last word.
    pub(super) fn model(&self) -> Option<Model> {
        self.catalogue.record(&self.asks.model)
    }

    pub(super) fn priced(&self, spent: &Spent) -> TurnUsage {
        self.budget.priced(spent)
    }

    pub(super) async fn read_models(&mut self) {
        match self.client.models().await {
            Ok(catalogue) if !catalogue.models().is_empty() => {
                self.catalogue = catalogue;
                self.models_due = self.now() + MODELS;
                self.tell_models();
            }
            Ok(_) => self.models_due = self.now() + MODELS,
            Err(error) => {
                tracing::info!(%error, "the list of models could not be read; the built-in one is used");
                self.models_due = self.now() + MODELS_AGAIN;
            }
        }
    }

    pub(super) fn tell_models(&self) {
        let choices = self.catalogue.choices().map(|model| ModelChoice {
            id: model.id.clone(),
            name: model.display_name.clone(),
            in_use: model.id == self.terms.model,
            window: model.max_input_tokens,
        });
        self.ends.models.send_replace(choices.collect());
    }
}
