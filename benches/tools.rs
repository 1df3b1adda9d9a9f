//! How long what Claude looks up takes in a large account: each tool beside a bare statement that reads about the same.
//!
//! `cargo bench --bench tools`; `LEADLINE_BENCH_PEOPLE=1000000` for another size (20,000 by itself);
//! `LEADLINE_BENCH_FILE` names a file that is made once and stays. The bar is 30 ms at a million people.

#![expect(clippy::expect_used, reason = "a bench that cannot go on says where")]

#[expect(dead_code, reason = "other benches use the rest")]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use leadline::domain::access::Role;
use leadline::domain::filter::Today;
use leadline::domain::gate::Rules;
use leadline::domain::record::{EntityKind, RemoteRecord};
use leadline::domain::today::Terms;
use leadline::engine::query::Sources;
use leadline::engine::tool::TOOLS;
use leadline::store::{Roster, Store};
use serde_json::{Value, json};
use support::{NOW, PAGE, date, middle_and_p99, mixed, ms, page, size, timed};

/// How often each is asked.
const TIMES: usize = 40;
/// What a tool may take.
const BAR: Duration = Duration::from_millis(30);
/// Messages with the person who has most.
const LONGEST: usize = 2_000;

/// A call, and a bare statement beside it. `{busy}` is the person with the longest thread.
const ASKED: &[(&str, &str, &str)] = &[
    (
        "read_person",
        r#"{"id": "{busy}"}"#,
        "SELECT r.doc FROM message m JOIN record r ON r.rid = m.rid
         WHERE m.contact = (SELECT rid FROM record WHERE kind = 'contact' AND id = '{busy}') ORDER BY m.at DESC LIMIT 210",
    ),
    (
        "find_people",
        r#"{"filter": "tag:hot city:upland last_in<30d"}"#,
        "SELECT r.doc FROM contact c JOIN record r ON r.rid = c.rid WHERE c.city = 'upland'
         AND EXISTS (SELECT 1 FROM contact_tag t WHERE t.rid = c.rid AND t.tag = 'hot') ORDER BY c.active DESC LIMIT 25",
    ),
    ("count_people", r#"{"filter": ""}"#, "SELECT count(*), sum(worth) FROM contact"),
    (
        "count_people",
        r#"{"filter": "tag:hot"}"#,
        "SELECT count(*) FROM contact_tag WHERE tag = 'hot'",
    ),
    (
        "count_people",
        r#"{"filter": "", "by": "source"}"#,
        "SELECT source, count(*), sum(worth) FROM contact GROUP BY source",
    ),
    (
        "pipeline_summary",
        "{}",
        "SELECT stage, count(*), sum(value) FROM opportunity WHERE pipeline = 'p1' GROUP BY status, stage",
    ),
    (
        "today_queue",
        "{}",
        "SELECT c.name, d.doc FROM contact c JOIN record d ON d.rid = c.rid
         WHERE c.last_in > c.last_out OR c.unread > 0 ORDER BY c.last_in DESC LIMIT 300",
    ),
    (
        "free_slots",
        "{}",
        "SELECT r.doc FROM appointment a JOIN record r ON r.rid = a.rid ORDER BY a.start DESC LIMIT 50",
    ),
    (
        "search_words",
        r#"{"words": "pre-approval letter"}"#,
        "SELECT d.doc FROM words w JOIN record d ON d.rid = w.rowid WHERE words MATCH '\"pre-approval\" letter' LIMIT 20",
    ),
    (
        "search_words",
        r#"{"words": "house"}"#,
        "SELECT d.doc FROM words w JOIN record d ON d.rid = w.rowid WHERE words MATCH 'house' LIMIT 2000",
    ),
    (
        "search_words",
        r#"{"words": "house", "person": "{busy}"}"#,
        "SELECT count(*) FROM message WHERE contact = (SELECT rid FROM record WHERE kind = 'contact' AND id = '{busy}')",
    ),
    ("saved_lists", "{}", "SELECT count(*) FROM contact WHERE unread > 0"),
];

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let people = size("LEADLINE_BENCH_PEOPLE", 20_000);
    let kept = std::env::var_os("LEADLINE_BENCH_FILE").map(std::path::PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("a.db"));
    let store = if path.exists() {
        support::store(&path)
    } else {
        let (took, store) = timed(|| filled(&path, people));
        println!("{people} people copied in {:.0} s", took.as_secs_f64());
        store
    };
    let busy = page(0, people).first().expect("somebody").id.clone();
    let db = rusqlite::Connection::open(&path).expect("the file");
    for (tool, input, bare) in ASKED {
        let input: Value = serde_json::from_str(&input.replace("{busy}", &busy)).expect("an input");
        let bare = bare.replace("{busy}", &busy);
        let bytes = call(&store, tool, input.clone());
        let ours = measured(|| {
            call(&store, tool, input.clone());
        });
        let beside = measured(|| rows(&db, &bare));
        println!(
            "{tool} {input}: {bytes} bytes\n  ours {:.2} / {:.2} ms, bare {:.2} / {:.2} ms (middle / p99); bar {:.0} ms: {}",
            ms(ours.0),
            ms(ours.1),
            ms(beside.0),
            ms(beside.1),
            ms(BAR),
            if ours.1 <= BAR { "holds" } else { "MISSES" }
        );
    }
}

fn measured(mut work: impl FnMut()) -> (Duration, Duration) {
    middle_and_p99((0..TIMES).map(|_| timed(&mut work).0).collect())
}

/// Calls a tool; the size of its answer as it is printed for debugging, so that nothing is optimised away.
fn call(store: &Store, tool: &str, input: Value) -> usize {
    let row = TOOLS.iter().find(|row| row.name == tool).expect("the tool");
    let (roster, rules, terms) = (Roster::default(), Rules::default(), Terms::default());
    let answer = store.read_blocking(|reader| {
        let sources = Sources {
            reader,
            roster: &roster,
            today: Today {
                now: Timestamp::from_millisecond(NOW).expect("a moment"),
                zone: TimeZone::UTC,
                me: None,
                vocabulary: Arc::default(),
            },
            role: Role::Owner,
            rules: &rules,
            terms: &terms,
        };
        Ok(row.run(input, &sources))
    });
    let reply = answer.expect("a file that reads").expect("an answer");
    reply.known.len() + reply.line.len() + told(&reply.content)
}

/// About how many bytes an answer has.
fn told(content: &leadline::copilot::content::Content) -> usize {
    use leadline::copilot::content::Content;
    match content {
        Content::Nothing | Content::Yes(_) | Content::Number(_) => 5,
        Content::Word(text) | Content::Text(text) | Content::Label(text) | Content::Value { text, .. } => {
            text.len() + 2
        }
        Content::Cut { of, most, .. } => told(of).min(*most),
        Content::Pieces { text, most, .. } => text.len().min(*most),
        Content::List(parts) => parts.iter().map(|part| told(part) + 1).sum::<usize>() + 2,
        Content::Record(members) => {
            members
                .iter()
                .map(|(name, part)| name.len() + 4 + told(part))
                .sum::<usize>()
                + 2
        }
    }
}

fn rows(db: &rusqlite::Connection, sql: &str) {
    let mut statement = db.prepare_cached(sql).expect("a statement");
    let mut rows = statement.query([]).expect("rows");
    while let Some(row) = rows.next().expect("a row") {
        std::hint::black_box(row.get_ref(0).expect("a value"));
    }
}

/// An account in which every third person has a message, every fifth a task, every fourth a deal, some an appointment, and the
/// first of all a long thread.
fn filled(path: &Path, people: usize) -> Store {
    let store = support::store(path);
    let stages: Vec<Value> = ["New", "Contacted", "Qualified", "Showing", "Offer", "Escrow"]
        .iter()
        .enumerate()
        .map(|(at, name)| json!({"id": format!("s{at}"), "name": name, "position": at}))
        .collect();
    let days: Vec<Value> = (1..=5)
        .map(|day| json!({"daysOfTheWeek": [day], "hours": [{"openHour": 9, "openMinute": 0, "closeHour": 17, "closeMinute": 0}]}))
        .collect();
    let calendar = json!({"name": "Showings", "slotDuration": 60, "slotInterval": 30, "openHours": days});
    support::apply(
        &store,
        vec![
            record(
                EntityKind::Pipeline,
                "p1".into(),
                json!({"name": "Buyers", "stages": stages}),
            ),
            record(EntityKind::Calendar, "k1".into(), calendar),
        ],
    );
    for nr in 0..people.div_ceil(PAGE) {
        let mut records = page(nr, people);
        let around: Vec<RemoteRecord> = records
            .iter()
            .enumerate()
            .flat_map(|(at, person)| around(nr * PAGE + at, &person.id))
            .collect();
        records.extend(around);
        support::apply(&store, records);
    }
    let busy = page(0, people).first().expect("somebody").id.clone();
    let thread = (0..LONGEST).map(|nr| message(&format!("long{nr}"), &busy, nr));
    support::apply(&store, thread.collect());
    store
}

fn message(id: &str, contact: &str, nr: usize) -> RemoteRecord {
    let said = [
        "Is the house on Maple still free? We could come by on Saturday.",
        "The bank sent the pre-approval letter today, 450 thousand.",
        "Thank you, that works for us.",
    ];
    // One in two hundred has the letter, one in three asks for the house.
    let body = match mixed(nr as u64) % 600 {
        0..3 => said[1],
        3..200 => said[0],
        _ => said[2],
    };
    let way = if nr.is_multiple_of(2) {
        "inbound"
    } else {
        "outbound"
    };
    record(
        EntityKind::Message,
        id.to_owned(),
        json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": way, "dateAdded": ago(nr, 9_000), "body": body}),
    )
}

fn ago(nr: usize, hours: usize) -> String {
    date(NOW - SignedDuration::from_hours((nr * 7 % hours) as i64).as_millis() as i64)
}

fn around(nr: usize, contact: &str) -> Vec<RemoteRecord> {
    let mut all = Vec::new();
    if nr.is_multiple_of(3) {
        all.push(message(&format!("m{nr}"), contact, nr));
    }
    if nr.is_multiple_of(5) {
        let task = json!({"contactId": contact, "title": "Send comps", "dueDate": ago(nr, 4_000), "completed": false});
        all.push(record(EntityKind::Task, format!("t{nr}"), task));
    }
    if nr.is_multiple_of(4) {
        let deal = json!({"contactId": contact, "pipelineId": "p1", "pipelineStageId": format!("s{}", nr / 4 % 6),
            "status": "open", "monetaryValue": 400_000 + nr % 900_000, "name": "Maple Street", "lastStageChangeAt": ago(nr, 6_000)});
        all.push(record(EntityKind::Opportunity, format!("o{nr}"), deal));
    }
    if nr.is_multiple_of(100) {
        let booked = json!({"contactId": contact, "calendarId": "k1", "startTime": ago(nr, 4_000), "endTime": ago(nr, 4_000)});
        all.push(record(EntityKind::Appointment, format!("a{nr}"), booked));
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
