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

/// A priority as it was, until the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Days since it became so.
    pub days: u32,
    /// What it was.
    pub priority: Hundredths,
}

/// The last snapshots that are held against the earlier ones.
const LAST: usize = 3;
/// Below that nothing moved.
const MOVED: Hundredths = 500;
/// Above that cooling is worth a call.
const WORTH: Hundredths = 4_000;
/// Days that are looked back. A snapshot is kept when the numbers become others: the one before that holds where they begin.
const FOLLOWED: u32 = 30;
/// Days after which what has moved has come to rest: whoever fell once and is steady since is not cooling, and is not to be called
/// for it any more.
const RESTS: u32 = 7;

/// Of priorities, oldest first: the mean of the last three against that of the earlier ones, and by how much.
pub fn trend(all: &[Point]) -> (Trend, Hundredths) {
    let (earlier, last) = split(all);
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

/// The earlier ones and the last three, of those that say where it is going now.
fn split(all: &[Point]) -> (&[Point], &[Point]) {
    if all.last().is_none_or(|newest| newest.days > RESTS) {
        return (&[], &[]);
    }
    let followed = all.partition_point(|point| point.days > FOLLOWED);
    let all = &all[followed.saturating_sub(1)..];
    all.split_at(all.len().saturating_sub(LAST))
}

fn mean(all: &[Point]) -> Option<Hundredths> {
    let sum = all.iter().map(|point| point.priority).sum();
    (!all.is_empty()).then(|| rounded(sum, all.len() as i64))
}

/// Whether somebody cools from where it matters: call within a day. A fall asks for a week at most.
pub fn asks_for_call(all: &[Point]) -> bool {
    trend(all).0 == Trend::Cooling && mean(split(all).0).is_some_and(|before| before > WORTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last of them so many days ago, the others a day apart.
    fn points(days: u32, priorities: &[Hundredths]) -> Vec<Point> {
        let all = priorities.iter().zip((0..priorities.len() as u32).rev());
        all.map(|(priority, before)| Point {
            days: days + before,
            priority: *priority,
        })
        .collect()
    }

    #[test]
    fn the_last_three_are_held_against_the_earlier_ones() {
        let trend = |all: &[Hundredths]| trend(&points(0, all));
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
    fn cooling_from_above_forty_asks_for_a_call_for_a_week() {
        let cooling = [4_100, 3_000, 3_000, 3_000];
        assert!(asks_for_call(&points(0, &cooling)));
        assert!(asks_for_call(&points(7, &cooling)));
        assert!(!asks_for_call(&points(8, &cooling)));
        assert!(!asks_for_call(&points(0, &[4_000, 3_000, 3_000, 3_000])));
    }

    #[test]
    fn a_fall_long_ago_is_no_trend_however_often_it_was_looked_at_since() {
        let fell = points(300, &[8_000, 8_000, 3_000]);
        let since = points(0, &[3_010, 3_020, 3_010, 3_020]);
        let all = [fell.clone(), since].concat();
        assert_eq!(trend(&all).0, Trend::Steady);
        assert_eq!(trend(&fell), (Trend::Steady, 0));
        // What held when the days that are followed began is one of the earlier ones.
        let fresh = [points(300, &[8_000]), points(1, &[3_000, 3_000, 3_000])].concat();
        assert_eq!(trend(&fresh), (Trend::Cooling, -5_000));
    }
}
