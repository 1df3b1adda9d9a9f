//! What a tool tells the model, in parts of which each says whether it is ours or somebody else's.
//!
//! What is ours (ids, numbers, dates, fixed words) leaves as it is. Everything else is [`Content::Text`] and leaves only through the
//! stand-ins of the chat: whoever adds a member and does not think about it gets it masked.

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
            Self::Text(text) | Self::Label(text) | Self::Value { text, .. } => !text.is_empty(),
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

#[cfg(test)]
mod tests {
    use super::*;

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
