//! Random inputs, and what is promised of every run.

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::SignedDuration;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::automation::gallery::TEMPLATES;

/// Something that may happen.
fn anything(rng: &mut StdRng, now: Timestamp, run: &Run) -> EventKind {
    match rng.random_range(0..10) {
        0 => reply(),
        1 => EventKind::Opened,
        2 => EventKind::Talked,
        3 => EventKind::TagAdded { tag: "AI-Off".into() },
        4 => EventKind::TagRemoved { tag: "AI-Off".into() },
        5 => EventKind::Sent {
            channel: Channel::Sms,
            by: Author::Person,
        },
        6 => EventKind::Appointment {
            turn: Turn::Booked,
            sort: "showing".into(),
            starts: now + SignedDuration::from_hours(30),
        },
        7 if rng.random_bool(0.1) => EventKind::OptedOut,
        8 => EventKind::Moved {
            from: run.vars.get("starts_at").map_or(now, |starts| at(starts)),
            starts: now + SignedDuration::from_hours(rng.random_range(1..60)),
        },
        _ => EventKind::Clicked,
    }
}

/// Drives a run with random inputs and gives every input and output, and what broke a promise.
fn drive(seed: u64) -> (Vec<Input>, Vec<String>) {
    let mut rng = StdRng::seed_from_u64(seed);
    let template = &TEMPLATES[rng.random_range(0..TEMPLATES.len())];
    let program = Program::of(read(template.text).unwrap());
    let people = People::default();
    let zones = [
        "America/New_York",
        "America/Phoenix",
        "Pacific/Honolulu",
        "Europe/Berlin",
    ];
    let zone = TimeZone::get(zones[rng.random_range(0..zones.len())]).unwrap();
    let mut now = at("2026-03-01T12:00:00Z") + SignedDuration::from_mins(rng.random_range(0..400_000));
    let mut run = Run::new("r1", &program.definition, "c1".into(), now);
    let kind = EventKind::Appointment {
        turn: Turn::Booked,
        sort: "showing".into(),
        starts: now + SignedDuration::from_hours(50),
    };
    let mut input = Input::Entered(Event {
        contact: "c1".into(),
        at: now,
        kind,
    });
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    let (mut keys, mut timers, mut open) = (BTreeSet::new(), Vec::new(), Vec::new());
    for _ in 0..3_000 {
        let world = World {
            now,
            zone: Cow::Owned(zone.clone()),
            facts: &people,
        };
        let before = run.clone();
        let out = run.handle(&program, input.clone(), &world);
        inputs.push(input.clone());
        outputs.push(serde_json::to_string(&out).unwrap());
        let mut again = before;
        let replayed = again.handle(&program, input, &world);
        assert_eq!(
            serde_json::to_string(&replayed).unwrap(),
            outputs[outputs.len() - 1],
            "seed {seed}"
        );
        assert_eq!(again, run, "seed {seed}");
        for output in out {
            match output {
                Output::Do { key, .. } => {
                    assert!(keys.insert(key.clone()), "seed {seed}: {key} twice");
                    open.push(key);
                }
                Output::Wake { timer } => {
                    assert!(timer.due >= run.entered, "seed {seed}");
                    assert_eq!(timer.due_in(&zone), timer.due, "seed {seed}");
                    timers.push(timer);
                }
                Output::TakeBack { key, .. } => open.retain(|known| *known != key),
                _ => {}
            }
        }
        assert!(run.steps <= 201, "seed {seed}");
        let kept: Run = serde_json::from_str(&serde_json::to_string(&run).unwrap()).unwrap();
        assert_eq!(kept, run, "seed {seed}: a run is whole on paper");
        if run.is_over() {
            break;
        }
        input = match rng.random_range(0..10) {
            0 => Input::Event(Event {
                contact: "c1".into(),
                at: now,
                kind: anything(&mut rng, now, &run),
            }),
            1 => Input::Resume,
            2..=5 if !open.is_empty() => Input::Answer(open.remove(0), done()),
            _ if !timers.is_empty() => {
                let timer = timers.remove(rng.random_range(0..timers.len()));
                let late = if rng.random_bool(0.1) { 30 * 3600 } else { 60 };
                now = now.max(timer.due + SignedDuration::from_secs(rng.random_range(-60..late)));
                Input::Due(timer.serial)
            }
            _ => {
                now += SignedDuration::from_hours(1);
                Input::Resume
            }
        };
    }
    assert!(run.is_over(), "seed {seed}: {} never ended: {run:?}", template.id);
    (inputs, outputs)
}

#[test]
fn no_effect_has_the_key_of_another_every_run_ends_and_the_same_inputs_give_the_same() {
    for seed in 0..400 {
        let once = drive(seed);
        if seed % 20 == 0 {
            assert_eq!(once, drive(seed), "seed {seed}");
        }
    }
}
