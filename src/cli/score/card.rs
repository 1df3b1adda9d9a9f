//! The score of somebody as it is read, and a part of it as it is told.

use serde_json::Value;

use crate::cli::frame::{CliError, Running};
use crate::domain::value::ContactId;
use crate::engine::query::{ScoreOf, Scorecard};
use crate::engine::view::{Part, shown_points};

/// The score of somebody, with everything behind it.
pub(super) fn card(running: &Running, id: &ContactId) -> Result<Scorecard, CliError> {
    running.query(ScoreOf(id.clone()))?.ok_or_else(|| {
        CliError::nothing_found(format!("there is no person {id} in the local copy"))
            .hint("leadline leads lists ids; leadline sync brings what is new")
    })
}

/// A part with its points and what it rests on.
pub(super) fn part(part: &Part) -> String {
    let sign = if part.points < 0 { "" } else { "+" };
    let points = format!("{sign}{}", shown_points(part.points));
    let evidence = serde_json::to_value(&part.evidence).unwrap_or(Value::Null);
    let named = evidence.as_object().and_then(|evidence| evidence.iter().next());
    let named = named.map_or_else(String::new, |(kind, id)| {
        format!("  [{kind} {}]", id.as_str().unwrap_or_default())
    });
    format!("  {points:>6}  {}{named}", part.sentence)
}
