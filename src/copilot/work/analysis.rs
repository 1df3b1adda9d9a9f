//! How likely somebody buys or sells with us, how they behave, and what to do next.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::{Check, Statement, within};
use super::facts::{Facts, Subject};
use super::{Kind, Lane, Line};

/// An analysis of one person.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Analysis {
    /// Who they are as a client and where it stands.
    summary: Statement,
    /// How likely they close with us within six months, in whole per cent from 1 to 99.
    probability_percent: i64,
    /// The low end of that estimate, in whole per cent from 1 to 99. Not above the probability.
    low_percent: i64,
    /// The high end of that estimate, in whole per cent from 1 to 99. Not below the probability.
    high_percent: i64,
    /// Why the estimate is not higher or lower.
    because: Statement,
    /// How they behave: how soon they answer, what moves them, what they avoid. One to five.
    behaviour: Vec<Statement>,
    /// What to do next, the most useful first. One to five.
    actions: Vec<Statement>,
}

impl Kind for Analysis {
    const NAME: &'static str = "analysis";
    const ABOUT: &'static str = "how likely they close, how they behave, what to do next";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/analysis.md")
    );
    const LANE: Lane = Lane::Deep;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        something(Facts::all(subject))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        check.statement("the summary", &self.summary)?;
        within("the probability", self.probability_percent, 1, 99)?;
        within("its low end", self.low_percent, 1, self.probability_percent)?;
        within("its high end", self.high_percent, self.probability_percent, 99)?;
        check.statement("the reason", &self.because)?;
        check.statements("behaviour", &self.behaviour, 1, 5)?;
        check.statements("actions", &self.actions, 1, 5)
    }

    fn lines(&self) -> Vec<Line> {
        let estimate = format!(
            "{} % ({} to {} %): {}",
            self.probability_percent, self.low_percent, self.high_percent, self.because.statement
        );
        let said = |head, said: &Statement| Line::new(head, &said.statement, &said.evidence_ids);
        let mut lines = vec![
            said("summary", &self.summary),
            Line::new("likely", estimate, &self.because.evidence_ids),
        ];
        lines.extend(self.behaviour.iter().map(|one| said("behaviour", one)));
        lines.extend(self.actions.iter().map(|one| said("next", one)));
        lines
    }
}

/// Facts of which a statement can name at least one.
pub(super) fn something(facts: Facts) -> Result<Facts, String> {
    if facts.sources.is_empty() {
        Err("nothing is known of them yet: no message, no note, no field".to_owned())
    } else {
        Ok(facts)
    }
}
