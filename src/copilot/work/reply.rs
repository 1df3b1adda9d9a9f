//! A reply to the last message, in three tones.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, wording};
use super::facts::{Facts, Subject, last_in};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;

/// Characters of a text message: two parts.
const MOST: usize = 306;

/// Characters of a text message in one part.
const SHORT: usize = 160;

/// Three drafts that answer one message.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reply {
    /// The id of the message that is answered, exactly as it was given.
    message_id: String,
    /// The ids of the other messages, notes, deals or fields the drafts rest on, exactly as they were given. Empty for none.
    evidence_ids: Vec<String>,
    /// Friendly and personal. At most 306 characters, one question at most.
    warm_draft: String,
    /// Matter of fact. At most 306 characters, one question at most.
    plain_draft: String,
    /// As short as is polite. At most 160 characters, one question at most.
    brief_draft: String,
}

impl Kind for Reply {
    const NAME: &'static str = "reply";
    const ABOUT: &'static str = "three drafts that answer their last message";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/reply.md")
    );
    const LANE: Lane = Lane::Drafts;
    const WATCHED: &'static str = "plain_draft";
    const AS_AGENT: bool = true;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let last = last_in(subject).ok_or("they have not written yet: there is nothing to answer")?;
        Ok(Facts::all(subject).first("answer_id", Content::word(&last.id)))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let answered = matches!(
            &check.0.content,
            Content::Record(members) if members.first() == Some(&("answer_id", Content::word(&self.message_id)))
        );
        if !answered {
            return Err("the drafts answer another message than the last".to_owned());
        }
        self.evidence_ids
            .iter()
            .try_for_each(|id| check.source("the drafts", id).map(drop))?;
        let drafts = [
            ("the warm draft", &self.warm_draft, MOST),
            ("the plain draft", &self.plain_draft, MOST),
            ("the brief draft", &self.brief_draft, SHORT),
        ];
        for (what, draft, most) in drafts {
            wording(what, draft, most)?;
            check.numbers(what, draft)?;
            if draft.matches('?').count() > 1 {
                return Err(format!("{what} asks more than one thing"));
            }
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        let mut to = vec![self.message_id.clone()];
        let others = self.evidence_ids.iter().filter(|id| **id != self.message_id);
        to.extend(others.cloned());
        vec![
            Line::new("warm", &self.warm_draft, &to),
            Line::new("plain", &self.plain_draft, &to),
            Line::new("brief", &self.brief_draft, &to),
        ]
    }

    fn draft(&self) -> Option<&str> {
        Some(&self.plain_draft)
    }
}
