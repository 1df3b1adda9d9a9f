//! The sync workers: one that fetches, one that pushes, and the handle by which a front end drives both.
//!
//! Owns when something is fetched and pushed. Must not touch the CRM while `helm` does not hold the lease; what a page
//! or a push is belongs to `sync`. `pulling` and `pushing` are what the workers do by themselves, `asked` what the handle
//! is asked for, `report` what is told of it. To add something to ask for: a method of `Handle`, of `Drive`, and there.

mod account;
mod asked;
mod clock;
mod pulling;
mod pushing;
mod report;
mod sweep;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

pub use self::report::{DrainReport, PushReport, SyncReport};
use super::Notice;
use super::crew::Crew;
use super::helm::Helm;
use super::progress::Progress;
use crate::clock::Clock;
use crate::domain::account::Found;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::domain::value::Foreign;
use crate::store::Store;
use crate::sync::pull::{Fault, FaultKind, Source};
use crate::sync::push::Sink;
use crate::sync::resource::RemoteCrm;

/// Between two looks at the queue when nothing wakes the pusher.
const LOOK: Duration = Duration::from_secs(30);
/// The first wait after the CRM could not be reached, doubled up to [`LOOK`].
const PAUSE: Duration = Duration::from_secs(2);

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
    pub stop: CancellationToken,
    pub helm: Arc<Helm>,
    pub zone: jiff::tz::TimeZone,
}

#[cfg(test)]
impl Shared {
    /// Over a new file in a folder, with nobody who listens.
    pub(super) fn over(folder: &std::path::Path, clock: &Clock) -> Self {
        let options = crate::store::scratch::options(clock);
        let store = Store::open(&folder.join("a.db"), options).unwrap();
        let (progress, _) = watch::channel(Progress::default());
        Self {
            helm: Arc::new(Helm::new(store.clone(), clock.clone(), progress.clone())),
            store,
            clock: clock.clone(),
            progress,
            notices: broadcast::channel(4).0,
            stop: CancellationToken::new(),
            zone: jiff::tz::TimeZone::UTC,
        }
    }
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
    fn person(&self, contact: &str) -> impl Future<Output = Result<Vec<RemoteRecord>, Fault>> + Send {
        let _ = contact;
        std::future::ready(Ok(Vec::new()))
    }

    /// Requests in the last ten seconds and the most allowed; the same for today.
    fn load(&self) -> ((u32, u32), (u64, u64));

    /// Reads tried again and requests refused for speed, since the start.
    fn stumbles(&self) -> (u64, u64) {
        (0, 0)
    }

    /// The day's request count, to be kept over a restart; empty where nothing is counted.
    fn budget(&self) -> String {
        String::new()
    }

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
pub(super) fn with<C: Crm>(crm: C, shared: Shared, every: Option<Duration>, crew: &Crew) -> Handle {
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
        let (woken, hand) = (Arc::clone(&wake), || Arc::clone(&worker));
        let (puller, pusher, sweeper, keeper) = (hand(), hand(), hand(), hand());
        crew.keep(|_| async move { puller.pull_loop(every, &woken).await });
        crew.keep(|_| async move { pusher.push_loop().await });
        crew.keep(|_| async move { sweeper.sweep_loop().await });
        crew.keep(|stop| async move { keeper.shared.helm.stand(&stop).await });
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

#[cfg(test)]
mod tests;
