//! Words that many have said are looked for person by person, and the list is the same.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use rusqlite::{Connection, params, params_from_iter};

use super::{MANY, PROBES, Way};
use crate::clock::Clock;
use crate::domain::filter::{Expr, Filter, Of, Operand, Test, Today, parse};
use crate::store::{Reader, Roster, Store, StoreError};

/// People in the list.
const PEOPLE: i64 = 12_000;
/// Rows of a screen.
const ROWS: usize = 60;

/// A list in which one person in three has said that there is a yard for the dog: those at the top, or those at the end.
/// Some thousand records that belong to nobody say it too, so that the words are common.
fn account(at_the_top: bool) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let store = Store::open(&path, crate::store::scratch::options(&clock)).unwrap();
    let mut db = Connection::open(&path).unwrap();
    let tx = db.transaction().unwrap();
    for nr in 1..=PEOPLE {
        let id = format!("c{nr}");
        tx.execute(
            "INSERT INTO record (rid, kind, id, remote_id, doc) VALUES (?1, 'contact', ?2, ?2, '{}')",
            params![nr, id],
        )
        .unwrap();
        tx.execute(
            "INSERT INTO contact (rid, name, find, phone, email, owner, source, city, zip, type, dnd, added, updated, last_in,
               last_out, active, unread) VALUES (?1, ?2, ?2, '', '', '', '', '', '', '', 0, 1, 1, 1, 1, ?3, 0)",
            params![nr, id, PEOPLE - nr],
        )
        .unwrap();
        let said = if (nr <= PEOPLE / 3) == at_the_top {
            "is there a yard for the dog"
        } else {
            "Saturday works"
        };
        tx.execute(
            "INSERT INTO record (rid, kind, id, remote_id, doc) VALUES (?1, 'message', ?2, ?2, json_object('body', ?3))",
            params![PEOPLE + nr, format!("m{nr}"), said],
        )
        .unwrap();
        tx.execute(
            "INSERT INTO message (rid, contact, contact_key, at, inbound, type) VALUES (?1, ?2, ?3, 1, 1, 'TYPE_SMS')",
            params![PEOPLE + nr, nr, id],
        )
        .unwrap();
        tx.execute(
            "INSERT INTO words (rowid, body) VALUES (?1, ?2)",
            params![PEOPLE + nr, said],
        )
        .unwrap();
    }
    for nr in 0..MANY {
        let said = if nr % 50 == 0 {
            "yards for the dogs"
        } else {
            "a yard for the dog"
        };
        tx.execute(
            "INSERT INTO words (rowid, body) VALUES (?1, ?2)",
            params![3 * PEOPLE + nr, said],
        )
        .unwrap();
    }
    tx.commit().unwrap();
    (folder, store)
}

fn filter(store: &Store, text: &str) -> Filter {
    let today = Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: None,
        vocabulary: Arc::new(store.read_blocking(Reader::vocabulary).unwrap()),
    };
    parse(text, &today).unwrap()
}

/// The first rows by one way, with so much patience.
fn first(reader: &Reader, filter: &Filter, way: Way, looks: u32) -> Result<Vec<String>, StoreError> {
    let compiled = reader.compiled(filter, way)?;
    let sql = format!(
        "SELECT r.id FROM contact c JOIN record r ON r.rid = c.rid WHERE {} ORDER BY {} LIMIT {ROWS}",
        compiled.condition, compiled.order
    );
    let mut statement = reader.db.prepare(&sql)?;
    reader.patience.store(looks, Ordering::Relaxed);
    let rows = statement.query_map(params_from_iter(compiled.values), |row| row.get(0));
    let ids = rows.and_then(Iterator::collect);
    reader.patience.store(u32::MAX, Ordering::Relaxed);
    Ok(ids?)
}

const ASKED: [&str; 7] = [
    "msg(text:yard)",
    "msg(yard)",
    "msg(text:\"for the dog\")",
    "\"yard for the dog\"",
    "msg(in text:yard) -msg(saturday)",
    "msg(text:yard) sort:name",
    "msg(text:yard) sort:-city",
];

#[test]
fn words_that_many_have_said_choose_the_same_person_by_person() {
    for at_the_top in [true, false] {
        let (_folder, store) = account(at_the_top);
        for text in ASKED {
            let filter = filter(&store, text);
            store
                .read_blocking(|reader| {
                    let all = first(reader, &filter, Way::Finding, u32::MAX)?;
                    assert_eq!(all.len(), ROWS, "{text}");
                    let window = reader.people(&filter, &Roster::default(), 0, ROWS, false)?;
                    let rows: Vec<_> = window.rows.iter().map(|row| row.id.to_string()).collect();
                    assert_eq!(rows, all, "{text}");
                    let walked = reader.compiled(&filter, Way::Listing)?.probes;
                    assert_eq!(walked, !text.contains("city"), "{text}");
                    Ok(())
                })
                .unwrap();
        }
    }
}

/// Otherwise the list would be walked to its end.
#[test]
fn a_walk_that_finds_nobody_for_long_is_given_up() {
    let (_folder, store) = account(false);
    let filter = filter(&store, "msg(text:yard)");
    let walk = |looks| store.read_blocking(|reader| first(reader, &filter, Way::Listing, looks));
    assert!(matches!(walk(PROBES), Err(StoreError::TooLong)));
    assert_eq!(walk(u32::MAX).unwrap().len(), ROWS);
}

#[test]
fn a_word_that_may_go_on_is_looked_for_as_each_word_that_begins_so() {
    let (_folder, store) = account(true);
    store
        .read_blocking(|reader| {
            let whole = |words: &str| reader.common_from(words, 1);
            assert_eq!(whole("Yard").unwrap(), "\"yard\" OR \"yards\"");
            assert_eq!(
                whole("yard for-the dog").unwrap(),
                "\"yard for the dog\" OR \"yard for the dogs\""
            );
            assert_eq!(whole("a").unwrap(), "\"a\"");
            // Words that nobody has said, and signs that only the index can take apart.
            for words in ["garden", "María", "庭", "?!", ""] {
                assert_eq!(whole(words), None, "{words}");
            }
            Ok(())
        })
        .unwrap();
}

/// Each person costs a look into the records of that person, and no more.
#[test]
fn a_walk_goes_down_an_index_and_finds_nothing_first() {
    let (_folder, store) = account(true);
    for text in [
        "msg(text:yard)",
        "\"yard for the dog\"",
        "msg(text:yard) sort:name",
    ] {
        let filter = filter(&store, text);
        store
            .read_blocking(|reader| {
                let compiled = reader.compiled(&filter, Way::Listing)?;
                let sql = format!(
                    "EXPLAIN QUERY PLAN SELECT c.rid FROM contact c WHERE {} ORDER BY {} LIMIT {ROWS}",
                    compiled.condition, compiled.order
                );
                let mut statement = reader.db.prepare(&sql)?;
                let plan: Vec<String> = statement
                    .query_map(params_from_iter(compiled.values), |row| row.get(3))?
                    .collect::<Result<_, _>>()?;
                assert!(plan[0].contains("SCAN c USING"), "{text}: {plan:#?}");
                let dear = |step: &String| step.contains("TEMP B-TREE") || step.contains("LIST SUBQUERY");
                assert!(!plan.iter().any(dear), "{text}: {plan:#?}");
                Ok(())
            })
            .unwrap();
    }
}

/// The index of stages has whom they belong to and when they wrote; the table is never read.
#[test]
fn people_of_two_stages_who_belong_to_nobody_are_counted_in_the_index_of_stages() {
    let (folder, store) = account(true);
    let db = Connection::open(folder.path().join("a.db")).unwrap();
    db.execute_batch("INSERT INTO stage (id) VALUES ('s1'), ('s2'); UPDATE contact SET stage = rid % 4, last_in = rid % 3, owner = iif(rid % 5, '', 'u1')")
        .unwrap();
    let spec = |name: &str| {
        crate::domain::filter::FIELDS
            .iter()
            .find(|spec| spec.name == name && spec.of == Of::Person)
            .unwrap()
    };
    let stage = |id: &str| Expr::Field(spec("stage"), Test::OneOf(vec![Operand::Id(id.to_owned())]));
    let filter = Filter {
        expr: Some(Expr::And(vec![
            Expr::Or(vec![stage("s1"), stage("s2")]),
            Expr::Field(spec("owner"), Test::None),
            Expr::Field(spec("last_in"), Test::None),
        ])),
        ..Filter::default()
    };
    store
        .read_blocking(|reader| {
            let compiled = reader.compiled(&filter, Way::Counting)?;
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT count(*) FROM contact c WHERE {}",
                compiled.condition
            );
            let plan: String = reader
                .db
                .prepare(&sql)?
                .query_row(params_from_iter(compiled.values), |row| row.get(3))?;
            assert!(plan.contains("COVERING INDEX contact_stage"), "{plan}");
            let wanted = (1..=PEOPLE)
                .filter(|rid| matches!(rid % 4, 1 | 2) && rid % 3 == 0 && rid % 5 > 0)
                .count();
            let window = reader.people(&filter, &Roster::default(), 0, 0, true)?;
            assert_eq!(window.total, Some(wanted));
            Ok(())
        })
        .unwrap();
}

/// Whoever wrote lately is few among a million, and those with a common tag are many: counting begins with the few.
#[test]
fn a_count_of_several_conditions_begins_with_those_who_wrote_lately() {
    let (folder, store) = account(true);
    let db = Connection::open(folder.path().join("a.db")).unwrap();
    db.execute_batch(
        "UPDATE contact SET city = iif(rid % 2, 'upland', 'pomona'), last_in = iif(rid % 3, 0, 1795600000000 - rid);
         INSERT OR IGNORE INTO contact_tag SELECT 'hot', rid FROM contact WHERE rid % 5",
    )
    .unwrap();
    let filter = filter(&store, "tag:hot city:upland last_in<2000d");
    store
        .read_blocking(|reader| {
            let compiled = reader.compiled(&filter, Way::Counting)?;
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT count(*) FROM contact c WHERE {}",
                compiled.condition
            );
            let mut statement = reader.db.prepare(&sql)?;
            let steps =
                statement.query_map(params_from_iter(compiled.values), |row| row.get::<_, String>(3))?;
            let plan = steps.collect::<Result<Vec<_>, _>>()?.join("; ");
            assert!(plan.starts_with("SEARCH c USING INTEGER PRIMARY KEY"), "{plan}");
            assert!(plan.contains("contact_last_in"), "{plan}");
            let wanted = (1..=PEOPLE)
                .filter(|rid| rid % 2 == 1 && rid % 3 == 0 && rid % 5 > 0)
                .count();
            assert_eq!(reader.people_summed(&filter)?.0, wanted);
            // Whoever wants it soon gets no number rather than a wrong one.
            assert_eq!(reader.people_summed_soon(&filter, 0)?, None);
            let soon = reader.people_summed_soon(&filter, 1_000)?;
            assert_eq!(soon.map(|(people, _)| people), Some(wanted));
            Ok(())
        })
        .unwrap();
}

/// The table of scores is wide: to read all for whom a score fits took seconds with a million people.
#[test]
fn who_has_a_score_that_fits_is_found_by_an_index_or_on_the_way_down_the_list() {
    let (folder, store) = account(true);
    let db = Connection::open(folder.path().join("a.db")).unwrap();
    db.execute_batch(
        "INSERT INTO score (contact, priority, confidence, drift, place, change, blocked, numbers, reasons, inputs, config, at, due)
         SELECT rid, 7000, 0, 7000, 1, 700, 0, '{}', '[]', '', '', 1, 1 FROM contact",
    )
    .unwrap();
    let plan = |text: &str, way: Way| -> String {
        let filter = filter(&store, text);
        let plan = store.read_blocking(|reader| {
            let compiled = reader.compiled(&filter, way)?;
            let (what, order) = match way {
                Way::Counting => ("count(*)", String::new()),
                _ => ("c.rid", format!("ORDER BY {} LIMIT {ROWS}", compiled.order)),
            };
            let sql = format!(
                "EXPLAIN QUERY PLAN SELECT {what} FROM contact c WHERE {} {order}",
                compiled.condition
            );
            let mut statement = reader.db.prepare(&sql)?;
            let steps =
                statement.query_map(params_from_iter(compiled.values), |row| row.get::<_, String>(3))?;
            Ok(steps.collect::<Result<Vec<_>, _>>()?.join("; "))
        });
        plan.unwrap()
    };
    let walked = plan("score>60", Way::Listing);
    assert!(
        walked.starts_with("SCAN c USING") && !walked.contains("LIST"),
        "{walked}"
    );
    let walked = plan("drift>60 | score_change>5", Way::Listing);
    assert!(
        walked.starts_with("SCAN c USING") && !walked.contains("LIST"),
        "{walked}"
    );
    for way in [Way::Listing, Way::Finding] {
        let by_score = plan("score>60 sort:-score", way);
        assert_eq!(by_score, "SEARCH c USING COVERING INDEX contact_score (score>?)");
    }
    let found = plan("score>60", Way::Finding);
    assert!(
        found.starts_with("SEARCH c USING INTEGER PRIMARY KEY")
            && found.contains("INDEX contact_score (score>?)"),
        "{found}"
    );
    assert_eq!(
        plan("score:40..79", Way::Counting),
        "SEARCH c USING COVERING INDEX contact_score (score>? AND score<?)"
    );
    for (text, index) in [
        ("score_change<-5", "score_change (change<?)"),
        ("drift>60", "score_drift (drift>?)"),
        ("-score>60", "contact_score (score>?)"),
    ] {
        let counted = plan(text, Way::Counting);
        assert!(
            counted.contains(&format!("SEARCH x USING COVERING INDEX {index}")),
            "{text}: {counted}"
        );
    }
}
