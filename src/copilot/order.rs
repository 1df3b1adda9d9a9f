//! What a front end may order of the chat driver, and the ends of the channels between the two.

use jiff::tz::TimeZone;
use tokio::sync::{mpsc, oneshot, watch};

use super::live::Live;
use crate::domain::value::{ContactId, OpportunityId, ThreadId};

/// What is wanted of the driver.
#[derive(Debug)]
pub enum Order {
    /// Ask a question, in a chat or in a new one.
    Ask {
        /// What is asked.
        ask: Ask,
        /// Where the chat's id goes, or the sentence why nothing was asked.
        reply: oneshot::Sender<Result<ThreadId, String>>,
    },
    /// Stop the turn that is being written, or the wait for the next try.
    Stop,
    /// Ask the last question of a chat again: its answer broke off or never came.
    Again(ThreadId),
    /// The answer to "that model is gone; use this one?".
    UseOtherModel(bool),
    /// Use another model from now on.
    UseModel(String),
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
}

impl Ask {
    /// A question about nothing in particular.
    pub fn new(thread: Option<ThreadId>, text: impl Into<String>) -> Self {
        Self {
            thread,
            text: text.into(),
            about: Vec::new(),
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
    /// The most that may be spent in a day, in millionths of a dollar.
    pub daily_limit: Option<i64>,
    /// The zone in which a day begins.
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
