//! The file answers every filter as one does who looks at everybody.

mod past;
mod plain;
mod world;

use std::sync::Arc;

use rusqlite::params_from_iter;
use world::{Chance, NOW, World};

use super::{Plan, compile};
use crate::domain::filter::{FIELDS, Filter, Of, Outside, Today, parse};
use crate::store::{Reader, Roster, Store, StoreError};

/// People in a made-up account.
const PEOPLE: usize = 40;
/// Filters that are asked of each.
const ASKED: usize = 30;

fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn today(store: &Store) -> Today {
    Today {
        now: NOW.parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some("u1".into()),
        vocabulary: Arc::new(store.read_blocking(Reader::vocabulary).unwrap()),
    }
}

/// With what a statement begins, whatever would be better.
#[derive(Clone, Copy, Debug)]
struct Forced {
    small: bool,
    counting: bool,
    listing: bool,
}

impl Forced {
    /// Each way there is.
    fn all() -> impl Iterator<Item = Self> {
        (0..8).map(|nr| Self {
            small: nr & 1 > 0,
            counting: nr & 2 > 0,
            listing: nr & 4 > 0,
        })
    }
}

/// The ids that the file finds, in order; with what it begins is forced where it is said.
fn filed(reader: &Reader, filter: &Filter, forced: Option<Forced>) -> Result<Vec<String>, StoreError> {
    let Some(Forced {
        small,
        counting,
        listing,
    }) = forced
    else {
        let ids = reader.people_ids(filter, usize::MAX >> 1)?;
        return Ok(ids.into_iter().map(|id| id.to_string()).collect());
    };
    let plan = Plan {
        is_small: &|_, _| small,
        is_short: &|_, _| small,
        counting,
        listing,
        common: &|words| listing.then(|| reader.common_from(words, 0)).flatten(),
        past: &[],
    };
    let compiled = compile(filter, plan);
    let limit = filter.limit.map_or(-1, |limit| limit as i64);
    let sql = format!(
        "SELECT r.id FROM contact c JOIN record r ON r.rid = c.rid WHERE {} ORDER BY {} LIMIT {limit}",
        compiled.condition, compiled.order
    );
    let mut statement = reader.db.prepare(&sql)?;
    let ids = statement.query_map(params_from_iter(compiled.values.iter()), |row| row.get(0))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

fn compare(world: &World, store: &Store, today: &Today, text: &str, seed: u64) {
    let filter = parse(text, today).unwrap_or_else(|error| panic!("{text}: {error}"));
    let plainly = plain::answer(world, &filter);
    store
        .read_blocking(|reader| {
            for forced in std::iter::once(None).chain(Forced::all().map(Some)) {
                let found = filed(reader, &filter, forced)?;
                assert_eq!(found, plainly, "seed {seed}, begun as {forced:?}: {text}");
            }
            let window = reader.people(&filter, &Roster::default(), 0, PEOPLE, true)?;
            let ids: Vec<_> = window.rows.iter().map(|row| row.id.to_string()).collect();
            assert_eq!(
                (window.total, ids),
                (Some(plainly.len()), plainly.clone()),
                "seed {seed}: {text}"
            );
            Ok(())
        })
        .unwrap();
}

/// `LEADLINE_FILTERS=100000 cargo test --release --lib store::filter` asks so many; `LEADLINE_SEED` begins elsewhere.
#[test]
fn the_file_answers_random_filters_as_the_plain_evaluator_does() {
    let first = number_from("LEADLINE_SEED").unwrap_or(1);
    let many = number_from("LEADLINE_FILTERS")
        .unwrap_or(300)
        .div_ceil(ASKED as u64);
    println!("seeds {first} to {}", first + many - 1);
    for seed in first..first + many {
        let mut chance = Chance::new(seed);
        let world = World::random(&mut chance, PEOPLE);
        let (_folder, store, _) = world.filed();
        let today = today(&store);
        for _ in 0..ASKED {
            compare(&world, &store, &today, &world::filter(&mut chance), seed);
        }
    }
}

#[test]
fn the_file_answers_every_question_as_the_plain_evaluator_does() {
    let mut chance = Chance::new(7);
    let world = World::random(&mut chance, PEOPLE);
    let (_folder, store, _) = world.filed();
    let today = today(&store);
    let (mut some, mut all) = (0, 0);
    for text in world::each() {
        compare(&world, &store, &today, &text, 7);
        let filter = parse(&text, &today).unwrap();
        some += usize::from((1..PEOPLE).contains(&plain::answer(&world, &filter).len()));
        all += 1;
    }
    assert!(
        some * 10 > all * 8,
        "only {some} of {all} questions tell people apart"
    );
}

/// No field is forgotten: each is asked in some question.
#[test]
fn every_field_is_asked() {
    let all: Vec<String> = world::each().collect();
    for spec in FIELDS {
        let asked = all.iter().any(|text| match spec.of {
            Of::Person => text.starts_with(spec.name),
            of => {
                let word = Of::QUESTIONS
                    .iter()
                    .find(|(_, question)| *question == of)
                    .unwrap()
                    .0;
                text.starts_with(&format!("{word}({}", spec.name))
                    || spec.outside != Outside::No && text.starts_with(spec.name)
            }
        });
        assert!(asked, "{} of {} is in no question", spec.name, spec.of.word());
    }
}

/// Half a point is shown as the point that is further from nothing, of a fall as of a rise.
#[test]
fn a_score_fits_as_the_points_that_are_shown_of_it() {
    for hundredths in -1_000..=1_000_i64 {
        let shown = (hundredths as f64 / 100.0).round() as i64;
        for points in -11..=11 {
            assert_eq!(
                hundredths >= super::person::least(points),
                shown >= points,
                "{hundredths} hundredths, at least {points} points"
            );
        }
    }
}
