//! Who has rung: new leads and answers that were not in the queue before.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::{Item, Kind, clock};
use crate::domain::value::Cents;

/// An answer older than this rings for nobody: the queue is a window of what waits, and a row that moves into it was
/// there all along.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// A call to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring {
    /// The sentence.
    pub text: String,
    /// A promise is running.
    pub lead: bool,
}

/// What rings once: a lead, or an answer by its moment.
type Call = (String, Option<Timestamp>);

/// Remembers who has rung. The first queue it is shown rings for nobody: whoever was there has rung. Who was put off and
/// is back, by an undo or in time, has rung as well.
#[derive(Clone, Debug, Default)]
pub struct Doorbell {
    known: Option<BTreeSet<Call>>,
}

impl Doorbell {
    /// A ring for each new lead among `items` that was not there before and may still be answered in time, and for
    /// each answer of somebody hot. Without a score, hot is who has an open deal.
    pub fn rings<'a>(&mut self, items: impl Iterator<Item = &'a Item>, now: Timestamp) -> Vec<Ring> {
        let first = self.known.is_none();
        let known = self.known.get_or_insert_default();
        let new = items.filter(|item| call(item).is_some_and(|call| known.insert(call)));
        let rings: Vec<Ring> = new.filter_map(|item| ring(item, now)).collect();
        if first { Vec::new() } else { rings }
    }
}

fn call(item: &Item) -> Option<Call> {
    let id = item.record.id.clone();
    match item.waiting.kind {
        Kind::Lead => Some((id, None)),
        Kind::Reply => Some((id, Some(item.waiting.since))),
        _ => None,
    }
}

fn ring(item: &Item, now: Timestamp) -> Option<Ring> {
    let name = item.name.shown().or("somebody without a name");
    if item.waiting.kind == Kind::Lead {
        let left = clock(item.clock_ends(now)?.duration_since(now));
        return Some(Ring {
            text: format!("new lead: {name}, {left} left"),
            lead: true,
        });
    }
    let worth = item.waiting.deals?;
    let deal = match worth {
        Cents(0) => "with an open deal".to_owned(),
        worth => format!("open deal of {}", worth.short()),
    };
    let fresh = now.duration_since(item.waiting.since) < FRESH;
    fresh.then(|| Ring {
        text: format!("{name} wrote, {deal}"),
        lead: false,
    })
}
