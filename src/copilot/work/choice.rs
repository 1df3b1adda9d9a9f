//! One of a few words that a step of an automation lets choose from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::brief::{Brief, words};
use super::check::Check;
use super::facts::{Facts, Subject, last_in};
use super::{Kind, Lane, Line};
use crate::copilot::content::Content;

/// What was chosen.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Choice {
    /// One of the words of `among`, copied to the letter.
    word: String,
}

impl Kind for Choice {
    const NAME: &'static str = "choice";
    const ABOUT: &'static str = "the word that a step of an automation lets choose";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/choice.md")
    );
    const LANE: Lane = Lane::Bulk;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        let brief = Brief::read(subject.about)?;
        last_in(subject).ok_or("they have not written yet: there is nothing to decide by")?;
        Ok(Facts::said(subject)
            .first("among", Content::list(brief.among.iter().map(Content::word)))
            .first("wanted", Content::text(brief.says)))
    }

    fn narrow(schema: &mut Value, about: &str) {
        if let (Ok(brief), Some(word)) = (Brief::read(about), schema.pointer_mut("/properties/word")) {
            word["enum"] = json!(brief.among);
        }
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let among = words(&check.0.content, "among");
        // The service does not promise how a word of a list is capitalised.
        if among
            .iter()
            .any(|word| word.eq_ignore_ascii_case(self.word.trim()))
        {
            Ok(())
        } else {
            Err("the word is none of those to choose from".to_owned())
        }
    }

    fn lines(&self) -> Vec<Line> {
        vec![Line::new("word", &self.word, &[])]
    }
}
