//! What a tool tells the model, in parts of which each says whether it is ours or somebody else's.
//!
//! What is ours (ids, numbers, dates, fixed words) leaves as it is. Everything else is [`Content::Text`] and leaves only through the
//! stand-ins of the chat: whoever adds a member and does not think about it gets it masked.

use std::ops::Range;

use jiff::Timestamp;

use crate::domain::value::Foreign;

/// A part of a result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// Nothing is known.
    #[default]
    Nothing,
    /// Yes or no.
    Yes(bool),
    /// A number of ours.
    Number(i64),
    /// A word of ours: an id, a kind, a moment. Never anything that somebody typed.
    Word(String),
    /// What somebody typed: a name, a message, a tag. Masked before it leaves.
    Text(String),
    /// A label of the account that somebody typed: a tag, a city, a stage. What is known of people is masked in it, and its
    /// words are taken for no names otherwise.
    Label(String),
    /// What stands in a field that somebody named. Masked together with the field's name, which may be all that tells what
    /// it is.
    Value {
        /// What the field is called.
        of: String,
        /// What stands in it.
        text: String,
    },
    /// A part of what somebody typed. All of it is masked, and the part is cut out of that: a cut through an identifier would
    /// leave a piece that nothing knows.
    Cut {
        /// The whole.
        of: Box<Content>,
        /// The byte of the whole from which on it is told.
        from: usize,
        /// Bytes that are told at most, as JSON writes them.
        most: usize,
    },
    /// A long text in several pieces, masked before it is cut.
    Pieces {
        /// The whole.
        text: String,
        /// Characters of each piece.
        each: usize,
        /// Bytes that are told at most, as JSON writes them.
        most: usize,
    },
    /// Several, in their order.
    List(Vec<Content>),
    /// Members with names of ours.
    Record(Vec<(&'static str, Content)>),
}

impl Content {
    /// A word of ours.
    pub fn word(word: impl std::fmt::Display) -> Self {
        Self::Word(word.to_string())
    }

    /// What somebody typed.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What stands in a field.
    pub fn value(of: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Value {
            of: of.into(),
            text: text.into(),
        }
    }

    /// So many bytes of it, from the beginning. Nothing stays nothing.
    #[must_use]
    pub fn cut(self, most: usize) -> Self {
        self.cut_from(0, most)
    }

    /// So many bytes of it, from a byte of the whole on.
    #[must_use]
    pub fn cut_from(self, from: usize, most: usize) -> Self {
        match self {
            Self::Text(_) | Self::Label(_) | Self::Value { .. } => Self::Cut {
                of: Box::new(self),
                from,
                most,
            },
            other => other,
        }
    }

    /// A moment, in UTC.
    pub fn at(at: Option<Timestamp>) -> Self {
        at.map_or(Self::Nothing, |at| {
            Self::Word(at.strftime("%Y-%m-%dT%H:%MZ").to_string())
        })
    }

    /// Several.
    pub fn list(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::List(parts.into_iter().collect())
    }

    /// Whether anything in it is not ours: the turn that has seen it may only propose.
    pub fn is_foreign(&self) -> bool {
        match self {
            Self::Text(text) | Self::Label(text) | Self::Value { text, .. } | Self::Pieces { text, .. } => {
                !text.is_empty()
            }
            Self::Cut { of, .. } => of.is_foreign(),
            Self::List(parts) => parts.iter().any(Self::is_foreign),
            Self::Record(members) => members.iter().any(|(_, part)| part.is_foreign()),
            Self::Nothing | Self::Yes(_) | Self::Number(_) | Self::Word(_) => false,
        }
    }
}

impl From<&Foreign> for Content {
    fn from(text: &Foreign) -> Self {
        if text.is_empty() {
            Self::Nothing
        } else {
            Self::Text(text.raw().to_owned())
        }
    }
}

/// The beginning of a text that takes up so many bytes in JSON, with a sign that there is more of it. What stands on `whole`,
/// in order, is told whole or not at all.
pub fn clipped(text: &str, most: usize, whole: &[Range<usize>]) -> String {
    let mut left = most;
    for (at, letter) in text.char_indices() {
        let cost = letter.len_utf8() + usize::from(matches!(letter, '"' | '\\' | '\n' | '\t'));
        if cost > left {
            let end = before(at, whole);
            return format!("{}…", text.get(..end).unwrap_or_default());
        }
        left -= cost;
    }
    text.to_owned()
}

/// A place, or where what stands on it begins.
pub(super) fn before(at: usize, whole: &[Range<usize>]) -> usize {
    let on = whole.iter().find(|whole| whole.start < at && at < whole.end);
    on.map_or(at, |whole| whole.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_up_no_more_than_it_may() {
        assert_eq!(clipped("short", 5, &[]), "short");
        assert_eq!(clipped("longer", 5, &[]), "longe…");
        assert_eq!(clipped("\"\"\"\"", 5, &[]), "\"\"…");
        assert_eq!(clipped("ñandú", 4, &[]), "ñan…");
        let stand_in = std::slice::from_ref(&(3..12));
        assert_eq!(clipped("to Phone_12 now", 14, stand_in), "to Phone_12 no…");
        assert_eq!(clipped("to Phone_12 now", 12, stand_in), "to Phone_12 …");
        assert_eq!(clipped("to Phone_12 now", 10, stand_in), "to …");
        assert_eq!(clipped("to Phone_12 now", 3, stand_in), "to …");
    }

    #[test]
    fn what_somebody_typed_is_known_as_foreign_wherever_it_stands() {
        let ours = Content::Record(vec![
            ("id", Content::word("c1")),
            ("open", Content::Yes(true)),
            ("count", Content::Number(3)),
            ("at", Content::at(None)),
        ]);
        assert!(!ours.is_foreign());
        let theirs = Content::list([ours, Content::Record(vec![("name", Content::text("Dana"))])]);
        assert!(theirs.is_foreign());
        assert!(!Content::from(&Foreign::from("")).is_foreign());
    }
}
