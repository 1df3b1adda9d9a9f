//! How long the queue of Today takes in a large account, beside a bare statement that reads as many rows of one kind.
//!
//! `cargo bench --bench today`; `LEADLINE_BENCH_PEOPLE=1000000` for another size (50,000 by itself);
//! `LEADLINE_BENCH_FILE` names a file that is made once and stays. The bar is 50 ms at a million people.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "other benches use the rest")]
mod support;

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::domain::today::Terms;
use leadline::store::{QueueAsk, Store};
use serde_json::{Value, json};
use support::{PAGE, middle_and_p99, ms, page, size, timed};

/// How often each is asked.
const TIMES: usize = 200;
/// Rows of each split, as the screen asks.
const ROWS: usize = 60;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let people = size("LEADLINE_BENCH_PEOPLE", 50_000);
    let kept = std::env::var_os("LEADLINE_BENCH_FILE").map(std::path::PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("a.db"));
    let now = newest();
    let store = if path.exists() {
        support::store(&path)
    } else {
        // Under another name until it is whole: a file that was cut short would be measured as a large one.
        let part = path.with_extension("part.db");
        let (took, store) = timed(|| busy(&part, people, now));
        println!(
            "{people} people with what waits copied in {:.0} s",
            took.as_secs_f64()
        );
        drop(store);
        let db = rusqlite::Connection::open(&part).expect("the file");
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
            .expect("all of it in one file");
        drop(db);
        std::fs::rename(&part, &path).expect("the whole file");
        support::store(&path)
    };
    for (whose, me) in [
        ("everybody's", None),
        ("one of twelve", Some(format!("user{:016}", 3))),
        ("somebody who has nothing", Some("nobody".to_owned())),
    ] {
        let ask = QueueAsk {
            now,
            day: now - SignedDuration::from_hours(9),
            tomorrow: now + SignedDuration::from_hours(15),
            date: "2026-11-25".into(),
            me: me.map(Into::into),
            terms: Terms::default(),
            rows: ROWS,
            filter: None,
        };
        let queue = store.read_blocking(|reader| reader.queue(&ask)).expect("a queue");
        let counts: Vec<String> = queue
            .parts
            .iter()
            .map(|part| {
                format!(
                    "{} {}{}",
                    part.split.word(),
                    part.count,
                    if part.more { "+" } else { "" }
                )
            })
            .collect();
        let ours = measured(|| drop(store.read_blocking(|reader| reader.queue(&ask)).expect("a queue")));
        let db = rusqlite::Connection::open(&path).expect("the file");
        let bare = measured(|| bare_read(&db));
        println!(
            "{whose}: {}\n  ours {:.2} / {:.2} ms, bare {:.2} / {:.2} ms (middle / p99), ratio {:.1}; bar 50 ms: {}",
            counts.join(", "),
            ms(ours.0),
            ms(ours.1),
            ms(bare.0),
            ms(bare.1),
            ours.0.as_secs_f64() / bare.0.as_secs_f64(),
            if ours.1 <= Duration::from_millis(50) {
                "holds"
            } else {
                "MISSES"
            }
        );
    }
}

fn measured(mut work: impl FnMut()) -> (Duration, Duration) {
    middle_and_p99((0..TIMES).map(|_| timed(&mut work).0).collect())
}

/// Names of those who wrote last: what somebody would ask without any of the rest.
fn bare_read(db: &rusqlite::Connection) {
    let mut statement = db
        .prepare_cached(
            "SELECT c.name, d.doc FROM contact c JOIN record d ON d.rid = c.rid
             WHERE c.last_in > c.last_out OR c.unread > 0 ORDER BY c.last_in DESC LIMIT 300",
        )
        .expect("a statement");
    let rows = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))
        .expect("rows");
    assert!(rows.count() > 0);
}

/// The moment at which the newest of the made-up people arrived, and a little later.
fn newest() -> Timestamp {
    let person = page(0, PAGE).into_iter().next().expect("somebody");
    let added = person.fields["dateAdded"].as_str().expect("a date");
    added.parse::<Timestamp>().expect("a moment") + SignedDuration::from_mins(3)
}

/// An account in which every third person has a thread, every fifth a task and every fourth a deal, of the last months.
fn busy(path: &Path, people: usize, now: Timestamp) -> Store {
    let store = support::store(path);
    support::apply(&store, vec![pipeline()]);
    for nr in 0..people.div_ceil(PAGE) {
        let mut records = page(nr, people);
        let more: Vec<RemoteRecord> = records
            .iter()
            .enumerate()
            .flat_map(|(at, person)| around(nr * PAGE + at, person, now))
            .collect();
        records.extend(more);
        support::apply(&store, records);
    }
    store
}

fn pipeline() -> RemoteRecord {
    let stages: Vec<Value> = ["New", "Contacted", "Qualified", "Showing", "Offer", "Escrow"]
        .iter()
        .enumerate()
        .map(|(at, name)| json!({"id": format!("s{at}"), "name": name, "position": at}))
        .collect();
    record(
        EntityKind::Pipeline,
        "p1".into(),
        json!({"name": "Buyers", "stages": stages}),
    )
}

fn around(nr: usize, person: &RemoteRecord, now: Timestamp) -> Vec<RemoteRecord> {
    let ago = |hours: usize| (now - SignedDuration::from_hours((nr * 7 % hours) as i64)).to_string();
    let (contact, owner) = (&person.id, &person.fields["assignedTo"]);
    let mut all = Vec::new();
    if nr.is_multiple_of(3) {
        let way = if nr.is_multiple_of(2) {
            "inbound"
        } else {
            "outbound"
        };
        all.push(record(
            EntityKind::Message,
            format!("m{nr}"),
            json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": way, "dateAdded": ago(9_000),
                   "body": "Is the house on Maple still free? We could come by on Saturday or after work."}),
        ));
    }
    if nr.is_multiple_of(5) {
        all.push(record(
            EntityKind::Task,
            format!("t{nr}"),
            json!({"contactId": contact, "title": if nr.is_multiple_of(2) { "Call back" } else { "Send comps" },
                   "dueDate": ago(4_000), "completed": false, "assignedTo": owner}),
        ));
    }
    if nr.is_multiple_of(4) {
        all.push(record(
            EntityKind::Opportunity,
            format!("o{nr}"),
            json!({"contactId": contact, "pipelineId": "p1", "pipelineStageId": format!("s{}", nr / 4 % 6),
                   "status": "open", "monetaryValue": 400_000 + nr % 900_000, "name": "Maple Street",
                   "lastStageChangeAt": ago(6_000), "assignedTo": owner}),
        ));
    }
    all
}

fn record(kind: EntityKind, id: String, fields: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id,
        raw: "{}".into(),
        fields: fields.as_object().cloned().unwrap_or_default(),
    }
}
