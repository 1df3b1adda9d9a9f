//! What is kept of a run, what can happen to it, and what is to be done then.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::timer::Timer;
use crate::automation::action::Effect;
use crate::automation::definition::Definition;
use crate::automation::event::Event;
use crate::automation::facts::Facts;
use crate::domain::value::ContactId;

/// What the machine may look at besides its own state.
pub struct World<'a> {
    /// The present.
    pub now: Timestamp,
    /// The clock the person lives by. Borrowed where many ask: its text is counted, and two threads that count one thing wait for
    /// each other.
    pub zone: Cow<'a, TimeZone>,
    /// What is known of people.
    pub facts: &'a dyn Facts,
}

/// Something that happens to a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// It begins, by this event.
    Entered(Event),
    /// The timer of this serial rings.
    Due(u32),
    /// Something happened with the person or their household.
    Event(Event),
    /// What became of the effect with this key.
    Answer(String, Answer),
    /// A person says that it goes on, after a pause or a question.
    Resume,
    /// A person ends it.
    End(String),
    /// A person has it stand still until they let it go on.
    Pause(String),
    /// A person says that the wait it is in is over: what its timer would have brought comes now.
    Over,
    /// A person has it go back to the step of this name and go on from there.
    Again(String),
}

/// What became of an effect.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It was done; blanks that it filled.
    Done {
        /// By name.
        found: BTreeMap<String, String>,
    },
    /// It was done, and this is to be done with what came of it, as a part of the same step.
    Then {
        /// What.
        effect: Effect,
    },
    /// It was not done, and will not be.
    Refused {
        /// Why.
        why: String,
    },
    /// It was not done, and a person says whether it still fits.
    Late {
        /// Why.
        why: String,
    },
}

/// What a run waits for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum Waiting {
    /// Nothing.
    #[default]
    Nothing,
    /// A moment, or before it a word.
    Timer {
        /// When.
        timer: Timer,
        /// What is listened for.
        word: Option<String>,
    },
    /// What becomes of an effect.
    Answer {
        /// Its key.
        key: String,
    },
    /// A person's word whether a late step is still to be taken.
    Person,
}

/// A reason for which a run stands still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Why.
    pub why: String,
    /// Until the timer of this serial rings; nothing when only a person lets it go on.
    pub serial: Option<u32>,
    /// By a tag that keeps automations away: it goes on when the tag is gone.
    pub tag: bool,
}

/// Where a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// On its way.
    Running,
    /// Standing still.
    Paused {
        /// Why.
        pause: Pause,
        /// For which other reasons, the hardest to end first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        others: Vec<Pause>,
    },
    /// Over.
    Ended {
        /// Why.
        why: String,
    },
}

/// One run: everything that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Its id.
    pub id: String,
    /// The automation.
    pub automation: String,
    /// The version it stays on.
    pub version: u32,
    /// With whom.
    pub contact: ContactId,
    /// Where it is.
    pub state: State,
    /// The number of its step in that version; nothing before the first and after the last.
    pub at: Option<usize>,
    /// What it waits for.
    pub waiting: Waiting,
    /// What it knows, by blank.
    pub vars: BTreeMap<String, String>,
    /// What it has seen since it began.
    pub heard: Vec<String>,
    /// How often each step was taken, by number.
    pub times: BTreeMap<usize, u32>,
    /// Steps taken.
    pub steps: u32,
    /// What it has cost, in cents, as far as it was reckoned.
    pub cents: u32,
    /// When it began.
    pub entered: Timestamp,
    /// The last timer that was set.
    pub serial: u32,
    /// The next message is left out.
    pub skips: bool,
    /// When the timer was due that brought it here, until a message was written: what that says was wanted then.
    #[serde(default)]
    pub rang: Option<Timestamp>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "out", rename_all = "snake_case")]
pub enum Output {
    /// Do this, once for this key whatever happens.
    Do {
        /// `run/step/times/contact`.
        key: String,
        /// The step.
        step: String,
        /// What.
        effect: Effect,
    },
    /// Wake me then.
    Wake {
        /// When.
        timer: Timer,
    },
    /// Ask a person whether a late step is still to be taken.
    AskPerson {
        /// The step.
        step: String,
        /// What happened, what is safe, what to do.
        why: String,
    },
    /// Take back the effect of this key when it has not left yet.
    TakeBack {
        /// Which.
        key: String,
        /// Why.
        why: String,
    },
    /// A step was left out.
    LeftOut {
        /// Which.
        step: String,
        /// Why.
        why: String,
    },
    /// The run stands still.
    Paused {
        /// Why.
        why: String,
    },
    /// It goes on.
    Resumed,
    /// It is over.
    Ended {
        /// Why.
        why: String,
    },
}

impl Run {
    /// A run that has not begun.
    pub fn new(id: impl Into<String>, definition: &Definition, contact: ContactId, now: Timestamp) -> Self {
        Self {
            id: id.into(),
            automation: definition.id().to_owned(),
            version: definition.version(),
            contact,
            state: State::Running,
            at: None,
            waiting: Waiting::Nothing,
            vars: BTreeMap::new(),
            heard: Vec::new(),
            times: BTreeMap::new(),
            steps: 0,
            cents: 0,
            entered: now,
            serial: 0,
            skips: false,
            rang: None,
        }
    }

    /// Whether it is over.
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Ended { .. })
    }
}
