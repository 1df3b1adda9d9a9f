//! What a chat is asked with: model and effort, kept from its first question on, so that its cache and its thinking stay
//! good.

use super::super::order::Lane;
use super::Driver;
use crate::claude::model::Effort;
use crate::domain::chat::ChatCommand;
use crate::domain::value::ThreadId;
use crate::store::CommitError;

/// What a chat is asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asks {
    /// The model's id.
    pub(super) model: String,
    /// How thorough; `None` leaves it to the model.
    pub(super) effort: Option<Effort>,
}

impl Driver {
    /// What a new chat for this kind of work is asked with. A model that a person picked goes before the setting of the
    /// chat.
    pub(super) fn asks_in(&self, lane: Lane) -> Asks {
        let terms = self.terms.lanes.of(lane);
        let picked = self.picked.clone().filter(|_| lane == Lane::Chat);
        let model = picked.or_else(|| terms.model.clone());
        Asks {
            model: model.unwrap_or_else(|| self.terms.model.clone()),
            effort: terms.effort,
        }
    }

    /// Keeps what a chat is asked with.
    pub(super) async fn settle(&mut self, thread: &ThreadId, asks: &Asks) -> Result<(), CommitError> {
        let settle = ChatCommand::Settle {
            thread: thread.clone(),
            model: asks.model.clone(),
            effort: asks.effort.map(|effort| effort.word().to_owned()),
        };
        self.keep(settle).await.map(drop)
    }

    /// From this question on the chat is asked with the model that was picked, if one was.
    pub(super) async fn use_picked(&mut self) -> Result<(), String> {
        if let Some(model) = self.picked.take() {
            self.change_model(model)
                .await
                .map_err(|error| error.to_string())?;
        }
        Ok(())
    }

    /// The open chat is asked with another model from now on.
    pub(super) async fn change_model(&mut self, model: String) -> Result<(), CommitError> {
        if self.asks.model == model {
            return Ok(());
        }
        self.asks.model = model;
        match self.thread.clone() {
            Some(thread) => self.settle(&thread, &self.asks.clone()).await,
            None => Ok(()),
        }
    }
}
