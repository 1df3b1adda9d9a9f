//! One history: a few people, a person at the keyboard, colleagues in the web app, and a bad day.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::command::{Command, SyncCommand};
use leadline::domain::outbox::{Intent, OutboxState};
use leadline::domain::record::{EntityKind, RemoteRecord};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::crm::{Crm, Fate, Weather, told};
use crate::office::{Office, Went};
use crate::promises;
use crate::wire::RESOURCES;

/// Members of a person that both sides edit.
pub const FIELDS: [&str; 7] = [
    "firstName",
    "lastName",
    "city",
    "address1",
    "email",
    "phone",
    "assignedTo",
];
/// Members of a deal that both sides edit to values that occur once.
pub const DEAL_FIELDS: [&str; 3] = ["name", "monetaryValue", "assignedTo"];
pub const STAGES: [&str; 4] = ["new", "contacted", "showing", "offer"];
/// Rounds of a minute in which everything must have come to rest once nothing goes wrong any more (P22).
const ROUNDS: u32 = 40;

/// What the person at the keyboard was told is saved.
#[derive(Debug)]
pub struct Acked {
    /// On what, or about whom.
    pub id: String,
    pub what: What,
    /// Replaced, taken away or perhaps undone by somebody who knew it.
    pub over: bool,
}

#[derive(Debug)]
pub enum What {
    Field {
        path: &'static str,
        value: Value,
    },
    /// Somebody new, from this source.
    Person(String),
    Tag(String),
    Note(String),
    Task(String),
    Text(String),
}

pub struct History {
    pub chance: StdRng,
    pub clock: Clock,
    pub crm: Arc<Crm>,
    pub office: Office,
    pub people: Vec<String>,
    pub deals: Vec<String>,
    pub acked: Vec<Acked>,
    /// Values that colleagues wrote, by record and member.
    pub theirs: Vec<(String, &'static str, Value)>,
    /// Tags that colleagues set and nobody took away.
    pub their_tags: Vec<(String, String)>,
    /// Who ever wrote STOP.
    pub said_stop: BTreeSet<String>,
    /// Whose opt-out stood after the last step.
    pub silent: BTreeSet<String>,
    /// How many messages had reached somebody by then.
    pub reached: usize,
    pub broken: Vec<String>,
    pub trace: Vec<String>,
    pub totals: Totals,
    words: u64,
}

/// What happened in all.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub histories: u64,
    pub edits_here: u64,
    pub edits_there: u64,
    pub texts: u64,
    pub pushes: u64,
    pub kills: u64,
    pub sleeps: u64,
    pub conflicts: u64,
    pub simulated: Duration,
}

impl Totals {
    pub fn add(&mut self, other: &Self) {
        self.histories += other.histories;
        self.edits_here += other.edits_here;
        self.edits_there += other.edits_there;
        self.texts += other.texts;
        self.pushes += other.pushes;
        self.kills += other.kills;
        self.sleeps += other.sleeps;
        self.conflicts += other.conflicts;
        self.simulated += other.simulated;
    }

    pub fn days(&self) -> f64 {
        self.simulated.as_secs_f64() / 86_400.0
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} histories, {} edits here and {} there, {} texts, {} pushes, {} kills, {} sleeps, {} conflicts decided, \
             {:.0} simulated days",
            self.histories,
            self.edits_here,
            self.edits_there,
            self.texts,
            self.pushes,
            self.kills,
            self.sleeps,
            self.conflicts,
            self.days()
        )
    }
}

/// What came of a seed.
pub struct Run {
    pub broken: Vec<String>,
    pub trace: Vec<String>,
    pub totals: Totals,
    /// What the store wrote down.
    pub journal: String,
}

/// Plays a seed to its end.
pub fn run(seed: u64) -> Run {
    let mut history = History::begin(seed);
    let steps = history.chance.random_range(40..120);
    for _ in 0..steps {
        history.step();
        promises::after_each_step(&mut history);
    }
    history.come_to_rest();
    promises::at_rest(&mut history);
    history.totals.histories = 1;
    history.totals.simulated = history.clock.elapsed();
    let journal = promises::journal(&history);
    Run {
        journal,
        broken: history.broken,
        trace: history.trace,
        totals: history.totals,
    }
}

impl History {
    pub fn begin(seed: u64) -> Self {
        let clock = Clock::manual("2026-11-25T15:00:00Z".parse().unwrap());
        let crm = Arc::new(Crm::new(seed, clock.clone()));
        let mut chance = StdRng::seed_from_u64(seed);
        let mut people = Vec::new();
        let mut deals = Vec::new();
        for number in 0..chance.random_range(1..5) {
            let person = crm.make(
                EntityKind::Contact,
                json!({"firstName": format!("Ana{number}"), "phone": format!("+190955501{number:02}"),
                       "type": "customer", "tags": ["buyer"], "dndSettings": {}}),
            );
            let deal = json!({"contactId": person, "name": format!("deal {number}"), "pipelineId": "p1",
                              "pipelineStageId": STAGES[0], "status": "open", "monetaryValue": 100_000});
            deals.push(crm.make(EntityKind::Opportunity, deal));
            people.push(person);
        }
        clock.advance(Duration::from_mins(10));
        let office = Office::new(clock.clone());
        let mut history = Self {
            chance,
            clock,
            crm,
            office,
            people,
            deals,
            acked: Vec::new(),
            theirs: Vec::new(),
            their_tags: Vec::new(),
            said_stop: BTreeSet::new(),
            silent: BTreeSet::new(),
            reached: 0,
            broken: Vec::new(),
            trace: Vec::new(),
            totals: Totals::default(),
            words: 0,
        };
        history.office.sync(SyncCommand::Apply {
            records: vec![pipeline()],
            cursor: None,
            first_copy: true,
        });
        for (resource, _) in RESOURCES {
            while history.office.pull(&history.crm, resource) {}
        }
        let weather = Weather::of_the_day(&mut history.chance);
        history.note(format!("{weather:?}"));
        history.crm.state().weather = weather;
        history
    }

    pub fn note(&mut self, line: String) {
        let at = self.clock.now();
        self.trace.push(format!("{at} {line}"));
    }

    pub fn breaks(&mut self, what: String) {
        if self.broken.len() < 5 {
            self.broken.push(what);
        }
    }

    /// A number that occurs once in a history, always of the same length.
    pub fn number(&mut self) -> u64 {
        self.words += 1;
        1_000_000 + self.words
    }

    /// A word that occurs once in a history.
    pub fn word(&mut self, kind: &str) -> String {
        format!("{kind}{}", self.number())
    }

    /// A value that a member can take and that occurs once.
    pub fn value(&mut self, kind: &str, path: &str) -> Value {
        let number = self.number();
        match path {
            "monetaryValue" => json!(number),
            "phone" => json!(format!("+1909{number}")),
            "email" => json!(format!("{kind}{number}@example.com")),
            _ => json!(format!("{kind}{number}")),
        }
    }

    pub fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list.choose(&mut self.chance).unwrap().clone()
    }

    pub fn person(&mut self) -> String {
        let people = self.people.clone();
        self.one_of(&people)
    }

    fn step(&mut self) {
        self.clock
            .advance(Duration::from_millis(self.chance.random_range(0..4_000)));
        match self.chance.random_range(0..100) {
            0..33 => self.act_here(),
            33..55 => self.act_there(),
            55..68 => self.pull(),
            68..84 => self.push(),
            84..88 => {
                let looked = self.office.look_up(&self.crm);
                self.note(format!("look up: {looked:?}"));
            }
            88..90 => {
                let contact = self.person();
                self.office.look_at(&self.crm, &contact);
                self.note(format!("look at {contact}"));
            }
            90..95 => self.time_goes_by(),
            95..96 => {
                self.office.go_over();
                self.note("the other window".into());
            }
            96..97 => {
                self.office.kill();
                self.totals.kills += 1;
                self.note("killed".into());
            }
            97..98 => self.push_with(Fate::Sleeps),
            _ => self.push_with(Fate::Dies),
        }
        if self.chance.random_bool(0.15) {
            self.wake();
        }
    }

    /// Now and then a night goes by.
    fn time_goes_by(&mut self) {
        let night = self.chance.random_bool(0.1);
        let seconds = if night { 3_600..40_000 } else { 1..100 };
        let seconds = self.chance.random_range(seconds);
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn wake(&mut self) {
        if let Some(outcome) = self.office.wake(&self.crm) {
            self.note(format!("awake: {outcome}"));
        }
    }

    fn pull(&mut self) {
        if !self.office.holds() {
            return;
        }
        let (resource, _) = self.one_of(&RESOURCES);
        let more = self.office.pull(&self.crm, resource);
        self.note(format!("pull {resource}{}", if more { ", more" } else { "" }));
    }

    fn push(&mut self) {
        let went = self.office.push(&self.crm);
        match went {
            Went::Killed => self.totals.kills += 1,
            Went::Asleep => self.totals.sleeps += 1,
            Went::Did(_) => self.totals.pushes += 1,
            Went::Nothing => {}
        }
        self.note(format!("push: {went:?}"));
    }

    fn push_with(&mut self, fate: Fate) {
        // Of two copies one is awake.
        self.crm.state().fate = Some(fate).filter(|fate| *fate == Fate::Dies || !self.office.sleeps());
        self.push();
        self.crm.state().fate = None;
    }

    /// Nothing goes wrong any more, nobody edits, and what waits for a person is decided.
    fn come_to_rest(&mut self) {
        self.crm.state().weather = Weather::FAIR;
        self.note("everybody goes home".into());
        self.wake();
        for round in 0..ROUNDS {
            self.clock.advance(Duration::from_secs(61));
            self.office.holds();
            for (resource, _) in RESOURCES {
                while self.office.pull(&self.crm, resource) {}
            }
            self.know_the_new();
            for contact in self.people.clone() {
                self.office.look_at(&self.crm, &contact);
            }
            while self.office.push(&self.crm) != Went::Nothing {}
            while self.office.look_up(&self.crm) != Went::Nothing {}
            self.retry_what_was_refused();
            self.decide_a_conflict();
            if round == 2 {
                self.office.sweep(&self.crm);
            }
            let waits = self.office.outbox().into_iter().any(|row| {
                matches!(
                    row.state,
                    OutboxState::Queued | OutboxState::Sending | OutboxState::Uncertain
                )
            });
            // Lists must have had the time to show the last of it.
            if !waits && self.office.conflicts().is_empty() && round > 2 {
                self.know_the_new();
                return;
            }
        }
        let rows = self.office.outbox();
        let open = rows.iter().filter(|row| !row.state.is_done());
        let stuck: Vec<String> = open
            .map(|row| format!("{} {}", row.intent.word(), row.state.word()))
            .collect();
        self.breaks(format!("P22: it does not come to rest: {stuck:?}"));
    }

    /// Who was new here is known by the CRM's id once it has given one.
    fn know_the_new(&mut self) {
        let named = "SELECT id || ' ' || remote_id FROM record WHERE kind = 'contact' AND remote_id <> id";
        for pair in self.office.ask(named) {
            let (here, there) = pair.split_once(' ').unwrap();
            let people = self.people.iter_mut();
            for id in people.chain(self.acked.iter_mut().map(|acked| &mut acked.id)) {
                if id == here {
                    there.clone_into(id);
                }
            }
        }
    }

    /// An edit that the CRM refused or that was tried too often waits for a person, who tries it once more.
    fn retry_what_was_refused(&mut self) {
        for row in self.office.outbox() {
            let waits = matches!(row.state, OutboxState::Failed | OutboxState::Held) && row.rule.is_none();
            let is_message = matches!(row.intent, Intent::Send { .. });
            let gone = row
                .error
                .is_some_and(|error| error.raw().contains("deleted in the CRM"));
            if waits && !is_message && !gone {
                self.submit(Command::Retry { outbox: row.id });
            }
        }
    }
}

/// The pipeline of every deal here.
fn pipeline() -> RemoteRecord {
    let stages = STAGES.map(|id| json!({"id": id, "name": id, "position": 1}));
    let fields = json!({"name": "Buyers", "stages": stages});
    told("p1", EntityKind::Pipeline, fields.as_object().unwrap())
}
