//! How fast the local copy takes over pages, and answers what a key asks, each beside a bare program that does the
//! least that could be done.
//!
//! `cargo bench --bench store`; `LEADLINE_BENCH_PEOPLE=1000000` for another size (50,000 by itself). First come ratios
//! for the bulk path and percentiles for the list, then divan's table.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

mod support;

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use leadline::domain::filter::{Filter, Today, parse};
use leadline::domain::record::RemoteRecord;
use leadline::store::{Reader, Roster, Store, StoreError};
use rusqlite::Connection;
use support::{PAGE, middle_and_p99, ms, page, resident, size, timed};

/// People who are copied to measure copying.
const COPIED: usize = 20_000;
/// Rows on a tall screen.
const ROWS: usize = 60;

/// Filters that the file answers.
const TYPED: &[&str] = &[
    "tag:hot",
    "tag:hot -tag:buyer",
    "city:upland",
    "created<7d",
    "created>4y",
    "last_in<7d",
    "email:none",
    "tag:nobody",
];
/// What is typed, letter by letter, and what nobody has.
const AS_TYPED: &[&str] = &[
    "m",
    "ma",
    "mar",
    "maria",
    "maria fi",
    "maria fitzgerald",
    "909",
    "9095550142",
    "gmail",
    "@gmail.com",
    "zoe.ha",
    "qqqq",
    "x",
    "maria.smith7@",
    "fitzgerald zzz",
];

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--bench") {
        bulk();
        list();
    }
    divan::main();
}

struct Account {
    _folder: tempfile::TempDir,
    store: Store,
    roster: Roster,
}

/// The account that is asked, made once; with `LEADLINE_BENCH_FILE` it stays for the next run.
fn account() -> &'static Account {
    static ACCOUNT: OnceLock<Account> = OnceLock::new();
    ACCOUNT.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let people = size("LEADLINE_BENCH_PEOPLE", 50_000);
        let kept = std::env::var_os("LEADLINE_BENCH_FILE").map(std::path::PathBuf::from);
        let path = kept.unwrap_or_else(|| folder.path().join("a.db"));
        let store = if path.exists() {
            support::store(&path)
        } else {
            let (took, store) = timed(|| support::filled(&path, people));
            println!(
                "{people} people copied in {:.1} s, {:.0} rows/s",
                took.as_secs_f64(),
                people as f64 / took.as_secs_f64()
            );
            store
        };
        Account {
            _folder: folder,
            store,
            roster: Roster::default(),
        }
    })
}

/// Rows a second through the one door, beside a bare insert of the same rows.
fn bulk() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = support::store(&folder.path().join("ours.db"));
    let db = bare(&folder.path().join("bare.db"));
    let (mut ours, mut bare) = (Spent::default(), Spent::default());
    // In turn, so that what else the machine does falls on both.
    for nr in 0..COPIED / PAGE {
        let records = page(nr, COPIED);
        bare.add(|| bare_insert(&db, &records));
        ours.add(|| support::apply(&store, records));
    }
    println!("copying {COPIED} people in pages of {PAGE}, each with its cursor in one transaction:");
    ours.print("ours");
    bare.print("bare insert");
    println!(
        "  ratio: wall {:.1}, processor {:.1}",
        ours.wall.as_secs_f64() / bare.wall.as_secs_f64(),
        ours.processor.as_secs_f64() / bare.processor.as_secs_f64()
    );
}

#[derive(Default)]
struct Spent {
    wall: Duration,
    processor: Duration,
}

impl Spent {
    fn add(&mut self, work: impl FnOnce()) {
        let before = support::processor();
        self.wall += timed(work).0;
        self.processor += support::processor().saturating_sub(before);
    }

    fn print(&self, who: &str) {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / COPIED as f64;
        let a_second = COPIED as f64 / self.wall.as_secs_f64();
        println!(
            "  {who:12} {a_second:6.0} rows/s, {:.1} us of wall time and {:.1} us of processor time a row",
            each(self.wall),
            each(self.processor)
        );
    }
}

/// A file with two columns of text and no index.
fn bare(path: &Path) -> Connection {
    let db = Connection::open(path).expect("a file");
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE person (rid INTEGER PRIMARY KEY, id TEXT NOT NULL, doc TEXT NOT NULL, json TEXT NOT NULL);",
    )
    .expect("a table");
    db
}

/// The same rows into it: what SQLite itself needs for that much text.
fn bare_insert(db: &Connection, records: &[RemoteRecord]) {
    let tx = db.unchecked_transaction().expect("a transaction");
    let mut add = db
        .prepare_cached("INSERT INTO person (id, doc, json) VALUES (?1, ?2, ?3)")
        .expect("a statement");
    for record in records {
        let doc = serde_json::to_string(&record.fields).expect("JSON");
        add.execute((&record.id, doc, &record.raw)).expect("a row");
    }
    drop(add);
    tx.commit().expect("a commit");
}

fn today() -> Today {
    Today {
        now: "2026-11-25T10:00:00Z".parse().expect("a date"),
        zone: jiff::tz::TimeZone::UTC,
        me: None,
        vocabulary: std::sync::Arc::default(),
    }
}

fn filter(text: &str) -> Filter {
    parse(text, &today()).expect("a filter")
}

/// Times of what the list asks, at the full size.
fn list() {
    let account = account();
    let before = resident();
    let (took, loaded) = timed(|| account.store.read_blocking(|reader| account.roster.load(reader)));
    loaded.expect("the roster");
    let people = ask("", 1, true).0;
    let grown = resident() - before;
    println!(
        "roster of {people} read in {:.0} ms; the process grew by {grown:.1} MB, {:.0} bytes a person",
        ms(took),
        grown * 1_048_576.0 / people.max(1) as f64
    );
    println!("first {ROWS} rows of a filter, and its count, in milliseconds (p50 / p99 of 50):");
    for text in AS_TYPED.iter().chain(TYPED) {
        let times = |count| middle_and_p99((0..50).map(|_| timed(|| ask(text, ROWS, count)).0).collect());
        let (window, counted) = (times(false), times(true));
        println!(
            "  {text:26} window {:7.2} / {:7.2}   with count {:7.2} / {:7.2}   of {:?}",
            ms(window.0),
            ms(window.1),
            ms(counted.0),
            ms(counted.1),
            ask(text, ROWS, true).0
        );
    }
}

/// How many a filter chooses in all (zero when not counted), and how many rows came.
fn ask(text: &str, limit: usize, count: bool) -> (usize, usize) {
    let filter = filter(text);
    let account = account();
    let window = account
        .store
        .read_blocking(|reader| reader.people(&filter, &account.roster, 0, limit, count));
    window.map_or((usize::MAX, 0), |window| {
        (window.total.unwrap_or(0), window.rows.len())
    })
}

fn read<T>(question: impl Fn(&Reader) -> Result<T, StoreError>) -> T {
    account().store.read_blocking(question).expect("an answer")
}

#[divan::bench(args = ["", "maria", "tag:hot", "city:upland"])]
fn window(text: &str) -> (usize, usize) {
    ask(text, ROWS, false)
}

#[divan::bench]
fn window_far_down() -> usize {
    let filter = filter("");
    read(|reader| reader.people(&filter, &account().roster, 40_000, ROWS, false))
        .rows
        .len()
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn roster() -> bool {
    let roster = Roster::default();
    read(|reader| roster.load(reader));
    roster.is_ready()
}

/// The least a list can cost: the row numbers of one page from an index, in a bare connection.
#[divan::bench]
fn bare_page(bencher: divan::Bencher<'_, '_>) {
    let db = Connection::open(account().store.path()).expect("the file");
    bencher.bench_local(|| {
        let mut statement = db
            .prepare_cached("SELECT r.doc FROM contact c JOIN record r USING (rid) ORDER BY c.active DESC, c.rid DESC LIMIT 60")
            .expect("a statement");
        statement
            .query_map([], |row| row.get::<_, String>(0))
            .expect("rows")
            .map_while(Result::ok)
            .map(|doc| doc.len())
            .sum::<usize>()
    });
}
