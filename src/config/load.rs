//! Reads all sources in their order and keeps, for each value, where it came from.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::de::DeTable;

use super::check;
use super::envfile::Environment;
use super::in_force::Config;
use super::model::{Price, Settings};
use super::nearest::nearest;
use super::origin::Origin;
use super::problem::{ConfigError, Mistake, Problem};
use super::schema::Key;
use crate::domain::value::Foreign;

/// What the settings are made from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The file to read.
    pub file: PathBuf,
    /// Whether the person named the file; one that was named must exist.
    pub file_named: bool,
    /// Environment variables.
    pub environment: Environment,
    /// Flags as typed: the flag's name, such as `--model`, and its value.
    pub flags: Vec<(&'static str, String)>,
}

/// Reads default, file, environment and flags, in this order; checks names, values and the rules between values.
pub fn load(sources: &Sources) -> Result<Config, ConfigError> {
    let text = read(sources)?;
    let mut reading = Reading::of_file(&sources.file, &text)?;
    let mut problems = Vec::new();
    for key in Settings::keys() {
        let name = key.variable();
        if let Some(value) = sources.environment.get(&name) {
            reading.overlay(key, value, sources.environment.origin(&name), &mut problems);
        }
        let typed = key
            .flag
            .and_then(|flag| sources.flags.iter().rev().find(|(name, _)| *name == flag));
        if let Some((flag, value)) = typed {
            reading.overlay(key, value, Origin::Flag(flag), &mut problems);
        }
    }
    if !problems.is_empty() {
        return Err(ConfigError::Wrong(problems));
    }
    reading.finish(misspelt_variables(&sources.environment))
}

/// Whether `text` would be a right configuration file.
pub(super) fn check_text(path: &Path, text: &str) -> Result<(), ConfigError> {
    Reading::of_file(path, text)?.finish(Vec::new()).map(|_| ())
}

fn read(sources: &Sources) -> Result<String, ConfigError> {
    match fs::read_to_string(&sources.file) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !sources.file_named => Ok(String::new()),
        Err(error) => Err(ConfigError::unreadable(&sources.file, &error)),
    }
}

/// A variable that begins like ours but is none of ours does nothing, which the person should know.
fn misspelt_variables(environment: &Environment) -> Vec<String> {
    let mut known: Vec<String> = Settings::keys().map(Key::variable).collect();
    known.push("LEADLINE_CONFIG".to_owned());
    known.push(super::secrets::DATA_KEY.to_owned());
    let strange = environment
        .names()
        .filter(|name| name.starts_with("LEADLINE_") && !known.iter().any(|k| k == name));
    strange
        .map(|name| match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => format!("The variable {name} means nothing here; did you mean {near}?"),
            None => format!("The variable {name} means nothing here and was left alone."),
        })
        .collect()
}

/// The file's values with what was laid over them so far.
struct Reading {
    table: toml::Table,
    origins: BTreeMap<String, Origin>,
    written: BTreeMap<String, String>,
}

impl Reading {
    fn of_file(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let spans = spans(path, text)?;
        let origin = |span: Range<usize>| {
            let (line, column) = position(text, span.start);
            Origin::File {
                path: path.to_owned(),
                line,
                column,
            }
        };
        let problems = wrong_in_file(text, &spans, &origin);
        if !problems.is_empty() {
            return Err(ConfigError::Wrong(problems));
        }
        let mut reading = Self {
            table: toml::from_str(text).map_err(|error| syntax(path, text, &error))?,
            origins: BTreeMap::new(),
            written: BTreeMap::new(),
        };
        for (key, place) in spans {
            let found = text.get(place.value).unwrap_or_default();
            reading.written.insert(key.clone(), found.to_owned());
            reading.origins.insert(key, origin(place.key));
        }
        Ok(reading)
    }

    /// Lays one value, given as text, over what the table holds.
    fn overlay(&mut self, key: &Key, text: &str, origin: Origin, problems: &mut Vec<Problem>) {
        let as_toml = toml::from_str::<toml::Table>(&format!("v = {text}"))
            .ok()
            .and_then(|mut table| table.remove("v"));
        let candidates = [Some(toml::Value::String(text.to_owned())), as_toml];
        let mut reason = None;
        for value in candidates.into_iter().flatten() {
            let mut probe = toml::Table::new();
            put(&mut probe, key.path, value.clone());
            match Settings::deserialize(probe) {
                Ok(_) => {
                    put(&mut self.table, key.path, value);
                    self.origins.insert(key.path.to_owned(), origin);
                    self.written.insert(key.path.to_owned(), text.to_owned());
                    return;
                }
                Err(error) => reason = reason.or_else(|| own_words(error.message())),
            }
        }
        let problem = Problem::value(origin, key.path, key.expects, &format!("\"{text}\""));
        problems.push(match reason {
            Some(reason) => problem.because(reason),
            None => problem,
        });
    }

    fn finish(self, warnings: Vec<String>) -> Result<Config, ConfigError> {
        // Every part was tried before it was put here, so the whole can only fail if a check above is missing.
        let settings = Settings::deserialize(self.table).map_err(|error| {
            let mistake = Mistake::Syntax(error.message().to_owned());
            ConfigError::Wrong(vec![Problem {
                origin: Origin::Default,
                mistake,
            }])
        })?;
        let config = Config {
            settings,
            warnings,
            origins: self.origins,
            written: self.written,
        };
        let broken = check::broken(&config);
        if broken.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::Wrong(broken))
        }
    }
}

fn put(table: &mut toml::Table, path: &str, value: toml::Value) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value);
        }
        Some((section, leaf)) => {
            let inner = table
                .entry(section)
                .or_insert_with(|| toml::Value::Table(toml::Table::new()));
            if let Some(inner) = inner.as_table_mut() {
                put(inner, leaf, value);
            }
        }
    }
}

/// Where a key and its value stand in the text, in bytes.
struct Place {
    key: Range<usize>,
    value: Range<usize>,
}

fn spans(path: &Path, text: &str) -> Result<BTreeMap<String, Place>, ConfigError> {
    fn walk(prefix: &str, table: &DeTable<'_>, into: &mut BTreeMap<String, Place>) {
        for (key, value) in table {
            let name = if prefix.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{prefix}.{}", key.get_ref())
            };
            if let Some(inner) = value.get_ref().as_table() {
                walk(&name, inner, into);
            }
            into.insert(
                name,
                Place {
                    key: key.span(),
                    value: value.span(),
                },
            );
        }
    }
    let document = DeTable::parse(text).map_err(|error| syntax(path, text, &error))?;
    let mut places = BTreeMap::new();
    walk("", document.get_ref(), &mut places);
    Ok(places)
}

fn syntax(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
    let (line, column) = position(text, error.span().map_or(0, |span| span.start));
    let origin = Origin::File {
        path: path.to_owned(),
        line,
        column,
    };
    let mistake = Mistake::Syntax(format!("this is not TOML: {}", harmless_message(error.message())));
    ConfigError::Wrong(vec![Problem { origin, mistake }])
}

/// A parser's message may quote the file.
fn harmless_message(message: &str) -> String {
    Foreign::from(message).shown().to_string()
}

/// Unknown names and wrong values of the file, each at its place.
fn wrong_in_file(
    text: &str,
    spans: &BTreeMap<String, Place>,
    origin: &dyn Fn(Range<usize>) -> Origin,
) -> Vec<Problem> {
    let mut unknown = Vec::new();
    let read = toml::Deserializer::parse(text).map(|deserializer| {
        let mut note = |path: serde_ignored::Path<'_>| unknown.push(path.to_string());
        let noting = serde_ignored::Deserializer::new(deserializer, &mut note);
        serde_path_to_error::deserialize::<_, Settings>(noting)
    });
    let place = |name: &str| spans.get(name).map_or(0..0, |place| place.key.clone());
    let mut problems: Vec<Problem> = unknown
        .into_iter()
        .map(|key| Problem {
            origin: origin(place(&key)),
            mistake: unknown_key(key),
        })
        .collect();
    if let Ok(Err(error)) = read {
        problems.push(wrong_value(text, spans, origin, &error));
    }
    problems.sort_by_key(|problem| match &problem.origin {
        Origin::File { line, column, .. } => (*line, *column),
        _ => (0, 0),
    });
    problems
}

fn unknown_key(key: String) -> Mistake {
    let leaf = key.rsplit('.').next().unwrap_or(&key).to_owned();
    if ["key", "token", "secret", "password"]
        .iter()
        .any(|word| leaf.to_lowercase().contains(word))
    {
        let what =
            format!("`{key}` does not belong here: keys are kept with `leadline login`, never in this file");
        return Mistake::Syntax(what);
    }
    if key.starts_with("claude.prices.") {
        let nearest = nearest(&leaf, Price::FIELDS.iter().copied()).map(str::to_owned);
        return Mistake::Unknown { key, nearest };
    }
    let whole = nearest(&key, Settings::keys().map(|known| known.path));
    let same_leaf = || {
        Settings::keys()
            .find(|known| known.leaf() == leaf)
            .map(|known| known.path)
    };
    let tables = || {
        nearest(
            &key,
            Settings::SECTIONS
                .iter()
                .map(|section| section.name)
                .filter(|name| !name.is_empty()),
        )
    };
    let nearest = whole.or_else(same_leaf).or_else(tables).map(str::to_owned);
    Mistake::Unknown { key, nearest }
}

fn wrong_value(
    text: &str,
    spans: &BTreeMap<String, Place>,
    origin: &dyn Fn(Range<usize>) -> Origin,
    error: &serde_path_to_error::Error<toml::de::Error>,
) -> Problem {
    let path = error.path().to_string();
    let inner = error.inner();
    let place = spans
        .get(&path)
        .map(|place| place.value.clone())
        .or_else(|| inner.span())
        .unwrap_or(0..0);
    let found = text.get(place.clone()).unwrap_or_default();
    let expected = expected(&path);
    let problem = Problem::value(origin(place), &path, &expected, found);
    match own_words(inner.message()) {
        Some(reason) => problem.because(reason),
        None => problem,
    }
}

fn expected(path: &str) -> String {
    if let Some(key) = Settings::key(path) {
        return key.expects.to_owned();
    }
    if path.starts_with("claude.prices.") {
        return "an amount of dollars per million tokens, all five of input, output, cache_write_5m, cache_write_1h and \
                cache_read given"
            .to_owned();
    }
    if path.starts_with("claude.rules.") {
        return "ask, allow or deny, then `own` and a number of people where the rule is for some, such as \"allow own 10\""
            .to_owned();
    }
    format!("a table, written [{path}]")
}

/// The part of a parser's message that says more than "wrong type": our own sentences and nearest words.
fn own_words(message: &str) -> Option<String> {
    if let Some(rest) = message.strip_prefix("unknown variant `") {
        let (word, offered) = rest.split_once('`')?;
        let near = nearest(word, offered.split('`').skip(1).step_by(2))?;
        return Some(format!("did you mean \"{near}\"?"));
    }
    if let Some(field) = message.strip_prefix("missing field `") {
        return Some(format!("{} is missing", field.trim_end_matches('`')));
    }
    let generic =
        message.starts_with("invalid ") || message.starts_with("unknown ") || message.contains("TOML");
    (!generic).then(|| harmless_message(message))
}

/// Line and column, both from 1; the column counts characters.
fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.matches('\n').count() + 1;
    (
        line,
        before.get(line_start..).unwrap_or_default().chars().count() + 1,
    )
}

#[cfg(test)]
mod tests;
