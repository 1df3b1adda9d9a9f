//! Wiring: from settings to a running engine. To add a worker: a file beside this one, and a line in [`Engine::start`].

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::automations::Automations;
use super::backup::Keeper;
use super::calls::Calls;
use super::crew::{Begun, Crew};
use super::desk::Desk;
use super::helm::Helm;
use super::nightly::Nightly;
use super::pond::Pond;
use super::progress::Progress;
use super::query::{Early, Query as _, TodayChosen};
use super::scores::learned::InUse;
use super::setup::{ChatSetup, CrmSetup, Setup, StartError};
use super::teller::Teller;
use super::tool::{self, Toolbox};
use super::watchdog::Watchdog;
use super::{Engine, NOTICES, Notice, chat, project, sync};
use crate::claude::price::PriceTable;
use crate::clock::Clock;
use crate::copilot::budget::Budget;
use crate::copilot::driver::Driver;
use crate::copilot::order::DriverTerms;
use crate::copilot::work::runner::{Runner, WorkTerms};
use crate::courier::Courier;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::{CommitError, Hold, Options, Reader, Roster, Store, StoreError};

impl Engine {
    /// Opens the local copy, says of answers of Claude that a crash left open that they were cut off, unless another
    /// copy of the program is open, and starts the workers. Call inside a runtime.
    pub async fn start(setup: Setup) -> Result<Self, StartError> {
        let store = open(&setup)?;
        let roster = Roster::default();
        let desk = desk(&setup, store.clone(), roster.clone());
        let screen = setup.roster.then(|| Hold::screen(store.path())).flatten();
        let (hold, (budget, early)) = tokio::join!(recover(&setup, &store), first_looks(&setup, &desk));
        let (hold, budget) = (hold?, budget?);
        let wire = Wire::over(store, &setup);
        let first = Crew::default();
        let crew = read_everybody(setup.roster.then_some(&roster), &wire.store, &first);
        watch_over(&wire, &crew);
        let sync = match setup.crm.clone() {
            Some(crm) => connect(
                crm,
                budget.as_deref(),
                wire.shared(&crew, &setup),
                setup.every,
                &crew,
            )?,
            None => sync::without(wire.progress.clone()),
        };
        crew.keep(|stop| wire.pond(&setup, &sync, stop).watch());
        let (claude, courier) = (setup.chat, setup.courier);
        let limit = claude.as_ref().map_or(0, |claude| claude.nightly_limit);
        crew.keep(|stop| calls(&desk, &wire.progress, stop).keep());
        let learned = InUse::default();
        crew.keep(|stop| desk.scorer(&learned).watch(wire.progress.subscribe(), stop));
        crew.keep(|stop| desk.learner().watch(Arc::clone(&wire.helm), stop));
        let (chat, runner) = converse(claude, &desk, &crew)?;
        let automations = automate(&desk, &wire, (sync.clone(), runner.clone(), courier));
        crew.keep(|stop| automations.clone().watch(stop));
        let listener = Arc::default();
        crew.keep(|stop| teller(&automations, &listener).watch(stop));
        if let Some(runner) = runner.clone().filter(|_| limit > 0) {
            crew.keep(|stop| wire.nightly(&desk, runner, limit, stop).watch());
        }
        let Wire {
            store,
            clock,
            progress,
            notices,
            helm,
        } = wire;
        Ok(Self {
            store,
            desk,
            early,
            clock,
            sync,
            chat,
            runner,
            progress,
            notices,
            listener,
            crew: first,
            learned,
            helm,
            automations,
            _hold: Arc::new((hold, screen)),
        })
    }
}

/// What every worker is connected to: the copy, the time, who hears of progress and of news, who acts for all copies.
struct Wire {
    store: Store,
    clock: Clock,
    progress: watch::Sender<Progress>,
    notices: broadcast::Sender<Notice>,
    helm: Arc<Helm>,
}

impl Wire {
    fn over(store: Store, setup: &Setup) -> Self {
        let (progress, _) = watch::channel(Progress::default());
        let (notices, _) = broadcast::channel(NOTICES);
        let clock = setup.clock.clone();
        Self {
            helm: Arc::new(Helm::new(store.clone(), clock.clone(), progress.clone())),
            store,
            clock,
            progress,
            notices,
        }
    }

    fn keeper(&self, stop: CancellationToken) -> Keeper {
        Keeper {
            store: self.store.clone(),
            clock: self.clock.clone(),
            progress: self.progress.clone(),
            notices: self.notices.clone(),
            stop,
        }
    }

    fn shared(&self, crew: &Crew, setup: &Setup) -> sync::Shared {
        sync::Shared {
            store: self.store.clone(),
            clock: self.clock.clone(),
            progress: self.progress.clone(),
            notices: self.notices.clone(),
            stop: crew.stop(),
            helm: Arc::clone(&self.helm),
            zone: setup.zone.clone(),
        }
    }

    /// Gives new leads nobody takes to the pond.
    fn pond(&self, setup: &Setup, sync: &sync::Handle, stop: CancellationToken) -> Pond {
        Pond {
            store: self.store.clone(),
            clock: self.clock.clone(),
            terms: setup.terms.clone(),
            progress: self.progress.subscribe(),
            notices: self.notices.clone(),
            helm: Arc::clone(&self.helm),
            sync: sync.clone(),
            stop,
        }
    }

    /// Prepares what is ready when the day begins.
    fn nightly(&self, desk: &Desk, runner: Runner, limit: i64, stop: CancellationToken) -> Nightly {
        Nightly {
            runner,
            desk: desk.clone(),
            limit,
            progress: self.progress.subscribe(),
            helm: Arc::clone(&self.helm),
            stop,
        }
    }
}

fn open(setup: &Setup) -> Result<Store, StartError> {
    let options = Options {
        clock: setup.clock.clone(),
        role: setup.role,
        me: setup.me.clone(),
        rules: setup.rules.clone(),
    };
    Ok(Store::open(&setup.path, options)?)
}

/// Keeps the call list of the day.
fn calls(desk: &Desk, progress: &watch::Sender<Progress>, stop: CancellationToken) -> Calls {
    Calls {
        store: desk.store.clone(),
        clock: desk.clock.clone(),
        zone: desk.zone.clone(),
        me: desk.me.clone(),
        progress: progress.subscribe(),
        stop,
    }
}

/// Whoever looks for somebody right after the start waits for the roster and for nothing else: all others begin when it is
/// read, or at once where nobody wants one.
fn read_everybody(roster: Option<&Roster>, store: &Store, first: &Crew) -> Crew {
    let Some(roster) = roster else {
        return first.clone();
    };
    let others = Begun::default();
    first.keep(|stop| project::roster(store.clone(), roster.clone(), others.clone(), stop));
    first.after(others)
}

/// What is looked at while the rest is made, on one connection: the day's request count of the last run, and then, for a screen, what it
/// asks first.
async fn first_looks(setup: &Setup, desk: &Desk) -> (Result<Option<String>, StoreError>, Early<TodayChosen>) {
    let budget = match &setup.crm {
        Some(_) => desk.store.read(|reader: &Reader| reader.setting("budget")).await,
        None => Ok(None),
    };
    if !setup.roster {
        return (budget, Early::none());
    }
    let question = TodayChosen::first();
    let (early, answered) = Early::of(question.clone(), desk.store.subscribe());
    let desk = desk.clone();
    tokio::task::spawn_blocking(move || {
        // An error comes again when the screen asks, and is told then.
        if let Ok(answer) = desk.read_blocking(|sources| question.answer(sources)) {
            let _nobody = answered.send(answer);
        }
    });
    (budget, early)
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
fn watch_over(wire: &Wire, crew: &Crew) {
    crew.keep(|stop| wire.keeper(stop).watch());
    crew.keep(|stop| Watchdog::of(wire.keeper(stop)).watch());
    crew.keep(|stop| wire.keeper(stop).tend());
}

/// Runs automations.
fn automate(
    desk: &Desk,
    wire: &Wire,
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
        progress: wire.progress.subscribe(),
        notices: wire.notices.clone(),
        helm: Arc::clone(&wire.helm),
        sync,
        runner,
        courier,
        mind: Arc::default(),
    }
}

/// Says what automations tell the person. What comes back is rung when somebody begins to listen.
fn teller(automations: &Automations, listener: &Arc<Notify>) -> Teller {
    Teller {
        store: automations.store.clone(),
        clock: automations.clock.clone(),
        zone: automations.zone.clone(),
        me: automations.me.clone(),
        notices: automations.notices.clone(),
        listener: Arc::clone(listener),
    }
}

/// What questions are answered from.
fn desk(setup: &Setup, store: Store, roster: Roster) -> Desk {
    let permits = setup.chat.as_ref().map(|chat| chat.permits.clone());
    Desk {
        store,
        roster,
        clock: setup.clock.clone(),
        zone: setup.zone.clone(),
        me: setup.me.clone(),
        role: setup.role,
        rules: Arc::new(setup.rules.clone()),
        terms: Arc::new(setup.terms.clone()),
        permits: Arc::new(permits.unwrap_or_default()),
    }
}

/// The CRM behind the sync workers, with the day's request count of the last run.
fn connect(
    setup: CrmSetup,
    budget: Option<&str>,
    shared: sync::Shared,
    every: Option<Duration>,
    crew: &Crew,
) -> Result<sync::Handle, StartError> {
    let term = Some(shared.helm.term());
    let crm = setup.connect(shared.clock.clone(), budget, term)?;
    Ok(sync::with(crm, shared, every, crew))
}

/// The driver behind the chat, and who does work without one.
fn converse(
    setup: Option<ChatSetup>,
    desk: &Desk,
    crew: &Crew,
) -> Result<(chat::Chat, Option<Runner>), StartError> {
    let Some(setup) = setup else {
        return Ok((chat::without(), None));
    };
    if let Some(why) = tool::unknown(&desk.permits) {
        return Err(StartError::Settings(why));
    }
    let client = setup.client(desk.clock.clone())?;
    let mut prices = PriceTable::built_in().map_err(StartError::settings)?;
    if let Some(own) = &setup.prices {
        prices = prices.replaced_by(own).map_err(StartError::settings)?;
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
    crew.workers.spawn(driver.run(crew.stop()));
    Ok((chat, Some(runner)))
}
