use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::told;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::filter::{Today, parse};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::store::Store;
use crate::store::file::schema::open_writer;
use crate::store::scratch::first_page;

const FIELDS: [&str; 10] = [
    "stage", "owner", "source", "type", "city", "zip", "tz", "dnd", "dnc", "tag",
];

fn kept(db: &Connection, field: &str) -> Vec<(String, i64, i64)> {
    let sql = "SELECT value, people, worth FROM tally WHERE field = ?1 AND (people <> 0 OR worth <> 0) ORDER BY value";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([field], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn counted(db: &Connection, field: &str) -> Vec<(String, i64, i64)> {
    let of = match field {
        "tag" => {
            "SELECT coalesce(t.tag, '') AS v, c.worth FROM contact c LEFT JOIN contact_tag t ON t.rid = c.rid"
                .to_owned()
        }
        field => format!("SELECT CAST(c.{field} AS TEXT) AS v, c.worth FROM contact c"),
    };
    let sql = format!("SELECT v, count(*), sum(worth) FROM ({of}) GROUP BY v ORDER BY v");
    let mut statement = db.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

/// One change of a row, as any part of the program may make it.
fn change(db: &Connection, (what, rid, value, worth): (u8, i64, u8, i64)) {
    let word = ["", "a", "b"][usize::from(value % 3)];
    let sql = match what {
        0 => "INSERT INTO contact (rid, name, find, phone, email, owner, source, city, zip, type, dnd, added, updated, active, worth)
              VALUES (?1, '', '', '', '', ?2, ?2, ?2, ?2, ?2, length(?2), 0, 0, 0, ?3)
              ON CONFLICT (rid) DO UPDATE SET owner = excluded.owner, city = excluded.city, dnd = excluded.dnd",
        1 => "UPDATE contact SET stage = length(?2), worth = ?3, dnc = length(?2), tz = ?2 WHERE rid = ?1",
        2 => "INSERT INTO contact_tag (tag, rid) SELECT ?2, ?1 WHERE ?2 <> '' AND ?3 >= 0 ON CONFLICT DO NOTHING",
        3 => "DELETE FROM contact_tag WHERE rid = ?1 AND (tag = ?2 OR ?2 = '') AND ?3 >= 0",
        4 => "DELETE FROM contact WHERE rid = ?1 AND ?2 <> 'b' AND ?3 >= 0",
        _ => "UPDATE contact SET worth = worth + ?3, source = ?2 WHERE rid = ?1",
    };
    db.execute(sql, (rid, word, worth)).unwrap();
}

#[test]
fn what_is_kept_is_what_counting_finds_whatever_changes_in_whatever_order() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_writer(&folder.path().join("a.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let changes = prop::collection::vec((0..6_u8, 1..5_i64, 0..9_u8, 0..500_i64), 1..60);
    let mut runner = TestRunner::new(Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    });
    let played = runner.run(&changes, |changes| {
        db.execute_batch("DELETE FROM contact_tag; DELETE FROM contact;").unwrap();
        for one in changes {
            change(&db, one);
            // Tags of nobody have no worth and count nobody until the person is there.
            let orphans = "SELECT count(*) FROM contact_tag t WHERE NOT EXISTS (SELECT 1 FROM contact c WHERE c.rid = t.rid)";
            let orphans: i64 = db.query_row(orphans, [], |row| row.get(0)).unwrap();
            for field in FIELDS {
                if field == "tag" && orphans > 0 {
                    continue;
                }
                prop_assert_eq!(kept(&db, field), counted(&db, field), "{} after {:?}", field, one);
            }
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
    assert!(FIELDS.iter().all(|field| told(field).is_some()));
}

fn person(nr: usize) -> RemoteRecord {
    let tags: &[&str] = match nr % 4 {
        0 => &[],
        1 => &["Hot"],
        _ => &["hot", "buyer"],
    };
    let (source, owner) = [("Zillow", "u1"), ("Sign", "")][nr % 2];
    let members: Value =
        json!({"firstName": format!("P{nr}"), "tags": tags, "source": source, "assignedTo": owner});
    RemoteRecord {
        kind: EntityKind::Contact,
        id: format!("c{nr}"),
        raw: "{}".into(),
        fields: members.as_object().unwrap().clone(),
    }
}

#[test]
fn everybody_and_those_with_one_tag_are_read_and_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let deal = json!({"contactId": "c1", "pipelineId": "p1", "pipelineStageId": "s1", "status": "open", "monetaryValue": 5});
    let mut records: Vec<_> = (0..10).map(person).collect();
    records.push(RemoteRecord {
        kind: EntityKind::Opportunity,
        id: "d1".into(),
        raw: "{}".into(),
        fields: deal.as_object().unwrap().clone(),
    });
    store
        .commit_blocking(Command::Sync(first_page(records)), Origin::Remote)
        .unwrap();
    store
        .read_blocking(|reader| {
            let today = Today {
                now: "2026-11-25T10:00:00Z".parse().unwrap(),
                zone: jiff::tz::TimeZone::UTC,
                me: None,
                vocabulary: std::sync::Arc::new(reader.vocabulary()?),
            };
            for (text, people, worth) in [
                ("", 10, 500),
                ("tag:HOT", 7, 500),
                ("tag:buyer", 4, 0),
                ("tag:nobody", 0, 0),
            ] {
                let filter = parse(text, &today).unwrap();
                let (kept, cents) = reader.tallied(&filter)?.unwrap();
                assert_eq!((kept, cents.0), (people, worth), "{text}");
            }
            for text in [
                "tag:hot,buyer",
                "-tag:hot",
                "tag:hot tag:buyer",
                "tag:none",
                "tag:hot as_of:2026-11-24",
                "hot",
            ] {
                let filter = parse(text, &today).unwrap();
                assert_eq!(reader.tallied(&filter)?, None, "{text}");
            }
            let by_source = parse("group:source", &today).unwrap();
            let groups = reader.people_by(&by_source, by_source.group.unwrap())?;
            let told: Vec<_> = groups
                .iter()
                .map(|group| (group.value.as_str(), group.people))
                .collect();
            assert_eq!(told, [("sign", 5), ("zillow", 5)]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_sums_of_a_pipeline_are_what_counting_its_deals_finds_whatever_changes() {
    let folder = tempfile::tempdir().unwrap();
    let db = open_writer(&folder.path().join("a.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let rows = |sql: &str| -> Vec<(String, String, String, i64, i64)> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        });
        rows.unwrap().map(Result::unwrap).collect()
    };
    let changes = prop::collection::vec((0..4_u8, 1..6_i64, 0..9_u8, 0..500_i64), 1..60);
    let mut runner = TestRunner::new(Config {
        cases: 100,
        failure_persistence: None,
        ..Config::default()
    });
    let played = runner.run(&changes, |changes| {
        db.execute_batch("DELETE FROM opportunity").unwrap();
        for (what, rid, word, value) in changes {
            let sql = match what {
                0 | 1 => {
                    "INSERT INTO opportunity (rid, contact_key, name, pipeline, stage, status, value, owner, created, updated, since)
                     VALUES (?1, '', '', 'p' || (?2 % 2), 's' || (?2 % 3), iif(?2 % 5, 'open', 'won'), ?3, '', 0, 0, 0)
                     ON CONFLICT (rid) DO UPDATE SET stage = excluded.stage, status = excluded.status, value = excluded.value"
                }
                2 => "UPDATE opportunity SET pipeline = 'p' || (?2 % 2), value = ?3 WHERE rid = ?1",
                _ => "DELETE FROM opportunity WHERE rid = ?1 AND ?2 >= 0 AND ?3 >= 0",
            };
            db.execute(sql, (rid, word, value)).unwrap();
            let kept = rows("SELECT pipeline, status, stage, deals, value FROM deal_tally ORDER BY 1, 2, 3");
            let counted = rows(
                "SELECT pipeline, status, stage, count(*), sum(value) FROM opportunity GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            );
            prop_assert_eq!(kept, counted);
        }
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
}
