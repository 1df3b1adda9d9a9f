//! What every search begins with: the money, the place and the size.

use super::filter::is_above;
use super::home::Home;
use super::wishes::{Areas, Span, Wish, Wishes, is_same};
use super::{Dimension, share};
use crate::scoring::number::{FULL, Hundredths};

pub(super) const ROWS: [Dimension; 6] = [
    Dimension {
        id: "matching.budget",
        title: "budget",
        weight: 20,
        met: FULL,
        is_need: |wishes| wishes.budget.is_some_and(|wish| wish.need),
        score: budget,
    },
    Dimension {
        id: "matching.area",
        title: "area",
        weight: 15,
        met: IN_ZIP,
        is_need: |wishes| areas(wishes).is_some_and(|wish| wish.need),
        score: area,
    },
    Dimension {
        id: "matching.beds",
        title: "bedrooms",
        weight: 10,
        met: 8_000,
        is_need: |wishes| wishes.beds.is_some_and(|wish| wish.need),
        score: beds,
    },
    Dimension {
        id: "matching.baths",
        title: "bathrooms",
        weight: 5,
        met: FULL,
        is_need: |wishes| wishes.half_baths.is_some_and(|wish| wish.need),
        score: baths,
    },
    Dimension {
        id: "matching.type",
        title: "type",
        weight: 5,
        met: FULL,
        is_need: |wishes| {
            let kinds = wishes.kinds.as_ref();
            kinds.is_some_and(|wish| wish.need && !wish.wanted.is_empty())
        },
        score: kind,
    },
    Dimension {
        id: "matching.sqft",
        title: "living space",
        weight: 5,
        met: FULL,
        is_need: |wishes| {
            wishes
                .sqft
                .is_some_and(|wish| wish.need && wish.wanted != Span::default())
        },
        score: sqft,
    },
];

/// Of a home with a postal code they named.
const IN_ZIP: Hundredths = 9_000;
/// The least of a home that is larger than they want, and of one that is smaller.
const LARGER: Hundredths = 6_000;
const SMALLER: Hundredths = 1_000;

fn budget(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let most = wishes.budget?.wanted;
    let steps = [(100, FULL), (105, 8_000), (110, 5_000)];
    let step = steps.into_iter().find(|step| !is_above(home.price, most, step.0));
    Some(step.map_or(1_000, |step| step.1))
}

/// The areas they named, when they named any.
fn areas(wishes: &Wishes) -> Option<&Wish<Areas>> {
    let wish = wishes.areas.as_ref();
    wish.filter(|wish| wish.wanted != Areas::default())
}

fn area(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let areas = &areas(wishes)?.wanted;
    let names = [&home.area, &home.city];
    let is_among = |named: &[String], of: &Option<String>| {
        of.as_ref()
            .is_some_and(|of| named.iter().any(|name| is_same(name, of)))
    };
    if names.iter().any(|of| is_among(&areas.named, of)) {
        return Some(FULL);
    }
    if is_among(&areas.zips, &home.zip) {
        return Some(IN_ZIP);
    }
    if names.iter().any(|of| is_among(&areas.beside, of)) {
        return Some(8_000);
    }
    // A home of which only the postal code is known lies outside of named areas as far as anybody knows: not known.
    let by_name = !(areas.named.is_empty() && areas.beside.is_empty());
    let is_known =
        (by_name && names.iter().any(|of| of.is_some())) || (!areas.zips.is_empty() && home.zip.is_some());
    is_known.then_some(2_000)
}

fn beds(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let more = i16::from(home.beds?) - i16::from(wishes.beds?.wanted);
    Some(match more {
        0 => FULL,
        1 => 9_000,
        2.. => 8_000,
        -1 => 5_000,
        _ => 2_000,
    })
}

fn baths(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let short = wishes.half_baths?.wanted.saturating_sub(home.half_baths?);
    Some(match short {
        0 => FULL,
        1 => 7_000,
        _ => 3_000,
    })
}

fn kind(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let (wanted, kind) = (&wishes.kinds.as_ref()?.wanted, home.kind?);
    let score = if wanted.contains(&kind) {
        FULL
    } else if wanted.iter().any(|wanted| wanted.is_like(kind)) {
        9_000
    } else {
        3_000
    };
    (!wanted.is_empty()).then_some(score)
}

fn sqft(wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let (span, space) = (wishes.sqft?.wanted, i64::from(home.sqft?));
    let (least, most) = (span.least.map(i64::from), span.most.map(i64::from));
    if let Some(least) = least.filter(|least| space < *least) {
        return Some(share(space, least).max(SMALLER));
    }
    if let Some(most) = most.filter(|most| space > *most) {
        return Some(share(2 * most - space, most).max(LARGER));
    }
    least.or(most).map(|_| FULL)
}
