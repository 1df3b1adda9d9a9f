//! An automation as a tree of numbered lines, the way a person would tell it.

use crate::automation::definition::{Definition, Step};
use crate::automation::schema::{Args, Value};
use crate::automation::words::{Tone, Voice, Words};

/// Members whose name says nothing that the value does not.
const BARE: &[&str] = &[
    "says",
    "title",
    "subject",
    "if",
    "automation",
    "tag",
    "stage",
    "workflow",
    "who",
    "into",
    "address",
];

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, as in `3`, and `6a` for the first step within a case of the sixth.
    pub number: String,
    /// How deep it stands within others; 0 for the outermost.
    pub depth: usize,
    /// The case that begins with it.
    pub case: Option<String>,
    /// Its name in the file.
    pub id: String,
    /// What it does: one word.
    pub does: &'static str,
    /// With what.
    pub words: String,
    /// Cases stand behind it.
    pub forks: bool,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// Every step, in the order of the file. Texts are told in one tone, in English.
pub(super) fn tree(definition: &Definition, tone: Tone) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut telling = Telling {
        voice: Voice { spanish: false, tone },
        lines: &mut lines,
    };
    telling.steps(&definition.steps, 0, "", None);
    lines
}

struct Telling<'a> {
    voice: Voice,
    lines: &'a mut Vec<Line>,
}

impl Telling<'_> {
    fn steps(&mut self, steps: &[Step], depth: usize, prefix: &str, case: Option<&str>) {
        for (at, step) in steps.iter().enumerate() {
            let number = format!("{prefix}{}", at + 1);
            self.lines.push(Line {
                number: number.clone(),
                depth,
                case: case.filter(|_| at == 0).map(str::to_owned),
                id: step.id.clone(),
                does: step.action.word,
                words: told(&step.args, self.voice),
                forks: !step.action.branches.is_empty(),
                line: step.spot.line,
            });
            for ((word, inside), letter) in step.branches.iter().zip('a'..) {
                self.steps(inside, depth + 1, &format!("{number}{letter}"), Some(word));
            }
        }
    }
}

/// What stands in a step, in one line.
fn told(args: &Args, voice: Voice) -> String {
    let parts = args.0.iter().filter_map(|(name, value, _)| {
        let value = plain(value, voice)?;
        let name = name.replace('_', " ");
        Some(if BARE.contains(&name.as_str()) {
            value
        } else {
            format!("{name} {value}")
        })
    });
    parts.collect::<Vec<_>>().join(" \u{b7} ")
}

/// A value as words; nothing for one that says nothing.
pub(super) fn plain(value: &Value, voice: Voice) -> Option<String> {
    Some(match value {
        Value::Line(line) => line.clone(),
        Value::Words(words) => quoted(words, voice),
        Value::Length(length) => length.to_string(),
        Value::Condition(condition) if condition.is_open() => return None,
        Value::Condition(condition) => condition.text.clone(),
        Value::List(list) => list.join(", "),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Clock(time) => time.strftime("%H:%M").to_string(),
    })
}

fn quoted(words: &Words, voice: Voice) -> String {
    let line = words.pick(voice).split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{line}\"")
}
