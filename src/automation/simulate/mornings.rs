//! The minutes of a morning, for households that are played one by one.
//!
//! What waited for the morning leaves in a minute that has room ([`Spill`]): there, and nowhere else, households that have nothing to
//! do with each other meet. Played alone, each gets the minute that it would like. When all were played, [`stand_back`] says who would
//! have found it taken, and what they would have got; they are played once more with that, until nobody has to stand back. The
//! earliest who was wrong is right the next time, so that it ends, and then everybody got what they get when all are played together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;

use crate::automation::arbiter::Spill;

/// A message that waited for the morning, and the minute that it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it asked.
    pub at: Timestamp,
    /// Who goes first of those who ask at one moment: the lower. It is the household's own number.
    pub order: u64,
    /// From when on it may leave.
    pub opens: Timestamp,
    /// Until when.
    pub last: Timestamp,
    /// Its own chance.
    pub chance: u64,
    /// What it got; nothing when there was no room for it.
    pub got: Option<Timestamp>,
}

/// What a household gets, by when it asks and with which chance.
pub type Told = HashMap<(Timestamp, u64), Option<Timestamp>>;

/// Where a simulation has its minutes from.
pub(super) enum Mornings {
    /// Everybody is in it.
    Whole(Spill),
    /// A household alone, with what it is told and what it asked.
    Alone(Told, Vec<Asked>),
}

impl Mornings {
    /// A moment for a message that asks now, as [`Spill::place`] gives it.
    pub(super) fn place(
        &mut self,
        (now, order): (Timestamp, u64),
        (opens, last): (Timestamp, Timestamp),
        chance: u64,
    ) -> Option<Timestamp> {
        match self {
            Self::Whole(spill) => {
                spill.forget(now);
                spill.place(opens, last, chance)
            }
            Self::Alone(told, asked) => {
                let known = told.get(&(now, chance)).copied();
                let got = known.unwrap_or_else(|| Spill::default().place(opens, last, chance));
                asked.push(Asked {
                    at: now,
                    order,
                    opens,
                    last,
                    chance,
                    got,
                });
                got
            }
        }
    }
}

/// Of messages of households, by their numbers: which households got what they would not have got among all, and what each of them
/// is told. Leaves them in the order in which they asked.
pub fn stand_back(asked: &mut [(usize, Asked)]) -> BTreeMap<usize, Told> {
    asked.sort_by_key(|(home, asked)| (asked.at, asked.order, *home));
    let mut spill = Spill::default();
    let places: Vec<Option<Timestamp>> = asked
        .iter()
        .map(|(_, asked)| spill.place(asked.opens, asked.last, asked.chance))
        .collect();
    let all = || asked.iter().zip(&places);
    let wrong = all().filter(|((_, asked), place)| asked.got != **place);
    let wrong: BTreeSet<usize> = wrong.map(|((home, _), _)| *home).collect();
    let mut told: BTreeMap<usize, Told> = BTreeMap::new();
    for ((home, asked), place) in all().filter(|((home, _), _)| wrong.contains(home)) {
        let told = told.entry(*home).or_default();
        told.insert((asked.at, asked.chance), *place);
    }
    told
}
