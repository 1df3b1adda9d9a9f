//! First or last name alone: when a word is theirs, and when it is only written as theirs is.
//!
//! A word of a name is found as the masking finds it, without what is only short for it. It is theirs where nobody else here
//! bears it and it is no word of its own; else it may be somebody else's, and only the word can go.

use std::ops::Range;

use rusqlite::Connection;
use serde_json::Value;

use crate::domain::contact::Contact;
use crate::domain::mask::{Identity, Kind, Row, Vault, find};
use crate::store::error::StoreError;
use crate::store::rows::project::fold;

/// What stands where a name stood.
pub(super) const GONE: &str = "(forgotten)";

/// One name of theirs.
#[derive(Clone, Debug)]
struct Part {
    folded: String,
    /// A word of its own as well, or too short to be anything else.
    plain: bool,
    /// Somebody else here bears it too.
    shared: bool,
}

/// First and last name of somebody, each alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    vault: Vault,
    stand_in: String,
    /// First and last name, folded.
    both: (String, String),
    parts: Vec<Part>,
}

impl Names {
    /// The names of a person; `is_shared` says of a folded name whether somebody else bears it.
    pub(super) fn of(
        person: &Contact,
        is_shared: &dyn Fn(&str) -> Result<bool, StoreError>,
    ) -> Result<Self, StoreError> {
        let (first, last) = (person.first_name.raw().trim(), person.last_name.raw().trim());
        let mut vault = Vault::default();
        vault.learn(&Identity {
            first: first.to_owned(),
            last: last.to_owned(),
            ..Identity::default()
        });
        let stand_in = vault.stand_in(first, last).unwrap_or_default().to_owned();
        let mut names = Self {
            vault,
            stand_in,
            both: (fold(first), fold(last)),
            parts: Vec::new(),
        };
        for name in [first, last] {
            let folded = fold(name);
            if folded.is_empty() {
                continue;
            }
            let plain = names.hits(&name.to_lowercase()).is_empty();
            let shared = is_shared(&folded)?;
            names.parts.push(Part {
                folded,
                plain,
                shared,
            });
        }
        Ok(names)
    }

    /// The same without those names that somebody else who is known in a chat bears as well.
    pub(super) fn without_those_of(&self, others: &[Row]) -> Self {
        let borne = |part: &Part| {
            others
                .iter()
                .filter(|row| row.known && row.kind == Kind::Person)
                .map(|row| (fold(&row.first), fold(&row.last)))
                .filter(|both| *both != self.both)
                .any(|(first, last)| first == part.folded || last == part.folded)
        };
        Self {
            parts: self.parts.iter().filter(|part| !borne(part)).cloned().collect(),
            ..self.clone()
        }
    }

    /// Whether a text names them alone, so that what it says is about them.
    pub(super) fn mean_them(&self, text: &str) -> bool {
        self.found(text)
            .iter()
            .any(|(_, part)| !part.plain && !part.shared)
    }

    /// Whether a word that may be theirs stands in it.
    pub(super) fn are_in(&self, text: &str) -> bool {
        !self.found(text).is_empty()
    }

    /// A text without the words that may be theirs.
    pub(super) fn taken_out(&self, text: &str) -> String {
        self.replaced(text, |_| GONE.to_owned())
    }

    /// The same, as long as it was.
    pub(super) fn blotted_out(&self, text: &str) -> String {
        self.replaced(text, |word| "*".repeat(word.len()))
    }

    /// The same in every text of a value.
    pub(super) fn taken_out_of(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => {
                let left = self.taken_out(text);
                let changed = left != *text;
                *text = left;
                changed
            }
            Value::Array(parts) => parts
                .iter_mut()
                .fold(false, |changed, part| self.taken_out_of(part) | changed),
            Value::Object(members) => members
                .values_mut()
                .fold(false, |changed, part| self.taken_out_of(part) | changed),
            _ => false,
        }
    }

    fn replaced(&self, text: &str, instead: impl Fn(&str) -> String) -> String {
        let mut left = String::with_capacity(text.len());
        let mut from = 0;
        for (at, _) in self.found(text) {
            left.push_str(text.get(from..at.start).unwrap_or_default());
            left.push_str(&instead(text.get(at.clone()).unwrap_or_default()));
            from = at.end;
        }
        left.push_str(text.get(from..).unwrap_or_default());
        left
    }

    /// Where the words stand that may be theirs.
    fn found(&self, text: &str) -> Vec<(Range<usize>, &Part)> {
        let folded = fold(text);
        if !self.parts.iter().any(|part| folded.contains(&part.folded)) {
            return Vec::new();
        }
        let people = people_in(text);
        let mut found = Vec::new();
        for at in self.hits(text) {
            let word = fold(text.get(at.clone()).unwrap_or_default());
            let Some(part) = self.parts.iter().find(|part| part.folded == word) else {
                continue;
            };
            let person = people
                .iter()
                .find(|person| person.start < at.end && at.start < person.end);
            let is_named = |person: &Range<usize>| {
                let name = fold(text.get(person.clone()).unwrap_or_default());
                name.split(' ')
                    .all(|word| self.parts.iter().any(|part| part.folded == word))
            };
            let is_theirs = match person {
                // Somebody of another last name.
                Some(person) => is_named(person),
                // A text that is nothing but the word is what was taken for a name.
                None => !part.plain || at.len() == text.trim().len(),
            };
            if is_theirs {
                found.push((at, part));
            }
        }
        found
    }

    /// Where the masking would put a stand-in of theirs.
    fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let hidden = self.vault.clone().cover(text, &|_| true).hidden;
        let theirs = hidden.into_iter().filter(|hidden| {
            hidden
                .stand_in
                .strip_prefix(&self.stand_in)
                .is_some_and(|part| !part.starts_with(|sign: char| sign.is_ascii_digit()))
        });
        theirs.map(|hidden| hidden.at).collect()
    }
}

/// Where a text seems to name people.
fn people_in(text: &str) -> Vec<Range<usize>> {
    let found = find(text, &|_| false).into_iter();
    found
        .filter(|found| found.kind == Kind::Person)
        .map(|found| found.at)
        .collect()
}

/// Whether somebody but `rid` bears a name, first or last.
pub(super) fn has_namesakes(db: &Connection, rid: i64, folded: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM contact WHERE rid <> ?1 AND instr(' ' || name || ' ', ' ' || ?2 || ' ') > 0)";
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_row((rid, folded), |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(first: &str, last: &str, shared: &'static [&str]) -> Names {
        let fields = json!({"firstName": first, "lastName": last});
        let person = Contact::from_fields("c1".into(), fields.as_object().unwrap());
        Names::of(&person, &|word| Ok(shared.contains(&word))).unwrap()
    }

    #[test]
    fn a_name_alone_is_theirs_where_nobody_else_bears_it() {
        let hers = names("Quirina", "Zanderova", &[]);
        for text in [
            "what about Quirina?",
            "Quirina wants to see it",
            "Call Quirina tomorrow",
            "Text Quirina, then Bo",
            "Quirina",
            "quirina's offer",
            "Ms Zanderova",
            "QUIRINA",
            r#"{"text":"Quirina asked"}"#,
        ] {
            assert!(hers.mean_them(text), "{text}");
            assert!(!hers.are_in(&hers.taken_out(text)), "{text}");
            assert_eq!(hers.blotted_out(text).len(), text.len());
        }
        assert_eq!(hers.taken_out("ask Quirina's bank"), "ask (forgotten)'s bank");
        for text in [
            "what about them?",
            "Quirinal Hill",
            "Person_1 wants",
            "Quirina Lopez called",
        ] {
            assert!(!hers.are_in(text), "{text}");
        }
        let shared = names("Quirina", "Zanderova", &["quirina"]);
        assert!(shared.are_in("what about Quirina?") && !shared.mean_them("what about Quirina?"));
        assert!(shared.mean_them("what about Zanderova?"));
    }

    #[test]
    fn a_word_of_its_own_is_a_name_only_where_it_is_used_as_one() {
        let his = names("Will", "Zanderova", &[]);
        for text in ["Will they sell?", "will it rain?", "their will"] {
            assert!(!his.are_in(text), "{text}");
        }
        assert!(his.are_in("Will"), "all of what was taken for a name");
        assert!(!his.mean_them("Will"));
        let nobody = names("", "", &[]);
        assert!(!nobody.are_in("anything at all"));
    }

    #[test]
    fn who_is_known_in_a_chat_keeps_their_name() {
        let hers = names("Quirina", "Zanderova", &["quirina"]);
        let mut vault = Vault::default();
        vault.learn(&Identity {
            first: "Quirina".into(),
            last: "Lopez".into(),
            ..Identity::default()
        });
        let here = hers.without_those_of(vault.rows(0));
        assert!(!here.are_in("what about Quirina?") && here.are_in("or Zanderova"));
    }
}
