//! The answers they have given to the questions of qualification (domain 5), each with the words it came from. What is
//! found is shown; a person says whether it is kept.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, folded, legible};
use super::facts::{Facts, Subject, last_in};
use super::{Kind, Lane, Line};

/// Characters of an answer.
const ANSWER: usize = 200;

/// A question of qualification: of buyers, sellers and investors (domain 5.1 to 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Question {
    /// What they can spend.
    Budget,
    /// Where.
    Area,
    /// By when; of sellers, whether 30 to 45 days would do.
    Timeline,
    /// Beds, baths and what the home must have.
    PropertyNeeds,
    /// How they pay.
    Financing,
    /// Why they move, and where to next.
    Motivation,
    /// The state of the home they sell.
    HomeCondition,
    /// The address of the home they sell.
    PropertyAddress,
    /// The price that would make them sell.
    PriceExpectation,
    /// Flip, hold or wholesale.
    InvestmentStrategy,
    /// Whether they can show the funds.
    ProofOfFunds,
    /// The return they look for.
    ReturnTarget,
    /// Who else decides.
    DecisionMakers,
}

impl Question {
    const fn word(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Area => "area",
            Self::Timeline => "timeline",
            Self::PropertyNeeds => "needs",
            Self::Financing => "financing",
            Self::Motivation => "motivation",
            Self::HomeCondition => "condition",
            Self::PropertyAddress => "address",
            Self::PriceExpectation => "price",
            Self::InvestmentStrategy => "strategy",
            Self::ProofOfFunds => "funds",
            Self::ReturnTarget => "return",
            Self::DecisionMakers => "deciders",
        }
    }
}

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
            legible("an answer", &found.answer, ANSWER)?;
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
