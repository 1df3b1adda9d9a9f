//! Is the score any good: what was said of people, and what became of them. Bad news is told like good news.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Query, Sources};
use crate::scoring::number::rounded;
use crate::store::StoreError;

/// Days within which a closing counts.
const WITHIN_DAYS: i64 = 90;
/// Days within which somebody hot is to have booked or closed.
const HOT_DAYS: i64 = 30;
/// Days of people who became hot that are looked at.
const LOOKED_AT_DAYS: i64 = 180;
/// People and closings below which a figure says nothing.
const ENOUGH: (usize, usize) = (30, 5);

/// Priorities, from and to, in whole points.
const BANDS: [(i64, i64); 4] = [(80, 100), (60, 79), (40, 59), (0, 39)];

/// People of a stretch of priorities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Band {
    /// From this priority on, in whole points.
    pub from: i64,
    /// Up to this one.
    pub to: i64,
    /// How many there were.
    pub people: usize,
    /// How many of them closed within 90 days.
    pub closed: usize,
    /// The chance that was said on average, in hundredths of a percent.
    pub said: Option<i64>,
    /// The share that closed, in hundredths of a percent.
    pub saw: Option<i64>,
}

/// Said against saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The moment whose scores are looked at.
    pub at: Timestamp,
    /// Everybody who was scored then.
    pub people: usize,
    /// Of them closed within 90 days.
    pub closed: usize,
    /// By priority, the highest first.
    pub bands: Vec<Band>,
    /// The mean of squared errors of the chances that were said, in millionths.
    pub brier: Option<i64>,
    /// The same of somebody who says the share of closings of everybody.
    pub base: Option<i64>,
    /// People who became hot within half a year and had 30 days since, and how many booked or closed within these.
    pub hot: (u64, u64),
    /// Too little has happened for any of it to mean much.
    pub too_little: bool,
}

/// Asks it of the scores as they were 90 days ago, or at another moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScoreCheck {
    /// The moment.
    pub at: Option<Timestamp>,
}

impl Query for ScoreCheck {
    type Answer = Check;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        let now = sources.today.now;
        let before = |days: i64| {
            now.saturating_sub(SignedDuration::from_hours(days * 24))
                .unwrap_or(now)
        };
        let at = self.at.unwrap_or_else(|| before(WITHIN_DAYS));
        let window = SignedDuration::from_hours(WITHIN_DAYS * 24);
        let until = at.saturating_add(window).unwrap_or(now).min(now);
        let said = sources.reader.score_outcomes(at, until)?.said;
        let month = HOT_DAYS * 24 * 3_600 * 1_000;
        let hot = sources
            .reader
            .hot_hits(before(LOOKED_AT_DAYS), before(HOT_DAYS), month)?;
        Ok(check(at, &said, hot))
    }
}

fn check(at: Timestamp, said: &[(i64, i64, bool)], hot: (u64, u64)) -> Check {
    let closed = said.iter().filter(|row| row.2).count();
    let share =
        |closed: usize, people: usize| (people > 0).then(|| rounded(closed as i64 * 10_000, people as i64));
    let bands = BANDS.map(|(from, to)| {
        let those: Vec<_> = said
            .iter()
            .filter(|row| (from..=to).contains(&rounded(row.1, 100)))
            .collect();
        let closed = those.iter().filter(|row| row.2).count();
        let sum: i64 = those.iter().map(|row| row.0).sum();
        Band {
            from,
            to,
            people: those.len(),
            closed,
            said: (!those.is_empty()).then(|| rounded(sum, those.len() as i64)),
            saw: share(closed, those.len()),
        }
    });
    let rate = share(closed, said.len());
    let squares = |chance: &dyn Fn(i64) -> i64| {
        let sum: i64 = said
            .iter()
            .map(|row| (chance(row.0) - if row.2 { 10_000 } else { 0 }).pow(2))
            .sum();
        (!said.is_empty()).then(|| rounded(sum, said.len() as i64 * 100))
    };
    Check {
        at,
        people: said.len(),
        closed,
        bands: bands.to_vec(),
        brier: squares(&|said| said),
        base: rate.and_then(|rate| squares(&|_| rate)),
        hot,
        too_little: said.len() < ENOUGH.0 || closed < ENOUGH.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn said_is_held_against_saw_band_by_band() {
        let mut said = vec![(9_000, 8_500, true); 9];
        said.push((9_000, 8_500, false));
        said.extend(vec![(1_000, 2_000, false); 30]);
        let check = check(Timestamp::UNIX_EPOCH, &said, (4, 1));
        assert_eq!((check.people, check.closed, check.too_little), (40, 9, false));
        let bands: Vec<_> = check
            .bands
            .iter()
            .map(|band| (band.people, band.said, band.saw))
            .collect();
        assert_eq!(
            bands,
            [
                (10, Some(9_000), Some(9_000)),
                (0, None, None),
                (0, None, None),
                (30, Some(1_000), Some(0))
            ]
        );
        // (9 x 0.01 + 0.81 + 30 x 0.01) / 40
        assert_eq!(check.brier, Some(30_000));
        assert!(check.base > check.brier);
    }

    #[test]
    fn of_nobody_nothing_is_said() {
        let check = check(Timestamp::UNIX_EPOCH, &[], (0, 0));
        assert_eq!((check.brier, check.base, check.too_little), (None, None, true));
        assert!(
            check
                .bands
                .iter()
                .all(|band| band.said.is_none() && band.saw.is_none())
        );
    }
}
