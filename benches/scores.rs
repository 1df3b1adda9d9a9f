//! How long it takes to score everybody by the rules: a million people, beside a plain pass over the same columns; ten
//! thousand cold from the file, beside reading the same rows; and one answer until the badge has changed.
//!
//! `cargo bench --bench scores`; `LEADLINE_BENCH_PEOPLE=10000` for another size. The bars are one second at a million
//! people on two cores, one second for the ten thousand, and 50 ms for the answer. The people are made up from one seed,
//! which is printed.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "other benches use the rest")]
mod support;

use std::hint::black_box;
use std::time::Duration;

use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::command::Command;
use leadline::domain::gate::Rules;
use leadline::domain::origin::Origin;
use leadline::domain::qualification::{AnswerCommand, LeadType, Question, given};
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::domain::today::Terms;
use leadline::engine::query::{ScoreOf, Scorecard};
use leadline::engine::{Engine, Setup};
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
    let size = support::size("LEADLINE_BENCH_PEOPLE", 1_000_000);
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
    cold();
}

/// People of the file.
const FILED: usize = 10_000;
/// Messages of each.
const SAID: usize = 10;
/// Answers that are timed.
const ANSWERS: usize = 50;
/// What one of them may take until the badge has changed.
const ANSWER_BAR: Duration = Duration::from_millis(50);
/// After this long it never will.
const PATIENCE: Duration = Duration::from_secs(10);

/// Ten thousand people out of a file that nobody has scored yet, then one answer after the other.
fn cold() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    filed(&path);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let db = rusqlite::Connection::open(&path).expect("the file");
    let plain = timed(|| {
        let sql = "SELECT sum(length(r.doc)) FROM message m JOIN record r ON r.rid = m.rid";
        db.query_row(sql, [], |row| row.get(0)).expect("the rows")
    });
    runtime.block_on(async {
        let engine = Engine::start(setup(&path)).await.expect("an engine");
        let clock = Clock::system();
        let scored = engine.score().await.expect("scores");
        let took = clock.elapsed();
        println!(
            "{scored} people cold from the file {:.0} ms, reading their messages alone {:.0} ms; {} the bar of {} ms",
            took.as_secs_f64() * 1e3,
            plain.as_secs_f64() * 1e3,
            if took <= BAR { "within" } else { "OVER" },
            BAR.as_millis()
        );
        engine.begin();
        let mut all = Vec::new();
        // Who is not to be disturbed has no score that could change.
        let free = |nr: &usize| support::person(*nr, FILED).fields["dnd"] == false;
        let mut people = (0..FILED).step_by(7).filter(free);
        while all.len() < ANSWERS {
            let nr = people.next().expect("somebody more who is still asked something");
            all.extend(answered(&engine, nr).await);
        }
        all.sort();
        let (middle, worst) = (all[ANSWERS / 2], all[ANSWERS - 1]);
        println!(
            "one answer to changed score {:.1} / {:.1} ms (middle / worst of {ANSWERS}); {} the bar of {} ms",
            middle.as_secs_f64() * 1e3,
            worst.as_secs_f64() * 1e3,
            if worst <= ANSWER_BAR { "within" } else { "OVER" },
            ANSWER_BAR.as_millis()
        );
        engine.shutdown().await;
    });
}

/// Has somebody answer the first question that they are still asked, and takes it back: how long each took until the score told
/// so. Of whom nothing is asked, nothing.
async fn answered(engine: &Engine, nr: usize) -> Vec<Duration> {
    let id = support::person(nr, FILED).id;
    let mut took = Vec::new();
    let Some(question) = card(engine, &id)
        .await
        .and_then(|card| card.open.first().copied())
    else {
        return took;
    };
    let mut feed = engine.subscribe();
    // Another answer to the same question would count as much and move nothing.
    let given = AnswerCommand::Give {
        contact: id.as_str().into(),
        answer: given(question, "as soon as we can"),
    };
    let back = AnswerCommand::Retract {
        contact: id.as_str().into(),
        question,
    };
    for command in [given, back] {
        let before = reasons(engine, &id).await;
        let what = format!("{command:?}");
        let clock = Clock::system();
        let command = Command::Answer(Box::new(command));
        engine.submit(command, Origin::Agent).await.expect("an answer");
        let moved = async {
            while reasons(engine, &id).await == before {
                // Other commits than ours are told too.
                let _news = feed.recv().await;
            }
        };
        assert!(
            tokio::time::timeout(PATIENCE, moved).await.is_ok(),
            "after {PATIENCE:?} the score says nothing of {what}: {before}"
        );
        took.push(clock.elapsed());
    }
    took
}

async fn card(engine: &Engine, id: &str) -> Option<Scorecard> {
    engine.query(ScoreOf(id.into())).await.expect("a score")
}

async fn reasons(engine: &Engine, id: &str) -> String {
    let card = card(engine, id).await;
    card.map_or_else(String::new, |card| format!("{:?}", card.reasons))
}

fn filed(path: &std::path::Path) {
    let store = support::store(path);
    for nr in 0..FILED / support::PAGE {
        support::apply(&store, support::page(nr, FILED));
    }
    for page in 0..FILED / SAID {
        let people = page * SAID..(page + 1) * SAID;
        support::apply(&store, people.flat_map(thread).collect());
    }
}

/// What was said with one of the people, by turns.
fn thread(nr: usize) -> impl Iterator<Item = RemoteRecord> {
    let id = support::person(nr, FILED).id;
    (0..SAID).map(move |at| {
        let fields = serde_json::json!({
            "contactId": id, "direction": if at % 2 == 0 { "outbound" } else { "inbound" }, "messageType": "TYPE_SMS",
            "body": "We would like three bedrooms and a yard, up to 620k, and could come by on Saturday.",
            "dateAdded": support::date(support::NOW - (SAID - at) as i64 * 86_400_000 - nr as i64 * 60_000),
        });
        RemoteRecord {
            kind: EntityKind::Message,
            id: format!("m{nr}-{at}"),
            raw: "{}".to_owned(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        }
    })
}

fn setup(path: &std::path::Path) -> Setup {
    let now = jiff::Timestamp::from_millisecond(support::NOW).expect("a moment");
    Setup {
        path: path.to_owned(),
        clock: Clock::manual(now),
        zone: jiff::tz::TimeZone::UTC,
        role: Role::Owner,
        me: None,
        crm: None,
        chat: None,
        every: None,
        rules: Rules::default(),
        terms: Terms::default(),
        courier: None,
        roster: false,
    }
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
        .map(|_| support::timed(|| black_box(work())).0)
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
