//! Prepares drafts and briefs before the day begins, for whom today's queue names, within a limit of money.
//!
//! What is prepared is kept: the day needs no network for it. People of whom nothing has changed cost nothing. What is asked for
//! many goes together at half the price; what has no answer by six is asked for by itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::{Date, Time};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::calls;
use super::desk::Desk;
use super::helm::Helm;
use super::progress::Progress;
use super::query::{Query as _, TodayQueue};
use crate::copilot::cause::Cause;
use crate::copilot::work::Row;
use crate::copilot::work::answers::Answers;
use crate::copilot::work::runner::{Done, Order, Runner};
use crate::copilot::work::together::Fetched;
use crate::domain::conversation::Direction;
use crate::domain::today::Split;
use crate::domain::value::ContactId;
use crate::store::StoreError;

/// When it begins: whom the queue names by then, and once more when the call list of the day is there (05:40).
const BEGINS: [Time; 2] = [Time::constant(4, 0, 0, 0), Time::constant(5, 45, 0, 0)];
/// Nothing is begun after that: the day is near.
const ENDS: Time = Time::constant(6, 30, 0, 0);
/// How often it looks at the time. A machine that slept finds out soon that it is late.
const LOOK: Duration = Duration::from_mins(10);
/// Answers that were asked for together are waited for until then.
const GIVES_UP: Time = Time::constant(6, 0, 0, 0);
/// How often it looks whether they are there.
const LOOK_TOGETHER: Duration = Duration::from_mins(1);
/// Fewer pieces of work are not worth the wait.
const TOGETHER: usize = 8;
/// Rows of a split that are prepared, at most.
const ROWS: usize = 50;
/// Failures in a row after which the service is left alone until the next look.
const FAULTS: usize = 3;
/// Whom the night is about.
const SPLITS: [Split; 3] = [Split::Now, Split::Replies, Split::Calls];

/// What a night came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Night {
    /// People whom the queue names.
    pub people: usize,
    /// Results that were made.
    pub made: usize,
    /// Results that were there already, from the same facts.
    pub cached: usize,
    /// What it has cost, in millionths of a dollar.
    pub micro_dollars: i64,
    /// Why it ended before everybody was done.
    pub stopped: Option<String>,
}

/// The worker.
pub(super) struct Nightly {
    pub runner: Runner,
    pub desk: Desk,
    /// In millionths of a dollar.
    pub limit: i64,
    pub progress: watch::Receiver<Progress>,
    pub helm: Arc<Helm>,
    pub stop: CancellationToken,
}

impl Nightly {
    /// Prepares every night until it is told to stop.
    pub(super) async fn watch(self) {
        let mut done = None;
        loop {
            let mut look = LOOK;
            let now = self.desk.clock.now().to_zoned(self.desk.zone.clone());
            // Of a part of the people no day is prepared, and of several open copies one does it.
            let due = due(&now).filter(|due| done != Some(*due));
            if due.is_some() && !self.progress.borrow().first_copy && self.helm.holds().await {
                match overnight(&self.runner, &self.desk, self.limit, &self.stop).await {
                    Ok(None) => look = LOOK_TOGETHER,
                    Ok(Some(night)) => {
                        tracing::info!(?night, "the day was prepared");
                        if night.stopped.is_none() {
                            done = due;
                        }
                    }
                    Err(error) => tracing::warn!(error, "the day could not be prepared"),
                }
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(look) => {}
            }
        }
    }
}

/// The beginning that is due now, if one is.
fn due(now: &Zoned) -> Option<(Date, Time)> {
    let (day, time) = (now.date(), now.time());
    let begun = BEGINS.into_iter().rev().find(|begins| *begins <= time);
    begun.filter(|_| time < ENDS).map(|begins| (day, begins))
}

/// Prepares for whom the queue names now, together where they are many; `None` while the answers to that are waited for.
async fn overnight(
    runner: &Runner,
    desk: &Desk,
    limit: i64,
    stop: &CancellationToken,
) -> Result<Option<Night>, String> {
    let may_wait = desk.clock.now().to_zoned(desk.zone.clone()).time() < GIVES_UP;
    if let Some(mut batch) = runner.open_batch().await.map_err(told)? {
        match runner.fetch(&mut batch).await {
            Ok(Fetched::Here(answers)) => {
                let night = prepare_given(runner, desk, limit, stop, &answers).await?;
                // What was not read yet is read at the next look.
                if night.stopped.is_none() || !may_wait {
                    runner.done_with(&batch, &answers).await?;
                }
                return Ok(Some(night));
            }
            Ok(Fetched::Never) => runner.forget(&batch).await?,
            Ok(Fetched::Later) if may_wait => return Ok(None),
            Err(why) if may_wait => {
                tracing::info!(
                    why,
                    "whether a batch is answered could not be asked; it is asked again"
                );
                return Ok(None);
            }
            Ok(Fetched::Later) | Err(_) => runner.give_up(&batch).await?,
        }
    }
    if may_wait && send_together(runner, desk, limit).await? {
        return Ok(None);
    }
    prepare(runner, desk, limit, stop).await.map(Some)
}

/// Asks for everything together; says whether it was sent.
async fn send_together(runner: &Runner, desk: &Desk, limit: i64) -> Result<bool, String> {
    let (people, before) = whom(desk).await?;
    let mut pieces = Vec::new();
    for (kind, order) in wanted(&people) {
        pieces.extend(runner.piece(kind, &order).await);
    }
    if pieces.len() < TOGETHER {
        return Ok(false);
    }
    let sent = runner.send_together(pieces, TOGETHER, limit - before).await;
    if let Err(why) = &sent {
        tracing::info!(why, "the night is not asked for together; one by one it is");
    }
    Ok(sent.is_ok())
}

/// What is to be prepared for people.
fn wanted(people: &[(ContactId, bool)]) -> impl Iterator<Item = (&'static Row, Order)> {
    people.iter().flat_map(|(contact, waits)| {
        let names = ["call_brief", "reply"].into_iter();
        let names = names.filter(move |name| *name != "reply" || *waits);
        names.filter_map(Row::named).map(move |kind| {
            let order = Order {
                keep_draft: true,
                many: true,
                ..Order::new(contact.clone())
            };
            (kind, order)
        })
    })
}

/// Whom the queue names now, and what was prepared for this day already has cost.
async fn whom(desk: &Desk) -> Result<(Vec<(ContactId, bool)>, i64), String> {
    let now = desk.clock.now().to_zoned(desk.zone.clone());
    let midnight = now.start_of_day().unwrap_or_else(|_| now.clone()).timestamp();
    if BEGINS.last().is_some_and(|last| *last <= now.time()) {
        let built = calls::build(&desk.store, &desk.clock, &desk.zone, desk.me.as_ref()).await;
        built.map_err(|error| error.to_string())?;
    }
    let people = people(desk).await.map_err(told)?;
    let spent = move |reader: &crate::store::Reader| reader.prepared_for(midnight);
    let before = desk.store.read(spent).await.map_err(told)?;
    Ok((people, before))
}

fn told(error: StoreError) -> String {
    error.to_string()
}

/// Prepares for whom the queue names now.
pub(super) async fn prepare(
    runner: &Runner,
    desk: &Desk,
    limit: i64,
    stop: &CancellationToken,
) -> Result<Night, String> {
    prepare_given(runner, desk, limit, stop, &Answers::default()).await
}

/// The same with answers that were asked for together.
async fn prepare_given(
    runner: &Runner,
    desk: &Desk,
    limit: i64,
    stop: &CancellationToken,
    answers: &Answers,
) -> Result<Night, String> {
    let (people, before) = whom(desk).await?;
    let mut night = Night {
        people: people.len(),
        ..Night::default()
    };
    let (mut dearest, mut faults) = (0, 0);
    for (kind, order) in wanted(&people) {
        if stop.is_cancelled() {
            night.stopped = Some("the program ends".to_owned());
            return Ok(night);
        }
        if before + night.micro_dollars + dearest >= limit {
            night.stopped = Some("the limit of the night is reached".to_owned());
            return Ok(night);
        }
        // Nothing is known of somebody, or they were deleted meanwhile: the next one.
        let Ok(done) = runner.run_given(kind, order, answers).await else {
            continue;
        };
        dearest = dearest.max(done.micro_dollars);
        faults = if done.fault.is_some() { faults + 1 } else { 0 };
        count(&mut night, &done);
        // A limit that is reached stays so until the day is over.
        if faults >= FAULTS || done.cause == Cause::Limit {
            night.stopped = done.fault;
            return Ok(night);
        }
    }
    Ok(night)
}

fn count(night: &mut Night, done: &Done) {
    night.micro_dollars += done.micro_dollars;
    night.cached += usize::from(done.cached);
    night.made += usize::from(!done.cached && done.fault.is_none());
}

/// Whom the queue names, each once, first things first; and whether they wait for an answer.
async fn people(desk: &Desk) -> Result<Vec<(ContactId, bool)>, StoreError> {
    let read = |sources: &super::query::Sources<'_>| {
        let queue = TodayQueue { rows: ROWS }.answer(sources)?;
        let parts = queue.parts.iter().filter(|part| SPLITS.contains(&part.split));
        let mut seen = BTreeSet::new();
        let mut people = Vec::new();
        for contact in parts
            .flat_map(|part| &part.items)
            .filter_map(|item| item.contact.as_ref())
        {
            if !seen.insert(contact.clone()) {
                continue;
            }
            let person = sources.reader.person(contact)?;
            let last = person.and_then(|person| person.messages.into_iter().next());
            let waits = last.is_some_and(|last| last.direction == Direction::Inbound);
            people.push((contact.clone(), waits));
        }
        Ok(people)
    };
    desk.read(read).await
}

#[cfg(test)]
mod tests;
