//! Learns from the account's own closings, far from every screen: when there are enough of them, and enough new ones since
//! the last time.
//!
//! `past` makes a table of what was known of people at moments of the past and what came of it; the method is
//! `scoring::learned`'s. What is learned is kept beside what was learned before and waits: scores go by another model only when
//! somebody says so. Must not touch a score, and no row of anybody is kept: a model names nobody. To add something that is looked
//! at: a row in `scoring::seen`, and in `past` what it was at a moment.

mod past;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::score::{LearnedCommand, Learnt, LearntModel};
use crate::engine::helm::Helm;
use crate::scoring::chance::{LEAST_CLOSINGS, Learned};
use crate::scoring::learned::check::{Band, Check};
use crate::scoring::learned::fit::{Fitted, LeftOut, Plan, fit};
use crate::scoring::learned::model::{Model, compare};
use crate::store::{CommitError, LearnedModel, Reader, Store, StoreError};

pub(super) use past::as_of_now;
use past::{LABEL, Past, YES};

/// Between two looks at whether there is something new to learn from.
const LOOK: Duration = Duration::from_hours(6);
/// How old the last count must be before it is counted again.
const DAY: SignedDuration = SignedDuration::from_hours(20);
/// After so long any new outcome is reason enough to learn anew.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Outcomes, and closings among them, that tell two models apart.
const TELLING: (usize, usize) = (50, 5);
/// Same past, same model.
const SEED: u64 = 1;

/// What should be known about a model of the account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The figures, on rows held out.
    pub check: Check,
    /// Half the 95 % interval of the area under the curve.
    pub auc_error: f64,
    /// What was said against what was seen, on rows held out.
    pub bands: Vec<Band>,
    /// What it looks at.
    pub inputs: Vec<String>,
    /// What it does not look at, and why.
    pub left_out: Vec<LeftOut>,
    /// How it learned.
    pub way: String,
    /// Whether there is a signal, as a sentence.
    pub verdict: String,
    /// Opinions of agents that counted as outcomes.
    pub opinions: usize,
}

/// The model that scores go by, kept between two looks so that it is read once.
#[derive(Clone, Debug, Default)]
pub(in crate::engine) struct InUse(Arc<Mutex<Option<Arc<Learned>>>>);

impl InUse {
    /// The model that scores go by now. One that cannot be read is none: the rules hold.
    pub(in crate::engine) async fn read(&self, store: &Store) -> Result<Option<Arc<Learned>>, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(seq) = store.read(Reader::learned_in_use).await? else {
            return Ok(None);
        };
        if let Some(known) = known.filter(|known| known.seq == seq) {
            return Ok(Some(known));
        }
        let kept = store.read(move |reader| reader.learned_model(seq)).await?;
        let read = kept.as_ref().and_then(|kept| match learned(kept) {
            Ok(learned) => Some(Arc::new(learned)),
            Err(why) => {
                tracing::warn!(seq, %why, "the learned model is not used; scores go by the rules");
                None
            }
        });
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone_from(&read);
        Ok(read)
    }
}

fn learned(kept: &LearnedModel) -> Result<Learned, String> {
    let report: Kept = serde_json::from_str(&kept.report).map_err(|error| error.to_string())?;
    Ok(Learned {
        seq: kept.seq,
        model: Model::from_text(&kept.model)?,
        bands: report.bands,
        outcomes: kept.outcomes,
        closings: kept.closings,
    })
}

/// The worker.
#[derive(Clone)]
pub(in crate::engine) struct Learner {
    pub store: Store,
    pub clock: Clock,
    pub zone: TimeZone,
}

impl Learner {
    /// Looks again and again, as long as this copy is the one that acts, until it is told to stop.
    pub(in crate::engine) async fn watch(self, helm: Arc<Helm>, stop: CancellationToken) {
        let follow = async {
            loop {
                tokio::time::sleep(Duration::from_mins(1)).await;
                if helm.holds().await
                    && let Err(error) = self.look().await
                {
                    tracing::warn!(%error, "nothing could be learned from past outcomes; it is tried again");
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = follow => {}
        }
    }

    async fn look(&self) -> Result<(), CommitError> {
        let data = self.store.read(Reader::learned_data).await?;
        match data {
            Some(data) if self.clock.now().duration_since(data.at) < DAY => Ok(()),
            _ => self.step().await,
        }
    }

    /// Counts what there is to learn from, and learns when that is enough, and enough of it new.
    pub(in crate::engine) async fn step(&self) -> Result<(), CommitError> {
        let now = self.clock.now();
        let past = past::read(&self.store, &self.zone, now).await?;
        let last = self.store.read(Reader::learned_last).await?;
        let (outcomes, closings) = (past.outcomes(), past.closings());
        let model = if closings >= LEAST_CLOSINGS && is_due(last.as_ref(), (outcomes, closings), now) {
            let seq = self.store.read(Reader::learned_in_use).await?;
            let old = match seq {
                Some(seq) => self.store.read(move |reader| reader.learned_model(seq)).await?,
                None => None,
            };
            let made = tokio::task::spawn_blocking(move || make(&past, old.as_ref())).await;
            made.unwrap_or_else(|error| {
                tracing::warn!(%error, "learning broke off; scores stay as they are");
                None
            })
        } else {
            None
        };
        let learnt = Learnt {
            outcomes,
            closings,
            model,
        };
        let command = Command::Learned(LearnedCommand::Keep(Box::new(learnt)));
        self.store.commit(command, Origin::Engine).await?;
        Ok(())
    }
}

/// From how many closings on it is learned anew, and from when on if anything is new by then.
pub(in crate::engine) fn next(last: &LearnedModel) -> (i64, Timestamp) {
    let closings = (last.closings * 6 + 4) / 5;
    (closings, last.at.saturating_add(MONTH).unwrap_or(last.at))
}

/// Whether so many outcomes and closings are enough more than there were.
fn is_due(last: Option<&LearnedModel>, (outcomes, closings): (i64, i64), now: Timestamp) -> bool {
    last.is_none_or(|last| {
        let news = (outcomes, closings) != (last.outcomes, last.closings);
        let (enough, month) = next(last);
        closings >= enough || news && now >= month
    })
}

fn plan() -> Plan {
    Plan {
        label: LABEL.to_owned(),
        yes: Some(YES.to_owned()),
        seed: SEED,
        ..Plan::default()
    }
}

/// Learns from everything, and holds the result against the model in use on what neither has seen.
fn make(past: &Past, old: Option<&LearnedModel>) -> Option<LearntModel> {
    let fitted = match fit(&past.table, &plan()) {
        Ok(fitted) => fitted,
        Err(refusal) => {
            tracing::info!(%refusal, "nothing was learned from past outcomes");
            return None;
        }
    };
    let verdict = old
        .and_then(|old| against(past, old))
        .unwrap_or_else(|| fitted.report.verdict.clone());
    Some(LearntModel {
        signal: fitted.report.signal,
        model: fitted.model.to_text(),
        report: serde_json::to_string(&kept(&fitted, past.opinions)).unwrap_or_default(),
        verdict,
    })
}

fn kept(fitted: &Fitted, opinions: usize) -> Kept {
    let report = &fitted.report;
    let suspects = report.suspects.iter().map(|suspect| LeftOut {
        column: suspect.column.clone(),
        reason: suspect.reason.clone(),
    });
    let others = report.protected.iter().chain(&report.left_out).cloned();
    Kept {
        check: report.check,
        auc_error: report.auc_error,
        bands: report.bands.clone(),
        inputs: report.inputs.clone(),
        left_out: suspects.chain(others).collect(),
        way: format!("{:?}", report.chosen).to_lowercase(),
        verdict: report.verdict.clone(),
        opinions,
    }
}

/// The old model against one that is learned like the new: on half of what became known since the old one was made, which
/// neither has seen.
fn against(past: &Past, old: &LearnedModel) -> Option<String> {
    let was = Model::from_text(&old.model).ok()?;
    let (held, known) = past.halved_since(old.at);
    let closed = held.iter().filter(|row| past.labels[**row]).count();
    if held.len() < TELLING.0 || closed < TELLING.1 {
        return Some(format!(
            "Since the model in use was made {} outcomes with {closed} closings became known that neither has seen: too few to tell the two apart. Nothing is switched by itself.",
            held.len()
        ));
    }
    let trial = fit(&past.table.only(&known), &plan()).ok()?;
    let labels: Vec<bool> = held.iter().map(|row| past.labels[*row]).collect();
    Some(compare(&was, &trial.model, &past.table.only(&held), &labels).sentence)
}

#[cfg(test)]
mod tests;
