//! The way out and back in: everything that leaves in a chat goes through here, and everything that comes is put back here.
//!
//! Fail-closed: there is no way from a text to the bytes of a request but [`Wire::mask`] and [`Wire::told`]. What is told in part is masked
//! whole and cut then.

use std::collections::HashSet;
use std::ops::Range;

use serde_json::{Map, Value};

use super::content::{Content, before, clipped};
use crate::domain::filter::Vocabulary;
use crate::domain::mask::{Identity, Masked, Restore, Row, Vault};
use crate::domain::words::words;

/// Characters of one text of somebody else's that are told; the person can read all of it.
const MOST_TEXT: usize = 4_000;

/// The stand-ins of one chat at work.
#[derive(Debug, Default)]
pub struct Wire {
    vault: Vault,
    /// Values that are kept on disk.
    kept: usize,
    /// Folded words that are no names here: stages, tags, cities, lists of the account.
    plain: HashSet<String>,
}

impl Wire {
    /// The wire of a chat with the values that are kept of it.
    pub fn new(vault: Vault, plain: HashSet<String>) -> Self {
        let kept = vault.rows(0).len();
        Self { vault, kept, plain }
    }

    /// The words of an account that name nobody.
    pub fn plain(vocabulary: &Vocabulary) -> HashSet<String> {
        let lists = [&vocabulary.stages, &vocabulary.pipelines, &vocabulary.reasons];
        let named = lists.into_iter().flatten().map(|named| named.name.as_str());
        let added = vocabulary.added.iter().map(|added| added.name.as_str());
        named
            .chain(added)
            .flat_map(words)
            .map(|word| word.text.into())
            .collect()
    }

    /// Learns who somebody is, so that it is masked however it is written.
    pub fn learn(&mut self, known: &[Identity]) {
        for identity in known {
            self.vault.learn(identity);
        }
    }

    /// A text as it may leave.
    pub fn mask(&mut self, text: &str) -> String {
        let plain = &self.plain;
        self.vault.mask(text, &|word| plain.contains(word))
    }

    /// What a tool tells, as it may leave.
    pub fn told(&mut self, content: &Content) -> Value {
        match content {
            Content::Nothing => Value::Null,
            Content::Yes(yes) => Value::from(*yes),
            Content::Number(number) => Value::from(*number),
            Content::Word(word) => Value::from(word.as_str()),
            Content::Text(_) | Content::Label(_) | Content::Value { .. } => {
                let covered = self.covered(content, 0);
                Value::from(shortened(covered, MOST_TEXT))
            }
            Content::Cut { of, from, most } => {
                let covered = self.covered(of, *from);
                let told = clipped(&covered.text, *most, &stand_ins(&covered));
                Value::from(if *from > 0 { format!("…{told}") } else { told })
            }
            Content::Pieces { text, each, most } => {
                let covered = self.covered(&Content::text(text.as_str()), 0);
                pieces(&covered, *each, *most).into()
            }
            Content::List(parts) => parts.iter().map(|part| self.told(part)).collect(),
            Content::Record(members) => {
                let members = members
                    .iter()
                    .filter(|(_, part)| *part != Content::Nothing)
                    .map(|(name, part)| ((*name).to_owned(), self.told(part)));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// What somebody typed, from a byte on, as it may leave: masked as a whole.
    fn covered(&mut self, content: &Content, from: usize) -> Masked {
        let plain = &self.plain;
        let no_name = |word: &str| plain.contains(word);
        match content {
            Content::Text(text) => {
                let from = legible(text.get(..from).unwrap_or_default()).len();
                self.vault.cover_from(&legible(text), from, &no_name)
            }
            Content::Label(text) => self.vault.cover(&legible(text), &|_| true),
            Content::Value { of, text } => self.vault.cover_field(&legible(of), &legible(text), &no_name),
            _ => Masked::default(),
        }
    }

    /// Whether words of somebody else leave with it: more than what stand-ins stand for.
    pub fn tells_words(&mut self, content: &Content) -> bool {
        let covered = self.covered(content, 0);
        let mut from = 0;
        let ends = covered.text.len()..covered.text.len();
        covered
            .hidden
            .iter()
            .map(|hidden| hidden.now.clone())
            .chain([ends])
            .any(|hidden| {
                let between = covered.text.get(from..hidden.start).unwrap_or_default();
                from = hidden.end;
                between.chars().any(char::is_alphanumeric)
            })
    }

    /// What came to be hidden since the last time this was asked.
    pub fn fresh(&mut self) -> Vec<Row> {
        let rows = self.vault.rows(self.kept).to_vec();
        self.kept += rows.len();
        rows
    }

    /// All that is hidden, so that it can be put back later.
    pub fn all(&self) -> Vec<Row> {
        self.vault.rows(0).to_vec()
    }

    /// The arguments of a call with the values in place of their stand-ins.
    pub fn restored(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.vault.restore(&text)),
            Value::Array(parts) => parts.into_iter().map(|part| self.restored(part)).collect(),
            Value::Object(members) => {
                let members = members
                    .into_iter()
                    .map(|(name, part)| (name, self.restored(part)));
                Value::Object(members.collect())
            }
            other => other,
        }
    }

    /// Puts values back into an answer while it comes.
    pub fn restorer(&self) -> Restore {
        self.vault.restorer()
    }
}

/// A text for the model: without what steers a terminal or cannot be seen.
fn legible(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t'))
        .filter(|letter| !crate::domain::value::is_hidden(*letter))
        .collect()
}

/// Where stand-ins are in it.
fn stand_ins(covered: &Masked) -> Vec<Range<usize>> {
    covered.hidden.iter().map(|hidden| hidden.now.clone()).collect()
}

/// So many characters of it, with a sign that there is more.
fn shortened(covered: Masked, most: usize) -> String {
    let Some((end, _)) = covered.text.char_indices().nth(most) else {
        return covered.text;
    };
    let end = before(end, &stand_ins(&covered));
    format!("{}…", covered.text.get(..end).unwrap_or_default())
}

/// So many bytes of it in pieces of so many characters. No stand-in is cut.
fn pieces(covered: &Masked, each: usize, most: usize) -> Vec<String> {
    let whole = stand_ins(covered);
    let text = clipped(&covered.text, most, &whole);
    let mut pieces = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let start = text.len() - rest.len();
        let end = rest.char_indices().nth(each).map_or(rest.len(), |(at, _)| at);
        let end = before(start + end, &whole).saturating_sub(start);
        // A piece that is all stand-in is longer than it should be.
        let end = if end == 0 { rest.len() } else { end };
        let (piece, more) = rest.split_at_checked(end).unwrap_or((rest, ""));
        pieces.push(piece.to_owned());
        rest = more;
    }
    pieces
}
