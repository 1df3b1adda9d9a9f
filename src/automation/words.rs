//! What an automation says, in several voices, and what it asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::event::HEARD;
use crate::domain::filter::{self, FilterError, Today, Vocabulary};

/// The voices a text can be written in: three tones in English, and the same in Spanish.
pub const VOICES: &[&str] = &["warm", "direct", "formal", "es_warm", "es_direct", "es_formal"];

/// Words with blanks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// The same in every voice.
    One(String),
    /// By voice.
    Each(BTreeMap<&'static str, String>),
}

/// In which voice somebody is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// In Spanish, where there is such a text.
    pub spanish: bool,
    /// Direct, formal, or else warm.
    pub tone: Tone,
}

/// How somebody is written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As to a neighbour.
    #[default]
    Warm,
    /// Short.
    Direct,
    /// As in a letter.
    Formal,
}

impl Tone {
    /// Every word for a tone.
    pub const WORDS: &[&str] = &["warm", "direct", "formal"];

    /// The tone of this word; anything else is warm.
    pub fn of(word: &str) -> Self {
        match word {
            "direct" => Self::Direct,
            "formal" => Self::Formal,
            _ => Self::Warm,
        }
    }

    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Warm => ("warm", "es_warm"),
            Self::Direct => ("direct", "es_direct"),
            Self::Formal => ("formal", "es_formal"),
        }
    }
}

impl Words {
    /// The text in a voice: another tone rather than another tongue, English rather than nothing.
    pub fn pick(&self, voice: Voice) -> &str {
        let each = match self {
            Self::One(text) => return text,
            Self::Each(each) => each,
        };
        let (english, spanish) = voice.tone.words();
        let in_spanish = voice
            .spanish
            .then(|| each.get(spanish).or_else(|| each.get("es_warm")))
            .flatten();
        in_spanish
            .or_else(|| each.get(english))
            .or_else(|| Tone::WORDS.iter().find_map(|tone| each.get(*tone)))
            .or_else(|| each.values().next())
            .map_or("", String::as_str)
    }

    /// Every text with its voice.
    pub fn all(&self) -> Vec<(&str, &str)> {
        match self {
            Self::One(text) => vec![("", text)],
            Self::Each(each) => each.iter().map(|(voice, text)| (*voice, text.as_str())).collect(),
        }
    }
}

/// A question about the person, or about what the run has seen.
#[derive(Clone, Debug)]
pub struct Condition {
    /// As it is written.
    pub text: String,
    /// What it asks.
    pub asks: Asks,
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Condition {}

/// What a condition asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The person, in the one language for choosing people. It is read again at each moment it is asked: `3d` reaches
    /// back from then.
    Person,
    /// Whether the run has seen this since it began: one of [`HEARD`].
    Heard(&'static str),
    /// Whether an earlier step left this behind: `{mood} = angry`.
    Left {
        /// The blank.
        name: String,
        /// Wanted, or unwanted.
        is: bool,
        /// The value, whatever the case.
        value: String,
    },
}

impl Condition {
    /// Reads a condition without knowing the account: its form only.
    pub fn read(text: &str) -> Result<Self, FilterError> {
        let trimmed = text.trim();
        let asks = if let Some(word) = HEARD.iter().find(|word| **word == trimmed) {
            Asks::Heard(word)
        } else if trimmed.starts_with('{') {
            left(trimmed).ok_or_else(|| FilterError {
                at: 0..text.len(),
                message: format!("\"{text}\" is no question; write it like {{mood}} = angry"),
            })?
        } else {
            filter::parse(trimmed, &today(Vocabulary::default()))?;
            Asks::Person
        };
        let text = trimmed.to_owned();
        Ok(Self { text, asks })
    }

    /// What is wrong with it in an account with these names.
    pub fn fault(&self, vocabulary: &Arc<Vocabulary>) -> Option<FilterError> {
        if self.asks != Asks::Person {
            return None;
        }
        let today = Today {
            vocabulary: Arc::clone(vocabulary),
            ..today(Vocabulary::default())
        };
        filter::parse(&self.text, &today).err()
    }

    /// The tags that it asks for, wanted or unwanted.
    pub fn tags(&self) -> Vec<String> {
        if self.asks != Asks::Person {
            return Vec::new();
        }
        let filter = filter::parse(&self.text, &today(Vocabulary::default()));
        let tags = filter.map_or_else(|_| Vec::new(), |filter| filter.tags);
        tags.into_iter().map(|(tag, _)| tag).collect()
    }

    /// Whether it holds for everybody.
    pub fn is_open(&self) -> bool {
        self.text.is_empty()
    }
}

/// A day on which a filter is read for its form alone.
fn today(vocabulary: Vocabulary) -> Today {
    Today {
        now: Timestamp::UNIX_EPOCH,
        zone: jiff::tz::TimeZone::UTC,
        me: Some("me".into()),
        vocabulary: Arc::new(vocabulary),
    }
}

fn left(text: &str) -> Option<Asks> {
    let (name, rest) = text.strip_prefix('{')?.split_once('}')?;
    let rest = rest.trim();
    let (is, value) = match rest.strip_prefix("!=") {
        Some(value) => (false, value),
        None => (true, rest.strip_prefix('=')?),
    };
    let value = value.trim();
    let good = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (good && !value.is_empty()).then(|| Asks::Left {
        name: name.to_owned(),
        is,
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_a_filter_or_asks_the_run() {
        let asks = |text: &str| Condition::read(text).map(|condition| condition.asks);
        assert_eq!(asks("tag:hot -tag:dnc last_in<14d"), Ok(Asks::Person));
        assert_eq!(asks("opened"), Ok(Asks::Heard("opened")));
        let left = |is| Asks::Left {
            name: "mood".into(),
            is,
            value: "angry".into(),
        };
        assert_eq!(asks("{mood} = angry"), Ok(left(true)));
        assert_eq!(asks("{mood} != angry"), Ok(left(false)));
        assert!(asks("{mood} angry").is_err());
        assert!(asks("tgg:hot").unwrap_err().message.contains("tag"));
    }

    #[test]
    fn a_voice_falls_back_to_another_tone_before_another_tongue() {
        let each = |voices: &[&'static str]| {
            Words::Each(voices.iter().map(|voice| (*voice, (*voice).to_owned())).collect())
        };
        let voice = |spanish, tone| Voice { spanish, tone };
        let all = each(VOICES);
        assert_eq!(all.pick(voice(true, Tone::Formal)), "es_formal");
        let some = each(&["warm", "formal", "es_warm"]);
        assert_eq!(some.pick(voice(true, Tone::Formal)), "es_warm");
        assert_eq!(some.pick(voice(false, Tone::Direct)), "warm");
        assert_eq!(each(&["direct"]).pick(voice(true, Tone::Warm)), "direct");
    }
}
