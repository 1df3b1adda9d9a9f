//! The published rate limits, enforced for real: 100 requests in any 10 seconds, 200,000 a day.

use std::collections::VecDeque;
use std::time::Duration;

/// The burst interval.
const INTERVAL: Duration = Duration::from_secs(10);
/// Requests in one interval.
const BURST: u64 = 100;
/// Requests in one day.
const DAILY: u64 = 200_000;
/// What an unlimited sandbox announces instead, in both spans: more than this machine can ask for, and not so much
/// that a careful client takes it for nonsense and keeps to the published limits.
const BOUNDLESS: u64 = 100_000;
/// Requests that were on their way when a `Retry-After` was given could not know of it.
const UNDER_WAY: Duration = Duration::from_millis(200);
const DAY: Duration = Duration::from_hours(24);

/// Counts requests of the one location.
#[derive(Debug)]
pub struct Limiter {
    unlimited: bool,
    recent: VecDeque<Duration>,
    day_began: Duration,
    today: u64,
    /// The most requests let through in any 10 seconds.
    pub peak: usize,
    /// How many were turned away.
    pub refused: u64,
    /// How many came although a `Retry-After` had asked to wait.
    pub early: u64,
    /// When the last `Retry-After` was given, and until when it asked to wait.
    wait: Option<(Duration, Duration)>,
}

/// What a request learns of its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may go on.
    pub allowed: bool,
    /// Allowed in the interval.
    pub burst: u64,
    /// Left in the interval.
    pub burst_left: u64,
    /// Allowed in the day.
    pub daily: u64,
    /// Left in the day.
    pub daily_left: u64,
    /// Until the day's count starts again.
    pub daily_reset: Duration,
}

impl Limiter {
    /// A limiter that has seen nothing; its first day begins at `now`.
    pub fn new(unlimited: bool, now: Duration) -> Self {
        Self {
            unlimited,
            recent: VecDeque::new(),
            day_began: now,
            today: 0,
            peak: 0,
            refused: 0,
            early: 0,
            wait: None,
        }
    }

    /// Notes that a client was asked to wait.
    pub fn ask_to_wait(&mut self, now: Duration, wait: Duration) {
        let until = self.wait.map_or(Duration::ZERO, |(_, until)| until);
        self.wait = Some((now, until.max(now + wait)));
    }

    /// Counts a request at `now` (time since the clock began) and says whether it may go on. A refused request
    /// does not count against the limit.
    pub fn admit(&mut self, now: Duration) -> Verdict {
        if self
            .wait
            .is_some_and(|(given, until)| now > given + UNDER_WAY && now < until)
        {
            self.early += 1;
        }
        while self
            .recent
            .front()
            .is_some_and(|first| now.saturating_sub(*first) >= INTERVAL)
        {
            self.recent.pop_front();
        }
        while now.saturating_sub(self.day_began) >= DAY {
            self.day_began += DAY;
            self.today = 0;
        }
        let within = (self.recent.len() as u64) < BURST && self.today < DAILY;
        let allowed = self.unlimited || within;
        if allowed {
            self.recent.push_back(now);
            self.today += 1;
            self.peak = self.peak.max(self.recent.len());
        } else {
            self.refused += 1;
        }
        let left = |most: u64, used: u64| {
            if self.unlimited {
                // What is used is told all the same; it never reaches the end.
                (BOUNDLESS, BOUNDLESS - used % BOUNDLESS)
            } else {
                (most, most.saturating_sub(used))
            }
        };
        let (burst, burst_left) = left(BURST, self.recent.len() as u64);
        let (daily, daily_left) = left(DAILY, self.today);
        Verdict {
            allowed,
            burst,
            burst_left,
            daily,
            daily_left,
            daily_reset: DAY.saturating_sub(now.saturating_sub(self.day_began)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_does_not_wait_as_asked_is_counted() {
        let mut limiter = Limiter::new(true, Duration::ZERO);
        let second = Duration::from_secs(1);
        limiter.admit(second);
        limiter.ask_to_wait(second, 5 * second);
        for at in [second, 2 * second, 5 * second, 6 * second] {
            limiter.admit(at);
        }
        assert_eq!(limiter.early, 2, "at 2 and 5 seconds");
    }

    #[test]
    fn a_hundred_in_any_ten_seconds_and_no_more() {
        let mut limiter = Limiter::new(false, Duration::ZERO);
        for n in 0..100 {
            let verdict = limiter.admit(Duration::from_millis(n * 50));
            assert!(verdict.allowed);
            assert_eq!(verdict.burst_left, 99 - n);
        }
        assert!(!limiter.admit(Duration::from_millis(9_999)).allowed);
        let verdict = limiter.admit(Duration::from_secs(10));
        assert!(verdict.allowed, "the first one has left the interval");
        assert!(!limiter.admit(Duration::from_millis(10_001)).allowed);
        assert_eq!((limiter.peak, limiter.refused), (100, 2));
    }

    #[test]
    fn without_limits_the_use_is_still_told() {
        let mut limiter = Limiter::new(true, Duration::ZERO);
        limiter.today = BOUNDLESS - 1;
        let verdict = limiter.admit(Duration::ZERO);
        assert_eq!((verdict.allowed, verdict.daily_left), (true, BOUNDLESS));
        let verdict = limiter.admit(Duration::ZERO);
        assert_eq!(
            (verdict.burst_left, verdict.daily_left),
            (BOUNDLESS - 2, BOUNDLESS - 1)
        );
    }

    #[test]
    fn the_day_ends_at_two_hundred_thousand_and_begins_again() {
        let mut limiter = Limiter::new(false, Duration::ZERO);
        limiter.today = DAILY;
        let verdict = limiter.admit(Duration::from_hours(1));
        assert!(!verdict.allowed);
        assert_eq!(
            (verdict.daily_left, verdict.daily_reset),
            (0, Duration::from_hours(23))
        );
        assert!(limiter.admit(Duration::from_hours(24)).allowed);
    }
}
