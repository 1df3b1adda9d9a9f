//! What holds somebody back, in their words, and how to answer it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, Statement, folded, wording};
use super::facts::{Facts, Subject, THEIRS, last_in};
use super::{Kind, Lane, Line};

/// What they object to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum About {
    /// The price.
    Price,
    /// The moment.
    Timing,
    /// Another agent, another house.
    Competition,
    /// Whether we can be believed.
    Trust,
    /// Somebody else decides.
    Authority,
    /// What they get for it.
    Value,
}

impl About {
    const fn word(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Timing => "timing",
            Self::Competition => "competition",
            Self::Trust => "trust",
            Self::Authority => "authority",
            Self::Value => "value",
        }
    }
}

/// An objection and its answer, gentle first.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Objection {
    /// What it is about.
    #[serde(deserialize_with = "folded")]
    about: About,
    /// The id of the message of theirs that says it, exactly as it was given.
    message_id: String,
    /// Their words, copied from that message to the letter.
    quote: String,
    /// First: a sentence that takes it seriously.
    validate: String,
    /// Then: what the facts say about it.
    data: Statement,
    /// Then: what shows it.
    proof: Statement,
    /// Last: a small step they can try without risk.
    small_test: String,
}

impl Kind for Objection {
    const NAME: &'static str = "objection";
    const ABOUT: &'static str = "what holds them back, and how to answer it";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/objection.md")
    );
    const LANE: Lane = Lane::Drafts;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        last_in(subject).ok_or("they have not written yet: there is no objection of theirs")?;
        Ok(Facts::theirs(subject))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        if check.source("the objection", &self.message_id)?.what != THEIRS {
            return Err("the objection is not in a message of theirs".to_owned());
        }
        check.quote("the objection", &self.message_id, &self.quote)?;
        wording("the first sentence", &self.validate, 300)?;
        check.statement("the data", &self.data)?;
        check.statement("the proof", &self.proof)?;
        wording("the small step", &self.small_test, 300)?;
        for said in [
            &self.validate,
            &self.data.statement,
            &self.proof.statement,
            &self.small_test,
        ] {
            check.numbers("the answer", said)?;
        }
        Ok(())
    }

    fn lines(&self) -> Vec<Line> {
        let from = [self.message_id.clone()];
        vec![
            Line::new(
                self.about.word(),
                format!("\u{201c}{}\u{201d}", self.quote),
                &from,
            ),
            Line::new("first", &self.validate, &[]),
            Line::new("data", &self.data.statement, &self.data.evidence_ids),
            Line::new("proof", &self.proof.statement, &self.proof.evidence_ids),
            Line::new("small step", &self.small_test, &[]),
        ]
    }
}
