//! What Claude can have looked up and proposed: one file each, with the text the model reads beside it.
//!
//! A tool is a question put in words of a model. It answers from the local copy in milliseconds, and it changes nothing: what
//! it would change is a [`Plan`] in its reply, which waits for a person. Its input is strict: what
//! it does not know it refuses. Its answer is bounded, names records by their ids, and says of each part whether
//! somebody else typed it ([`Content`](crate::copilot::content::Content)); nothing of it leaves unmasked.
//!
//! A tool must not: write, ask the network, invent an id, take a phone number or an address for a recipient, or answer with
//! more than a page. To add one: `x.rs` with its [`Tool`], `x.md` with what the model reads, a `mod` line and a row in [`TOOLS`],
//! at the end: the order is part of what the service caches.

mod add_note;
mod add_task;
mod assign;
mod book_appointment;
mod bulk_edit;
mod count_people;
mod draft_message;
mod edit_fields;
mod edit_tags;
mod field;
mod find_people;
mod free_slots;
mod input;
#[cfg(test)]
mod leaves;
mod move_deal;
mod pipeline_summary;
mod plan;
mod read_person;
mod saved_lists;
mod search_words;
mod send_message;
mod snooze;
#[cfg(test)]
mod tests;
mod today_queue;
mod told;
mod wording;

use std::sync::OnceLock;

use futures_util::future::BoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::Desk;
use super::query::Sources;
use crate::copilot::hands::{Hands, Reply};
use crate::domain::plan::{Course, Permits, Plan};
use crate::domain::record::{EntityKind, Members as _};
use crate::store::StoreError;

/// All of them, in the order in which they are declared.
pub const TOOLS: &[Row] = &[
    Row::of::<find_people::FindPeople>(),
    Row::of::<edit_tags::EditTags>(),
    Row::of::<edit_fields::EditFields>(),
    Row::of::<move_deal::MoveDeal>(),
    Row::of::<add_task::AddTask>(),
    Row::of::<add_note::AddNote>(),
    Row::of::<assign::Assign>(),
    Row::of::<snooze::Snooze>(),
    Row::of::<book_appointment::BookAppointment>(),
    Row::of::<draft_message::DraftMessage>(),
    Row::of::<send_message::SendMessage>(),
    Row::of::<bulk_edit::BulkEdit>(),
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

/// A rule whose tool does not exist, in a sentence: a slip there would leave a tool free that was to be denied.
pub(super) fn unknown(permits: &Permits) -> Option<String> {
    let stray = permits
        .keys()
        .find(|name| !TOOLS.iter().any(|row| row.name == **name))?;
    let names: Vec<&str> = TOOLS.iter().map(|row| row.name).collect();
    Some(format!(
        "`claude.rules.{stray}` names no tool, and nothing was started; tools: {}",
        names.join(", ")
    ))
}

/// Whether everybody in a plan is the person's own.
fn is_own(plan: &Plan, sources: &Sources<'_>) -> Result<bool, StoreError> {
    let Some(me) = &sources.today.me else {
        return Ok(false);
    };
    for item in &plan.items {
        let person = sources
            .reader
            .fields(EntityKind::Contact, item.deed.contact().as_str())?;
        if person.is_none_or(|fields| fields.word("assignedTo") != Some(me.as_str())) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The tools over one local copy.
#[derive(Debug)]
pub(super) struct Toolbox {
    desk: Desk,
    /// Made with the first request: a screen opens without one.
    definitions: OnceLock<Vec<String>>,
}

impl Toolbox {
    pub fn new(desk: Desk) -> Self {
        Self {
            desk,
            definitions: OnceLock::new(),
        }
    }
}

impl Hands for Toolbox {
    fn tools(&self) -> &[String] {
        self.definitions
            .get_or_init(|| TOOLS.iter().map(|row| row.definition().to_string()).collect())
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
        let permit = desk.permits.get(tool).copied().unwrap_or_default();
        Box::pin(async move {
            // The whole sentence of a denial is the rule's own, also where nothing was planned.
            if let Course::Refused(why) = permit.course(&Plan::default(), true, false) {
                return Err(why.to_owned());
            }
            let answer = desk.read(move |sources| {
                let reply = row.run(input, sources);
                let own = match &reply {
                    Ok(Reply { plan: Some(plan), .. }) => is_own(plan, sources)?,
                    _ => true,
                };
                Ok((reply, own))
            });
            let (reply, own) = answer.await.map_err(|error| Refusal::from(error).0)?;
            let reply = reply.map_err(|refusal| refusal.0)?;
            let course = reply.plan.as_ref().map(|plan| permit.course(plan, own, true));
            match course {
                Some(Course::Refused(why)) => Err(why.to_owned()),
                _ => Ok(reply),
            }
        })
    }

    fn is_free(&self, tool: &str, plan: &Plan) -> BoxFuture<'static, bool> {
        let permit = self.desk.permits.get(tool).copied().unwrap_or_default();
        let (desk, plan) = (self.desk.clone(), plan.clone());
        Box::pin(async move {
            let own = desk.read(move |sources| {
                let own = is_own(&plan, sources)?;
                Ok(permit.course(&plan, own, false) == Course::AtOnce)
            });
            own.await.unwrap_or(false)
        })
    }
}
