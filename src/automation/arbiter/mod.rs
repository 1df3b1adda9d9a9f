//! Who may write to a household now, when several automations want to.
//!
//! Owns the choice between automations and the caps of a household; the numbers and the hours are the gate's. It knows one
//! household's [`History`] and nothing of people, and never sends: the gate looks at every message again when it leaves.
//! To add a rule: a function beside `caps` and its place in [`alone`].

mod spill;
#[cfg(test)]
mod tests;

use std::collections::{HashSet, VecDeque};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::definition::Definition;
use super::length::Length;
use super::share::Mix;
use crate::domain::gate::hours::{Span, Window};
use crate::domain::gate::{Kind, Rules};
use crate::domain::value::ContactId;

pub use spill::Spill;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Rounds in which caps and hours may push each other's moment on.
const ROUNDS: usize = 64;

/// A message that an automation wants to send.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Which automation.
    pub automation: String,
    /// Who goes first: the higher.
    pub priority: u8,
    /// Why it writes.
    pub kind: Kind,
    /// When it wanted to leave.
    pub due: Timestamp,
    /// What it says, by [`fingerprint`].
    pub text: u64,
    /// How much its automation writes to the person at most, when that says so.
    pub limit: Option<Limit>,
}

/// An automation's own limit, with what it used of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// So many messages to one person.
    pub most: usize,
    /// Within so long.
    pub per: Length,
    /// When it wrote to the person within that, oldest first.
    pub sent: Vec<Timestamp>,
}

/// What a household got.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Automated messages of the last 30 days, those of the CRM's workflows among them, oldest first.
    sent: VecDeque<Timestamp>,
    /// Every text that an automation ever sent, by [`fingerprint`].
    texts: HashSet<u64, foldhash::fast::RandomState>,
}

/// What becomes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// It leaves.
    Go,
    /// Not before a moment; nothing for never by itself.
    Hold {
        /// The first moment at which caps and hours allow it.
        until: Option<Timestamp>,
        /// Which rule: gap, day, month, limit, quiet_hours.
        rule: &'static str,
        /// Why.
        why: String,
    },
    /// Another automation goes first.
    Lost {
        /// Which.
        to: String,
        /// The first moment at which it can leave after that.
        until: Option<Timestamp>,
        /// Why.
        why: String,
    },
    /// Its moment is so long past that a person says whether it still fits.
    Stale {
        /// Why.
        why: String,
    },
    /// It does not leave: a person writes something new.
    Refuse {
        /// Which rule: duplicate.
        rule: &'static str,
        /// Why.
        why: String,
    },
}

impl Limit {
    /// When there is room again, when there is none.
    fn met(&self, at: Timestamp) -> Option<(Timestamp, &'static str, String)> {
        let place = self.sent.len().checked_sub(self.most)?;
        let free = self.sent.get(place)?.checked_add(self.per.about()).ok()?;
        let (most, per) = (self.most, self.per);
        let why = || format!("it wrote to them as often as it may by its own limit, {most} within {per}");
        (free > at).then(|| (free, "limit", why()))
    }
}

impl History {
    /// Remembers a text that they have, however they came by it.
    pub fn has(&mut self, text: u64) {
        self.texts.insert(text);
    }

    /// Remembers an automated message. What is older than 30 days is forgotten, the text never.
    pub fn add(&mut self, at: Timestamp, text: Option<u64>) {
        let place = self.sent.partition_point(|sent| *sent <= at);
        self.sent.insert(place, at);
        while let Some(first) = self.sent.front()
            && at.duration_since(*first) >= MONTH
        {
            self.sent.pop_front();
        }
        self.texts.extend(text);
    }
}

/// What makes two texts to a person the same: letters and digits, whatever the case and what stands between them.
pub fn fingerprint(who: &ContactId, text: &str) -> u64 {
    let mut mix = Mix::default();
    mix.add(who.as_str().bytes());
    mix.part();
    let mut room = [0; 4];
    for letter in text.chars() {
        // Most are, and these cost least.
        if letter.is_ascii_alphanumeric() {
            mix.add([letter.to_ascii_lowercase() as u8]);
        } else if letter.is_alphanumeric() {
            for small in letter.to_lowercase() {
                mix.add(small.encode_utf8(&mut room).bytes());
            }
        }
    }
    mix.part();
    mix.number()
}

/// The hours that a definition keeps.
pub fn own_hours(definition: &Definition) -> Window {
    let minute = |name: &str, or: u16| {
        let time = definition.hours.clock(name);
        time.map_or(or, |time| time.hour() as u16 * 60 + time.minute() as u16)
    };
    let span = Some(Span {
        from: minute("from", 9 * 60),
        to: minute("to", 20 * 60),
    });
    let days = definition.hours.line("days").unwrap_or("mon-sat");
    Window {
        weekdays: span,
        saturday: span.filter(|_| days != "mon-fri"),
        sunday: span.filter(|_| days == "every day"),
    }
}

/// Decides between wishes to write to one household now. `windows` are the hours of each, on every clock that person may
/// live by. The verdicts stand in the order of the wishes.
pub fn decide<H: AsRef<[(TimeZone, Window)]>>(
    wishes: &[(Wish, H)],
    history: &History,
    now: Timestamp,
    rules: &Rules,
) -> Vec<Verdict> {
    if let [(wish, windows)] = wishes {
        return vec![alone(wish, history, windows.as_ref(), now, rules)];
    }
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by_key(|at| {
        let wish = &wishes[*at].0;
        (
            std::cmp::Reverse(wish.priority),
            wish.due,
            wish.automation.clone(),
            *at,
        )
    });
    let mut verdicts = vec![Verdict::Go; wishes.len()];
    let mut after: Option<(History, String)> = None;
    for at in order {
        let (wish, windows) = &wishes[at];
        let known = after.as_ref().map_or(history, |(history, _)| history);
        let verdict = alone(wish, known, windows.as_ref(), now, rules);
        verdicts[at] = match (verdict, &after) {
            (Verdict::Hold { until, rule, .. }, Some((_, winner)))
                if !matches!(rule, "quiet_hours" | "limit") =>
            {
                Verdict::Lost {
                    to: winner.clone(),
                    until,
                    why: format!("{winner} wrote at the same time and goes first"),
                }
            }
            (Verdict::Go, _) => {
                let mut then = known.clone();
                then.add(now, Some(wish.text));
                after = Some((then, wish.automation.clone()));
                Verdict::Go
            }
            (verdict, _) => verdict,
        };
    }
    verdicts
}

/// What becomes of one wish when nobody else wants to write.
pub fn alone(
    wish: &Wish,
    history: &History,
    windows: &[(TimeZone, Window)],
    now: Timestamp,
    rules: &Rules,
) -> Verdict {
    if history.texts.contains(&wish.text) {
        let why = "they got these very words before; write something new".to_owned();
        return Verdict::Refuse {
            rule: "duplicate",
            why,
        };
    }
    if now.duration_since(wish.due) > rules.late {
        let hours = now.duration_since(wish.due).as_hours();
        let why = format!("it was to leave {hours} hours ago; a person says whether it still fits");
        return Verdict::Stale { why };
    }
    let mut first: Option<(&'static str, String)> = None;
    let mut at = now;
    for _ in 0..ROUNDS {
        let caps = caps(wish, history, at, rules);
        let hours = open(windows, at);
        let (until, rule, why) = match (caps, hours) {
            (None, Some(open)) if open == at => {
                return match first {
                    None => Verdict::Go,
                    Some((rule, why)) => Verdict::Hold {
                        until: Some(at),
                        rule,
                        why,
                    },
                };
            }
            (Some((until, rule, why)), _) => (until, rule, why),
            (None, Some(until)) => (
                until,
                "quiet_hours",
                "it is too late or too early for them".to_owned(),
            ),
            (None, None) => {
                let why = "nobody knows an hour at which they may be written to".to_owned();
                let (rule, why) = first.unwrap_or(("quiet_hours", why));
                return Verdict::Hold {
                    until: None,
                    rule,
                    why,
                };
            }
        };
        first = first.or(Some((rule, why)));
        at = until;
    }
    let (rule, why) = first.unwrap_or_default();
    let until = None;
    Verdict::Hold { until, rule, why }
}

/// The first moment at which no cap is met, with the cap that is met now.
fn caps(
    wish: &Wish,
    history: &History,
    at: Timestamp,
    rules: &Rules,
) -> Option<(Timestamp, &'static str, String)> {
    let rows = [
        (
            wish.kind == Kind::Marketing,
            1,
            rules.gap,
            "gap",
            "their household heard from us less than a day ago",
        ),
        (
            true,
            rules.per_day,
            DAY,
            "day",
            "their household got enough today",
        ),
        (
            true,
            rules.per_month,
            MONTH,
            "month",
            "their household got enough in 30 days",
        ),
    ];
    let met = rows.into_iter().filter(|(holds, ..)| *holds);
    met.filter_map(|(_, most, span, rule, why)| {
        // What is dated after now, because a clock was wrong somewhere, counts too.
        let oldest = history
            .sent
            .len()
            .checked_sub(most)
            .and_then(|place| history.sent.get(place))?;
        let free = oldest.checked_add(span).ok()?;
        (free > at).then(|| (free, rule, why.to_owned()))
    })
    .chain(wish.limit.as_ref().and_then(|limit| limit.met(at)))
    .max_by_key(|(free, ..)| *free)
}

/// The first moment from now on that every window allows.
fn open(windows: &[(TimeZone, Window)], now: Timestamp) -> Option<Timestamp> {
    if windows.is_empty() {
        return None;
    }
    let mut at = now;
    for _ in 0..ROUNDS {
        let mut latest = at;
        for (zone, window) in windows {
            latest = latest.max(window.next(at, zone)?);
        }
        if latest == at {
            return Some(at);
        }
        at = latest;
    }
    None
}
