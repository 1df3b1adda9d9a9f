//! How much room there is to negotiate, for whoever wants some: how long a home waits for a buyer, and how far its price
//! has come down.

use super::home::Home;
use super::wishes::Wishes;
use super::{Dimension, share};
use crate::scoring::number::{FULL, Hundredths};

pub(super) const ROWS: [Dimension; 2] = [
    Dimension {
        id: "matching.days",
        title: "days on the market",
        weight: 3,
        met: FULL,
        is_need: |_| false,
        score: days,
    },
    Dimension {
        id: "matching.history",
        title: "price history",
        weight: 2,
        met: FULL,
        is_need: |_| false,
        score: history,
    },
];

/// Days on the market and what they are worth; between two of them it grows evenly.
const STEPS: [(u32, Hundredths); 5] = [(0, 2_000), (7, 4_000), (21, 6_000), (60, 8_000), (120, FULL)];
/// Of a home that asks for what it always did.
const FIRM: Hundredths = 2_000;

fn days(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let days = home.days.filter(|_| wishes.room)?;
    let step = STEPS.windows(2).find(|step| days <= step[1].0);
    Some(step.map_or(FULL, |step| {
        let (from, to) = (step[0], step[1]);
        let (gone, all) = (Hundredths::from(days - from.0), Hundredths::from(to.0 - from.0));
        from.1 + (to.1 - from.1) * gone / all
    }))
}

/// A cut by a tenth is all one may hope for.
fn history(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let first = home.first_price.filter(|first| wishes.room && first.0 > 0)?.0;
    let cut = first.saturating_sub(home.price.0).saturating_mul(10);
    Some(share(cut, first).max(FIRM))
}
