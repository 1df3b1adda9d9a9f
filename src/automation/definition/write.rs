//! From the tree to a text file, laid out as a person would.

use std::fmt::Write as _;

use super::{Definition, FORMAT, Step};
use crate::automation::schema::{Args, Value};
use crate::automation::words::Words;

/// Writes a definition. Reading it gives the same tree.
pub fn write(definition: &Definition) -> String {
    let mut out = format!("format = {FORMAT}\n");
    args(&mut out, &definition.head, "");
    for (name, section) in [
        ("enters", &definition.enters),
        ("exits", &definition.exits),
        ("hours", &definition.hours),
        ("limits", &definition.limits),
        ("late", &definition.late),
    ] {
        if !section.0.is_empty() {
            let _ = write!(out, "\n[{name}]\n");
            args(&mut out, section, "");
        }
    }
    for one in &definition.steps {
        out.push('\n');
        step(&mut out, one, "step");
    }
    out
}

/// Writes a step with everything in it; `path` is how the place it stands in is called.
pub(super) fn step(out: &mut String, step: &Step, path: &str) {
    let indent = "  ".repeat(path.matches('.').count());
    let _ = writeln!(out, "{indent}[[{path}]]");
    let _ = writeln!(out, "{indent}id = {}", quoted(&step.id));
    let _ = writeln!(out, "{indent}do = {}", quoted(step.action.word));
    args(out, &step.args, &indent);
    for (branch, inside) in &step.branches {
        for one in inside {
            out.push('\n');
            self::step(out, one, &format!("{path}.{branch}"));
        }
    }
}

fn args(out: &mut String, args: &Args, indent: &str) {
    for (name, value, _) in &args.0 {
        if let Value::Words(Words::Each(each)) = value {
            for (voice, text) in each {
                let _ = writeln!(out, "{indent}{name}.{voice} = {}", quoted(text));
            }
        } else {
            let _ = writeln!(out, "{indent}{name} = {}", plain(value));
        }
    }
}

/// A value as TOML.
pub fn plain(value: &Value) -> String {
    match value {
        Value::Line(text) | Value::Words(Words::One(text)) => quoted(text),
        Value::Words(Words::Each(each)) => {
            let voices: Vec<String> = each
                .iter()
                .map(|(voice, text)| format!("{voice} = {}", quoted(text)))
                .collect();
            format!("{{ {} }}", voices.join(", "))
        }
        Value::Length(length) => quoted(&length.to_string()),
        Value::Condition(condition) => quoted(&condition.text),
        Value::List(list) => {
            let list: Vec<String> = list.iter().map(|word| quoted(word)).collect();
            format!("[{}]", list.join(", "))
        }
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Clock(time) => quoted(&time.strftime("%H:%M").to_string()),
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
