//! A year of a large account tried on one automation, from the file: a dry run as a person has it who presses its key, beside a
//! bare pass over the same rows.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use leadline::clock::Clock;
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::engine::library::Trial;
use leadline::engine::{Engine, Setup};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;

use super::support::{self, NOW, PAGE, date, mixed, size};

/// People of the account, who came over five years.
const PEOPLE: usize = 100_000;
/// What was written to and by them within the year.
const EVENTS: usize = 1_000_000;
/// The year, in milliseconds.
const YEAR: i64 = 365 * 86_400_000;
/// A dry run takes at most so long.
const BAR: Duration = Duration::from_secs(2);
/// Times that each is played.
const TIMES: usize = 3;
/// Everybody new; whoever does not answer; whoever writes again after a long silence; whoever writes at all.
const TRIED: [&str; 3] = ["A01", "A06", "A23"];
const ANYBODY: &str = r#"format = 1
id = "any"
name = "Anybody who writes"
[enters]
on = "message received"
who = "type:lead -tag:investor"
[exits]
on = ["opt-out"]
[[step]]
id = "wait"
do = "wait"
until = "replied"
at_most = "2 days"
[[step]]
id = "task"
do = "task"
title = "Call {first_name}"
due = "1 day"
"#;

/// Fills a file, once for each form of it, and plays the year in it.
pub fn measure() {
    let (people, events) = (
        size("LEADLINE_BENCH_PEOPLE", PEOPLE),
        size("LEADLINE_BENCH_EVENTS", EVENTS),
    );
    let path = account(people, events);
    let folder = tempfile::tempdir().unwrap();
    let any = folder.path().join("any.toml");
    std::fs::write(&any, ANYBODY).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    println!("load before: {}", load());
    bare(&path);
    runtime.block_on(async {
        let engine = engine(&path).await;
        let mut trials: Vec<(&str, Option<PathBuf>)> = TRIED.iter().map(|id| (*id, None)).collect();
        trials.push(("", Some(any)));
        for (id, file) in trials {
            for _ in 0..TIMES {
                let trial = Trial {
                    folder: folder.path().join("none"),
                    file: file.clone(),
                    id: id.to_owned(),
                };
                let system = Clock::system();
                let began = system.since_boot();
                let done = engine.try_out(trial).await.unwrap().unwrap();
                let took = system.since_boot().saturating_sub(began);
                let verdict = if took <= BAR { "within" } else { "OVER" };
                println!(
                    "{:4} over {} people: {} events, {} came in, {} messages: {:.2} s, {verdict} the bar of {BAR:?}",
                    done.id,
                    people,
                    done.events,
                    done.counts.entered,
                    done.counts.messages(),
                    took.as_secs_f64()
                );
            }
        }
        engine.shutdown().await;
    });
    bare(&path);
    println!("load after: {}", load());
}

fn load() -> String {
    std::fs::read_to_string("/proc/loadavg").unwrap_or_default()
}

async fn engine(path: &Path) -> Engine {
    let engine = Engine::start(Setup {
        roster: true,
        ..Setup::alone(
            path.to_owned(),
            Clock::manual(Timestamp::from_millisecond(NOW).unwrap()),
        )
    });
    engine.await.unwrap()
}

/// The file, made when it is not there.
fn account(people: usize, events: usize) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let steps = std::fs::read_dir(root.join("src/store/migrations"))
        .unwrap()
        .count();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .with_file_name("bench-data")
        .join(format!("year-{steps}-{people}-{events}"));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, whole) = (folder.join("a.db"), folder.join("whole"));
    if !whole.exists() {
        for suffix in ["", "-wal", "-shm"] {
            // Left by a run that was cut.
            let _none = std::fs::remove_file(format!("{}{suffix}", path.display()));
        }
        let (took, ()) = support::timed(|| {
            let store = support::filled(&path, people);
            for nr in 0..events.div_ceil(PAGE) {
                let page = nr * PAGE..((nr + 1) * PAGE).min(events);
                support::apply(&store, page.map(|nr| message(nr, people, events)).collect());
            }
        });
        println!(
            "{people} people and {events} events copied in {:.0} s",
            took.as_secs_f64()
        );
        File::create(&whole).unwrap();
    }
    path
}

/// One of two is theirs; of ours one of three is by a workflow.
fn message(nr: usize, people: usize, events: usize) -> RemoteRecord {
    let r = mixed(nr as u64);
    let at = NOW - YEAR + (nr as i64) * (YEAR / events as i64);
    let mut fields = json!({
        "contactId": support::person((r >> 8) as usize % people, people).id, "messageType": "TYPE_SMS", "status": "delivered",
        "direction": if r.is_multiple_of(2) { "inbound" } else { "outbound" },
        "body": "Is the house on the corner still for sale? We would like to see it this week, in the evening if that is possible.",
        "dateAdded": date(at),
    });
    if !r.is_multiple_of(3)
        && let Some(fields) = fields.as_object_mut()
    {
        fields.insert("userId".into(), "user0000000000000001".into());
    }
    RemoteRecord {
        kind: EntityKind::Message,
        id: format!("{r:016x}m{nr:08}"),
        raw: fields.to_string(),
        fields: fields.as_object().cloned().unwrap_or_default(),
    }
}

/// Reads the same rows, in their order, and counts them.
fn bare(path: &Path) {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let (took, rows) = support::timed(|| {
        let mut all = db
            .prepare("SELECT rid, contact, at, inbound, kind, status FROM message ORDER BY at")
            .unwrap();
        let mut rows = all.query([]).unwrap();
        let (mut count, mut sum) = (0_u64, 0_i64);
        while let Some(row) = rows.next().unwrap() {
            sum ^= row.get::<_, i64>(1).unwrap() ^ row.get::<_, i64>(2).unwrap();
            count += u64::from(!row.get_ref(4).unwrap().as_str().unwrap().is_empty());
        }
        (count, sum).0
    });
    println!("a bare pass over {rows} rows: {:.2} s", took.as_secs_f64());
}
