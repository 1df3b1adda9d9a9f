//! From a text file to the tree. Everything that is wrong is told at once, each with its line and column.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Time;
use toml_edit::{Document, Item, TableLike, Value as Raw};

use super::place::spot;
use super::write::plain;
use super::{
    DEEPEST, Definition, ENTERS, EXITS, FORMAT, Fault, HEAD, HOURS, LATE, LIMITS, MOST_STEPS, SECTIONS, Step,
    action_of,
};
use crate::automation::action::ACTIONS;
use crate::automation::length::Length;
use crate::automation::schema::{Arg, Args, Kind, Spot, Value};
use crate::automation::trigger::TRIGGERS;
use crate::automation::words::{Condition, VOICES, Words};
use crate::domain::filter::nearest;

/// Reads a definition.
pub fn read(text: &str) -> Result<Definition, Vec<Fault>> {
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let said = error
            .message()
            .lines()
            .next()
            .unwrap_or("it cannot be read")
            .to_owned();
        vec![Fault {
            spot: spot(text, at),
            message: format!("this is not written as TOML: {said}"),
        }]
    })?;
    let mut reader = Reader {
        text,
        faults: Vec::new(),
        ids: BTreeMap::new(),
        steps: 0,
    };
    let read = reader.definition(document.as_table());
    match read {
        Some(definition) if reader.faults.is_empty() => Ok(definition),
        _ => {
            reader
                .faults
                .sort_by_key(|fault| (fault.spot.line, fault.spot.column));
            Err(reader.faults)
        }
    }
}

/// A value as a person types it, without quotes and brackets. It must be what its list wants; the error says what that is.
pub fn typed(arg: &Arg, text: &str) -> Result<Value, String> {
    let written = match arg.kind {
        Kind::Number(..) => text.trim().to_owned(),
        Kind::Flag => match text.trim() {
            "yes" => "true".to_owned(),
            "no" => "false".to_owned(),
            other => other.to_owned(),
        },
        Kind::Some(_) => {
            let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
            plain(&Value::List(words.map(str::to_owned).collect()))
        }
        _ => plain(&Value::Line(text.to_owned())),
    };
    let line = format!("{} = {written}\n", arg.name);
    let wrong = || format!("this is no value for {}: {}", arg.name, arg.help);
    let document = Document::parse(line.as_str()).map_err(|_| wrong())?;
    let item = document.as_table().get(arg.name).ok_or_else(wrong)?;
    let reader = Reader {
        text: &line,
        faults: Vec::new(),
        ids: BTreeMap::new(),
        steps: 0,
    };
    let value = reader.value(arg, item, Spot { line: 1, column: 1 });
    value.map_err(|(_, message)| message)
}

struct Reader<'a> {
    text: &'a str,
    faults: Vec<Fault>,
    /// Names of steps with the line of each.
    ids: BTreeMap<String, usize>,
    steps: usize,
}

impl Reader<'_> {
    fn spot(&self, span: Option<Range<usize>>) -> Spot {
        spot(self.text, span.map_or(0, |span| span.start))
    }

    fn fault(&mut self, spot: Spot, message: impl Into<String>) {
        let message = message.into();
        self.faults.push(Fault { spot, message });
    }

    fn definition(&mut self, top: &toml_edit::Table) -> Option<Definition> {
        if !self.is_format(top) {
            return None;
        }
        let others: Vec<&str> = ["format", "step"]
            .into_iter()
            .chain(SECTIONS.iter().map(|(name, _)| *name))
            .collect();
        let head = self.args(top, &[HEAD], &others, Spot { line: 1, column: 1 });
        let trigger = self.trigger(top)?;
        let mut section = |name: &str, lists: &[&'static [Arg]]| {
            let Some(item) = top.get(name) else {
                let needed = lists.iter().copied().flatten().find(|arg| arg.needed);
                if let Some(arg) = needed {
                    let spot = Spot { line: 1, column: 1 };
                    self.fault(
                        spot,
                        format!("[{name}] is missing; it needs {}: {}", arg.name, arg.help),
                    );
                }
                return Args::default();
            };
            let at = self.spot(item.span());
            if let Some(table) = item.as_table_like() {
                self.args(table, lists, &[], at)
            } else {
                self.fault(
                    at,
                    format!("{name} is a section; write [{name}] on a line of its own"),
                );
                Args::default()
            }
        };
        let enters = section("enters", &[ENTERS, trigger.args]);
        let exits = section("exits", &[EXITS]);
        let hours = section("hours", &[HOURS]);
        let limits = section("limits", &[LIMITS]);
        let late = section("late", &[LATE]);
        let steps = self.steps(top.get("step"), "step", 0);
        Some(Definition {
            head,
            trigger,
            enters,
            exits,
            hours,
            limits,
            late,
            steps,
        })
    }

    fn is_format(&mut self, top: &toml_edit::Table) -> bool {
        let item = top.get("format");
        let at = self.spot(item.and_then(Item::span));
        match item.and_then(Item::as_integer) {
            Some(FORMAT) => true,
            Some(newer) if newer > FORMAT => {
                let message = format!(
                    "this file has format {newer} and this program knows {FORMAT}; nothing was changed; a newer leadline reads it"
                );
                self.fault(at, message);
                false
            }
            _ => {
                self.fault(at, format!("the first line must be format = {FORMAT}"));
                false
            }
        }
    }

    fn trigger(&mut self, top: &toml_edit::Table) -> Option<&'static crate::automation::trigger::Trigger> {
        let section = top.get("enters");
        let on = section
            .and_then(Item::as_table_like)
            .and_then(|table| table.get("on"));
        let at = self.spot(on.or(section).and_then(Item::span));
        let Some(word) = on.and_then(Item::as_str) else {
            self.fault(
                at,
                "[enters] needs on: what puts somebody in, such as \"contact created\"",
            );
            return None;
        };
        let found = TRIGGERS.iter().find(|trigger| trigger.word == word);
        if found.is_none() {
            let known = TRIGGERS.iter().map(|trigger| trigger.word);
            self.fault(at, unknown("trigger", word, known));
        }
        found
    }

    /// The members of one table, by their lists.
    fn args(&mut self, table: &dyn TableLike, lists: &[&'static [Arg]], others: &[&str], at: Spot) -> Args {
        for (key, item) in table.iter() {
            let known = || lists.iter().copied().flatten().map(|arg| arg.name);
            if !known().any(|name| name == key) && !others.contains(&key) {
                let span = table.get_key_value(key).and_then(|(key, _)| key.span());
                let spot = self.spot(span.or_else(|| item.span()));
                self.fault(
                    spot,
                    unknown("member", key, known().chain(others.iter().copied())),
                );
            }
        }
        let mut args = Vec::new();
        for arg in lists.iter().copied().flatten() {
            match table.get(arg.name) {
                Some(item) => {
                    let spot = self.spot(item.span());
                    match self.value(arg, item, spot) {
                        Ok(value) => args.push((arg.name, value, spot)),
                        Err((spot, message)) => self.fault(spot, message),
                    }
                }
                None if arg.needed => self.fault(at, format!("{} is missing: {}", arg.name, arg.help)),
                None => {}
            }
        }
        Args(args)
    }

    fn value(&self, arg: &Arg, item: &Item, at: Spot) -> Result<Value, (Spot, String)> {
        let wrong = |wanted: &str| (at, format!("{} must be {wanted}: {}", arg.name, arg.help));
        let text = || item.as_str().ok_or_else(|| wrong("a text in quotes"));
        match arg.kind {
            Kind::Words => self.words(arg, item, at).map(Value::Words),
            Kind::Length => text()?
                .parse::<Length>()
                .map(Value::Length)
                .map_err(|message| (at, message)),
            Kind::Condition => {
                let text = text()?;
                Condition::read(text).map(Value::Condition).map_err(|error| {
                    // One line in plain quotes: the spot of the filter is the spot in the file.
                    let column = at.column + 1 + text[..error.at.start.min(text.len())].chars().count();
                    (Spot { column, ..at }, error.message)
                })
            }
            Kind::Choice(words) => {
                let word = text()?;
                if words.contains(&word) {
                    Ok(Value::Line(word.to_owned()))
                } else {
                    Err((at, unknown(arg.name, word, words.iter().copied())))
                }
            }
            Kind::Some(words) => self.some(arg, words, item, at),
            Kind::Number(least, most) => item
                .as_integer()
                .filter(|number| (least..=most).contains(number))
                .map(Value::Number)
                .ok_or_else(|| wrong(&format!("a whole number from {least} to {most}"))),
            Kind::Flag => item
                .as_bool()
                .map(Value::Flag)
                .ok_or_else(|| wrong("true or false")),
            Kind::Clock => text()?
                .parse::<Time>()
                .map(Value::Clock)
                .map_err(|_| wrong("a time such as \"09:00\"")),
            Kind::Address => match text()? {
                address if address.starts_with("https://") && address.len() > 8 => {
                    Ok(Value::Line(address.to_owned()))
                }
                _ => Err(wrong("an address that begins with https://")),
            },
            Kind::Line
            | Kind::Tag
            | Kind::Stage
            | Kind::User
            | Kind::Automation
            | Kind::Workflow
            | Kind::Form
            | Kind::Field => match text()? {
                line if line.trim().is_empty() => Err(wrong("something")),
                line => Ok(Value::Line(line.to_owned())),
            },
        }
    }

    fn words(&self, arg: &Arg, item: &Item, at: Spot) -> Result<Words, (Spot, String)> {
        if let Some(text) = item.as_str() {
            return Ok(Words::One(text.to_owned()));
        }
        let wrong = || {
            let message = format!(
                "{0} must be a text in quotes, or one for each voice: {0}.warm = \"…\"; {1}",
                arg.name, arg.help
            );
            (at, message)
        };
        let table = item.as_table_like().ok_or_else(wrong)?;
        let mut each = BTreeMap::new();
        for (key, item) in table.iter() {
            let spot = self.spot(item.span());
            let Some(voice) = VOICES.iter().find(|voice| **voice == key) else {
                return Err((spot, unknown("voice", key, VOICES.iter().copied())));
            };
            let text = item.as_str().ok_or_else(wrong)?;
            each.insert(*voice, text.to_owned());
        }
        if each.is_empty() {
            Err(wrong())
        } else {
            Ok(Words::Each(each))
        }
    }

    fn some(
        &self,
        arg: &Arg,
        words: &'static [&'static str],
        item: &Item,
        at: Spot,
    ) -> Result<Value, (Spot, String)> {
        let wrong = || {
            (
                at,
                format!("{} must be a list of words in brackets: {}", arg.name, arg.help),
            )
        };
        let mut list = Vec::new();
        for item in item.as_array().ok_or_else(wrong)? {
            let word = Raw::as_str(item).ok_or_else(wrong)?;
            if !words.is_empty() && !words.contains(&word) {
                return Err((
                    self.spot(item.span()),
                    unknown(arg.name, word, words.iter().copied()),
                ));
            }
            list.push(word.to_owned());
        }
        Ok(Value::List(list))
    }

    fn steps(&mut self, item: Option<&Item>, path: &str, depth: usize) -> Vec<Step> {
        let Some(item) = item else { return Vec::new() };
        let at = self.spot(item.span());
        let Some(tables) = item.as_array_of_tables() else {
            self.fault(
                at,
                format!("steps are written as [[{path}]], each on a line of its own"),
            );
            return Vec::new();
        };
        if depth == DEEPEST {
            self.fault(
                at,
                format!("steps stand inside one another at most {DEEPEST} deep"),
            );
            return Vec::new();
        }
        tables
            .iter()
            .filter_map(|table| self.step(table, path, depth))
            .collect()
    }

    fn step(&mut self, table: &toml_edit::Table, path: &str, depth: usize) -> Option<Step> {
        let at = self.spot(table.span());
        self.steps += 1;
        if self.steps > MOST_STEPS {
            if self.steps == MOST_STEPS + 1 {
                self.fault(at, format!("an automation has at most {MOST_STEPS} steps"));
            }
            return None;
        }
        let id = self.id(table, at);
        let Some(word) = table.get("do").and_then(Item::as_str) else {
            self.fault(
                at,
                "this step does not say what it does: do = \"text\", \"wait\", \"if\", …",
            );
            return None;
        };
        let Some(action) = action_of(word) else {
            let spot = self.spot(table.get("do").and_then(Item::span));
            self.fault(
                spot,
                unknown("action", word, ACTIONS.iter().map(|action| action.word)),
            );
            return None;
        };
        let others: Vec<&str> = ["id", "do"].iter().chain(action.branches).copied().collect();
        let args = self.args(table, &[action.args], &others, at);
        let branches = action
            .branches
            .iter()
            .map(|branch| {
                (
                    *branch,
                    self.steps(table.get(branch), &format!("{path}.{branch}"), depth + 1),
                )
            })
            .collect();
        Some(Step {
            id: id?,
            action,
            args,
            branches,
            spot: at,
        })
    }

    fn id(&mut self, table: &toml_edit::Table, at: Spot) -> Option<String> {
        let item = table.get("id");
        let spot = item.map_or(at, |item| self.spot(item.span()));
        let id = item.and_then(Item::as_str).unwrap_or_default();
        if !is_id(id) {
            let message = "a step needs an id of small letters, digits and _, such as id = \"hello\"";
            self.fault(spot, message);
            return None;
        }
        if let Some(line) = self.ids.insert(id.to_owned(), spot.line) {
            self.fault(
                spot,
                format!("the id \"{id}\" is taken by the step in line {line}; each step has its own"),
            );
            return None;
        }
        Some(id.to_owned())
    }
}

/// Whether a step can be called like that.
pub(super) fn is_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn unknown<'a>(what: &str, word: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let near = nearest(word, known.clone());
    near.map_or_else(
        || {
            let known: Vec<&str> = known.clone().collect();
            format!("there is no {what} \"{word}\"; there are {}", known.join(", "))
        },
        |near| format!("there is no {what} \"{word}\"; did you mean \"{near}\"?"),
    )
}
