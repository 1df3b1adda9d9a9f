use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::domain::record::EntityKind;

const NOW: &str = "2026-04-14T09:04:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn waiting(kind: Kind, minutes: i64) -> Waiting {
    let since = now() - SignedDuration::from_mins(minutes);
    Waiting {
        kind,
        since,
        due: None,
        unread: 0,
        asks: false,
        deals: None,
        reachable: true,
        closed: false,
        unowned: false,
        usual_days: 5,
        slid: None,
    }
}

fn cost(waiting: &Waiting) -> Cost {
    Cost::of(waiting, &Terms::default(), now())
}

fn item(id: &str, waiting: Waiting) -> Item {
    Item {
        record: EntityRef::new(EntityKind::Contact, id),
        contact: Some(id.into()),
        name: Foreign::default(),
        what: Foreign::default(),
        more: Foreign::default(),
        household: Vec::new(),
        owner: None,
        cost: cost(&waiting),
        waiting,
    }
}

fn lead(seconds: i64) -> Waiting {
    let since = now() - SignedDuration::from_secs(seconds);
    Waiting {
        since,
        due: since.checked_add(Terms::default().promise).ok(),
        ..waiting(Kind::Lead, 0)
    }
}

/// Nothing was heard for so many days.
fn gone(kind: Kind, days: i64, slid: Slid) -> Waiting {
    Waiting {
        slid: Some(slid),
        ..waiting(kind, days * 24 * 60)
    }
}

#[test]
fn who_is_silent_waits_by_what_may_still_be_had() {
    assert_eq!(
        cost(&gone(Kind::Silent, 15, Slid::Risk(6_250))).sentence(),
        "silent for 15 days: one open question by text; a warning; risk of losing them 63 of 100"
    );
    assert_eq!(
        cost(&gone(Kind::Cooling, 200, Slid::Away(7_500))).sentence(),
        "past client, no word for 200 days; has slid away by 75 of 100"
    );
    assert_eq!(
        cost(&gone(Kind::Cooling, 2, Slid::Fell(1_240))).sentence(),
        "cooling: call within a day; score down by 12 within a week"
    );
    let deal = Waiting {
        deals: Some(Cents(52_000_000)),
        ..gone(Kind::Silent, 31, Slid::Risk(7_000))
    };
    let mut items = [
        item("archive", gone(Kind::Silent, 61, Slid::Risk(9_000))),
        item("likely lost", gone(Kind::Silent, 31, Slid::Risk(7_000))),
        item("falls", gone(Kind::Cooling, 2, Slid::Fell(1_240))),
        item("recap", gone(Kind::Silent, 7, Slid::Risk(3_000))),
        item("stranger", gone(Kind::Cooling, 400, Slid::Away(10_000))),
        item("warning", gone(Kind::Silent, 15, Slid::Risk(6_000))),
        item("deal", deal),
    ];
    items.sort_by(compare);
    let names: Vec<&str> = items.iter().map(|item| item.record.id.as_str()).collect();
    assert_eq!(
        names,
        [
            "deal",
            "falls",
            "warning",
            "likely lost",
            "stranger",
            "recap",
            "archive"
        ]
    );
}

#[test]
fn the_parts_add_up_and_tell_why() {
    let all = [
        lead(228),
        lead(3_000),
        lead(200_000),
        waiting(Kind::Back, 10),
        waiting(Kind::Call, 50_000),
        waiting(Kind::Deal, 30_000),
        gone(Kind::Silent, 15, Slid::Risk(6_250)),
        gone(Kind::Silent, 61, Slid::Risk(9_000)),
        gone(Kind::Cooling, 200, Slid::Away(7_500)),
        Waiting {
            due: Some(now() + SignedDuration::from_mins(10)),
            ..waiting(Kind::Promise, 0)
        },
        Waiting {
            due: Some(now() - SignedDuration::from_hours(70)),
            ..waiting(Kind::Task, 0)
        },
        Waiting {
            asks: true,
            unread: 3,
            deals: Some(Cents(52_000_000)),
            reachable: false,
            closed: true,
            ..waiting(Kind::Reply, 12)
        },
    ];
    for waiting in all {
        let cost = cost(&waiting);
        let sum: i64 = cost.parts().iter().map(|part| part.points).sum();
        assert_eq!(cost.total(), sum);
        assert!(
            cost.parts()
                .iter()
                .all(|part| part.points != 0 && !part.reason.is_empty())
        );
        assert!(!cost.sentence().is_empty());
    }
    let maria = cost(&lead(228));
    assert_eq!(
        maria.sentence(),
        "new lead, 3 min 48 s old, promise is 5:00; 1:12 left of the promise"
    );
    assert_eq!(cost(&waiting(Kind::Snoozed, 5)), Cost::default());
}

#[test]
fn the_queue_is_ordered_by_what_waiting_costs() {
    let due = |minutes: i64| Waiting {
        due: Some(now() + SignedDuration::from_mins(minutes)),
        ..waiting(Kind::Promise, 0)
    };
    let mut items = [
        item("ken", lead(80)),
        item("priya", due(26)),
        item("maria", lead(228)),
        item("late", due(-10)),
        item("missed", lead(600)),
        item("old", lead(100_000)),
    ];
    items.sort_by(compare);
    let names: Vec<&str> = items.iter().map(|item| item.record.id.as_str()).collect();
    assert_eq!(names, ["maria", "missed", "late", "ken", "priya", "old"]);
    // A fresh answer before a cold one, and an open deal before none.
    let mut replies = [
        item("day", waiting(Kind::Reply, 2_000)),
        item("fresh", waiting(Kind::Reply, 3)),
        item(
            "deal",
            Waiting {
                deals: Some(Cents(90_000_000)),
                ..waiting(Kind::Reply, 3)
            },
        ),
    ];
    replies.sort_by(compare);
    let names: Vec<&str> = replies.iter().map(|item| item.record.id.as_str()).collect();
    assert_eq!(names, ["deal", "fresh", "day"]);
}

#[test]
fn the_order_does_not_depend_on_how_it_was_found() {
    let mut one: Vec<Item> = (0..20)
        .map(|at| item(&format!("p{at:02}"), waiting(Kind::Reply, i64::from(at % 4) * 30)))
        .collect();
    let mut other: Vec<Item> = one.iter().rev().cloned().collect();
    one.sort_by(compare);
    other.sort_by(compare);
    assert_eq!(one, other);
}

#[test]
fn what_was_put_off_comes_back_in_its_order() {
    let snoozed = |id: &str, hours: i64| {
        item(
            id,
            Waiting {
                due: Some(now() + SignedDuration::from_hours(hours)),
                ..waiting(Kind::Snoozed, 0)
            },
        )
    };
    let mut items = [snoozed("b", 9), snoozed("a", 30), snoozed("c", 1)];
    items.sort_by(compare);
    let names: Vec<&str> = items.iter().map(|item| item.record.id.as_str()).collect();
    assert_eq!(names, ["c", "b", "a"]);
}

#[test]
fn a_verdict_holds_until_something_new_comes_or_its_moment() {
    let at = now() - SignedDuration::from_hours(1);
    let ruling = |verdict| Ruling { verdict, at };
    let (before, after) = (
        Some(at - SignedDuration::from_mins(1)),
        Some(at + SignedDuration::from_mins(1)),
    );
    for verdict in [Verdict::Done, Verdict::Declined] {
        assert!(ruling(verdict).holds(before, now()) && ruling(verdict).holds(None, now()));
        assert!(!ruling(verdict).holds(after, now()));
    }
    let until = now() + SignedDuration::from_mins(1);
    let snoozed = ruling(Verdict::Snoozed { until });
    assert!(snoozed.holds(before, now()) && !snoozed.holds(before, until) && !snoozed.holds(after, now()));
    for verdict in [Verdict::Done, Verdict::Declined, Verdict::Snoozed { until }] {
        assert_eq!(Verdict::from_word(verdict.word(), verdict.until()), Some(verdict));
    }
    assert_eq!(Verdict::from_word("snoozed", None), None);
}

#[test]
fn clocks_and_calls_are_read() {
    assert_eq!(clock(SignedDuration::from_secs(72)), "1:12");
    assert_eq!(clock(SignedDuration::from_secs(9)), "0:09");
    assert_eq!(clock(SignedDuration::from_secs(-9)), "0:00");
    assert_eq!(clock(SignedDuration::from_secs(3_720)), "1:02:00");
    for title in ["Call back Priya", "phone: Ana", "llamar a Ana", "Callback"] {
        assert!(is_call(title), "{title}");
    }
    for title in ["Send comps", "recall the offer", "Ringing Pines listing", ""] {
        assert!(!is_call(title), "{title}");
    }
    assert_eq!(
        (alarm_days("Offer out"), alarm_days("New lead"), alarm_days("?")),
        (5, 1, 14)
    );
    assert_eq!(
        (alarm_days("Qualified, nurture"), alarm_days("Under contract")),
        (45, 30)
    );
}

fn texts(rings: Vec<Ring>) -> Vec<String> {
    rings.into_iter().map(|ring| ring.text).collect()
}

#[test]
fn a_lead_rings_once_and_only_while_it_can_be_answered_in_time() {
    let mut doorbell = Doorbell::default();
    let rings = |doorbell: &mut Doorbell, items: &[Item]| texts(doorbell.rings(items.iter(), now()));
    let here = item("a", lead(20));
    assert!(
        rings(&mut doorbell, std::slice::from_ref(&here)).is_empty(),
        "whoever is there has rung"
    );
    let named = |id: &str, waiting: Waiting| Item {
        name: Foreign::from("Zelda Quimby".to_owned()),
        ..item(id, waiting)
    };
    let all = [
        here,
        named("b", lead(30)),
        named("c", lead(600)),
        named("d", waiting(Kind::Reply, 1)),
    ];
    assert_eq!(rings(&mut doorbell, &all), ["new lead: Zelda Quimby, 4:30 left"]);
    assert!(rings(&mut doorbell, &all).is_empty());
}

#[test]
fn an_answer_rings_when_it_is_fresh_and_from_somebody_with_an_open_deal() {
    let mut doorbell = Doorbell::default();
    let reply = |id: &str, minutes: i64, deal: bool| Item {
        name: Foreign::from(format!("Ann {id}")),
        ..item(
            id,
            Waiting {
                since: now() - SignedDuration::from_mins(minutes),
                deals: deal.then_some(Cents(52_500_000)),
                ..waiting(Kind::Reply, 1)
            },
        )
    };
    assert!(doorbell.rings([].into_iter(), now()).is_empty());
    let all = [
        reply("hot", 1, true),
        reply("cold", 1, false),
        reply("old", 60, true),
    ];
    let rung = texts(doorbell.rings(all.iter(), now()));
    assert_eq!(rung, ["Ann hot wrote, open deal of $525k"]);
    assert!(doorbell.rings(all.iter(), now()).is_empty(), "once");
}

#[test]
fn who_is_back_has_rung() {
    let mut doorbell = Doorbell::default();
    let lead = item("a", lead(20));
    let mut rings = |items: &[&Item]| doorbell.rings(items.iter().copied(), now()).len();
    assert_eq!(rings(&[]), 0);
    assert_eq!(rings(&[&lead]), 1);
    assert_eq!(rings(&[]), 0, "put off");
    assert_eq!(rings(&[&lead]), 0, "and taken back");
}
