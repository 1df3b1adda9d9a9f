//! The only place that reads the time. Everything else is handed a [`Clock`], so tests own time.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;

/// A source of time: the wall clock in UTC, and a monotonic reading for measuring how long something took.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System { start: Instant },
    Manual(Arc<Mutex<Reading>>),
}

#[derive(Debug)]
struct Reading {
    wall: Timestamp,
    elapsed: Duration,
}

impl Clock {
    /// The machine's own clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the time"
    )]
    pub fn system() -> Self {
        Self(Source::System {
            start: Instant::now(),
        })
    }

    /// A clock that stands still at `wall` until [`Clock::advance`] moves it.
    pub fn manual(wall: Timestamp) -> Self {
        Self(Source::Manual(Arc::new(Mutex::new(Reading {
            wall,
            elapsed: Duration::ZERO,
        }))))
    }

    /// The present, in UTC.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the time"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::System { .. } => Timestamp::now(),
            Source::Manual(reading) => lock(reading).wall,
        }
    }

    /// Time since this clock was made; never goes back. For measuring, not for dates.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that reads the time"
    )]
    pub fn elapsed(&self) -> Duration {
        match &self.0 {
            Source::System { start } => Instant::now().saturating_duration_since(*start),
            Source::Manual(reading) => lock(reading).elapsed,
        }
    }

    /// Time since the machine was started, with the time it slept. The same for every program on it until it is started
    /// again. Where the system has no such clock it is the wall clock, since 1970.
    pub fn since_boot(&self) -> Duration {
        match &self.0 {
            Source::System { .. } => since_boot(self.now()),
            Source::Manual(reading) => lock(reading).elapsed,
        }
    }

    /// Sets the date of a manual clock, as a person or a time server would: nothing has passed. A system clock ignores it.
    pub fn set(&self, wall: Timestamp) {
        if let Source::Manual(reading) = &self.0 {
            lock(reading).wall = wall;
        }
    }

    /// Moves a manual clock forward; a system clock ignores it.
    pub fn advance(&self, by: Duration) {
        if let Source::Manual(reading) = &self.0 {
            let mut reading = lock(reading);
            reading.elapsed = reading.elapsed.saturating_add(by);
            let step = jiff::SignedDuration::try_from(by).unwrap_or(jiff::SignedDuration::MAX);
            reading.wall = reading.wall.saturating_add(step).unwrap_or(Timestamp::MAX);
        }
    }
}

/// macOS counts sleep in its monotonic clock, Linux in a clock of its own.
#[cfg(unix)]
fn since_boot(_: Timestamp) -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let read = rustix::time::clock_gettime(clock);
    let nanos = u32::try_from(read.tv_nsec).unwrap_or(0);
    Duration::new(u64::try_from(read.tv_sec).unwrap_or(0), nanos)
}

#[cfg(not(unix))]
fn since_boot(now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(Timestamp::UNIX_EPOCH)).unwrap_or_default()
}

/// Until when something may be done, by the clock that counts sleep. Whoever may say so extends it; whoever acts asks
/// it last thing before. Clones are the same term. A term that was over and runs again has another number: what was
/// begun in the earlier one is not to be ended in the later.
#[derive(Clone, Debug)]
pub struct Term {
    clock: Clock,
    /// Milliseconds since the machine's start; 0 is over.
    until: Arc<AtomicU64>,
    number: Arc<AtomicI64>,
}

impl Term {
    /// A term that is over until it is extended.
    pub fn over(clock: Clock) -> Self {
        Self {
            clock,
            until: Arc::default(),
            number: Arc::default(),
        }
    }

    /// Lets the term of this number run until this reading of [`Clock::since_boot`].
    pub fn extend(&self, number: i64, until: Duration) {
        if self.number.load(Ordering::SeqCst) != number {
            self.end();
            self.number.store(number, Ordering::SeqCst);
        }
        let until = u64::try_from(until.as_millis()).unwrap_or(u64::MAX);
        self.until.store(until, Ordering::SeqCst);
    }

    /// Ends it now.
    pub fn end(&self) {
        self.until.store(0, Ordering::SeqCst);
    }

    /// Whether it runs now, and is the one of this number.
    pub fn runs_as(&self, number: i64) -> bool {
        self.number.load(Ordering::SeqCst) == number && self.runs()
    }

    /// Whether it runs now.
    pub fn runs(&self) -> bool {
        self.clock.since_boot() < Duration::from_millis(self.until.load(Ordering::SeqCst))
    }
}

/// A poisoned reading is still a reading: nothing under this lock can be left half-written.
fn lock(reading: &Mutex<Reading>) -> std::sync::MutexGuard<'_, Reading> {
    reading.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().as_second(), 90);
        assert_eq!(clock.elapsed(), Duration::from_secs(90));
    }

    #[test]
    fn the_clock_that_counts_sleep_goes_on_and_is_one_for_all() {
        let (one, other) = (Clock::system(), Clock::system());
        let (first, second) = (one.since_boot(), other.since_boot());
        assert!(first > Duration::ZERO && second >= first && second.abs_diff(first) < Duration::from_mins(5));
    }

    #[test]
    fn a_term_ends_by_itself_and_when_told() {
        let clock = Clock::manual(Timestamp::UNIX_EPOCH);
        let term = Term::over(clock.clone());
        assert!(!term.runs());
        term.extend(1, Duration::from_secs(15));
        assert!(term.clone().runs() && term.runs_as(1));
        clock.advance(Duration::from_secs(15));
        assert!(!term.runs());
        term.extend(2, Duration::from_secs(30));
        assert!(term.runs_as(2) && !term.runs_as(1));
        term.clone().end();
        assert!(!term.runs());
    }
}
