//! What a score is made of, as numbers and flags, and where each of them comes from.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::number::Hundredths;
use crate::domain::qualification::{LeadType, Question};

/// Everything that goes into the scores of a person. `None` is "not known", which is never taken for a middle value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    /// What they want of an agent.
    pub kind: LeadType,
    /// They have opted out, or must not be disturbed on any channel.
    pub blocked: bool,
    /// The questions they have answered, a bit each; see [`Self::has_answered`].
    pub answered: u32,
    /// Of a seller: whether 30 to 45 days would do.
    pub accepted: Option<bool>,
    /// They were hot, and no answer has changed since.
    pub was_hot: bool,
    /// Response quality, 0 to 100 points.
    pub quality: Option<Hundredths>,
    /// Responsiveness, 0 to 100 points.
    pub responsiveness: Option<Hundredths>,
    /// Half of their last replies came within this many seconds of waking time.
    pub reply_seconds: Option<u32>,
    /// Evidence for motivation, timeline, condition and price, 0 to 100 points.
    pub pillars: [Option<u8>; 4],
    /// How soon they want to, 0 to 100 points.
    pub soon: Option<u8>,
    /// Messages they have written.
    pub messages: u32,
    /// Messages they have written within thirty days.
    pub recent: u32,
    /// Words of their messages, on average.
    pub words: Option<u16>,
    /// Questions they asked about one home.
    pub questions: Option<u16>,
    /// How far what they held against it is dealt with, 0 to 100 points; `None` when nothing was.
    pub objection: Option<u8>,
    /// They have agreed to a call, a tour or a visit; `None` when they were never heard of.
    pub meets: Option<bool>,
    /// What tags and fields say for or against them, a bit each; see [`super::dimension::boost`].
    pub boosts: u32,
    /// Days since they came.
    pub age_days: Option<u32>,
    /// Days since they last wrote.
    pub silent_days: Option<u32>,
    /// Days since they last answered anything, when they never wrote; or since they last wrote.
    pub stale_days: Option<u32>,
    /// They are open and not under contract: they can be lost.
    pub open: bool,
    /// They are a client of the past, or somebody one knows, without an open deal.
    pub past: bool,
    /// Days of silence for the risk of losing them: since they wrote, or came.
    pub quiet_days: Option<u32>,
    /// How long they let a message wait, in hours, on average of the last five; [`NEVER`] when they never answered.
    pub reply_hours: Option<u32>,
    /// How much worse they sound than before, in hundredths.
    pub sentiment_drop: Option<i16>,
    /// The highest commitment so far, 0 to 100 points.
    pub commitment_peak: Option<Hundredths>,
    /// Days at the present stage, and the days that are usual there.
    pub stage_days: Option<(u32, u32)>,
    /// How well their budget fits, 0 to 100 points.
    pub budget_fit: Option<u8>,
    /// Homes that match what they want, 0 to 100 points; see [`super::matching::points`].
    pub matching: Option<u8>,
    /// Pages they looked at, 0 to 100 points.
    pub views: Option<u8>,
    /// How good the source they came by is, 0 to 100 points.
    pub source: Option<u8>,
    /// What a closing would be worth to the house, in cents, times its probability.
    pub value: Option<i64>,
}

/// Reply time of whom never answered.
pub const NEVER: u32 = u32::MAX;

impl Inputs {
    /// Whether a question is answered.
    pub const fn has_answered(&self, question: Question) -> bool {
        self.answered & (1 << question as u32) != 0
    }

    /// Takes note that a question is answered.
    pub const fn answer(&mut self, question: Question) {
        self.answered |= 1 << question as u32;
    }

    /// Whether anything of theirs is known: a word, or an answer. Without it there is no score.
    pub const fn has_evidence(&self) -> bool {
        self.messages > 0 || self.answered != 0
    }

    /// What these inputs are known by: the same inputs have the same.
    pub fn hash(&self) -> String {
        hash(self)
    }
}

/// The first sixteen hexadecimal digits of the hash of a value's JSON.
pub(super) fn hash(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    let digest = Sha256::digest(json.as_bytes());
    digest.iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _never = write!(hex, "{byte:02x}");
        hex
    })
}

/// What a part of a score rests on. Each can be opened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A message, by its id.
    Message(String),
    /// A member of the person, or a field of the account, by its name or id.
    Field(String),
    /// An answer that an agent entered.
    Answer(Question),
    /// A deal, by its id.
    Deal(String),
    /// Something else that happened, by the id of its record.
    Event(String),
}

/// Where an input comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// An answer to this question.
    Question(Question),
    /// A pillar of financial readiness, in the order of [`Inputs::pillars`].
    Pillar(u8),
    /// How soon they want to.
    Soon,
    /// Their last message.
    LastIn,
    /// Their last reply.
    Reply,
    /// Their longest recent message.
    Words,
    /// A question about one home.
    Questions,
    /// What they hold against it.
    Objection,
    /// They agree to meet.
    Meets,
    /// What says something for or against them, by its bit.
    Boost(u8),
    /// When they came.
    Created,
    /// From when on they are quiet.
    Quiet,
    /// Whether they answer.
    Answering,
    /// How they sound.
    Sentiment,
    /// The stage of their deal.
    Stage,
    /// That they are open.
    Open,
    /// The source they came by.
    Source,
    /// Why they are not to be disturbed.
    Block,
    /// What the deal is worth.
    Value,
}

/// Where the inputs of a person come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<(Slot, Evidence, String)>);

impl Sources {
    /// Takes note of where an input comes from, and of a word or two about it.
    pub fn add(&mut self, slot: Slot, evidence: Evidence, about: impl Into<String>) {
        self.0.push((slot, evidence, about.into()));
    }

    /// Where an input comes from.
    pub fn of(&self, slot: Slot) -> Option<&Evidence> {
        self.0.iter().find(|row| row.0 == slot).map(|row| &row.1)
    }

    /// What is to be said about an input.
    pub fn about(&self, slot: Slot) -> &str {
        let row = self.0.iter().find(|row| row.0 == slot);
        row.map_or("", |row| row.2.as_str())
    }

    /// Everything the inputs rest on.
    pub fn all(&self) -> impl Iterator<Item = &Evidence> {
        self.0.iter().map(|row| &row.1)
    }
}
