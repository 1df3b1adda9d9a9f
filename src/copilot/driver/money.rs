//! Which model answers, what it costs, and what may be spent.

use std::time::Duration;

use super::super::order::ModelChoice;
use super::super::turn::Spent;
use super::{Driver, MODELS};
use crate::claude::model::{CHAT_MODEL, Model};
use crate::claude::price::Terms;
use crate::domain::chat::TurnUsage;

/// How soon the list of models is asked for again when it could not be had.
const MODELS_AGAIN: Duration = Duration::from_mins(5);

impl Driver {
    pub(super) async fn within_budget(&mut self) -> Result<(), String> {
        let Some(limit) = self.terms.daily_limit else {
            return Ok(());
        };
        let now = self.clock.now().to_zoned(self.terms.zone.clone());
        let start = now
            .start_of_day()
            .map_or_else(|_| now.timestamp(), |start| start.timestamp());
        let spent = self
            .store
            .read(move |reader| reader.spent_since(start))
            .await
            .map_err(|error| error.to_string())?;
        if spent < limit {
            return Ok(());
        }
        Err(format!(
            "today's limit of ${:.2} for Claude is reached; your question is kept as a draft; \
             raise claude.daily_limit or ask tomorrow",
            limit as f64 / 1e6
        ))
    }

    /// The record of the model in use. One that the list does not know is asked for as the usual one would be; the
    /// service has the last word.
    pub(super) fn model(&self) -> Option<Model> {
        let id = &self.terms.model;
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
