//! What to know in the ten seconds before a call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::analysis::something;
use super::check::{Check, Statement, legible, wordings};
use super::facts::{Facts, Subject};
use super::{Kind, Lane, Line};

/// A brief.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallBrief {
    /// The first sentence to say, from what happened last.
    opener: Statement,
    /// What is known already and must not be asked again. One to six.
    known: Vec<Statement>,
    /// Questions that are still open, the most telling first. One to three, one thing each.
    #[schemars(length(min = 1))]
    open_questions: Vec<String>,
    /// What better stays unsaid with them. Up to three.
    do_not_say: Vec<String>,
}

impl Kind for CallBrief {
    const NAME: &'static str = "call_brief";
    const ABOUT: &'static str = "an opener, what is known, three open questions";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/call_brief.md")
    );
    const LANE: Lane = Lane::Bulk;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        something(Facts::all(subject))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        check.statement("the opener", &self.opener)?;
        check.numbers("the opener", &self.opener.statement)?;
        check.statements("what is known", &self.known, 1, 6)?;
        wordings("open questions", &self.open_questions, 1, 3)?;
        if self.do_not_say.len() > 3 {
            return Err("there are more than 3 of what better stays unsaid".to_owned());
        }
        // It names what is not to be said, and is never said itself.
        self.do_not_say
            .iter()
            .try_for_each(|text| legible("what better stays unsaid", text, 300))
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::new(
            "opener",
            &self.opener.statement,
            &self.opener.evidence_ids,
        )];
        let known = self.known.iter();
        lines.extend(known.map(|known| Line::new("known", &known.statement, &known.evidence_ids)));
        lines.extend(self.open_questions.iter().map(|text| Line::new("ask", text, &[])));
        lines.extend(self.do_not_say.iter().map(|text| Line::new("not", text, &[])));
        lines
    }
}
