//! What stands at the end of a filter that is being typed, so that it can be completed.

use super::field::{self, FieldKind as Kind, FieldSpec, Of};
use super::list;
use super::near::folded;
use crate::domain::custom_field::CustomKind;

/// What is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Where in the filter it begins.
    pub start: usize,
    /// What is typed of it.
    pub typed: &'a str,
    /// What can come here.
    pub what: What<'a>,
}

/// What can come at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// The name of a field of these things, or of a question.
    Field(Of),
    /// A value of a field.
    Value(&'static FieldSpec),
    /// A value of a field the account added, by its name.
    Added(&'a str),
    /// A name that goes with `sort:`, `group:` or `columns:`.
    Listed(&'static [&'static str]),
    /// Nothing that is known.
    Nothing,
}

/// The place at the end of a filter.
pub fn place(text: &str) -> Place<'_> {
    let (start, of) = last_run(text);
    let run = text.get(start..).unwrap_or_default();
    let signs = run.len() - run.trim_start_matches('-').len();
    let (start, run) = (start + signs, run.get(signs..).unwrap_or_default());
    let Some(sign) = run.find([':', '<', '>', '=', '~']) else {
        let what = if run.starts_with('"') {
            What::Nothing
        } else {
            What::Field(of)
        };
        return Place {
            start,
            typed: run,
            what,
        };
    };
    let (name, rest) = run.split_at(sign);
    let value = rest.trim_start_matches([':', '<', '>', '=', '~']);
    // The last of several values, or the end of a range, is what is typed.
    let last = value
        .rfind(',')
        .map(|at| at + 1)
        .max(value.rfind("..").map(|at| at + 2))
        .unwrap_or(0);
    let typed = value.get(last..).unwrap_or_default();
    let what = match name {
        "sort" | "group" | "columns" => What::Listed(list::names(name)),
        _ => match (
            field::find(of, name).or_else(|| field::find_outside(name)),
            name.strip_prefix("custom."),
        ) {
            (Some(spec), _) => What::Value(spec),
            (None, Some(added)) => What::Added(added),
            (None, None) => What::Nothing,
        },
    };
    Place {
        start: text.len() - typed.len(),
        typed,
        what,
    }
}

/// Where the last run of a filter begins, and whose fields can stand there.
fn last_run(text: &str) -> (usize, Of) {
    let (mut start, mut inside, mut open) = (0, false, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '"' => inside = !inside,
            _ if inside => {}
            '(' => {
                let word = text.get(start..at).unwrap_or_default().trim_start_matches('-');
                let question = Of::QUESTIONS.iter().find(|(name, _)| *name == word);
                let outer = open.last().copied().unwrap_or(Of::Person);
                open.push(question.map_or(outer, |(_, of)| *of));
                start = at + 1;
            }
            ')' => {
                open.pop();
                start = at + 1;
            }
            '|' => start = at + 1,
            c if c.is_whitespace() => start = at + c.len_utf8(),
            _ => {}
        }
    }
    (start, open.last().copied().unwrap_or(Of::Person))
}

impl Place<'_> {
    /// Which values can come here, if they are some that people have: the same for every value of one field.
    pub fn key(&self) -> Option<String> {
        match self.what {
            What::Value(spec) => Some(format!("{}.{}", spec.of.word(), spec.name)),
            What::Added(name) => Some(format!("custom.{name}")),
            _ => None,
        }
    }

    /// Names of fields and questions that begin with what is typed, all where nothing is, as they are written. `added` are the keys of the
    /// fields that the account added.
    pub fn names<'a>(&self, added: impl Iterator<Item = &'a str>) -> Vec<String> {
        let What::Field(of) = self.what else {
            return Vec::new();
        };
        let flags = |name: &&str| {
            of != Of::Person && field::find(of, name).is_some_and(|spec| spec.kind == Kind::Flag)
        };
        let mut names: Vec<String> = field::names(of)
            .map(|name| {
                if flags(&name) {
                    name.to_owned()
                } else {
                    format!("{name}:")
                }
            })
            .collect();
        if of == Of::Person {
            names.extend(Of::QUESTIONS.iter().map(|(name, _)| format!("{name}(")));
            names.push("was(".to_owned());
            names.extend(list::NAMES.iter().map(|name| format!("{name}:")));
            names.extend(added.map(|key| format!("custom.{key}:")));
        }
        names.retain(|name| name.starts_with(self.typed));
        names.dedup();
        names
    }

    /// Words that can come here whatever the account has.
    pub fn words(&self) -> Vec<&'static str> {
        let words = match self.what {
            What::Listed(names) => names.to_vec(),
            What::Value(spec) => match (spec.kind, field::words(spec)) {
                (_, Some(words)) => words.to_vec(),
                (Kind::Flag, None) => vec!["yes", "no"],
                (Kind::Name(field::Naming::Owner), None) => vec!["@me", "@team", "@none"],
                (Kind::Time | Kind::Ahead, None) => vec!["today", "none"],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        };
        let typed = self.typed.trim_start_matches('-');
        words.into_iter().filter(|word| word.starts_with(typed)).collect()
    }

    /// Whether a value begins with what is typed, or has a word that does.
    pub fn fits(&self, value: &str) -> bool {
        let (typed, value) = (folded(self.typed.trim_start_matches('"')), folded(value));
        value.starts_with(&typed) || value.split(' ').any(|word| word.starts_with(&typed))
    }
}

/// A value as it is written in a filter: in quotes where it must be.
pub fn written(value: &str) -> String {
    let plain = !value.is_empty()
        && value.chars().all(|c| !c.is_whitespace() && !"\"(),|".contains(c))
        && !value.contains("..");
    if plain {
        value.to_owned()
    } else {
        format!("\"{}\"", value.replace('"', ""))
    }
}

/// Whether values of an added field are words that can be listed.
pub const fn is_listed(kind: CustomKind) -> bool {
    matches!(kind, CustomKind::Text | CustomKind::Choice | CustomKind::Choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_known_by_where_it_stands() {
        let at = |text: &str| {
            let place = place(text);
            let what = match place.what {
                What::Field(of) => format!("field of {}", of.word()),
                What::Value(spec) => format!("{} of {}", spec.name, spec.of.word()),
                What::Added(name) => format!("custom {name}"),
                What::Listed(names) => format!("{} names", names.len()),
                What::Nothing => "nothing".to_owned(),
            };
            (text.get(place.start..).unwrap().to_owned(), what)
        };
        let is = |typed: &str, what: &str| (typed.to_owned(), what.to_owned());
        assert_eq!(at("zip:1 -sta"), is("sta", "field of people"));
        assert_eq!(at("-stage:new,sh"), is("sh", "stage of people"));
        assert_eq!(at("stage:new..sh"), is("sh", "stage of people"));
        assert_eq!(at("deal(stage:"), is("", "stage of deals"));
        assert_eq!(at("deal(value>5) (msg(in wi"), is("wi", "field of messages"));
        assert_eq!(at("deal(value>5) st"), is("st", "field of people"));
        assert_eq!(at("tag:\"open ho"), is("\"open ho", "tag of people"));
        assert_eq!(at("custom.lender:w"), is("w", "custom lender"));
        assert_eq!(at("status:o"), is("o", "status of deals"));
        assert_eq!(at("\"yard for"), is("\"yard for", "nothing"));
    }

    #[test]
    fn names_and_words_are_offered() {
        let names = |text: &str| place(text).names(["budget"].into_iter());
        assert_eq!(names("-sta"), ["stage:", "status:"]);
        assert_eq!(names("ms"), ["msg("]);
        assert_eq!(names("msg(f"), ["failed"]);
        assert_eq!(names("so"), ["source:", "sort:"]);
        assert_eq!(names("cu"), ["custom.budget:"]);
        assert_eq!(place("owner:@n").words(), ["@none"]);
        assert_eq!(place("sort:-last_i").words(), ["last_in"]);
        assert_eq!(place("status:").words(), ["open", "won", "lost", "abandoned"]);
        assert!(place("tag:hou").fits("Open house") && !place("tag:ouse").fits("Open house"));
        assert_eq!(written("open house"), "\"open house\"");
    }
}
