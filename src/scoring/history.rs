//! What is known of a person when they are scored. The engine reads it from the local copy; nothing here is guessed.

use std::borrow::Cow;

use crate::domain::qualification::{Answer, LeadType};
use crate::domain::signal::SignalKind;

use super::inputs::Evidence;
use super::number::Hundredths;

/// A message of the thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Said<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// When, in epoch seconds.
    pub at: i64,
    /// Whether they wrote it. Only then its words are theirs.
    pub inbound: bool,
    /// Whether it is a call.
    pub call: bool,
    /// What it says; empty for a call.
    pub body: Cow<'a, str>,
    /// What was found in it.
    pub signals: Vec<SignalKind>,
}

/// The deal that tells most: the open one that changed last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deal<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// The name of its stage.
    pub stage: Cow<'a, str>,
    /// When it came there, in epoch seconds.
    pub since: Option<i64>,
    /// Its price, in cents.
    pub price: Option<i64>,
}

/// A field of the account that holds something.
#[derive(Clone, Debug, PartialEq)]
pub struct Held<'a> {
    /// Its id.
    pub id: Cow<'a, str>,
    /// Its name.
    pub name: Cow<'a, str>,
    /// What it holds.
    pub value: Cow<'a, str>,
}

/// What the last score remembers for the next one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The answers with which they were hot, as [`super::inputs::Inputs::answered`].
    pub hot_with: Option<String>,
    /// The highest commitment so far.
    pub commitment_peak: Option<Hundredths>,
}

/// What is known of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History<'a> {
    /// What they want, as far as it is known from the person; their words may tell more.
    pub kind: Option<LeadType>,
    /// Why they are not to be disturbed, if they are not.
    pub blocked: Option<Evidence>,
    /// They are a client of the past, or somebody one knows: not open.
    pub past: bool,
    /// When they came, in epoch seconds.
    pub added: Option<i64>,
    /// The source they came by.
    pub source: Cow<'a, str>,
    /// Their tags.
    pub tags: Vec<Cow<'a, str>>,
    /// Fields that hold something.
    pub fields: Vec<Held<'a>>,
    /// The thread, oldest first.
    pub messages: Vec<Said<'a>>,
    /// The answers that hold.
    pub answers: Vec<Answer>,
    /// Their deal.
    pub deal: Option<Deal<'a>>,
    /// What the last score remembers.
    pub before: Before,
    /// How far their clock is ahead of UTC, in seconds.
    pub offset: i32,
}
