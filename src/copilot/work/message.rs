//! One message that a step of an automation asks for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::{Brief, word};
use super::check::{Check, wording};
use super::facts::{Facts, Source, Subject};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;
use crate::domain::value::Foreign;

/// Characters of a text message: two parts.
const MOST: usize = 306;
/// Characters of a mail.
const MOST_OF_MAIL: usize = 2_000;
/// Characters of a subject.
const MOST_OF_SUBJECT: usize = 120;
/// The member that says what it is to be about, and its id among the sources.
const WANTED: &str = "wanted";

/// A message.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// The subject of a mail, at most 120 characters. Of a text message it is empty.
    subject: String,
    /// What it says: at most 306 characters and one question in a text message, at most 2000 characters in a mail.
    text: String,
}

impl Kind for Message {
    const NAME: &'static str = "message";
    const ABOUT: &'static str = "the message that a step of an automation asks for";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/message.md")
    );
    const LANE: Lane = Lane::Drafts;
    const AS_AGENT: bool = true;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let brief = Brief::read(subject.about)?;
        let language = if brief.spanish { "Spanish" } else { "English" };
        let channel = if brief.mail { "mail" } else { "text" };
        let mut facts = Facts::all(subject);
        // What whoever wrote the automation names may be said.
        facts.sources.push(Source {
            id: WANTED.to_owned(),
            what: "what the step says".to_owned(),
            at: None,
            text: Foreign::from(brief.says.as_str()),
        });
        Ok(facts
            .first("language", Content::word(language))
            .first("channel", Content::word(channel))
            .first(WANTED, Content::text(brief.says)))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let mail = word(&check.0.content, "channel") == Some("mail");
        let most = if mail { MOST_OF_MAIL } else { MOST };
        wording("the message", &self.text, most)?;
        check.numbers("the message", &self.text)?;
        check.times("the message", &self.text)?;
        if mail {
            wording("the subject", &self.subject, MOST_OF_SUBJECT)?;
            check.times("the subject", &self.subject)?;
            return check.numbers("the subject", &self.subject);
        }
        if self.text.matches('?').count() > 1 {
            return Err("the message asks more than one thing".to_owned());
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        vec![Line::new("message", &self.text, &[])]
    }

    fn draft(&self) -> Option<&str> {
        Some(&self.text)
    }
}
