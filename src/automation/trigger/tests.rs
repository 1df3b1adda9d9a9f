use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::automation::definition::read;
use crate::automation::event::Event;
use crate::automation::machine::{Entry, Program, World, enters};
use crate::automation::simulate::People;

/// An automation that a trigger puts people into.
pub(crate) fn program(trigger: &Trigger) -> Program {
    let text = format!(
        "format = 1\nid = \"T01\"\nname = \"T\"\n[enters]\non = \"{}\"\n{}\n[exits]\non = [\"opt-out\"]\n[[step]]\nid = \"e\"\ndo = \"end\"\n",
        trigger.word, trigger.example.args
    );
    Program::of(read(&text).unwrap_or_else(|faults| panic!("{}: {faults:?}", trigger.word)))
}

#[test]
fn every_trigger_fires_on_its_example_not_on_its_near_miss_and_not_again_within_a_week() {
    let people = People::default();
    let at: Timestamp = "2026-04-14T15:00:00Z".parse().unwrap();
    for trigger in TRIGGERS {
        let program = program(trigger);
        let enter = |kind: EventKind, days: i64, last: Option<Timestamp>| {
            let at = at + SignedDuration::from_hours(24 * days);
            let event = Event {
                contact: "c1".into(),
                at,
                kind,
            };
            let world = World {
                now: at,
                zone: Cow::Owned(jiff::tz::TimeZone::UTC),
                facts: &people,
            };
            enters(&program, &event, last, &world)
        };
        let (hit, miss) = (trigger.example.hit, trigger.example.miss);
        assert_eq!(enter(hit(), 0, None), Entry::In, "{}", trigger.word);
        assert_eq!(enter(miss(), 0, None), Entry::No, "{}", trigger.word);
        assert_eq!(enter(hit(), 6, Some(at)), Entry::TooSoon, "{}", trigger.word);
        assert_eq!(enter(hit(), 7, Some(at)), Entry::In, "{}", trigger.word);
    }
    let words: std::collections::BTreeSet<&str> = TRIGGERS.iter().map(|trigger| trigger.word).collect();
    assert_eq!(words.len(), TRIGGERS.len());
}

#[test]
fn a_number_that_no_score_has_is_refused_with_those_there_are() {
    let text = "format = 1\nid = \"T01\"\nname = \"T\"\n[enters]\non = \"score crosses\"\nscore = \"luck\"\nup_to = 70\n\
                [exits]\non = [\"opt-out\"]\n[[step]]\nid = \"e\"\ndo = \"end\"\n";
    let faults = read(text).unwrap_err();
    let said = format!("{faults:?}");
    assert!(said.contains("luck") && said.contains("priority"), "{said}");
}
