//! Keeps scores current: follows the journal, works out anew whom something happened to and who is due, and has the result
//! kept. Never on the screen's thread, and never more at a time than the writer can take between two keys.
//!
//! `facts` makes of what the store knows what `scoring` asks for, `kind` says what somebody wants, `signals` is the one place
//! where words are read, `learned` makes models of the account's own past. Must not know a weight: methods are `scoring`'s. To add something a score is made from: where the
//! store reads it, its member in `facts`, and its input in `scoring`.

mod facts;
mod kind;
pub(super) mod learned;
mod signals;

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

pub(super) use self::facts::tells_a_trait;
use self::learned::InUse;
use super::progress::Progress;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::fact::Topic;
use crate::domain::origin::Origin;
use crate::domain::score::{Mark, Scored, Scores, Temperature};
use crate::scoring::chance::Learned;
use crate::scoring::combine::{self, Numbers};
use crate::scoring::config::Config;
use crate::scoring::explain::reasons_by;
use crate::scoring::history::History;
use crate::scoring::inputs::Inputs;
use crate::scoring::{churn, gather, qualify};
use crate::store::{CommitError, Committed, Directory, Reader, Store, StoreError, ToScore};

/// People that are read, scored and kept together.
const BATCH: usize = 400;
/// Facts that are looked at together.
const FACTS: usize = 2_000;
/// How often the risk of losing somebody is worked out although nothing happened.
const OPEN: SignedDuration = SignedDuration::from_hours(4);
/// How often everything else is.
const OTHERS: SignedDuration = SignedDuration::from_hours(24);
/// Between two looks when nothing is known to come.
const LOOK: Duration = Duration::from_mins(10);
/// After a failure, before the next try.
const PAUSE: Duration = Duration::from_secs(5);

/// The worker.
#[derive(Clone)]
pub(super) struct Scorer {
    pub store: Store,
    pub clock: Clock,
    pub zone: TimeZone,
    /// The model that scores go by, as it was last read.
    pub learned: InUse,
}

impl Scorer {
    /// Keeps scores current until it is told to stop. While a first copy goes on there is nothing whole to score.
    pub(super) async fn watch(self, mut progress: watch::Receiver<Progress>, stop: CancellationToken) {
        let follow = async {
            let mut feed = self.store.subscribe();
            loop {
                if progress.wait_for(|progress| !progress.first_copy).await.is_err() {
                    return;
                }
                let nap = match self.catch_up().await {
                    Ok(_) => self.nap().await,
                    Err(error) => {
                        tracing::warn!(%error, "scores could not follow; it is tried again");
                        PAUSE
                    }
                };
                tokio::select! {
                    () = news(&mut feed) => {}
                    () = tokio::time::sleep(nap) => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = follow => {}
        }
    }

    async fn nap(&self) -> Duration {
        let next = self.store.read(Reader::next_score_due).await.ok().flatten();
        next.map_or(LOOK, |next| {
            let left = Duration::try_from(next.duration_since(self.clock.now()));
            left.unwrap_or_default().clamp(PAUSE, LOOK)
        })
    }

    /// Scores everybody to whom something happened since the last time, and who is due. How many scores became others.
    pub(super) async fn catch_up(&self) -> Result<usize, CommitError> {
        let config = Arc::new(Weights::in_force(&self.store, &self.learned).await?);
        let place = self.store.read(Reader::scores_place).await?;
        let mut changed = 0;
        let mut walked = place.walked;
        let mut seq = place.seq;
        if place.config != config.hash {
            // What happens meanwhile is in the journal and follows.
            seq = self.store.read(Reader::last_fact).await?;
            walked = Some(0);
        }
        let mut before = None;
        while let Some(after) = walked {
            let rids = self
                .store
                .read(move |reader| reader.to_score_after(after, BATCH))
                .await?;
            walked = rids.last().copied();
            let next = self.work_out(&config, rids, Some(seq), walked);
            let (next, kept) = tokio::try_join!(next, self.keep(before))?;
            changed += kept;
            before = next;
        }
        changed += self.keep(before).await?;
        loop {
            let (rids, last) = self
                .store
                .read(move |reader| reader.to_score_since(seq, FACTS))
                .await?;
            if last == seq {
                break;
            }
            seq = last;
            changed += self.all(&config, rids, seq).await?;
        }
        let now = self.clock.now();
        loop {
            let rids = self
                .store
                .read(move |reader| reader.to_score_due(now, BATCH))
                .await?;
            if rids.is_empty() {
                return Ok(changed);
            }
            changed += self.score(&config, rids, None).await?;
        }
    }

    /// Scores those to whom something happened up to a fact; the place in the journal is kept with the last of them.
    async fn all(&self, config: &Arc<Weights>, rids: Vec<i64>, upto: i64) -> Result<usize, CommitError> {
        if rids.is_empty() {
            return self.score(config, Vec::new(), Some(upto)).await;
        }
        let (mut changed, mut before) = (0, None);
        let mut batches = rids.chunks(BATCH).peekable();
        while let Some(batch) = batches.next() {
            let upto = batches.peek().is_none().then_some(upto);
            let next = self.work_out(config, batch.to_vec(), upto, None);
            let (next, kept) = tokio::try_join!(next, self.keep(before))?;
            changed += kept;
            before = next;
        }
        Ok(changed + self.keep(before).await?)
    }

    /// Scores people, by row, and has the result kept together with the place in the journal.
    async fn score(
        &self,
        config: &Arc<Weights>,
        rids: Vec<i64>,
        upto: Option<i64>,
    ) -> Result<usize, CommitError> {
        let worked_out = self.work_out(config, rids, upto, None).await?;
        self.keep(worked_out).await
    }

    /// Scores people, by row: two halves at once, and while those before them are being kept. Whatever happens to one of them
    /// meanwhile is in the journal behind the place that is kept with them, and follows.
    async fn work_out(
        &self,
        config: &Arc<Weights>,
        rids: Vec<i64>,
        upto: Option<i64>,
        walked: Option<i64>,
    ) -> Result<Option<Scores>, CommitError> {
        let now = self.clock.now();
        let middle = rids.len().div_ceil(2);
        let (first, second) = rids.split_at(middle);
        let half = |rids: &[i64]| {
            let (config, zone, rids) = (Arc::clone(config), self.zone.clone(), rids.to_vec());
            self.store
                .read(move |reader| scored(reader, &rids, &config, &zone, now))
        };
        let (first, second) = tokio::join!(half(first), half(second));
        let mut rows = first?;
        rows.append(&mut second?);
        let scores = Scores {
            rows,
            config: (config.hash.clone(), config.body.clone()),
            upto,
            walked,
        };
        Ok(Some(scores).filter(|scores| !scores.rows.is_empty() || upto.is_some()))
    }

    /// Has what was worked out kept, if anything was.
    async fn keep(&self, scores: Option<Scores>) -> Result<usize, CommitError> {
        let Some(scores) = scores else { return Ok(0) };
        let command = Command::Scores(Box::new(scores));
        Ok(self.store.commit(command, Origin::Engine).await?.changed)
    }
}

/// Waits for a commit that may be about somebody who is scored: any but scores themselves.
async fn news(feed: &mut broadcast::Receiver<Committed>) {
    let of_scores = |committed: Committed| committed.topics.iter().all(|topic| *topic == Topic::Scores);
    while feed.recv().await.is_ok_and(of_scores) {}
}

/// The weights and the model, with what they are known by together, and the names of the account that a score may look at: read once for everybody who is
/// scored together.
struct Weights {
    directory: Directory,
    config: Config,
    learned: Option<Arc<Learned>>,
    hash: String,
    body: String,
}

impl Weights {
    async fn in_force(store: &Store, in_use: &InUse) -> Result<Self, StoreError> {
        let directory = facts::without_traits(store.read(Reader::directory).await?);
        let config = Config::default();
        let learned = in_use.read(store).await?;
        let body = serde_json::to_string(&config).unwrap_or_default();
        // Another model makes other scores, so everybody is scored anew.
        let model = learned
            .as_ref()
            .map_or_else(String::new, |learned| format!("+{}", learned.seq));
        Ok(Self {
            directory,
            hash: config.hash() + &model,
            body,
            learned,
            config,
        })
    }
}

/// The scores of people, by row, from what the file knows of them at a moment.
fn scored(
    reader: &Reader,
    rids: &[i64],
    weights: &Weights,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Vec<Scored>, StoreError> {
    if rids.is_empty() {
        return Ok(Vec::new());
    }
    let people = reader.to_score(rids)?;
    people
        .iter()
        .map(|person| one(person, &weights.directory, weights, zone, now))
        .collect()
}

fn one(
    person: &ToScore,
    directory: &Directory,
    weights: &Weights,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Scored, StoreError> {
    let history = facts::history(person, directory, zone, now);
    let (inputs, sources) = gather::gather(&history, now.as_second());
    let told = weights.learned.as_ref().filter(|_| inputs.has_evidence());
    // What the model looks at may know nothing of somebody of whom a field knows something.
    let told = told.and_then(|learned| {
        let seen = learned::as_of_now(person, &history, directory, zone, now)?;
        Some(learned.tell(&seen))
    });
    let config = &weights.config;
    let numbers = combine::numbers_by(&inputs, config, told.as_ref());
    let reasons = reasons_by(&inputs, &sources, &numbers, config, told.as_ref());
    let drift = if history.past && !numbers.blocked {
        let since = person.touched.or(person.contact.added);
        since.map(|since| churn::drift(days(since, now)))
    } else {
        numbers.risk
    };
    let period = if numbers.risk.is_some() { OPEN } else { OTHERS };
    Ok(Scored {
        contact: person.contact.id.clone(),
        mark: mark(&numbers, drift),
        numbers: serde_json::to_string(&numbers)?,
        reasons: serde_json::to_string(&reasons)?,
        inputs: inputs.hash(),
        hot_with: is_hot(&inputs).then(|| gather::answers_mark(&person.answers)),
        peak: inputs.commitment_peak,
        due: now.saturating_add(period).unwrap_or(now),
    })
}

/// Has a look taken at what is known of somebody, and at what their scores are made from.
pub(super) fn known<A>(
    person: &ToScore,
    directory: Directory,
    zone: &TimeZone,
    now: Timestamp,
    look: impl FnOnce(&History<'_>, &Inputs) -> A,
) -> A {
    let directory = facts::without_traits(directory);
    let history = facts::history(person, &directory, zone, now);
    let (inputs, _) = gather::gather(&history, now.as_second());
    look(&history, &inputs)
}

fn mark(numbers: &Numbers, drift: Option<i64>) -> Mark {
    Mark {
        priority: numbers.priority,
        badge: numbers.badge,
        was: numbers.was,
        confidence: numbers.confidence,
        risk: numbers.risk,
        drift,
        value: numbers.value,
        place: i64::try_from(numbers.order()).unwrap_or(i64::MAX),
        change: None,
        blocked: numbers.blocked,
    }
}

/// Whether the method of their type calls them hot, whatever silence takes from the badge.
fn is_hot(inputs: &Inputs) -> bool {
    qualify::standing(inputs).is_some_and(|standing| standing.class == Temperature::Hot)
}

fn days(from: Timestamp, now: Timestamp) -> u32 {
    u32::try_from(now.duration_since(from).as_hours().max(0) / 24).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
