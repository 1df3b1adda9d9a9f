//! One message in English, to be shown beside the original.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, legible};
use super::facts::{Facts, Subject, last_in};
use super::{Kind, Lane, Line};

/// Characters of a translation: a message is told up to 4,000.
const MOST: usize = 8_000;

/// A translation.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Translation {
    /// The id of the message, exactly as it was given.
    message_id: String,
    /// The language it is written in, in English.
    language: String,
    /// The whole message in English, nothing added and nothing left out.
    english: String,
}

impl Kind for Translation {
    const NAME: &'static str = "translation";
    const ABOUT: &'static str = "a message in English beside the original";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/translation.md")
    );
    const LANE: Lane = Lane::Bulk;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let message = if subject.about.is_empty() {
            last_in(subject).ok_or("they have not written yet: there is nothing to translate")?
        } else {
            let mut messages = subject.person.messages.iter();
            let meant = messages.find(|message| message.id.as_str() == subject.about);
            meant.ok_or("that message is not in their thread here")?
        };
        Ok(Facts::one_message(subject, message))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        check.source("the translation", &self.message_id)?;
        legible("the language", &self.language, 40)?;
        // What they said is told as they said it, whatever that is.
        legible("the translation", &self.english, MOST)
    }

    fn lines(&self) -> Vec<Line> {
        let of = [self.message_id.clone()];
        vec![
            Line::new("language", &self.language, &[]),
            Line::new("english", &self.english, &of),
        ]
    }
}
