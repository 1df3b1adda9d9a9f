//! What a front end may order of the chat driver, and the ends of the channels between the two.

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot, watch};

use super::cause::Cause;
use super::live::Live;
use crate::claude::model::Effort;
pub use crate::domain::spend::Limits;
use crate::domain::value::{ContactId, OpportunityId, ThreadId};

/// What is wanted of the driver.
#[derive(Debug)]
pub enum Order {
    /// Ask a question, in a chat or in a new one.
    Ask {
        /// What is asked.
        ask: Ask,
        /// Where the chat's id goes, or why nothing was asked.
        reply: oneshot::Sender<Result<ThreadId, NotAsked>>,
    },
    /// Stop the turn that is being written, or the wait for the next try.
    Stop,
    /// Ask the last question of a chat again: its answer broke off or never came.
    Again(ThreadId),
    /// Take back the question of a chat that waits for the link.
    TakeBack(ThreadId),
    /// The answer to "that model is gone; use this one?".
    UseOtherModel(bool),
    /// Use another model from now on.
    UseModel(String),
}

/// Why a question was not asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotAsked {
    /// One sentence.
    pub why: String,
    /// What kind of reason that is.
    pub cause: Cause,
}

impl From<String> for NotAsked {
    fn from(why: String) -> Self {
        let cause = Cause::Answer;
        Self { why, cause }
    }
}

/// A question.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    /// In which chat; `None` begins one.
    pub thread: Option<ThreadId>,
    /// What was typed.
    pub text: String,
    /// What it is about.
    pub about: Vec<About>,
    /// What kind of work it is. Decides for a new chat; one that was begun goes on as it began.
    pub lane: Lane,
}

impl Ask {
    /// A question about nothing in particular.
    pub fn new(thread: Option<ThreadId>, text: impl Into<String>) -> Self {
        Self {
            thread,
            text: text.into(),
            about: Vec::new(),
            lane: Lane::Chat,
        }
    }

    /// The same as another kind of work.
    #[must_use]
    pub fn of(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }
}

/// Kinds of work that models are chosen for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lane {
    /// A question in the chat.
    #[default]
    Chat,
    /// A reply or another text.
    Drafts,
    /// The same small task for many people.
    Bulk,
    /// What is worth a longer wait.
    Deep,
}

impl Lane {
    /// The setting that says what it is done with.
    pub const fn setting(self) -> &'static str {
        match self {
            Self::Chat => "claude.lanes.chat",
            Self::Drafts => "claude.lanes.drafts",
            Self::Bulk => "claude.lanes.bulk",
            Self::Deep => "claude.lanes.deep",
        }
    }

    /// The lane by the last word of its setting.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Chat, Self::Drafts, Self::Bulk, Self::Deep]
            .into_iter()
            .find(|lane| lane.setting().ends_with(&format!(".{word}")))
    }
}

/// What a kind of work is done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneTerms {
    /// The model; `None` for the one in use in the chat.
    pub model: Option<String>,
    /// How thorough; `None` leaves it to the model.
    pub effort: Option<Effort>,
}

impl LaneTerms {
    /// Reads a setting: a model id, an effort, or both.
    pub fn read(text: &str) -> Self {
        let mut terms = Self::default();
        for word in text.split_whitespace() {
            match Effort::of(word) {
                Some(effort) => terms.effort = Some(effort),
                None => terms.model = Some(word.to_owned()),
            }
        }
        terms
    }
}

/// What each kind of work is done with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// Questions in the chat.
    pub chat: LaneTerms,
    /// Replies and other texts.
    pub drafts: LaneTerms,
    /// Small tasks for many people.
    pub bulk: LaneTerms,
    /// What is worth a longer wait.
    pub deep: LaneTerms,
}

impl Lanes {
    /// What a kind of work is done with.
    pub const fn of(&self, lane: Lane) -> &LaneTerms {
        match lane {
            Lane::Chat => &self.chat,
            Lane::Drafts => &self.drafts,
            Lane::Bulk => &self.bulk,
            Lane::Deep => &self.deep,
        }
    }
}

/// What a question can be about, picked by the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum About {
    /// A person.
    Person(ContactId),
    /// A list of people.
    List {
        /// What it is called.
        name: String,
        /// Who is in it, in the filter language.
        filter: String,
    },
    /// A deal.
    Deal(OpportunityId),
}

/// A model that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelChoice {
    /// Its id.
    pub id: String,
    /// Its name. Text from outside.
    pub name: String,
    /// It is the one in use.
    pub in_use: bool,
    /// Its context window, in tokens.
    pub window: u64,
}

/// How the driver works.
#[derive(Clone, Debug)]
pub struct DriverTerms {
    /// The model to begin with.
    pub model: String,
    /// Room for an answer, in tokens.
    pub max_tokens: u64,
    /// Which model does what.
    pub lanes: Lanes,
    /// Tokens from which on a chat goes on with a summary.
    pub compact_at: u64,
    /// The zone of the clock that Claude is told.
    pub zone: TimeZone,
}

/// The ends of the channels that a front end holds the other ends of.
#[derive(Debug)]
pub struct Ends {
    /// Orders.
    pub orders: mpsc::Receiver<Order>,
    /// The newest state of the turn.
    pub live: watch::Sender<Live>,
    /// The models that can be chosen.
    pub models: watch::Sender<Vec<ModelChoice>>,
}
