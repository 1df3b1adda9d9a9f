//! The count of the day. It is handed out and taken back as a value, because somebody else keeps it on disk.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// Requests of the day, as far as we know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DailyBudget {
    /// Requests the CRM allows in a day (200,000; 10,000 in a sandbox agency account: the CRM's published limits).
    pub limit: u32,
    /// Requests used since the last reset, ours and those of other programs with the same key.
    pub used: u32,
    /// When the count starts again. A guess (midnight UTC) until an answer says better.
    pub resets_at: Timestamp,
    /// A long pause the CRM has asked for; nothing is sent before it.
    pub paused_until: Option<Timestamp>,
}

impl DailyBudget {
    /// Nothing used yet; starts again at the next midnight UTC.
    pub fn fresh(limit: u32, now: Timestamp) -> Self {
        Self {
            limit,
            used: 0,
            resets_at: next_midnight(now),
            paused_until: None,
        }
    }

    /// Requests left today.
    pub const fn remaining(&self) -> u32 {
        self.limit.saturating_sub(self.used)
    }

    /// Starts a new day when the reset has passed.
    pub(super) fn roll(&mut self, now: Timestamp) {
        if now >= self.resets_at {
            self.used = 0;
            self.resets_at = next_midnight(now);
        }
    }
}

fn next_midnight(now: Timestamp) -> Timestamp {
    let day = now.as_second().div_euclid(86_400) + 1;
    Timestamp::from_second(day.saturating_mul(86_400))
        .or_else(|_| now.checked_add(24.hours()))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_day_starts_from_zero() {
        let noon: Timestamp = "2026-11-23T12:00:00Z".parse().unwrap();
        let mut budget = DailyBudget {
            used: 7,
            ..DailyBudget::fresh(10, noon)
        };
        assert_eq!(budget.resets_at, "2026-11-24T00:00:00Z".parse().unwrap());
        budget.roll("2026-11-23T23:59:59Z".parse().unwrap());
        assert_eq!(budget.remaining(), 3);
        budget.roll("2026-11-30T08:00:00Z".parse().unwrap());
        assert_eq!((budget.used, budget.remaining()), (0, 10));
        assert_eq!(budget.resets_at, "2026-12-01T00:00:00Z".parse().unwrap());
    }
}
