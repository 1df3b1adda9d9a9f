//! Questions about the past are answered as they were answered then.

use std::collections::BTreeSet;
use std::time::Duration;

use super::world::{Chance, World, apply, changed, filter_of_the_past};
use super::{number_from, today};
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::filter::{Filter, Today, parse};
use crate::domain::origin::Origin;
use crate::store::{AsOf, Store, StoreError};

fn asked(store: &Store, today: &Today, text: &str) -> BTreeSet<String> {
    let filter = parse(text, today).unwrap_or_else(|error| panic!("{text}: {error}"));
    let ids = store
        .read_blocking(|reader| reader.people_ids(&filter, 10_000))
        .unwrap();
    ids.into_iter().map(|id| id.to_string()).collect()
}

fn at(store: &Store, clock: &Clock) -> Today {
    Today {
        now: clock.now(),
        ..today(store)
    }
}

/// People are changed here and there, a day at a time, and every evening each filter is asked. Later the same is asked as
/// of those evenings, and whether it was ever so.
#[test]
fn the_past_is_answered_as_it_was_answered_then() {
    let first = number_from("LEADLINE_SEED").unwrap_or(1);
    let many = number_from("LEADLINE_FILTERS").unwrap_or(300).div_ceil(300);
    for seed in first..first + many {
        println!("seed {seed}");
        let mut chance = Chance::new(seed);
        let mut world = World::random(&mut chance, 12);
        let (_folder, store, clock) = world.filed();
        let filters: Vec<String> = (0..8).map(|_| filter_of_the_past(&mut chance)).collect();
        let mut evenings = Vec::new();
        for _ in 0..5 {
            clock.advance(Duration::from_hours(8));
            apply(&store, changed(&mut world, &mut chance, clock.now()));
            for _ in 0..chance.below(4) {
                let (contact, _) = &world.people[chance.below(world.people.len())];
                let city = ["Upland", "Ontario"][chance.below(2)];
                let edit = Command::EditContact {
                    contact: contact.as_str().into(),
                    changes: vec![("city".to_owned(), city.into())],
                };
                // Somebody may be as they are wanted already; that is refused and changes nothing.
                let _refused = store.commit_blocking(edit, Origin::Agent);
            }
            clock.advance(Duration::from_hours(5));
            let answers: Vec<_> = filters
                .iter()
                .map(|text| asked(&store, &at(&store, &clock), text))
                .collect();
            evenings.push((clock.now(), answers));
            clock.advance(Duration::from_hours(11));
        }
        let now = at(&store, &clock);
        for (nr, text) in filters.iter().enumerate() {
            let mut ever = asked(&store, &now, text);
            for (evening, answers) in evenings.iter().rev() {
                let hours = clock.now().duration_since(*evening).as_hours();
                let then = asked(&store, &now, &format!("{text} as_of:{hours}h"));
                assert_eq!(then, answers[nr], "seed {seed}, {hours} h ago: {text}");
                ever.extend(answers[nr].iter().cloned());
            }
            one_by_one(
                &store,
                &now,
                text,
                evenings.iter().map(|(at, answers)| (*at, &answers[nr])),
                seed,
            );
            let hours = clock.now().duration_since(evenings[0].0).as_hours();
            let was = asked(&store, &now, &format!("was({text}, {hours}h)"));
            assert!(was.is_superset(&ever), "seed {seed}: {text}: {was:?} {ever:?}");
            let never = asked(&store, &now, &format!("-was({text}, {hours}h)"));
            assert!(never.is_disjoint(&was), "seed {seed}: {text}");
        }
    }
}

/// Asked about each person at each evening, whoever fitted then fits.
fn one_by_one<'a>(
    store: &Store,
    now: &Today,
    text: &str,
    evenings: impl Iterator<Item = (jiff::Timestamp, &'a BTreeSet<String>)>,
    seed: u64,
) {
    let evenings: Vec<_> = evenings.collect();
    let everybody = store.read_blocking(|reader| reader.people_ids(&Filter::default(), 10_000));
    let everybody = everybody.unwrap();
    let found = store.read_blocking(|reader| {
        let then = reader.then(reader.people_ever_edited()?)?;
        let mut found = Vec::new();
        for (at, _) in &evenings {
            let today = Today {
                now: *at,
                ..now.clone()
            };
            let filter = parse(text, &today).unwrap_or_else(|error| panic!("{text}: {error}"));
            let mut fit = BTreeSet::new();
            for who in &everybody {
                if then.fits(&filter, who, AsOf::whole(*at))? {
                    fit.insert(who.to_string());
                }
            }
            found.push(fit);
        }
        Ok(found)
    });
    for ((at, answers), found) in evenings.iter().zip(found.unwrap()) {
        assert_eq!(**answers, found, "seed {seed}, at {at}, one by one: {text}");
    }
}

#[test]
fn what_was_before_the_first_copy_nobody_can_say() {
    let mut chance = Chance::new(1);
    let (_folder, store, clock) = World::random(&mut chance, 3).filed();
    let filter = parse("city:upland as_of:2026-01-01", &at(&store, &clock)).unwrap();
    let refusal = store
        .read_blocking(|reader| reader.people_ids(&filter, 10))
        .unwrap_err();
    assert!(
        matches!(&refusal, StoreError::NoPast(why) if why.contains("since 2026-11-25")),
        "{refusal}"
    );
}
