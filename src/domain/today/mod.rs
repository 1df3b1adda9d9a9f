//! What waits for the person today, and in which order: by what waiting costs, not by arrival.
//!
//! Owns the kinds of what waits ([`Kind`]), the facts about one of them ([`Waiting`]), what a person has said about it
//! ([`Verdict`]), its cost as parts that add up ([`Cost`]) and the order of the queue. Pure: it knows no table, no key
//! and no clock. The order rests on facts; of a score only how far somebody has slid away is one. To add a kind: a variant here, its split,
//! its parts in `cost`, and the question of the store that finds it.

mod alike;
mod cost;
mod doorbell;
mod stage;
#[cfg(test)]
mod tests;
mod verdict;

use std::cmp::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::automation::Office;
use super::record::EntityRef;
use super::value::{Cents, ContactId, Foreign, UserId};

pub use alike::{Common, Situation};
pub use cost::{Cost, Part, clock, open_deal};
pub use doorbell::{Doorbell, Ring};
pub use stage::alarm_days;
pub use verdict::{Ruling, Verdict};

/// What an account has agreed upon about new leads, and what it says once for every automation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Time from arrival in the CRM to the first answer of a person.
    pub promise: SignedDuration,
    /// Who gets a lead that nobody has answered in time: the id or the name of a user. `None`: nobody.
    pub pond: Option<String>,
    /// What automations know of the house.
    pub office: Office,
}

impl Default for Terms {
    /// Five minutes, in which a first answer counts most, and no pond.
    fn default() -> Self {
        Self {
            promise: SignedDuration::from_mins(5),
            pond: None,
            office: Office::default(),
        }
    }
}

/// Why something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A new lead that no person has answered.
    Lead,
    /// A call that was promised: a task of today that says so.
    Promise,
    /// Somebody who was put off until now.
    Back,
    /// Somebody wrote, and no person has answered.
    Reply,
    /// On the call list of the day.
    Call,
    /// A task that is due.
    Task,
    /// A deal that stands still.
    Deal,
    /// Somebody who may be lost has not written for so long that a step of the ladder is due.
    Silent,
    /// A past client who slides away, or somebody who may be lost and whose score fell within the week.
    Cooling,
    /// Put off until later.
    Snoozed,
}

impl Kind {
    /// The word for programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lead => "new_lead",
            Self::Promise => "promise",
            Self::Back => "back",
            Self::Reply => "reply",
            Self::Call => "call",
            Self::Task => "task",
            Self::Deal => "deal",
            Self::Silent => "silent",
            Self::Cooling => "cooling",
            Self::Snoozed => "snoozed",
        }
    }

    /// Where it stands in the queue.
    pub const fn split(self) -> Split {
        match self {
            Self::Lead | Self::Promise | Self::Back => Split::Now,
            Self::Reply => Split::Replies,
            Self::Call => Split::Calls,
            Self::Task => Split::Tasks,
            Self::Deal => Split::Deals,
            Self::Silent | Self::Cooling => Split::Drift,
            Self::Snoozed => Split::Snoozed,
        }
    }
}

/// A part of the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// What cannot wait.
    Now,
    /// Who waits for an answer.
    Replies,
    /// Whom to call today.
    Calls,
    /// What is to be done.
    Tasks,
    /// What stands still.
    Deals,
    /// Who slides away.
    Drift,
    /// What was put off; it waits for its moment.
    Snoozed,
}

impl Split {
    /// All of them, first things first.
    pub const ALL: [Self; 7] = [
        Self::Now,
        Self::Replies,
        Self::Calls,
        Self::Tasks,
        Self::Deals,
        Self::Drift,
        Self::Snoozed,
    ];

    /// The word on the screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Replies => "replies",
            Self::Calls => "calls",
            Self::Tasks => "tasks",
            Self::Deals => "deals",
            Self::Drift => "drift",
            Self::Snoozed => "snoozed",
        }
    }
}

/// The facts about one thing that waits. Nothing else decides about its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Why it waits.
    pub kind: Kind,
    /// Since when: arrival in the CRM, their last message, the moment it was due, the last change of stage, the last that was
    /// heard of them.
    pub since: Timestamp,
    /// When it is due: the end of the promise, the moment of a task, the end of a snooze.
    pub due: Option<Timestamp>,
    /// Messages not yet read.
    pub unread: u32,
    /// Their last message asks something.
    pub asks: bool,
    /// What their open deals are worth together; `None` without one.
    pub deals: Option<Cents>,
    /// A number or an address is known.
    pub reachable: bool,
    /// They asked not to be disturbed on some channel.
    pub closed: bool,
    /// Nobody owns them.
    pub unowned: bool,
    /// For a deal: days that are usual for its stage.
    pub usual_days: i64,
    /// For who is silent or cools: what their score says of it.
    pub slid: Option<Slid>,
}

/// How somebody slides away by their score, in hundredths of a point of a hundred.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slid {
    /// The risk of losing them.
    Risk(i64),
    /// How far a past client has slid away.
    Away(i64),
    /// By how much the score fell within a week.
    Fell(i64),
}

impl Waiting {
    /// Whole days since it waits.
    pub fn days(&self, now: Timestamp) -> u32 {
        u32::try_from(now.duration_since(self.since).as_hours().max(0) / 24).unwrap_or(u32::MAX)
    }
}

/// One row of the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The record that waits: a person, a task or a deal.
    pub record: EntityRef,
    /// Whose it is.
    pub contact: Option<ContactId>,
    /// Their name.
    pub name: Foreign,
    /// What it is about: where a lead came from, what they wrote, what is to be done.
    pub what: Foreign,
    /// At which stage of what a deal is; where a lead came from.
    pub more: Foreign,
    /// Others of their household who wait, too: what is said to one is heard by all.
    pub household: Vec<Foreign>,
    /// Who owns them.
    pub owner: Option<UserId>,
    /// The facts.
    pub waiting: Waiting,
    /// What waiting costs, and why.
    pub cost: Cost,
}

impl Item {
    /// The end of its falling clock: of a new lead inside the promise.
    pub fn clock_ends(&self, now: Timestamp) -> Option<Timestamp> {
        self.waiting
            .due
            .filter(|due| self.waiting.kind == Kind::Lead && *due > now)
    }

    /// Whom a verdict is about: the person, or the record itself when it belongs to nobody.
    pub fn subject(&self) -> EntityRef {
        match &self.contact {
            Some(contact) => EntityRef::new(super::record::EntityKind::Contact, contact.as_str()),
            None => self.record.clone(),
        }
    }
}

/// Which of two in a split comes first: what costs more; of equals what is due or waits longer. What was put off stands in
/// the order in which it comes back.
pub fn compare(a: &Item, b: &Item) -> Ordering {
    let snoozed = a.waiting.kind == Kind::Snoozed && b.waiting.kind == Kind::Snoozed;
    let cost = b.cost.total().cmp(&a.cost.total());
    let moment = |item: &Item| item.waiting.due.unwrap_or(item.waiting.since);
    let first = if snoozed { Ordering::Equal } else { cost };
    first
        .then_with(|| moment(a).cmp(&moment(b)))
        .then_with(|| a.record.cmp(&b.record))
}

/// Whether a task is a promised call, by its words.
pub fn is_call(title: &str) -> bool {
    const CALLS: [&str; 8] = [
        "call", "calls", "callback", "ring", "phone", "dial", "llamar", "llamada",
    ];
    title
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| CALLS.contains(&word.to_lowercase().as_str()))
}

/// What the title of a deal says beside the name of its person, which stands in the row already.
pub fn beside_the_name<'a>(title: &'a str, name: &str) -> &'a str {
    match title.strip_prefix(name) {
        Some(rest) if !name.is_empty() && !rest.starts_with(char::is_alphanumeric) => {
            rest.trim_start_matches(|c: char| !c.is_alphanumeric())
        }
        _ => title,
    }
}
