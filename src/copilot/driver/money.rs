//! Which model answers, what it costs, and what may be spent.

use std::time::Duration;

use super::super::order::ModelChoice;
use super::super::turn::Spent;
use super::perform::SYSTEM;
use super::{Driver, MODELS};
use crate::claude::model::{CHAT_MODEL, Model};
use crate::claude::price::Terms;
use crate::claude::usage::Usage;
use crate::domain::chat::TurnUsage;
use crate::store::Reader;

/// How soon the list of models is asked for again when it could not be had.
const MODELS_AGAIN: Duration = Duration::from_mins(5);
/// Room for an answer below which asking is not worth its price, in tokens.
const LEAST: u64 = 1_000;
/// Bytes of a request for one token of input, at the least: English has about four.
const BYTES_PER_TOKEN: usize = 3;
/// How long a conversation is surely cached; the service says five minutes.
const WARM: Duration = Duration::from_mins(4);
const TURN: &str = "this question would pass its limit of {} for Claude; what was said is kept; raise claude.turn_limit or \
                    ask for less";
const DAY: &str = "today's limit of {} for Claude is reached; your question is kept as a draft and everything else works; \
                   raise claude.daily_limit or ask tomorrow";
const MONTH: &str = "this month's limit of {} for Claude is reached; your question is kept as a draft and everything else \
                     works; raise claude.monthly_limit or ask next month";

impl Driver {
    /// How many tokens an answer may have to a request of so many bytes, so that no limit is passed whatever it says; or the
    /// sentence that says which limit is in the way. `warm` is when this chat was answered last, and how long its input
    /// was then: that much is still cached for a while.
    pub(super) async fn room(
        &mut self,
        model: &str,
        bytes: usize,
        warm: Option<(Duration, u64)>,
    ) -> Result<u64, String> {
        let limits = self.terms.limits;
        let now = self.clock.now().to_zoned(self.terms.zone.clone());
        let day = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |day| day.timestamp());
        let month = now.first_of_month().and_then(|first| first.start_of_day());
        let month = month.map_or(day, |month| month.timestamp());
        let spent = move |reader: &Reader| Ok((reader.spent_since(day)?, reader.spent_since(month)?));
        let (today, this_month) = self.store.read(spent).await.map_err(|error| error.to_string())?;
        let input = self.cost_of(model, &self.expected(bytes, warm));
        let million = Usage {
            output: 1_000_000,
            ..Usage::default()
        };
        let output = self.cost_of(model, &million).max(1);
        let mut room = self.terms.max_tokens;
        for (limit, spent, which) in [
            (limits.turn, self.turn_spent, TURN),
            (limits.day, today, DAY),
            (limits.month, this_month, MONTH),
        ] {
            let Some(limit) = limit else {
                continue;
            };
            let left = limit.saturating_sub(spent).saturating_sub(input);
            let tokens = u64::try_from(left.saturating_mul(1_000_000) / output).unwrap_or(0);
            if left <= 0 || tokens < LEAST.min(self.terms.max_tokens) {
                return Err(which.replacen("{}", &format!("${:.2}", limit as f64 / 1e6), 1));
            }
            room = room.min(tokens);
        }
        Ok(room)
    }

    /// What a request of so many bytes uses at most before its answer.
    fn expected(&self, bytes: usize, warm: Option<(Duration, u64)>) -> Usage {
        let tokens = bytes.div_ceil(BYTES_PER_TOKEN) as u64;
        let cached = warm.filter(|(at, _)| self.now().saturating_sub(*at) < WARM);
        let cached = cached.map_or(0, |(_, tokens)| tokens).min(tokens);
        Usage {
            cache_read: cached,
            cache_write: tokens - cached,
            ..Usage::default()
        }
    }

    /// What a model's use costs; nothing, as far as anybody knows, where it has no price.
    fn cost_of(&self, model: &str, usage: &Usage) -> i64 {
        let cost = self.prices.cost(model, usage, Terms::default());
        cost.map_or(0, |cost| cost.0)
    }

    /// Bytes that every request has, whatever is asked.
    pub(super) fn least_body(&self) -> usize {
        SYSTEM.len() + self.hands.tools().iter().map(String::len).sum::<usize>()
    }

    /// The record of the model in use. One that the list does not know is asked for as the usual one would be; the
    /// service has the last word.
    pub(super) fn model(&self) -> Option<Model> {
        let id = &self.asks.model;
        let usual = || {
            self.catalogue
                .find(CHAT_MODEL)
                .or_else(|| self.catalogue.models().first())
        };
        let known = self.catalogue.find(id).or_else(usual)?;
        Some(Model {
            id: id.clone(),
            ..known.clone()
        })
    }

    pub(super) fn priced(&self, spent: &Spent) -> TurnUsage {
        let cost = self.prices.cost(&spent.model, &spent.usage, Terms::default());
        let micro_dollars = cost.map_or_else(
            |unpriced| {
                tracing::warn!(%unpriced, "an answer could not be priced");
                0
            },
            |cost| cost.0,
        );
        TurnUsage {
            input: spent.usage.input,
            cache_write: spent.usage.cache_write,
            cache_read: spent.usage.cache_read,
            output: spent.usage.output,
            micro_dollars,
            estimated: spent.is_estimated,
        }
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
