use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::domain::gate::hours::{DEFAULT, lawful};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn always() -> Vec<(TimeZone, Window)> {
    let span = Some(Span { from: 0, to: 1_440 });
    let window = Window {
        weekdays: span,
        saturday: span,
        sunday: span,
    };
    vec![(TimeZone::UTC, window)]
}

fn wish(automation: &str, priority: u8, kind: Kind, due: Timestamp, text: u64) -> Wish {
    Wish {
        automation: automation.to_owned(),
        priority,
        kind,
        due,
        text,
        limit: None,
    }
}

#[test]
fn of_two_the_higher_goes_first_and_the_other_knows_why() {
    let now = at("2026-04-14T15:00:00Z");
    let rules = Rules::default();
    let pair = |one: Wish, other: Wish| {
        decide(
            &[(one, always()), (other, always())],
            &History::default(),
            now,
            &rules,
        )
    };
    let market = |name: &str, priority, text| wish(name, priority, Kind::Marketing, now, text);
    let verdicts = pair(market("A12", 20, 1), market("A02", 40, 2));
    assert_eq!(verdicts[1], Verdict::Go);
    assert_eq!(
        verdicts[0],
        Verdict::Lost {
            to: "A02".into(),
            until: Some(now + DAY),
            why: "A02 wrote at the same time and goes first".into(),
        }
    );
    let service = wish("A07", 90, Kind::Service, now, 3);
    assert_eq!(
        pair(market("A12", 95, 1), service),
        [Verdict::Go, Verdict::Go],
        "a service message skips the gap"
    );
    let same = pair(market("A12", 20, 1), market("A02", 40, 1));
    assert!(
        matches!(
            &same[0],
            Verdict::Refuse {
                rule: "duplicate",
                ..
            }
        ),
        "the same words from two are one"
    );
}

#[test]
fn an_automation_waits_by_its_own_limit_and_nobody_goes_before_it_for_that() {
    let now = at("2026-04-14T15:00:00Z");
    let ago = |hours: i64| now - SignedDuration::from_hours(hours);
    let limited = |most: usize, sent: &[i64]| Wish {
        limit: Some(Limit {
            most,
            per: Length::days(3),
            sent: sent.iter().map(|hours| ago(*hours)).collect(),
        }),
        ..wish("A", 10, Kind::Service, now, 1)
    };
    let ask = |wish: Wish| {
        let other = wish_of_another(now);
        let mut verdicts = decide(
            &[(wish, always()), (other, always())],
            &History::default(),
            now,
            &Rules::default(),
        );
        verdicts.swap_remove(0)
    };
    assert_eq!(ask(limited(1, &[])), Verdict::Go);
    assert_eq!(ask(limited(1, &[72])), Verdict::Go);
    assert_eq!(ask(limited(2, &[25])), Verdict::Go);
    for (most, sent) in [(1, &[100, 25][..]), (2, &[25, 2])] {
        let verdict = ask(limited(most, sent));
        assert!(
            matches!(&verdict, Verdict::Hold { until, rule: "limit", .. } if *until == Some(now + SignedDuration::from_hours(47))),
            "{verdict:?}"
        );
    }
}

fn wish_of_another(now: Timestamp) -> Wish {
    wish("B", 90, Kind::Service, now, 2)
}

#[test]
fn caps_hold_until_there_is_room_and_old_words_are_refused() {
    let now = at("2026-04-14T15:00:00Z");
    let rules = Rules::default();
    let ago = |hours: i64| now - SignedDuration::from_hours(hours);
    let ask = |kind, sent: &[i64]| {
        let mut history = History::default();
        let mut sent = sent.to_vec();
        sent.sort_unstable_by_key(|hours| std::cmp::Reverse(*hours));
        for hours in sent {
            history.add(ago(hours), Some(hours as u64));
        }
        alone(&wish("A", 50, kind, now, 7_777), &history, &always(), now, &rules)
    };
    let held = |verdict| match verdict {
        Verdict::Hold { until, rule, .. } => (rule, until.map(|until| until.duration_since(now).as_hours())),
        other => panic!("{other:?}"),
    };
    assert_eq!(ask(Kind::Marketing, &[]), Verdict::Go);
    assert_eq!(held(ask(Kind::Marketing, &[23])), ("gap", Some(1)));
    assert_eq!(ask(Kind::Marketing, &[24]), Verdict::Go);
    assert_eq!(ask(Kind::FirstAnswer, &[23, 1]), Verdict::Go);
    assert_eq!(held(ask(Kind::Service, &[23, 5, 1])), ("day", Some(1)));
    let month: Vec<i64> = (1..=20).map(|day| day * 30).collect();
    assert_eq!(held(ask(Kind::Service, &month)), ("month", Some(120)));
    let mut history = History::default();
    history.add(ago(2_000), Some(7_777));
    history.add(ago(1), None);
    let again = wish("A", 50, Kind::Service, now, 7_777);
    assert!(matches!(
        alone(&again, &history, &always(), now, &rules),
        Verdict::Refuse {
            rule: "duplicate",
            ..
        }
    ));
    let late = wish("A", 50, Kind::Service, ago(25), 1);
    assert!(matches!(
        alone(&late, &history, &always(), now, &rules),
        Verdict::Stale { .. }
    ));
    assert!(
        matches!(
            alone(
                &wish("A", 50, Kind::Service, now, 1),
                &History::default(),
                &[],
                now,
                &rules
            ),
            Verdict::Hold { until: None, .. }
        ),
        "nobody knows what time it is for them"
    );
    assert_eq!(
        fingerprint(&"c".into(), "Hi, Ana!"),
        fingerprint(&"c".into(), "hi ana")
    );
    assert_ne!(
        fingerprint(&"c".into(), "Hi, Ana!"),
        fingerprint(&"d".into(), "hi ana")
    );
}

/// Zones of the United States with a state whose hours hold there.
const PLACES: &[(&str, Option<&str>)] = &[
    ("America/New_York", Some("FL")),
    ("America/New_York", Some("RI")),
    ("America/Detroit", Some("MI")),
    ("America/Indiana/Indianapolis", None),
    ("America/Chicago", Some("TX")),
    ("America/Chicago", Some("AL")),
    ("America/Denver", Some("UT")),
    ("America/Phoenix", None),
    ("America/Los_Angeles", Some("WA")),
    ("America/Boise", None),
    ("America/Anchorage", None),
    ("America/Adak", None),
    ("Pacific/Honolulu", None),
    ("America/Puerto_Rico", None),
    ("Pacific/Guam", None),
];

/// What a household of the simulation is.
struct House {
    windows: [Vec<(TimeZone, Window)>; 2],
    state: Option<&'static str>,
    history: History,
    sent: Vec<(Timestamp, bool)>,
    now: Timestamp,
}

/// Decisions that the test takes. In a build that is not optimised they take about ten seconds.
const DECISIONS: u64 = 1_000_000;

#[test]
fn in_a_million_decisions_over_all_zones_and_twenty_years_nothing_leaves_outside_hours_or_over_a_cap() {
    let seed = 20_260_414;
    let mut rng = StdRng::seed_from_u64(seed);
    let rules = Rules::default();
    let from = at("2024-01-01T00:00:00Z");
    let windows =
        |zone: &TimeZone, state, advertising| vec![(zone.clone(), lawful(state, advertising, DEFAULT))];
    let mut houses: Vec<House> = (0..600)
        .map(|number| {
            let (name, state) = PLACES[number % PLACES.len()];
            let zone = TimeZone::get(name).unwrap();
            House {
                windows: [windows(&zone, state, false), windows(&zone, state, true)],
                state,
                history: History::default(),
                sent: Vec::new(),
                now: from + SignedDuration::from_mins(rng.random_range(0..1_440)),
            }
        })
        .collect();
    let (mut left, mut held, mut refused) = (0_u64, 0_u64, 0_u64);
    for decision in 0..DECISIONS {
        let many = houses.len() as u64;
        let house = &mut houses[(decision % many) as usize];
        // 20 years of 600 households: about four days between two wishes, and often a burst of several.
        let minutes = if rng.random_bool(0.5) { 90 } else { 24_000 };
        house.now += SignedDuration::from_mins(rng.random_range(0..minutes));
        let marketing = rng.random_bool(0.6);
        let kind = if marketing { Kind::Marketing } else { Kind::Service };
        let wish = wish("A", 50, kind, house.now, decision);
        let verdict = alone(
            &wish,
            &house.history,
            &house.windows[usize::from(marketing)],
            house.now,
            &rules,
        );
        let leaves = match verdict {
            Verdict::Go => house.now,
            Verdict::Hold {
                until: Some(until), ..
            } => {
                held += 1;
                assert!(until > house.now, "seed {seed}");
                until
            }
            _ => {
                refused += 1;
                continue;
            }
        };
        // What is held leaves at the moment that was named, if it is not stale by then; the arbiter is asked again.
        if leaves > house.now {
            house.now = leaves;
            let again = alone(
                &wish,
                &house.history,
                &house.windows[usize::from(marketing)],
                leaves,
                &rules,
            );
            if again != Verdict::Go {
                assert!(matches!(again, Verdict::Stale { .. }), "seed {seed}: {again:?}");
                continue;
            }
        }
        house.history.add(leaves, Some(decision));
        judge(house, leaves, marketing, seed);
        left += 1;
    }
    println!("seed {seed}: {left} left, {held} held, {refused} refused");
    assert!(left > DECISIONS / 4, "seed {seed}: only {left} left");
    assert!(
        houses.iter().all(|house| house.now > at("2040-01-01T00:00:00Z")),
        "seed {seed}"
    );
}

/// Says whether what left kept the rules, by a way of its own.
fn judge(house: &mut House, at: Timestamp, marketing: bool, seed: u64) {
    let (zone, _) = &house.windows[0][0];
    let local = zone.to_datetime(at);
    let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
    let sunday = local.weekday() == jiff::civil::Weekday::Sunday;
    let opens = if sunday { 12 * 60 } else { 9 * 60 };
    let inside = (opens..20 * 60).contains(&minute) && !(sunday && marketing);
    assert!(inside, "seed {seed}: {at} is {local} in {:?}", house.state);
    house
        .sent
        .retain(|(sent, _)| at.duration_since(*sent) < SignedDuration::from_hours(30 * 24));
    let within = |hours: i64| {
        let span = SignedDuration::from_hours(hours);
        house
            .sent
            .iter()
            .filter(|(sent, _)| at.duration_since(*sent) < span)
            .count()
    };
    assert!(!marketing || within(24) == 0, "seed {seed}: {at} too soon");
    assert!(within(24) < 3, "seed {seed}: {at} is the fourth of a day");
    assert!(within(30 * 24) < 20, "seed {seed}: {at} is the 21st of a month");
    house.sent.push((at, marketing));
}
