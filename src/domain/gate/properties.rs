//! What holds for every send.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::examples::{automatic, plain};
use super::places::{ALL_US, STATES};
use super::zones::{Candidate, Source};
use super::*;
use crate::domain::access::Role;
use crate::domain::contact::Dnd;

/// Sends whose hours are judged by what the rule itself asks, and how many of them by the whole gate.
const SIMULATED: usize = 1_000_000;
const WHOLE: usize = 20_000;
/// First and last simulated second: 2024 to 2033, which holds every kind of clock change there is now.
const SECONDS: std::ops::Range<i64> = 1_704_067_200..2_019_686_400;

/// A small generator; the same seed gives the same sends.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

fn everywhere() -> Vec<Place> {
    let states = STATES
        .iter()
        .flat_map(|state| state.zones.iter().map(|zone| (*zone, Some(state.code))));
    let others = ALL_US
        .iter()
        .chain(&[
            "Europe/London",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "America/Mexico_City",
        ])
        .map(|zone| (*zone, None));
    states
        .chain(others)
        .map(|(zone, state)| Place {
            candidate: Candidate {
                zone: zone.to_owned(),
                state,
                from: Source::Address,
            },
            clock: TimeZone::get(zone).unwrap(),
        })
        .collect()
}

/// Said again in words of its own, without the tables of the gate.
fn inside(place: &Place, now: Timestamp, marketing: bool) -> bool {
    let local = place.clock.to_datetime(now);
    let second = i64::from(local.hour()) * 3_600 + i64::from(local.minute()) * 60 + i64::from(local.second());
    let day = local.date().weekday();
    let (saturday, sunday) = (
        day == jiff::civil::Weekday::Saturday,
        day == jiff::civil::Weekday::Sunday,
    );
    let within = |from: i64, to: i64| (from * 3_600..to * 3_600).contains(&second);
    let own = if sunday {
        within(12, 20) && !marketing
    } else {
        within(9, 20)
    };
    let state =
        match place.candidate.state {
            Some("RI") if saturday || sunday => within(10, 17),
            Some("RI") => within(9, 18),
            Some("KY") => within(10, 21),
            Some(
                "AB" | "BC" | "MB" | "NB" | "NL" | "NS" | "NT" | "NU" | "ON" | "PE" | "QC" | "SK" | "YT",
            ) if saturday || sunday => within(10, 18),
            Some("AL" | "LA" | "MS" | "SD" | "UT") => !sunday,
            _ => true,
        };
    own && within(8, 21) && state
}

fn some_places(dice: &mut Dice, all: &[Place]) -> Vec<Place> {
    (0..=dice.roll(3))
        .map(|_| all[dice.roll(all.len())].clone())
        .collect()
}

#[test]
fn a_million_sends_and_none_outside_the_hours_of_any_zone() {
    let seed = std::env::var("LEADLINE_TEST_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or(0x1ead_11e5_u64);
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let (all, rules) = (everywhere(), Rules::default());
    let (mut person, mut machine) = (plain(), automatic(Kind::Marketing));
    let (mut allowed, mut held) = (0, 0);
    for nr in 0..SIMULATED {
        if nr % 8 == 0 {
            person.places = some_places(&mut dice, &all);
            machine.places.clone_from(&person.places);
        }
        let marketing = dice.roll(2) == 0;
        let request = if marketing { &mut machine } else { &mut person };
        let second = SECONDS.start + dice.roll((SECONDS.end - SECONDS.start) as usize) as i64;
        request.now = Timestamp::from_second(second).unwrap();
        request.due = request.now;
        let within = request
            .places
            .iter()
            .all(|place| inside(place, request.now, marketing));
        let let_through = if nr % (SIMULATED / WHOLE) == 0 {
            decide(request, &rules).allows()
        } else {
            rule::quiet::open(request, hours::DEFAULT)
        };
        assert_eq!(
            let_through, within,
            "seed {seed} nr {nr} {} {:?}",
            request.now, request.places
        );
        if let_through {
            allowed += 1;
        } else {
            held += 1;
        }
    }
    println!("{allowed} allowed, {held} held, 0 outside");
    assert!(allowed > SIMULATED / 20 && held > SIMULATED / 20);
}

#[test]
fn what_is_held_leaves_at_the_earliest_moment_that_is_allowed() {
    let mut dice = Dice(7);
    let (all, rules) = (everywhere(), Rules::default());
    for nr in 0..1_500 {
        let second = SECONDS.start + dice.roll((SECONDS.end - SECONDS.start) as usize) as i64;
        let now = Timestamp::from_second(second).unwrap();
        let mut request = Request {
            now,
            due: now,
            places: some_places(&mut dice, &all),
            ..if nr % 2 == 0 {
                plain()
            } else {
                automatic(Kind::Service)
            }
        };
        request.sent = (0..dice.roll(5))
            .map(|_| Sent {
                at: now - SignedDuration::from_mins(dice.roll(3_000) as i64),
                channel: None,
                automatic: true,
                to_household: false,
            })
            .collect();
        let Outcome::Hold {
            until: Some(until), ..
        } = decide(&request, &rules).outcome
        else {
            continue;
        };
        assert!(until > now);
        let then = |at| Request {
            now: at,
            due: at,
            ..request.clone()
        };
        assert!(decide(&then(until), &rules).allows(), "{nr}: {until}");
        let quiet = |at: Timestamp| request.places.iter().all(|place| inside(place, at, false));
        let room = |at: Timestamp| {
            let recent = |sent: &&Sent| at.duration_since(sent.at) < SignedDuration::from_hours(24);
            request.by_person() || request.sent.iter().filter(recent).count() < 3
        };
        // Rules change on full minutes of a clock or a day after a message: minutes before the moment are enough.
        let mut at = now;
        while at < until {
            assert!(
                !(quiet(at) && room(at)),
                "{nr}: {now} {at} {until} {:?}",
                request.places
            );
            at += SignedDuration::from_mins(7);
        }
        let before = until - SignedDuration::from_secs(1);
        assert!(
            before < now || !(quiet(before) && room(before)),
            "{nr}: a second before {until}"
        );
    }
}

/// Something that can only make a send harder.
#[derive(Clone, Debug)]
enum Restriction {
    Dnd(bool),
    Inbound,
    OptOut(bool),
    Pause,
    KeptAway,
    Skew(i64),
    NoConsent,
    NotLive,
    Place(usize),
    Sent(i64),
    ByUser(Vec<i64>),
    Text(i64),
    Stirred,
    Housing(Severity),
    Recipients(usize),
    Viewer,
    Late(i64),
}

fn restriction() -> impl Strategy<Value = Restriction> {
    prop_oneof![
        any::<bool>().prop_map(Restriction::Dnd),
        Just(Restriction::Inbound),
        any::<bool>().prop_map(Restriction::OptOut),
        Just(Restriction::Pause),
        Just(Restriction::KeptAway),
        (-20_i64..20).prop_map(Restriction::Skew),
        Just(Restriction::NoConsent),
        Just(Restriction::NotLive),
        (0_usize..70).prop_map(Restriction::Place),
        (0_i64..40).prop_map(Restriction::Sent),
        proptest::collection::vec(0_i64..1_500, 0..40).prop_map(Restriction::ByUser),
        (0_i64..3_000).prop_map(Restriction::Text),
        Just(Restriction::Stirred),
        prop_oneof![
            Just(Severity::Low),
            Just(Severity::Medium),
            Just(Severity::High),
            Just(Severity::Critical)
        ]
        .prop_map(Restriction::Housing),
        (2_usize..40).prop_map(Restriction::Recipients),
        Just(Restriction::Viewer),
        (0_i64..60).prop_map(Restriction::Late),
    ]
}

fn harder(request: &mut Request, restriction: &Restriction, all: &[Place]) {
    let now = request.now;
    match restriction {
        Restriction::Dnd(for_good) => {
            let dnd = if *for_good { Dnd::Permanent } else { Dnd::Active };
            request.dnd = request.dnd.max(dnd);
        }
        Restriction::Inbound => request.dnd_inbound = Dnd::Active,
        Restriction::OptOut(certain) => {
            let certain = *certain || request.opt_out.as_ref().is_some_and(|before| before.certain);
            request.opt_out = Some(OptOut { since: now, certain });
        }
        Restriction::Pause => request.paused = Some(now),
        Restriction::KeptAway => request.kept_away = true,
        Restriction::Skew(minutes) => {
            let worse = SignedDuration::from_mins(*minutes);
            let before = request.skew.unwrap_or_default();
            request.skew = Some(if worse.abs() > before.abs() { worse } else { before });
        }
        Restriction::NoConsent => request.consent = None,
        Restriction::NotLive => request.live_until = None,
        Restriction::Place(nr) => request.places.push(all[nr % all.len()].clone()),
        Restriction::Sent(hours) => request.sent.push(Sent {
            at: now - SignedDuration::from_hours(*hours),
            channel: None,
            automatic: true,
            to_household: true,
        }),
        Restriction::ByUser(minutes) => {
            let times = minutes
                .iter()
                .map(|minutes| now - SignedDuration::from_mins(*minutes));
            request.by_user.extend(times);
        }
        Restriction::Text(minutes) => request.texts.push(Text {
            at: now - SignedDuration::from_mins(*minutes),
            body: request.body.clone(),
        }),
        Restriction::Stirred => request.stirred = Some("they wrote"),
        Restriction::Housing(severity) => request.housing.push(Flag {
            severity: *severity,
            words: "safe area".into(),
            instead: "a link".into(),
        }),
        Restriction::Recipients(many) => request.recipients = request.recipients.max(*many),
        Restriction::Viewer => request.role = Role::Viewer,
        Restriction::Late(hours) => {
            request.due = request.due.min(now - SignedDuration::from_hours(*hours));
        }
    }
}

/// How much stands against a send: nothing, a time, a person's yes, everything.
fn weight(outcome: &Outcome) -> (u8, Option<Timestamp>) {
    match outcome {
        Outcome::Allow => (0, None),
        Outcome::Hold {
            until: Some(until), ..
        } => (1, Some(*until)),
        Outcome::Hold { until: None, .. } => (2, None),
        Outcome::Refuse { .. } => (3, None),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn a_restriction_never_makes_a_send_easier(
        second in SECONDS,
        sender in 0..4_u8,
        live in any::<bool>(),
        body in prop_oneof![Just("see you at 5"), Just("Hi [NAME]"), Just("https://bit.ly/x"), Just("")],
        before in proptest::collection::vec(restriction(), 0..4),
        more in restriction(),
    ) {
        let all = everywhere();
        let now = Timestamp::from_second(second).unwrap();
        let base = match sender {
            0 => plain(),
            1 => automatic(Kind::Marketing),
            2 => automatic(Kind::Service),
            _ => automatic(Kind::FirstAnswer),
        };
        let mut request = Request {
            now,
            due: now,
            body: body.to_owned(),
            live_until: live.then(|| now + SignedDuration::from_hours(1)),
            ..base
        };
        for restriction in &before {
            harder(&mut request, restriction, &all);
        }
        let rules = Rules::default();
        let easier = decide(&request, &rules);
        harder(&mut request, &more, &all);
        let harder = decide(&request, &rules);
        prop_assert!(weight(&harder.outcome) >= weight(&easier.outcome), "{:?}\n{:?}", easier.outcome, harder.outcome);
    }

    #[test]
    fn no_text_whatever_breaks_a_rule(body in any::<String>(), subject in any::<Option<String>>(), address in any::<String>()) {
        decide(&Request { address, subject, body, ..plain() }, &Rules::default());
    }
}
