//! When to try again. Pure: the caller brings the random number and does the waiting.

use std::time::Duration;

/// A retry schedule with full jitter: the n-th wait is a random share of `base * 2^n`, never over `cap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The ceiling of the first wait.
    pub base: Duration,
    /// No wait is longer than this.
    pub cap: Duration,
    /// How many tries in all; after the last the work is held and shown.
    pub tries: u32,
}

impl Backoff {
    /// The CRM's schedule: 0.5 s doubling to 60 s, eight tries. Our own numbers.
    pub const CRM: Self = Self {
        base: Duration::from_millis(500),
        cap: Duration::from_mins(1),
        tries: 8,
    };
    /// Claude's schedule for a person who waits: 0.5 s doubling to 8 s, four retries. The waits are
    /// those of the service's own clients, which try again twice.
    pub const CLAUDE: Self = Self {
        base: Duration::from_millis(500),
        cap: Duration::from_secs(8),
        tries: 5,
    };

    /// The wait before try number `attempt` + 1, where `random` lies in 0..1. `None` when the tries are used up.
    pub fn delay(&self, attempt: u32, random: f64) -> Option<Duration> {
        if attempt + 1 >= self.tries {
            return None;
        }
        let ceiling = self
            .base
            .saturating_mul(2_u32.saturating_pow(attempt))
            .min(self.cap);
        Some(ceiling.mul_f64(random.clamp(0.0, 1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_end() {
        let schedule = Backoff::CRM;
        assert_eq!(schedule.delay(0, 1.0), Some(Duration::from_millis(500)));
        assert_eq!(schedule.delay(3, 1.0), Some(Duration::from_secs(4)));
        assert_eq!(schedule.delay(3, 0.0), Some(Duration::ZERO));
        assert_eq!(schedule.delay(6, 1.0), Some(Duration::from_secs(32)));
        assert_eq!(schedule.delay(7, 1.0), None);
    }
}
