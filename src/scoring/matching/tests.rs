use std::collections::BTreeSet;

use super::filter::{Reason, Refusal};
use super::home::{Kind, Status};
use super::wishes::{Areas, Feature, Span, Wish};
use super::*;
use crate::domain::value::Cents;

mod laws;
mod rows;

fn dollars(amount: i64) -> Cents {
    Cents(amount * 100)
}

fn features(names: &[&str]) -> Vec<Feature> {
    names.iter().map(|name| Feature::new(name).unwrap()).collect()
}

/// What one row says.
fn says(id: &str, wishes: &Wishes, home: &Home) -> Option<Hundredths> {
    let row = ALL.iter().find(|row| row.id == id).unwrap();
    (row.score)(wishes, home)
}

/// Somebody who can spend 450,000 on three bedrooms and two bathrooms in a house of its own in Rancho.
fn buyer() -> Wishes {
    let areas = Areas {
        named: vec!["Rancho".to_owned()],
        ..Areas::default()
    };
    Wishes {
        budget: Some(Wish::want(dollars(450_000))),
        areas: Some(Wish::want(areas)),
        beds: Some(Wish::want(3)),
        half_baths: Some(Wish::want(4)),
        kinds: Some(Wish::want(vec![Kind::SingleFamily])),
        ..Wishes::default()
    }
}

/// A home for 460,000 with four bedrooms; otherwise as they want it.
fn house() -> Home {
    Home {
        price: dollars(460_000),
        area: Some("Rancho".to_owned()),
        beds: Some(4),
        half_baths: Some(4),
        kind: Some(Kind::SingleFamily),
        ..Home::default()
    }
}

/// The same home, and everything there is to know of it.
fn house_well_known() -> Home {
    Home {
        first_price: Some(dollars(480_000)),
        days: Some(3),
        city: Some("Cucamonga".to_owned()),
        zip: Some("91730".to_owned()),
        sqft: Some(900),
        lot: Some(1_000),
        features: Some(vec!["Garage".to_owned()]),
        commute: Some(90),
        hoa: Some(dollars(900)),
        age: Some(80),
        parking: Some(0),
        ..house()
    }
}

#[test]
fn the_weights_are_a_hundred_and_every_row_has_a_name_of_its_own() {
    assert_eq!(ALL.iter().map(|row| row.weight).sum::<u16>(), 100);
    let groups = [60, 25, 10, 5].map(Some);
    let sum = |rows: &[Dimension]| Some(rows.iter().map(|row| row.weight).sum::<u16>());
    assert_eq!([&ALL[..6], &ALL[6..9], &ALL[9..13], &ALL[13..]].map(sum), groups);
    let ids: BTreeSet<&str> = ALL.iter().map(|row| row.id).collect();
    assert_eq!(ids.len(), COUNT);
}

/// (0.20 · 0.8 + 0.15 + 0.10 · 0.9 + 0.05 + 0.05) / 0.55 = 0.909.
#[test]
fn a_home_a_little_too_dear_with_a_bedroom_more_matches_by_0_909() {
    let found = fit(&buyer(), &house()).unwrap();
    let known = [8_000, 10_000, 9_000, 10_000, 10_000].map(Some);
    assert_eq!(found.parts[..5], known);
    assert!(found.parts[5..].iter().all(Option::is_none));
    assert_eq!(found.score, rounded(500_000, 55));
    assert_eq!(found.score, 9_091);
    assert_eq!(rounded(found.score, 10), 909);
    assert_eq!(found.completeness, 5_500);
    assert_eq!(points(&buyer(), &[(house(), Past::default())]), Some(91));
}

#[test]
fn what_they_did_not_wish_for_changes_nothing() {
    assert_eq!(
        fit(&buyer(), &house_well_known()),
        fit(&buyer(), &house()),
        "however badly the home does there"
    );
    let empty = Wishes {
        sqft: Some(Wish::need(Span::default())),
        musts: Some(Wish::need(Vec::new())),
        ..buyer()
    };
    assert_eq!(fit(&empty, &house_well_known()), fit(&buyer(), &house()));
    assert_eq!(refusal(&empty, &house_well_known(), &Past::default()), None);
}

#[test]
fn what_is_not_known_of_the_home_changes_nothing() {
    let asks = Wishes {
        sqft: Some(Wish::want(Span {
            least: Some(1_500),
            most: None,
        })),
        musts: Some(Wish::want(features(&["garage"]))),
        extras: features(&["pool"]),
        hoa: Some(Wish::want(dollars(300))),
        room: true,
        ..buyer()
    };
    assert_eq!(fit(&asks, &house()), fit(&buyer(), &house()));
    assert_eq!(fit(&Wishes::default(), &house_well_known()), None);
    assert_eq!(
        fit(
            &buyer(),
            &Home {
                price: dollars(1),
                ..Home::default()
            }
        )
        .unwrap()
        .completeness,
        2_000
    );
}

#[test]
fn the_best_come_first_and_of_equals_the_newest() {
    let aged = |days| Home { days, ..house() };
    let nearer = Home {
        beds: Some(3),
        ..house()
    };
    let far = Home {
        area: Some("Elsewhere".to_owned()),
        beds: Some(1),
        half_baths: Some(1),
        kind: Some(Kind::Land),
        ..house()
    };
    let homes =
        [aged(None), aged(Some(9)), far.clone(), nearer, aged(Some(2))].map(|home| (home, Past::default()));
    let order = |homes: &[(Home, Past)]| -> Vec<usize> {
        best(&buyer(), homes).into_iter().map(|(at, _)| at).collect()
    };
    assert_eq!(order(&homes), [3, 4, 1, 0], "and nothing below 60");
    let many: Vec<_> = (0..30).map(|day| (aged(Some(day)), Past::default())).collect();
    assert_eq!(order(&many), (0..MOST).collect::<Vec<_>>());
    let of = |homes: &[Home]| {
        let homes: Vec<_> = homes.iter().map(|home| (home.clone(), Past::default())).collect();
        points(&buyer(), &homes)
    };
    assert_eq!(of(&[]), None, "nobody knows");
    assert_eq!(of(&[far]), Some(0), "known, and not to be shown");
    let sold = Home {
        status: Status::Sold,
        ..house()
    };
    assert_eq!(of(&[sold]), Some(0));
    assert_eq!(points(&Wishes::default(), &homes), None);
}

/// What keeps a home from being shown, with nothing said but what the row says.
#[test]
fn a_home_is_kept_back_for_one_reason_at_a_time() {
    let refused = |wishes: &Wishes, home: &Home| refusal(wishes, home, &Past::default());
    for (status, open) in [
        (Status::ComingSoon, true),
        (Status::Active, true),
        (Status::Pending, false),
        (Status::Sold, false),
        (Status::Expired, false),
        (Status::Withdrawn, false),
        (Status::Cancelled, false),
    ] {
        let home = Home { status, ..house() };
        let expected = (!open).then_some(Refusal::Closed);
        assert_eq!(refused(&buyer(), &home), expected, "{status:?}");
    }
    // 115 % of 450,000 is 517,500.
    for (cents, expected) in [(51_750_000, None), (51_750_001, Some(Refusal::TooDear))] {
        let home = Home {
            price: Cents(cents),
            ..house()
        };
        assert_eq!(refused(&buyer(), &home), expected, "{cents}");
    }
    let breaking = Wishes {
        breakers: features(&["Pool", "flat roof"]),
        ..buyer()
    };
    assert_eq!(
        refused(&breaking, &house()),
        None,
        "what is not known breaks nothing"
    );
    let with_pool = Home {
        features: Some(vec!["pool".to_owned()]),
        ..house()
    };
    let expected = Some(Refusal::Breaker("Pool".to_owned()));
    assert_eq!(refused(&breaking, &with_pool), expected);
    let seen = Past {
        seen: true,
        ..Past::default()
    };
    assert_eq!(refusal(&buyer(), &house(), &seen), Some(Refusal::Seen));
}

#[test]
fn what_they_passed_on_comes_again_only_when_the_reason_is_gone() {
    for (reason, then, holds) in [
        (Reason::TooDear, 460_000, true),
        (Reason::TooDear, 459_999, true),
        (Reason::TooDear, 460_001, false),
        (Reason::TooCheap, 460_000, true),
        (Reason::TooCheap, 460_001, true),
        (Reason::TooCheap, 459_999, false),
        (Reason::Area, 900_000, true),
        (Reason::Style, 900_000, true),
        (Reason::TooSmall, 900_000, true),
        (Reason::TooLarge, 900_000, true),
        (Reason::Other, 900_000, true),
    ] {
        let past = Past {
            passed: vec![(reason, dollars(then))],
            ..Past::default()
        };
        let expected = holds.then_some(Refusal::Passed(reason));
        assert_eq!(
            refusal(&buyer(), &house(), &past),
            expected,
            "{reason:?} at {then}"
        );
    }
}

#[test]
fn a_need_that_is_not_met_or_not_known_to_be_keeps_a_home_back() {
    let mut wishes = buyer();
    let refused = |wishes: &Wishes, home: &Home| refusal(wishes, home, &Past::default());
    let need = |id| Some(Refusal::Need(id));
    wishes.budget = Some(Wish::need(dollars(450_000)));
    assert_eq!(refused(&wishes, &house()), need("matching.budget"));
    wishes.budget = Some(Wish::need(dollars(460_000)));
    wishes.beds = Some(Wish::need(3));
    assert_eq!(refused(&wishes, &house()), None, "one more is enough");
    wishes.beds = Some(Wish::need(5));
    assert_eq!(refused(&wishes, &house()), need("matching.beds"));
    wishes.beds = None;
    wishes.lot = Some(Wish::need(1_001));
    assert_eq!(refused(&wishes, &house()), need("matching.lot"), "nobody knows");
    assert_eq!(refused(&wishes, &house_well_known()), need("matching.lot"));
    wishes.lot = Some(Wish::need(1_000));
    assert_eq!(refused(&wishes, &house_well_known()), None);
    wishes.hoa = Some(Wish::need(dollars(900)));
    assert_eq!(
        refused(&wishes, &house_well_known()),
        None,
        "just what they would pay"
    );
    wishes.hoa = Some(Wish::need(dollars(899)));
    assert_eq!(refused(&wishes, &house_well_known()), need("matching.hoa"));
    wishes.hoa = None;
    wishes.age = Some(Wish::need(80));
    assert_eq!(refused(&wishes, &house_well_known()), None);
    wishes.age = Some(Wish::need(79));
    assert_eq!(refused(&wishes, &house_well_known()), need("matching.age"));
    wishes.age = None;
    let beside = Areas {
        beside: vec!["Rancho".to_owned()],
        ..Areas::default()
    };
    wishes.areas = Some(Wish::need(beside));
    assert_eq!(
        refused(&wishes, &house()),
        need("matching.area"),
        "beside is not inside"
    );
    wishes.areas = None;
    wishes.musts = Some(Wish::need(features(&["garage", "pool"])));
    assert_eq!(refused(&wishes, &house_well_known()), need("matching.musts"));
    wishes.musts = Some(Wish::need(features(&["garage"])));
    assert_eq!(refused(&wishes, &house_well_known()), None);
}

#[test]
fn nothing_about_people_is_a_feature() {
    for name in [
        "top-rated schools",
        "low crime",
        "no kids",
        "safe area",
        "near a church",
        " ",
    ] {
        assert!(Feature::new(name).is_err(), "{name}");
        assert!(serde_json::from_value::<Feature>(name.into()).is_err(), "{name}");
    }
    for name in ["fenced yard", "family room", "walk-in closet", "step-free entry"] {
        assert_eq!(Feature::new(name).unwrap().name(), name);
    }
}
