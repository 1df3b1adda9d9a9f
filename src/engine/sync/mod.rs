//! The sync workers: one that fetches, one that pushes, and the handle by which a front end drives both.
//!
//! Owns when something is fetched and pushed. Must not touch the CRM while `helm` does not hold the lease; what a page
//! or a push is belongs to `sync`. `asked` does what the handle is asked for. To add something to ask for: a method of
//! `Handle`, of `Drive`, and there.

mod account;
mod asked;
mod clock;
mod sweep;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt};
use serde::Serialize;
use tokio::sync::{Mutex, Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::helm::Helm;
use super::progress::{Link, Progress, Task};
use super::{Begun, Notice, Volume};
use crate::clock::Clock;
use crate::domain::account::Found;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::fact::Topic;
use crate::domain::origin::Origin;
use crate::domain::outbox::{OutboxState, PushOutcome};
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::domain::value::Foreign;
use crate::store::{CommitError, Store};
use crate::sync::pull::{self, Fault, FaultKind, PullError, Source};
use crate::sync::push::{self, Pushed, Sink};
use crate::sync::resource::RemoteCrm;

/// Resources fetched side by side. The rate limit is the bound; three keep it busy while a page is being stored.
const ABREAST: usize = 3;
/// Between two looks at the queue when nothing wakes the pusher.
const LOOK: Duration = Duration::from_secs(30);
/// The first wait after the CRM could not be reached, doubled up to [`LOOK`].
const PAUSE: Duration = Duration::from_secs(2);
/// Faults kept for the Health tab.
const FAULTS: usize = 20;

/// What a round of sync did.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SyncReport {
    /// Records that were new or changed, by resource.
    pub pulled: BTreeMap<String, u64>,
    /// Rows pushed.
    pub pushed: PushReport,
    /// Conflicts that wait for a decision.
    pub conflicts: u64,
    /// Rows the CRM refused, and resources that could not be fetched.
    pub failed: Vec<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// Another open copy of the program did it, and what it pulled and pushed is not known here.
    pub elsewhere: bool,
}

/// What became of the rows of the outbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PushReport {
    /// Done.
    pub done: u64,
    /// Put off; they go again by themselves.
    pub later: u64,
    /// Refused or held; a person must look.
    pub stopped: u64,
    /// With a lost answer; they are looked up.
    pub uncertain: u64,
}

impl From<Pushed> for PushReport {
    fn from(pushed: Pushed) -> Self {
        let Pushed {
            done,
            later,
            stopped,
            uncertain,
        } = pushed;
        Self {
            done,
            later,
            stopped,
            uncertain,
        }
    }
}

impl PushReport {
    /// What became of rows between two counts of the queue by state, whoever pushed them.
    fn between(before: &[(OutboxState, u64)], after: &[(OutboxState, u64)]) -> Self {
        let rows = |counts: &[(OutboxState, u64)], state| {
            let found = counts.iter().find(|(other, _)| *other == state);
            found.map_or(0, |(_, rows)| *rows)
        };
        let more = |state| rows(after, state).saturating_sub(rows(before, state));
        Self {
            done: more(OutboxState::Done) + more(OutboxState::Sent) + more(OutboxState::Delivered),
            later: 0,
            stopped: more(OutboxState::Failed) + more(OutboxState::Held),
            uncertain: more(OutboxState::Uncertain),
        }
    }
}

/// What emptying the queue did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrainReport {
    /// What became of the rows.
    pub pushed: PushReport,
    /// Rows that still wait.
    pub waiting: u64,
    /// Another open copy of the program did it.
    pub elsewhere: bool,
}

type Answering<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What the handle can have done, whatever CRM is behind it.
trait Drive: Send + Sync + std::fmt::Debug {
    fn once(&self, full: bool) -> Answering<'_, Result<SyncReport, String>>;
    fn drain(&self, limit: Duration) -> Answering<'_, Result<DrainReport, String>>;
    fn fetch(&self, contact: String) -> Answering<'_, Result<(), String>>;
}

/// Drives copying and pushing.
#[derive(Clone, Debug)]
pub struct Handle {
    drive: Option<Arc<dyn Drive>>,
    wake: Arc<Notify>,
    paused: Arc<AtomicBool>,
    progress: watch::Sender<Progress>,
}

impl Handle {
    /// Fetches what is new now, in the background.
    pub fn now(&self) {
        self.wake.notify_one();
    }

    /// Stops or goes on with fetching and pushing. Edits go on and wait.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
        self.progress.send_modify(|progress| progress.paused = paused);
        self.wake.notify_one();
    }

    /// Pulls and pushes once. With `full` everything is asked for again.
    pub async fn once(&self, full: bool) -> Result<SyncReport, String> {
        self.driven()?.once(full).await
    }

    /// Pushes until nothing waits or the time is up.
    pub async fn drain(&self, limit: Duration) -> Result<DrainReport, String> {
        self.driven()?.drain(limit).await
    }

    /// Fetches one person with notes and thread again.
    pub async fn fetch(&self, contact: &crate::domain::value::ContactId) -> Result<(), String> {
        self.driven()?.fetch(contact.as_str().to_owned()).await
    }

    fn driven(&self) -> Result<&Arc<dyn Drive>, String> {
        self.drive.as_ref().ok_or_else(|| {
            "no CRM key or location is set; everything here is safe; run `leadline login ghl` and set ghl.location_id"
                .to_owned()
        })
    }
}

/// What the workers share.
#[derive(Debug)]
pub(super) struct Shared {
    pub store: Store,
    pub clock: Clock,
    pub progress: watch::Sender<Progress>,
    pub notices: broadcast::Sender<Notice>,
    pub begun: Begun,
    pub stop: CancellationToken,
    pub helm: Arc<Helm>,
    pub zone: jiff::tz::TimeZone,
}

/// The CRM behind the workers: one to fetch from and push to, with the extras that only a person asks for.
pub(super) trait Crm: Source + Sink + std::fmt::Debug + 'static {
    /// The names of the resources, in the order in which they are first fetched.
    fn resources(&self) -> Vec<&'static str>;

    /// The walks of the sweep: the names of their cursors, and the kinds they walk.
    fn sweeps(&self) -> Vec<(&'static str, EntityKind)> {
        Vec::new()
    }

    /// Asks for one record by its id; a fault of kind `Missing` when the CRM has none.
    fn get(&self, entity: &EntityRef) -> impl Future<Output = Result<RemoteRecord, Fault>> + Send {
        let sentence = Foreign::from(format!("{} is not asked for here", entity.kind.word()));
        std::future::ready(Err(Fault {
            kind: FaultKind::Page,
            sentence,
        }))
    }

    /// Looks at the account as a whole, and at the person who was changed last; `None` where there is nothing to see.
    fn account(&self, latest: Option<&str>) -> impl Future<Output = Result<Option<Found>, Fault>> + Send {
        let _ = latest;
        std::future::ready(Ok(None))
    }

    /// Fetches one person with notes and thread.
    fn person(&self, contact: &str) -> impl Future<Output = Result<Vec<RemoteRecord>, Fault>> + Send;

    /// Requests in the last ten seconds and the most allowed; the same for today.
    fn load(&self) -> ((u32, u32), (u64, u64));

    /// Reads tried again and requests refused for speed, since the start.
    fn stumbles(&self) -> (u64, u64);

    /// The day's request count, to be kept over a restart.
    fn budget(&self) -> String;

    /// What the CRM's clock said when this machine was started; `None` when it does not say.
    fn clock_at_boot(&self) -> impl Future<Output = Option<jiff::Timestamp>> + Send {
        std::future::ready(None)
    }
}

impl Crm for RemoteCrm {
    fn resources(&self) -> Vec<&'static str> {
        Self::resources(self)
    }

    fn sweeps(&self) -> Vec<(&'static str, EntityKind)> {
        Self::sweeps(self)
    }

    async fn get(&self, entity: &EntityRef) -> Result<RemoteRecord, Fault> {
        Self::get(self, entity).await
    }

    async fn account(&self, latest: Option<&str>) -> Result<Option<Found>, Fault> {
        Self::account(self, latest).await.map(Some)
    }

    async fn person(&self, contact: &str) -> Result<Vec<RemoteRecord>, Fault> {
        Self::person(self, contact).await
    }

    fn load(&self) -> ((u32, u32), (u64, u64)) {
        Self::load(self)
    }

    fn stumbles(&self) -> (u64, u64) {
        Self::stumbles(self)
    }

    fn budget(&self) -> String {
        Self::budget(self)
    }

    async fn clock_at_boot(&self) -> Option<jiff::Timestamp> {
        Self::clock_at_boot(self).await
    }
}

/// A handle without a CRM behind it: everything works here, nothing is copied.
pub(super) fn without(progress: watch::Sender<Progress>) -> Handle {
    Handle {
        drive: None,
        wake: Arc::new(Notify::new()),
        paused: Arc::new(AtomicBool::new(false)),
        progress,
    }
}

/// A handle with a CRM behind it; with `every` the workers also run by themselves.
pub(super) fn with<C: Crm>(
    crm: C,
    shared: Shared,
    every: Option<Duration>,
    workers: &tokio_util::task::TaskTracker,
) -> Handle {
    let wake = Arc::new(Notify::new());
    let paused = Arc::new(AtomicBool::new(false));
    let progress = shared.progress.clone();
    let worker = Arc::new(Worker {
        crm,
        shared,
        paused: Arc::clone(&paused),
        turn: Mutex::new(()),
        stands: every.is_some(),
        watch: account::Watch::default(),
    });
    if let Some(every) = every {
        let (puller, pusher, keeper, sweeper) = (
            Arc::clone(&worker),
            Arc::clone(&worker),
            Arc::clone(&worker),
            Arc::clone(&worker),
        );
        let woken = Arc::clone(&wake);
        let after_begin = || (worker.shared.begun.clone(), worker.shared.stop.clone());
        let (begun, stop) = after_begin();
        workers.spawn(begun.then(stop, async move { puller.pull_loop(every, &woken).await }));
        let (begun, stop) = after_begin();
        workers.spawn(begun.then(stop, async move { pusher.push_loop().await }));
        let (begun, stop) = after_begin();
        workers.spawn(begun.then(stop, async move { sweeper.sweep_loop().await }));
        let (begun, stop) = after_begin();
        let standing = async move { keeper.shared.helm.stand(&keeper.shared.stop).await };
        workers.spawn(begun.then(stop, standing));
    }
    Handle {
        drive: Some(worker),
        wake,
        paused,
        progress,
    }
}

#[derive(Debug)]
struct Worker<C> {
    crm: C,
    shared: Shared,
    paused: Arc<AtomicBool>,
    /// One round of pushing at a time: rows of one record must go in order.
    turn: Mutex<()>,
    /// Talks to the CRM whenever it may, not only when told to.
    stands: bool,
    /// What was seen of the account.
    watch: account::Watch,
}

impl<C: Crm> Worker<C> {
    async fn pull_loop(&self, every: Duration, woken: &Notify) {
        let mut pause = PAUSE;
        let mut calls = self.shared.helm.calls();
        loop {
            let reached = !self.shared.helm.holds().await || self.serve().await;
            // What came meanwhile and is not done is called for again with the next sign.
            calls.mark_unchanged();
            pause = if reached { PAUSE } else { (pause * 2).min(LOOK) };
            let wait = if reached { every } else { pause };
            tokio::select! {
                () = self.shared.stop.cancelled() => return,
                () = woken.notified() => self.pass_on().await,
                _ = calls.changed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// A round of the holder's, with what other copies asked of it. False when the CRM could not be reached.
    async fn serve(&self) -> bool {
        let helm = &self.shared.helm;
        let Ok(lease) = helm.ask().await else { return false };
        let asked = lease.wished > lease.served;
        if self.paused.load(Ordering::Relaxed) {
            if asked {
                let why = "the open copy of leadline that talks to the CRM is paused".to_owned();
                helm.grant(lease.wished, Some(why)).await;
            }
            return true;
        }
        let mut report = SyncReport::default();
        let done = async {
            if asked && lease.whole {
                self.start_over().await.map_err(|error| error.to_string())?;
            }
            let reached = self.round(&mut report).await;
            if asked && reached {
                let pushed = self.push_all(None, &mut Pushed::default()).await;
                pushed.map_err(|error| error.to_string())?;
            }
            Ok::<_, String>(reached)
        };
        let done = done.await;
        if asked {
            let fault = done.as_ref().err().or(report.failed.first());
            helm.grant(lease.wished, fault.cloned()).await;
        }
        done.unwrap_or(false)
    }

    /// Fetching was asked for here; when another copy holds the lease, it is told.
    async fn pass_on(&self) {
        if !self.paused.load(Ordering::Relaxed)
            && !self.shared.helm.holds().await
            && let Err(error) = self.shared.helm.wish(false).await
        {
            tracing::debug!(%error, "the copy that talks to the CRM was not told");
        }
    }

    /// Fetches every resource until nothing new is left. False when the CRM could not be reached, or nothing saved.
    async fn round(&self, report: &mut SyncReport) -> bool {
        self.watch_account().await;
        let mut waiting = self.crm.resources().into_iter();
        let mut running: FuturesUnordered<_> = waiting
            .by_ref()
            .take(ABREAST)
            .map(|name| self.resource(name))
            .collect();
        let (mut reached, mut whole) = (true, true);
        while let Some((name, result)) = running.next().await {
            match result {
                Ok(changed) => *report.pulled.entry(name.to_owned()).or_default() += changed,
                Err(error) => {
                    let kind = self.note_fault(name, &error);
                    self.keep_fault(name, &error).await;
                    report.failed.push(format!("{name}: {error}"));
                    // Without a kind it is the local copy that takes nothing: more pages would only be thrown away.
                    if matches!(kind, None | Some(FaultKind::Offline | FaultKind::Refused)) {
                        reached = false;
                        break;
                    }
                }
            }
            if self.shared.stop.is_cancelled()
                || self.paused.load(Ordering::Relaxed)
                || !self.shared.helm.holds().await
            {
                whole = false;
                break;
            }
            running.extend(waiting.next().map(|name| self.resource(name)));
        }
        if reached {
            let now = self.shared.clock.now();
            self.shared.progress.send_modify(|progress| {
                progress.link = Link::Up;
                if whole {
                    progress.synced = Some(now);
                    progress.first_copy = false;
                    progress.parts.clear();
                }
            });
        }
        let (again, slowed) = self.crm.stumbles();
        self.shared.progress.send_modify(|progress| {
            progress.task = None;
            (progress.again, progress.slowed) = (again, slowed);
        });
        self.keep_budget().await;
        reached
    }

    async fn resource(&self, name: &'static str) -> (&'static str, Result<u64, PullError>) {
        let began = self.shared.clock.elapsed();
        let (mut changed, mut told) = (0, 0);
        loop {
            if !self.shared.helm.holds().await {
                return (name, Ok(changed));
            }
            match pull::page(&self.shared.store, &self.crm, name).await {
                Ok(pulled) => {
                    changed += pulled.changed;
                    told += pulled.told;
                    let spent = self.shared.clock.elapsed().saturating_sub(began);
                    self.show(name, &pulled, told, spent);
                    self.ring(&pulled.urgent);
                    if !pulled.more || self.shared.stop.is_cancelled() {
                        return (name, Ok(changed));
                    }
                }
                Err(error) => return (name, Err(error)),
            }
        }
    }

    fn show(&self, name: &str, pulled: &pull::Pulled, told: u64, spent: Duration) {
        let (requests, today) = self.crm.load();
        self.shared.progress.send_modify(|progress| {
            progress.link = Link::Up;
            progress.requests = requests;
            progress.today = today;
            if pulled.first_copy {
                progress.copy(name, pulled.done, pulled.total, pulled.more);
            }
            if pulled.first_copy && pulled.more {
                progress.first_copy = true;
                let left = pulled.total.map(|total| total.saturating_sub(pulled.done));
                let speed = told as f64 / spent.as_secs_f64().max(0.001);
                progress.task = Some(Task {
                    what: name.to_owned(),
                    done: pulled.done,
                    total: pulled.total,
                    seconds_left: left.map(|left| (left as f64 / speed.max(0.1)).ceil() as u64),
                });
            }
        });
    }

    fn note_fault(&self, name: &str, error: &PullError) -> Option<FaultKind> {
        let now = self.shared.clock.now();
        let sentence = Foreign::from(error.to_string());
        // The CRM's own words may name somebody; Health shows them, the log has the kind.
        let kind = match error {
            PullError::Fault(fault) => {
                tracing::warn!(resource = name, kind = ?fault.kind, "could not be fetched");
                Some(fault.kind)
            }
            PullError::Commit(error) => {
                tracing::warn!(resource = name, error = error.outline(), "could not be kept");
                None
            }
        };
        self.shared.progress.send_modify(|progress| {
            progress
                .faults
                .insert(0, (name.to_owned(), sentence.clone(), now));
            progress.faults.truncate(FAULTS);
            match (kind, &progress.link) {
                (Some(FaultKind::Offline), Link::Down { .. }) => {}
                (Some(FaultKind::Offline), _) => {
                    progress.link = Link::Down {
                        since: now,
                        why: sentence.clone(),
                    };
                }
                (Some(FaultKind::Refused), _) => {
                    progress.link = Link::Refused {
                        why: sentence.clone(),
                    }
                }
                _ => {}
            }
        });
        kind
    }

    async fn keep_fault(&self, name: &str, error: &PullError) {
        let PullError::Fault(fault) = error else { return };
        let note = SyncCommand::NoteFault {
            resource: name.to_owned(),
            sentence: fault.sentence.raw().to_owned(),
        };
        if let Err(error) = self
            .shared
            .store
            .commit(Command::Sync(note), Origin::Engine)
            .await
        {
            tracing::debug!(error = error.outline(), "the fault was not kept");
        }
    }

    async fn keep_budget(&self) {
        let value = self.crm.budget();
        let keep = Command::Sync(SyncCommand::KeepBudget { value });
        if let Err(error) = self.shared.store.commit(keep, Origin::Engine).await {
            tracing::debug!(error = error.outline(), "the day's request count was not kept");
        }
    }

    async fn push_loop(&self) {
        let mut feed = self.shared.store.subscribe();
        loop {
            if !self.paused.load(Ordering::Relaxed)
                && self.shared.helm.holds().await
                && let Err(error) = self.push_all(None, &mut Pushed::default()).await
            {
                tracing::error!(error = error.outline(), "the queue could not be worked");
            }
            self.count_waiting().await;
            let wait = self.until_next().await;
            tokio::select! {
                () = self.shared.stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
                () = outbox_changed(&mut feed) => {}
            }
        }
    }

    /// Pushes and looks up what may go now, until nothing may, or the time is up.
    async fn push_all(&self, limit: Option<Duration>, pushed: &mut Pushed) -> Result<(), CommitError> {
        let _turn = self.turn.lock().await;
        let began = self.shared.clock.elapsed();
        let store = &self.shared.store;
        self.keep_clock().await?;
        self.watch_account().await;
        loop {
            let spent = self.shared.clock.elapsed().saturating_sub(began);
            if self.shared.stop.is_cancelled() || limit.is_some_and(|limit| spent >= limit) {
                return Ok(());
            }
            if !self.is_account_sure() || !self.shared.helm.holds().await {
                return Ok(());
            }
            let outcome = match push::next(store, &self.crm, pushed).await? {
                Some(outcome) => outcome,
                None => match push::look_up(store, &self.crm, &self.shared.clock, pushed).await? {
                    Some(outcome) => outcome,
                    None => return Ok(()),
                },
            };
            self.tell(&outcome);
        }
    }

    fn tell(&self, outcome: &PushOutcome) {
        let text = match outcome {
            PushOutcome::Refused { error } => {
                format!("the CRM refused a change: {error}; it is kept, see Health")
            }
            PushOutcome::Held { reason } => format!("held: {reason}"),
            PushOutcome::Done { .. }
            | PushOutcome::Contested { .. }
            | PushOutcome::Later { .. }
            | PushOutcome::Missing
            | PushOutcome::Uncertain { .. }
            | PushOutcome::Unseen { .. } => return,
        };
        // Nobody listening is fine: the row says the same.
        let _nobody = self.shared.notices.send(Notice {
            volume: Volume::Fault,
            text: Foreign::from(text).shown(),
        });
    }

    /// What a person must hear about now. When nobody listens, the log and the person's record say the same.
    fn ring(&self, urgent: &[String]) {
        for sentence in urgent {
            let _nobody = self.shared.notices.send(Notice {
                volume: Volume::Ring,
                text: Foreign::from(sentence.as_str()).shown(),
            });
        }
    }

    async fn until_next(&self) -> Duration {
        let now = self.shared.clock.now();
        let due = self
            .shared
            .store
            .read(crate::store::Reader::next_due)
            .await
            .ok()
            .flatten();
        due.map_or(LOOK, |at| {
            let wait = at.duration_since(now);
            // A row that is due and did not go waits for something else; it is not asked for in a circle.
            Duration::try_from(wait)
                .unwrap_or(Duration::from_secs(1))
                .clamp(Duration::from_millis(200), LOOK)
        })
    }

    async fn outbox(&self) -> Vec<(OutboxState, u64)> {
        let counts = self.shared.store.read(crate::store::Reader::outbox_counts).await;
        counts.unwrap_or_default()
    }

    async fn count_waiting(&self) -> u64 {
        let counts = self.outbox().await;
        let waiting = counts
            .iter()
            .filter(|(state, _)| {
                matches!(
                    state,
                    OutboxState::Queued | OutboxState::Sending | OutboxState::Uncertain
                )
            })
            .map(|(_, rows)| rows)
            .sum();
        let stopped = self
            .shared
            .store
            .read(crate::store::Reader::stopped)
            .await
            .ok()
            .flatten();
        self.shared.progress.send_if_modified(|progress| {
            let differs = (progress.waiting, progress.stopped) != (waiting, stopped);
            (progress.waiting, progress.stopped) = (waiting, stopped);
            differs
        });
        waiting
    }

    async fn start_over(&self) -> Result<(), CommitError> {
        for name in self.crm.resources() {
            pull::start_over(&self.shared.store, name).await?;
        }
        Ok(())
    }
}

/// Waits until the queue may look different.
async fn outbox_changed(feed: &mut broadcast::Receiver<crate::store::Committed>) {
    loop {
        match feed.recv().await {
            Ok(committed) if !committed.topics.contains(&Topic::Outbox) => {}
            // Lagging means: look again.
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
        }
    }
}

#[cfg(test)]
mod tests;
