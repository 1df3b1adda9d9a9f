//! The headless application: everything a front end can do, without a screen.
//!
//! A front end submits commands, asks questions, follows the feed of commits and the progress, and asks Claude. It
//! never sees the store, a client or a worker. The engine owns the workers: sync, the chat driver, scores, automations, the pond, the
//! night's drafts, backups, and the watchdog over them.
//! To add a question: `query/`. To add something Claude can have looked up or proposed: `tool/`. To add a worker: a file here and a line in `build.rs`,
//! where the crew takes it in.

pub mod automations;
pub mod away;
pub mod backup;
pub mod before;
mod blanks;
mod build;
pub mod calling;
mod calls;
mod chat;
pub mod cipher;
pub mod completion;
mod crew;
mod desk;
pub mod doctor;
pub mod doubles;
pub mod drift;
pub mod export;
mod helm;
mod homes;
mod hook;
pub mod import;
pub mod library;
pub mod lists;
mod mood;
mod nightly;
mod pond;
mod progress;
mod project;
pub mod query;
mod scores;
mod setup;
mod slots;
pub mod snippet;
mod sync;
mod team;
mod teller;
mod tongue;
pub mod tool;
pub mod trial;
pub mod verdict;
pub mod view;
mod watchdog;
pub mod web;
mod wording;
mod writing;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};

pub use chat::{About, Ask, Chat, Lane, LaneTerms, Lanes, Limits, ModelChoice};
pub use hook::{Callers, Heard, SIGNATURE};
pub use nightly::Night;
pub use progress::{Link, Part, Progress, Task};
pub use setup::{ChatSetup, CrmSetup, Setup, StartError};
pub use sync::{DrainReport, Handle, PushReport, SyncReport};
pub use tongue::is_spanish;
pub use writing::{CHANGES, Version, Wordings, Writing};

pub use crate::copilot::cause::Cause;
pub use crate::copilot::guest::{DECISIONS, Guest};
pub use crate::copilot::live::{Live, OtherModel, Phase, Step};
pub use crate::copilot::turn::continuation;
pub use crate::copilot::work::facts::Source;
pub use crate::copilot::work::runner::{Done, Order as WorkOrder};
pub use crate::copilot::work::watch::{Watched, Watcher};
pub use crate::copilot::work::{KINDS, Line, Row as WorkKind};
pub use crate::courier::Courier;

use crate::clock::Clock;
use crate::copilot::work::runner::Runner;
use crate::domain::access::Role;
use crate::domain::command::{Command, TrimCommand};
use crate::domain::origin::Origin;
use crate::domain::value::{Shown, UserId};
use crate::store::{Backup, CommitError, Committed, Hold, Receipt, Store, StoreError};
use crew::Crew;
use desk::Desk;
use query::{Early, Query, TodayChosen};
use tool::Toolbox;

/// Notices a slow front end may fall behind before the oldest are dropped.
const NOTICES: usize = 64;
/// How long shutting down may take in all.
const SHUTDOWN: Duration = Duration::from_secs(5);

/// Something the person should hear about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How loud.
    pub volume: Volume,
    /// One line.
    pub text: Shown,
}

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volume {
    /// Bell, when the window is not in front.
    Ring,
    /// The message line.
    Line,
    /// The message line, as a fault.
    Fault,
}

/// The application. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    store: Store,
    desk: Desk,
    /// What a screen asks first, where there is one.
    early: Early<TodayChosen>,
    clock: Clock,
    progress: watch::Sender<Progress>,
    notices: broadcast::Sender<Notice>,
    /// Rings when somebody begins to listen to them.
    listener: Arc<Notify>,
    sync: sync::Handle,
    chat: Chat,
    /// Who does work with Claude, when a key is set.
    runner: Option<Runner>,
    crew: Crew,
    /// The model that scores go by.
    learned: scores::learned::InUse,
    /// Whether this copy talks to the CRM.
    helm: Arc<helm::Helm>,
    /// Who runs automations.
    automations: automations::Automations,
    /// Kept for as long as any clone lives: answers of Claude may be on their way here, and this may be a screen.
    _hold: Arc<(Option<Hold>, Option<Hold>)>,
}

impl Engine {
    /// Has a command done. When this returns `Ok` it is on disk, here; the CRM is told in the background.
    pub async fn submit(&self, command: Command, origin: Origin) -> Result<Receipt, CommitError> {
        let forgets = matches!(command, Command::Forget { .. });
        let mut receipt = self.store.commit(command, origin).await?;
        if forgets && let Err(error) = self.store.finish_forgetting().await {
            receipt.cannot.push(format!(
                "what the file and its backups still hold of them goes with the next start ({error})"
            ));
        }
        Ok(receipt)
    }

    /// Answers a question from the local copy.
    pub async fn query<Q: Query>(&self, question: Q) -> Result<Q::Answer, StoreError> {
        if let Some(answer) = question.asked_before(&self.early).await {
            return Ok(answer);
        }
        self.desk.read(move |sources| question.answer(sources)).await
    }

    /// The same for a caller without a runtime; used for the first frame.
    pub fn query_blocking<Q: Query>(&self, question: Q) -> Result<Q::Answer, StoreError> {
        self.desk.read_blocking(|sources| question.answer(sources))
    }

    /// Tells of every commit from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Committed> {
        self.store.subscribe()
    }

    /// How copying and pushing go.
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// What the person should hear about, from now on, and what automations told them while nobody listened.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        let notices = self.notices.subscribe();
        self.listener.notify_one();
        notices
    }

    /// Copying and pushing on demand.
    pub const fn sync(&self) -> &sync::Handle {
        &self.sync
    }

    /// Asking Claude.
    pub const fn chat(&self) -> &Chat {
        &self.chat
    }

    /// Has a piece of work done by Claude about a person: from what is kept when nothing has changed, which costs nothing.
    /// The sentence of an error says why nothing was asked.
    pub async fn work(&self, kind: &str, order: WorkOrder) -> Result<Done, String> {
        let kind = WorkKind::named(kind).ok_or_else(|| format!("there is no work called {kind}"))?;
        let runner = self
            .runner
            .as_ref()
            .ok_or("no Claude key is set; nothing was asked; run `leadline login claude` and ask again")?;
        runner.run(kind, order).await
    }

    /// Prepares drafts and briefs for whom today's queue names, as long as the night has cost less than this many millionths
    /// of a dollar. It happens by itself before the day begins.
    pub async fn prepare_day(&self, limit: i64) -> Result<Night, String> {
        let runner = self
            .runner
            .as_ref()
            .ok_or("no Claude key is set; nothing was prepared")?;
        nightly::prepare(runner, &self.desk, limit, &self.crew.stop).await
    }

    /// Another Claude client at the same table, by the name it gives itself.
    pub fn guest(&self, name: String) -> Guest {
        let hands = Arc::new(Toolbox::new(self.desk.clone()));
        Guest::new(self.store.clone(), hands, self.clock.clone(), name)
    }

    /// The present, from the engine's clock.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Time since the machine's start, from the engine's clock.
    pub fn since_boot(&self) -> Duration {
        self.clock.since_boot()
    }

    /// The person's zone.
    pub const fn zone(&self) -> &jiff::tz::TimeZone {
        &self.desk.zone
    }

    /// Who `@me` is.
    pub const fn me(&self) -> Option<&UserId> {
        self.desk.me.as_ref()
    }

    /// What the person is in the team.
    pub const fn role(&self) -> Role {
        self.desk.role
    }

    /// Makes today's call list, unless there is one. A screen need not ask for it: the list is there before the day is.
    pub async fn build_calls(&self) -> Result<(), CommitError> {
        calls::build(&self.store, &self.clock, &self.desk.zone, self.desk.me.as_ref()).await
    }

    /// Scores everybody to whom something happened since the last time, and who is due; a screen need not ask for it. How
    /// many scores became others.
    pub async fn score(&self) -> Result<usize, CommitError> {
        self.desk.scorer(&self.learned).catch_up().await
    }

    /// Learns from the account's own closings, if there are enough of them and enough new ones; a screen need not ask for it.
    /// No score changes by that.
    pub async fn learn(&self) -> Result<(), CommitError> {
        self.desk.learner().step().await
    }

    /// Makes a verified backup now; nobody waits for it.
    pub async fn back_up(&self) -> Result<Backup, StoreError> {
        self.store.back_up().await
    }

    /// Takes the next step of what a person has agreed to trim; of how many messages it took something away.
    pub async fn trim_on(&self) -> Result<usize, CommitError> {
        let step = Command::Trim(TrimCommand::Step);
        Ok(self.store.commit(step, Origin::Engine).await?.changed)
    }

    /// Where the local copy is.
    pub fn path(&self) -> &std::path::Path {
        self.store.path()
    }

    /// Lets the work begin that nobody has asked for: reading everybody, copying, pushing. A screen says so when its
    /// first frame is out, because until then all of that would only keep the frame waiting.
    pub fn begin(&self) {
        self.early.forget();
        self.crew.begun.begin();
    }

    /// Stops intake and workers and lets what was begun end, for five seconds at most. Everything acked is on disk
    /// already; a push that is cut is classified by the copy that talks to the CRM next.
    pub async fn shutdown(self) {
        if !self.crew.end(SHUTDOWN).await {
            tracing::warn!(
                "workers did not end in time; what they had begun is classified by whoever follows"
            );
            return;
        }
        self.helm.let_go().await;
        if let Err(error) = self.store.anchor_log().await {
            tracing::debug!(%error, "the anchor of the log follows at the next start");
        }
    }
}
