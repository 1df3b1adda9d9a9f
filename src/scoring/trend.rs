//! Where a score is going, by the snapshots that are kept of it.

use serde::{Deserialize, Serialize};

use super::number::{Hundredths, rounded};

/// Where it is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Neither up nor down.
    Steady,
    /// Up by five points or more.
    Heating,
    /// Down by five points or more.
    Cooling,
}

/// The last snapshots that are held against the earlier ones.
const LAST: usize = 3;
/// Below that nothing moved.
const MOVED: Hundredths = 500;
/// Above that cooling is worth a call.
const WORTH: Hundredths = 4_000;
/// Days between two hints about the same person.
pub const HINT_DAYS: u32 = 7;

/// Of priorities, oldest first: the mean of the last three against that of the earlier ones, and by how much.
pub fn trend(all: &[Hundredths]) -> (Trend, Hundredths) {
    let (earlier, last) = all.split_at(all.len().saturating_sub(LAST));
    let (Some(before), Some(now)) = (mean(earlier), mean(last)) else {
        return (Trend::Steady, 0);
    };
    let moved = now - before;
    let trend = match moved {
        MOVED.. => Trend::Heating,
        _ if moved <= -MOVED => Trend::Cooling,
        _ => Trend::Steady,
    };
    (trend, moved)
}

fn mean(all: &[Hundredths]) -> Option<Hundredths> {
    (!all.is_empty()).then(|| rounded(all.iter().sum(), all.len() as i64))
}

/// Whether somebody cools from where it matters: call within a day. Given when it was last hinted at, in days.
pub fn asks_for_call(all: &[Hundredths], hinted_days_ago: Option<u32>) -> bool {
    let earlier = &all[..all.len().saturating_sub(LAST)];
    trend(all).0 == Trend::Cooling
        && mean(earlier).is_some_and(|before| before > WORTH)
        && hinted_days_ago.is_none_or(|days| days >= HINT_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_three_are_held_against_the_earlier_ones() {
        assert_eq!(trend(&[]), (Trend::Steady, 0));
        assert_eq!(
            trend(&[4_000, 9_000, 9_000]),
            (Trend::Steady, 0),
            "nothing earlier"
        );
        assert_eq!(trend(&[5_000, 5_499, 5_499, 5_499]), (Trend::Steady, 499));
        assert_eq!(trend(&[5_000, 5_500, 5_500, 5_500]), (Trend::Heating, 500));
        assert_eq!(trend(&[5_000, 4_500, 4_500, 4_500]), (Trend::Cooling, -500));
    }

    #[test]
    fn cooling_from_above_forty_asks_for_a_call_once_a_week() {
        let cooling = [4_100, 3_000, 3_000, 3_000];
        assert!(asks_for_call(&cooling, None));
        assert!(!asks_for_call(&cooling, Some(6)));
        assert!(asks_for_call(&cooling, Some(7)));
        assert!(!asks_for_call(&[4_000, 3_000, 3_000, 3_000], None));
    }
}
