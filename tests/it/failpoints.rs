//! The real program dies at each named point between durable steps, and at one and then another in its next life; it goes
//! on, and nothing acknowledged is lost, nobody is texted twice, and the file is whole (T7). Needs a build
//! with the feature `failpoints`.

mod day;

use std::path::Path;
use std::sync::Mutex;

use crate::support::number_from;
use crate::support::program::Home;
use day::{Arm, Life};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// Passing a point for the first time is only one case; later ones are tried too.
const LATEST_PASS: u32 = 5;
/// Lives side by side.
const LANES: usize = 3;

/// Every point that the program lists.
fn points() -> Vec<String> {
    let listed = Home::empty().json(&["failpoints"]);
    let rows = listed["points"].as_array().expect("points").iter();
    rows.map(|row| row["name"].as_str().expect("a name").to_owned())
        .collect()
}

/// Every name that is passed somewhere in the sources.
fn passed() -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let calls = text.split("failpoint::pass(\"").skip(1);
            names.extend(calls.filter_map(|rest| rest.split('"').next().map(str::to_owned)));
        }
    }
    names.sort();
    names
}

#[test]
fn every_point_is_listed_and_passed_in_one_place() {
    let mut listed = points();
    listed.sort();
    assert_eq!(passed(), listed);
}

#[test]
fn killed_at_each_point_nothing_acknowledged_is_lost_and_nobody_is_texted_twice() {
    let (seed, mut chance) = seeded();
    let points = points();
    assert!(points.len() >= 60, "fewer than sixty: {points:?}");
    let kin = std::env::var("LEADLINE_FAILPOINT_KIN").unwrap_or_default();
    let points: Vec<String> = points
        .into_iter()
        .filter(|point| point.starts_with(&kin))
        .collect();
    println!(
        "seed {seed}, {} points (LEADLINE_SEED chooses another, LEADLINE_FAILPOINT_KIN only some, as in `chat.`)",
        points.len()
    );
    let mut deaths = |point: String| -> Vec<Vec<Arm>> {
        // Of a sweep and of a batch there is only one, so later passes never come.
        let latest = if point.starts_with("sweep.") || point.starts_with("batch.") {
            1
        } else {
            LATEST_PASS
        };
        let later = vec![Arm::at(&point, chance.random_range(1..=latest))];
        // A later pass may never come; the first always does.
        let first = vec![Arm::at(&point, 1)];
        // What is recovered from was cut off in a life before.
        match point.as_str() {
            "chat.recovered" => vec![vec![Arm::at("chat.answer_begun", 1), Arm::at(&point, 1)]],
            _ if later == first => vec![first],
            _ => vec![later, first],
        }
    };
    let lives = all(points.into_iter().map(&mut deaths).collect());
    let acked: usize = lives.iter().map(|life| life.acked).sum();
    println!(
        "figure failpoints: {} points, each killed there, {acked} acknowledged edits, 0 lost, 0 texts twice (seed {seed})",
        lives.len()
    );
}

#[test]
fn killed_at_one_point_and_in_the_next_life_at_another_nothing_is_lost() {
    let (seed, mut chance) = seeded();
    let pairs = number_from("LEADLINE_FAILPOINT_PAIRS").unwrap_or(12);
    println!("seed {seed}, {pairs} pairs (LEADLINE_SEED and LEADLINE_FAILPOINT_PAIRS choose others)");
    let points = points();
    let kin = |point: &str| point.split('.').next().unwrap_or_default().to_owned();
    let mut pair = |nr: u64| {
        let first = &points[chance.random_range(0..points.len())];
        // Every other one dies twice in the same work: what mends is cut off as well. Upgrades meet nothing else.
        let alike = nr.is_multiple_of(2) || kin(first) == "migration";
        let others = points.iter().filter(|other| {
            if alike {
                kin(other) == kin(first)
            } else {
                kin(other) != "migration"
            }
        });
        let others: Vec<&String> = others.collect();
        let second = others[chance.random_range(0..others.len())];
        let mut both = [first, second];
        if !alike {
            both.sort_by_key(|point| day::hour(&kin(point)));
        }
        // One that never comes again in the second life is one death only, which is told.
        vec![both.map(|point| Arm::at(point, 1)).to_vec()]
    };
    let lives = all((0..pairs).map(&mut pair).collect());
    let acked: usize = lives.iter().map(|life| life.acked).sum();
    let twice = lives.iter().filter(|life| life.died == 2).count();
    assert!(
        twice * 2 >= lives.len(),
        "only {twice} of {} died twice",
        lives.len()
    );
    println!(
        "figure pairs: {} pairs, {twice} died twice, {acked} acknowledged edits, 0 lost, 0 texts twice (seed {seed})",
        lives.len()
    );
}

fn seeded() -> (u64, StdRng) {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    (seed, StdRng::seed_from_u64(seed))
}

/// Lives all lives, side by side: of each entry the first in which the program died at all.
fn all(lives: Vec<Vec<Vec<Arm>>>) -> Vec<Life> {
    let waiting = Mutex::new(lives);
    let lives = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|_| scope.spawn(|| until_empty(&waiting)))
            .collect();
        let lanes = lanes.into_iter().map(|lane| lane.join().expect("a lane"));
        lanes.flatten().collect::<Vec<_>>()
    });
    let failed: Vec<&String> = lives.iter().filter_map(|life| life.as_ref().err()).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    lives.into_iter().flatten().collect()
}

/// Lives one life after the other. What failed is told at the end, with all the others.
fn until_empty(waiting: &Mutex<Vec<Vec<Vec<Arm>>>>) -> Vec<Result<Life, String>> {
    let mut lives = Vec::new();
    loop {
        let next = waiting.lock().expect("the list").pop();
        let Some(tries) = next else { return lives };
        let name = format!("{tries:?}");
        let lived = |arms: Vec<Arm>| std::panic::catch_unwind(|| day::live(arms));
        let mut seen = tries.into_iter().map(lived);
        let life = seen.find(|life| !matches!(life, Ok(Life { died: 0, .. })));
        lives.push(match life {
            Some(Ok(life)) => Ok(life),
            Some(Err(_)) => Err(format!("{name} failed; what it said stands above")),
            None => Err(format!("{name} is never passed")),
        });
    }
}
