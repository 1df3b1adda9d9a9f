use std::collections::BTreeSet;
use std::ops::Deref;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use serde_json::json;

use super::*;
use crate::domain::record::EntityKind;
use crate::store::scratch::{Scratch, told};

struct Street(Scratch);

impl Deref for Street {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Street {
    /// People with these numbers and addresses, called `c0`, `c1` and so on.
    fn of(people: &[(String, String)]) -> Self {
        let scratch = Scratch::at("2026-11-25T18:00:00Z");
        let records = people.iter().enumerate().map(|(at, (phone, email))| {
            let members = json!({"firstName": format!("n{at}"), "phone": phone, "email": email});
            told(EntityKind::Contact, &format!("c{at}"), members)
        });
        scratch.tell(records.collect());
        Self(scratch)
    }

    /// The others of somebody's household, in the order in which they are gone to.
    fn others(&self, at: usize) -> Vec<Kin> {
        let id = format!("c{at}");
        let ask = |reader: &crate::store::Reader| {
            let rid = crate::store::rows::record::contact_rid(&reader.db, &id)?.unwrap();
            kin(&reader.db, rid)
        };
        self.store.read_blocking(ask).unwrap()
    }
}

/// Everybody looked at, nothing looked up.
fn plainly(people: &[(String, String)], at: usize) -> BTreeSet<String> {
    let (phone, email) = &people[at];
    let same = |one: &str, other: &str| !one.is_empty() && one.to_lowercase() == other.to_lowercase();
    people
        .iter()
        .enumerate()
        .filter(|(other, (p, e))| *other != at && (same(p, phone) || same(e, email)))
        .map(|(other, _)| format!("c{other}"))
        .collect()
}

#[test]
fn the_others_are_those_that_a_look_at_everybody_finds() {
    let first = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse().ok())
        .unwrap_or(1);
    eprintln!(
        "seeds {first} to {} (LEADLINE_SEED chooses another first)",
        first + 5
    );
    for seed in first..first + 6 {
        let mut chance = StdRng::seed_from_u64(seed);
        let people: Vec<(String, String)> = (0..40)
            .map(|_| {
                let phone = match chance.random_range(0..12) {
                    0..3 => String::new(),
                    nr => format!("+1909555{:04}", nr * 10 + chance.random_range(0..4)),
                };
                let email = match chance.random_range(0..12) {
                    0..4 => String::new(),
                    nr if chance.random_bool(0.5) => format!("House{nr}@Example.com"),
                    nr => format!("house{nr}@example.com"),
                };
                (phone, email)
            })
            .collect();
        let street = Street::of(&people);
        for at in 0..people.len() {
            let found = street.others(at);
            let ids: BTreeSet<String> = found.iter().map(|kin| kin.id.to_string()).collect();
            assert_eq!(ids.len(), found.len(), "seed {seed}: nobody twice");
            assert_eq!(ids, plainly(&people, at), "seed {seed}, c{at}: {people:?}");
            for kin in &found {
                let other: usize = kin.id.as_str()[1..].parse().unwrap();
                let same = !people[at].0.is_empty() && people[at].0 == people[other].0;
                assert_eq!(kin.by_phone, same, "seed {seed}, c{at} and c{other}");
            }
        }
    }
}

#[test]
fn whoever_goes_on_to_the_next_comes_to_all_and_back() {
    let number = "+19095550142".to_owned();
    let people = vec![(number, String::new()); 4];
    let street = Street::of(&people);
    let mut at = 2;
    let mut path = Vec::new();
    for _ in 0..4 {
        at = street.others(at)[0].id.as_str()[1..].parse().unwrap();
        path.push(at);
    }
    assert_eq!(path, [3, 0, 1, 2]);
}

#[test]
fn of_a_number_that_an_office_shares_only_so_many_are_named() {
    let people = vec![("+19095550100".to_owned(), String::new()); 60];
    let street = Street::of(&people);
    assert_eq!(street.others(30).len(), KIN);
}
