//! Each row at its steps.

use super::*;

/// A row with one wish at several homes.
fn steps<T: std::fmt::Debug + Copy>(
    id: &str,
    wishes: &Wishes,
    home: impl Fn(T) -> Home,
    expected: &[(T, Hundredths)],
) {
    assert_eq!(
        says(id, wishes, &Home::default()).filter(|_| id != "matching.budget"),
        None,
        "{id}"
    );
    for (value, points) in expected {
        assert_eq!(
            says(id, wishes, &home(*value)),
            Some(*points),
            "{id} at {value:?}"
        );
        assert_eq!(says(id, &Wishes::default(), &home(*value)), None, "{id} unasked");
    }
}

#[test]
fn budget_and_rooms() {
    let price = |cents| Home {
        price: Cents(cents),
        ..Home::default()
    };
    // 100, 105 and 110 % of 450,000.
    steps(
        "matching.budget",
        &buyer(),
        price,
        &[
            (1, FULL),
            (45_000_000, FULL),
            (45_000_001, 8_000),
            (46_000_000, 8_000),
            (47_250_000, 8_000),
            (47_250_001, 5_000),
            (49_500_000, 5_000),
            (49_500_001, 1_000),
            (i64::MAX, 1_000),
        ],
    );
    let beds = |beds| Home {
        beds: Some(beds),
        ..Home::default()
    };
    steps(
        "matching.beds",
        &buyer(),
        beds,
        &[
            (0, 2_000),
            (1, 2_000),
            (2, 5_000),
            (3, FULL),
            (4, 9_000),
            (5, 8_000),
            (255, 8_000),
        ],
    );
    let baths = |half_baths| Home {
        half_baths: Some(half_baths),
        ..Home::default()
    };
    steps(
        "matching.baths",
        &buyer(),
        baths,
        &[(0, 3_000), (2, 3_000), (3, 7_000), (4, FULL), (255, FULL)],
    );
}

#[test]
fn area_type_and_space() {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let wishes = Wishes {
        areas: Some(Wish::want(Areas {
            named: owned(&["Alta Loma", "Ontario"]),
            zips: owned(&["91730"]),
            beside: owned(&["Etiwanda"]),
        })),
        kinds: Some(Wish::want(vec![Kind::Condo, Kind::Multi])),
        sqft: Some(Wish::want(Span {
            least: Some(1_000),
            most: Some(2_000),
        })),
        ..Wishes::default()
    };
    let at = |(area, city, zip): (&str, &str, &str)| {
        let known = |name: &str| (!name.is_empty()).then(|| name.to_owned());
        Home {
            area: known(area),
            city: known(city),
            zip: known(zip),
            ..Home::default()
        }
    };
    steps(
        "matching.area",
        &wishes,
        at,
        &[
            (("alta loma ", "Rancho", "91701"), FULL),
            (("", "ONTARIO", ""), FULL),
            (("Terra Vista", "Rancho", "91730"), 9_000),
            (("Etiwanda", "Rancho", "91739"), 8_000),
            (("Downtown", "Los Angeles", "90012"), 2_000),
        ],
    );
    let named = Wishes {
        areas: Some(Wish::want(Areas {
            named: owned(&["Ontario"]),
            ..Areas::default()
        })),
        ..Wishes::default()
    };
    assert_eq!(
        says("matching.area", &named, &at(("", "", "91730"))),
        None,
        "nobody knows"
    );
    let kind = |kind| Home {
        kind: Some(kind),
        ..Home::default()
    };
    steps(
        "matching.type",
        &wishes,
        kind,
        &[
            (Kind::Condo, FULL),
            (Kind::Multi, FULL),
            (Kind::Townhome, 9_000),
            (Kind::SingleFamily, 3_000),
            (Kind::Manufactured, 3_000),
            (Kind::Land, 3_000),
        ],
    );
    let sqft = |sqft| Home {
        sqft: Some(sqft),
        ..Home::default()
    };
    steps(
        "matching.sqft",
        &wishes,
        sqft,
        &[
            (0, 1_000),
            (50, 1_000),
            (750, 7_500),
            (999, 9_990),
            (1_000, FULL),
            (2_000, FULL),
            (2_001, 9_995),
            (2_500, 7_500),
            (2_800, 6_000),
            (u32::MAX, 6_000),
        ],
    );
}

#[test]
fn lifestyle() {
    let wishes = Wishes {
        musts: Some(Wish::want(features(&["garage", "fenced yard", "gas", "den"]))),
        extras: features(&["pool", "den", "view"]),
        commute: Some(Wish::want(30)),
        ..Wishes::default()
    };
    let has = |names: &[&str]| Home {
        features: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..Home::default()
    };
    let (none, some, all) = (
        &[][..],
        &["Garage", "DEN "][..],
        &["den", "gas", "garage", "fenced yard"][..],
    );
    steps(
        "matching.musts",
        &wishes,
        has,
        &[(none, 0), (some, 5_000), (all, FULL)],
    );
    steps(
        "matching.extras",
        &wishes,
        has,
        &[(none, 0), (some, 3_333), (&["pool", "den", "view"], FULL)],
    );
    let takes = |minutes| Home {
        commute: Some(minutes),
        ..Home::default()
    };
    steps(
        "matching.commute",
        &wishes,
        takes,
        &[
            (0, FULL),
            (30, FULL),
            (31, 9_666),
            (45, 5_000),
            (60, 1_000),
            (u16::MAX, 1_000),
        ],
    );
}

#[test]
fn property() {
    let wishes = Wishes {
        hoa: Some(Wish::want(dollars(300))),
        lot: Some(Wish::want(6_000)),
        age: Some(Wish::want(60)),
        parking: Some(Wish::want(2)),
        ..Wishes::default()
    };
    let hoa = |amount| Home {
        hoa: Some(dollars(amount)),
        ..Home::default()
    };
    steps(
        "matching.hoa",
        &wishes,
        hoa,
        &[(0, FULL), (100, 9_001), (150, 8_500), (300, 7_000), (301, 3_000)],
    );
    let free = Wishes {
        hoa: Some(Wish::want(dollars(0))),
        ..Wishes::default()
    };
    steps("matching.hoa", &free, hoa, &[(0, FULL), (1, 3_000)]);
    let lot = |lot| Home {
        lot: Some(lot),
        ..Home::default()
    };
    steps(
        "matching.lot",
        &wishes,
        lot,
        &[
            (0, 2_000),
            (1_200, 2_000),
            (3_000, 5_000),
            (5_999, 9_998),
            (6_000, FULL),
        ],
    );
    let age = |age| Home {
        age: Some(age),
        ..Home::default()
    };
    steps(
        "matching.age",
        &wishes,
        age,
        &[(0, FULL), (10, 8_000), (25, 5_000), (60, 5_000), (61, 3_000)],
    );
    let parking = |parking| Home {
        parking: Some(parking),
        ..Home::default()
    };
    steps(
        "matching.parking",
        &wishes,
        parking,
        &[(0, 2_000), (1, 5_000), (2, FULL), (9, FULL)],
    );
}

#[test]
fn timing() {
    let wishes = Wishes {
        room: true,
        ..Wishes::default()
    };
    let days = |days| Home {
        days: Some(days),
        ..Home::default()
    };
    steps(
        "matching.days",
        &wishes,
        days,
        &[
            (0, 2_000),
            (7, 4_000),
            (8, 4_142),
            (21, 6_000),
            (22, 6_051),
            (60, 8_000),
            (61, 8_033),
            (120, FULL),
            (u32::MAX, FULL),
        ],
    );
    let asked = |(first, now)| Home {
        first_price: Some(dollars(first)),
        price: dollars(now),
        ..Home::default()
    };
    steps(
        "matching.history",
        &wishes,
        asked,
        &[
            ((400_000, 420_000), 2_000),
            ((400_000, 400_000), 2_000),
            ((400_000, 392_000), 2_000),
            ((400_000, 380_000), 5_000),
            ((400_000, 360_000), FULL),
            ((400_000, 1), FULL),
        ],
    );
    assert_eq!(says("matching.history", &wishes, &asked((0, 400_000))), None);
}
