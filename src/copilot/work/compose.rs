//! One message as somebody at the keyboard wants it: written, or their own text changed as they say.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::word;
use super::check::{Check, wording};
use super::facts::{Facts, Source, Subject};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;
use crate::domain::snippet::blanks;
use crate::domain::value::Foreign;
use crate::domain::words::words;

/// Characters of a text message: two parts.
const MOST: usize = 306;
/// Characters of a mail.
const MOST_OF_MAIL: usize = 2_000;
/// Characters of a subject.
const MOST_OF_SUBJECT: usize = 120;
/// The ids of what the agent wrote, among the sources.
const BEFORE: &str = "before";
const WANTED: &str = "wanted";
/// What says that times are offered.
const TIMES: &str = "times";
/// Blanks of which a message that offers times has two at least: one time is no choice.
const CHOICE: [&str; 2] = ["{slot_1}", "{slot_2}"];
/// Words for a time that has no digit, folded.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "today",
    "tomorrow",
    "tonight",
    "noon",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
    "hoy",
    "mediodia",
];

/// What is wanted of a message. It goes along as [`Subject::about`], so that the same wish about the same text is answered from
/// what is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// In the agent's words.
    pub says: String,
    /// The agent's own text that is to be changed; empty when there is none.
    #[serde(default)]
    pub before: String,
    /// A mail, and no text message.
    #[serde(default)]
    pub mail: bool,
    /// It offers times: as blanks, and names none of its own.
    #[serde(default)]
    pub times: bool,
}

impl Wish {
    /// As it goes along.
    pub fn about(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    fn read(about: &str) -> Result<Self, String> {
        serde_json::from_str(about)
            .map_err(|_| "it was not said what is to be written; nothing was asked".to_owned())
    }
}

/// A message.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Composed {
    /// What it says: at most 306 characters in a text message, at most 2000 in a mail; no longer than `before` where that is
    /// longer.
    draft: String,
    /// The subject of a mail, at most 120 characters. Of a text message it is empty.
    subject: String,
    /// The ids of the messages, notes, deals or fields it rests on, exactly as they were given.
    evidence_ids: Vec<String>,
}

impl Kind for Composed {
    const NAME: &'static str = "compose";
    const ABOUT: &'static str = "one message as the agent wants it";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/compose.md")
    );
    const LANE: Lane = Lane::Drafts;
    const WATCHED: &'static str = "draft";
    const AS_AGENT: bool = true;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let wish = Wish::read(subject.about)?;
        let mut facts = Facts::all(subject);
        let (mut before, mut wanted) = (Content::Nothing, Content::Nothing);
        for (id, what, says, told) in [
            (BEFORE, "your text", wish.before, &mut before),
            (WANTED, "what you asked for", wish.says, &mut wanted),
        ] {
            if says.trim().is_empty() {
                continue;
            }
            facts.sources.push(Source {
                id: id.to_owned(),
                what: what.to_owned(),
                at: None,
                text: Foreign::from(says.as_str()),
            });
            *told = Content::text(says);
        }
        let channel = if wish.mail { "mail" } else { "text" };
        if wish.times {
            facts = facts.first(TIMES, Content::word("as blanks"));
        }
        Ok(facts
            .first("before", before)
            .first("wanted", wanted)
            .first("channel", Content::word(channel)))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let mail = word(&check.0.content, "channel") == Some("mail");
        if word(&check.0.content, TIMES).is_some() {
            offers(&self.draft, check)?;
        } else {
            check.times("the message", &self.draft)?;
            check.times("the subject", &self.subject)?;
        }
        let before = check.0.source(BEFORE).map(|source| source.text.raw());
        let before = before.unwrap_or_default();
        // A text that was long, or asked two things, stays one that may.
        let most = if mail { MOST_OF_MAIL } else { MOST }.max(before.chars().count());
        wording("the message", &self.draft, most)?;
        check.numbers("the message", &self.draft)?;
        self.evidence_ids
            .iter()
            .try_for_each(|id| check.source("the message", id).map(drop))?;
        if mail {
            wording("the subject", &self.subject, MOST_OF_SUBJECT)?;
            return check.numbers("the subject", &self.subject);
        }
        let questions = |text: &str| text.matches('?').count();
        if questions(&self.draft) > questions(before).max(1) {
            return Err("the message asks more than one thing".to_owned());
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::new("message", &self.draft, &self.evidence_ids)];
        if !self.subject.trim().is_empty() {
            lines.push(Line::new("subject", &self.subject, &[]));
        }
        lines
    }

    fn draft(&self) -> Option<&str> {
        Some(&self.draft)
    }
}

/// Times are offered as blanks, and no day and no number is named that nobody told.
fn offers(draft: &str, check: &Check<'_>) -> Result<(), String> {
    if !CHOICE.iter().all(|blank| draft.contains(blank)) {
        return Err("the message leaves no blanks for the times".to_owned());
    }
    let mut own = draft.to_owned();
    for at in blanks(draft).into_iter().rev() {
        own.replace_range(at, " ");
    }
    let told: HashSet<String> = check
        .0
        .sources
        .iter()
        .filter(|source| source.id != WANTED)
        .flat_map(|source| words(source.text.raw()))
        .map(|word| word.text.into())
        .collect();
    let names_time = |word: &str| DAYS.contains(&word) || word.contains(|sign: char| sign.is_ascii_digit());
    if words(&own)
        .iter()
        .any(|word| names_time(&word.text) && !told.contains(word.text.as_str()))
    {
        return Err("the message names a time that is not from the calendar".to_owned());
    }
    Ok(())
}
