//! Every template is simulated for sixty days, and keeps hours and caps.

use std::collections::BTreeSet;

use super::*;
use crate::automation::check::{Account, check};
use crate::automation::definition::{Definition, Late};
use crate::automation::event::Listed;
use crate::automation::gallery::TEMPLATES;

/// The event that puts somebody into an automation, as it comes in life.
fn hit(definition: &Definition, at: Timestamp) -> EventKind {
    let text = |name: &str| definition.enters.line(name).unwrap_or_default().to_owned();
    let number = |name: &str| definition.enters.number(name).unwrap_or(0);
    match definition.trigger.word {
        "contact created" => EventKind::Created,
        "tag added" => EventKind::TagAdded { tag: text("tag") },
        "stage changed" => EventKind::Stage {
            from: String::new(),
            to: text("to"),
            contract: definition.enters.flag("contract"),
        },
        "message received" => EventKind::Received {
            channel: Channel::Sms,
            mood: Mood::Angry,
            silence: Some(40),
        },
        "no reply" => EventKind::Silent {
            hours: definition.enters.length("after").unwrap().about().as_hours() as u32,
            engaged: true,
        },
        "score crosses" => EventKind::Score {
            score: text("score"),
            from: number("up_to") - 1,
            to: number("up_to"),
        },
        "date reached" => EventKind::Date { date: text("date") },
        "appointment" => EventKind::Appointment {
            turn: if text("turn") == "done" {
                Turn::Done
            } else {
                Turn::Booked
            },
            sort: "showing".into(),
            starts: at + SignedDuration::from_hours(50),
        },
        "listing" => EventKind::Listing {
            listed: [
                Listed::Match,
                Listed::PriceDrop,
                Listed::Expired,
                Listed::ByOwner,
                Listed::Slow,
            ]
            .into_iter()
            .find(|listed| listed.word() == text("what"))
            .unwrap(),
            figure: number("at_least") as u32,
            address: "5 Elm".into(),
            price: Some(crate::domain::value::Cents(45_000_000)),
            was: None,
        },
        "form" => EventKind::Form { form: text("form") },
        _ => EventKind::Started {
            automation: definition.id().to_owned(),
        },
    }
}

/// The same and not quite.
fn miss(kind: EventKind) -> EventKind {
    match kind {
        EventKind::Created => EventKind::Opened,
        EventKind::TagAdded { tag } => EventKind::TagRemoved { tag },
        EventKind::Stage { .. } => EventKind::Stage {
            from: "Listed".into(),
            to: "Elsewhere".into(),
            contract: false,
        },
        EventKind::Received { channel, .. } => EventKind::Received {
            channel,
            mood: Mood::Plain,
            silence: Some(3),
        },
        EventKind::Silent { hours, .. } => EventKind::Silent {
            hours: hours - 1,
            engaged: true,
        },
        EventKind::Score { score, from, to } => EventKind::Score {
            score,
            from: to,
            to: from,
        },
        EventKind::Date { date } => EventKind::Date {
            date: format!("not {date}"),
        },
        EventKind::Appointment { sort, starts, .. } => EventKind::Appointment {
            turn: Turn::Cancelled,
            sort,
            starts,
        },
        EventKind::Listing { address, .. } => EventKind::Listing {
            listed: Listed::Status,
            figure: 0,
            address,
            price: None,
            was: None,
        },
        EventKind::Form { .. } => EventKind::Form {
            form: "Newsletter".into(),
        },
        _ => EventKind::Started {
            automation: "nobody".into(),
        },
    }
}

/// What left, with the kind of the automation it left from.
fn sent<'a>(report: &'a Report, programs: &'a [Program]) -> impl Iterator<Item = (&'a Line, Kind)> {
    let messages = report
        .lines
        .iter()
        .filter(|line| matches!(line.what, What::Text | What::Email));
    messages.map(|line| {
        let program = programs
            .iter()
            .find(|program| program.definition.id() == line.automation);
        (line, program.unwrap().definition.kind())
    })
}

/// Says whether hours and caps were kept, by a way of its own.
fn keeps(report: &Report, programs: &[Program], people: &People) -> usize {
    let mut by: HashMap<&ContactId, Vec<(Timestamp, Kind, &str)>> = HashMap::new();
    for (line, kind) in sent(report, programs) {
        let person = &people.known[&line.contact];
        let local = person.zone.to_datetime(line.at);
        let sunday = local.weekday() == jiff::civil::Weekday::Sunday;
        assert!((9..20).contains(&local.hour()), "{line:?} at {local}");
        assert!(
            !sunday || kind != Kind::Marketing && local.hour() >= 12,
            "{line:?} at {local}"
        );
        by.entry(&line.contact)
            .or_default()
            .push((line.at, kind, &line.why));
    }
    for sent in by.values() {
        for (place, (at, kind, words)) in sent.iter().enumerate() {
            let within = |hours| {
                sent[..place]
                    .iter()
                    .filter(|(other, ..)| at.duration_since(*other) < SignedDuration::from_hours(hours))
                    .count()
            };
            assert!(within(24) < 3 && within(720) < 20, "{sent:?}");
            assert!(*kind != Kind::Marketing || within(24) == 0, "{sent:?}");
            assert!(
                sent[..place].iter().all(|(.., other)| other != words),
                "the same words twice: {words}"
            );
        }
    }
    by.values().map(Vec::len).sum()
}

#[test]
fn every_template_runs_sixty_days_within_hours_and_caps_and_not_on_its_near_miss() {
    let people = people(24);
    let from = at(START);
    for template in TEMPLATES {
        let programs: Vec<Program> = TEMPLATES.iter().map(|other| self::template(other.id)).collect();
        let own = programs
            .iter()
            .position(|program| program.definition.id() == template.id)
            .unwrap();
        let held_out = |number: i64| {
            let who = format!("c{number}");
            crate::automation::share::hundredth(&[template.id, "hold out", &who])
                < u32::from(programs[own].definition.hold_out())
        };
        let mut play = Simulation::new(&programs, &people, from, Settings::default());
        let mut missed = Simulation::new(&programs[own..=own], &people, from, Settings::default());
        for number in 0..24_i64 {
            // At every hour of the day and night, Sundays among them.
            let now = from + SignedDuration::from_hours(number * 7);
            let kind = hit(&programs[own].definition, now);
            let event = |kind| Event {
                contact: format!("c{number}").into(),
                at: now,
                kind,
            };
            missed.event(event(miss(kind.clone())));
            play.event(event(kind));
        }
        play.until(from + SignedDuration::from_hours(67 * 24));
        let report = play.report();
        let counts = &report.counts[own];
        let out = (0..24).filter(|number| held_out(*number)).count() as u64;
        assert_eq!(counts.entered, 24 - out, "{}", template.id);
        assert_eq!(missed.report().counts[0].entered, 0, "{}", template.id);
        let left = keeps(&report, &programs, &people);
        assert_eq!(report.rings, 0, "{}", template.id);
        assert!(
            left > 0 || counts.of(What::Done) > 0,
            "{}: {:?}",
            template.id,
            counts.happened
        );
        // Reminders are left out when their moment falls into the night; nothing else is.
        let reminds = programs[own].definition.late().0 == Late::Skip;
        let lost = counts.of(What::LeftOut) + counts.of(What::Refused);
        assert!(
            reminds && lost < left as u64 || lost == 0,
            "{}: {lost} of {left}",
            template.id
        );
    }
}

/// In an account that says nothing of lenders, markets and homes, each step that comes to nothing was warned about by name.
#[test]
fn what_is_left_out_where_nothing_fills_a_blank_is_what_the_checks_warned_about() {
    let unfilled = [
        "property_address",
        "price",
        "milestone",
        "referrer",
        "lenders",
        "market_facts",
    ];
    let people = People {
        unfilled: unfilled.to_vec(),
        ..people(1)
    };
    let account = Account {
        missing: unfilled.map(|name| (name, "nothing does".to_owned())).into(),
        ..Account::default()
    };
    let mut all = 0;
    for template in TEMPLATES {
        let mut definition = read(template.text).unwrap();
        let warned: BTreeSet<String> = check(&definition, &[&definition], &account)
            .into_iter()
            .filter_map(|found| {
                let (id, _) = found
                    .message
                    .strip_prefix('"')?
                    .split_once("\" would always be left out")?;
                Some(id.to_owned())
            })
            .collect();
        definition.head.0.retain(|(name, ..)| *name != "hold_out");
        let kind = hit(&definition, at(START));
        let programs = [Program::of(definition)];
        let mut play = Simulation::new(&programs, &people, at(START), Settings::default());
        play.event(Event {
            contact: "c0".into(),
            at: at(START),
            kind,
        });
        play.until(at(START) + SignedDuration::from_hours(200 * 24));
        let report = play.report();
        let unknown = report
            .lines
            .iter()
            .filter(|line| line.why.contains("is not known"));
        let out: BTreeSet<String> = unknown.map(|line| line.step.clone()).collect();
        assert!(out.is_subset(&warned), "{}: {out:?} of {warned:?}", template.id);
        all += out.len();
    }
    assert!(all >= 5, "{all}");
}
