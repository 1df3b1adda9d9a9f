//! What waited for the morning does not leave all at once.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};

/// Messages that leave within a minute at most: the house's business rules.
const PER_MINUTE: u32 = 30;
/// How far the moments lie apart: 20 minutes to either side of 20 minutes past the opening.
const JITTER_SECONDS: u64 = 40 * 60;

/// The minutes that are taken.
#[derive(Clone, Debug, Default)]
pub struct Spill {
    taken: HashMap<i64, u32>,
}

impl Spill {
    /// A moment for a message that may leave from `opens` on and until `last`: never before it nor behind it, and in a minute
    /// that has room; nothing when there is none. `chance` is the message's own, so that it is the same every time. Whoever
    /// asks first leaves first: ask for the oldest first.
    pub fn place(&mut self, opens: Timestamp, last: Timestamp, chance: u64) -> Option<Timestamp> {
        let room = u64::try_from(last.duration_since(opens).as_secs()).ok()?;
        let jitter = SignedDuration::from_secs((chance % JITTER_SECONDS.min(room + 1)) as i64);
        let mut at = opens.checked_add(jitter).unwrap_or(opens);
        while at <= last {
            let taken = self.taken.entry(at.as_second().div_euclid(60)).or_default();
            if *taken < PER_MINUTE {
                *taken += 1;
                return Some(at);
            }
            at = at.checked_add(SignedDuration::from_mins(1)).ok()?;
        }
        None
    }

    /// Forgets minutes that are over.
    pub fn forget(&mut self, before: Timestamp) {
        let minute = before.as_second().div_euclid(60);
        self.taken.retain(|taken, _| *taken >= minute);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::automation::share::mixed;

    #[test]
    fn a_night_full_of_messages_leaves_at_thirty_a_minute_and_never_early() {
        let opens: Timestamp = "2026-04-14T13:00:00Z".parse().unwrap();
        let mut spill = Spill::default();
        let mut minutes: HashMap<i64, u32> = HashMap::new();
        for message in 0..5_000_u32 {
            let at = spill
                .place(opens, Timestamp::MAX, mixed(&[&message.to_string()]))
                .unwrap();
            assert!(at >= opens);
            *minutes.entry(at.as_second() / 60).or_default() += 1;
        }
        assert!(minutes.values().all(|many| *many <= 30), "{minutes:?}");
        spill.forget(opens + SignedDuration::from_hours(24));
        assert!(spill.taken.is_empty());
    }

    #[test]
    fn nothing_is_placed_behind_the_last_moment_at_which_it_is_true() {
        let opens: Timestamp = "2026-04-14T13:00:00Z".parse().unwrap();
        let last = opens + SignedDuration::from_mins(5);
        let mut spill = Spill::default();
        let all = (0..1_000_u32).map(|message| spill.place(opens, last, mixed(&[&message.to_string()])));
        let placed: Vec<_> = all.flatten().collect();
        assert!(placed.iter().all(|at| (opens..=last).contains(at)));
        assert!((100..=180).contains(&placed.len()), "{}", placed.len());
        assert_eq!(spill.place(opens, opens - SignedDuration::from_secs(1), 7), None);
    }
}
