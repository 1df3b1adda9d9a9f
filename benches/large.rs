//! What a large account costs: a million messages (F46), and a hundred thousand people with 500 tags and 300
//! fields of the account's own (F67). Each question stands beside the same one to a bare SQLite connection over plain tables.
//!
//! `cargo bench --bench large`; `LEADLINE_BENCH_MESSAGES=1000000` and `LEADLINE_BENCH_PEOPLE=100000` are the sizes of the
//! promise (100,000 and 20,000 by themselves), `LEADLINE_BENCH_LETTERS` the letters of JSON beside each message (4,000
//! makes 5 GB of a million).

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench takes what it needs of what they share")]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use leadline::domain::command::{Command, TrimCommand};
use leadline::domain::filter::{Today, parse};
use leadline::domain::origin::Origin;
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::domain::value::ContactId;
use leadline::store::{Reader, Roster, Store};
use rusqlite::Connection;
use serde_json::{Map, Value, json};
use support::{PAGE, date, middle_and_p99, mixed, ms, size, timed};

/// Rows on a tall screen.
const ROWS: usize = 60;
/// How often each question is asked.
const TIMES: usize = 50;
/// People who have the messages: a hundred each.
const EACH: usize = 100;
/// Tags and fields of the account of F67.
const TAGS: usize = 500;
const FIELDS: usize = 300;
/// Fields that one person has a value in.
const FILLED: usize = 30;
const DAY: i64 = 86_400_000;
const WORDS: [&str; 16] = [
    "yard",
    "kitchen",
    "tour",
    "offer",
    "lender",
    "school",
    "garage",
    "weekend",
    "keys",
    "price",
    "street",
    "pool",
    "roof",
    "moving",
    "closing",
    "inspection",
];

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    println!("p50 / p99 in milliseconds, and the ratio of the p50 to a bare query over plain tables");
    many_messages();
    many_fields();
}

/// A message of a person, with as much JSON beside it as the CRM sends of an e-mail.
fn message(nr: usize, people: usize, letters: usize) -> RemoteRecord {
    let r = mixed(nr as u64);
    let body: Vec<&str> = (0..24).map(|at| WORDS[(mixed(r ^ at) % 16) as usize]).collect();
    let fields = json!({
        "contactId": support::person(nr % people, people).id, "messageType": "TYPE_SMS", "status": "delivered",
        "direction": if r.is_multiple_of(2) { "inbound" } else { "outbound" }, "body": format!("{} number{nr}", body.join(" ")),
        "dateAdded": date(support::NOW - (nr as i64 % 1_800) * DAY - r.cast_signed() % DAY),
    });
    let mut raw = fields.clone();
    if let Some(raw) = raw.as_object_mut() {
        raw.insert("meta".into(), "x".repeat(letters).into());
    }
    RemoteRecord {
        kind: EntityKind::Message,
        id: format!("{r:016x}m{nr:08}"),
        fields: fields.as_object().cloned().unwrap_or_default(),
        raw: raw.to_string(),
    }
}

fn many_messages() {
    let messages = size("LEADLINE_BENCH_MESSAGES", 100_000);
    let letters = size("LEADLINE_BENCH_LETTERS", 1_000);
    let people = (messages / EACH).max(PAGE);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let store = support::filled(&path, people);
    let (took, ()) = timed(|| {
        for nr in 0..messages.div_ceil(PAGE) {
            let page = (nr * PAGE..((nr + 1) * PAGE).min(messages)).map(|nr| message(nr, people, letters));
            support::apply(&store, page.collect());
        }
    });
    println!(
        "{messages} messages of {people} people, {:.1} GB, copied in {:.0} s",
        gigabytes(&path),
        took.as_secs_f64()
    );
    let bare = bare(&path, &folder.path().join("bare.db"));
    let ids: Vec<ContactId> = (0..TIMES)
        .map(|nr| support::person(nr * 7 % people, people).id.as_str().into())
        .collect();
    let mut turn = ids.iter().cycle();
    beside(
        "a person with their thread",
        || {
            let id = turn.next().expect("somebody").clone();
            drop(store.read_blocking(move |reader| reader.person(&id)));
        },
        {
            let mut turn = ids.iter().cycle();
            let bare = &bare;
            move || {
                let id = turn.next().expect("somebody").as_str();
                rows(
                    bare,
                    "SELECT doc FROM message WHERE person = ?1 ORDER BY at DESC LIMIT 100",
                    &[&id],
                );
            }
        },
    );
    let everybody = "SELECT doc FROM person ORDER BY active DESC, id DESC LIMIT 60";
    filter(&store, &bare, "", everybody);
    filter(
        &store,
        &bare,
        "msg(in within<2d)",
        "SELECT p.doc FROM person p WHERE EXISTS (SELECT 1 FROM message m WHERE m.person = p.id AND m.inbound AND m.at > 1795427200000)
         ORDER BY active DESC, id DESC LIMIT 60",
    );
    filter(
        &store,
        &bare,
        "\"number77\"",
        "SELECT p.doc FROM words w JOIN message m ON m.rowid = w.rowid JOIN person p ON p.id = m.person
         WHERE words MATCH '\"number77\"' ORDER BY active DESC, p.id DESC LIMIT 60",
    );
    trimmed(&store, &ids, &path);
}

/// Edits before, and while what a person agreed to is trimmed beside them.
fn trimmed(store: &Store, ids: &[ContactId], path: &Path) {
    let edits = |store: &Store| -> Vec<Duration> {
        let note = |nr: usize| Command::AddNote {
            contact: ids[nr % ids.len()].clone(),
            body: format!("note {nr}"),
        };
        let edit = |nr| timed(|| store.commit_blocking(note(nr), Origin::Agent).expect("an edit")).0;
        (0..200).map(edit).collect()
    };
    let before = middle_and_p99(edits(store));
    let step = |command, by| {
        store
            .commit_blocking(Command::Trim(command), by)
            .expect("a step")
            .changed
    };
    step(TrimCommand::Agree { days: 365 }, Origin::Agent);
    let (during, cut, took) = std::thread::scope(|scope| {
        let trimming = scope.spawn(|| {
            let mut cut = 0;
            let (took, ()) = timed(|| {
                while store
                    .read_blocking(Reader::trimming)
                    .expect("an answer")
                    .is_some()
                {
                    cut += step(TrimCommand::Step, Origin::Engine);
                    // As the program does between two steps.
                    std::thread::park_timeout(Duration::from_millis(20));
                }
            });
            (cut, took)
        });
        let during = middle_and_p99(edits(store));
        let (cut, took) = trimming.join().expect("trimmed");
        (during, cut, took)
    });
    println!(
        "an edit before trimming {:.1} / {:.1} ms, beside it {:.1} / {:.1} ms; {cut} messages trimmed in {:.0} s, file {:.1} GB",
        ms(before.0),
        ms(before.1),
        ms(during.0),
        ms(during.1),
        took.as_secs_f64(),
        gigabytes(path)
    );
}

/// A person of the account of F67.
fn wide(nr: usize, people: usize) -> RemoteRecord {
    let mut person = support::person(nr, people);
    let r = mixed(nr as u64 ^ 0x67);
    let tags: Vec<String> = (0..5)
        .map(|at| tag((mixed(r ^ at) % TAGS as u64) as usize))
        .collect();
    let values: Map<String, Value> = (0..FILLED)
        .map(|at| {
            let nr = (r as usize / 7 + at * 11) % FIELDS;
            (field(nr), (mixed(r ^ at as u64) % 1_000_000).into())
        })
        .collect();
    person.fields.insert("tags".into(), tags.into());
    person.fields.insert("customFields".into(), values.into());
    person.raw = Value::Object(person.fields.clone()).to_string();
    person
}

fn tag(nr: usize) -> String {
    format!("tag number {nr}")
}

fn field(nr: usize) -> String {
    format!("field{nr:015}")
}

fn many_fields() {
    let people = size("LEADLINE_BENCH_PEOPLE", 20_000);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.db");
    let store = support::store(&path);
    let definitions = (0..FIELDS).map(|nr| {
        let fields = json!({"name": format!("Number {nr}"), "fieldKey": format!("contact.number_{nr}"), "dataType": "NUMERICAL",
            "model": "contact"});
        RemoteRecord {
            kind: EntityKind::CustomField,
            id: field(nr),
            raw: fields.to_string(),
            fields: fields.as_object().cloned().unwrap_or_default(),
        }
    });
    support::apply(&store, definitions.collect());
    let (took, ()) = timed(|| {
        for nr in 0..people.div_ceil(PAGE) {
            let page = (nr * PAGE..((nr + 1) * PAGE).min(people)).map(|nr| wide(nr, people));
            support::apply(&store, page.collect());
        }
    });
    println!(
        "{people} people with {TAGS} tags and {FIELDS} fields, {:.1} GB, copied in {:.0} s",
        gigabytes(&path),
        took.as_secs_f64()
    );
    let bare = bare(&path, &folder.path().join("bare.db"));
    filter(
        &store,
        &bare,
        "",
        "SELECT doc FROM person ORDER BY active DESC, id DESC LIMIT 60",
    );
    filter(
        &store,
        &bare,
        "tag:\"tag number 7\"",
        "SELECT p.doc FROM tag t JOIN person p ON p.id = t.person WHERE t.tag = 'tag number 7'
         ORDER BY active DESC, id DESC LIMIT 60",
    );
    filter(
        &store,
        &bare,
        "custom.number_7>900000",
        "SELECT doc FROM person WHERE json_extract(doc, '$.customFields.field000000000000007') > 900000
         ORDER BY active DESC, id DESC LIMIT 60",
    );
    filter(
        &store,
        &bare,
        "tag:\"tag number 7\" custom.number_7>100000",
        "SELECT p.doc FROM tag t JOIN person p ON p.id = t.person WHERE t.tag = 'tag number 7'
           AND json_extract(doc, '$.customFields.field000000000000007') > 100000 ORDER BY active DESC, id DESC LIMIT 60",
    );
    beside(
        "fields, pipelines, users",
        || drop(store.read_blocking(Reader::directory)),
        || rows(&bare, "SELECT doc FROM field", &[]),
    );
    beside(
        "tags and how many have each",
        || drop(store.read_blocking(Reader::tags)),
        || rows(&bare, "SELECT tag || count(*) FROM tag GROUP BY tag", &[]),
    );
    beside(
        "the words a filter knows",
        || drop(store.read_blocking(Reader::vocabulary)),
        || rows(&bare, "SELECT doc FROM field", &[]),
    );
}

/// A filter: its first page, here and bare.
fn filter(store: &Store, bare: &Connection, text: &str, sql: &str) {
    let today = Today {
        now: jiff::Timestamp::from_millisecond(support::NOW).expect("a moment"),
        zone: jiff::tz::TimeZone::UTC,
        me: None,
        vocabulary: Arc::new(store.read_blocking(Reader::vocabulary).expect("names")),
    };
    let filter = parse(text, &today).expect("a filter");
    let roster = Roster::default();
    let window = store
        .read_blocking(|reader| reader.people(&filter, &roster, 0, 0, true))
        .map(|window| window.total);
    let what = if text.is_empty() { "everybody" } else { text };
    println!("  {what}: {window:?}");
    beside(
        "first page",
        || drop(store.read_blocking(|reader| reader.people(&filter, &roster, 0, ROWS, false))),
        || rows(bare, sql, &[]),
    );
}

fn beside(what: &str, mut ours: impl FnMut(), mut plain: impl FnMut()) {
    let (mut times, mut bare) = (Vec::new(), Vec::new());
    // In turn, so that what else the machine does falls on both.
    for _ in 0..TIMES {
        times.push(timed(&mut ours).0);
        bare.push(timed(&mut plain).0);
    }
    let (ours, bare) = (middle_and_p99(times), middle_and_p99(bare));
    println!(
        "    {what:30} {:8.2} / {:8.2}   bare {:8.2} / {:8.2}   ratio {:.2}",
        ms(ours.0),
        ms(ours.1),
        ms(bare.0),
        ms(bare.1),
        ours.0.as_secs_f64() / bare.0.as_secs_f64()
    );
}

fn rows(db: &Connection, sql: &str, values: &[&dyn rusqlite::ToSql]) {
    let mut statement = db.prepare_cached(sql).expect("a statement");
    let rows = statement
        .query_map(values, |row| row.get::<_, String>(0))
        .expect("rows");
    let letters: usize = rows.map(|row| row.expect("a row").len()).sum();
    std::hint::black_box(letters);
}

/// The same people and messages in plain tables, with the indexes that anybody would make.
fn bare(ours: &Path, path: &Path) -> Connection {
    let db = Connection::open(path).expect("a file");
    db.execute("ATTACH DATABASE ?1 AS ours", [ours.to_string_lossy()])
        .expect("ours");
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
         CREATE TABLE person AS SELECT r.id, c.active, r.doc FROM ours.contact c JOIN ours.record r USING (rid);
         CREATE UNIQUE INDEX person_id ON person (id);
         CREATE INDEX person_active ON person (active DESC, id DESC);
         CREATE TABLE tag AS SELECT t.tag, r.id AS person FROM ours.contact_tag t JOIN ours.record r USING (rid);
         CREATE INDEX tag_tag ON tag (tag, person);
         CREATE TABLE field AS SELECT doc FROM ours.record WHERE kind = 'custom_field';
         CREATE TABLE message AS SELECT m.contact_key AS person, m.at, m.inbound, r.doc FROM ours.message m JOIN ours.record r USING (rid);
         CREATE INDEX message_person ON message (person, at DESC);
         CREATE VIRTUAL TABLE words USING fts5 (body, content = '', tokenize = 'unicode61 remove_diacritics 2');
         INSERT INTO words (rowid, body) SELECT rowid, json_extract(doc, '$.body') FROM message;
         ANALYZE;
         DETACH DATABASE ours;",
    )
    .expect("plain tables");
    db
}

fn gigabytes(path: &Path) -> f64 {
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    bytes as f64 / 1e9
}
