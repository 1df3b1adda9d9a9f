//! One automation as a tree, and the same as a text file: what people read, compare, comment and change.
//!
//! Owns the form of a file ([`FORMAT`], the sections below), reading (`read`), writing (`write`) and changing a file in
//! place ([`edit`]). Must not judge what a definition would do: that is `check`'s. To add a member: a row in one of the
//! lists here; to add a trigger or an action: its own folder beside this one.

pub mod edit;
mod place;
mod read;
#[cfg(test)]
mod tests;
mod write;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::action::{self, Action};
use super::length::{Length, Unit};
use super::schema::{Arg, Args, Kind, Spot, may, needed};
use super::trigger::Trigger;
use super::words::{Asks, Tone};
use super::{event, words::Condition};
use crate::domain::gate;

pub use read::{read, typed};
pub use write::{plain as plain_value, write};

/// The form of files that this program reads and writes. A newer one is refused.
pub const FORMAT: i64 = 1;
/// Nobody goes into one automation twice within this: the house's business rules.
pub const AGAIN: Length = Length::days(7);
/// Within this a limit counts that says nothing else.
const PER: Length = Length::days(7);
/// A message that found no room for so long is left out.
const MOST_WAIT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Between the moment at which a message may leave and its leaving as much as this goes by.
const ON_ITS_WAY: SignedDuration = SignedDuration::from_mins(1);
/// Why a message is left out whose moment is over.
pub const PAST: &str = "the moment for it had passed";
/// Steps of one file; nobody can check more.
pub const MOST_STEPS: usize = 200;
/// Steps inside steps inside steps; nobody can read more.
pub const DEEPEST: usize = 8;

/// Members in front of every section.
pub const HEAD: &[Arg] = &[
    needed(
        "id",
        Kind::Line,
        "how other automations and the log call it; never changes",
    ),
    needed("name", Kind::Line, "what people call it"),
    may("purpose", Kind::Line, "what it is for, in a sentence"),
    may(
        "version",
        Kind::Number(1, 1_000_000),
        "goes up with each publishing; people inside stay on theirs",
    ),
    may(
        "kind",
        Kind::Choice(&["marketing", "service", "first answer"]),
        "service is about an appointment, a showing or a contract; a first answer goes within the first hour",
    ),
    may(
        "auto_send",
        Kind::Flag,
        "messages leave by themselves; without it they are laid ready as drafts",
    ),
    may(
        "hold_out",
        Kind::Number(0, 50),
        "so many of a hundred people are left out, to see what it brings",
    ),
    may(
        "priority",
        Kind::Number(0, 100),
        "who goes first when two want to write; 50 when nothing is said",
    ),
    may("tone", Kind::Choice(Tone::WORDS), "the voice of its texts"),
];

/// Members of `[enters]` besides those of the trigger.
pub const ENTERS: &[Arg] = &[
    needed("on", Kind::Line, "what puts somebody in"),
    may("who", Kind::Condition, "only people for whom this is true then"),
    may(
        "still",
        Kind::Condition,
        "read again before each message: who it is not true for any more leaves",
    ),
    may(
        "again_after",
        Kind::Length,
        "nobody comes in twice within this; at least 7 days",
    ),
];

/// Words of `exits.on`, in the order of [`event::STOPS`].
const STOP_WORDS: &[&str] = &[
    "opt-out",
    "reply",
    "call connected",
    "human message",
    "appointment",
    "appointment cancelled",
    "appointment held",
    "stage change",
    "contract",
    "kill tag",
    "listing status",
];

/// Members of `[exits]`.
pub const EXITS: &[Arg] = &[
    needed("on", Kind::Some(STOP_WORDS), "what takes somebody out"),
    may(
        "when",
        Kind::Condition,
        "whoever this becomes true for leaves at the next step",
    ),
    may(
        "resume_after",
        Kind::Length,
        "what pauses everything and is no exit pauses this for so long; for good when nothing is said",
    ),
];

/// Members of `[hours]`.
pub const HOURS: &[Arg] = &[
    may(
        "days",
        Kind::Choice(&["mon-fri", "mon-sat", "every day"]),
        "mon-sat when nothing is said",
    ),
    may("from", Kind::Clock, "their time; 09:00 when nothing is said"),
    may("to", Kind::Clock, "their time; 20:00 when nothing is said"),
];

/// Members of `[limits]`.
pub const LIMITS: &[Arg] = &[
    may("messages", Kind::Number(1, 100), "to one person within `per`"),
    may("per", Kind::Length, "7 days when nothing is said"),
    may(
        "steps",
        Kind::Number(1, 1_000),
        "one run takes at most so many; 200 when nothing is said",
    ),
    may(
        "cents",
        Kind::Number(0, 100_000),
        "one run costs at most so much; 100 when nothing is said",
    ),
];

/// Members of `[late]`.
pub const LATE: &[Arg] = &[
    may(
        "policy",
        Kind::Choice(&["fire", "skip", "ask"]),
        "what becomes of a step that is too late; ask when nothing is said",
    ),
    may(
        "grace",
        Kind::Length,
        "later than this is too late; 24 hours when nothing is said",
    ),
];

/// A section with its members.
pub const SECTIONS: &[(&str, &[Arg])] = &[
    ("enters", ENTERS),
    ("exits", EXITS),
    ("hours", HOURS),
    ("limits", LIMITS),
    ("late", LATE),
];

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name within the file; never changes, so that people inside keep their place.
    pub id: String,
    /// What it does.
    pub action: &'static Action,
    /// With what.
    pub args: Args,
    /// What follows in each case, by the words of the action's branches.
    pub branches: Vec<(&'static str, Vec<Step>)>,
    /// Where it stands.
    pub spot: Spot,
}

impl Step {
    /// Whether it writes a message, by itself or by having Claude write it.
    pub fn writes(&self) -> bool {
        self.action.reaches || self.action.word == "draft"
    }
}

/// One automation.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// What stands in front.
    pub head: Args,
    /// What puts people in.
    pub trigger: &'static Trigger,
    /// `[enters]`, the members of the trigger among them.
    pub enters: Args,
    /// `[exits]`.
    pub exits: Args,
    /// `[hours]`.
    pub hours: Args,
    /// `[limits]`.
    pub limits: Args,
    /// `[late]`.
    pub late: Args,
    /// What it does.
    pub steps: Vec<Step>,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub spot: Spot,
    /// What is wrong and what would fit: one sentence.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spot { line, column } = self.spot;
        write!(f, "line {line}, column {column}: {}", self.message)
    }
}

/// What becomes of a step that is too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Late {
    /// It is done all the same.
    Fire,
    /// It is left out.
    Skip,
    /// A person decides.
    Ask,
}

impl Definition {
    /// How other automations and the log call it.
    pub fn id(&self) -> &str {
        self.head.line("id").unwrap_or_default()
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        self.head.line("name").unwrap_or_default()
    }

    /// Which version it is.
    pub fn version(&self) -> u32 {
        self.head.number("version").map_or(1, |version| version as u32)
    }

    /// Why it writes.
    pub fn kind(&self) -> gate::Kind {
        match self.head.line("kind") {
            Some("service") => gate::Kind::Service,
            Some("first answer") => gate::Kind::FirstAnswer,
            _ => gate::Kind::Marketing,
        }
    }

    /// Whether messages leave by themselves.
    pub fn sends(&self) -> bool {
        self.head.flag("auto_send")
    }

    /// Who goes first when two want to write: the higher.
    pub fn priority(&self) -> u8 {
        self.head.number("priority").map_or(50, |priority| priority as u8)
    }

    /// So many of a hundred people are left out.
    pub fn hold_out(&self) -> u8 {
        self.head.number("hold_out").map_or(0, |share| share as u8)
    }

    /// The voice of its texts.
    pub fn tone(&self) -> Tone {
        self.head.line("tone").map_or(Tone::Warm, Tone::of)
    }

    /// Nobody comes in twice within this.
    pub fn again_after(&self) -> Length {
        self.enters.length("again_after").unwrap_or(AGAIN)
    }

    /// Whether a step waits for a word that a run hears, or asks whether it was heard.
    pub fn listens_for(&self, word: &str) -> bool {
        self.all_steps().into_iter().any(|step| {
            let asks = step.args.condition("if").map(|condition| &condition.asks);
            let is_asked = matches!(asks, Some(Asks::Heard(heard)) if *heard == word);
            is_asked || step.args.line("until") == Some(word)
        })
    }

    /// Why a run ended that does not count for [`Self::again_after`]; nothing where every run counts.
    pub fn let_in_after(&self) -> Option<&'static str> {
        (self.trigger.word == "appointment").then_some(event::CALLED_OFF)
    }

    /// What becomes of a step that is too late, and later than what that is.
    pub fn late(&self) -> (Late, Length) {
        let policy = match self.late.line("policy") {
            Some("fire") => Late::Fire,
            Some("skip") => Late::Skip,
            _ => Late::Ask,
        };
        (
            policy,
            self.late.length("grace").unwrap_or(Length::of(24, Unit::Hour)),
        )
    }

    /// So many messages to one person within so long, at most; nothing when it has no limit of its own.
    pub fn limit(&self) -> Option<(usize, Length)> {
        let most = usize::try_from(self.limits.number("messages")?).ok()?;
        Some((most, self.limits.length("per").unwrap_or(PER)))
    }

    /// Until when what a step says is true that was wanted at a moment; nothing when it stays true. A step may say for how
    /// long: "in two hours" is not said an hour after; otherwise, where what is late is left out, so is what could not leave
    /// in time.
    fn holds_until(&self, step: &str, wanted: Timestamp) -> Option<Timestamp> {
        let (policy, grace) = self.late();
        let within = self.step(step).and_then(|step| step.args.length("within"));
        let most = within.or((policy == Late::Skip).then_some(grace))?;
        Some(wanted.saturating_add(most.about()).unwrap_or(Timestamp::MAX))
    }

    /// Until when a message that was wanted at a moment may be put off by hours or caps.
    pub fn may_wait_until(&self, step: &str, wanted: Timestamp) -> Timestamp {
        // By its own limit it waits until there is room.
        let own = self
            .limit()
            .map_or(MOST_WAIT, |(_, per)| per.about().max(MOST_WAIT));
        let most = wanted.saturating_add(own).unwrap_or(Timestamp::MAX);
        self.holds_until(step, wanted)
            .map_or(most, |until| until.min(most))
    }

    /// Whether a message that was wanted at a moment may be put off to a later one.
    pub fn may_wait(&self, step: &str, wanted: Timestamp, until: Timestamp) -> bool {
        until <= self.may_wait_until(step, wanted)
    }

    /// Why a message that was wanted at a moment is not said any more now, whatever held it up; nothing when it is.
    pub fn is_past(&self, step: &str, wanted: Timestamp, now: Timestamp) -> Option<&'static str> {
        let last = self.holds_until(step, wanted)?;
        let last = last.saturating_add(ON_ITS_WAY).unwrap_or(last);
        (now > last).then_some(PAST)
    }

    /// Whether this takes somebody out.
    pub fn exits_on(&self, kind: &event::EventKind) -> Option<&'static str> {
        let named = |word: &str| self.exits.list("on").iter().any(|on| on == word);
        // Nobody who wants to hear no more is kept in, whatever a file says.
        let stop = event::STOPS
            .iter()
            .find(|stop| (stop.met)(kind) && (named(stop.word) || stop.word == "opt-out"));
        stop.map(|stop| stop.word)
    }

    /// The condition of a section, when there is one that asks something.
    pub fn condition(&self, section: &str, name: &str) -> Option<&Condition> {
        let args = match section {
            "enters" => &self.enters,
            _ => &self.exits,
        };
        args.condition(name).filter(|condition| !condition.is_open())
    }

    /// Every step, from the first to the last, those in branches behind the step they belong to.
    pub fn all_steps(&self) -> Vec<&Step> {
        let mut all = Vec::new();
        walk(&self.steps, &mut |step| all.push(step));
        all
    }

    /// The step of this name.
    pub fn step(&self, id: &str) -> Option<&Step> {
        find(&self.steps, id)
    }

    /// Whether it writes to people.
    pub fn writes(&self) -> bool {
        self.all_steps().into_iter().any(|step| self.reaches(step))
    }

    /// Whether what a step writes reaches people: what Claude writes does where the automation sends by itself.
    pub fn reaches(&self, step: &Step) -> bool {
        let by_claude = step.writes() && self.sends() && !step.args.flag("only_draft");
        step.action.reaches || by_claude
    }
}

fn find<'a>(steps: &'a [Step], id: &str) -> Option<&'a Step> {
    steps.iter().find_map(|step| {
        let inside = || step.branches.iter().find_map(|(_, inside)| find(inside, id));
        if step.id == id { Some(step) } else { inside() }
    })
}

fn walk<'a>(steps: &'a [Step], see: &mut impl FnMut(&'a Step)) {
    for step in steps {
        see(step);
        for (_, inside) in &step.branches {
            walk(inside, see);
        }
    }
}

/// What a step of this word is, or the word that was probably meant.
fn action_of(word: &str) -> Option<&'static Action> {
    action::ACTIONS.iter().find(|action| action.word == word)
}
