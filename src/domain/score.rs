//! What is said about how near somebody is: the badge, and an agent who disagrees with it.
//!
//! The numbers and their reasons are worked out in `scoring`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::ContactId;

/// How soon a person must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    /// Later.
    Cold,
    /// Within a day.
    Warm,
    /// At once.
    Hot,
}

impl Temperature {
    /// Every temperature, from cold to hot.
    pub const ALL: [Self; 3] = [Self::Cold, Self::Warm, Self::Hot];

    /// The word it is kept and shown as.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Cold => "cold",
            Self::Warm => "warm",
            Self::Hot => "hot",
        }
    }

    /// The temperature that is kept as this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|temperature| temperature.word() == word)
    }

    /// One step colder.
    #[must_use]
    pub const fn cooler(self) -> Self {
        match self {
            Self::Hot => Self::Warm,
            Self::Warm | Self::Cold => Self::Cold,
        }
    }
}

/// Characters of a reason at most.
pub const REASON: usize = 200;

/// What an agent says instead of the badge. It changes no score; it is a label to learn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// What it should be.
    pub says: Temperature,
    /// Why, in their words; may be empty.
    pub why: String,
    /// When it was said.
    pub at: Timestamp,
}

/// An agent disagrees with a score, or no longer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagree {
    /// About whom.
    pub contact: ContactId,
    /// What it should be; `None` takes back what was said.
    pub says: Option<Temperature>,
    /// Why.
    pub why: String,
}
