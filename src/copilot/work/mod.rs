//! Structured work: a kind, a person, facts in, a result out.
//!
//! Owns: what each kind of work is told, what it gives back, and when that is believed. A result is held to its schema by
//! the service, and to the facts here: every statement names messages or fields that were told, a quotation is in its
//! message to the letter, a wording passes the fair-housing check, and nothing of the masking is left in it. [`runner`] asks
//! and keeps; it is the only one here that does anything. Nothing is ever executed: a draft waits for a person. Must not:
//! let a text leave but through [`Wire`](super::wire::Wire), or tell what is not of the person it is about.
//!
//! To add a kind: `x.rs` with its [`Kind`], its prompt in `assets/prompts/work/x.md`, a `mod` line and a row in [`KINDS`], or in
//! [`STEPS`] when it is not asked for by its name.

mod analysis;
pub mod answers;
mod appointment_prep;
pub mod brief;
mod call_brief;
mod check;
mod choice;
pub mod compose;
mod extraction;
pub mod facts;
mod figures;
mod follow_up_plan;
mod hours;
pub mod matter;
mod message;
mod objection;
mod reply;
pub mod runner;
#[cfg(test)]
mod tests;
pub mod together;
mod translation;
pub mod watch;
mod what_changed;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::claude::schema;
use crate::copilot::order::Lane;
use check::Check;
use facts::{Facts, Subject};

/// All kinds, in the order of the help.
pub const KINDS: &[Row] = &[
    Row::of::<analysis::Analysis>(),
    Row::of::<reply::Reply>(),
    Row::of::<follow_up_plan::FollowUpPlan>(),
    Row::of::<objection::Objection>(),
    Row::of::<call_brief::CallBrief>(),
    Row::of::<appointment_prep::AppointmentPrep>(),
    Row::of::<extraction::Extraction>(),
    Row::of::<translation::Translation>(),
    Row::of::<what_changed::WhatChanged>(),
];

/// What only steps of automations ask for.
pub const STEPS: &[Row] = &[Row::of::<message::Message>(), Row::of::<choice::Choice>()];

/// What is asked for while a message is written.
pub const COMPOSE: &Row = &Row::of::<compose::Composed>();

/// One part of a result, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is: `summary`, `next`.
    pub head: &'static str,
    /// What it says. Foreign text.
    pub text: String,
    /// The ids of the messages and fields it rests on.
    pub evidence: Vec<String>,
}

impl Line {
    /// A part that rests on these.
    pub fn new(head: &'static str, text: impl Into<String>, evidence: &[String]) -> Self {
        Self {
            head,
            text: text.into(),
            evidence: evidence.to_vec(),
        }
    }
}

/// One kind of work. The type is what the service answers with; the comments of its members are what the model reads.
pub trait Kind: DeserializeOwned + Serialize + JsonSchema {
    /// What it is called.
    const NAME: &'static str;
    /// What it is for, in a few words for a person.
    const ABOUT: &'static str;
    /// The standing instructions.
    const PROMPT: &'static str;
    /// Which models do it.
    const LANE: Lane;
    /// The member that can be watched while it comes, for kinds that are.
    const WATCHED: &'static str = "";
    /// It writes in the agent's name: how they write is told.
    const AS_AGENT: bool = false;

    /// What the model is told; the sentence of an error says why there is nothing to work on.
    fn facts(subject: &Subject<'_>) -> Result<Facts, String>;

    /// Holds the schema to what is asked for, for kinds that are asked for a certain thing.
    fn narrow(_schema: &mut Value, _about: &str) {}

    /// Says what of it cannot be believed.
    fn check(&self, check: &Check<'_>) -> Result<(), String>;

    /// It in words.
    fn lines(&self) -> Vec<Line>;

    /// The draft that a person may send, for kinds that make one.
    fn draft(&self) -> Option<&str> {
        None
    }
}

/// One row of the registry: a kind without its type.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Which models do it.
    pub lane: Lane,
    /// The standing instructions.
    pub prompt: &'static str,
    /// The member that can be watched while it comes; empty for none.
    pub watched: &'static str,
    /// It writes in the agent's name.
    pub as_agent: bool,
    schema: fn(&str) -> Value,
    facts: fn(&Subject<'_>) -> Result<Facts, String>,
    check: fn(Value, &Facts) -> Result<(), String>,
    lines: fn(Value) -> Option<Vec<Line>>,
    draft: fn(Value) -> Option<String>,
}

impl Row {
    /// The row of a kind.
    pub const fn of<K: Kind>() -> Self {
        Self {
            name: K::NAME,
            about: K::ABOUT,
            lane: K::LANE,
            prompt: K::PROMPT,
            watched: K::WATCHED,
            as_agent: K::AS_AGENT,
            schema: |about| {
                let mut schema = schema::of::<K>();
                K::narrow(&mut schema, about);
                schema
            },
            facts: K::facts,
            check: |value, facts| {
                let read: K = serde_path_to_error::deserialize(value).map_err(|error| {
                    format!(
                        "the answer does not fit its schema at `{}`: {}",
                        error.path(),
                        error.inner()
                    )
                })?;
                read.check(&Check(facts))
            },
            lines: |value| K::deserialize(value).ok().map(|read| read.lines()),
            draft: |value| {
                let read = K::deserialize(value).ok()?;
                read.draft().map(str::to_owned)
            },
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|row| row.name == name)
    }

    /// The kind of a name that steps of automations ask for.
    pub fn of_steps(name: &str) -> Option<&'static Self> {
        STEPS.iter().chain(KINDS).find(|row| row.name == name)
    }

    /// The schema of its result; `about` as in [`Subject::about`].
    pub fn schema(&self, about: &str) -> Value {
        (self.schema)(about)
    }

    /// What the model is told.
    pub fn facts(&self, subject: &Subject<'_>) -> Result<Facts, String> {
        (self.facts)(subject)
    }

    /// Says what of a result, with the values put back, cannot be believed.
    pub fn check(&self, result: &Value, facts: &Facts) -> Result<(), String> {
        (self.check)(result.clone(), facts)
    }

    /// A result in words; `None` when it was made by another version of the kind.
    pub fn lines(&self, result: &Value) -> Option<Vec<Line>> {
        (self.lines)(result.clone())
    }

    /// The draft in a result, for kinds that make one.
    pub fn draft(&self, result: &Value) -> Option<String> {
        (self.draft)(result.clone())
    }
}
