//! What automations write: their texts, who is inside, and each step of a run with what it does.

use jiff::Timestamp;

use super::Command;
use crate::domain::automation::{AutomationText, Entering, Heard};
use crate::domain::listing::News;
use crate::domain::value::{ContactId, UserId};

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
    /// Moments that nobody writes down were heard; and past scores up to the one of this number.
    Heard {
        /// Which.
        moments: Vec<Heard>,
        /// The last past score.
        scores: i64,
    },
    /// What was new of homes up to here was looked at, and concerns these people.
    Homes {
        /// The last of it.
        upto: i64,
        /// Whom, and how.
        concerned: Vec<(ContactId, News)>,
    },
    /// Tell a colleague something about somebody; it is kept until a screen of theirs has said it.
    Tell(Telling),
    /// A colleague was given something to do because it was their turn.
    HadTurn {
        /// Who.
        user: UserId,
    },
    /// A screen says now what was told.
    Told {
        /// Its number.
        notice: i64,
    },
    /// Every timer stands by the rules of zones that are known by this number.
    Zones {
        /// The number.
        rules: u64,
    },
}

/// What an automation tells a colleague.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// About whom.
    pub contact: ContactId,
    /// Whom; whoever looks, when nobody is named.
    pub who: Option<UserId>,
    /// They are told because it is their turn.
    pub turn: bool,
    /// What.
    pub says: String,
}
