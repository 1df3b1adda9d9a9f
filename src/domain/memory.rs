//! What an agent wants remembered of a person: short facts, each with where it comes from and since when.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::value::{ContactId, Foreign};

/// Characters of one fact at most.
pub const MOST: usize = 500;

/// Where a fact comes from. Nothing is remembered that no person said yes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemorySource {
    /// A person wrote it.
    Agent,
    /// Claude proposed it and a person said yes.
    Proposal,
}

impl MemorySource {
    /// The word it is kept as.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Proposal => "proposal",
        }
    }

    /// The source that is kept as this word.
    pub fn of(word: &str) -> Self {
        if word == Self::Proposal.word() {
            Self::Proposal
        } else {
            Self::Agent
        }
    }
}

/// A fact about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memory {
    /// Which one.
    pub id: String,
    /// What is remembered.
    pub text: Foreign,
    /// Where it comes from.
    pub source: MemorySource,
    /// Since when, or when it was last put differently.
    pub at: Timestamp,
}

/// Changes to what is remembered.
#[derive(Clone, Debug, PartialEq)]
pub enum MemoryCommand {
    /// Remember something of a person.
    Add {
        /// Of whom.
        contact: ContactId,
        /// What.
        text: String,
        /// Where it comes from.
        source: MemorySource,
    },
    /// Put it differently.
    Reword {
        /// Which fact.
        memory: String,
        /// How it reads now.
        text: String,
    },
    /// Remember it no more.
    Drop {
        /// Which fact.
        memory: String,
    },
}
