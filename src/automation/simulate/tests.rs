mod apart;
mod templates;

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::automation::definition::read;
use crate::automation::event::{Author, Mood, Turn};
use crate::automation::words::Condition;
use crate::domain::contact::Channel;

const START: &str = "2026-03-02T15:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn template(id: &str) -> Program {
    Program::of(read(crate::automation::gallery::template(id).unwrap().text).unwrap())
}

/// People in eight zones, every question true that begins with nothing about leaving.
fn people(many: usize) -> People {
    let zones = [
        ("America/New_York", Some("FL")),
        ("America/Chicago", Some("TX")),
        ("America/Denver", None),
        ("America/Phoenix", None),
        ("America/Los_Angeles", None),
        ("America/Anchorage", None),
        ("Pacific/Honolulu", None),
        ("America/New_York", Some("RI")),
    ];
    let mut people = People::default();
    let zones: Vec<_> = zones
        .iter()
        .map(|(name, state)| (TimeZone::get(name).unwrap(), *state))
        .collect();
    for number in 0..many {
        let (zone, state) = zones[number % zones.len()].clone();
        let person = Person {
            zone,
            state,
            household: None,
            spanish: number % 3 == 0,
            bar: None,
        };
        people.known.insert(format!("c{number}").into(), person);
    }
    people.untrue.push("stage:closed".into());
    people
}

#[test]
fn two_automations_that_want_to_write_collide_and_an_opt_out_ends_both() {
    let people = people(1);
    let text = |id: &str, priority: u8| {
        Program::of(read(&format!(
            "format = 1\nid = \"{id}\"\nname = \"T\"\npriority = {priority}\n[enters]\non = \"tag added\"\ntag = \"go\"\n[exits]\non = [\"opt-out\"]\n\
             [[step]]\nid = \"one\"\ndo = \"text\"\nsays = \"One of {id}\"\n[[step]]\nid = \"w\"\ndo = \"wait\"\nfor = \"3 days\"\n[[step]]\nid = \"two\"\ndo = \"text\"\nsays = \"Two of {id}\"\n"
        )).unwrap())
    };
    let programs = [text("T01", 20), text("T02", 70)];
    let mut play = Simulation::new(&programs, &people, at(START), Settings::default());
    let event = |at: Timestamp, kind| Event {
        contact: "c0".into(),
        at,
        kind,
    };
    play.event(event(at(START), EventKind::TagAdded { tag: "go".into() }));
    let workflow = EventKind::Sent {
        channel: Channel::Sms,
        by: Author::Workflow,
    };
    play.until(at(START) + SignedDuration::from_hours(30));
    play.event(event(at(START) + SignedDuration::from_hours(60), workflow));
    play.event(event(
        at(START) + SignedDuration::from_hours(90),
        EventKind::OptedOut,
    ));
    play.until(at(START) + SignedDuration::from_hours(24 * 60));
    let report = play.report();
    let told: Vec<(&str, &str, What)> = report
        .lines
        .iter()
        .map(|line| (line.automation.as_str(), line.step.as_str(), line.what))
        .collect();
    assert!(told.contains(&("T01", "one", What::Collided)), "{told:?}");
    assert!(
        told.contains(&("T02", "two", What::Held)),
        "a message of the CRM's own workflow counts: {told:?}"
    );
    assert_eq!(
        told.iter().filter(|(.., what)| *what == What::Text).count(),
        2,
        "{told:?}"
    );
    assert_eq!(report.inside, 0);
    assert_eq!(
        report.counts[0].against(&report.counts[1]).get(&What::Collided),
        Some(&1)
    );
    assert_eq!(report.person(&"c0".into()).count(), report.lines.len());
}

#[test]
fn a_forecast_begins_where_a_run_is_and_ends_as_the_whole_does() {
    let people = people(3);
    let programs = [template("A02"), template("A12")];
    let start = Event {
        contact: "c1".into(),
        at: at(START),
        kind: EventKind::Started {
            automation: "A02".into(),
        },
    };
    let mut whole = Simulation::new(&programs, &people, at(START), Settings::default());
    whole.event(start);
    let noon = at(START) + SignedDuration::from_hours(24 * 10);
    whole.until(noon);
    let run = whole.runs().next().unwrap().clone();
    let history = whole
        .histories
        .get(&ContactId::from("c1"))
        .cloned()
        .unwrap_or_default();
    let mut forecast = Simulation::new(&programs, &people, noon, Settings::default());
    let (due, pending) = (None, None);
    forecast.inside(Open { run, due, pending }, 0);
    forecast.got("c1".into(), history);
    let until = noon + SignedDuration::from_hours(24 * 30);
    whole.until(until);
    forecast.until(until);
    let after: Vec<Line> = whole
        .report()
        .lines
        .into_iter()
        .filter(|line| line.at > noon)
        .collect();
    assert_eq!(forecast.report().lines, after);
    assert!(!after.is_empty());
}

/// Facts that cost nothing.
struct Plain(TimeZone);

impl Facts for Plain {
    fn holds(&self, _: &ContactId, condition: &Condition, _: Timestamp) -> bool {
        !condition.text.starts_with("stage:")
    }
    fn blank(&self, who: &ContactId, _: &str, _: Timestamp) -> Option<String> {
        Some(who.to_string())
    }
    fn zone(&self, _: &ContactId) -> TimeZone {
        self.0.clone()
    }
    fn windows(&self, _: &ContactId, _: Kind) -> Vec<(TimeZone, crate::domain::gate::hours::Window)> {
        vec![(self.0.clone(), crate::domain::gate::hours::DEFAULT)]
    }
    fn bar(&self, _: &ContactId, _: Channel, _: Timestamp) -> Option<String> {
        None
    }
}

/// A year of an account: people in turn, most of what happens is nothing that puts anybody anywhere.
fn year(people: usize, events: usize) -> Vec<Event> {
    let seed = 7;
    let mut rng = StdRng::seed_from_u64(seed);
    let from = at("2025-04-01T00:00:00Z");
    let step = 365 * 86_400 / events as i64;
    let event = |number: usize| {
        let kind = match rng.random_range(0..100) {
            0..5 => EventKind::Created,
            5..20 => EventKind::Received {
                channel: Channel::Sms,
                mood: Mood::Plain,
                silence: Some(rng.random_range(0..40)),
            },
            20..22 => EventKind::TagAdded {
                tag: "Needs Qualifying".into(),
            },
            22..24 => EventKind::Appointment {
                turn: Turn::Booked,
                sort: "showing".into(),
                starts: from + SignedDuration::from_secs(number as i64 * step + 200_000),
            },
            24..40 => EventKind::Opened,
            40..60 => EventKind::Silent {
                hours: 24,
                engaged: false,
            },
            _ => EventKind::Sent {
                channel: Channel::Sms,
                by: Author::Person,
            },
        };
        Event {
            contact: format!("c{}", rng.random_range(0..people)).into(),
            at: from + SignedDuration::from_secs(number as i64 * step),
            kind,
        }
    };
    (0..events).map(event).collect()
}

#[test]
fn the_same_events_give_the_same_report_and_the_figures_are_those_of_the_lines() {
    let programs: Vec<Program> = ["A01", "A02", "A03", "A07", "A12", "A23"].map(template).into();
    let facts = Plain(TimeZone::get("America/Chicago").unwrap());
    let events = year(200, 2_000);
    let play = |lines: bool| {
        let settings = Settings {
            lines,
            ..Settings::default()
        };
        let mut play = Simulation::new(&programs, &facts, events[0].at, settings);
        events.iter().cloned().for_each(|event| play.event(event));
        play.until(at("2026-05-01T00:00:00Z"));
        play.report()
    };
    let (one, other, counted) = (play(true), play(true), play(false));
    assert_eq!(one, other);
    assert_eq!(one.counts, counted.counts);
    let lines = one.lines.iter().filter(|line| line.what == What::Text).count() as u64;
    assert_eq!(
        lines,
        one.counts.iter().map(|counts| counts.of(What::Text)).sum::<u64>()
    );
    assert!(lines > 50, "{lines}");
}

/// As of each moment: who had the tag then is left alone, whatever stands now.
#[test]
fn a_trial_leaves_alone_whom_a_tag_kept_away_then_and_says_so() {
    let mut people = people(1);
    let since = at(START) + SignedDuration::from_hours(24 * 20);
    people.away.insert("c0".into(), since);
    let text = "format = 1\nid = \"T01\"\nname = \"T\"\n[enters]\non = \"tag added\"\ntag = \"go\"\n[exits]\non = [\"opt-out\"]\n\
                [[step]]\nid = \"one\"\ndo = \"text\"\nsays = \"At {market_facts}\"\n";
    let programs = [Program::of(read(text).unwrap())];
    let mut play = Simulation::new(&programs, &people, at(START), Settings::default());
    for days in [1, 30] {
        play.event(Event {
            contact: "c0".into(),
            at: at(START) + SignedDuration::from_hours(24 * days),
            kind: EventKind::TagAdded { tag: "go".into() },
        });
    }
    play.until(at(START) + SignedDuration::from_hours(24 * 60));
    let report = play.report();
    assert_eq!(report.counts[0].entered, 1);
    let refused: Vec<&str> = report
        .lines
        .iter()
        .filter(|line| line.what == What::Refused)
        .map(|line| line.why.as_str())
        .collect();
    assert_eq!(refused, [crate::domain::automation::KEPT_AWAY]);
}

/// "In half an hour" is not said twenty minutes later, however many messages wait for the morning.
#[test]
fn what_is_true_for_ten_minutes_leaves_within_them_or_not_at_all() {
    let people = people(200);
    let text = "format = 1\nid = \"T01\"\nname = \"T\"\nkind = \"service\"\n[enters]\non = \"appointment\"\nturn = \"booked\"\n\
                [exits]\non = [\"opt-out\"]\nresume_after = \"at once\"\n[hours]\ndays = \"every day\"\nfrom = \"09:00\"\nto = \"20:00\"\n\
                [[step]]\nid = \"wait\"\ndo = \"wait_until\"\nof = \"starts_at\"\nbefore = \"30 min\"\n\
                [[step]]\nid = \"near\"\ndo = \"text\"\nsays = \"In 30 minutes\"\nwithin = \"10 min\"\n";
    let programs = [Program::of(read(text).unwrap())];
    let mut play = Simulation::new(&programs, &people, at(START), Settings::default());
    for (who, person) in &people.known {
        // At 9:25 on their clock: the half hour before it is five to nine.
        let morning = person.zone.to_datetime(at(START)).date().tomorrow().unwrap();
        let starts = crate::automation::length::on_clock(morning.at(9, 25, 0, 0), &person.zone);
        play.event(Event {
            contact: who.clone(),
            at: at(START),
            kind: EventKind::Appointment {
                turn: Turn::Booked,
                sort: "showing".into(),
                starts,
            },
        });
    }
    play.until(at(START) + SignedDuration::from_hours(72));
    let report = play.report();
    let left: Vec<_> = report
        .lines
        .iter()
        .filter(|line| line.what == What::Text)
        .collect();
    assert!(left.len() > 20, "{}", left.len());
    for line in left {
        let local = people.known[&line.contact].zone.to_datetime(line.at);
        assert!((local.hour(), local.minute()) <= (9, 5), "{line:?} at {local}");
    }
}

/// The limit of its own file: the last waits until there is room, also when that is far away.
#[test]
fn a_message_above_the_limit_of_its_automation_waits_until_there_is_room() {
    for (per, hours) in [("3 days", 72), ("10 days", 240)] {
        let people = people(1);
        let text = format!(
            "format = 1\nid = \"T01\"\nname = \"T\"\nkind = \"service\"\n[enters]\non = \"tag added\"\ntag = \"go\"\n[exits]\non = [\"opt-out\"]\n\
             [limits]\nmessages = 1\nper = \"{per}\"\n[[step]]\nid = \"one\"\ndo = \"text\"\nsays = \"One\"\n\
             [[step]]\nid = \"w\"\ndo = \"wait\"\nfor = \"25 hours\"\n[[step]]\nid = \"two\"\ndo = \"text\"\nsays = \"Two\"\n"
        );
        let programs = [Program::of(read(&text).unwrap())];
        let mut play = Simulation::new(&programs, &people, at(START), Settings::default());
        play.event(Event {
            contact: "c0".into(),
            at: at(START),
            kind: EventKind::TagAdded { tag: "go".into() },
        });
        play.until(at(START) + SignedDuration::from_hours(24 * 20));
        let report = play.report();
        let left: Vec<Timestamp> = report
            .lines
            .iter()
            .filter(|line| line.what == What::Text)
            .map(|line| line.at)
            .collect();
        assert_eq!(left.len(), 2, "{report:?}");
        assert!(
            left[1].duration_since(left[0]) >= SignedDuration::from_hours(hours),
            "{left:?}"
        );
        let held = report
            .lines
            .iter()
            .any(|line| line.what == What::Held && line.why.contains("own limit"));
        assert!(held, "{report:?}");
    }
}
