//! What was learned from the account's own closings, and which of it scores go by.

use jiff::Timestamp;
use serde::Serialize;

use super::{Query, Sources};
use crate::engine::scores::learned::{Kept, next};
use crate::scoring::chance::LEAST_CLOSINGS;
use crate::store::{LearnedCount, LearnedModel, Reader, StoreError};

/// A model with what should be known about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ModelCard {
    /// Its number.
    pub seq: i64,
    /// When it was made.
    pub at: Timestamp,
    /// Outcomes it was learned from.
    pub outcomes: i64,
    /// Closings among them.
    pub closings: i64,
    /// Its check.
    pub kept: Kept,
    /// How it compares with the one in use, or with nothing, as a sentence.
    pub verdict: String,
}

/// When something was learned, and when it is learned anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lesson {
    /// When.
    pub at: Timestamp,
    /// Outcomes it was learned from.
    pub outcomes: i64,
    /// Closings among them.
    pub closings: i64,
    /// From so many closings on it is learned anew.
    pub next_closings: i64,
    /// From then on any new outcome is enough.
    pub next_at: Timestamp,
}

impl Lesson {
    fn of(last: &LearnedModel) -> Self {
        let (next_closings, next_at) = next(last);
        Self {
            at: last.at,
            outcomes: last.outcomes,
            closings: last.closings,
            next_closings,
            next_at,
        }
    }
}

/// A day in figures.
fn day(at: Timestamp) -> String {
    at.strftime("%F").to_string()
}

/// How far the account is with learning from its own closings.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Learning {
    /// Outcomes and closings that were counted last; `None` before the first count.
    pub counted: Option<(i64, i64)>,
    /// What was learned last, whether it is used or not.
    pub last: Option<Lesson>,
    /// The model that scores go by.
    pub in_use: Option<ModelCard>,
    /// A newer one that waits for somebody to say yes.
    pub waiting: Option<ModelCard>,
    /// The last one that was made found no signal, and why.
    pub no_signal: Option<String>,
}

impl Learning {
    /// What there is too little of, if that is why there is no chance.
    pub fn too_little(&self) -> Option<String> {
        let closings = self.counted.unwrap_or_default().1;
        little(closings).filter(|_| self.in_use.is_none())
    }

    /// How it stands, in sentences.
    pub fn sentences(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some(model) = &self.in_use {
            told.push(format!(
                "The chance of a closing within 90 days is learned from {} outcomes of the account, {} of them closings (model {}).",
                model.outcomes, model.closings, model.seq
            ));
        } else {
            told.push("The chance of a closing goes by the rules.".to_owned());
        }
        if let Some(little) = self.too_little() {
            told.push(format!(
                "Nothing is learned from the account's own closings yet, {little}."
            ));
        }
        if let Some(last) = &self.last {
            let (_, closings) = self.counted.unwrap_or_default();
            told.push(format!(
                "Last learned on {} from {} outcomes, {} of them closings; next at {} closings (now {closings}), or from {} on when any outcome is new.",
                day(last.at),
                last.outcomes,
                last.closings,
                last.next_closings,
                day(last.next_at)
            ));
        }
        if let Some(why) = &self.no_signal {
            told.push(format!("What was learned last is not used, {why}."));
        }
        if let Some(model) = &self.waiting {
            told.push(format!(
                "A newer model waits (model {}, {} outcomes, {} closings): leadline score use {} goes by it. {}",
                model.seq, model.outcomes, model.closings, model.seq, model.verdict
            ));
        }
        told
    }
}

/// Asks for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LearnedFrom;

impl Query for LearnedFrom {
    type Answer = Learning;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        learning(sources.reader)
    }
}

fn little(closings: i64) -> Option<String> {
    (closings < LEAST_CLOSINGS).then(|| format!("too little data: {closings} of {LEAST_CLOSINGS} closings"))
}

/// What there is too little of, if that is why there is no chance.
pub(super) fn too_little(reader: &Reader) -> Result<Option<String>, StoreError> {
    if reader.learned_in_use()?.is_some() {
        return Ok(None);
    }
    Ok(little(reader.learned_data()?.map_or(0, |data| data.closings)))
}

/// How far the account is.
pub(super) fn learning(reader: &Reader) -> Result<Learning, StoreError> {
    let counted = reader.learned_data()?;
    let seq = reader.learned_in_use()?;
    let in_use = match seq {
        Some(seq) => reader.learned_model(seq)?.map(card).transpose()?,
        None => None,
    };
    let newest = reader.learned_last()?;
    let lesson = newest.as_ref().map(Lesson::of);
    let last = newest.filter(|last| in_use.as_ref().is_none_or(|model| model.seq < last.seq));
    let (mut waiting, mut no_signal) = (None, None);
    if let Some(last) = last {
        if last.signal {
            waiting = Some(card(last)?);
        } else {
            no_signal = Some(card(last)?.kept.verdict);
        }
    }
    Ok(Learning {
        counted: counted.map(
            |LearnedCount {
                 outcomes, closings, ..
             }| (outcomes, closings),
        ),
        last: lesson,
        in_use,
        waiting,
        no_signal,
    })
}

fn card(model: LearnedModel) -> Result<ModelCard, StoreError> {
    Ok(ModelCard {
        seq: model.seq,
        at: model.at,
        outcomes: model.outcomes,
        closings: model.closings,
        kept: serde_json::from_str(&model.report)?,
        verdict: model.verdict,
    })
}
