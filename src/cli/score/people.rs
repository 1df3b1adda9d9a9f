//! `leadline score [ID | --all] [--why]`: what people score, and why.

use clap::Args;
use serde_json::{Value, json};

use super::as_of;
use super::card::{card, part};
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Table};
use crate::cli::words::shape;
use crate::domain::qualification::Set;
use crate::domain::score::{Chance, Mark};
use crate::domain::value::ContactId;
use crate::engine::query::{Form, Forms, FormsOf, Leads, ScoreChanges, Scorecard};
use crate::engine::view::{shown_parts, shown_points};

/// People that are listed at most.
const MOST: usize = 1_000_000;

/// Whose score.
#[derive(Args, Debug)]
pub(super) struct People {
    /// The person
    id: Option<String>,
    /// Everybody, the highest first
    #[arg(long, conflicts_with = "id")]
    all: bool,
    /// With every part and what it rests on
    #[arg(long, requires = "id")]
    why: bool,
    /// As it was at the end of a day, beside what it is: last friday, 3 days ago, march 9, 2026-04-09
    #[arg(long, value_name = "DAY", requires = "id")]
    as_of: Option<String>,
}

impl People {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        if self.id.is_none() && !self.all {
            return Err(CliError::wrong_use("say whose score is meant")
                .hint("leadline score ID, or leadline score --all; leadline leads lists ids; fit, apply and check work on files"));
        }
        let running = Running::start(app, Reach::Local)?;
        running.block_on(running.engine.score())?;
        match self.id {
            Some(id) => {
                let id = ContactId::from(id);
                match &self.as_of {
                    Some(day) => as_of::run(app, &running, &id, day, self.why),
                    None => one(app, &running, id, self.why),
                }
            }
            None => all(app, &running),
        }
    }
}

fn one(app: &mut App, running: &Running, id: ContactId, why: bool) -> Outcome {
    let card = card(running, &id)?;
    let mut told = told(&id, &card);
    let mut more = String::new();
    if why {
        let Forms { forms, ready, .. } = running.query(FormsOf(id.clone()))?;
        more = forms.iter().map(form_words).collect();
        let changes = running.query(ScoreChanges {
            contact: id,
            since: None,
        })?;
        told["reasons"] = serde_json::to_value(&card.reasons).unwrap_or(Value::Null);
        told["forms"] = forms.iter().map(form).collect();
        told["readiness_as_buyer"] = serde_json::to_value(&ready).unwrap_or(Value::Null);
        told["changed_in_a_week"] = serde_json::to_value(&changes).unwrap_or(Value::Null);
    }
    app.out.json(&told)?;
    app.out.say(&(words(&card, why) + &more))?;
    Ok(Exit::Done)
}

/// A set of questions, how far it is filled, and what is open.
fn form(form: &Form) -> Value {
    let open = form.places.iter().filter(|place| place.filled.is_none());
    json!({
        "set": form.set,
        "filled": form.filled(),
        "of": form.places.len(),
        "class": form.class,
        "open": open.map(|place| place.question.word()).collect::<Vec<_>>(),
    })
}

/// The same in words.
fn form_words(form: &Form) -> String {
    let name = match form.set {
        Set::Buyer => "questions of a buyer",
        Set::Seller => "questions of a seller",
        Set::LongForm => "long form, before a listing appointment",
        Set::Investor => "questions of an investor",
    };
    let open = form.places.iter().filter(|place| place.filled.is_none());
    let open: Vec<String> = open
        .map(|place| format!("\n  open: {}", place.question.ask()))
        .collect();
    let (filled, places) = (form.filled(), form.places.len());
    format!("\n\n{name}: {filled} of {places}{}", open.concat())
}

fn told(id: &ContactId, card: &Scorecard) -> Value {
    let points = |value: Option<i64>| value.map(shape::units);
    let numbers = &card.numbers;
    let mut told = shape::score(&card.mark);
    let history = card
        .history
        .iter()
        .map(|(at, priority)| json!({ "at": at, "priority": points(*priority) }));
    let more = json!({
        "contact_id": id,
        "at": card.at,
        "half_width": shape::units(numbers.half_width),
        "qualification": points(numbers.qualification),
        "conversion": points(chance(card.chance.as_ref(), numbers.conversion)),
        "readiness": points(numbers.readiness),
        "commitment": points(numbers.commitment),
        "risk_in": numbers.risk_in.map(|risks| risks.map(shape::units)),
        "tier": numbers.tier,
        "urgency": numbers.urgency,
        "trend": card.trend.0,
        "place": card.place.map(|(at, of)| json!({ "at": at, "of": of })),
        "next": card.next,
        "missing": card.reasons.missing,
        "chance": card.chance,
        "too_little": card.too_little,
        "opinion": card.opinion,
        "history": history.collect::<Vec<_>>(),
        "inputs": card.inputs,
        "config": card.config,
    });
    if let (Some(told), Value::Object(more)) = (told.as_object_mut(), more) {
        told.extend(more);
    }
    told
}

/// The chance of a closing, never more exactly than it may be told: a learned one in steps of five below 200 outcomes.
fn chance(learned: Option<&Chance>, points: Option<i64>) -> Option<i64> {
    learned.map(|chance| chance.percent * 100).or(points)
}

fn words(card: &Scorecard, why: bool) -> String {
    let numbers = &card.numbers;
    let mut lines = vec![if let Some(block) = &card.reasons.block {
        format!("not scored: {}", block.sentence)
    } else {
        let half = shown_points(numbers.half_width);
        let score = points(Some(&card.mark));
        format!("{score} {} (\u{b1}{half})", badge(Some(&card.mark)))
            .trim()
            .to_owned()
    }];
    if let Some(was) = card.mark.was {
        lines.push(format!("was {} before they went quiet", was.word()));
    }
    let all = [
        ("answers", numbers.qualification),
        ("chance", chance(card.chance.as_ref(), numbers.conversion)),
        ("ready", numbers.readiness),
        ("commits", numbers.commitment),
        ("risk", numbers.risk),
    ];
    let known = all.iter().filter_map(|(name, value)| Some((name, (*value)?)));
    lines.extend(known.map(|(name, value)| format!("  {name:<10} {:>5}", shown_points(value))));
    if let Some(urgency) = numbers.urgency {
        lines.push(format!("  to do      {}", urgency.word()));
    }
    lines.extend(card.next.iter().map(|next| format!("  {next}")));
    lines.extend(card.at_stake().map(|stake| format!("  at stake   {stake}")));
    lines.extend(card.closes());
    let what_if = card.chance.iter().flat_map(|chance| &chance.what_if);
    lines.extend(what_if.map(|(what, percent)| format!("  {what}: {percent} %")));
    if !why {
        return lines.join("\n");
    }
    let parts = [
        ("priority", &card.reasons.priority),
        ("ready", &card.reasons.readiness),
        ("commits", &card.reasons.commitment),
        ("risk", &card.reasons.risk),
    ];
    for (title, parts) in parts {
        if !parts.is_empty() {
            lines.push(format!("\n{title}"));
            lines.extend(shown_parts(parts).iter().map(part));
        }
    }
    if !card.reasons.missing.is_empty() {
        lines.push(format!("\nnot known: {}", card.reasons.missing.join(", ")));
    }
    lines.join("\n")
}

fn all(app: &mut App, running: &Running) -> Outcome {
    let question = Leads {
        filter: "sort:-score".to_owned(),
        offset: 0,
        limit: MOST,
        count: true,
    };
    let window = running
        .query(question)?
        .map_err(|error| CliError::wrong_use(error.message))?;
    let rows = window.rows.iter().map(|row| {
        json!({ "contact_id": row.id, "name": shape::name(row).as_str(), "score": row.score.as_ref().map(shape::score) })
    });
    app.out
        .json(&json!({ "total": window.total, "rows": rows.collect::<Vec<_>>() }))?;
    let mut table = Table::new(["id", "name", "#score", "badge", "#confidence", "#risk"]);
    for row in &window.rows {
        let mark = row.score.as_ref();
        let of = |value: Option<i64>| value.map_or_else(|| "\u{2013}".to_owned(), shown_points);
        table.row([
            row.id.to_string(),
            shape::name(row).to_string(),
            points(mark),
            badge(mark).to_owned(),
            of(mark.map(|mark| mark.confidence)),
            of(mark.and_then(|mark| mark.risk)),
        ]);
    }
    app.out.table(&table)?;
    Ok(if window.rows.is_empty() {
        Exit::NothingFound
    } else {
        Exit::Done
    })
}

/// The priority as lists show it; a dash for whom is unscored.
pub(in crate::cli) fn points(mark: Option<&Mark>) -> String {
    let points = mark.and_then(Mark::points);
    points.map_or_else(|| "\u{2013}".to_owned(), |points| points.to_string())
}

/// The badge as lists show it.
pub(in crate::cli) fn badge(mark: Option<&Mark>) -> &'static str {
    match mark {
        Some(mark) if mark.blocked => "blocked",
        Some(mark) => mark.badge.map_or("", crate::domain::score::Temperature::word),
        None => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learned_chance_is_told_no_more_exactly_than_it_may_be() {
        let rough = Chance {
            percent: 30,
            plus_minus: 5,
            outcomes: 150,
            closings: 50,
            what_if: Vec::new(),
        };
        assert_eq!(chance(Some(&rough), Some(3_140)), Some(3_000));
        assert_eq!(chance(None, Some(3_140)), Some(3_140));
    }
}
