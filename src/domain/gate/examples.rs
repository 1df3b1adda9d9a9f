//! Worked examples of the house's business rules, one test each.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::zones::{Whereabouts, candidates};
use super::*;
use crate::domain::access::Role;
use crate::domain::contact::{Channel, Dnd};

/// A text to Ana in California on a Wednesday at 10:00, by hand: nothing stands against it.
pub(super) fn plain() -> Request {
    Request {
        now: at("2026-11-25T18:00:00Z"),
        due: at("2026-11-25T18:00:00Z"),
        skew: None,
        paused: None,
        sender: Sender::Person,
        role: Role::Agent,
        recipients: 1,
        name: "Ana".into(),
        channel: Channel::Sms,
        address: "+19095550142".into(),
        subject: None,
        body: "Does Thursday at 4 work for you?".into(),
        dnd: Dnd::Open,
        dnd_told: true,
        dnd_inbound: Dnd::Open,
        opt_out: None,
        consent: None,
        places: places(&Whereabouts {
            phone: "+19095550142",
            ..Whereabouts::default()
        }),
        live_until: None,
        kept_away: false,
        stirred: None,
        sent: Vec::new(),
        by_user: Vec::new(),
        texts: Vec::new(),
        housing: Vec::new(),
        waved: Vec::new(),
    }
}

/// The same by an automation that may.
pub(super) fn automatic(kind: Kind) -> Request {
    Request {
        sender: Sender::Automation { kind },
        consent: Some(Consent {
            basis: Basis::Written,
            source: "field SMS consent".into(),
        }),
        ..plain()
    }
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(super) fn places(known: &Whereabouts<'_>) -> Vec<Place> {
    candidates(known)
        .into_iter()
        .map(|candidate| Place {
            clock: TimeZone::get(&candidate.zone).unwrap(),
            candidate,
        })
        .collect()
}

fn florida() -> Vec<Place> {
    places(&Whereabouts {
        state: "FL",
        zip: "33101",
        ..Whereabouts::default()
    })
}

pub(super) fn ask(request: &Request) -> Outcome {
    decide(request, &Rules::default()).outcome
}

pub(super) fn rule(request: &Request) -> &'static str {
    match ask(request) {
        Outcome::Allow => "",
        Outcome::Hold { rule, .. } | Outcome::Refuse { rule, .. } => rule,
    }
}

fn until(request: &Request) -> Option<Timestamp> {
    match ask(request) {
        Outcome::Hold { until, .. } => until,
        _ => None,
    }
}

pub(super) fn ago(hours: i64) -> Timestamp {
    plain().now - SignedDuration::from_hours(hours)
}

fn sent(at: Timestamp) -> Sent {
    Sent {
        at,
        channel: Some(Channel::Sms),
        automatic: true,
        to_household: false,
    }
}

#[test]
fn nothing_stands_against_a_text_by_hand_at_ten() {
    assert_eq!(ask(&plain()), Outcome::Allow);
    assert_eq!(ask(&automatic(Kind::Marketing)), Outcome::Allow);
}

#[test]
fn example_8_nine_in_the_evening_is_blocked_and_the_federal_second_before_is_not() {
    let wide = Rules {
        hours: Hours::Within(hours::FEDERAL),
        ..Rules::default()
    };
    let then = |text: &str| Request {
        now: at(text),
        ..plain()
    };
    let (last, first) = (then("2026-11-26T04:59:59Z"), then("2026-11-26T05:00:00Z"));
    assert!(decide(&last, &wide).allows(), "20:59:59");
    assert!(!decide(&first, &wide).allows(), "21:00:00");
    assert!(ask(&then("2026-11-26T03:59:59Z")) == Outcome::Allow, "19:59:59");
    assert_eq!(
        until(&then("2026-11-26T04:00:00Z")),
        Some(at("2026-11-26T17:00:00Z")),
        "20:00:00"
    );
    assert_eq!(
        until(&last),
        Some(at("2026-11-26T17:00:00Z")),
        "the product stops at 20"
    );
}

#[test]
fn example_8_agent_in_pacific_and_contact_in_florida_at_half_past_five_is_blocked() {
    let request = Request {
        now: at("2026-11-26T01:30:00Z"),
        places: florida(),
        ..plain()
    };
    assert_eq!(rule(&request), "quiet_hours");
    assert_eq!(until(&request), Some(at("2026-11-26T14:00:00Z")));
    let Outcome::Hold { reason, .. } = ask(&request) else {
        panic!()
    };
    assert!(
        reason.contains("Wed 20:30") && reason.contains("Thu 09:00"),
        "{reason}"
    );
}

#[test]
fn stricter_states_are_stricter() {
    let wide = Rules {
        hours: Hours::Within(hours::FEDERAL),
        ..Rules::default()
    };
    // Wednesday 2026-11-25 and Sunday 2026-11-29, by the wall clock of the state.
    for (state, zone, local, allowed) in [
        ("FL", "America/New_York", "2026-11-25T20:00", false),
        ("GA", "America/New_York", "2026-11-25T20:00", true),
        ("OK", "America/Chicago", "2026-11-25T20:30", false),
        ("MD", "America/New_York", "2026-11-25T19:59", true),
        ("CT", "America/New_York", "2026-11-25T08:59", false),
        ("TX", "America/Chicago", "2026-11-25T20:59", true),
        ("TX", "America/Chicago", "2026-11-29T11:59", false),
        ("TX", "America/Chicago", "2026-11-29T12:00", true),
        ("RI", "America/New_York", "2026-11-25T18:00", false),
        ("RI", "America/New_York", "2026-11-28T10:00", true),
        ("RI", "America/New_York", "2026-11-29T17:00", false),
    ] {
        let local: jiff::civil::DateTime = local.parse().unwrap();
        let known = Whereabouts {
            state,
            ..Whereabouts::default()
        };
        let request = Request {
            now: local.in_tz(zone).unwrap().timestamp(),
            places: places(&known)
                .into_iter()
                .filter(|place| place.candidate.zone == zone)
                .collect(),
            ..plain()
        };
        assert_eq!(decide(&request, &wide).allows(), allowed, "{state} {local}");
    }
}

#[test]
fn sunday_begins_at_noon_and_is_closed_for_advertising() {
    let sunday = |text: &str, request: Request| Request {
        now: at(text),
        due: at(text),
        ..request
    };
    assert_eq!(
        until(&sunday("2026-11-29T18:00:00Z", plain())),
        Some(at("2026-11-29T20:00:00Z"))
    );
    assert_eq!(ask(&sunday("2026-11-29T20:00:00Z", plain())), Outcome::Allow);
    let marketing = sunday("2026-11-29T20:00:00Z", automatic(Kind::Marketing));
    assert_eq!(until(&marketing), Some(at("2026-11-30T17:00:00Z")));
    assert_eq!(
        ask(&sunday("2026-11-29T20:00:00Z", automatic(Kind::Service))),
        Outcome::Allow
    );
}

#[test]
fn an_unknown_zone_is_every_zone_and_abroad_asks() {
    let nowhere = Request {
        places: places(&Whereabouts::default()),
        ..plain()
    };
    // 10:00 in California is 8:00 in Hawaii; 11:00 is the first moment that suits both, and is 15:00 in Puerto Rico.
    assert_eq!(until(&nowhere), Some(at("2026-11-25T19:00:00Z")));
    let abroad = Request {
        places: Vec::new(),
        ..plain()
    };
    assert_eq!((rule(&abroad), until(&abroad)), ("quiet_hours", None));
}

#[test]
fn a_live_conversation_they_began_is_answered_by_hand_at_any_hour() {
    let night = |request: Request| Request {
        now: at("2026-11-26T07:30:00Z"),
        due: at("2026-11-26T07:30:00Z"),
        live_until: Some(at("2026-11-26T10:00:00Z")),
        ..request
    };
    assert_eq!(ask(&night(plain())), Outcome::Allow);
    assert_eq!(rule(&night(automatic(Kind::FirstAnswer))), "quiet_hours");
    let over = Request {
        live_until: Some(at("2026-11-26T07:29:59Z")),
        ..night(plain())
    };
    assert_eq!(rule(&over), "quiet_hours");
}

#[test]
fn no_basis_no_automated_text_and_a_person_writes_all_the_same() {
    let bare = Request {
        consent: None,
        ..automatic(Kind::Service)
    };
    assert_eq!(rule(&bare), "consent");
    assert_eq!(ask(&plain()), Outcome::Allow);
}

#[test]
fn example_7_an_opt_out_stops_everything_and_a_doubt_asks_a_person() {
    let out = |certain, request| Request {
        opt_out: Some(OptOut {
            since: ago(1),
            certain,
        }),
        ..request
    };
    for request in [plain(), automatic(Kind::Service)] {
        assert!(matches!(
            ask(&out(true, request)),
            Outcome::Refuse { rule: "opt_out", .. }
        ));
    }
    assert!(matches!(
        ask(&out(false, plain())),
        Outcome::Hold { until: None, .. }
    ));
    assert!(matches!(
        ask(&out(false, automatic(Kind::Marketing))),
        Outcome::Refuse { .. }
    ));
    let read = Request {
        waved: vec!["opt_out".into()],
        ..out(false, plain())
    };
    assert_eq!(ask(&read), Outcome::Allow);
    let certain = Request {
        waved: vec!["opt_out".into()],
        ..out(true, plain())
    };
    assert_eq!(rule(&certain), "opt_out", "a yes does not lift a certain one");
}

#[test]
fn do_not_disturb_counts_on_the_channel_and_both_ways() {
    for (dnd, dnd_inbound) in [
        (Dnd::Active, Dnd::Open),
        (Dnd::Permanent, Dnd::Open),
        (Dnd::Open, Dnd::Active),
    ] {
        let request = Request {
            dnd,
            dnd_inbound,
            ..plain()
        };
        assert!(matches!(ask(&request), Outcome::Refuse { rule: "dnd", .. }));
    }
    let untold = |request| Request {
        dnd_told: false,
        ..request
    };
    assert_eq!(
        rule(&untold(automatic(Kind::Service))),
        "dnd",
        "what is not known counts against it"
    );
    assert_eq!(ask(&untold(plain())), Outcome::Allow);
}

#[test]
fn example_12_three_automations_make_one_message_in_a_day_and_none_after_a_reply() {
    let second = Request {
        sent: vec![sent(ago(20))],
        ..automatic(Kind::Marketing)
    };
    // 24 hours after the first is 14:00 on Thursday.
    assert_eq!(
        (rule(&second), until(&second)),
        ("gap", Some(at("2026-11-25T22:00:00Z")))
    );
    let spouse = Request {
        sent: vec![Sent {
            to_household: true,
            ..sent(ago(20))
        }],
        ..automatic(Kind::Marketing)
    };
    assert_eq!(
        rule(&spouse),
        "gap",
        "a message to one spouse counts against the other"
    );
    let after_a_reply = Request {
        stirred: Some("they wrote"),
        ..automatic(Kind::Marketing)
    };
    assert!(matches!(
        ask(&after_a_reply),
        Outcome::Refuse { rule: "stirred", .. }
    ));
    let by_hand = Request {
        sent: second.sent,
        ..plain()
    };
    assert_eq!(ask(&by_hand), Outcome::Allow);
}

#[test]
fn service_messages_skip_the_day_between_and_never_the_daily_cap() {
    let today = |hours: &[i64]| Request {
        sent: hours.iter().map(|hours| sent(ago(*hours))).collect(),
        ..automatic(Kind::Service)
    };
    assert_eq!(ask(&today(&[1, 2])), Outcome::Allow);
    let fourth = today(&[1, 2, 3]);
    // 21 hours on is seven in the morning; the day begins at nine.
    assert_eq!(
        (rule(&fourth), until(&fourth)),
        ("day", Some(at("2026-11-26T17:00:00Z")))
    );
    let month: Vec<i64> = (1..=20).map(|day| day * 30).collect();
    assert_eq!(rule(&today(&month)), "month");
}

#[test]
fn a_user_sends_thirty_an_hour_and_a_hundred_and_fifty_a_day() {
    let minutes = |many: i64, apart: i64| -> Vec<Timestamp> {
        (1..=many)
            .map(|nr| plain().now - SignedDuration::from_mins(nr * apart))
            .collect()
    };
    let with = |by_user| Request {
        by_user,
        ..automatic(Kind::Service)
    };
    assert_eq!(ask(&with(minutes(29, 1))), Outcome::Allow);
    assert_eq!(rule(&with(minutes(30, 1))), "user_hour");
    assert_eq!(rule(&with(minutes(150, 5))), "user_day");
    let by_hand = Request {
        by_user: minutes(30, 1),
        ..plain()
    };
    assert_eq!(ask(&by_hand), Outcome::Allow);
}

#[test]
fn more_than_ten_recipients_need_a_person_and_more_than_twenty_five_a_role() {
    let many = |recipients, request| Request {
        recipients,
        ..request
    };
    assert_eq!(ask(&many(10, automatic(Kind::Marketing))), Outcome::Allow);
    assert_eq!(rule(&many(11, automatic(Kind::Marketing))), "recipients");
    assert_eq!(ask(&many(25, plain())), Outcome::Allow);
    assert_eq!(rule(&many(26, plain())), "recipients");
    let isa = Request {
        role: Role::Isa,
        ..many(26, plain())
    };
    assert!(matches!(ask(&isa), Outcome::Refuse { .. }));
    let viewer = Request {
        role: Role::Viewer,
        ..plain()
    };
    assert_eq!(rule(&viewer), "role");
}
