//! The engine's store and its pull and push, against a CRM and people that are made up, in made-up time: random two-sided
//! histories with lost answers, kills, sleep, lags and two open copies, from a seed that reproduces everything.
//!
//! What is real: the SQLite file, the one door for writes, merge, gate, outbox, lease, `sync::pull` and `sync::push`.
//! What is a model: the CRM behind `Source` and `Sink`, who writes to it, and the clock. The HTTP client has tests of its
//! own; leaving it out lets a seed take some forty milliseconds, so that ten thousand are a matter of minutes.
//!
//! Why at this level: through the client and a server a seed takes ten times as long. So what `sync::resource` does between
//! a claim and the CRM's routes is written here once more (`wire`), and its own code is held to the sandbox by
//! `engine_meets_sandbox` and by `it::sends`.
//!
//! `LEADLINE_SEEDS=10000 cargo test --release --test simulation` runs so many, from `LEADLINE_FIRST` on;
//! `LEADLINE_SEED=n` runs one and tells what happened in it; `LEADLINE_SENDS=1000` sends so many messages.

#![expect(clippy::unwrap_used, reason = "a test tells what it found by failing")]

#[path = "simulation/crm.rs"]
mod crm;
#[path = "simulation/here.rs"]
mod here;
#[path = "simulation/history.rs"]
mod history;
#[path = "simulation/office.rs"]
mod office;
#[path = "simulation/promises.rs"]
mod promises;
#[path = "simulation/sends.rs"]
mod sends;
#[path = "simulation/there.rs"]
mod there;
#[path = "simulation/wire.rs"]
mod wire;

use leadline::clock::Clock;

fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn two_sided_histories_converge_and_lose_nothing() {
    if let Some(seed) = number_from("LEADLINE_SEED") {
        let run = history::run(seed);
        println!("{}\n{}", run.trace.join("\n"), run.journal);
        return assert!(run.broken.is_empty(), "seed {seed}: {}", run.broken.join("; "));
    }
    let many = number_from("LEADLINE_SEEDS").unwrap_or(25);
    let first = number_from("LEADLINE_FIRST").unwrap_or(1);
    let last = first + many - 1;
    println!("seeds {first} to {last} (LEADLINE_FIRST and LEADLINE_SEEDS choose others)");
    let clock = Clock::system();
    let mut totals = history::Totals::default();
    let mut failed = Vec::new();
    for seed in first..=last {
        let run = history::run(seed);
        totals.add(&run.totals);
        if !run.broken.is_empty() {
            let what = format!("seed {seed}: {}", run.broken.join("; "));
            println!("{what}");
            failed.push(what);
        }
        if failed.len() >= 12 {
            break;
        }
    }
    let seconds = clock.elapsed().as_secs_f64();
    assert!(failed.is_empty(), "{totals}\n{}", failed.join("\n"));
    let days_an_hour = totals.days() * 3_600.0 / seconds.max(1.0);
    println!(
        "figure simulate: {totals}, {days_an_hour:.0} days in an hour of one core (seeds {first} to {last})"
    );
}

#[test]
fn the_same_seed_is_the_same_history() {
    for seed in 1..4 {
        let (one, other) = (history::run(seed), history::run(seed));
        assert_eq!(one.trace, other.trace, "seed {seed}");
    }
}
