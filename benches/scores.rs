//! How long it takes to score everybody by the rules: a million people, beside a plain pass over the same columns.
//!
//! `cargo bench --bench scores`; `LEADLINE_BENCH_PEOPLE=10000` for another size. The bar is one second at a million
//! people on two cores. The people are made up from one seed, which is printed.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use leadline::domain::qualification::{LeadType, Question};
use leadline::scoring::combine::numbers;
use leadline::scoring::config::Config;
use leadline::scoring::inputs::{Inputs, NEVER};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// Where the made-up people come from.
const SEED: u64 = 7;
/// Rounds of which the middle one counts.
const ROUNDS: usize = 5;
/// What scoring a million people may take.
const BAR: Duration = Duration::from_secs(1);

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let size = std::env::var("LEADLINE_BENCH_PEOPLE").ok();
    let size: usize = size.and_then(|size| size.parse().ok()).unwrap_or(1_000_000);
    let mut random = StdRng::seed_from_u64(SEED);
    let people: Vec<Inputs> = (0..size).map(|_| person(&mut random)).collect();
    println!("{size} people, seed {SEED}, {} bytes each", size_of::<Inputs>());
    let config = Config::default();
    let plain = timed(|| halves(&people, touch));
    let one = timed(|| scored(&people, &config));
    let two = timed(|| halves(&people, |half| scored(half, &config)));
    for (what, took) in [
        ("a plain pass, two cores", plain),
        ("scores, one core", one),
        ("scores, two cores", two),
    ] {
        println!("{what:26} {:8.1} ms", took.as_secs_f64() * 1e3);
    }
    let verdict = if two <= BAR { "within" } else { "OVER" };
    println!("{verdict} the bar of {} ms", BAR.as_millis());
}

/// Adds up the priorities, so that nothing of the work can be left out.
fn scored(people: &[Inputs], config: &Config) -> i64 {
    let all = people.iter().map(|inputs| numbers(inputs, config));
    all.map(|numbers| numbers.priority.unwrap_or(0) + numbers.risk.unwrap_or(0))
        .sum()
}

/// Reads the same columns and adds them up.
fn touch(people: &[Inputs]) -> i64 {
    let columns = |inputs: &Inputs| {
        i64::from(inputs.answered)
            + inputs.quality.unwrap_or(0)
            + inputs.responsiveness.unwrap_or(0)
            + inputs
                .pillars
                .iter()
                .flatten()
                .map(|value| i64::from(*value))
                .sum::<i64>()
            + [
                inputs.reply_seconds,
                inputs.age_days,
                inputs.silent_days,
                inputs.quiet_days,
                inputs.reply_hours,
            ]
            .into_iter()
            .flatten()
            .map(i64::from)
            .sum::<i64>()
            + i64::from(inputs.words.unwrap_or(0))
            + inputs.commitment_peak.unwrap_or(0)
            + inputs.value.unwrap_or(0)
    };
    people.iter().map(columns).sum()
}

/// The same work on two cores, half the people each.
fn halves(people: &[Inputs], work: impl Fn(&[Inputs]) -> i64 + Sync) -> i64 {
    let (first, second) = people.split_at(people.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| work(second));
        work(first) + other.join().expect("the other half")
    })
}

fn timed(work: impl Fn() -> i64) -> Duration {
    let mut all: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed()
        })
        .collect();
    all.sort();
    all[ROUNDS / 2]
}

fn person(random: &mut StdRng) -> Inputs {
    let messages = random.random_range(0..40);
    let wrote = messages > 0;
    let silent = wrote.then(|| random.random_range(0..200));
    let mut inputs = Inputs {
        kind: LeadType::ALL[random.random_range(0..LeadType::ALL.len())],
        blocked: random.random_bool(0.03),
        accepted: random.random_bool(0.3).then(|| random.random_bool(0.5)),
        quality: wrote.then(|| random.random_range(2_500..8_500)),
        responsiveness: wrote.then(|| random.random_range(0..10_000)),
        reply_seconds: wrote.then(|| random.random_range(0..400_000)),
        pillars: [(); 4].map(|()| (wrote && random.random_bool(0.4)).then(|| random.random_range(20..90))),
        soon: random.random_bool(0.3).then_some(70),
        messages,
        recent: messages / 3,
        words: wrote.then(|| random.random_range(1..60)),
        questions: wrote.then(|| random.random_range(0..6)),
        objection: random.random_bool(0.1).then_some(50),
        meets: wrote.then(|| random.random_bool(0.2)),
        boosts: random.random_range(0..1_024),
        age_days: Some(random.random_range(0..900)),
        silent_days: silent,
        stale_days: silent,
        open: random.random_bool(0.8),
        quiet_days: silent.or(Some(random.random_range(0..900))),
        reply_hours: Some(if wrote { random.random_range(0..300) } else { NEVER }),
        sentiment_drop: random.random_bool(0.3).then(|| random.random_range(-50..50)),
        commitment_peak: wrote.then(|| random.random_range(0..10_000)),
        stage_days: random
            .random_bool(0.5)
            .then(|| (random.random_range(0..200), random.random_range(1..60))),
        source: Some(60),
        value: random.random_bool(0.5).then(|| random.random_range(0..5_000_000)),
        ..Inputs::default()
    };
    for question in Question::ALL {
        if random.random_bool(0.2) {
            inputs.answer(question);
        }
    }
    inputs
}
