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

/// What lists show and filters ask of a score. Points are hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// The one number of lists; `None` is unscored.
    pub priority: Option<i64>,
    /// The badge beside it.
    pub badge: Option<Temperature>,
    /// What the badge was before silence took from it.
    pub was: Option<Temperature>,
    /// How sure it is.
    pub confidence: i64,
    /// The risk of losing somebody who is open.
    pub risk: Option<i64>,
    /// How far they have slid away: that risk, or of a past client how long nothing was heard.
    pub drift: Option<i64>,
    /// What a closing is worth, in cents, times its probability.
    pub value: Option<i64>,
    /// Where they stand in a list; higher comes first.
    pub place: i64,
    /// How the priority has moved in a week.
    pub change: Option<i64>,
    /// They are not to be disturbed: a block, not a low score.
    pub blocked: bool,
}

impl Mark {
    /// The priority in whole points, as it is shown.
    pub const fn points(&self) -> Option<i64> {
        match self.priority {
            Some(priority) => Some((priority + 50) / 100),
            None => None,
        }
    }
}

/// A score that was worked out, on its way into the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// Whose.
    pub contact: ContactId,
    /// What lists show; how it has moved is the file's to say.
    pub mark: Mark,
    /// Every number, as JSON.
    pub numbers: String,
    /// Every part with its evidence, as JSON.
    pub reasons: String,
    /// What the inputs are known by.
    pub inputs: String,
    /// The answers with which they are hot, as far as that is to be remembered.
    pub hot_with: Option<String>,
    /// Their highest commitment so far.
    pub peak: Option<i64>,
    /// When it is to be worked out again although nothing happened.
    pub due: Timestamp,
}

/// What became of a try to learn from the account's own past outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learnt {
    /// Moments of people whose outcome is known.
    pub outcomes: i64,
    /// Of them those after which they closed.
    pub closings: i64,
    /// The model and what should be known about it; `None` when there was too little to learn from.
    pub model: Option<LearntModel>,
}

/// A model of the account, as it is kept. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LearntModel {
    /// Whether what is known of people tells anything.
    pub signal: bool,
    /// The model, as JSON.
    pub model: String,
    /// Its check, as JSON.
    pub report: String,
    /// How it compares, as a sentence.
    pub verdict: String,
}

/// About what was learned from past outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LearnedCommand {
    /// Keep it. No score changes by that.
    Keep(Box<Learnt>),
    /// Scores are to go by this one from now on; by the rules again when it is none.
    Use {
        /// Its number.
        model: Option<i64>,
    },
}

/// The chance that somebody closes within 90 days, by the account's own past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chance {
    /// In percent.
    pub percent: i64,
    /// How far off that may be, in points, nineteen times of twenty.
    pub plus_minus: i64,
    /// Outcomes behind it.
    pub outcomes: i64,
    /// Closings among them.
    pub closings: i64,
    /// What it would be if something else were so, in percent.
    pub what_if: Vec<(String, i64)>,
}

/// Scores that were worked out together.
#[derive(Clone, Debug, PartialEq)]
pub struct Scores {
    /// The scores.
    pub rows: Vec<Scored>,
    /// What the weights are known by, and the weights as JSON.
    pub config: (String, String),
    /// Facts up to this one are in them; `None` when only some people were looked at.
    pub upto: Option<i64>,
    /// The row of the last person of a walk over everybody; `None` when there is no walk, or it has come to its end.
    pub walked: Option<i64>,
}
