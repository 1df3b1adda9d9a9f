//! What is kept of automations: which are published, who is inside, what was done. What an automation is and what it would do
//! is not known here: texts and states come in as they are kept.

use jiff::Timestamp;

use super::command::Command;
use super::value::ContactId;

/// Whether an automation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// It is being written.
    Draft,
    /// It runs.
    On,
    /// Nobody comes in and nothing is done; who is inside stays where they are.
    Paused,
}

impl Switch {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::On => "on",
            Self::Paused => "paused",
        }
    }

    /// The switch of a word; anything else runs nothing.
    pub fn of(word: &str) -> Self {
        match word {
            "on" => Self::On,
            "paused" => Self::Paused,
            _ => Self::Draft,
        }
    }
}

/// A text of an automation with what stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomationText {
    /// How other automations and the log call it.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Messages leave by themselves.
    pub auto_send: bool,
    /// The file.
    pub text: String,
}

/// In which of two groups somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// They are inside.
    In,
    /// They are left out, to see what it brings.
    HeldOut,
}

impl Arm {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::HeldOut => "held out",
        }
    }

    /// The group of a word.
    pub fn of(word: &str) -> Self {
        match word {
            "held out" => Self::HeldOut,
            _ => Self::In,
        }
    }
}

/// Somebody who comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entering {
    /// Into which automation.
    pub automation: String,
    /// On which version.
    pub version: u32,
    /// Who.
    pub contact: ContactId,
    /// What brought them in; they come in once for it.
    pub cause: String,
    /// In which group.
    pub arm: Arm,
}

/// How an effect ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Did {
    /// It is yet to be done.
    Planned,
    /// It is done by this command, in the same commit; by nothing, where it is of no business to the account.
    Done(Option<Box<Command>>),
    /// It was not done, and will not be.
    Refused(String),
    /// There is nothing to be done; this is written down.
    Noted(String),
    /// It is put off.
    Held(String),
    /// It is taken back: what was sent and has not left yet is cancelled.
    TakenBack(String),
}

/// A line in the log of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLine {
    /// The step.
    pub step: String,
    /// What it was, in a word: `effect`, `left out`, `paused`, `ended`, `collided`.
    pub what: &'static str,
    /// The key of an effect. No two effects have the same; a line with a key that is known goes on with it.
    pub key: Option<String>,
    /// The effect, as JSON.
    pub effect: Option<String>,
    /// What became of it.
    pub did: Did,
    /// What it was reckoned to cost, in cents.
    pub cents: u32,
    /// The facts as they were, as JSON.
    pub facts: Option<String>,
}

/// One step of a run: its state, what is to be done, and when it goes on, which are kept together or not at all.
#[derive(Clone, Debug, PartialEq)]
pub struct RunStep {
    /// The run.
    pub run: String,
    /// The state it was worked out from; 0 for one that begins.
    pub rev: i64,
    /// Who comes in, when it begins.
    pub enters: Option<Entering>,
    /// The state after it.
    pub state: String,
    /// What it waits for then, in a word.
    pub waits: &'static str,
    /// When it goes on by itself.
    pub due: Option<Timestamp>,
    /// Why it is over, when it is.
    pub ended: Option<String>,
    /// The last fact it was told of.
    pub upto: i64,
    /// What was and is to be done, in order.
    pub lines: Vec<RunLine>,
}

/// A change to automations and to who is inside.
#[derive(Clone, Debug, PartialEq)]
pub enum AutomationCommand {
    /// Keep a text that is not published.
    Save(AutomationText),
    /// Publish a text as the next version, and let it run. People inside stay on their version.
    Publish(AutomationText),
    /// Stop one.
    Pause {
        /// Which.
        id: String,
        /// Why.
        why: String,
    },
    /// Let one go on.
    Resume {
        /// Which.
        id: String,
    },
    /// A step of a run, its first among them.
    Step(Box<RunStep>),
    /// Put a run on another version of its automation. Its state is worked out by whoever asks.
    Move {
        /// The run.
        run: String,
        /// The state it was worked out from.
        rev: i64,
        /// To which version.
        version: u32,
        /// The state on that version.
        state: String,
    },
    /// What happened up to here was looked at.
    Follow {
        /// The last fact.
        facts: i64,
        /// The last line of the log of runs.
        lines: i64,
    },
}
