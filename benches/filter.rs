//! How fast the combined filters of a morning are answered at full size, each beside the same question to a bare SQLite
//! connection over plain tables with the indexes that anybody would make.
//!
//! `cargo bench --bench filter`; `LEADLINE_BENCH_PEOPLE=1000000` for the size of the promise (50,000 by itself), and
//! `LEADLINE_BENCH_FILTER_FILE` keeps the account for the next run.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "each bench takes what it needs of what they share")]
mod support;

use std::path::PathBuf;
use std::sync::Arc;

use leadline::domain::filter::{Today, parse};
use leadline::domain::record::{EntityKind, Fields, RemoteRecord};
use leadline::store::{Reader, Roster, Store};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};
use support::{PAGE, middle_and_p99, ms, page, size, timed};

/// Rows on a tall screen.
const ROWS: usize = 60;
/// How often each is asked.
const TIMES: usize = 50;
/// How often the bare one is, which may take seconds.
const BARE_TIMES: usize = 10;
/// People who come through the store's own door; a larger account is as many times these.
const COPIED: usize = 20_000;
/// Stages of the pipeline.
const STAGES: [&str; 6] = [
    "New",
    "Contacted",
    "Qualified",
    "Showing",
    "Offer",
    "Under contract",
];

/// A filter, and the same in plain SQL over plain tables. `{now}` is the present in milliseconds.
const ASKED: &[(&str, &str)] = &[
    (
        "stage:showing tag:hot created:1y..30d last_in<30d",
        "stage = 's3' AND created BETWEEN {now} - 31536000000 AND {now} - 2592000000 AND last_in > {now} - 2592000000
           AND EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id AND t.tag = 'hot')",
    ),
    (
        "stage:contacted..showing tag:hot value:400k..450k last_in<90d",
        "stage IN ('s1', 's2', 's3') AND value BETWEEN 40000000 AND 45000000 AND last_in > {now} - 7776000000
           AND EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id AND t.tag = 'hot')",
    ),
    (
        "stage:\"under contract\" tag:investor -tag:buyer last_in>90d",
        "stage = 's5' AND last_in < {now} - 7776000000 AND last_in > 0
           AND EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id AND t.tag = 'investor')
           AND NOT EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id AND t.tag = 'buyer')",
    ),
    (
        "stage:offer tag:hot city:upland value>880k",
        "stage = 's4' AND value > 88000000 AND city LIKE '%upland%'
           AND EXISTS (SELECT 1 FROM tag t WHERE t.person = p.id AND t.tag = 'hot')",
    ),
    (
        "(stage:new | stage:offer) owner:none last_in:none",
        "(stage = 's0' OR stage = 's4') AND owner = '' AND last_in = 0",
    ),
];

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let kept = std::env::var_os("LEADLINE_BENCH_FILTER_FILE").map(PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("a.db"));
    let people = size("LEADLINE_BENCH_PEOPLE", 50_000);
    let store = if path.exists() {
        support::store(&path)
    } else {
        drop(account(&path, people.min(COPIED)));
        grow(&path, people / people.clamp(1, COPIED));
        support::store(&path)
    };
    let bare = bare(&path);
    let today = Today {
        now: jiff::Timestamp::from_millisecond(support::NOW).expect("a moment"),
        zone: jiff::tz::TimeZone::UTC,
        me: None,
        vocabulary: Arc::new(store.read_blocking(Reader::vocabulary).expect("names")),
    };
    alone(&store, &today);
    println!(
        "p50 / p99 of {TIMES} in milliseconds, and the ratio of the p50 to a bare query over plain tables:"
    );
    for (text, sql) in ASKED {
        compare(
            &store,
            &bare,
            &today,
            text,
            &sql.replace("{now}", &support::NOW.to_string()),
        );
    }
}

/// One filter: its first page and its count, here and bare.
fn compare(store: &Store, bare: &Connection, today: &Today, text: &str, sql: &str) {
    let filter = parse(text, today).expect("a filter");
    let roster = Roster::default();
    let ask = |limit, count| {
        let answer = store.read_blocking(|reader| reader.people(&filter, &roster, 0, limit, count));
        answer.map(|window| (window.rows.len(), window.total))
    };
    let first =
        format!("SELECT id, doc FROM person p WHERE {sql} ORDER BY active DESC, id DESC LIMIT {ROWS}");
    let all = format!("SELECT count(*) FROM person p WHERE {sql}");
    let bare_page = || {
        let mut statement = bare.prepare_cached(&first).expect("a statement");
        let rows = statement
            .query_map([], |row| row.get::<_, String>(1))
            .expect("rows");
        rows.filter_map(Result::ok).map(|doc| doc.len()).sum::<usize>()
    };
    let bare_count = || {
        bare.query_row(&all, [], |row| row.get::<_, usize>(0))
            .expect("a count")
    };
    let window = |times, work: &dyn Fn()| middle_and_p99((0..times).map(|_| timed(work).0).collect());
    let (page, plain_page) = (
        window(TIMES, &|| drop(ask(ROWS, false))),
        window(BARE_TIMES, &|| ignore(bare_page())),
    );
    let (count, plain_count) = (
        window(TIMES, &|| drop(ask(0, true))),
        window(BARE_TIMES, &|| ignore(bare_count())),
    );
    println!(
        "  {text}\n    of {:?}, bare of {}",
        ask(0, true).map(|(_, total)| total),
        bare_count()
    );
    for (what, ours, plain) in [("first page", page, plain_page), ("count", count, plain_count)] {
        println!(
            "    {what:10} {:7.2} / {:7.2}   bare {:7.2} / {:7.2}   ratio {:.2}",
            ms(ours.0),
            ms(ours.1),
            ms(plain.0),
            ms(plain.1),
            ours.0.as_secs_f64() / plain.0.as_secs_f64()
        );
    }
}

fn ignore(_: usize) {}

/// Other questions, with nothing beside them.
fn alone(store: &Store, today: &Today) {
    println!("other questions, first page and count:");
    for text in [
        "msg(in within<2d)",
        "msg(text:yard)",
        "\"yard for the dog\"",
        "deal(stage:offer value>800k)",
        "value>890k sort:-value",
        "last_call<7d",
        "name~fitzgerld",
        "name~fitzgerld tag:hot stage:offer",
        "sort:city",
        "custom.budget>900k",
        "tag:hot group:source",
    ] {
        let Ok(filter) = parse(text, today) else {
            println!("  {text:40} is not asked in this account");
            continue;
        };
        let ask = |limit, count| {
            store.read_blocking(|reader| reader.people(&filter, &Roster::default(), 0, limit, count))
        };
        let times =
            |limit, count| middle_and_p99((0..10).map(|_| timed(|| drop(ask(limit, count))).0).collect());
        let (page, count) = (times(ROWS, false), times(0, true));
        let found = ask(0, true).map(|window| window.total.unwrap_or(0));
        println!(
            "  {text:40} page {:7.2} / {:7.2}   count {:7.2} / {:7.2}   {}",
            ms(page.0),
            ms(page.1),
            ms(count.0),
            ms(count.1),
            found.map_or_else(|error| error.to_string(), |found| format!("of {found}"))
        );
    }
}

/// People with a deal for two in three and three messages for one in two.
fn account(path: &std::path::Path, people: usize) -> Store {
    let store = support::store(path);
    let stages: Vec<Value> = STAGES
        .iter()
        .enumerate()
        .map(|(at, name)| json!({"id": stage(at), "name": name, "position": at}))
        .collect();
    support::apply(
        &store,
        vec![record(
            EntityKind::Pipeline,
            "p1",
            json!({"name": "Buyers", "stages": stages}),
        )],
    );
    for nr in 0..people.div_ceil(PAGE) {
        let persons = page(nr, people);
        let mut records = Vec::new();
        for (at, person) in persons.iter().enumerate() {
            records.extend(belongings(nr * PAGE + at, person));
        }
        support::apply(&store, persons);
        support::apply(&store, records);
    }
    store
}

/// Makes the account so many times as large: the same people again under other ids, a moment later, row by row as the
/// store keeps them. Copying a million through the door is measured elsewhere.
fn grow(path: &std::path::Path, times: usize) {
    let db = Connection::open(path).expect("the file");
    let mut statement = db
        .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        .expect("a statement");
    let indexes: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .expect("rows")
        .filter_map(Result::ok)
        .collect();
    drop(statement);
    // Without a log, which would be as large as the account once more. The store opens the file with one again.
    db.execute_batch(
        "PRAGMA busy_timeout=5000; PRAGMA journal_mode=DELETE; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;
         PRAGMA foreign_keys=OFF; BEGIN",
    )
    .expect("a start");
    for (name, _) in &indexes {
        db.execute_batch(&format!("DROP INDEX {name}")).expect("an index");
    }
    let most: i64 = db
        .query_row("SELECT max(rid) FROM record", [], |row| row.get(0))
        .expect("a number");
    for time in 1..times as i64 {
        let by = time * most;
        db.execute_batch(&format!(
            "INSERT INTO record (rid, kind, id, remote_id, doc) SELECT rid + {by}, kind, id || '-{time}', remote_id || '-{time}', doc
               FROM record WHERE rid <= {most} AND kind IN ('contact', 'opportunity', 'message');
             INSERT INTO contact (rid, name, find, phone, email, owner, source, city, zip, type, dnd, added, updated, last_in, last_out,
               active, unread, stage, worth, tz, born, dnc)
               SELECT rid + {by}, name, find, phone, email, owner, source, city, zip, type, dnd, added + {time}, updated,
                 iif(last_in, last_in + {time}, 0), iif(last_out, last_out + {time}, 0), active + {time}, unread, stage, worth, tz, born,
                 dnc FROM contact WHERE rid <= {most};
             INSERT INTO contact_tag SELECT tag, rid + {by} FROM contact_tag WHERE rid <= {most};
             INSERT INTO opportunity (rid, contact, contact_key, name, pipeline, stage, status, value, owner, created, updated, since)
               SELECT rid + {by}, contact + {by}, contact_key || '-{time}', name, pipeline, stage, status, value, owner, created, updated,
                 since FROM opportunity WHERE rid <= {most};
             INSERT INTO message (rid, contact, contact_key, at, inbound, type, kind, status)
               SELECT rid + {by}, contact + {by}, contact_key || '-{time}', at + {time}, inbound, type, kind, status
               FROM message WHERE rid <= {most};
             INSERT INTO words (rowid, body) SELECT m.rid + {by}, json_extract(r.doc, '$.body') FROM message m JOIN record r USING (rid)
               WHERE m.rid <= {most};"
        ))
        .expect("more people");
    }
    for (_, sql) in &indexes {
        db.execute_batch(sql).expect("an index");
    }
    db.execute_batch("COMMIT").expect("an end");
}

fn stage(at: usize) -> String {
    format!("00000000-0000-0000-0000-00000000000{at}")
}

fn belongings(nr: usize, person: &RemoteRecord) -> Vec<RemoteRecord> {
    let r = support::mixed(nr as u64 ^ 0x5eed);
    let when = |days: u64| support::date(support::NOW - (days * 86_400_000) as i64);
    let mut records = Vec::new();
    if !r.is_multiple_of(3) {
        let deal = json!({"contactId": person.id, "pipelineId": "p1", "pipelineStageId": stage((r >> 4) as usize % 6), "status": "open",
            "monetaryValue": 100_000 + (r >> 8) % 800_000, "createdAt": when((r >> 12) % 300), "updatedAt": when((r >> 20) % 60)});
        records.push(record(EntityKind::Opportunity, &format!("o{nr}"), deal));
    }
    if r.is_multiple_of(2) {
        for at in 0..3_u64 {
            let (kind, body) = if (r >> at).is_multiple_of(7) {
                ("TYPE_CALL", "")
            } else {
                (
                    "TYPE_SMS",
                    [
                        "is there a yard for the dog",
                        "Saturday at ten works",
                        "what about the price",
                    ][at as usize],
                )
            };
            let direction = if (r >> (16 + at)).is_multiple_of(2) {
                "inbound"
            } else {
                "outbound"
            };
            let message = json!({"contactId": person.id, "messageType": kind, "direction": direction, "body": body,
                "dateAdded": when((r >> (24 + at)) % 400)});
            records.push(record(EntityKind::Message, &format!("m{nr}-{at}"), message));
        }
    }
    records
}

fn record(kind: EntityKind, id: &str, fields: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.to_owned(),
        raw: "{}".to_owned(),
        fields: fields.as_object().cloned().unwrap_or_else(Fields::new),
    }
}

/// The same people in plain tables beside, as somebody would keep them who knows no more than their columns.
fn bare(path: &std::path::Path) -> Connection {
    let beside = path.with_extension("bare.db");
    let db = Connection::open(&beside).expect("a file");
    let known: bool = db
        .query_row("SELECT count(*) > 0 FROM sqlite_master", [], |row| row.get(0))
        .expect("a look");
    if !known {
        db.execute("ATTACH ?1 AS ours", [path.to_string_lossy()])
            .expect("our file");
        db.execute_batch(
            "CREATE TABLE person (id INTEGER PRIMARY KEY, doc TEXT, stage TEXT, value INTEGER, owner TEXT, city TEXT, created INTEGER,
               last_in INTEGER, active INTEGER);
             INSERT INTO person SELECT c.rid, r.doc, coalesce('s' || substr(s.id, -1), ''), c.worth, c.owner, c.city, c.added, c.last_in,
               c.active FROM ours.contact c JOIN ours.record r ON r.rid = c.rid LEFT JOIN ours.stage s ON s.nr = c.stage;
             CREATE TABLE tag (person INTEGER, tag TEXT);
             INSERT INTO tag SELECT rid, tag FROM ours.contact_tag;
             CREATE INDEX person_stage ON person (stage);
             CREATE INDEX person_active ON person (active);
             CREATE INDEX person_last_in ON person (last_in);
             CREATE INDEX tag_person ON tag (person, tag);
             CREATE INDEX tag_tag ON tag (tag, person);
             ANALYZE main;
             DETACH ours;",
        )
        .expect("plain tables");
    }
    drop(db);
    let db = Connection::open_with_flags(&beside, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("a file");
    db.execute_batch("PRAGMA cache_size=-8192").expect("a cache");
    db
}
