//! What a person has said about something that waits.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Done, until something new comes.
    Done,
    /// Not before a moment; a message of theirs ends it early.
    Snoozed {
        /// The moment.
        until: Timestamp,
    },
    /// Nothing will be done about it. Only a message of theirs brings it back.
    Declined,
}

impl Verdict {
    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Snoozed { .. } => "snoozed",
            Self::Declined => "declined",
        }
    }

    /// When it ends by itself.
    pub const fn until(self) -> Option<Timestamp> {
        match self {
            Self::Snoozed { until } => Some(until),
            Self::Done | Self::Declined => None,
        }
    }

    /// From the word in the file and the moment beside it.
    pub fn from_word(word: &str, until: Option<Timestamp>) -> Option<Self> {
        match (word, until) {
            ("done", _) => Some(Self::Done),
            ("declined", _) => Some(Self::Declined),
            ("snoozed", Some(until)) => Some(Self::Snoozed { until }),
            _ => None,
        }
    }
}

/// A verdict and when it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What.
    pub verdict: Verdict,
    /// When. What came later is new.
    pub at: Timestamp,
}

impl Ruling {
    /// Whether it still keeps something from the queue, when they last wrote at `last_in`.
    pub fn holds(self, last_in: Option<Timestamp>, now: Timestamp) -> bool {
        let answered = last_in.is_some_and(|wrote| wrote > self.at);
        !answered && self.verdict.until().is_none_or(|until| until > now)
    }
}
