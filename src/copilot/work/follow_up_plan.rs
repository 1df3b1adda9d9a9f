//! When to be in touch next, on which channel, and to what end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::analysis::something;
use super::check::{Check, Statement, folded, within, wording};
use super::facts::{Facts, Subject};
use super::{Kind, Lane, Line};

/// Steps of a plan, at most.
const STEPS: usize = 6;
/// Days that a plan looks ahead, at most.
const DAYS: i64 = 90;

/// On which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    /// A text message.
    Text,
    /// A mail.
    Email,
    /// A telephone call.
    Call,
}

impl By {
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Call => "call",
        }
    }
}

/// One step.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Step {
    /// In how many days, from 0 to 90; today is 0. Not before the step above it.
    days_from_now: i64,
    /// On which way.
    #[serde(deserialize_with = "folded")]
    by: By,
    /// What it is to achieve, and why then.
    purpose: Statement,
}

/// A plan.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FollowUpPlan {
    /// What the plan is for.
    goal: Statement,
    /// One to six steps, in their order.
    #[schemars(length(min = 1))]
    steps: Vec<Step>,
    /// What ends it early: one sentence.
    stop_when: String,
}

impl Kind for FollowUpPlan {
    const NAME: &'static str = "follow_up_plan";
    const ABOUT: &'static str = "when to be in touch next, how, and to what end";
    const PROMPT: &'static str = concat!(
        include_str!("../../../assets/prompts/work/common.md"),
        include_str!("../../../assets/prompts/work/follow_up_plan.md")
    );
    const LANE: Lane = Lane::Deep;

    fn facts(subject: &Subject<'_>) -> Result<Facts, String> {
        something(Facts::all(subject))
    }

    fn check(&self, check: &Check<'_>) -> Result<(), String> {
        check.statement("the goal", &self.goal)?;
        within("the number of steps", self.steps.len() as i64, 1, STEPS as i64)?;
        let mut day = 0;
        for step in &self.steps {
            within("the day of a step", step.days_from_now, day, DAYS)?;
            day = step.days_from_now;
            check.statement("a step", &step.purpose)?;
        }
        wording("the end of the plan", &self.stop_when, 300)
    }

    fn lines(&self) -> Vec<Line> {
        let mut lines = vec![Line::new("goal", &self.goal.statement, &self.goal.evidence_ids)];
        lines.extend(self.steps.iter().map(|step| {
            let day = match step.days_from_now {
                0 => "today".to_owned(),
                1 => "tomorrow".to_owned(),
                days => format!("in {days} days"),
            };
            let said = format!("{day}, {}: {}", step.by.word(), step.purpose.statement);
            Line::new("step", said, &step.purpose.evidence_ids)
        }));
        lines.push(Line::new("until", &self.stop_when, &[]));
        lines
    }
}
