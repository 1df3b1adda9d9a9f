//! A year of a large account, dry: 100,000 people and 1,000,000 events through automations on a counted clock. And the same
//! automations at work: 100,000 people who wait in the file, what is due among them, and how many steps the worker takes in a
//! second, beside a bare loop that commits as much. And the year once more, from the file, as somebody has it who asks for a dry
//! run, beside a bare pass over the same rows.
//!
//! `cargo bench --bench automations`: one automation alone, four that lead into one another, the file, and the year in it.
//! `LEADLINE_BENCH_ONLY` is one of `memory`, `file` and `year`; the file of the year is kept for the next time.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a bench that cannot go on says where"
)]

#[expect(dead_code, reason = "each bench takes what it needs of what they share")]
mod support;
#[path = "support/waiting.rs"]
mod waiting;
#[path = "support/year.rs"]
mod year;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadline::automation::definition::read;
use leadline::automation::event::{Author, Event, EventKind, Mood, Turn};
use leadline::automation::facts::Facts;
use leadline::automation::gallery::template;
use leadline::automation::machine::Program;
use leadline::automation::share::mixed;
use leadline::automation::simulate::{Settings, Simulation};
use leadline::automation::words::Condition;
use leadline::domain::contact::Channel;
use leadline::domain::gate::Kind;
use leadline::domain::gate::hours::{DEFAULT, Window};
use leadline::domain::value::ContactId;

const PEOPLE: u64 = 100_000;
const EVENTS: i64 = 1_000_000;

fn main() {
    let only = std::env::var("LEADLINE_BENCH_ONLY").ok();
    let wanted = |what: &str| only.as_deref().is_none_or(|only| only == what);
    if wanted("memory") {
        divan::main();
    }
    // `cargo test --benches` only wants to know that it starts.
    let measures = std::env::args().any(|argument| argument == "--bench");
    if measures && wanted("file") {
        waiting::measure();
    }
    if measures && wanted("year") {
        year::measure();
    }
}

/// Facts that cost nothing: what is measured is the stepping.
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

    fn windows(&self, _: &ContactId, _: Kind) -> Vec<(TimeZone, Window)> {
        vec![(self.0.clone(), DEFAULT)]
    }

    fn bar(&self, _: &ContactId, _: Channel, _: Timestamp) -> Option<String> {
        None
    }
}

fn year() -> Vec<Event> {
    let from: Timestamp = "2025-04-01T00:00:00Z".parse().unwrap();
    let step = 365 * 86_400 / EVENTS;
    let event = |number: i64| {
        let chance = mixed(&["event", &number.to_string()]);
        let at = from + SignedDuration::from_secs(number * step);
        let kind = match chance % 100 {
            0..5 => EventKind::Created,
            5..20 => EventKind::Received {
                channel: Channel::Sms,
                mood: Mood::Plain,
                silence: Some((chance >> 8) as u32 % 40),
            },
            20..22 => EventKind::Appointment {
                turn: Turn::Booked,
                sort: "showing".to_owned(),
                starts: at + SignedDuration::from_hours(50),
            },
            22..40 => EventKind::Opened,
            _ => EventKind::Sent {
                channel: Channel::Sms,
                by: Author::Person,
            },
        };
        Event {
            contact: format!("contact{}", (chance >> 16) % PEOPLE).into(),
            at,
            kind,
        }
    };
    (0..EVENTS).map(event).collect()
}

#[divan::bench(args = [1, 4], sample_count = 3, sample_size = 1)]
fn dry_run_of_a_year(bencher: divan::Bencher<'_, '_>, automations: usize) {
    let ids = ["A01", "A02", "A07", "A12"];
    let programs: Vec<Program> = ids[..automations]
        .iter()
        .map(|id| Program::of(read(template(id).unwrap().text).unwrap()))
        .collect();
    let facts = Plain(TimeZone::get("America/Chicago").unwrap());
    let events = year();
    bencher.bench_local(|| {
        let settings = Settings {
            lines: false,
            ..Settings::default()
        };
        let mut play = Simulation::new(&programs, &facts, events[0].at, settings);
        events.iter().cloned().for_each(|event| play.event(event));
        let report = play.report();
        assert!(report.counts[0].entered > 30_000);
        report
    });
}
