//! The questions that are asked of somebody, set by set, with what they answered, and how ready a buyer is.

use super::rows::{Read, Row, title};
use crate::domain::qualification::{Answer, LeadType, Question, Set};
use crate::engine::query::{BuyerReady, Form};
use crate::engine::view::{Evidence, Place, shown_points};

/// What of readiness is told, with its share of the whole.
const GROUPS: [&str; 3] = ["finance (40 %)", "urgency (35 %)", "clarity (25 %)"];

/// The rows of every set that applies, and the answers that belong to none of them.
pub(super) fn rows(read: &Read) -> Vec<Row> {
    let forms = &read.forms.forms;
    let answers = read.person.as_ref().map_or(&[][..], |person| &person.answers);
    let mut rows = Vec::new();
    rows.extend(read.forms.ready.as_ref().into_iter().flat_map(ready));
    let mut told: Vec<Question> = Vec::new();
    for form in forms {
        rows.push(title(heading(form.set, read.forms.kind), standing(form)));
        // What the long form asks is not asked a second time below.
        let places = form.places.iter();
        let fresh: Vec<&Place> = places.filter(|place| !told.contains(&place.question)).collect();
        rows.extend(fresh.iter().map(|place| row(place, answers)));
        told.extend(form.set.places().iter().copied().flatten());
    }
    let others = answers.iter().filter(|answer| !told.contains(&answer.question));
    let others: Vec<Row> = others.cloned().map(Row::Answer).collect();
    if !others.is_empty() {
        rows.push(title("OTHER ANSWERS", ""));
        rows.extend(others);
    }
    rows
}

const fn heading(set: Set, kind: LeadType) -> &'static str {
    match (set, kind) {
        (Set::Buyer, LeadType::Unknown) => "QUESTIONS, AS OF A BUYER",
        (Set::Buyer, LeadType::Renter) => "QUESTIONS OF A RENTER",
        (Set::Buyer, _) => "QUESTIONS OF A BUYER",
        (Set::Seller, LeadType::Both) => "QUESTIONS OF A SELLER, WHO BUYS AFTER",
        (Set::Seller, _) => "QUESTIONS OF A SELLER",
        (Set::LongForm, _) => "LONG FORM, BEFORE A LISTING APPOINTMENT",
        (Set::Investor, _) => "QUESTIONS OF AN INVESTOR",
    }
}

fn standing(form: &Form) -> String {
    let (filled, places) = (form.filled(), form.places.len());
    match filled {
        0 => format!("0 of {places}"),
        _ => format!("{filled} of {places} \u{b7} {}", form.class.word()),
    }
}

fn row(place: &Place, answers: &[Answer]) -> Row {
    let answer = answers.iter().find(|answer| answer.question == place.question);
    match (answer, &place.filled) {
        (Some(answer), _) => Row::Answer(answer.clone()),
        (None, Some((Evidence::Field(field), value))) => {
            Row::Held(place.question, value.clone(), field.clone())
        }
        (None, _) => Row::Open(place.question),
    }
}

fn ready(ready: &BuyerReady) -> Vec<Row> {
    let points = |points: Option<i64>| points.map_or_else(|| "\u{2013}".to_owned(), shown_points);
    let groups = GROUPS.iter().zip(ready.groups);
    let groups: Vec<String> = groups
        .map(|(name, group)| format!("{name} {}", points(group)))
        .collect();
    let within = match ready.due_hours {
        720 => "within the month".to_owned(),
        hours if hours % 24 == 0 && hours > 24 => format!("within {} days", hours / 24),
        hours => format!("within {hours} hours"),
    };
    let next = ready.next.map_or_else(
        || "nothing left to ask: show them homes".to_owned(),
        |(_, ask)| format!("ask next: {ask}"),
    );
    vec![
        title("READINESS AS A BUYER", points(ready.whole)),
        Row::Note(groups.join(" \u{b7} ")),
        Row::Note(format!("follow up {within}; {next}")),
    ]
}
