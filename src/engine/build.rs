//! Wiring: from settings to a running engine.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::automations::Automations;
use super::backup::Keeper;
use super::calls::Calls;
use super::desk::Desk;
use super::helm::Helm;
use super::nightly::Nightly;
use super::pond::Pond;
use super::progress::Progress;
use super::scores::Scorer;
use super::scores::learned::{InUse, Learner};
use super::teller::Teller;
use super::tool::{self, Toolbox};
use super::watchdog::Watchdog;
use super::{Begun, Engine, NOTICES, Notice, chat, project, sync};
use crate::claude::client::{Auth, Client, Settings, VERSION};
use crate::claude::model::CHAT_MODEL;
use crate::claude::price::PriceTable;
use crate::claude::request::CHAT_MAX_TOKENS;
use crate::clock::{Clock, Term};
use crate::copilot::budget::Budget;
use crate::copilot::driver::Driver;
use crate::copilot::order::{DriverTerms, Lanes, Limits};
use crate::copilot::work::runner::{Runner, WorkTerms};
use crate::courier::Courier;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::filter::Filter;
use crate::domain::gate::Rules;
use crate::domain::listing::Model;
use crate::domain::origin::Origin;
use crate::domain::outbox::Care;
use crate::domain::plan::Permits;
use crate::domain::today::Terms;
use crate::domain::value::{LocationId, UserId};
use crate::secret::Secret;
use crate::store::{CommitError, Hold, Options, Reader, Roster, Store, StoreError};
use crate::sync::resource::{Address, RemoteCrm};

/// People on a first screen, more or less.
const FIRST: usize = 32;

/// How to reach the CRM.
#[derive(Clone, Debug)]
pub struct CrmSetup {
    /// Its address.
    pub base_url: String,
    /// The private integration token.
    pub token: Secret,
    /// The sub-account.
    pub location: LocationId,
    /// The value of the `Version` header.
    pub version: String,
    /// The share of the CRM's rate limit we use, in per cent.
    pub share: u32,
    /// Background work stops when less than this share of the day's requests is left, in per cent.
    pub daily_reserve: u32,
    /// The conversation provider under which calls are logged; without one they are notes only.
    pub call_provider: Option<String>,
    /// How the account models homes for sale, where that cannot be seen.
    pub homes: Model,
    /// How carefully is sent what must not happen twice.
    pub care: Care,
}

/// How to reach Claude.
#[derive(Clone, Debug)]
pub struct ChatSetup {
    /// Its address.
    pub base_url: String,
    /// The key.
    pub key: Secret,
    /// Send the key as a bearer token: gateways want that.
    pub bearer: bool,
    /// The value of the `anthropic-version` header.
    pub version: String,
    /// The model to begin with.
    pub model: String,
    /// The longest answer, in tokens.
    pub max_tokens: u64,
    /// Prices that replace the built-in ones, as the text of a price table.
    pub prices: Option<String>,
    /// The most that may be spent.
    pub limits: Limits,
    /// Which model does what.
    pub lanes: Lanes,
    /// Tokens from which on a chat goes on with a summary.
    pub compact_at: u64,
    /// What Claude's tools may do.
    pub permits: Permits,
    /// The most that may be spent in a night on what is ready when the day begins, in millionths of a dollar; 0 prepares
    /// nothing.
    pub nightly_limit: i64,
}

/// Tokens from which on a chat goes on with a summary, where nothing else is said.
const COMPACT_AT: u64 = 120_000;

impl ChatSetup {
    /// Claude at an address, with nothing said of models, limits and prices, and nothing prepared at night.
    pub fn new(base_url: impl Into<String>, key: Secret) -> Self {
        Self {
            base_url: base_url.into(),
            key,
            bearer: false,
            version: VERSION.to_owned(),
            model: CHAT_MODEL.to_owned(),
            max_tokens: CHAT_MAX_TOKENS,
            prices: None,
            limits: Limits::default(),
            lanes: Lanes::default(),
            compact_at: COMPACT_AT,
            permits: Permits::new(),
            nightly_limit: 0,
        }
    }
}

/// Why an engine does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The local copy.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The way to the CRM or to Claude is set so that it cannot work.
    #[error("{0}")]
    Settings(String),
}

impl From<StoreError> for StartError {
    fn from(error: StoreError) -> Self {
        Self::Commit(error.into())
    }
}

/// Everything an engine is made from.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The local copy.
    pub path: PathBuf,
    /// The time.
    pub clock: Clock,
    /// The person's zone.
    pub zone: TimeZone,
    /// What they are in the team.
    pub role: Role,
    /// Which colleague they are, when known.
    pub me: Option<UserId>,
    /// The CRM, when there is a key.
    pub crm: Option<CrmSetup>,
    /// Claude, when there is a key.
    pub chat: Option<ChatSetup>,
    /// How often to fetch what is new by itself, from [`Engine::begin`] on; `None` only when told to.
    pub every: Option<Duration>,
    /// The numbers the gate goes by.
    pub rules: Rules,
    /// What is agreed about new leads.
    pub terms: Terms,
    /// Who tells other programs of steps of automations, where the settings name addresses.
    pub courier: Option<Courier>,
    /// Keep everybody in memory for typing, from [`Engine::begin`] on; of use to a screen only.
    pub roster: bool,
}

impl Setup {
    /// The local copy at `path` by itself: an owner without a name in UTC, the usual rules and agreements, no server.
    pub fn alone(path: PathBuf, clock: Clock) -> Self {
        Self {
            path,
            clock,
            zone: TimeZone::UTC,
            role: Role::Owner,
            me: None,
            crm: None,
            chat: None,
            every: None,
            rules: Rules::default(),
            terms: Terms::default(),
            courier: None,
            roster: false,
        }
    }
}

impl Engine {
    /// Opens the local copy, says of answers of Claude that a crash left open that they were cut off, unless another
    /// copy of the program is open, and starts the workers. Call inside a runtime.
    pub async fn start(setup: Setup) -> Result<Self, StartError> {
        let options = Options {
            clock: setup.clock.clone(),
            role: setup.role,
            me: setup.me.clone(),
            rules: setup.rules.clone(),
        };
        let store = Store::open(&setup.path, options)?;
        let screen = setup.roster.then(|| for_a_screen(&store)).flatten();
        let hold = recover(&setup, &store).await?;
        let (progress, _) = watch::channel(Progress::default());
        let (notices, _) = broadcast::channel(NOTICES);
        let stop = CancellationToken::new();
        let workers = TaskTracker::new();
        let roster = Roster::default();
        let first = Begun::default();
        let wanted = setup.roster.then_some(&roster);
        let begun = read_everybody(wanted, &store, &first, &stop, &workers);
        let keeper = Keeper {
            store: store.clone(),
            clock: setup.clock.clone(),
            progress: progress.clone(),
            notices: notices.clone(),
            stop: stop.child_token(),
        };
        watch_over(keeper, &begun, &workers);
        let shared = sync::Shared {
            store: store.clone(),
            clock: setup.clock.clone(),
            progress: progress.clone(),
            notices: notices.clone(),
            begun: begun.clone(),
            stop: stop.child_token(),
            helm: Arc::new(Helm::new(store.clone(), setup.clock.clone(), progress.clone())),
            zone: setup.zone.clone(),
        };
        let helm = Arc::clone(&shared.helm);
        let sync = match setup.crm.clone() {
            Some(crm) => connect(crm, shared, setup.every, &workers).await?,
            None => sync::without(progress.clone()),
        };
        let pond = Pond {
            store: store.clone(),
            clock: setup.clock.clone(),
            terms: setup.terms.clone(),
            progress: progress.subscribe(),
            notices: notices.clone(),
            helm: Arc::clone(&helm),
            sync: sync.clone(),
            stop: stop.child_token(),
        };
        workers.spawn(begun.clone().then(stop.child_token(), pond.watch()));
        let clock = setup.clock.clone();
        let claude = setup.chat.clone();
        let courier = setup.courier.clone();
        let limit = claude.as_ref().map_or(0, |claude| claude.nightly_limit);
        let desk = desk(setup, store.clone(), roster);
        let calls = calls(&desk, &progress, &stop);
        workers.spawn(begun.clone().then(stop.child_token(), calls.keep()));
        let learned = InUse::default();
        let follow = score(&desk, &learned, &progress, &stop);
        workers.spawn(begun.clone().then(stop.child_token(), follow));
        workers.spawn(begun.clone().then(stop.child_token(), learn(&desk, &helm, &stop)));
        let (chat, runner) = converse(claude, &desk, &stop, &workers)?;
        let outside = (sync.clone(), runner.clone(), courier);
        let automations = automate(&desk, (&progress, &notices), &helm, outside);
        keep_going(&automations, &begun, &stop, &workers);
        let listener = say_on(&automations, &begun, &stop, &workers);
        if let Some(runner) = runner.clone().filter(|_| limit > 0) {
            let nightly = Nightly {
                runner,
                desk: desk.clone(),
                limit,
                progress: progress.subscribe(),
                helm: Arc::clone(&helm),
                stop: stop.child_token(),
            };
            workers.spawn(begun.clone().then(stop.child_token(), nightly.watch()));
        }
        Ok(Self {
            store,
            desk,
            clock,
            sync,
            chat,
            runner,
            progress,
            notices,
            listener,
            stop,
            workers: Arc::new(workers),
            first,
            learned,
            helm,
            automations,
            _hold: Arc::new((hold, screen)),
        })
    }
}

/// Keeps the call list of the day.
fn calls(desk: &Desk, progress: &watch::Sender<Progress>, stop: &CancellationToken) -> Calls {
    Calls {
        store: desk.store.clone(),
        clock: desk.clock.clone(),
        zone: desk.zone.clone(),
        me: desk.me.clone(),
        progress: progress.subscribe(),
        stop: stop.child_token(),
    }
}

/// Whoever looks for somebody right after the start waits for the roster and for nothing else: what comes back begins when
/// it is read, or at once where nobody wants one.
fn read_everybody(
    roster: Option<&Roster>,
    store: &Store,
    first: &Begun,
    stop: &CancellationToken,
    workers: &TaskTracker,
) -> Begun {
    let Some(roster) = roster else {
        return first.clone();
    };
    let others = Begun::default();
    let reading = project::roster(store.clone(), roster.clone(), others.clone(), stop.child_token());
    workers.spawn(first.clone().then(stop.child_token(), reading));
    others
}

/// A screen asks for the list next: a connection is opened and its rows are found while the rest is made. What comes back
/// says to others that a screen is open, for as long as it is kept.
fn for_a_screen(store: &Store) -> Option<Hold> {
    let warm = store.clone();
    let first = |reader: &Reader| reader.people(&Filter::default(), &Roster::default(), 0, FIRST, false);
    tokio::task::spawn_blocking(move || warm.read_blocking(first).is_ok());
    Hold::screen(store.path())
}

/// Holds the file for answers that may be on their way; those that a crash left open were cut off. Only what can leave an answer
/// open asks for the lock, so that looking never changes anything.
async fn recover(setup: &Setup, store: &Store) -> Result<Option<Hold>, CommitError> {
    let mut hold = setup.chat.as_ref().and_then(|_| Hold::take(&setup.path));
    if let Some(hold) = hold.as_mut().filter(|hold| hold.is_alone()) {
        let recover = Command::Sync(SyncCommand::Recover);
        store.commit(recover, Origin::Engine).await?;
        hold.share();
    }
    Ok(hold)
}

/// Backups, the check of the file, and what tidies it.
fn watch_over(keeper: Keeper, begun: &Begun, workers: &TaskTracker) {
    let stop = keeper.stop.clone();
    let watchdog = Watchdog::of(keeper.clone());
    workers.spawn(begun.clone().then(stop.clone(), keeper.clone().watch()));
    workers.spawn(begun.clone().then(stop.clone(), watchdog.watch()));
    workers.spawn(begun.clone().then(stop, keeper.tend()));
}

/// Keeps scores current.
fn score(
    desk: &Desk,
    learned: &InUse,
    progress: &watch::Sender<Progress>,
    stop: &CancellationToken,
) -> impl Future<Output = ()> + use<> {
    let scorer = Scorer {
        store: desk.store.clone(),
        clock: desk.clock.clone(),
        zone: desk.zone.clone(),
        learned: learned.clone(),
    };
    scorer.watch(progress.subscribe(), stop.child_token())
}

/// Learns from the account's own closings.
fn learn(desk: &Desk, helm: &Arc<Helm>, stop: &CancellationToken) -> impl Future<Output = ()> + use<> {
    let learner = Learner {
        store: desk.store.clone(),
        clock: desk.clock.clone(),
        zone: desk.zone.clone(),
    };
    learner.watch(Arc::clone(helm), stop.child_token())
}

/// Runs automations.
fn automate(
    desk: &Desk,
    (progress, notices): (&watch::Sender<Progress>, &broadcast::Sender<Notice>),
    helm: &Arc<Helm>,
    (sync, runner, courier): (sync::Handle, Option<Runner>, Option<Courier>),
) -> Automations {
    Automations {
        store: desk.store.clone(),
        clock: desk.clock.clone(),
        zone: desk.zone.clone(),
        me: desk.me.clone(),
        role: desk.role,
        rules: Arc::clone(&desk.rules),
        terms: Arc::clone(&desk.terms),
        progress: progress.subscribe(),
        notices: notices.clone(),
        helm: Arc::clone(helm),
        sync,
        runner,
        courier,
        mind: Arc::default(),
    }
}

fn keep_going(automations: &Automations, begun: &Begun, stop: &CancellationToken, workers: &TaskTracker) {
    let run = automations.clone().watch(stop.child_token());
    workers.spawn(begun.clone().then(stop.child_token(), run));
}

/// Says what automations tell the person. What comes back is rung when somebody begins to listen.
fn say_on(
    automations: &Automations,
    begun: &Begun,
    stop: &CancellationToken,
    workers: &TaskTracker,
) -> Arc<Notify> {
    let listener = Arc::default();
    let teller = Teller {
        store: automations.store.clone(),
        clock: automations.clock.clone(),
        zone: automations.zone.clone(),
        me: automations.me.clone(),
        notices: automations.notices.clone(),
        listener: Arc::clone(&listener),
    };
    let say = teller.watch(stop.child_token());
    workers.spawn(begun.clone().then(stop.child_token(), say));
    listener
}

/// What questions are answered from.
fn desk(setup: Setup, store: Store, roster: Roster) -> Desk {
    Desk {
        store,
        roster,
        clock: setup.clock,
        zone: setup.zone,
        me: setup.me,
        role: setup.role,
        rules: Arc::new(setup.rules),
        terms: Arc::new(setup.terms),
        permits: Arc::new(setup.chat.map(|chat| chat.permits).unwrap_or_default()),
    }
}

/// The CRM behind the sync workers, with the day's request count of the last run.
async fn connect(
    setup: CrmSetup,
    shared: sync::Shared,
    every: Option<Duration>,
    workers: &TaskTracker,
) -> Result<sync::Handle, StartError> {
    let budget = shared
        .store
        .read(|reader: &Reader| reader.setting("budget"))
        .await?;
    let term = Some(shared.helm.term());
    let crm = crm(setup, shared.clock.clone(), budget.as_deref(), term)?;
    Ok(sync::with(crm, shared, every, workers))
}

/// The way to the CRM; nothing is sent yet.
pub(super) fn crm(
    setup: CrmSetup,
    clock: Clock,
    budget: Option<&str>,
    term: Option<Term>,
) -> Result<RemoteCrm, StartError> {
    let address = Address {
        base_url: setup.base_url,
        token: setup.token,
        location: setup.location,
        version: setup.version,
        share: setup.share,
        daily_reserve: setup.daily_reserve,
        term,
        call_provider: setup.call_provider,
        homes: setup.homes,
        care: setup.care,
    };
    RemoteCrm::connect(address, clock, budget).map_err(|error| StartError::Settings(error.to_string()))
}

/// The way to Claude; nothing is sent yet.
pub(super) fn claude_client(setup: &ChatSetup, clock: Clock) -> Result<Client, StartError> {
    let auth = if setup.bearer {
        Auth::Bearer(setup.key.clone())
    } else {
        Auth::ApiKey(setup.key.clone())
    };
    let settings = Settings {
        base_url: setup.base_url.clone(),
        auth,
        version: setup.version.clone(),
        ..Settings::with_key(setup.key.clone())
    };
    Client::new(&settings, clock).map_err(|error| StartError::Settings(error.to_string()))
}

/// The driver behind the chat, and who does work without one.
fn converse(
    setup: Option<ChatSetup>,
    desk: &Desk,
    stop: &CancellationToken,
    workers: &TaskTracker,
) -> Result<(chat::Chat, Option<Runner>), StartError> {
    let Some(setup) = setup else {
        return Ok((chat::without(), None));
    };
    let refuse = |error: &dyn std::fmt::Display| StartError::Settings(error.to_string());
    if let Some(why) = tool::unknown(&desk.permits) {
        return Err(StartError::Settings(why));
    }
    let client = claude_client(&setup, desk.clock.clone())?;
    let mut prices = PriceTable::built_in().map_err(|error| refuse(&error))?;
    if let Some(own) = &setup.prices {
        prices = prices.replaced_by(own).map_err(|error| refuse(&error))?;
    }
    let daily_limit = setup.limits.day;
    let budget = Budget::new(
        desk.store.clone(),
        desk.clock.clone(),
        prices,
        setup.limits,
        desk.zone.clone(),
    );
    let work = WorkTerms {
        model: setup.model.clone(),
        lanes: setup.lanes.clone(),
        me: desk.me.clone(),
    };
    let runner = Runner::new(desk.store.clone(), client.clone(), budget.clone(), work);
    let terms = DriverTerms {
        model: setup.model,
        max_tokens: setup.max_tokens,
        lanes: setup.lanes,
        compact_at: setup.compact_at,
        zone: desk.zone.clone(),
    };
    let (chat, ends) = chat::with(daily_limit);
    let driver = Driver::new(
        desk.store.clone(),
        client,
        Arc::new(Toolbox::new(desk.clone())),
        desk.clock.clone(),
        budget,
        terms,
        ends,
    );
    workers.spawn(driver.run(stop.child_token()));
    Ok((chat, Some(runner)))
}
