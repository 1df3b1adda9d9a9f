//! The questions that are asked of somebody, set by set, with what they answered, and how ready a buyer is.

use crate::domain::qualification::{Answer, LeadType, Question, Set};
use crate::engine::query::{BuyerReady, Form, Forms};
use crate::engine::view::{Evidence, Place, shown_points};

/// What of readiness is told, with its share of the whole.
const GROUPS: [&str; 3] = ["finance (40 %)", "urgency (35 %)", "clarity (25 %)"];

/// What is told of a set.
pub(super) enum Asked {
    /// The title of what follows, and how far that is.
    Title(&'static str, String),
    /// An answer of theirs.
    Answer(Answer),
    /// A question that a field answers: what stands in it, and the field.
    Held(Question, String, String),
    /// A question that is still open.
    Open(Question),
    /// Words to be read.
    Note(String),
}

/// Every set that applies with its places, and the answers that belong to none of them.
pub(super) fn asked(forms: &Forms, answers: &[Answer]) -> Vec<Asked> {
    let mut rows = Vec::new();
    rows.extend(forms.ready.as_ref().into_iter().flat_map(ready));
    let mut told: Vec<Question> = Vec::new();
    for form in &forms.forms {
        rows.push(Asked::Title(heading(form.set, forms.kind), standing(form)));
        // What the long form asks is not asked a second time below.
        let places = form.places.iter();
        let fresh: Vec<&Place> = places.filter(|place| !told.contains(&place.question)).collect();
        rows.extend(fresh.iter().map(|place| row(place, answers)));
        told.extend(form.set.places().iter().copied().flatten());
    }
    let others = answers.iter().filter(|answer| !told.contains(&answer.question));
    let others: Vec<Asked> = others.cloned().map(Asked::Answer).collect();
    if !others.is_empty() {
        rows.push(Asked::Title("OTHER ANSWERS", String::new()));
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

fn row(place: &Place, answers: &[Answer]) -> Asked {
    let answer = answers.iter().find(|answer| answer.question == place.question);
    match (answer, &place.filled) {
        (Some(answer), _) => Asked::Answer(answer.clone()),
        (None, Some((Evidence::Field(field), value))) => {
            Asked::Held(place.question, value.clone(), field.clone())
        }
        (None, _) => Asked::Open(place.question),
    }
}

fn ready(ready: &BuyerReady) -> Vec<Asked> {
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
        Asked::Title("READINESS AS A BUYER", points(ready.whole)),
        Asked::Note(groups.join(" \u{b7} ")),
        Asked::Note(format!("follow up {within}; {next}")),
    ]
}
