//! What a learned score looks at of a person: one row each, told as it was known at a moment.
//!
//! Only what has a time is here, so that the past is seen as it was then: tags and fields of the account, which the CRM tells
//! without one, are not, nor is who somebody is, where they live, or what they can pay. To add a column: its row in
//! [`COLUMNS`]. Models that know it not go on without it.

use std::borrow::Cow;

use super::history::History;
use super::inputs::{Evidence, Inputs, NEVER, Slot, Sources};

/// A person at a moment.
pub struct Case<'a> {
    /// What was known.
    pub history: &'a History<'a>,
    /// The same as numbers.
    pub inputs: &'a Inputs,
    /// Where they come from.
    pub sources: &'a Sources,
    /// Appointments that had begun and were kept: ids, the latest last.
    pub met: &'a [&'a str],
    /// The moment, in epoch seconds.
    pub now: i64,
}

/// A column.
pub struct Column {
    /// Its head, in words that a person reads.
    pub name: &'static str,
    /// What stands in it; empty when it is not known.
    pub read: for<'a> fn(&Case<'a>) -> Cow<'a, str>,
    /// What that rests on.
    pub rests_on: fn(&Case<'_>) -> Option<Evidence>,
}

/// How often they met; asked about by what-if as well.
pub const MET: &str = "times they met";
/// How long they are silent; asked about by what-if as well.
pub const SILENT: &str = "days without a word of theirs";
/// What they wrote in thirty days; fades when they are silent.
pub const RECENT: &str = "messages they wrote in 30 days";

macro_rules! column {
    ($name:expr, $slot:expr, $read:expr) => {
        Column {
            name: $name,
            read: |case| {
                let read: fn(&Case<'_>) -> Option<i64> = $read;
                Cow::Owned(read(case).map_or_else(String::new, |number| number.to_string()))
            },
            rests_on: |case| case.sources.of($slot).cloned(),
        }
    };
}

/// Every column.
pub static COLUMNS: [Column; 19] = [
    Column {
        name: "source",
        read: |case| case.history.source.trim().to_owned().into(),
        rests_on: |_| Some(Evidence::Field("source".to_owned())),
    },
    Column {
        name: "what they want",
        read: |case| case.history.kind.map_or("", |kind| kind.word()).into(),
        rests_on: |case| last_word(case),
    },
    column!("days since they came", Slot::Created, |case| {
        case.inputs.age_days.map(i64::from)
    }),
    column!("messages they wrote", Slot::LastIn, |case| Some(i64::from(
        case.inputs.messages
    ))),
    column!(RECENT, Slot::LastIn, |case| Some(i64::from(case.inputs.recent))),
    column!(SILENT, Slot::LastIn, |case| case
        .inputs
        .silent_days
        .map(i64::from)),
    column!("messages of ours in 30 days", Slot::Answering, |case| {
        let ours = case.history.messages.iter().filter(|said| !said.inbound);
        Some(ours.filter(|said| case.now - said.at <= 30 * 86_400).count() as i64)
    }),
    column!("minutes until they answer", Slot::Reply, |case| {
        case.inputs.reply_seconds.map(|seconds| i64::from(seconds / 60))
    }),
    column!("hours they let us wait", Slot::Answering, |case| {
        let hours = case.inputs.reply_hours;
        hours.map(|hours| if hours == NEVER { 10_000 } else { i64::from(hours) })
    }),
    column!("how much worse they sound", Slot::Sentiment, |case| {
        case.inputs.sentiment_drop.map(i64::from)
    }),
    column!("a motive in their words", Slot::Pillar(0), |case| case
        .inputs
        .pillars[0]
        .map(i64::from)),
    column!("how soon they want to", Slot::Soon, |case| case
        .inputs
        .soon
        .map(i64::from)),
    column!("objections dealt with", Slot::Objection, |case| {
        case.inputs.objection.map(i64::from)
    }),
    column!("agreed to meet", Slot::Meets, |case| case
        .inputs
        .meets
        .map(i64::from)),
    column!("words of a message", Slot::Words, |case| case
        .inputs
        .words
        .map(i64::from)),
    column!("questions about one home", Slot::Questions, |case| {
        case.inputs.questions.map(i64::from)
    }),
    Column {
        name: "questions they answered",
        read: |case| case.inputs.answered.count_ones().to_string().into(),
        rests_on: |case| {
            let mut all = crate::domain::qualification::Question::ALL.into_iter().rev();
            all.find_map(|question| case.sources.of(Slot::Question(question)).cloned())
        },
    },
    Column {
        name: "where the deal stands",
        read: |case| {
            let deal = case.history.deal.as_ref();
            deal.map_or_else(|| "no deal".into(), |deal| deal.stage.to_string().into())
        },
        rests_on: |case| deal(case),
    },
    Column {
        name: MET,
        read: |case| case.met.len().to_string().into(),
        rests_on: |case| case.met.last().map(|id| Evidence::Event((*id).to_owned())),
    },
];

fn last_word(case: &Case<'_>) -> Option<Evidence> {
    case.sources.of(Slot::LastIn).cloned()
}

fn deal(case: &Case<'_>) -> Option<Evidence> {
    let deal = case.history.deal.as_ref()?;
    Some(Evidence::Deal(deal.id.to_string()))
}

/// What stands in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The head of the column.
    pub column: &'static str,
    /// What stands in it; empty when it is not known.
    pub text: String,
    /// What it rests on; where nothing is known, the day they came.
    pub evidence: Evidence,
}

/// What is seen of a person at a moment.
pub fn seen(case: &Case<'_>) -> Vec<Seen> {
    let came = || Evidence::Field("dateAdded".to_owned());
    COLUMNS
        .iter()
        .map(|column| Seen {
            column: column.name,
            text: (column.read)(case).into_owned(),
            evidence: (column.rests_on)(case).unwrap_or_else(came),
        })
        .collect()
}
