//! What a person's own words say about what they want and how they are: findings with the words they were found in.
//!
//! Found by `extract`, weighed by `scoring`, shown with the message behind them. Only the person's own messages are read;
//! what an agent wrote is never a signal. To add a kind: a variant here and the words for it in `extract`.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One finding in one text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// What was found.
    pub kind: SignalKind,
    /// The bytes of the text it was found at.
    pub at: Range<usize>,
}

/// What can be found in a person's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Evidence for one pillar of financial readiness, high or low.
    Pillar(Pillar, Level),
    /// They want to buy, or to sell.
    Wants(Side, Strength),
    /// Something they hold against going on.
    Objection(Objection),
    /// What they measure a price by that seems too low to them.
    PriceMeasuredBy(PriceReason),
    /// How they sound.
    Sentiment(Sentiment),
    /// How far a purchase or sale has come.
    Milestone(Milestone),
    /// They agree to a call, a tour or a visit.
    AgreesToMeet,
    /// They ask something about one home.
    PropertyQuestion,
    /// "Maybe", "not sure": an answer to nothing.
    Vague,
    /// A yes or no, a sum, or a number of days, weeks or months.
    Definite,
    /// A concrete condition or motive is named.
    Concrete,
    /// A person has to take over from anything automatic.
    NeedsPerson(Alarm),
}

/// The pillars of financial readiness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pillar {
    /// Why they move.
    Motivation,
    /// By when.
    Timeline,
    /// How they see the state of the home.
    Condition,
    /// How they see its price.
    Price,
}

/// Which end of a pillar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Ready.
    High,
    /// Not yet.
    Low,
}

/// Which side of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// They look for a home.
    Buy,
    /// They have one to sell.
    Sell,
}

/// How sure one statement makes us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// One is enough.
    Clear,
    /// It takes several.
    Weak,
}

/// What people hold against going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objection {
    /// It costs too much, or brings too little.
    Price,
    /// Not now.
    Timing,
    /// Somebody else is in it.
    Competition,
    /// They do not believe it yet.
    Trust,
    /// Somebody else decides.
    Authority,
    /// They do not see what an agent is worth.
    Value,
}

/// What people measure a price by that seems too low to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceReason {
    /// What they once paid.
    Paid,
    /// What a portal on the web says.
    Portal,
    /// What a neighbor got.
    Neighbor,
    /// That the market will come back.
    Recovery,
    /// What they put into the home.
    Upgrades,
}

/// How a person sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sentiment {
    /// Pleased.
    Positive,
    /// Neither.
    Neutral,
    /// Worried.
    Anxious,
    /// Lost.
    Confused,
    /// Held up.
    Frustrated,
    /// Let down.
    Disappointed,
    /// Angry.
    Angry,
}

/// How far a purchase or sale has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Milestone {
    /// A contract is signed.
    UnderContract,
    /// The home is inspected.
    Inspection,
    /// The home is valued for the loan.
    Appraisal,
    /// The loan is granted.
    ClearToClose,
    /// The last look before the keys.
    Walkthrough,
    /// The keys.
    Keys,
    /// An offer was turned down.
    OfferRejected,
}

/// Why a person has to take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// They are angry.
    Anger,
    /// They speak of lawyers or courts.
    Legal,
    /// They speak of being treated unfairly for who they are.
    Discrimination,
    /// Hardship, illness or a death.
    Hardship,
    /// Somebody of the press.
    Media,
    /// They have an agent.
    OtherAgent,
}
