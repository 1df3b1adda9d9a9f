//! A JSON value that satisfies a schema and speaks of the question: arguments of a tool call, or a structured answer.

use serde_json::{Map, Value, json};

use super::prose;
use super::question::{Question, stems};
use crate::sandbox::claude::schema::type_of;

/// How much of an object is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// What is required, and what the question speaks of: arguments.
    Asked,
    /// Everything: a structured answer.
    All,
}

/// A list or text is filled up to this length and no further, whatever least length a schema names.
const LENGTH: u64 = 10_000;

/// Deeper than this a schema must be recursive.
const DEPTH: usize = 12;

/// Fills schemas from one question.
#[derive(Debug)]
pub(super) struct Filler<'a> {
    pub(super) question: &'a Question,
    /// The schema references are resolved in.
    pub(super) root: &'a Value,
    pub(super) fill: Fill,
    /// The present, for dates the question does not name.
    pub(super) now: jiff::Timestamp,
}

impl Filler<'_> {
    /// A value for the whole schema.
    pub(super) fn whole(&self) -> Value {
        self.value(self.root, "", 0, 0)
    }

    /// Whether every id the schema requires can be found in the question or in what was found before.
    pub(super) fn has_ids(&self) -> bool {
        let described = |name: &str| {
            let property = self.root.get("properties").and_then(|all| all.get(name));
            property.is_some_and(says_id)
        };
        let ids = required(self.root)
            .filter(|name| is_id(name) || described(name))
            .all(|name| self.id(name).is_some());
        ids && required_lists(self.root)
            .filter(|name| is_id(name))
            .all(|name| self.id(name).is_some())
    }

    fn value(&self, schema: &Value, name: &str, nth: usize, depth: usize) -> Value {
        let schema = self.resolve(schema, depth);
        if let Some(fixed) = schema.get("const") {
            return fixed.clone();
        }
        if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
            return self.choice(choices, nth);
        }
        match type_of(&schema) {
            "object" => self.object(&schema, nth, depth),
            "array" => self.array(&schema, name, depth),
            "integer" => json!(self.number(&schema, name).round() as i64),
            "number" => json!(self.number(&schema, name)),
            "boolean" => json!(self.speaks_of(name)),
            "null" => Value::Null,
            "string" if says_id(&schema) => Value::from(self.id(name).unwrap_or_default()),
            _ => Value::from(self.string(&schema, name, nth)),
        }
    }

    /// Follows references and picks the first alternative that is not null.
    fn resolve(&self, schema: &Value, depth: usize) -> Value {
        if depth > DEPTH {
            return json!({"type": "null"});
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let found = target
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(pointer));
            return found.map_or_else(|| json!({}), |found| self.resolve(found, depth + 1));
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(choices) = schema.get(word).and_then(Value::as_array) {
                let some = choices
                    .iter()
                    .find(|choice| type_of(choice) != "null")
                    .or_else(|| choices.first());
                return some.map_or_else(|| json!({}), |choice| self.resolve(choice, depth + 1));
            }
        }
        match schema.get("allOf").and_then(Value::as_array) {
            Some(parts) => parts.iter().fold(schema.clone(), merge),
            None => schema.clone(),
        }
    }

    fn object(&self, schema: &Value, nth: usize, depth: usize) -> Value {
        let mut object = Map::new();
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return json!({});
        };
        let must: Vec<&str> = required(schema).collect();
        // The parts of a list differ, so that a structured answer does not say one thing twice.
        let nth = if self.fill == Fill::All { nth } else { 0 };
        let mut fill = |wanted: bool| {
            for (name, property) in properties {
                let needed = must.contains(&name.as_str());
                let asked = self.fill == Fill::All || self.evident(property, name);
                if needed == wanted && (needed || asked) {
                    object.insert(name.clone(), self.value(property, name, nth, depth + 1));
                }
            }
        };
        fill(true);
        fill(false);
        Value::Object(object)
    }

    /// Whether the question holds something for an optional property.
    fn evident(&self, schema: &Value, name: &str) -> bool {
        let schema = self.resolve(schema, 0);
        if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
            return choices
                .iter()
                .any(|choice| choice.as_str().is_some_and(|word| self.speaks_of(word)));
        }
        match type_of(&schema) {
            "string" if is_id(name) => self
                .question
                .ids()
                .iter()
                .any(|id| self.question.text.contains(id.as_str())),
            "string" if is_subject(name) => !self.question.names().is_empty(),
            "integer" | "number" => self.speaks_of(name) && !self.question.numbers().is_empty(),
            "boolean" => self.speaks_of(name),
            _ => false,
        }
    }

    fn array(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if says_id(schema) && self.fill == Fill::Asked {
            return self
                .question
                .ids()
                .into_iter()
                .take(IDS)
                .map(Value::from)
                .collect();
        }
        let says = |word: &str| {
            self.question
                .text
                .split_whitespace()
                .any(|one| one.eq_ignore_ascii_case(word))
        };
        if self.fill == Fill::Asked && matches!(name, "add" | "remove") && !says(name) {
            return Value::Array(Vec::new());
        }
        let bound = |word: &str| schema.get(word).and_then(Value::as_u64);
        let usual = if self.fill == Fill::All { 2 } else { 1 };
        let count = usual
            .max(bound("minItems").unwrap_or(0))
            .min(bound("maxItems").unwrap_or(u64::MAX));
        let items = schema
            .get("items")
            .cloned()
            .unwrap_or_else(|| json!({"type": "string"}));
        let one = name.strip_suffix('s').unwrap_or(name);
        (0..count.min(LENGTH) as usize)
            .map(|nth| self.value(&items, one, nth, depth + 1))
            .collect()
    }

    /// The choice the question names, else one after the other.
    fn choice(&self, choices: &[Value], nth: usize) -> Value {
        let named = choices
            .iter()
            .find(|choice| choice.as_str().is_some_and(|word| self.speaks_of(word)));
        named
            .filter(|_| nth == 0)
            .or_else(|| choices.get(nth % choices.len().max(1)))
            .cloned()
            .unwrap_or(Value::Null)
    }

    /// Whether all words of a name or choice occur in the question.
    fn speaks_of(&self, words: &str) -> bool {
        let words = stems(words);
        !words.is_empty() && words.iter().all(|word| self.question.stems.contains(word))
    }

    fn number(&self, schema: &Value, name: &str) -> f64 {
        let numbers = self.question.numbers();
        let usual = match name {
            "limit" | "count" | "top" | "page_size" | "max_results" => 10.0,
            _ if name.contains("confidence") || name.contains("probability") => 0.82,
            _ if name.contains("score") || name.contains("rating") => 78.0,
            _ => 1.0,
        };
        let small = matches!(name, "limit" | "count" | "top" | "page_size" | "max_results");
        let told = self.told_limits(schema);
        let found = numbers
            .into_iter()
            .filter(|number| told.is_none_or(|(low, high)| (low..=high).contains(number)))
            .find(|number| !small || (1.0..=100.0).contains(number));
        let bound = |word: &str| schema.get(word).and_then(Value::as_f64);
        let low = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|low| low + 1.0));
        let high = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|high| high - 1.0));
        let (low, high) = (low.or(told.map(|told| told.0)), high.or(told.map(|told| told.1)));
        let number = found
            .unwrap_or(usual)
            .min(high.unwrap_or(f64::MAX))
            .max(low.unwrap_or(f64::MIN));
        match bound("multipleOf") {
            Some(step) if step > 0.0 => (number / step).ceil() * step,
            _ => number,
        }
    }

    /// Limits that stand in the description, where a structured answer must find them: `from 1 to 99`.
    fn told_limits(&self, schema: &Value) -> Option<(f64, f64)> {
        let said = self.description(schema)?;
        let (_, rest) = said.split_once(" from ")?;
        let (low, rest) = rest.split_once(" to ")?;
        let digits = rest
            .find(|sign: char| !sign.is_ascii_digit())
            .unwrap_or(rest.len());
        Some((low.parse().ok()?, rest.get(..digits)?.parse().ok()?))
    }

    /// The longest text that the description allows: `At most 160 characters`.
    fn told_length(&self, schema: &Value) -> Option<usize> {
        let said = self.description(schema)?.to_lowercase();
        let (_, rest) = said.split_once("at most ")?;
        rest.split_once(" characters")?.0.parse().ok()
    }

    /// What a structured answer is told about one of its members.
    fn description<'s>(&self, schema: &'s Value) -> Option<&'s str> {
        let said = schema.get("description").and_then(Value::as_str);
        said.filter(|_| self.fill == Fill::All)
    }

    fn string(&self, schema: &Value, name: &str, nth: usize) -> String {
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let text = self.formatted(format).unwrap_or_else(|| self.words(name, nth));
        let bound = |word: &str| {
            schema
                .get(word)
                .and_then(Value::as_u64)
                .map(|bound| bound as usize)
        };
        let mut text: String = text
            .chars()
            .take(
                bound("maxLength")
                    .or_else(|| self.told_length(schema))
                    .unwrap_or(usize::MAX),
            )
            .collect();
        let short = bound("minLength")
            .unwrap_or(0)
            .min(LENGTH as usize)
            .saturating_sub(text.chars().count());
        text.extend(std::iter::repeat_n('-', short));
        text
    }

    fn formatted(&self, format: &str) -> Option<String> {
        let day = self
            .question
            .day()
            .unwrap_or_else(|| self.now.strftime("%Y-%m-%d").to_string());
        Some(match format {
            "date" => day,
            "date-time" => format!("{day}T17:00:00Z"),
            "time" => "17:00:00Z".to_owned(),
            "duration" => "PT30M".to_owned(),
            "email" => self
                .question
                .email()
                .unwrap_or_else(|| "someone@example.com".to_owned()),
            "hostname" => "example.com".to_owned(),
            "uri" => "https://example.com/".to_owned(),
            "ipv4" => "192.0.2.1".to_owned(),
            "ipv6" => "2001:db8::1".to_owned(),
            "uuid" => "00000000-0000-4000-8000-000000000001".to_owned(),
            _ => return None,
        })
    }

    /// Text for a property, by its name.
    fn words(&self, name: &str, nth: usize) -> String {
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if is_id(name) {
            return self.id(name).unwrap_or_else(|| self.question.subject());
        }
        if let Some(words) = self.id("id").filter(|_| has(&["quote"])) {
            return self.question.words_of(&words).unwrap_or_default();
        }
        if has(&["email"]) {
            return self
                .question
                .email()
                .unwrap_or_else(|| "someone@example.com".to_owned());
        }
        if has(&["date", "when", "due", "_at"]) {
            return self.formatted("date").unwrap_or_default();
        }
        if has(&["message", "body", "content", "draft", "reply", "text", "note"]) && self.fill == Fill::Asked
        {
            return self
                .question
                .quoted()
                .unwrap_or_else(|| prose::message_to(self.question));
        }
        if has(&["message", "body", "draft", "reply"]) {
            return prose::message_to(self.question);
        }
        if has(&[
            "summary",
            "reason",
            "rationale",
            "explanation",
            "description",
            "answer",
            "note",
        ]) {
            return prose::gist(self.question).to_owned();
        }
        if has(&["tag", "label"]) {
            return self.question.quoted().unwrap_or_else(|| "follow-up".to_owned());
        }
        let subject = self.question.subject();
        if (is_subject(name) || self.fill == Fill::Asked) && !subject.is_empty() {
            return subject;
        }
        prose::point(self.question, nth).to_owned()
    }

    /// An id for a property: what an earlier result calls by that name, else the first id in sight.
    fn id(&self, name: &str) -> Option<String> {
        let key = format!("\"{name}\":");
        let named = self.question.context.split_once(&key).and_then(|(_, rest)| {
            let (_, rest) = rest.split_once('"')?;
            rest.split_once('"').map(|(id, _)| id.to_owned())
        });
        let in_question = self
            .question
            .ids()
            .into_iter()
            .find(|id| self.question.text.contains(id.as_str()));
        in_question
            .or(named)
            .or_else(|| self.question.ids().into_iter().next())
    }
}

/// Names of properties that hold a record's id.
pub(super) fn is_id(name: &str) -> bool {
    name == "id"
        || name.ends_with("_id")
        || name.ends_with("Id")
        || name.ends_with("_ids")
        || name.ends_with("Ids")
}

/// Whether a property says of itself that it holds ids.
fn says_id(schema: &Value) -> bool {
    let says = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or_default();
    says.starts_with("Id of") || says.starts_with("Ids of")
}

/// Ids that one call names, at most.
const IDS: usize = 5;

/// Names of properties that hold what is looked for.
fn is_subject(name: &str) -> bool {
    matches!(
        name,
        "q" | "query" | "search" | "text" | "term" | "name" | "filter" | "keyword" | "contact" | "lead"
    ) || name.ends_with("_name")
        || name.ends_with("_query")
}

fn required(schema: &Value) -> impl Iterator<Item = &str> {
    schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// Required lists of objects may hide ids of their own; one level is looked at.
fn required_lists(schema: &Value) -> impl Iterator<Item = &str> {
    required(schema)
        .filter_map(|name| schema.get("properties")?.get(name)?.get("items"))
        .flat_map(required)
}

/// Adds the parts of one schema to another; properties and required names are joined.
fn merge(mut whole: Value, part: &Value) -> Value {
    let (Some(target), Some(part)) = (whole.as_object_mut(), part.as_object()) else {
        return whole;
    };
    for (key, value) in part {
        match (target.get_mut(key), value) {
            (Some(Value::Object(mine)), Value::Object(theirs)) => mine.extend(theirs.clone()),
            (Some(Value::Array(mine)), Value::Array(theirs)) => mine.extend(theirs.clone()),
            _ => {
                target.insert(key.clone(), value.clone());
            }
        }
    }
    whole
}
