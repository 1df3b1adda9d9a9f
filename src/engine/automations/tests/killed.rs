//! Whatever is killed, each step of every kind happens exactly once (reliability P5, P23): what runs automations and sends is
//! dropped at a random moment of its waiting, with its store, and opened again over the same file, until somebody is through.
//! What is counted then is the truth of a CRM that answers, loses its answer, or is not reached.
//!
//! A moment of waiting is wherever the program waits for the file or for the CRM: before a commit, behind one that nobody heard
//! of, before a request left, behind one whose answer was on its way. The inside of a commit is `tests/it/crash.rs`'s, which
//! kills the process itself.
//!
//! `LEADLINE_STEP_KILLS=1000` kills so often for each kind, `LEADLINE_STEP=text` looks at one kind, `LEADLINE_SEED=n` chooses
//! other moments; how often a turn waits is the machine's, so a seed repeats most of them and not all.

mod cases;
mod truth;

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::runtime::{Builder, Runtime};
use tokio::task::yield_now;

use super::*;
use crate::automation::action::{ACTIONS, Effect, Task};
use crate::domain::conversation::Draft;
use crate::domain::outbox::OutboxState;
use crate::domain::value::ContactId;
use crate::engine::automations::claude::written;
use crate::engine::automations::end::End;
use crate::sync::push::{self, Pushed};
use cases::{AFTER, CASES, Case, OUTSIDE};
use truth::Truth;

/// Kills of each kind when nobody says how many.
const KILLS: u64 = 12;
/// One person is killed for so often at most; then they go through.
const EACH: u64 = 4;
/// A copy that died is followed after this.
const FOLLOWED: Duration = Duration::from_secs(16);
/// Who is not through after so many turns stands still.
const TURNS: usize = 300;

/// A copy over a file that is killed and opened again.
struct Killed {
    path: PathBuf,
    clock: Clock,
    truth: Arc<Truth>,
    worker: Option<Automations>,
    runtime: Runtime,
    chance: StdRng,
    /// How often a whole turn waited at most.
    waits: u64,
    kills: u64,
    held: u64,
    /// Last: the file is closed before it goes.
    _folder: tempfile::TempDir,
}

/// It was killed.
#[derive(Debug)]
struct Dead;

#[test]
fn every_kind_of_step_happens_exactly_once_whatever_is_killed() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_127);
    let wanted = number_from("LEADLINE_STEP_KILLS").unwrap_or(KILLS);
    let only = std::env::var("LEADLINE_STEP").ok();
    println!(
        "seed {seed}, {wanted} kills of each kind (LEADLINE_SEED and LEADLINE_STEP_KILLS choose others)"
    );
    let mut all = 0;
    for action in ACTIONS {
        let case = CASES.iter().find(|case| case.word == action.word);
        let case = case.unwrap_or_else(|| panic!("nobody is killed in steps of the kind {}", action.word));
        if only.as_ref().is_some_and(|only| only != case.word) {
            continue;
        }
        let mut killed = Killed::new(seed, case);
        let mut people = 0;
        while killed.kills < wanted {
            people += 1;
            killed.goes_through(case, people, wanted);
        }
        all += killed.kills;
        println!(
            "figure step {}: {} kills, {people} people, {} held for a person: 0 twice, 0 skipped (seed {seed})",
            case.word, killed.kills, killed.held
        );
    }
    println!(
        "figure steps: {all} kills in {} kinds of steps: 0 twice, 0 skipped (seed {seed})",
        ACTIONS.len()
    );
}

fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// In memory where there is such a place: what is looked at here is not the disk.
fn folder() -> tempfile::TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() {
        return tempfile::tempdir_in(memory).unwrap();
    }
    tempfile::tempdir().unwrap()
}

impl Killed {
    fn new(seed: u64, case: &Case) -> Self {
        let folder = folder();
        // A Tuesday at ten in Seattle.
        let clock = Clock::manual("2026-08-04T17:00:00Z".parse().unwrap());
        let mut killed = Self {
            path: folder.path().join("a.db"),
            truth: Arc::new(Truth::new(seed, clock.clone())),
            clock,
            worker: None,
            runtime: Builder::new_current_thread().enable_all().build().unwrap(),
            chance: StdRng::seed_from_u64(seed),
            waits: 1,
            kills: 0,
            held: 0,
            _folder: folder,
        };
        killed.open();
        killed.account();
        for (id, on, steps) in [
            (
                "K1",
                "\"message received\"\nwho = \"tag:lead\"",
                format!("[[step]]\nid = \"it\"\n{}{AFTER}", case.step),
            ),
            (
                "K2",
                "\"manual\"",
                "[[step]]\nid = \"it\"\ndo = \"note\"\nsays = \"Handed over\"\n".to_owned(),
            ),
            (
                "K3",
                "\"manual\"",
                "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"3 days\"\n\
                 [[step]]\nid = \"it\"\ndo = \"note\"\nsays = \"Never\"\n"
                    .to_owned(),
            ),
        ] {
            let text = format!(
                "format = 1\nid = \"{id}\"\nname = \"{id}\"\nkind = \"first answer\"\nauto_send = true\n\
                 [enters]\non = {on}\n[exits]\non = [\"opt-out\"]\n{steps}"
            );
            let definition = read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
            killed.say(Command::Automation(AutomationCommand::Publish(
                crate::domain::automation::AutomationText {
                    id: id.into(),
                    name: id.into(),
                    auto_send: definition.sends(),
                    text,
                },
            )));
        }
        killed
    }

    /// Opens the file, as after a start.
    fn open(&mut self) {
        let rules = Rules {
            user_per_hour: usize::MAX,
            user_per_day: usize::MAX,
            ..crate::store::at_any_hour()
        };
        let (worker, progress) = open(&self.path, &self.clock, Some("u-me"), (rules, Terms::default()));
        // Who shows how far it is is not looked at here.
        drop(progress);
        self.worker = Some(worker);
    }

    fn worker(&self) -> Automations {
        self.worker.clone().unwrap()
    }

    fn say(&self, command: Command) {
        let store = self.worker().store;
        store.commit_blocking(command, Origin::Cli).unwrap();
    }

    fn read<T>(&self, question: impl FnOnce(&Reader) -> Result<T, StoreError>) -> T {
        self.worker().store.read_blocking(question).unwrap()
    }

    /// What the CRM has besides people.
    fn account(&self) {
        let every_day = json!([{
            "daysOfTheWeek": [0, 1, 2, 3, 4, 5, 6],
            "hours": [{ "openHour": 10, "openMinute": 0, "closeHour": 12, "closeMinute": 0 }],
        }]);
        let calendar = json!({
            "name": "Calls", "isActive": true, "slotDuration": 30, "slotDurationUnit": "mins", "openHours": every_day,
        });
        let stages = json!([{ "id": "s1", "name": "New" }, { "id": "s2", "name": "Contacted" }]);
        let all = [
            (EntityKind::User, "u-me", json!({ "name": "Mia Ono" })),
            (EntityKind::User, "u-ben", json!({ "name": "Ben Ortiz" })),
            (
                EntityKind::Workflow,
                "w1",
                json!({ "name": "Nurture", "status": "published" }),
            ),
            (
                EntityKind::Pipeline,
                "p1",
                json!({ "name": "Sellers", "stages": stages }),
            ),
            (EntityKind::Calendar, "k1", calendar),
        ];
        let records = all.into_iter().map(|(kind, id, members)| RemoteRecord {
            kind,
            id: id.into(),
            raw: members.to_string(),
            fields: members.as_object().unwrap().clone(),
        });
        let apply = SyncCommand::Apply {
            records: records.collect(),
            cursor: None,
            first_copy: false,
        };
        self.say(Command::Sync(apply));
    }

    /// Somebody new with a deal writes in, on the channel on which they are written to: so they have agreed to that.
    fn comes(&self, case: &Case, nr: u64) -> String {
        let kind = match case.word {
            "email" => "TYPE_EMAIL",
            _ => "TYPE_SMS",
        };
        let (who, now) = (format!("c{nr}"), self.clock.now().to_string());
        let person = json!({
            "firstName": format!("Ida{nr}"), "lastName": format!("Quimby{nr}"), "phone": format!("+1206{:07}", 5_000_000 + nr),
            "email": format!("ida{nr}@example.com"), "state": "WA", "tags": ["lead"], "assignedTo": "u-me",
            "dndSettings": {}, "dateAdded": now,
        });
        self.truth.has(EntityKind::Contact, &who, &person);
        let deal = json!({
            "contactId": who, "name": format!("Deal {nr}"), "status": "open", "pipelineId": "p1", "pipelineStageId": "s1",
            "createdAt": now,
        });
        self.truth.has(EntityKind::Opportunity, &format!("d{nr}"), &deal);
        let message = json!({
            "contactId": who, "direction": "inbound", "messageType": kind, "body": "Is it still free?", "dateAdded": now,
        });
        self.truth.has(EntityKind::Message, &format!("m{nr}"), &message);
        who
    }

    /// Somebody comes and goes through, while what runs it is killed again and again.
    fn goes_through(&mut self, case: &Case, nr: u64, wanted: u64) {
        let who = self.comes(case, nr);
        let enough = wanted.min(self.kills + EACH);
        for _ in 0..TURNS {
            let kill = (self.kills < enough && self.chance.random_bool(0.8)).then(|| {
                (
                    self.chance.random_range(0..=self.waits),
                    self.chance.random_bool(0.5),
                )
            });
            let Ok(next) = self.turn(&who, kill) else {
                self.kills += 1;
                self.worker = None;
                self.clock.advance(FOLLOWED);
                self.open();
                continue;
            };
            if self.decides() && self.is_through(&who) {
                self.counts(case, &who);
                return self.clock.advance(Duration::from_mins(7));
            }
            self.waits_for(next);
        }
        panic!(
            "{} of {who} does not go through: {:#?}",
            case.word,
            self.told(&who)
        );
    }

    /// One turn of everything, with when something is due next. A kill comes when so often was waited: behind what was waited for, or
    /// at once.
    fn turn(&mut self, who: &str, kill: Option<(u64, bool)>) -> Result<Option<Timestamp>, Dead> {
        let (worker, truth, clock) = (self.worker(), Arc::clone(&self.truth), self.clock.clone());
        let mut waited = 0;
        let done = self.runtime.block_on(async {
            let mut work = pin!(everything(worker, &truth, &clock, who));
            poll_fn(|context| {
                if kill.is_some_and(|(at, _)| waited > at) {
                    return Poll::Ready(Err(Dead));
                }
                let polled = work.as_mut().poll(context).map(Ok);
                waited += 1;
                match (polled, kill) {
                    (Poll::Pending, Some((at, true))) if waited > at => Poll::Ready(Err(Dead)),
                    (polled, _) => polled,
                }
            })
            .await
        });
        if done.is_ok() {
            self.waits = self.waits.max(waited);
        }
        done
    }

    /// What nobody can know is a person's to say, after a look at the CRM; whether there was no such thing.
    fn decides(&mut self) -> bool {
        let held = self.read(|reader| reader.outbox(Some(OutboxState::Held), 100));
        for row in &held {
            self.held += 1;
            let outbox = row.id.clone();
            self.say(Command::Retry { outbox });
        }
        held.is_empty()
    }

    fn is_through(&self, who: &str) -> bool {
        let runs = self.runs(who);
        !runs.is_empty() && runs.iter().all(|run| run.ended.is_some()) && !self.is_sending()
    }

    fn is_sending(&self) -> bool {
        let counts = self.read(Reader::outbox_counts);
        counts.iter().any(|(state, rows)| {
            let waits = matches!(
                state,
                OutboxState::Queued | OutboxState::Sending | OutboxState::Uncertain
            );
            waits && *rows > 0
        })
    }

    fn waits_for(&self, next: Option<Timestamp>) {
        let left = next.map(|next| next.duration_since(self.clock.now()));
        let left = left.and_then(|left| Duration::try_from(left).ok());
        let left = left.filter(|left| !left.is_zero() && !self.is_sending());
        self.clock.advance(left.unwrap_or(Duration::from_secs(61)));
    }

    fn runs(&self, who: &str) -> Vec<RunRow> {
        let mut runs = self.read(|reader| reader.runs(None, 100_000));
        runs.retain(|run| run.contact.as_str() == who);
        runs
    }

    /// Everything that is known of somebody, for whoever has to find out what went wrong.
    fn told(&self, who: &str) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        for run in self.runs(who) {
            told.push(format!("{run:?}"));
            let tries = self.read(|reader| reader.run_tries(&run.id));
            told.extend(tries.iter().map(|line| format!("  {line:?}")));
        }
        let rows = self.read(|reader| reader.outbox(None, 30));
        told.extend(rows.iter().map(|row| format!("{row:?}")));
        told.extend(
            self.truth
                .done_to(who)
                .iter()
                .map(|done| format!("there: {done:?}")),
        );
        told
    }

    /// Counts what was done.
    fn counts(&self, case: &Case, who: &str) {
        let done = self.truth.done_to(who);
        let many = |what: &str| done.iter().filter(|done| done.what.starts_with(what)).count();
        let runs = self.runs(who);
        let runs_of = |id: &str| runs.iter().filter(|run| run.automation == id).count();
        for (what, wanted) in case.there {
            let times = match (*what, what.strip_prefix("run of ")) {
                ("told here", _) => {
                    let told = self.read(|reader| reader.told(None, true, 100_000));
                    told.iter().filter(|told| told.contact.as_str() == who).count()
                }
                (_, Some(id)) => runs_of(id),
                (what, None) => many(what),
            };
            self.happened((case, who), what, times, *wanted..=*wanted);
        }
        let after = usize::from(case.word != "end");
        self.happened(
            (case, who),
            "what comes after",
            many("note: After it"),
            after..=after,
        );
        self.happened((case, who), "the run", runs_of("K1"), 1..=1);
        let Some(run) = runs.iter().find(|run| run.automation == "K1") else {
            return;
        };
        if let Some(after) = done.iter().find(|done| done.what.starts_with("note: After it")) {
            let in_time = (case.in_time)(run.entered, after.at);
            assert!(
                in_time,
                "{}: began {}, went on {}",
                case.word, run.entered, after.at
            );
        }
        if let Some(outside) = case.outside {
            let tries = self.read(|reader| reader.run_tries(&run.id));
            let begun = tries.iter().filter(|line| line.what == "asked").count();
            self.happened((case, who), "the beginning of an errand", begun, 1..=OUTSIDE);
            // Who was cut off so often may never have asked.
            let least = usize::from(begun < OUTSIDE);
            self.happened((case, who), outside, many(outside), least..=OUTSIDE);
            let keys = done.iter().map(|done| &done.what);
            let keys: BTreeSet<_> = keys.filter(|what| what.starts_with(outside)).collect();
            self.happened((case, who), "keys of an errand", keys.len(), least..=1);
        }
    }

    fn happened(&self, (case, who): (&Case, &str), what: &str, times: usize, wanted: RangeInclusive<usize>) {
        assert!(
            wanted.contains(&times),
            "{}: {what} of {who}: {times} times and not {wanted:?}\n{}",
            case.word,
            self.told(who).join("\n")
        );
    }
}

/// Everything that the program does until there is nothing to do now: what the CRM lists comes here, automations take their
/// steps, errands are run, and what waits is pushed.
async fn everything(worker: Automations, truth: &Truth, clock: &Clock, who: &str) -> Option<Timestamp> {
    let store = &worker.store;
    loop {
        let apply = SyncCommand::Apply {
            records: truth.of(who),
            cursor: None,
            first_copy: false,
        };
        store.commit(Command::Sync(apply), Origin::Remote).await.unwrap();
        let next = worker.round().await.unwrap();
        let errands = worker.next_errands(9);
        for run in &errands {
            errand(&worker, truth, run).await;
        }
        let mut pushed = Pushed::default();
        let mut did = false;
        while push::next(store, truth, &mut pushed).await.unwrap().is_some() {
            did = true;
        }
        while push::look_up(store, truth, clock, &mut pushed)
            .await
            .unwrap()
            .is_some()
        {
            did = true;
        }
        if errands.is_empty() && !did {
            return next;
        }
    }
}

/// Runs an errand, with somebody outside who answers at once.
async fn errand(worker: &Automations, truth: &Truth, run: &str) {
    let Some(begun) = worker.begin(run).await.unwrap() else {
        return;
    };
    let id = run.to_owned();
    let row = worker.store.read(move |reader| reader.run(&id)).await.unwrap();
    let contact = row.unwrap().contact;
    // Who is killed here never asked.
    yield_now().await;
    let end = outside(&begun.effect, &contact, &begun.key, truth);
    // Who is killed here never hears the answer.
    yield_now().await;
    worker.finish(begun, end).await.unwrap();
}

fn outside(effect: &Effect, contact: &ContactId, key: &str, truth: &Truth) -> End {
    let nothing = || End::Done {
        found: Vec::new(),
        command: None,
        says: None,
    };
    let who = contact.as_str();
    match effect {
        Effect::Webhook { .. } => {
            truth.does(who, format!("told {key}"));
            nothing()
        }
        Effect::Ask { task, .. } => {
            truth.does(who, format!("asked {key}"));
            match task {
                Task::Draft { channel, sends, .. } => {
                    let draft = Draft {
                        contact: contact.clone(),
                        channel: *channel,
                        subject: None,
                        body: "Hello, written once".to_owned(),
                    };
                    written(draft, *sends)
                }
                Task::Classify { into, .. } => End::found(into, "price"),
                Task::Extract { .. } => nothing(),
            }
        }
        other => panic!("this is no errand: {other:?}"),
    }
}
