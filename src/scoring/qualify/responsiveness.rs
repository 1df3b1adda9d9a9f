//! How promptly somebody answers. Night hours do not count.

use crate::scoring::number::{FULL, Hundredths};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// When the waking day begins, where they are.
const WAKES: i64 = 8 * 3_600;
/// How long it is.
const AWAKE: i64 = 13 * 3_600;

/// Exchanges that are looked at.
pub const LAST: usize = 5;

/// Waking seconds between two moments, in epoch seconds, where the clock is ahead of UTC by so many seconds.
pub fn waking_seconds(from: i64, to: i64, offset: i64) -> i64 {
    let until = |moment: i64| {
        let local = moment + offset;
        local.div_euclid(DAY) * AWAKE + (local.rem_euclid(DAY) - WAKES).clamp(0, AWAKE)
    };
    (until(to) - until(from)).max(0)
}

/// The median of waking seconds; of an even number the slower of the two in the middle.
pub fn median(seconds: &[u32]) -> Option<u32> {
    let mut sorted = seconds.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

/// By the median reply time; `None` is whom never answered.
pub const fn of(median: Option<u32>) -> Hundredths {
    let Some(seconds) = median else { return 0 };
    match seconds {
        0..=300 => FULL,
        301..=3_600 => 9_000,
        3_601..=14_400 => 8_000,
        14_401..=86_400 => 7_000,
        86_401..=259_200 => 4_000,
        _ => 1_000,
    }
}
