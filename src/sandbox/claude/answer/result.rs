//! What tools returned, put into words: a table of rows, the fields of a record, a figure, or what went wrong.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::question::{Question, result_text};
use crate::sandbox::claude::request::{MessageRequest, Role, kind, text_of};

/// Rows and columns shown at most; an answer is not a report.
const ROWS: usize = 8;
const COLUMNS: usize = 4;
/// Longest text shown in a cell.
const CELL: usize = 48;

/// The results that came since the person last spoke, with the name of the tool each answers.
pub(super) fn results(request: &MessageRequest) -> Vec<(&str, &Value)> {
    let blocks = |role: Role| {
        request
            .messages
            .iter()
            .filter(move |message| message.role == role)
            .flat_map(|message| &message.blocks)
    };
    let Some(last) = request
        .messages
        .iter()
        .rev()
        .find(|message| message.role == Role::User)
    else {
        return Vec::new();
    };
    let name_of = |result: &Value| {
        let id = text_of(result, "tool_use_id");
        let call =
            blocks(Role::Assistant).find(|block| kind(block) == "tool_use" && text_of(block, "id") == id);
        call.map_or("the tool", |call| text_of(call, "name"))
    };
    last.blocks
        .iter()
        .filter(|block| kind(block) == "tool_result")
        .map(|result| (name_of(result), result))
        .collect()
}

/// The answer from results.
pub(super) fn answer(question: &Question, results: &[(&str, &Value)]) -> String {
    let mut text = String::new();
    let mut is_open = false;
    for (tool, result) in results {
        let said = result_text(result);
        if result.get("is_error") == Some(&Value::Bool(true)) {
            let _ = write!(text, "{}\n\n", failure(tool, &said));
            continue;
        }
        match serde_json::from_str::<Value>(&said) {
            Ok(value) => is_open |= describe(&mut text, question, tool, &value),
            Err(_) if said.trim().is_empty() => {
                let _ = write!(text, "`{tool}` finished and returned nothing further.\n\n");
            }
            Err(_) => {
                let _ = write!(text, "{}\n\n", short(&said, 600));
            }
        }
    }
    if is_open && !question.form.brief {
        text.push_str("Shall I open one of them, or draft the next message?");
    }
    text
}

fn failure(tool: &str, said: &str) -> String {
    let lower = said.to_lowercase();
    if lower.contains("declined") {
        return "Understood: I left everything as it is.".to_owned();
    }
    if lower.contains("cancel") || lower.contains("interrupted") {
        return format!(
            "`{tool}` did not run to its end, so I will not guess at the outcome: {}",
            short(said, 200)
        );
    }
    format!("`{tool}` could not do that: {}", short(said, 300))
}

/// Says what a tool told; whether there is somebody to go on with.
fn describe(text: &mut String, question: &Question, tool: &str, value: &Value) -> bool {
    let list = match value {
        Value::Array(list) => Some((list, list.len() as u64)),
        Value::Object(object) => list_in(object),
        _ => None,
    };
    match (list, value) {
        (_, Value::Object(object)) if object.contains_key("proposed") => {
            let count = object.get("proposed").map(cell).unwrap_or_default();
            let _ = write!(
                text,
                "I propose **{count}** changes. Nothing is done yet: pick from the list below what you want.\n\n"
            );
            false
        }
        (Some((list, total)), _) => {
            let _ = write!(text, "{}\n\n", found(question, list.len(), total));
            rows(text, list);
            total > 0
        }
        (None, Value::Object(object)) => {
            record(text, tool, object);
            true
        }
        (None, scalar) => {
            let _ = write!(text, "The answer is **{}**.\n\n", cell(scalar));
            true
        }
    }
}

/// The first list in an object, with the total the object names. What is somebody's, with a name and more than lists, is a
/// record and no list.
fn list_in(object: &Map<String, Value>) -> Option<(&Vec<Value>, u64)> {
    if object.contains_key("name") && object.values().filter(|value| !value.is_array()).count() > 2 {
        return None;
    }
    let list = object.values().find_map(Value::as_array)?;
    let total = ["total", "count", "total_count"]
        .iter()
        .find_map(|key| object.get(*key)?.as_u64());
    Some((list, total.unwrap_or(list.len() as u64)))
}

fn found(question: &Question, shown: usize, total: u64) -> String {
    let subject = question
        .names()
        .first()
        .map(|name| format!(" for **{name}**"))
        .unwrap_or_default();
    match total {
        0 => format!("I found nothing{subject}. A different spelling or a wider filter may help."),
        1 => format!("I found **1** match{subject}:"),
        _ if total as usize > shown.min(ROWS) => {
            format!(
                "I found **{total}** matches{subject}; the first {} are:",
                shown.min(ROWS)
            )
        }
        _ => format!("I found **{total}** matches{subject}:"),
    }
}

fn rows(text: &mut String, list: &[Value]) {
    let objects: Vec<&Map<String, Value>> = list.iter().filter_map(Value::as_object).collect();
    let Some(first) = objects.first() else {
        for item in list.iter().take(ROWS) {
            let _ = writeln!(text, "- {}", cell(item));
        }
        text.push('\n');
        return;
    };
    let columns = columns(first);
    let _ = writeln!(text, "| {} |", columns.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(columns.len()));
    for object in objects.iter().take(ROWS) {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| object.get(*column).map_or(String::new(), cell))
            .collect();
        let _ = writeln!(text, "| {} |", cells.join(" | "));
    }
    text.push('\n');
}

/// The most telling columns: names before figures, ids last.
fn columns(row: &Map<String, Value>) -> Vec<&str> {
    let plain = |value: &Value| !value.is_object() && !value.is_array();
    let mut columns: Vec<&str> = row
        .iter()
        .filter(|(_, value)| plain(value))
        .map(|(key, _)| key.as_str())
        .collect();
    columns.sort_by_key(|column| match *column {
        "name" | "full_name" | "title" | "contact" => 0,
        _ if super::instance::is_id(column) => 2,
        _ => 1,
    });
    columns.truncate(COLUMNS);
    columns
}

fn record(text: &mut String, tool: &str, object: &Map<String, Value>) {
    let _ = write!(text, "From `{tool}`:\n\n");
    let telling = object
        .iter()
        .filter(|(_, value)| !value.is_null() && !value.is_object());
    for (key, value) in telling.take(12) {
        let _ = writeln!(text, "- **{}:** {}", key.replace('_', " "), cell(value));
    }
    text.push('\n');
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Array(items) if items.iter().any(Value::is_object) => items.len().to_string(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    short(&text.replace('|', "/").replace(['\n', '\r'], " "), CELL)
}

fn short(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}
