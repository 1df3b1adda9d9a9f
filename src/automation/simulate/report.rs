//! What a simulation found.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::automation::machine::Program;
use crate::domain::value::ContactId;

/// What happened at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Somebody came in.
    Entered,
    /// Somebody was left out, to see what it brings.
    HeldOut,
    /// A text left.
    Text,
    /// A mail left.
    Email,
    /// A message was laid ready.
    Draft,
    /// Something else was done: a task, a tag, a notice.
    Done,
    /// A message had to wait.
    Held,
    /// A message did not leave.
    Refused,
    /// Another automation went first.
    Collided,
    /// A step was left out.
    LeftOut,
    /// A person would be asked.
    Asked,
    /// The run stood still.
    Paused,
    /// The run ended.
    Ended,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// With whom.
    pub contact: ContactId,
    /// In which automation.
    pub automation: String,
    /// At which step; empty for none.
    pub step: String,
    /// What.
    pub what: What,
    /// The words of a message, the reason for what did not happen.
    pub why: String,
}

/// The same while it happens, for whoever does not keep it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// When.
    pub at: Timestamp,
    /// With whom.
    pub contact: &'a ContactId,
    /// In which automation, by its place among those that are played.
    pub program: usize,
    /// What.
    pub what: What,
    /// The words of a message, the reason for what did not happen.
    pub why: &'a str,
}

/// Who sees every single thing as it happens.
pub type Witness<'a> = &'a mut dyn FnMut(Seen<'_>);

/// Figures of one automation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Its id.
    pub automation: String,
    /// Its version.
    pub version: u32,
    /// People who came in.
    pub entered: u64,
    /// People left out, to see what it brings.
    pub held_out: u64,
    /// Events that would have put in somebody who was in too short a time ago.
    pub too_soon: u64,
    /// Events with somebody for whom the question is not true.
    pub not_them: u64,
    /// Questions to Claude, in cents as reckoned.
    pub cents: u64,
    /// What happened, each so many times.
    pub happened: BTreeMap<What, u64>,
    /// Ends, by reason.
    pub ends: BTreeMap<String, u64>,
    /// Messages of each day, by UTC.
    pub days: BTreeMap<Date, u64>,
}

impl Counts {
    /// How often something happened.
    pub fn of(&self, what: What) -> u64 {
        self.happened.get(&what).copied().unwrap_or(0)
    }

    /// Messages that left.
    pub fn messages(&self) -> u64 {
        self.of(What::Text) + self.of(What::Email)
    }

    /// Takes in what was found elsewhere.
    pub fn take_in(&mut self, other: &Self) {
        self.entered += other.entered;
        self.held_out += other.held_out;
        self.too_soon += other.too_soon;
        self.not_them += other.not_them;
        self.cents += other.cents;
        take_in(&mut self.happened, &other.happened);
        take_in(&mut self.ends, &other.ends);
        take_in(&mut self.days, &other.days);
    }

    /// How much more happened here than in another version, figure by figure; what is the same is left out.
    pub fn against(&self, other: &Self) -> BTreeMap<What, i64> {
        let all = self.happened.keys().chain(other.happened.keys());
        let apart = all.map(|what| (*what, self.of(*what) as i64 - other.of(*what) as i64));
        apart.filter(|(_, apart)| *apart != 0).collect()
    }
}

fn take_in<K: Ord + Clone>(mine: &mut BTreeMap<K, u64>, theirs: &BTreeMap<K, u64>) {
    for (what, many) in theirs {
        if let Some(known) = mine.get_mut(what) {
            *known += many;
        } else {
            mine.insert(what.clone(), *many);
        }
    }
}

/// What a simulation found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Figures of each automation, in the order they were given in.
    pub counts: Vec<Counts>,
    /// What happened, in order; empty when it was only counted.
    pub lines: Vec<Line>,
    /// Runs that were not over at the end.
    pub inside: usize,
    /// Rings of automations that set each other off, each cut.
    pub rings: u64,
}

impl Report {
    pub(super) fn new(programs: &[Program]) -> Self {
        let counts = programs.iter().map(|program| Counts {
            automation: program.definition.id().to_owned(),
            version: program.definition.version(),
            ..Counts::default()
        });
        Self {
            counts: counts.collect(),
            ..Self::default()
        }
    }

    /// What happened with one person.
    pub fn person<'a>(&'a self, who: &'a ContactId) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| &line.contact == who)
    }
}
