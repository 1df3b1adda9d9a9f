//! What Claude can have looked up and proposed: one file each, with the text the model reads beside it.
//!
//! A tool is a question put in words of a model. It answers from the local copy in milliseconds, and it changes nothing: what
//! it would change is a [`Plan`](crate::domain::plan::Plan) in its reply, which waits for a person. Its input is strict: what
//! it does not know it refuses. Its answer is bounded, names records by their ids, and says of each part whether
//! somebody else typed it ([`Content`](crate::copilot::content::Content)); nothing of it leaves unmasked.
//!
//! A tool must not: write, ask the network, invent an id, take a phone number or an address for a recipient, or answer with
//! more than a page. To add one: `x.rs` with its [`Tool`], `x.md` with what the model reads, a `mod` line and a row in [`TOOLS`],
//! at the end: the order is part of what the service caches.

mod count_people;
mod edit_tags;
mod find_people;
mod free_slots;
mod input;
mod pipeline_summary;
mod read_person;
mod saved_lists;
mod search_words;
#[cfg(test)]
mod tests;
mod today_queue;
mod told;

use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::Desk;
use super::query::Sources;
use crate::copilot::hands::{Hands, Reply};
use crate::store::StoreError;

/// All of them, in the order in which they are declared.
pub const TOOLS: &[Row] = &[
    Row::of::<find_people::FindPeople>(),
    Row::of::<edit_tags::EditTags>(),
    Row::of::<read_person::ReadPerson>(),
    Row::of::<count_people::CountPeople>(),
    Row::of::<pipeline_summary::PipelineSummary>(),
    Row::of::<today_queue::TodayQueue>(),
    Row::of::<free_slots::FreeSlots>(),
    Row::of::<search_words::SearchWords>(),
    Row::of::<saved_lists::SavedLists>(),
];

/// Why a tool gives nothing: a sentence for the model that says what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    /// A refusal.
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }

    /// There is no such record.
    pub fn unknown(kind: &str, id: &str) -> Self {
        Self(format!(
            "There is no {kind} with the id {id}. Ids come from the answers of tools; find the {kind} first."
        ))
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self(format!("The local copy could not answer: {error}."))
    }
}

/// One tool.
pub trait Tool {
    /// What it is called; verb first.
    const NAME: &'static str;
    /// What the model reads about it.
    const ABOUT: &'static str;
    /// Whether it proposes something. Then its input is held to its schema by the service as well.
    const PROPOSES: bool;
    /// What it takes; the comments of its members are what the model reads about them.
    type Input: DeserializeOwned + JsonSchema;

    /// Answers.
    fn run(input: Self::Input, sources: &Sources<'_>) -> Result<Reply, Refusal>;
}

/// One row of the registry: a tool without its type.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// What it is called.
    pub name: &'static str,
    /// Whether it proposes something.
    pub proposes: bool,
    define: fn() -> Value,
    run: fn(Value, &Sources<'_>) -> Result<Reply, Refusal>,
}

impl Row {
    /// The row of a tool.
    pub const fn of<T: Tool>() -> Self {
        Self {
            name: T::NAME,
            proposes: T::PROPOSES,
            define: input::define::<T>,
            run: |value, sources| T::run(input::read::<T>(value)?, sources),
        }
    }

    /// Its definition as the service wants it.
    pub fn definition(&self) -> Value {
        (self.define)()
    }

    /// Answers.
    pub fn run(&self, input: Value, sources: &Sources<'_>) -> Result<Reply, Refusal> {
        (self.run)(input, sources)
    }
}

/// The tools over one local copy.
#[derive(Debug)]
pub(super) struct Toolbox {
    desk: Desk,
    definitions: Vec<String>,
}

impl Toolbox {
    pub fn new(desk: Desk) -> Self {
        let definitions = TOOLS.iter().map(|row| row.definition().to_string()).collect();
        Self { desk, definitions }
    }
}

impl Hands for Toolbox {
    fn tools(&self) -> &[String] {
        &self.definitions
    }

    fn call(&self, tool: &str, input: Value) -> BoxFuture<'static, Result<Reply, String>> {
        let Some(row) = TOOLS.iter().find(|row| row.name == tool) else {
            let known: Vec<&str> = TOOLS.iter().map(|row| row.name).collect();
            let why = format!(
                "There is no tool of that name; nothing ran. Tools: {}.",
                known.join(", ")
            );
            return Box::pin(std::future::ready(Err(why)));
        };
        let desk = self.desk.clone();
        Box::pin(async move {
            let answer = desk.read(move |sources| Ok(row.run(input, sources))).await;
            match answer {
                Ok(reply) => reply.map_err(|refusal| refusal.0),
                Err(error) => Err(Refusal::from(error).0),
            }
        })
    }
}
