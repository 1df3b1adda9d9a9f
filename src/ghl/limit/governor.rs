//! The decision when the next request may leave. A state machine: time comes in as an argument, nothing waits here.
//!
//! A request counts from the moment it was let go until one interval after its answer came, because the CRM saw it
//! somewhere in between. So the CRM can never see more of ours in any interval than the share we allow ourselves.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::headers::Announced;
use super::{DailyBudget, Lane};

/// Failures in a row after which the breaker opens. Our own number.
const BREAKER_AT: u32 = 5;
/// One trial request in this time while it is open.
const TRIAL_EVERY: Duration = Duration::from_secs(30);
/// Requests that bulk work may let go at once after a lull; the rest is spread evenly, so that a slot frees up all
/// the time and a person never waits for a whole interval.
const BULK_BURST: u32 = 4;

/// What we allow ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// What the CRM allows in an interval until it announces something else (100).
    pub max: u32,
    /// The interval until it announces another (10 s).
    pub interval: Duration,
    /// The share of it we use, in per cent (80; the rest is for the account's other programs).
    pub share: u32,
    /// What the CRM allows in a day until it announces something else (200,000).
    pub daily: u32,
    /// Background work stops when less than this share of the day is left, in per cent (5).
    pub daily_reserve: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            max: 100,
            interval: Duration::from_secs(10),
            share: 80,
            daily: 200_000,
            daily_reserve: 5,
        }
    }
}

/// The present, on both clocks: `elapsed` measures, `wall` compares with dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Monotonic.
    pub elapsed: Duration,
    /// UTC.
    pub wall: Timestamp,
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// Who waits.
    pub lane: Lane,
    number: u64,
}

/// One request that may leave now; handed back with what was seen.
#[derive(Debug, PartialEq, Eq)]
pub struct Slot(u64);

/// The answer to "may I?".
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Yes, now.
    Go(Slot),
    /// Not before this much time has passed; then ask again.
    Wait(Duration),
    /// Somebody else is first; ask again when something changed.
    Behind,
    /// Not in any time worth waiting for.
    Stop(Stop),
}

/// Why nothing leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The CRM asked us to wait until then.
    Paused {
        /// When asking may resume.
        until: Timestamp,
    },
    /// The day's requests are used up, or the rest is kept for what people do themselves.
    Daily {
        /// When the day starts again.
        resets_at: Timestamp,
        /// Whether requests of a person would still pass.
        reserved: bool,
    },
    /// Too many failures in a row; the next trial is then.
    Broken {
        /// When one trial request may leave.
        trial_at: Timestamp,
    },
}

/// What came back for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The service answered (any status below 500 that is not a refusal for speed).
    Answered(Announced),
    /// The service was overloaded or broken (5xx); wait this long if it said so.
    Failed(Announced, Option<Duration>),
    /// Refused for speed (429), with the wait it asked for.
    Refused(Announced, Option<Duration>),
    /// No answer of the service at all.
    Unreached,
    /// Given up by us; the CRM may or may not have seen it.
    Dropped,
}

/// The state for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    /// Requests that count in the present interval.
    pub in_interval: u32,
    /// Our share of the interval.
    pub limit: u32,
    /// Requests waiting.
    pub waiting: usize,
    /// The day.
    pub daily: DailyBudget,
    /// Why nothing leaves, if nothing does.
    pub stopped: Option<Stop>,
    /// What did not go smoothly since the start.
    pub stumbles: Stumbles,
}

/// What did not go smoothly since the start. All of it mended itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stumbles {
    /// Reads that were tried again.
    pub again: u64,
    /// Requests the CRM refused for speed.
    pub refused: u64,
}

#[derive(Debug)]
struct Counted {
    slot: u64,
    /// Unknown while the answer is under way.
    free_at: Option<Duration>,
}

/// The state machine; see the module's text.
#[derive(Debug)]
pub struct Governor {
    rates: Rates,
    max: u32,
    interval: Duration,
    counted: VecDeque<Counted>,
    /// Requests of other programs with the same key, and until when they count.
    others: Option<(u32, Duration)>,
    bulk_due: Duration,
    paused_until: Option<Duration>,
    failures: u32,
    trial_at: Option<Duration>,
    daily: DailyBudget,
    waiting: BTreeSet<Ticket>,
    next: u64,
    stumbles: Stumbles,
}

impl Governor {
    /// A governor that has let nothing go yet.
    pub fn new(rates: Rates, now: Moment) -> Self {
        Self {
            rates,
            max: rates.max,
            interval: rates.interval,
            counted: VecDeque::new(),
            others: None,
            bulk_due: Duration::ZERO,
            paused_until: None,
            failures: 0,
            trial_at: None,
            daily: DailyBudget::fresh(rates.daily, now.wall),
            waiting: BTreeSet::new(),
            next: 0,
            stumbles: Stumbles::default(),
        }
    }

    /// Takes up the day's count, and a pause still running, from an earlier run.
    pub fn restore(&mut self, budget: DailyBudget, now: Moment) {
        self.daily = budget;
        self.daily.roll(now.wall);
        if let Some(until) = self.daily.paused_until {
            let left = Duration::try_from(until.duration_since(now.wall)).unwrap_or_default();
            self.pause(left.min(Duration::from_hours(24)), now);
        }
    }

    /// The day's count, to be kept until the next run.
    pub fn snapshot(&self) -> DailyBudget {
        self.daily.clone()
    }

    /// Takes a place in the queue.
    pub fn join(&mut self, lane: Lane) -> Ticket {
        self.next += 1;
        let ticket = Ticket {
            lane,
            number: self.next,
        };
        self.waiting.insert(ticket);
        ticket
    }

    /// Gives the place up.
    pub fn leave(&mut self, ticket: Ticket) {
        self.waiting.remove(&ticket);
    }

    /// May the holder of this ticket go? A yes takes the ticket.
    pub fn ask(&mut self, ticket: Ticket, now: Moment) -> Verdict {
        self.daily.roll(now.wall);
        self.forget_old(now.elapsed);
        if let Some(stop) = self.stopped(ticket.lane, now) {
            return Verdict::Stop(stop);
        }
        if self.waiting.first() != Some(&ticket) {
            return Verdict::Behind;
        }
        let free = self.free_at(ticket.lane, now.elapsed);
        if free > now.elapsed {
            return Verdict::Wait(free.saturating_sub(now.elapsed));
        }
        self.waiting.remove(&ticket);
        Verdict::Go(self.grant(now.elapsed))
    }

    /// Hands back what a request met. Everybody obeys what one answer said.
    pub fn report(&mut self, slot: Slot, seen: &Seen, now: Moment) {
        let interval = self.interval;
        if let Some(counted) = self.counted.iter_mut().find(|c| c.slot == slot.0) {
            counted.free_at = Some(now.elapsed.saturating_add(interval));
        }
        match seen {
            Seen::Answered(announced) => {
                self.mended();
                self.learn(announced, now);
            }
            Seen::Refused(announced, wait) => {
                self.stumbles.refused += 1;
                self.mended();
                self.learn(announced, now);
                // A refusal without a date lasts one interval at most, as the CRM's own client takes it.
                self.pause(wait.unwrap_or(self.interval), now);
            }
            Seen::Failed(announced, wait) => {
                self.learn(announced, now);
                if let Some(wait) = wait {
                    self.pause(*wait, now);
                }
                self.failed(now.elapsed);
            }
            Seen::Unreached => self.failed(now.elapsed),
            Seen::Dropped => {}
        }
    }

    /// Lifts a pause because a person said so.
    pub fn lift(&mut self) {
        self.paused_until = None;
        self.daily.paused_until = None;
    }

    /// The state for a person to look at.
    pub fn traffic(&mut self, now: Moment) -> Traffic {
        self.daily.roll(now.wall);
        self.forget_old(now.elapsed);
        Traffic {
            in_interval: self.in_interval(),
            limit: self.limit(),
            waiting: self.waiting.len(),
            daily: self.daily.clone(),
            stopped: self.stopped(Lane::Bulk, now),
            stumbles: self.stumbles,
        }
    }

    /// Counts a read that is tried again.
    pub fn tried_again(&mut self) {
        self.stumbles.again += 1;
    }

    /// Our share of what the CRM allows in an interval.
    fn limit(&self) -> u32 {
        let share = u64::from(self.max) * u64::from(self.rates.share.min(100)) / 100;
        u32::try_from(share).unwrap_or(u32::MAX).max(1)
    }

    fn in_interval(&self) -> u32 {
        u32::try_from(self.counted.len()).unwrap_or(u32::MAX)
    }

    fn forget_old(&mut self, now: Duration) {
        self.counted.retain(|c| c.free_at.is_none_or(|free| free > now));
        self.others = self.others.filter(|(_, until)| *until > now);
        self.paused_until = self.paused_until.filter(|until| *until > now);
        if self.paused_until.is_none() {
            self.daily.paused_until = None;
        }
    }

    /// Why this lane gets nothing for longer than it would wait.
    fn stopped(&self, lane: Lane, now: Moment) -> Option<Stop> {
        if let Some(trial_at) = self.trial_at.filter(|at| *at > now.elapsed) {
            return Some(Stop::Broken {
                trial_at: date(trial_at, now),
            });
        }
        if let Some(until) = self.paused_until
            && until.saturating_sub(now.elapsed) > patience(lane)
        {
            return Some(Stop::Paused {
                until: date(until, now),
            });
        }
        let remaining = self.daily.remaining();
        let reserve = u64::from(self.daily.limit) * u64::from(self.rates.daily_reserve.min(100)) / 100;
        let reserved = remaining > 0;
        if remaining == 0 || lane.is_background() && u64::from(remaining) <= reserve {
            return Some(Stop::Daily {
                resets_at: self.daily.resets_at,
                reserved,
            });
        }
        None
    }

    /// The earliest moment at which this lane may go, as far as is known now.
    fn free_at(&self, lane: Lane, now: Duration) -> Duration {
        let mut earliest = self.paused_until.unwrap_or(now).max(now);
        let others = self.others.map_or(0, |(count, _)| count);
        if self.in_interval().saturating_add(others) >= self.limit() {
            let ours = self.counted.iter().filter_map(|c| c.free_at).min();
            let theirs = self.others.map(|(_, until)| until);
            // With every answer still under way there is nothing to wait for but an answer.
            let next = ours.into_iter().chain(theirs).min();
            earliest = earliest.max(next.unwrap_or_else(|| now.saturating_add(self.interval)));
        }
        if matches!(lane, Lane::Bulk | Lane::Rest) {
            let credit = self.step().saturating_mul(BULK_BURST - 1);
            earliest = earliest.max(self.bulk_due.saturating_sub(credit));
        }
        earliest
    }

    /// The even distance between two requests at full speed.
    fn step(&self) -> Duration {
        self.interval / self.limit()
    }

    fn grant(&mut self, now: Duration) -> Slot {
        self.next += 1;
        self.counted.push_back(Counted {
            slot: self.next,
            free_at: None,
        });
        self.daily.used = self.daily.used.saturating_add(1);
        // Whatever leaves moves the bulk work back by one place, or the interval would be full when a person comes.
        self.bulk_due = self.bulk_due.max(now).saturating_add(self.step());
        if self.trial_at.is_some() {
            // This is the trial; until it succeeds the next one is 30 s away.
            self.trial_at = Some(now.saturating_add(TRIAL_EVERY));
        }
        Slot(self.next)
    }

    fn mended(&mut self) {
        self.failures = 0;
        self.trial_at = None;
    }

    fn failed(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= BREAKER_AT {
            self.trial_at = Some(now.saturating_add(TRIAL_EVERY));
        }
    }

    fn pause(&mut self, wait: Duration, now: Moment) {
        let until = now.elapsed.saturating_add(wait);
        if self.paused_until.is_none_or(|old| old < until) {
            self.paused_until = Some(until);
            self.daily.paused_until = Some(date(until, now));
        }
    }

    fn learn(&mut self, announced: &Announced, now: Moment) {
        self.max = announced.max.unwrap_or(self.max);
        self.interval = announced.interval.unwrap_or(self.interval);
        self.forget_old(now.elapsed);
        if let Some(remaining) = announced.remaining {
            let used = self.max.saturating_sub(remaining);
            let others = used.saturating_sub(self.in_interval());
            let until = now.elapsed.saturating_add(self.interval);
            self.others = (others > 0).then_some((others, until));
        }
        self.daily.limit = announced.daily_limit.unwrap_or(self.daily.limit);
        if let Some(reset) = announced.daily_reset {
            self.daily.resets_at = date(now.elapsed.saturating_add(reset), now);
        }
        if let Some(remaining) = announced.daily_remaining {
            let under_way = self.counted.iter().filter(|c| c.free_at.is_none()).count();
            let under_way = u32::try_from(under_way).unwrap_or(u32::MAX);
            self.daily.used = self
                .daily
                .limit
                .saturating_sub(remaining)
                .saturating_add(under_way);
        }
    }
}

/// How long a lane waits in line for a pause to end; a person is told at once.
const fn patience(lane: Lane) -> Duration {
    match lane {
        Lane::Person => Duration::from_secs(5),
        Lane::Send | Lane::Read | Lane::Bulk | Lane::Rest => Duration::from_mins(1),
    }
}

/// The date of a monotonic reading.
fn date(at: Duration, now: Moment) -> Timestamp {
    let ahead = SignedDuration::try_from(at.saturating_sub(now.elapsed)).unwrap_or(SignedDuration::MAX);
    now.wall.saturating_add(ahead).unwrap_or(Timestamp::MAX)
}
