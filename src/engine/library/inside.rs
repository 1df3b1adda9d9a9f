//! One run laid open, and how many people stand at each step.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde_json::{Value, json};

use super::tree::{Line, tree};
use crate::automation::definition::{Definition, read};
use crate::automation::machine::{Program, Run, State};
use crate::domain::value::Foreign;
use crate::engine::query::{Query, RunById, RunLineOf, Sources};
use crate::store::{RunTry, StoreError};

/// Something with its name, both in words.
pub type Named = (String, String);

/// One line of the log, with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogLine {
    /// The line.
    pub log: RunTry,
    /// What was to be done.
    pub effect: Vec<Named>,
    /// What was known of them then.
    pub facts: Vec<Named>,
}

/// A run with everything of it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRun {
    /// The run.
    pub row: RunLineOf,
    /// The steps of its version; none when that cannot be read any more.
    pub steps: Vec<Line>,
    /// The name of the step it is at.
    pub at: Option<String>,
    /// Why it stands still.
    pub stands: Option<String>,
    /// Every line of its log, the oldest first.
    pub tries: Vec<LogLine>,
    /// The version that people come in on now.
    pub live: Option<u32>,
}

impl OpenRun {
    /// A step by its name.
    pub fn step(&self, id: &str) -> Option<&Line> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The run as a case for a test, as JSON: what was planned at each step, by which facts, and what came of it.
    pub fn case(&self) -> String {
        let read = |text: &Option<String>| -> Value {
            let text = text.as_deref().unwrap_or("null");
            serde_json::from_str(text).unwrap_or(Value::Null)
        };
        let run = &self.row.run;
        let steps: Vec<Value> = self
            .tries
            .iter()
            .map(|line| {
                let log = &line.log;
                json!({
                    "at": log.at.to_string(), "step": log.step, "what": log.what, "effect": read(&log.effect),
                    "result": log.result, "facts": read(&log.facts),
                })
            })
            .collect();
        let case = json!({
            "automation": run.automation, "version": run.version, "entered": run.entered.to_string(),
            "ended": run.ended.map(|at| at.to_string()), "why": run.why, "waits_for": run.waits, "steps": steps,
        });
        serde_json::to_string_pretty(&case).unwrap_or_default()
    }

    /// It goes on.
    pub const fn is_open(&self) -> bool {
        self.row.run.ended.is_none()
    }
}

/// Everything of one run; nothing when it is not kept any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunInside(pub String);

impl Query for RunInside {
    type Answer = Option<OpenRun>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let Some((row, tries)) = RunById(self.0).answer(sources)? else {
            return Ok(None);
        };
        let id = row.run.automation.as_str();
        let rows = sources.reader.automations()?;
        let live = rows
            .into_iter()
            .find(|one| one.id == id)
            .and_then(|one| one.version);
        let definition = definition(sources, id, row.run.version)?;
        let steps = definition
            .as_ref()
            .map_or_else(Vec::new, |definition| tree(definition, definition.tone()));
        let run: Option<Run> = serde_json::from_str(&row.run.state).ok();
        let number = run.as_ref().and_then(|run| run.at);
        let at = definition
            .zip(number)
            .and_then(|(definition, number)| step_at(&Program::of(definition), number));
        let stands = run.and_then(|run| match run.state {
            State::Paused { pause, .. } => Some(pause.why),
            State::Running | State::Ended { .. } => None,
        });
        Ok(Some(OpenRun {
            row,
            steps,
            at,
            stands,
            tries: tries.into_iter().map(opened).collect(),
            live,
        }))
    }
}

/// How many people stand at each step of an automation, whatever version they are on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleAt(pub String);

impl Query for PeopleAt {
    type Answer = BTreeMap<String, u64>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let mut programs: BTreeMap<u32, Option<Program>> = BTreeMap::new();
        let mut found = BTreeMap::new();
        for (version, number, people) in sources.reader.runs_by_step(&self.0)? {
            let program = match programs.entry(version) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(fresh) => fresh.insert(definition(sources, &self.0, version)?.map(Program::of)),
            };
            if let Some(step) = program.as_ref().and_then(|program| step_at(program, number)) {
                *found.entry(step).or_default() += people;
            }
        }
        Ok(found)
    }
}

/// The text of a version that was published; nothing when there is none of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionText {
    /// Of which automation.
    pub id: String,
    /// Which version.
    pub version: u32,
}

impl Query for VersionText {
    type Answer = Option<String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let rows = sources.reader.automations()?.into_iter();
        let mut called = rows.filter(|row| row.id.eq_ignore_ascii_case(&self.id));
        called.next().map_or(Ok(None), |row| {
            sources.reader.automation_text(&row.id, Some(self.version))
        })
    }
}

fn step_at(program: &Program, number: usize) -> Option<String> {
    program.step(number).map(|step| step.id.clone())
}

fn definition(sources: &Sources<'_>, id: &str, version: u32) -> Result<Option<Definition>, StoreError> {
    let text = sources.reader.automation_text(id, Some(version))?;
    Ok(text.and_then(|text| read(&text).ok()))
}

fn opened(log: RunTry) -> LogLine {
    let told = |text: &Option<String>| {
        let mut words = Vec::new();
        let value = text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        tell("", &value.unwrap_or(Value::Null), &mut words);
        words
    };
    LogLine {
        effect: told(&log.effect),
        facts: told(&log.facts),
        log,
    }
}

/// Everything in a value that says something, each under the name nearest to it.
fn tell(name: &str, value: &Value, words: &mut Vec<Named>) {
    let said = match value {
        Value::Null | Value::Bool(false) => return,
        Value::Object(members) => {
            for (name, value) in members {
                tell(name, value, words);
            }
            return;
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            items.join(", ")
        }
        Value::Array(items) => {
            for item in items {
                tell(name, item, words);
            }
            return;
        }
        Value::Bool(true) => "yes".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
    };
    if !said.is_empty() {
        words.push((name.replace('_', " "), Foreign::from(said).shown().to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_as_a_tree_is_told_in_words() {
        let log = RunTry {
            at: jiff::Timestamp::UNIX_EPOCH,
            step: "hello".into(),
            what: "effect".into(),
            key: None,
            effect: Some(r#"{"effect":"notify","who":"owner","says":"Call \u001b[31mAna"}"#.into()),
            result: None,
            done: None,
            tries: 0,
            cents: 0,
            facts: Some(r#"{"tags":["buyer","a"],"stage":null,"wrote":"","dnd":false}"#.into()),
        };
        let opened = opened(log);
        let words: Vec<_> = opened
            .effect
            .iter()
            .map(|(name, words)| format!("{name}={words}"))
            .collect();
        assert_eq!(words.len(), 3, "{words:?}");
        assert!(words.contains(&"who=owner".to_owned()), "{words:?}");
        assert!(!words.iter().any(|words| words.contains('\u{1b}')), "{words:?}");
        assert_eq!(opened.facts, [("tags".to_owned(), "buyer, a".to_owned())]);
    }
}
