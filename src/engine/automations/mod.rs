//! Runs automations: follows the journal, lets people in, rings timers, and does what comes of it.
//!
//! Acts only in the copy that talks to the CRM, only while nothing automatic is stopped, and only once a first copy is whole.
//! `homes` says whom what happened with homes concerns, `hear` and `derive` take in what
//! happened and the moments that nobody writes down, `arrive` lets in whom they put in, `ring` tells what is due; what a run does next is
//! worked out in `plan` and kept by `keep` in one commit with what is done. `events` makes of facts what automations hear,
//! `facts` answers what they ask, `door` is where their messages leave, `slots` are the times that a message offers, `errand` is
//! what takes time outside (`claude` is asked, a `webhook` is told), `enrol` puts people into workflows of the CRM, `loops` finds
//! what comes back to us again and again, `gone` what one needs and the account has no more, `publish` is where they are switched, `hand` is what a person does with one run. Must
//! not know a rule: steps are `automation`'s, what may leave is the gate's. To add something that is heard: its place in
//! `events`; something that is done: its arm in `plan::deed`, or in `errand` when it takes its time.

mod arrive;
mod claude;
mod clocks;
mod derive;
mod door;
mod end;
mod enrol;
mod errand;
mod events;
mod facts;
mod gone;
mod hand;
mod hear;
mod homes;
mod keep;
mod loops;
mod plan;
mod publish;
mod ring;
mod slots;
#[cfg(test)]
mod tests;
mod webhook;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::broadcast::error::TryRecvError;
use tokio::sync::{broadcast, watch};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

pub use hand::Moved;
pub use publish::{Published, Unsound};

use super::helm::Helm;
use super::progress::Progress;
use super::sync::Handle;
use super::{Notice, Volume};
use crate::automation::arbiter::Spill;
use crate::automation::definition::read;
use crate::automation::machine::Program;
use crate::clock::Clock;
use crate::copilot::work::runner::Runner;
use crate::courier::Courier;
use crate::domain::access::Role;
use crate::domain::automation::Switch;
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::gate::Rules;
use crate::domain::origin::Origin;
use crate::domain::today::Terms;
use crate::domain::value::{Foreign, UserId};
use crate::store::{CommitError, Reader, Store, StoreError};
use facts::{Known, Names};

/// Runs of one automation that are stepped before the next has its turn.
const BATCH: usize = 100;
/// A step that comes later than this is late.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// Between two looks when nothing is known to come.
const LOOK: Duration = Duration::from_mins(1);
/// After a failure, before the next try.
const PAUSE: Duration = Duration::from_secs(5);
/// Steps in one round at most: a ring of automations does not keep the worker.
const STEPS: usize = 2_000;

/// The worker.
#[derive(Clone, Debug)]
pub(super) struct Automations {
    pub store: Store,
    pub clock: Clock,
    pub zone: TimeZone,
    pub me: Option<UserId>,
    pub role: Role,
    pub rules: Arc<Rules>,
    pub terms: Arc<Terms>,
    pub progress: watch::Receiver<Progress>,
    pub notices: broadcast::Sender<Notice>,
    pub helm: Arc<Helm>,
    pub sync: Handle,
    /// Who asks Claude, when there is a key.
    pub runner: Option<Runner>,
    /// Who tells other programs, where the settings name addresses.
    pub courier: Option<Courier>,
    /// What it knows without the file; whatever is lost with it is found again.
    pub mind: Arc<Mutex<Mind>>,
}

/// What the worker knows without the file.
#[derive(Debug, Default)]
pub(super) struct Mind {
    programs: HashMap<(String, u32), Arc<Program>>,
    spill: Spill,
    /// When late steps were taken.
    late: Vec<Timestamp>,
    /// Runs that wait for an errand, until it is begun.
    errands: BTreeSet<String>,
    looks: derive::Looks,
    /// When homes were looked for that stand too long.
    slow_homes: Option<Timestamp>,
    /// The names of the account, and by what they are known.
    names: Option<(i64, Arc<Names>)>,
}

/// A published automation that runs.
#[derive(Clone)]
struct Live {
    version: u32,
    published: Timestamp,
    program: Arc<Program>,
}

impl Automations {
    /// Runs until it is told to stop.
    pub(super) async fn watch(self, stop: CancellationToken) {
        let follow = async {
            let mut feed = self.store.subscribe();
            // Those that are under way end with this; whoever follows finds that they were cut off.
            let mut errands = JoinSet::new();
            loop {
                // One round hears all that is committed by now, its own steps among it.
                while !matches!(feed.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {}
                let nap = match self.round().await {
                    Ok(next) => next.map_or(LOOK, |next| self.nap(next)),
                    Err(error) => {
                        tracing::warn!(error = error.outline(), "automations wait; it is tried again");
                        PAUSE
                    }
                };
                for run in self.next_errands(errand::AT_ONCE.saturating_sub(errands.len())) {
                    errands.spawn(self.clone().errand(run));
                }
                tokio::select! {
                    // Whatever is committed may be what an automation waits for.
                    _news = feed.recv() => {}
                    () = tokio::time::sleep(nap) => {}
                    Some(_ended) = errands.join_next() => {}
                }
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = follow => {}
        }
    }

    /// What is due already waits because so much was late.
    fn nap(&self, next: Timestamp) -> Duration {
        let left = Duration::try_from(next.duration_since(self.clock.now())).unwrap_or_default();
        if left.is_zero() {
            return PAUSE;
        }
        left.saturating_add(Duration::from_millis(1)).min(LOOK)
    }

    /// Whether this copy may act now.
    async fn may_act(&self) -> Result<bool, StoreError> {
        if self.progress.borrow().first_copy || self.store.read(Reader::stopped).await?.is_some() {
            return Ok(false);
        }
        Ok(self.helm.holds().await)
    }

    /// Everything that happened and everything that is due; when something is due next.
    pub(super) async fn round(&self) -> Result<Option<Timestamp>, CommitError> {
        self.follow_homes().await?;
        self.follow_slow_homes().await?;
        let published = self.store.read(Reader::automations).await?;
        if published.iter().all(|row| row.version.is_none()) || !self.may_act().await? {
            return Ok(None);
        }
        let mut live = self.live().await?;
        self.follow_zones().await?;
        self.follow(&mut live).await?;
        self.echoes(&live).await?;
        let mut next: Option<Timestamp> = None;
        for id in live.keys() {
            self.ring(id).await?;
            let of = id.clone();
            let due = self.store.read(move |reader| reader.next_run_due(&of)).await?;
            next = [next, due].into_iter().flatten().min();
        }
        // After what waits already, so that what is late of both shares one measure.
        self.derive(&live).await?;
        // What a step did to other runs is heard at once.
        self.echoes(&live).await?;
        Ok(next)
    }

    /// The automations that run, each ready for stepping. One that cannot be read, or asks for what is gone, is paused.
    async fn live(&self) -> Result<HashMap<String, Live>, CommitError> {
        let mut live = HashMap::new();
        for row in self.store.read(Reader::automations).await? {
            let (Switch::On, Some(version), Some(published)) = (row.state, row.version, row.published) else {
                continue;
            };
            match self.program(&row.id, version).await? {
                Ok(program) => {
                    let one = Live {
                        version,
                        published,
                        program,
                    };
                    live.insert(row.id, one);
                }
                Err(why) => self.pause(row.id, why).await?,
            }
        }
        let programs: Vec<_> = live.values().map(|one: &Live| Arc::clone(&one.program)).collect();
        let gone = self
            .ask(move |known| {
                let absent = known.reader.absent()?;
                let definitions = programs.iter().map(|program| &program.definition);
                let gone = definitions.filter_map(|definition| {
                    let why = gone::needed_by(definition, known, &absent)?;
                    Some((definition.id().to_owned(), why))
                });
                Ok(gone.collect::<Vec<_>>())
            })
            .await?;
        for (id, why) in gone {
            live.remove(&id);
            self.pause(id, why).await?;
        }
        Ok(live)
    }

    async fn pause(&self, id: String, why: String) -> Result<(), CommitError> {
        self.tell(Volume::Fault, format!("automation {id} is paused: {why}"));
        let pause = AutomationCommand::Pause { id, why };
        self.store
            .commit(Command::Automation(pause), Origin::Engine)
            .await?;
        Ok(())
    }

    fn tell(&self, volume: Volume, text: String) {
        // Nobody listening is fine.
        let _nobody = self.notices.send(Notice {
            volume,
            text: Foreign::from(text).shown(),
        });
    }

    /// A version made ready, or what is wrong with it.
    async fn program(&self, id: &str, version: u32) -> Result<Result<Arc<Program>, String>, StoreError> {
        let (worker, id) = (self.clone(), id.to_owned());
        self.store
            .read(move |reader| worker.program_in(reader, &id, version))
            .await
    }

    /// The same for who has a connection.
    fn program_in(
        &self,
        reader: &Reader,
        id: &str,
        version: u32,
    ) -> Result<Result<Arc<Program>, String>, StoreError> {
        let name = (id.to_owned(), version);
        if let Some(program) = self.mind().programs.get(&name) {
            return Ok(Ok(Arc::clone(program)));
        }
        let Some(text) = reader.automation_text(id, Some(version))? else {
            return Ok(Err(format!("its version {version} is not here")));
        };
        let definition = match read(&text) {
            Ok(definition) => definition,
            Err(faults) => {
                let first = faults.first().map(ToString::to_string).unwrap_or_default();
                return Ok(Err(first));
            }
        };
        let program = Arc::new(Program::of(definition));
        self.mind().programs.insert(name, Arc::clone(&program));
        Ok(Ok(program))
    }

    /// The names of the account, read anew only when one of them changed.
    fn names(&self, reader: &Reader) -> Result<Arc<Names>, StoreError> {
        // Asked first: what changes meanwhile is at worst read once more.
        let nr = reader.naming()?;
        if let Some((known, names)) = &self.mind().names
            && *known == nr
        {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(Names::read(reader)?);
        self.mind().names = Some((nr, Arc::clone(&names)));
        Ok(names)
    }

    fn mind(&self) -> std::sync::MutexGuard<'_, Mind> {
        self.mind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the file with everything that automations may ask.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Known<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let worker = self.clone();
        self.store
            .read(move |reader| {
                let who = (&worker.zone, worker.me.as_ref());
                let names = worker.names(reader)?;
                let terms = (worker.role, worker.rules.as_ref(), worker.terms.as_ref());
                question(&Known::new(reader, who, terms, names))
            })
            .await
    }
}
