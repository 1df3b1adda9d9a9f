//! Played one by one, households come to what they come to when all are played together.

use super::*;
use crate::domain::gate::Rules;

/// Writes at once and once more after a day, in the night too.
const TWICE: &str = r#"format = 1
id = "T1"
name = "T"
kind = "service"
[enters]
on = "message received"
again_after = "7 days"
[exits]
on = ["opt-out", "human message"]
resume_after = "at once"
[hours]
days = "mon-fri"
from = "09:00"
to = "20:00"
[[step]]
id = "one"
do = "text"
says = "One, {market_facts}"
[[step]]
id = "wait"
do = "wait"
for = "24 hours"
[[step]]
id = "two"
do = "text"
says = "Two, {market_facts}"
within = "10 hours"
"#;
/// Wants the same mornings, and gives way.
const OTHER: &str = r#"format = 1
id = "T2"
name = "T"
priority = 20
[enters]
on = "message received"
[exits]
on = ["opt-out"]
[[step]]
id = "one"
do = "email"
subject = "News"
says = "News, {market_facts}"
"#;

/// Many people of few zones, one of three in the household of another, who write in two nights: more than a morning has minutes for.
fn crowd(rng: &mut StdRng, many: usize) -> (People, Vec<Event>) {
    let mut people = people(many);
    let zone = TimeZone::get("America/New_York").unwrap();
    for nr in 0..many {
        let somebody = people.known.get_mut(&format!("c{nr}").into()).unwrap();
        if nr % 5 != 0 {
            somebody.zone = zone.clone();
        }
        somebody.household = (nr % 3 == 1).then(|| format!("c{}", nr - 1).into());
    }
    let mut event = || {
        let hours = 24 * rng.random_range(0..2_i64) + 12;
        let nanos = rng.random_range(0..6 * 3_600_000_000_000_i64);
        let sent = |by| EventKind::Sent {
            channel: Channel::Sms,
            by,
        };
        Event {
            contact: format!("c{}", rng.random_range(0..many)).into(),
            at: at(START) + SignedDuration::from_hours(hours) + SignedDuration::from_nanos(nanos),
            kind: match rng.random_range(0..10) {
                0 => sent(Author::Person),
                1 => sent(Author::Workflow),
                _ => EventKind::Received {
                    channel: Channel::Sms,
                    mood: Mood::Plain,
                    silence: None,
                },
            },
        }
    };
    let mut events: Vec<Event> = (0..many * 2).map(|_| event()).collect();
    events.sort_by_key(|event| event.at);
    (people, events)
}

fn settings() -> Settings {
    let gap = SignedDuration::from_hours(1);
    Settings {
        rules: Rules {
            gap,
            ..Rules::default()
        },
        ..Settings::default()
    }
}

fn until() -> Timestamp {
    at(START) + SignedDuration::from_hours(24 * 40)
}

/// The reports of each household, and how many were played once more.
fn one_by_one(programs: &[Program], people: &People, events: &[Event]) -> (Vec<Report>, usize) {
    let mut homes: Vec<Vec<&Event>> = Vec::new();
    let mut numbers = BTreeMap::new();
    for event in events {
        let nr = *numbers
            .entry(people.household(&event.contact))
            .or_insert(homes.len());
        if nr == homes.len() {
            homes.push(Vec::new());
        }
        homes[nr].push(event);
    }
    let play = |nr: usize, told: Told| {
        let mut play = Simulation::alone(programs, people, at(START), settings(), told);
        homes[nr].iter().for_each(|event| play.event((*event).clone()));
        play.until(until());
        let (report, asked) = play.report_and_asked();
        (report, asked.into_iter().map(move |asked| (nr, asked)))
    };
    let (mut reports, mut asked, mut again) = (Vec::new(), Vec::new(), 0);
    for nr in 0..homes.len() {
        let (report, of) = play(nr, Told::default());
        reports.push(report);
        asked.extend(of);
    }
    loop {
        let told = stand_back(&mut asked);
        if told.is_empty() {
            return (reports, again);
        }
        asked.retain(|(nr, _)| !told.contains_key(nr));
        for (nr, told) in told {
            let (report, of) = play(nr, told);
            reports[nr] = report;
            asked.extend(of);
            again += 1;
        }
    }
}

#[test]
fn households_played_one_by_one_come_to_what_all_of_them_come_to() {
    let first = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse::<u64>().ok());
    let programs = [TWICE, OTHER].map(|text| Program::of(read(text).unwrap()));
    let first = first.unwrap_or(1);
    for seed in first..first + 2 {
        println!("seed {seed}");
        let (people, events) = crowd(&mut StdRng::seed_from_u64(seed), 2_400);
        let mut whole = Simulation::new(&programs, &people, at(START), settings());
        for event in &events {
            whole.event(event.clone());
        }
        whole.until(until());
        let whole = whole.report();
        let (reports, again) = one_by_one(&programs, &people, &events);
        assert!(again > 20, "seed {seed}: {again} found a minute taken");
        for (nr, all) in whole.counts.iter().enumerate() {
            let mut sum = Counts {
                automation: all.automation.clone(),
                version: all.version,
                ..Counts::default()
            };
            for report in &reports {
                sum.take_in(&report.counts[nr]);
            }
            assert_eq!(&sum, all, "seed {seed}");
        }
        let order = |lines: &mut Vec<Line>| lines.sort_by_key(|line| (line.at, line.contact.clone()));
        let mut lines = reports.into_iter().flat_map(|report| report.lines).collect();
        let mut all = whole.lines;
        order(&mut lines);
        order(&mut all);
        let apart = all.iter().zip(&lines).find(|(one, other)| one != other);
        assert_eq!(apart, None, "seed {seed}");
        assert_eq!(all.len(), lines.len(), "seed {seed}");
    }
}
