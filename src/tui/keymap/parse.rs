//! Reads key files: a table per scope, a line per action, its keys as a string or a list.
//!
//! ```toml
//! [leads]
//! tags = "T"
//! goto-deal = ["g d", "ctrl-g"]
//! why = []            # no key; still in the palette
//! ```

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::key::{Key, written};
use crate::tui::action::{ActionSpec, Catalog};

/// Where a binding was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file as it is called in messages.
    pub file: Arc<str>,
    /// Counted from 1.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One action and the keys that start it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The action.
    pub spec: &'static ActionSpec,
    /// Sequences, the first is the one shown.
    pub sequences: Vec<Vec<Key>>,
    /// Where it was written.
    pub place: Place,
}

/// Why a key file is refused. Each names file and line, and both actions when two are involved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No TOML.
    #[error("{place}: {reason}")]
    Malformed {
        /// Where.
        place: Place,
        /// What was expected.
        reason: String,
    },
    /// A table or line for something that does not exist.
    #[error("{place}: there is no {what} \"{name}\"{}", hint(*.nearest))]
    Unknown {
        /// Where.
        place: Place,
        /// "scope" or "action".
        what: &'static str,
        /// As written.
        name: String,
        /// The nearest that exists.
        nearest: Option<&'static str>,
    },
    /// Not a key.
    #[error(
        "{place}: \"{text}\" is no key; write ctrl-k, alt-enter, f1, space, G, or a sequence like \"g g\""
    )]
    NoKey {
        /// Where.
        place: Place,
        /// As written.
        text: String,
    },
    /// A plain letter where letters are text.
    #[error(
        "{place}: \"{keys}\" cannot start {action}: letters are text there; choose a key with ctrl or alt"
    )]
    Letter {
        /// Where.
        place: Place,
        /// The key.
        keys: String,
        /// The action.
        action: &'static str,
    },
    /// The same sequence twice on one action.
    #[error("{place}: \"{keys}\" stands twice at {action}; take one away")]
    Duplicate {
        /// Where.
        place: Place,
        /// The sequence.
        keys: String,
        /// The action.
        action: &'static str,
    },
    /// The same sequence for two actions of one scope.
    #[error(
        "{place}: \"{keys}\" would start {action}, but it already starts {other} ({other_place}); give one of them another key"
    )]
    Clash {
        /// Where.
        place: Place,
        /// The sequence.
        keys: String,
        /// The later action.
        action: &'static str,
        /// The earlier action.
        other: &'static str,
        /// Where that one was written.
        other_place: Place,
    },
    /// One sequence begins another of the same scope, so the longer could never be typed.
    #[error(
        "{place}: \"{keys}\" ({action}) begins \"{longer}\" ({other}, {other_place}), which could then never be typed; change one of them"
    )]
    Ambiguous {
        /// Where the shorter one was written.
        place: Place,
        /// The shorter sequence.
        keys: String,
        /// Its action.
        action: &'static str,
        /// The longer sequence.
        longer: String,
        /// Its action.
        other: &'static str,
        /// Where that one was written.
        other_place: Place,
    },
}

fn hint(nearest: Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean \"{name}\"?"))
}

/// Reads one file against the catalog. Stops at the first error.
pub fn parse(file: &str, source: &str, catalog: &Catalog) -> Result<Vec<Binding>, Box<KeymapError>> {
    let reader = Reader {
        file: file.into(),
        ends: memchr::memchr_iter(b'\n', source.as_bytes()).collect(),
        actions: catalog.actions.iter().map(|spec| (spec.id, *spec)).collect(),
        catalog,
    };
    let root = DeTable::parse(source).map_err(|error| KeymapError::Malformed {
        place: reader.place(error.span().map_or(0, |span| span.start)),
        reason: error.message().to_owned(),
    })?;
    let mut bindings = Vec::new();
    reader.table("", root.get_ref(), &mut bindings)?;
    // Tables come sorted by name; people expect the order of the file.
    bindings.sort_by_key(|binding| binding.place.line);
    Ok(bindings)
}

struct Reader<'a> {
    file: Arc<str>,
    /// Where its lines end.
    ends: Vec<usize>,
    /// Those of the catalog by their ids: a file names most of them.
    actions: HashMap<&'static str, &'static ActionSpec>,
    catalog: &'a Catalog,
}

impl Reader<'_> {
    fn place(&self, at: usize) -> Place {
        Place {
            file: self.file.clone(),
            line: 1 + self.ends.partition_point(|end| *end < at),
        }
    }

    /// A table is a scope, or holds the tables of scopes with a longer name (`chat` and `chat.composer`).
    fn table(
        &self,
        scope: &str,
        table: &DeTable<'_>,
        out: &mut Vec<Binding>,
    ) -> Result<(), Box<KeymapError>> {
        for (name, value) in table {
            let path = if scope.is_empty() {
                name.get_ref().to_string()
            } else {
                format!("{scope}.{}", name.get_ref())
            };
            let at = name.span().start;
            match value.get_ref() {
                DeValue::Table(inner) => {
                    let prefix = format!("{path}.");
                    if !self
                        .catalog
                        .scopes
                        .iter()
                        .any(|s| s.id == path || s.id.starts_with(&prefix))
                    {
                        return Err(self.unknown(
                            at,
                            "scope",
                            path,
                            self.catalog.scopes.iter().map(|s| s.id),
                        ));
                    }
                    self.table(&path, inner, out)?;
                }
                _ => out.push(self.binding(at, &path, value)?),
            }
        }
        Ok(())
    }

    fn binding(
        &self,
        at: usize,
        id: &str,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Binding, Box<KeymapError>> {
        let Some(spec) = self.actions.get(id).copied() else {
            return Err(self.unknown(
                at,
                "action",
                id.to_owned(),
                self.catalog.actions.iter().map(|s| s.id),
            ));
        };
        let mut sequences: Vec<Vec<Key>> = Vec::new();
        for text in self.texts(value)? {
            let sequence = self.sequence(at, spec, &text)?;
            if sequences.contains(&sequence) {
                return Err(Box::new(KeymapError::Duplicate {
                    place: self.place(at),
                    keys: written(&sequence),
                    action: spec.id,
                }));
            }
            sequences.push(sequence);
        }
        Ok(Binding {
            spec,
            sequences,
            place: self.place(at),
        })
    }

    fn texts(&self, value: &Spanned<DeValue<'_>>) -> Result<Vec<String>, Box<KeymapError>> {
        let malformed = |span: std::ops::Range<usize>| {
            Box::new(KeymapError::Malformed {
                place: self.place(span.start),
                reason: "keys are written as \"ctrl-k\" or as [\"j\", \"down\"]".to_owned(),
            })
        };
        match value.get_ref() {
            DeValue::String(text) => Ok(vec![text.to_string()]),
            DeValue::Array(list) => list
                .iter()
                .map(|entry| match entry.get_ref() {
                    DeValue::String(text) => Ok(text.to_string()),
                    _ => Err(malformed(entry.span())),
                })
                .collect(),
            _ => Err(malformed(value.span())),
        }
    }

    fn sequence(
        &self,
        at: usize,
        spec: &'static ActionSpec,
        text: &str,
    ) -> Result<Vec<Key>, Box<KeymapError>> {
        let no_key = || KeymapError::NoKey {
            place: self.place(at),
            text: text.to_owned(),
        };
        let keys = text
            .split_whitespace()
            .map(Key::parse)
            .collect::<Option<Vec<_>>>()
            .filter(|keys| !keys.is_empty())
            .ok_or_else(no_key)?;
        let typed_as_text = self.catalog.scope(spec.scope()).is_some_and(|scope| scope.text)
            && keys.first().is_some_and(|key| key.letter().is_some());
        if typed_as_text {
            return Err(Box::new(KeymapError::Letter {
                place: self.place(at),
                keys: written(&keys),
                action: spec.id,
            }));
        }
        Ok(keys)
    }

    #[expect(
        clippy::unnecessary_box_returns,
        reason = "errors travel boxed here: they are large and rare"
    )]
    fn unknown(
        &self,
        at: usize,
        what: &'static str,
        name: String,
        known: impl Iterator<Item = &'static str>,
    ) -> Box<KeymapError> {
        let nearest = nearest(&name, &known.collect::<Vec<_>>());
        Box::new(KeymapError::Unknown {
            place: self.place(at),
            what,
            name,
            nearest,
        })
    }
}

/// What was probably meant: the one of that name in another place, else the one that is spelt most like it.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let last = |id: &str| id.rsplit_once('.').map(|(_, last)| last.to_owned());
    let mut same = known
        .iter()
        .filter(|id| last(id).is_some() && last(id) == last(name));
    if let (Some(only), None) = (same.next(), same.next()) {
        return Some(only);
    }
    known
        .iter()
        .map(|id| (distance(id, name), *id))
        .min()
        .filter(|(steps, id)| *steps <= id.len().max(name.len()) / 2)
        .map(|(_, id)| id)
}

/// Letters to change, add or drop to come from one word to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut above_left = i;
        let mut left = i + 1;
        for (slot, other) in row.iter_mut().skip(1).zip(&b) {
            let above = *slot;
            left = (above_left + usize::from(letter != *other))
                .min(above + 1)
                .min(left + 1);
            above_left = above;
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn an_action_that_stands_in_another_place_is_found_there() {
        let known = ["leads.lift", "person.tags", "today.done", "person.done"];
        assert_eq!(nearest("leads.tags", &known), Some("person.tags"));
        assert_eq!(nearest("leads.lfit", &known), Some("leads.lift"));
        assert_eq!(
            nearest("todai.done", &known),
            Some("today.done"),
            "of two the nearer"
        );
    }

    #[test]
    fn distance_counts_slips() {
        assert_eq!(distance("leads.tags", "leads.tags"), 0);
        assert_eq!(distance("leads.tags", "leads.tag"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
