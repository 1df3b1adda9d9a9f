//! `leadline score ID --as-of DAY`: the score as it was at the end of a day, beside the one that holds, and what moved since.

use serde_json::{Value, json};

use super::card::{card, part};
use crate::cli::frame::{App, CliError, Exit, Outcome, Running};
use crate::cli::words::shape;
use crate::domain::score::Temperature;
use crate::domain::value::ContactId;
use crate::domain::when::past;
use crate::engine::query::{Change, ScoreAt, ScoreChanges, Scorecard, Then};
use crate::engine::view::{Numbers, Part, Reasons, shown_parts, shown_points};

/// Tells it.
pub(super) fn run(app: &mut App, running: &Running, contact: &ContactId, day: &str, why: bool) -> Outcome {
    let (now, zone) = (running.engine.now(), running.engine.zone());
    let Some((named, at)) = past::end(day, now, zone) else {
        let sentence = format!("\"{day}\" is no day that lies behind; nothing was looked for");
        return Err(CliError::wrong_use(sentence).hint(format!("write {}", past::EXAMPLES)));
    };
    let card = card(running, contact)?;
    let then = running.query(ScoreAt {
        contact: contact.clone(),
        at,
    })?;
    let moved = running.query(ScoreChanges {
        contact: contact.clone(),
        since: Some(at),
    })?;
    let otherwise = then.as_ref().is_some_and(|then| then.config != card.config);
    let was = then.as_ref().map(|then| told(&then.numbers, &then.reasons, why));
    app.out.json(&json!({
        "contact_id": contact,
        "as_of": at,
        "then": was,
        "now": told(&card.numbers, &card.reasons, why),
        "moved": moved,
        "weighed_otherwise": otherwise,
    }))?;
    app.out.say(&words(&named, then.as_ref(), &card, why))?;
    app.out.say(&if otherwise {
        "\nscores were weighed otherwise then, so that what moved since cannot be told".to_owned()
    } else {
        changes(&moved)
    })?;
    Ok(Exit::Done)
}

fn told(numbers: &Numbers, reasons: &Reasons, why: bool) -> Value {
    let points = |value: Option<i64>| value.map(shape::units);
    let mut told = json!({
        "priority": points(numbers.priority),
        "badge": numbers.badge,
        "qualification": points(numbers.qualification),
        "conversion": points(numbers.conversion),
        "readiness": points(numbers.readiness),
        "commitment": points(numbers.commitment),
        "risk": points(numbers.risk),
    });
    if why {
        told["reasons"] = serde_json::to_value(reasons).unwrap_or(Value::Null);
    }
    told
}

fn words(day: &str, then: Option<&Then>, card: &Scorecard, why: bool) -> String {
    let Some(then) = then else {
        return format!("at the end of {day} there was no score of theirs yet");
    };
    let (was, is) = (&then.numbers, &card.numbers);
    let points = |value: Option<i64>| value.map_or_else(|| "\u{2013}".to_owned(), shown_points);
    let badge = |badge: Option<Temperature>| badge.map_or("", Temperature::word);
    let mut lines = vec![
        format!("at the end of {day}, and now"),
        format!("  {:<10} {:>6} {:>6}", "badge", badge(was.badge), badge(is.badge)),
    ];
    let rows = [
        ("priority", was.priority, is.priority),
        ("ready", was.readiness, is.readiness),
        ("commits", was.commitment, is.commitment),
        ("risk", was.risk, is.risk),
    ];
    let known = rows.iter().filter(|(_, was, is)| was.is_some() || is.is_some());
    lines.extend(known.map(|(name, was, is)| format!("  {name:<10} {:>6} {:>6}", points(*was), points(*is))));
    if why {
        let sets: [(&str, &[Part]); 4] = [
            ("priority", &then.reasons.priority),
            ("ready", &then.reasons.readiness),
            ("commits", &then.reasons.commitment),
            ("risk", &then.reasons.risk),
        ];
        for (title, parts) in sets.into_iter().filter(|(_, parts)| !parts.is_empty()) {
            lines.push(format!("\n{title}, then"));
            lines.extend(shown_parts(parts).iter().map(part));
        }
    }
    lines.join("\n")
}

/// What moved, each with what it rests on.
fn changes(moved: &[Change]) -> String {
    if moved.is_empty() {
        return "\nnothing moved since".to_owned();
    }
    let one = |change: &Change| {
        let moved = Part {
            points: change.to.unwrap_or(0) - change.from.unwrap_or(0),
            ..change.part.clone()
        };
        let how = match (change.from, change.to) {
            (None, _) => "  (new)",
            (_, None) => "  (no more)",
            _ => "",
        };
        format!("{}{how}", part(&moved))
    };
    let lines = moved.iter().map(one).collect::<Vec<_>>();
    format!("\nmoved since\n{}", lines.join("\n"))
}
