//! How well a home for sale matches what somebody wishes for.
//!
//! [`wishes`] is what they said they want, [`home`] what is known of a home; [`filter`] leaves out what is not to be shown,
//! and fifteen rows weigh the rest, each file those of one group. Only what was stated by them and is known of the home
//! counts: a row without either is left out of the mean and never taken for the middle. Never a row: who lives there, how
//! schools or safety are rated, or what stands in for it. To add one: its row in the file of its group, with its wish in
//! [`wishes`]; the weights of all are a hundred.
//!
//! Nothing here keeps homes or looks for them. [`points`] is what becomes of it in a score: see
//! [`Inputs::matching`](super::inputs::Inputs::matching).

mod basics;
pub mod filter;
pub mod home;
mod lifestyle;
mod property;
mod timing;
pub mod wishes;

use std::cmp::Reverse;

use self::filter::{Past, refusal};
use self::home::Home;
use self::wishes::Wishes;
use super::number::{FULL, Hundredths, mean, rounded};

/// One of the things by which a home is matched.
pub struct Dimension {
    /// What it is known by.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// How much it weighs, in hundredths.
    pub weight: u16,
    /// From this many points on a need of it is met.
    pub met: Hundredths,
    /// Whether they said that they cannot do without.
    pub is_need: fn(&Wishes) -> bool,
    /// How well the home does, 0 to 100 points, when it was stated and is known.
    pub score: fn(&Wishes, &Home) -> Option<Hundredths>,
}

/// How many there are.
pub const COUNT: usize = 15;

/// All of them, group by group.
pub static ALL: [Dimension; COUNT] = {
    let [a, b, c, d, e, f] = basics::ROWS;
    let [g, h, i] = lifestyle::ROWS;
    let [j, k, l, m] = property::ROWS;
    let [n, o] = timing::ROWS;
    [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o]
};

/// Below that a match is not shown.
pub const SHOWN: Hundredths = 6_000;
/// So many matches are shown at most.
pub const MOST: usize = 10;

/// How well a home matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The weighted mean of what is stated and known, 0 to 100 points.
    pub score: Hundredths,
    /// Of each row of [`ALL`], what the home does there.
    pub parts: [Option<Hundredths>; COUNT],
    /// How much of all the weight that is, 0 to 100 points.
    pub completeness: Hundredths,
}

/// How well a home matches, by what is stated and known; nothing when that is nothing.
pub fn fit(wishes: &Wishes, home: &Home) -> Option<Fit> {
    let parts: [Option<Hundredths>; COUNT] = std::array::from_fn(|at| (ALL[at].score)(wishes, home));
    let rows = || ALL.iter().zip(parts);
    let known = rows().filter(|(_, part)| part.is_some());
    let weight: Hundredths = known.map(|(row, _)| Hundredths::from(row.weight)).sum();
    Some(Fit {
        score: mean(rows().map(|(row, part)| (row.weight, part)))?,
        parts,
        completeness: weight * 100,
    })
}

/// The homes to show, with their places in `homes`: the best first, of equals the newest.
pub fn best(wishes: &Wishes, homes: &[(Home, Past)]) -> Vec<(usize, Fit)> {
    let open = homes
        .iter()
        .enumerate()
        .filter(|(_, (home, past))| refusal(wishes, home, past).is_none());
    let mut all: Vec<(usize, Fit)> = open
        .filter_map(|(at, (home, _))| Some((at, fit(wishes, home)?)))
        .filter(|(_, fit)| fit.score >= SHOWN)
        .collect();
    all.sort_by_key(|(at, fit)| (Reverse(fit.score), homes[*at].0.days.unwrap_or(u32::MAX), *at));
    all.truncate(MOST);
    all
}

/// How well the best home to show matches, in points, as a score takes it: 0 when none of those that could be judged is
/// to be shown, nothing when none could be judged.
pub fn points(wishes: &Wishes, homes: &[(Home, Past)]) -> Option<u8> {
    let best = best(wishes, homes).first().map(|(_, fit)| fit.score);
    let nothing = || {
        homes
            .iter()
            .any(|(home, _)| fit(wishes, home).is_some())
            .then_some(0)
    };
    best.or_else(nothing).map(|score| rounded(score, 100) as u8)
}

/// A part of a whole as points: full from the whole on, less than full below it.
fn share(part: i64, whole: i64) -> Hundredths {
    if part >= whole {
        FULL
    } else if part <= 0 {
        0
    } else {
        (i128::from(part) * i128::from(FULL) / i128::from(whole)) as Hundredths
    }
}

#[cfg(test)]
mod tests;
