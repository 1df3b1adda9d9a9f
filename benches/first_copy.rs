//! How long the first copy of an account takes: beside the bound that our share of the CRM's rate limit sets, and,
//! from a sandbox without limits, beside a bare insert of the same rows.
//!
//! `cargo bench --bench first_copy`; `LEADLINE_BENCH_CONTACTS=50000` for another size (5,000 by itself, which is ten
//! seconds of limit; the sandbox makes six deals for each five people).

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use leadline::clock::Clock;
use leadline::engine::query::HealthNow;
use leadline::engine::{CrmSetup, Engine, Setup, SyncReport};
use leadline::sandbox::{Sandbox, SandboxOptions};
use rusqlite::Connection;
use serde_json::Value;
use support::{size, timed};

/// Requests that we allow ourselves in [`SPAN`], of the 100 that the CRM allows.
const SHARE: u32 = 80;
const SPAN: Duration = Duration::from_secs(10);
/// Rows of the bare insert in one transaction: a page of people.
const PAGE: usize = 500;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let people = size("LEADLINE_BENCH_CONTACTS", 5_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    limited(&runtime, people);
    unlimited(&runtime, people);
}

/// A copy that was made.
struct Copied {
    folder: tempfile::TempDir,
    report: SyncReport,
    took: Duration,
    /// When each stream of changes last moved, since the start.
    ends: Vec<(String, Duration)>,
    /// What the sandbox counted.
    seen: Value,
}

impl Copied {
    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("copy.db")
    }

    fn count(&self, what: &str) -> u64 {
        self.seen.get(what).and_then(Value::as_u64).unwrap_or(0)
    }

    /// Requests by path, and in all.
    fn requests(&self) -> (BTreeMap<String, u64>, u64) {
        let told = self.seen.get("requests").cloned().unwrap_or_default();
        let requests: BTreeMap<String, u64> = serde_json::from_value(told).unwrap_or_default();
        let all = requests.values().sum();
        (requests, all)
    }

    /// When the last page of a resource was here.
    fn end(&self, name: &str) -> Duration {
        let end = self.ends.iter().find(|(known, _)| known == name);
        end.map_or(Duration::ZERO, |(_, at)| *at)
    }
}

fn copy(runtime: &tokio::runtime::Runtime, people: usize, unlimited: bool) -> Copied {
    runtime.block_on(async {
        let options = SandboxOptions {
            contacts: people,
            unlimited,
            lively: false,
            index_lag: Duration::ZERO,
            ..SandboxOptions::default()
        };
        let sandbox = Sandbox::start(options, Clock::system()).await.expect("a sandbox");
        let folder = tempfile::tempdir().expect("a folder");
        let engine = engine(folder.path(), &sandbox).await;
        let (clock, began) = (Clock::system(), Clock::system().now());
        let report = engine.sync().once(false).await.expect("a copy");
        let took = clock.elapsed();
        let health = engine.query(HealthNow).await.expect("its health");
        let cursors = health.cursors.into_iter();
        let ends = cursors
            .map(|cursor| (cursor.name, since(began, cursor.at)))
            .collect();
        let state = format!("{}/__sandbox/state", sandbox.ghl_url());
        let seen = reqwest::get(state).await.expect("the sandbox's state");
        let seen = serde_json::from_slice(&seen.bytes().await.expect("its text")).expect("its JSON");
        engine.shutdown().await;
        sandbox.stop().await;
        Copied {
            folder,
            report,
            took,
            ends,
            seen,
        }
    })
}

fn since(began: Timestamp, at: Timestamp) -> Duration {
    Duration::try_from(at.duration_since(began)).unwrap_or_default()
}

async fn engine(folder: &Path, sandbox: &Sandbox) -> Engine {
    let crm = CrmSetup {
        base_url: sandbox.ghl_url().to_owned(),
        token: sandbox.token().clone(),
        location: sandbox.location_id().into(),
        version: "v3".to_owned(),
        share: SHARE,
        daily_reserve: 5,
        call_provider: None,
        homes: leadline::domain::listing::Model::default(),
        care: leadline::domain::outbox::Care::default(),
    };
    let setup = Setup {
        crm: Some(crm),
        rules: leadline::domain::gate::Rules::default(),
        ..Setup::alone(folder.join("copy.db"), Clock::system())
    };
    Engine::start(setup).await.expect("an engine")
}

/// Against the published limits.
fn limited(runtime: &tokio::runtime::Runtime, people: usize) {
    let copied = copy(runtime, people, false);
    let (requests, all) = copied.requests();
    let bound = |requests: u64| SPAN.mul_f64(requests as f64 / f64::from(SHARE));
    let ratio = copied.took.as_secs_f64() / bound(all).as_secs_f64();
    println!(
        "first copy within the published limits: {} people, {} deals, {} records told",
        copied.count("contacts"),
        copied.count("opportunities"),
        told(&copied.report)
    );
    for (path, requests) in &requests {
        println!("  {requests:6} {path}");
    }
    println!(
        "  {all} requests, bound {:.1} s at {SHARE} in {} s, took {:.1} s: ratio {ratio:.2}",
        bound(all).as_secs_f64(),
        SPAN.as_secs(),
        copied.took.as_secs_f64()
    );
    let both = copied.end("contacts").max(copied.end("opportunities"));
    println!(
        "  people here after {:.1} s, deals after {:.1} s",
        copied.end("contacts").as_secs_f64(),
        copied.end("opportunities").as_secs_f64()
    );
    let own: u64 = ["POST /contacts/search", "POST /opportunities/search"]
        .iter()
        .filter_map(|path| requests.get(*path))
        .sum();
    println!(
        "  the {own} pages of people and deals alone: bound {:.1} s, ratio {:.2}",
        bound(own).as_secs_f64(),
        both.as_secs_f64() / bound(own).as_secs_f64()
    );
    let (refused, peak) = (copied.count("refused_429"), copied.count("peak_per_10s"));
    println!("  {refused} refused with 429; most requests in any 10 s: {peak}");
    bar(ratio <= 1.15, "within 1.15x of the bound");
    bar(refused == 0, "no 429 caused by us");
}

/// As fast as a sandbox on this machine can answer.
fn unlimited(runtime: &tokio::runtime::Runtime, people: usize) {
    let copied = copy(runtime, people, true);
    let rows = rows(&copied.file());
    let bare = bare(copied.folder.path(), &rows);
    let speed = |took: Duration| rows.len() as f64 / took.as_secs_f64();
    println!(
        "first copy without limits: {} records in {:.1} s",
        rows.len(),
        copied.took.as_secs_f64()
    );
    println!(
        "  ours {:.0} rows/s with the sandbox on the same two cores, bare insert {:.0} rows/s: ratio {:.1}",
        speed(copied.took),
        speed(bare),
        copied.took.as_secs_f64() / bare.as_secs_f64()
    );
}

fn told(report: &SyncReport) -> u64 {
    report.pulled.values().sum()
}

/// Everything that was copied: id, members and JSON as received.
fn rows(file: &Path) -> Vec<[String; 3]> {
    let db = Connection::open(file).expect("the copy");
    let mut statement = db
        .prepare("SELECT r.id, r.doc, w.json FROM record r JOIN raw w USING (rid) ORDER BY rid")
        .expect("a statement");
    let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]));
    rows.expect("rows")
        .collect::<Result<_, _>>()
        .expect("all of them")
}

/// How long SQLite itself needs for the same rows in the same pages.
fn bare(folder: &Path, rows: &[[String; 3]]) -> Duration {
    let db = Connection::open(folder.join("bare.db")).expect("a file");
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE record (rid INTEGER PRIMARY KEY, id TEXT NOT NULL, doc TEXT NOT NULL, json TEXT NOT NULL);",
    )
    .expect("a table");
    let insert = || {
        for page in rows.chunks(PAGE) {
            let tx = db.unchecked_transaction().expect("a transaction");
            let mut add = db
                .prepare_cached("INSERT INTO record (id, doc, json) VALUES (?1, ?2, ?3)")
                .expect("a statement");
            for row in page {
                let [id, doc, json] = row;
                add.execute((id, doc, json)).expect("a row");
            }
            drop(add);
            tx.commit().expect("a commit");
        }
    };
    timed(insert).0
}

fn bar(holds: bool, what: &str) {
    println!("    {} {what}", if holds { "holds: " } else { "MISSES:" });
}
