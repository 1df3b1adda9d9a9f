//! People who wait in the file, and the real worker over it.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use leadline::automation::definition::read;
use leadline::automation::event::{Event, EventKind};
use leadline::automation::machine::{Input, Program, Run, World};
use leadline::automation::simulate::People;
use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::automation::{Arm, AutomationText, Entering};
use leadline::domain::command::{AutomationCommand, Command, RunStep, SyncCommand};
use leadline::domain::gate::Rules;
use leadline::domain::origin::Origin;
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::engine::{Engine, Setup};
use leadline::store::{Options, Store};
use rusqlite::{Connection, params};
use serde_json::json;

/// Runs that wait.
const WAITING: usize = 100_000;
/// Of them those whose time comes while it is measured.
const STEPPED: usize = 10_000;
/// People in the account; a run each for those who are stepped.
const PEOPLE: usize = 10_000;
/// Steps that the store puts into one commit.
const GROUP: usize = 32;
/// What is due among all is to be found in this time.
const FOUND_BAR: Duration = Duration::from_millis(5);
/// Steps in a second through the store.
const STEPS_BAR: f64 = 2_000.0;

const TEXT: &str = r#"format = 1
id = "W"
name = "Waits"
[enters]
on = "tag added"
tag = "never"
[exits]
on = ["opt-out"]
[[step]]
id = "one"
do = "wait"
for = "1 hour"
[[step]]
id = "two"
do = "wait"
for = "1 hour"
[[step]]
id = "task"
do = "task"
title = "Call"
due = "1 hour"
"#;

/// Fills a file, and says what is found and stepped in which time.
pub fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = Clock::manual("2026-11-24T17:00:00Z".parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = open(&path, &clock);
        fill(&store, clock.now()).await;
        found(&store, clock.now()).await;
        steps(&store, &path, &clock).await;
    });
}

fn open(path: &Path, clock: &Clock) -> Store {
    let options = Options {
        clock: clock.clone(),
        role: Role::Owner,
        me: None,
        rules: Rules::default(),
    };
    Store::open(path, options).unwrap()
}

async fn fill(store: &Store, now: Timestamp) {
    for page in 0..PEOPLE / 500 {
        let records = (page * 500..(page + 1) * 500).map(person).collect();
        let apply = SyncCommand::Apply {
            records,
            cursor: None,
            first_copy: false,
        };
        store.commit(Command::Sync(apply), Origin::Remote).await.unwrap();
    }
    let publish = AutomationCommand::Publish(AutomationText {
        id: "W".into(),
        name: "Waits".into(),
        auto_send: false,
        text: TEXT.into(),
    });
    store
        .commit(Command::Automation(publish), Origin::Cli)
        .await
        .unwrap();
    let program = Program::of(read(TEXT).unwrap());
    for chunk in 0..WAITING / 1_000 {
        let commands = (chunk * 1_000..(chunk + 1) * 1_000)
            .map(|nr| (enters(nr, &program, now), Origin::Engine))
            .collect();
        for kept in store.commit_all(commands).await {
            kept.unwrap();
        }
    }
}

fn person(nr: usize) -> RemoteRecord {
    let fields = json!({
        "firstName": "Ana", "lastName": "Diaz", "state": "WA", "timezone": "America/Los_Angeles",
        "phone": format!("+1206{nr:07}"), "email": format!("ana{nr}@example.com"), "dateAdded": "2026-01-05T10:00:00Z",
    });
    RemoteRecord {
        kind: EntityKind::Contact,
        id: format!("c{nr}"),
        raw: fields.to_string(),
        fields: fields.as_object().cloned().unwrap_or_default(),
    }
}

/// Somebody who waits for an hour, or in 30 days for one.
fn enters(nr: usize, program: &Program, now: Timestamp) -> Command {
    let contact = format!("c{}", nr % PEOPLE);
    let entered = if nr < STEPPED {
        now
    } else {
        now + SignedDuration::from_hours(30 * 24)
    };
    let people = People::default();
    let world = World {
        now: entered,
        zone: Cow::Owned(jiff::tz::TimeZone::get("America/Los_Angeles").unwrap()),
        facts: &people,
    };
    let mut run = Run::new(
        format!("W-{nr}"),
        &program.definition,
        contact.as_str().into(),
        entered,
    );
    run.version = 1;
    let begins = Event {
        contact: contact.as_str().into(),
        at: entered,
        kind: EventKind::Opened,
    };
    run.handle(program, Input::Entered(begins), &world);
    Command::Automation(AutomationCommand::Step(Box::new(RunStep {
        run: run.id.clone(),
        rev: 0,
        enters: Some(Entering {
            automation: "W".into(),
            version: 1,
            contact: contact.into(),
            cause: format!("bench {nr}"),
            arm: Arm::In,
        }),
        state: serde_json::to_string(&run).unwrap(),
        waits: "timer",
        due: Some(entered + SignedDuration::from_hours(1)),
        ended: None,
        upto: 0,
        lines: Vec::new(),
    })))
}

async fn found(store: &Store, now: Timestamp) {
    let system = Clock::system();
    for (what, now, expected) in [
        ("nothing due", now, 0),
        ("100 due", now + SignedDuration::from_hours(1), 100),
    ] {
        let mut times = Vec::new();
        for _ in 0..200 {
            let began = system.since_boot();
            let due = store
                .read(move |reader| reader.due_runs("W", (Timestamp::MIN, now), 100))
                .await
                .unwrap();
            times.push(system.since_boot().saturating_sub(began));
            assert_eq!(due.len(), expected);
        }
        times.sort_unstable();
        let (middle, p99) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        let verdict = if p99 <= FOUND_BAR { "within" } else { "OVER" };
        println!(
            "{what:12} among {WAITING} who wait: middle {middle:?}, p99 {p99:?}; {verdict} the bar of {FOUND_BAR:?}"
        );
    }
}

async fn steps(store: &Store, path: &Path, clock: &Clock) {
    let engine = Engine::start(Setup::alone(path.to_owned(), clock.clone()));
    let engine = engine.await.unwrap();
    engine.begin();
    quiet().await;
    let line = r#"{"tags":[],"stage":null,"wrote":null,"dnd":false}"#;
    let state = store
        .read(|reader| reader.run("W-1"))
        .await
        .unwrap()
        .unwrap()
        .state;
    for (what, each) in [("a wait behind a wait", 1), ("a task, and the end", 2)] {
        clock.advance(Duration::from_hours(1));
        let took = stepped(&engine, store, clock).await;
        let many = STEPPED * each;
        let rate = many as f64 / took.as_secs_f64();
        let bare = bare(
            &path.with_extension(format!("bare{each}")),
            many,
            (&state, line, each),
        );
        let verdict = if rate >= STEPS_BAR { "within" } else { "UNDER" };
        println!(
            "{what:20} {many} steps in {took:.1?}: {rate:.0} a second, {verdict} the bar of {STEPS_BAR}; a bare loop {bare:.1?}, \
             {:.1} times as long",
            took.as_secs_f64() / bare.as_secs_f64()
        );
    }
    engine.shutdown().await;
}

/// Waits until the program has nothing to do.
async fn quiet() {
    loop {
        let before = processor();
        tokio::time::sleep(Duration::from_millis(500)).await;
        if processor().saturating_sub(before) < Duration::from_millis(25) {
            return;
        }
    }
}

/// The time that this process has had of the processors.
fn processor() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let mut words = after.split_whitespace().skip(11);
    let mut ticks = || {
        words
            .next()
            .and_then(|word| word.parse::<u64>().ok())
            .unwrap_or(0)
    };
    Duration::from_millis((ticks() + ticks()) * 10)
}

/// Wakes the worker, and says how long it took until nothing was due.
async fn stepped(engine: &Engine, store: &Store, clock: &Clock) -> Duration {
    let system = Clock::system();
    let began = system.since_boot();
    // A clock that is set wakes nobody; any news does.
    let mut moved = person(0);
    moved.fields.insert("city".into(), json!(clock.now().to_string()));
    let apply = SyncCommand::Apply {
        records: vec![moved],
        cursor: None,
        first_copy: false,
    };
    engine.submit(Command::Sync(apply), Origin::Remote).await.unwrap();
    loop {
        let next = store.read(|reader| reader.next_run_due("W")).await.unwrap();
        let took = system.since_boot().saturating_sub(began);
        if next.is_none_or(|next| next > clock.now()) {
            return took;
        }
        assert!(took < Duration::from_mins(3), "the worker does not step");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The same rows by a bare loop: a run changed and a line of its log written, so many to a commit.
fn bare(path: &Path, many: usize, (state, line, each): (&str, &str, usize)) -> Duration {
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE run (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, state TEXT, due INTEGER, rev INTEGER);
         CREATE INDEX run_due ON run (due);
         CREATE TABLE line (seq INTEGER PRIMARY KEY, run INTEGER, key TEXT UNIQUE, facts TEXT);",
    )
    .unwrap();
    db.execute_batch("BEGIN").unwrap();
    for nr in 0..many {
        db.prepare_cached("INSERT INTO run (id, state, due, rev) VALUES (?1, ?2, 0, 0)")
            .unwrap()
            .execute(params![format!("W-{nr}"), state])
            .unwrap();
    }
    db.execute_batch("COMMIT").unwrap();
    let system = Clock::system();
    let began = system.since_boot();
    for group in 0..many.div_ceil(GROUP) {
        db.execute_batch("BEGIN IMMEDIATE").unwrap();
        for nr in group * GROUP..((group + 1) * GROUP).min(many) {
            db.prepare_cached(
                "UPDATE run SET state = ?2, due = due + 1, rev = rev + 1 WHERE id = ?1 AND rev = 0",
            )
            .unwrap()
            .execute(params![format!("W-{nr}"), state])
            .unwrap();
            if each > 1 {
                db.prepare_cached("INSERT INTO line (run, key, facts) VALUES (?1, ?2, ?3)")
                    .unwrap()
                    .execute(params![nr as i64, format!("W-{nr}/task/1"), line])
                    .unwrap();
            }
        }
        db.execute_batch("COMMIT").unwrap();
    }
    system.since_boot().saturating_sub(began)
}
