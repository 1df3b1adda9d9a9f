//! Runs automations: follows the journal, lets people in, rings timers, and does what comes of it.
//!
//! Acts only in the copy that talks to the CRM, only while nothing automatic is stopped, and only once a first copy is whole.
//! What a run does next is worked out in `plan` and kept by the store in one commit with what is done; `events` makes of facts
//! what automations hear, `facts` answers what they ask, `door` is where their messages leave, `publish` is where they are
//! switched, `hand` is what a person does with one run. Must not know a rule: steps are `automation`'s, what may leave is the gate's. To add something that
//! is heard: its place in `events`; something that is done: its arm in `plan::deed`.

mod door;
mod events;
mod facts;
mod hand;
mod plan;
mod publish;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

pub use hand::Moved;
pub use publish::{Published, UNHEARD, Unsound};

use super::helm::Helm;
use super::progress::Progress;
use super::sync::Handle;
use super::{Notice, Volume};
use crate::automation::action::Effect;
use crate::automation::arbiter::Spill;
use crate::automation::definition::{Definition, Late, read};
use crate::automation::event::{Event, EventKind};
use crate::automation::machine::{Input, Program, fires};
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::automation::Switch;
use crate::domain::command::{AutomationCommand, Command, Did, RunStep};
use crate::domain::contact::dnd_told;
use crate::domain::gate::{Kind, Rules};
use crate::domain::origin::Origin;
use crate::domain::plan::Deed;
use crate::domain::value::{ContactId, Foreign, UserId};
use crate::store::{CommitError, Reader, RunRow, Store, StoreError};
use door::Leaving;
use facts::Known;
use plan::Stepping;

/// Facts that are looked at together.
const FACTS: usize = 500;
/// Runs of one automation that are stepped before the next has its turn.
const BATCH: usize = 100;
/// Late steps in a minute at most, so that whoever opens the lid sets off no avalanche: the house's business rules.
const LATE_PER_MINUTE: usize = 30;
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
    pub progress: watch::Receiver<Progress>,
    pub notices: broadcast::Sender<Notice>,
    pub helm: Arc<Helm>,
    pub sync: Handle,
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
}

/// A published automation that runs.
#[derive(Clone)]
struct Live {
    version: u32,
    published: Timestamp,
    program: Arc<Program>,
}

/// A step with who takes it.
struct Planned {
    step: RunStep,
    kind: Kind,
    /// What is fed back instead when it is refused.
    or_refused: Option<(RunRow, String, String)>,
    /// What somebody should hear about when it is on disk.
    says: Option<String>,
}

impl Automations {
    /// Runs until it is told to stop.
    pub(super) async fn watch(self, stop: CancellationToken) {
        let follow = async {
            let mut feed = self.store.subscribe();
            loop {
                let nap = match self.round().await {
                    Ok(next) => next.map_or(LOOK, |next| self.nap(next)),
                    Err(error) => {
                        tracing::warn!(error = error.outline(), "automations wait; it is tried again");
                        PAUSE
                    }
                };
                tokio::select! {
                    // Whatever is committed may be what an automation waits for.
                    _news = feed.recv() => {}
                    () = tokio::time::sleep(nap) => {}
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
        let published = self.store.read(Reader::automations).await?;
        if published.iter().all(|row| row.version.is_none()) || !self.may_act().await? {
            return Ok(None);
        }
        let live = self.live().await?;
        self.follow(&live).await?;
        self.echoes(&live).await?;
        let mut next: Option<Timestamp> = None;
        for id in live.keys() {
            self.ring(id).await?;
            let of = id.clone();
            let due = self.store.read(move |reader| reader.next_run_due(&of)).await?;
            next = [next, due].into_iter().flatten().min();
        }
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
                let gone = programs
                    .iter()
                    .filter_map(|program| gone_in(&program.definition, known));
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
        let name = (id.to_owned(), version);
        if let Some(program) = self.mind().programs.get(&name) {
            return Ok(Ok(Arc::clone(program)));
        }
        let of = id.to_owned();
        let text = self
            .store
            .read(move |reader| reader.automation_text(&of, Some(version)))
            .await?;
        let Some(text) = text else {
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
                question(&Known::new(reader, who, (worker.role, &worker.rules))?)
            })
            .await
    }

    /// Hears what happened since the last time.
    async fn follow(&self, live: &HashMap<String, Live>) -> Result<(), CommitError> {
        loop {
            let (facts, lines) = self.store.read(Reader::automations_place).await?;
            let (events, last) = self
                .ask(move |known| {
                    let (happened, last) = known.reader.happened_since(facts, FACTS)?;
                    let mut all = Vec::new();
                    for one in &happened {
                        all.push((one.seq, events::events(one, known)?));
                    }
                    Ok((all, last))
                })
                .await?;
            if last == facts {
                return Ok(());
            }
            for (seq, events) in events {
                let many = events.len();
                for (nr, event) in events.into_iter().enumerate() {
                    // Only with the last of them a run has heard the fact.
                    let upto = if nr + 1 == many { seq } else { seq - 1 };
                    self.hear(live, event, (format!("fact {seq}.{nr}"), seq, upto))
                        .await?;
                }
            }
            self.followed(last, lines).await?;
        }
    }

    async fn followed(&self, facts: i64, lines: i64) -> Result<(), CommitError> {
        let follow = AutomationCommand::Follow { facts, lines };
        self.store
            .commit(Command::Automation(follow), Origin::Engine)
            .await?;
        Ok(())
    }

    /// Hears what runs did to other runs.
    async fn echoes(&self, live: &HashMap<String, Live>) -> Result<(), CommitError> {
        let (facts, lines) = self.store.read(Reader::automations_place).await?;
        let found = self.store.read(move |reader| reader.effects_since(lines)).await?;
        for done in found {
            let (line, contact, at) = (done.line, done.contact, done.at);
            let kind = match serde_json::from_str(&done.effect) {
                Ok(Effect::Start { automation }) => Some(EventKind::Started { automation }),
                Ok(Effect::Stop { automation }) => Some(EventKind::Stopped {
                    automation,
                    by: Some(done.automation),
                }),
                _ => None,
            };
            if let Some(kind) = kind {
                let event = Event { contact, at, kind };
                self.hear(live, event, (format!("line {line}"), facts, facts))
                    .await?;
            }
            self.followed(facts, line).await?;
        }
        Ok(())
    }

    /// Tells everybody inside of an event, and lets in whom it puts in.
    async fn hear(
        &self,
        live: &HashMap<String, Live>,
        event: Event,
        (cause, seq, upto): (String, i64, i64),
    ) -> Result<(), CommitError> {
        let contact = event.contact.clone();
        let open = self.store.read(move |reader| reader.open_runs(&contact)).await?;
        let is_echo = cause.starts_with("line");
        for row in open {
            // What began the run is no news to it.
            let is_new = if is_echo {
                row.cause != cause
            } else {
                row.upto < seq
            };
            if is_new && event.at >= row.entered - SignedDuration::from_hours(1) {
                self.tell_run(row, event.clone(), upto).await?;
            }
        }
        for one in live.values() {
            if fires(&one.program, &event.kind) {
                self.let_in(one, &event, (&cause, seq)).await?;
            }
        }
        Ok(())
    }

    async fn tell_run(&self, row: RunRow, event: Event, seq: i64) -> Result<(), CommitError> {
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        let kind = program.definition.kind();
        let step = self
            .ask(move |known| {
                Stepping::of(row, program, known, now)?.step(Input::Event(event), seq, Vec::new())
            })
            .await?;
        if let Some(step) = step {
            self.keep(Planned::of(step, kind)).await?;
        }
        Ok(())
    }

    async fn let_in(&self, one: &Live, event: &Event, (cause, seq): (&str, i64)) -> Result<(), CommitError> {
        let definition = &one.program.definition;
        let now = self.clock.now();
        // What was before it was switched on is not its business; the clocks here and there may differ a little.
        if event.at < one.published - self.rules.skew && !cause.starts_with("line") {
            return Ok(());
        }
        let (policy, grace) = definition.late();
        let late = now.duration_since(event.at) > grace.about();
        if late && policy != Late::Fire {
            tracing::info!(
                automation = definition.id(),
                "somebody was not let in: it happened too long ago"
            );
            return Ok(());
        }
        let kind = definition.kind();
        let (one, event, cause) = (one.clone(), event.clone(), cause.to_owned());
        let step = self
            .ask(move |known| plan::entering((&one.program, one.version), &event, (&cause, seq), known, now))
            .await?;
        match step {
            Some(step) => self.keep(Planned::of(step, kind)).await,
            None => Ok(()),
        }
    }

    /// Steps the runs of an automation that are due.
    async fn ring(&self, id: &str) -> Result<(), CommitError> {
        for _ in 0..STEPS / BATCH {
            let (now, of) = (self.clock.now(), id.to_owned());
            let due = self
                .store
                .read(move |reader| reader.due_runs(&of, now, BATCH))
                .await?;
            let mut stepped = 0;
            for row in due {
                if self.is_late_too_often(&row, now) {
                    continue;
                }
                // Seen at each, so that one key stops what is in the middle of a batch.
                if !self.may_act().await? {
                    return Ok(());
                }
                stepped += usize::from(self.ring_one(row, now).await?);
            }
            if stepped == 0 {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether a step is late and as many late ones were taken in the last minute as may be.
    fn is_late_too_often(&self, row: &RunRow, now: Timestamp) -> bool {
        if row.due.is_none_or(|due| now.duration_since(due) <= LATE) {
            return false;
        }
        let mut mind = self.mind();
        mind.late
            .retain(|at| now.duration_since(*at) < SignedDuration::from_mins(1));
        if mind.late.len() >= LATE_PER_MINUTE {
            return true;
        }
        mind.late.push(now);
        false
    }

    /// Whether the run moved.
    async fn ring_one(&self, row: RunRow, now: Timestamp) -> Result<bool, CommitError> {
        let id = row.id.clone();
        // Deciding about a household may have moved it meanwhile.
        let fresh = self.store.read(move |reader| reader.run(&id)).await?;
        let Some(row) = fresh.filter(|fresh| fresh.rev == row.rev && fresh.due.is_some()) else {
            return Ok(true);
        };
        let program = match self.program(&row.automation, row.version).await? {
            Ok(program) => program,
            Err(why) => {
                self.pause(row.automation, why).await?;
                return Ok(false);
            }
        };
        if program.definition.sends() && row.waits == "effect" {
            self.ask_the_crm(&row.contact).await?;
        }
        let programs = self.programs_near(&row, program).await?;
        let worker = self.clone();
        let planned = self
            .ask(move |known| worker.plan_due(row, &programs, known, now))
            .await?;
        let moved = !planned.is_empty();
        for one in planned {
            self.keep(one).await?;
        }
        Ok(moved)
    }

    /// Has the CRM say whether somebody may be disturbed, which its lists leave out. When it does not, the gate holds what is
    /// written to them for a person.
    async fn ask_the_crm(&self, contact: &ContactId) -> Result<(), StoreError> {
        let who = contact.clone();
        let person = self.store.read(move |reader| reader.person(&who)).await?;
        if person.is_some_and(|person| !dnd_told(&person.fields))
            && let Err(error) = self.sync.fetch(contact).await
        {
            tracing::debug!(error, "the CRM was not asked about somebody");
        }
        Ok(())
    }

    /// The versions of everybody who may want to write to the household of a run.
    async fn programs_near(
        &self,
        row: &RunRow,
        own: Arc<Program>,
    ) -> Result<HashMap<(String, u32), Arc<Program>>, StoreError> {
        let contact = row.contact.clone();
        let near = self.store.read(move |reader| reader.open_runs(&contact)).await?;
        let mut programs = HashMap::new();
        programs.insert((row.automation.clone(), row.version), own);
        for other in near {
            if let Ok(program) = self.program(&other.automation, other.version).await? {
                programs.insert((other.automation, other.version), program);
            }
        }
        Ok(programs)
    }

    /// What a run that is due does, and with it the others that want to write to the same household now.
    fn plan_due(
        &self,
        row: RunRow,
        programs: &HashMap<(String, u32), Arc<Program>>,
        known: &Known<'_>,
        now: Timestamp,
    ) -> Result<Vec<Planned>, StoreError> {
        let Some(stepping) = taken_up(row, programs, known, now)? else {
            return Ok(Vec::new());
        };
        let kind = stepping.program.definition.kind();
        if let Some(input) = stepping.rings() {
            let step = stepping.step(input, 0, Vec::new())?;
            return Ok(step.into_iter().map(|step| Planned::of(step, kind)).collect());
        }
        let Some(key) = stepping.waits_for().map(str::to_owned) else {
            return Ok(Vec::new());
        };
        let Some(pending) = known.reader.pending_effect(&key)? else {
            // It was settled, and what came of it was not heard.
            let step = stepping.step(plan::done(&key), 0, Vec::new())?;
            return Ok(step.into_iter().map(|step| Planned::of(step, kind)).collect());
        };
        let effect: Effect = serde_json::from_str(&pending.effect)?;
        let Some(draft) = door::leaving(&effect) else {
            return Ok(act(stepping, &key, &pending.step, &effect)?.into_iter().collect());
        };
        let contact = stepping.run.contact.clone();
        let own = stepping.row.id.clone();
        let mut messages = vec![Leaving {
            stepping,
            key,
            pending,
            draft,
        }];
        messages.extend(others(&contact, &own, programs, known, now)?);
        let verdicts = door::arbitrate(&messages, known, now)?;
        let mut planned = Vec::new();
        for (message, verdict) in messages.into_iter().zip(verdicts) {
            let kind = message.stepping.program.definition.kind();
            let goes = matches!(verdict, Ok(crate::automation::arbiter::Verdict::Go));
            if goes {
                let effect = Effect::Deed {
                    deed: Deed::Send(message.draft),
                };
                planned.extend(act(
                    message.stepping,
                    &message.key,
                    &message.pending.step,
                    &effect,
                )?);
            } else if let Some(step) = door::out(message, verdict, &mut self.mind().spill)? {
                planned.push(Planned::of(step, kind));
            }
        }
        Ok(planned)
    }

    /// Keeps a step. What is refused is fed back to the run as such.
    async fn keep(&self, planned: Planned) -> Result<(), CommitError> {
        let origin = Origin::Automation {
            run: planned.step.run.clone(),
            kind: planned.kind,
        };
        let command = |step| Command::Automation(AutomationCommand::Step(Box::new(step)));
        let error = match self.store.commit(command(planned.step), origin.clone()).await {
            Ok(_) => {
                if let Some(says) = planned.says {
                    self.tell(Volume::Line, says);
                }
                return Ok(());
            }
            Err(CommitError::Store(error)) => return Err(error.into()),
            Err(error) => error,
        };
        let Some((row, key, step)) = planned.or_refused else {
            tracing::debug!(error = error.outline(), "a run has gone on since");
            return Ok(());
        };
        let (id, automation) = (row.id.clone(), row.automation.clone());
        let still = self
            .store
            .read(move |reader| {
                let on = reader
                    .automations()?
                    .into_iter()
                    .any(|one| one.id == automation && one.state == Switch::On);
                let same = reader.run(&id)?.is_some_and(|now| now.rev == row.rev);
                Ok((on && same && reader.stopped()?.is_none()).then_some(row))
            })
            .await?;
        // Stopped, paused or moved on meanwhile: it is looked at again when it may.
        let Some(row) = still else { return Ok(()) };
        let Ok(program) = self.program(&row.automation, row.version).await? else {
            return Ok(());
        };
        let (now, why) = (self.clock.now(), error.to_string());
        let refused = self
            .ask(move |known| {
                let line = plan::settled(&key, &step, Did::Refused(why.clone()));
                Stepping::of(row, program, known, now)?.step(plan::refused(&key, &why), 0, vec![line])
            })
            .await?;
        if let Some(step) = refused {
            self.store.commit(command(step), origin).await?;
        }
        Ok(())
    }
}

/// What a definition asks for that is gone from the account, in a sentence.
fn gone_in(definition: &Definition, known: &Known<'_>) -> Option<(String, String)> {
    let of_steps = definition.all_steps().into_iter().flat_map(|step| {
        let args = step.action.args.iter();
        args.filter_map(|arg| step.args.condition(arg.name))
    });
    let around = [("enters", "who"), ("enters", "still"), ("exits", "when")];
    let around = around
        .into_iter()
        .filter_map(|(section, name)| definition.condition(section, name));
    let mut asked = around.chain(of_steps);
    let (condition, fault) =
        asked.find_map(|condition| Some((condition, condition.fault(known.vocabulary())?)))?;
    let why = format!(
        "\"{}\" cannot be asked any more ({}); nothing more is done; change it and publish it again",
        condition.text, fault.message
    );
    Some((definition.id().to_owned(), why))
}

impl Planned {
    const fn of(step: RunStep, kind: Kind) -> Self {
        Self {
            step,
            kind,
            or_refused: None,
            says: None,
        }
    }
}

fn taken_up<'a>(
    row: RunRow,
    programs: &HashMap<(String, u32), Arc<Program>>,
    known: &'a Known<'a>,
    now: Timestamp,
) -> Result<Option<Stepping<'a>>, StoreError> {
    let Some(program) = programs.get(&(row.automation.clone(), row.version)) else {
        return Ok(None);
    };
    Stepping::of(row, Arc::clone(program), known, now).map(Some)
}

/// The other messages that want to leave to a household now.
fn others<'a>(
    contact: &ContactId,
    own: &str,
    programs: &HashMap<(String, u32), Arc<Program>>,
    known: &'a Known<'a>,
    now: Timestamp,
) -> Result<Vec<Leaving<'a>>, StoreError> {
    let mut found = Vec::new();
    let on = known.reader.automations()?;
    for row in known.reader.open_runs(contact)? {
        let runs = on
            .iter()
            .any(|one| one.id == row.automation && one.state == Switch::On);
        if row.id == own || !runs || row.waits != "effect" || row.due.is_none_or(|due| due > now) {
            continue;
        }
        let Some(stepping) = taken_up(row, programs, known, now)? else {
            continue;
        };
        let Some(key) = stepping.waits_for().map(str::to_owned) else {
            continue;
        };
        let Some(pending) = known.reader.pending_effect(&key)? else {
            continue;
        };
        let effect: Effect = serde_json::from_str(&pending.effect)?;
        if let Some(draft) = door::leaving(&effect) {
            found.push(Leaving {
                stepping,
                key,
                pending,
                draft,
            });
        }
    }
    Ok(found)
}

/// The step that does an effect and goes on, with what is fed back instead when it is refused.
fn act(
    stepping: Stepping<'_>,
    key: &str,
    step: &str,
    effect: &Effect,
) -> Result<Option<Planned>, StoreError> {
    let kind = stepping.program.definition.kind();
    let name = stepping.program.definition.name().to_owned();
    let row = stepping.row.clone();
    let (did, input) = match plan::deed(effect, key) {
        Ok(command) => (Did::Done(command.map(Box::new)), plan::done(key)),
        Err(why) => {
            let input = plan::refused(key, &why);
            (Did::Refused(why), input)
        }
    };
    let says = match effect {
        Effect::Notify { says, .. } => Some(says.clone()),
        Effect::Deed { deed: Deed::Draft(_) } => {
            Some(format!("{name} has laid a message ready for you to look at"))
        }
        _ => None,
    };
    let found = stepping.step(input, 0, vec![plan::settled(key, step, did)])?;
    Ok(found.map(|found| Planned {
        step: found,
        kind,
        or_refused: Some((row, key.to_owned(), step.to_owned())),
        says,
    }))
}
