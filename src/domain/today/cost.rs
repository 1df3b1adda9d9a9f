//! What waiting costs, as named parts that add up. The points are a first agreement, read off the order in which
//! people are served: a running promise before a promised call, both before an answer, an answer before work.

use jiff::{SignedDuration, Timestamp};

use super::{Kind, Slid, Terms, Waiting};
use crate::domain::silence::{self, Mark, Rung};
use crate::domain::value::Cents;

/// A named part of a cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Points; less than zero when it makes waiting cheaper.
    pub points: i64,
    /// Why, as a part of a sentence.
    pub reason: String,
}

/// What waiting costs. Its total is the sum of its parts and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cost(Vec<Part>);

impl Cost {
    /// The cost of waiting, by the facts alone.
    pub fn of(waiting: &Waiting, terms: &Terms, now: Timestamp) -> Self {
        let mut cost = Self::default();
        let waited = now.duration_since(waiting.since).max(SignedDuration::ZERO);
        match waiting.kind {
            Kind::Lead => cost.lead(waited, terms),
            Kind::Promise => cost.promise(waiting, now),
            Kind::Back => cost.add(85, "you put them off until now".to_owned()),
            Kind::Reply => cost.reply(waiting, waited),
            Kind::Call => {
                cost.add(30, "on the call list of today".to_owned());
                let days = waited.as_hours() / 24;
                cost.add((days / 3).min(20), format!("quiet for {}", count_days(days)));
            }
            Kind::Task => cost.task(waiting, now),
            Kind::Deal => {
                let days = waited.as_hours() / 24;
                cost.add(35, format!("no move for {}", count_days(days)));
                let late = (days - waiting.usual_days).clamp(0, 20);
                cost.add(late, format!("{} is usual there", count_days(waiting.usual_days)));
            }
            Kind::Silent => cost.silent(waiting, now),
            Kind::Cooling => cost.cooling(waiting, now),
            Kind::Snoozed => {}
        }
        if waiting.kind != Kind::Snoozed {
            cost.person(waiting);
        }
        cost
    }

    /// The sum.
    pub fn total(&self) -> i64 {
        self.0.iter().map(|part| part.points).sum()
    }

    /// The parts, in the order in which they are told.
    pub fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The reasons in one line.
    pub fn sentence(&self) -> String {
        let reasons: Vec<&str> = self.0.iter().map(|part| part.reason.as_str()).collect();
        reasons.join("; ")
    }

    fn add(&mut self, points: i64, reason: String) {
        if points != 0 {
            self.0.push(Part { points, reason });
        }
    }

    /// Each minute inside the promise costs more than the one before. A promise that can still be kept comes before one
    /// that is broken; of those the first hour matters most.
    fn lead(&mut self, waited: SignedDuration, terms: &Terms) {
        let promise = clock(terms.promise);
        self.add(
            100,
            format!("new lead, {} old, promise is {promise}", age(waited)),
        );
        let late = waited - terms.promise;
        if late < SignedDuration::ZERO {
            let share = waited.as_secs() * 40 / terms.promise.as_secs().max(1);
            self.add(share, format!("{} left of the promise", clock(-late)));
            return;
        }
        let points = match late.as_mins() {
            ..60 => 20,
            60..240 => 10,
            240..1_440 => 0,
            _ => -20,
        };
        self.add(points, format!("promise missed by {}", age(late)));
    }

    fn promise(&mut self, waiting: &Waiting, now: Timestamp) {
        self.add(90, "you promised to call".to_owned());
        let Some(due) = waiting.due else { return };
        let left = due.duration_since(now);
        if left < SignedDuration::ZERO {
            let points = if left.as_hours() > -24 { 25 } else { 15 };
            return self.add(points, format!("{} late", age(-left)));
        }
        let points = match left.as_mins() {
            ..15 => 20,
            15..60 => 10,
            _ => 0,
        };
        self.add(points, format!("due in {}", age(left)));
    }

    /// A fresh answer loses most by waiting one minute more; a cold one hardly anything.
    fn reply(&mut self, waiting: &Waiting, waited: SignedDuration) {
        self.add(60, "they wrote, and nobody has answered".to_owned());
        let points = match waited.as_mins() {
            ..15 => 40,
            15..60 => 34,
            60..240 => 26,
            240..1_440 => 18,
            1_440..4_320 => 10,
            _ => 4,
        };
        self.add(points, format!("waits {}", age(waited)));
        if waiting.asks {
            self.add(8, "they asked something".to_owned());
        }
        let more = i64::from(waiting.unread.saturating_sub(1)).min(5);
        self.add(more, format!("{} messages not read", waiting.unread));
    }

    fn task(&mut self, waiting: &Waiting, now: Timestamp) {
        self.add(40, "a task is due".to_owned());
        let Some(due) = waiting.due else { return };
        let late = now.duration_since(due).as_hours() / 24;
        if late > 0 {
            self.add((2 * late).min(20), format!("{} late", count_days(late)));
        }
    }

    /// Waiting costs most while a message may still bring them back: a warning weighs more than what is likely lost.
    fn silent(&mut self, waiting: &Waiting, now: Timestamp) {
        let days = waiting.days(now);
        let step = silence::rung(days).map_or_else(String::new, Rung::told);
        self.add(25, format!("silent for {}: {step}", count_days(i64::from(days))));
        if let Some(mark) = silence::mark(days) {
            let points = match mark {
                Mark::Warning => 10,
                Mark::LikelyLost => 5,
                Mark::Lost => -10,
            };
            self.add(points, mark.words().to_owned());
        }
        if let Some(Slid::Risk(risk)) = waiting.slid {
            self.add(
                risk / 1_000,
                format!("risk of losing them {} of 100", whole(risk)),
            );
        }
    }

    fn cooling(&mut self, waiting: &Waiting, now: Timestamp) {
        if let Some(Slid::Fell(fell)) = waiting.slid {
            self.add(30, "cooling: call within a day".to_owned());
            let points = whole(fell);
            self.add(points.min(20), format!("score down by {points} within a week"));
            return;
        }
        let days = i64::from(waiting.days(now));
        self.add(20, format!("past client, no word for {}", count_days(days)));
        if let Some(Slid::Away(away)) = waiting.slid {
            self.add(away / 1_000, format!("has slid away by {} of 100", whole(away)));
        }
    }

    /// What holds for whoever waits, whatever for.
    fn person(&mut self, waiting: &Waiting) {
        if let Some(worth) = waiting.deals {
            let points = 5 + (worth.0 / 10_000_000).clamp(0, 10);
            self.add(points, open_deal(worth));
        }
        if waiting.unowned && waiting.kind == Kind::Lead {
            self.add(5, "nobody has taken them".to_owned());
        }
        if !waiting.reachable {
            self.add(-15, "no number and no address is known".to_owned());
        }
        if waiting.closed {
            self.add(-10, "asked not to be disturbed".to_owned());
        }
    }
}

/// Hundredths of a point in whole points.
const fn whole(hundredths: i64) -> i64 {
    (hundredths + 50) / 100
}

/// A falling clock: `5:00`, `0:09`, `1:02:00`.
pub fn clock(left: SignedDuration) -> String {
    let seconds = left.as_secs().max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// That somebody has open deals, and what they are worth together: `open deal, $605k`.
pub fn open_deal(worth: Cents) -> String {
    match worth {
        Cents(0) => "open deal, no value yet".to_owned(),
        worth => format!("open deal, {}", worth.short()),
    }
}

/// How old, in words: `48 s`, `3 min 48 s`, `2 h`, `3 d`.
fn age(time: SignedDuration) -> String {
    let seconds = time.as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..600 if seconds % 60 > 0 => format!("{} min {} s", seconds / 60, seconds % 60),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..86_400 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

fn count_days(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}
