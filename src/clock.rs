//! The only place that reads the time. Everything else is handed a [`Clock`], so tests own time.

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
}
