//! Is the score any good: what was said of people, and what became of them. Bad news is told like good news.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Query, Sources};
use crate::scoring::number::rounded;
use crate::store::{ScoreOutcome, StoreError};

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
    /// What the highest fifth held of the closings; nothing where nobody closed.
    pub top: Option<Top>,
    /// People who became hot within half a year and had 30 days since, and how many booked or closed within these.
    pub hot: (u64, u64),
    /// Too little has happened for any of it to mean much.
    pub too_little: bool,
}

/// The fifth of people with the highest scores, beside as many who came last: what an agent would have called without a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Top {
    /// How many people a fifth is.
    pub people: usize,
    /// Closings of everybody.
    pub closings: usize,
    /// Of them those among the highest scores.
    pub held: usize,
    /// Of them those among the newest people.
    pub newest: usize,
}

impl Check {
    /// What the highest fifth held of the closings, in a sentence; "too little data" where that is so.
    pub fn highest_fifth(&self) -> String {
        let Some(top) = self.top.filter(|_| !self.too_little) else {
            return "What the top 20 % by score hold of the closings, and whether that beats newest-first: too little data."
                .to_owned();
        };
        let percent = |closed: usize| rounded(closed as i64 * 100, top.closings as i64);
        let beats = match (top.held, top.newest) {
            (held, newest) if held <= newest => {
                format!(
                    "no better than newest-first, whose top 20 % hold {} %",
                    percent(newest)
                )
            }
            (_, 0) => "newest-first holds none of them in as many".to_owned(),
            (held, newest) => {
                let tenths = rounded(held as i64 * 10, newest as i64);
                let (whole, tenth) = (tenths / 10, tenths % 10);
                format!(
                    "beats newest-first, which holds {} %, by {whole}.{tenth} times",
                    percent(newest)
                )
            }
        };
        format!(
            "The top 20 % by score hold {} % of the closings ({} of {}): {beats}.",
            percent(top.held),
            top.held,
            top.closings
        )
    }
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
        let said = sources.reader.score_outcomes(at, until)?;
        let month = HOT_DAYS * 24 * 3_600 * 1_000;
        let hot = sources
            .reader
            .hot_hits(before(LOOKED_AT_DAYS), before(HOT_DAYS), month)?;
        Ok(check(at, &said, hot))
    }
}

fn check(at: Timestamp, said: &[ScoreOutcome], hot: (u64, u64)) -> Check {
    let closed = said.iter().filter(|row| row.closed).count();
    let share =
        |closed: usize, people: usize| (people > 0).then(|| rounded(closed as i64 * 10_000, people as i64));
    let bands = BANDS.map(|(from, to)| {
        let those: Vec<_> = said
            .iter()
            .filter(|row| (from..=to).contains(&rounded(row.priority, 100)))
            .collect();
        let closed = those.iter().filter(|row| row.closed).count();
        let sum: i64 = those.iter().map(|row| row.chance).sum();
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
            .map(|row| (chance(row.chance) - if row.closed { 10_000 } else { 0 }).pow(2))
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
        top: top(said),
        hot,
        too_little: said.len() < ENOUGH.0 || closed < ENOUGH.1,
    }
}

fn top(said: &[ScoreOutcome]) -> Option<Top> {
    let closings = said.iter().filter(|row| row.closed).count();
    let people = said.len().div_ceil(5);
    let among = |by: fn(&ScoreOutcome) -> i64| {
        let mut order: Vec<&ScoreOutcome> = said.iter().collect();
        order.sort_by_key(|row| std::cmp::Reverse(by(row)));
        order.iter().take(people).filter(|row| row.closed).count()
    };
    (closings > 0).then(|| Top {
        people,
        closings,
        held: among(|row| row.priority),
        newest: among(|row| row.added),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(chance: i64, priority: i64, closed: bool) -> ScoreOutcome {
        ScoreOutcome {
            chance,
            priority,
            added: 0,
            closed,
        }
    }

    /// Fifty people, ten of whom closed: `held` of them among the ten with the highest scores, `newest` among the ten newest.
    fn fifth(held: usize, newest: usize) -> Check {
        let one = |nr: usize| ScoreOutcome {
            chance: 2_000,
            priority: 9_000 - nr as i64,
            // The newest ten are the ten with the lowest scores.
            added: nr as i64,
            closed: nr < held || (10..20 - held - newest).contains(&nr) || nr >= 50 - newest,
        };
        check(
            Timestamp::UNIX_EPOCH,
            &(0..50).map(one).collect::<Vec<_>>(),
            (0, 0),
        )
    }

    #[test]
    fn the_highest_fifth_is_held_against_those_who_came_last() {
        let told = fifth(6, 2);
        let top = Top {
            people: 10,
            closings: 10,
            held: 6,
            newest: 2,
        };
        assert_eq!(told.top, Some(top));
        assert_eq!(
            told.highest_fifth(),
            "The top 20 % by score hold 60 % of the closings (6 of 10): beats newest-first, which holds 20 %, by 3.0 times."
        );
        assert!(
            fifth(3, 0)
                .highest_fifth()
                .contains("newest-first holds none of them")
        );
        assert!(
            fifth(2, 5)
                .highest_fifth()
                .contains("no better than newest-first, whose top 20 % hold 50 %")
        );
        let few = vec![outcome(9_000, 8_500, true); 9];
        let few = check(Timestamp::UNIX_EPOCH, &few, (0, 0));
        assert!(few.highest_fifth().ends_with("too little data."), "{few:?}");
        let nobody = vec![outcome(9_000, 8_500, false); 90];
        assert_eq!(check(Timestamp::UNIX_EPOCH, &nobody, (0, 0)).top, None);
    }

    #[test]
    fn said_is_held_against_saw_band_by_band() {
        let mut said = vec![outcome(9_000, 8_500, true); 9];
        said.push(outcome(9_000, 8_500, false));
        said.extend(vec![outcome(1_000, 2_000, false); 30]);
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
