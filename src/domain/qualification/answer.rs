//! An answer, where it comes from, and what can be done about it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::question::Question;
use crate::domain::value::{ContactId, Foreign, MessageId};

/// Characters of an answer at most.
pub const MOST: usize = 200;

/// Who entered an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerBy {
    /// It is in their own words.
    Person,
    /// An agent wrote it, or agreed to what was found.
    Agent,
    /// Claude found it and nobody has agreed yet. It counts for nothing until somebody does.
    Claude,
    /// The program found it in their words and nobody has agreed yet. It counts as little.
    Program,
}

impl AnswerBy {
    /// The word it is kept as.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Agent => "agent",
            Self::Claude => "claude",
            Self::Program => "program",
        }
    }

    /// Who is kept as this word.
    pub fn from_word(word: &str) -> Option<Self> {
        let all = [Self::Person, Self::Agent, Self::Claude, Self::Program];
        all.into_iter().find(|by| by.word() == word)
    }

    /// Whether an answer of theirs counts.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Person | Self::Agent)
    }
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// To which question.
    pub question: Question,
    /// What they answered, in a few words.
    pub value: Foreign,
    /// Of a seller's timeline: whether 30 to 45 days would do. Of other questions nothing.
    pub accepted: Option<bool>,
    /// The words it is taken from, to the letter; empty when an agent heard it.
    pub quote: Foreign,
    /// The message those words are in.
    pub message: Option<MessageId>,
    /// Who entered it.
    pub by: AnswerBy,
    /// How sure they are, in hundredths.
    pub confidence: u8,
    /// When it was entered.
    pub at: Timestamp,
}

impl Answer {
    /// Whether it tells nothing that the other does not: the same in other words of theirs, or from the same words.
    pub fn adds_nothing_to(&self, other: &Self) -> bool {
        let same_words = self.message.is_some() && self.message == other.message && self.quote == other.quote;
        self.question == other.question && (self.value == other.value || same_words)
    }

    /// What was found, as the agent enters it who agrees to it.
    #[must_use]
    pub fn agreed(self) -> Self {
        Self {
            by: AnswerBy::Agent,
            confidence: 100,
            ..self
        }
    }
}

/// What can be done about answers.
#[derive(Clone, Debug, PartialEq)]
pub enum AnswerCommand {
    /// Take an answer down, in place of the one before. The moment in it is the door's to set.
    Give {
        /// Whose.
        contact: ContactId,
        /// Which.
        answer: Answer,
    },
    /// Do not want an answer that was found: it is not offered again.
    Drop {
        /// Whose.
        contact: ContactId,
        /// Which.
        answer: Answer,
    },
    /// Take an answer back: the question is open again.
    Retract {
        /// Whose.
        contact: ContactId,
        /// To which question.
        question: Question,
    },
}

/// An answer as an agent enters it by hand.
pub fn given(question: Question, value: &str) -> Answer {
    Answer {
        question,
        value: Foreign::from(value),
        accepted: None,
        quote: Foreign::default(),
        message: None,
        by: AnswerBy::Agent,
        confidence: 100,
        at: Timestamp::UNIX_EPOCH,
    }
}
