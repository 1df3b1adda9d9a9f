//! The answers they have given to the questions of qualification, each with the words it came from. What is
//! found is shown; a person says whether it is kept.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, folded, legible};
use super::facts::{Facts, Subject, last_in};
use super::{Kind, Lane, Line};
use crate::domain::qualification::{MOST, Question};

/// One answer.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Found {
    /// Which question.
    #[serde(deserialize_with = "folded")]
    question: Question,
    /// Their answer in a few words, at most 200 characters.
    answer: String,
    /// The id of the message of theirs that says so, exactly as it was given.
    message_id: String,
    /// Their words, copied from that message to the letter.
    quote: String,
}

/// All answers that were found; none is a good result too.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Extraction {
    /// The answers, each question once. A question they have not answered is left out.
    answers: Vec<Found>,
}

impl Kind for Extraction {
    const NAME: &'static str = "extraction";
    const ABOUT: &'static str = "their answers to the questions of qualification, with their words";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/extraction.md")
    );
    const LANE: Lane = Lane::Bulk;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        last_in(subject).ok_or("they have not written yet: there is no answer of theirs")?;
        Ok(Facts::said(subject))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        let mut asked = BTreeSet::new();
        for found in &self.answers {
            if !asked.insert(found.question) {
                return Err(format!("{} is answered twice", found.question.word()));
            }
            legible("an answer", &found.answer, MOST)?;
            check.quote("an answer", &found.message_id, &found.quote)?;
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        let lines = self.answers.iter().map(|found| {
            let said = format!("{}  \u{201c}{}\u{201d}", found.answer, found.quote);
            Line::new(
                found.question.word(),
                said,
                std::slice::from_ref(&found.message_id),
            )
        });
        lines.collect()
    }
}
