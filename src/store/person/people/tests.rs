use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SweepCommand, SyncCommand};
use crate::domain::filter::{Today, parse};
use crate::domain::opportunity::DealOrder;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::store::scratch::{first_page, steps};
use crate::store::{BoardAsk, Options, Reader, Roster, Store};

fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: "{}".into(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn book() -> (tempfile::TempDir, Store) {
    let (folder, store, _) = book_and_clock();
    (folder, store)
}

fn book_and_clock() -> (tempfile::TempDir, Store, Clock) {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let store = Store::open(
        &folder.path().join("a.db"),
        Options {
            clock: clock.clone(),
            role: Role::Owner,
            me: Some("u1".into()),
            rules: crate::store::at_any_hour(),
        },
    )
    .unwrap();
    let records = vec![
        told(EntityKind::User, "u1", json!({"name": "Jo March"})),
        told(
            EntityKind::Pipeline,
            "p1",
            json!({"name": "Buyers", "stages": [
                {"id": "s1", "name": "Contacted", "position": 0}, {"id": "s2", "name": "Qualified", "position": 1},
                {"id": "s3", "name": "Showing", "position": 2}, {"id": "s4", "name": "Offer", "position": 3}]}),
        ),
        told(
            EntityKind::CustomField,
            "f1",
            json!({"name": "Budget", "fieldKey": "contact.budget"}),
        ),
        told(
            EntityKind::Contact,
            "ana",
            json!({"firstName": "María", "lastName": "Ruiz", "phone": "+19095550142", "tags": ["Hot", "buyer"],
                   "assignedTo": "u1", "city": "Upland", "postalCode": "91739", "dateAdded": "2026-11-20T00:00:00Z",
                   "customFields": {"f1": 500_000}}),
        ),
        told(
            EntityKind::Contact,
            "bo",
            json!({"firstName": "Bo", "lastName": "Lee", "email": "bo@x.io", "tags": ["buyer"], "dnd": true,
                   "dateAdded": "2026-11-24T00:00:00Z"}),
        ),
        told(
            EntityKind::Contact,
            "cy",
            json!({"lastName": "100%_Odd", "dateAdded": "2026-10-01T00:00:00Z"}),
        ),
        told(
            EntityKind::Opportunity,
            "o1",
            json!({"contactId": "ana", "pipelineId": "p1", "pipelineStageId": "s3", "status": "open",
                   "monetaryValue": 525_000, "name": "Vine St"}),
        ),
        told(
            EntityKind::Message,
            "m1",
            json!({"contactId": "bo", "messageType": "TYPE_SMS", "direction": "inbound", "body": "a yard for the dog",
                   "dateAdded": "2026-11-25T09:00:00Z"}),
        ),
    ];
    store
        .commit_blocking(Command::Sync(first_page(records)), Origin::Remote)
        .unwrap();
    (folder, store, clock)
}

fn today() -> Today {
    Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some("u1".into()),
        vocabulary: std::sync::Arc::default(),
    }
}

/// Whom a filter that reads so chooses, at most `most` of them; all of them are counted.
fn chosen(store: &Store, roster: &Roster, text: &str, today: &Today, most: usize) -> Vec<String> {
    let filter = parse(text, today).unwrap();
    let window = store
        .read_blocking(|reader| reader.people(&filter, roster, 0, most, true))
        .unwrap();
    assert_eq!(window.total, Some(window.rows.len()), "{text}");
    window.rows.iter().map(|row| row.id.to_string()).collect()
}

fn found(store: &Store, roster: &Roster, text: &str) -> Vec<String> {
    let vocabulary = store.read_blocking(Reader::vocabulary).unwrap();
    let today = Today {
        vocabulary: std::sync::Arc::new(vocabulary),
        ..today()
    };
    chosen(store, roster, text, &today, 10)
}

#[test]
fn filters_choose_whom_they_say() {
    let (_folder, store) = book();
    let roster = Roster::default();
    for (text, ids) in [
        ("", vec!["bo", "ana", "cy"]),
        ("maria", vec!["ana"]),
        ("555 ruiz", vec!["ana"]),
        ("tag:hot", vec!["ana"]),
        ("tag:HOT,buyer", vec!["bo", "ana"]),
        ("tag:none", vec!["cy"]),
        ("tag:buyer -tag:hot", vec!["bo"]),
        ("owner:@me", vec!["ana"]),
        ("owner:jo", vec!["ana"]),
        ("owner:@none", vec!["bo", "cy"]),
        ("phone:909-555", vec!["ana"]),
        ("email:none", vec!["ana", "cy"]),
        ("city:upland | dnd:yes", vec!["bo", "ana"]),
        ("created<7d", vec!["bo", "ana"]),
        ("created>7d", vec!["cy"]),
        ("created:2026-11-20", vec!["ana"]),
        ("created:2026-11-19..2026-11-20", vec!["ana"]),
        ("created:2026-11-20..2026-11-24", vec!["bo", "ana"]),
        ("last_in<1d", vec!["bo"]),
        ("last_in:none", vec!["ana", "cy"]),
        ("stage:showing", vec!["ana"]),
        ("stage:contacted..showing", vec!["ana"]),
        ("stage:offer", vec![]),
        ("value>500k", vec!["ana"]),
        ("deal(value>500k status:open)", vec!["ana"]),
        ("pipeline:buyers -value>1m", vec!["ana"]),
        ("custom.budget:500000", vec!["ana"]),
        ("custom.budget>400k", vec!["ana"]),
        ("custom.budget:none", vec!["bo", "cy"]),
        ("\"yard for the dog\"", vec!["bo"]),
        ("100%_", vec!["cy"]),
        ("1_0%", vec![]),
        ("sort:name", vec!["cy", "bo", "ana"]),
        ("sort:-added", vec!["bo", "ana", "cy"]),
        ("sort:added", vec!["cy", "ana", "bo"]),
        ("limit:2", vec!["bo", "ana"]),
        ("name:\"'; DROP TABLE record; --\"", vec![]),
    ] {
        assert_eq!(found(&store, &roster, text), ids, "{text}");
    }
}

#[test]
fn memory_and_file_answer_alike_also_after_changes() {
    let (_folder, store) = book();
    let roster = Roster::default();
    store.read_blocking(|reader| roster.load(reader)).unwrap();
    for text in ["", "maria", "e", "555", "zz"] {
        assert_eq!(
            found(&store, &roster, text),
            found(&store, &Roster::default(), text),
            "{text}"
        );
    }
    let before = store.read_blocking(Reader::last_fact).unwrap();
    let rename = Command::EditContact {
        contact: "cy".into(),
        changes: vec![("firstName".into(), "Zed".into())],
    };
    store.commit_blocking(rename, Origin::Agent).unwrap();
    let lines = store
        .read_blocking(|reader| {
            let (ids, _) = reader.people_changed_since(before)?;
            reader.roster_lines(&ids)
        })
        .unwrap();
    roster.update(lines);
    assert_eq!(found(&store, &roster, "zed"), ["cy"]);
}

/// Whatever happens to people, and whenever the roster is renewed, it answers as the file does: everybody it should,
/// nobody twice, and in the file's order once it is renewed.
#[test]
fn a_roster_that_follows_stays_what_the_file_is() {
    for seed in 0..6_u64 {
        let (_folder, store, clock) = book_and_clock();
        let roster = Roster::default();
        store.read_blocking(|reader| roster.load(reader)).unwrap();
        let mut chance = seed;
        let mut next = |below: u64| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (chance >> 33) % below
        };
        for step in 0..12 {
            let before = store.read_blocking(Reader::last_fact).unwrap();
            let records = (0..=next(6))
                .map(|_| {
                    let (who, day) = (next(20), next(28) + 1);
                    let members = json!({"firstName": format!("P{}", next(3)), "email": format!("p{who}@h{}.com", next(3)),
                        "dateAdded": format!("2026-10-{day:02}T00:00:00Z")});
                    told(EntityKind::Contact, &format!("p{who}"), members)
                })
                .collect();
            let mut commands = vec![SyncCommand::Apply {
                records,
                cursor: None,
                first_copy: false,
            }];
            if next(3) == 0 {
                let entity = EntityRef::new(EntityKind::Contact, format!("p{}", next(20)));
                // Gone is what the CRM denies twice, some time apart.
                for _ in 0..2 {
                    let entity = entity.clone();
                    commands.push(SyncCommand::Sweep(SweepCommand::Denied { entity }));
                }
            }
            for command in commands {
                clock.advance(Duration::from_mins(11));
                // Somebody who never was cannot vanish; that is refused and changes nothing.
                let _refused = store.commit_blocking(Command::Sync(command), Origin::Remote);
            }
            let renewed = next(3) == 0;
            store
                .read_blocking(|reader| {
                    let (ids, _) = reader.people_changed_since(before)?;
                    roster.update(reader.roster_lines(&ids)?);
                    if renewed { roster.renew(reader) } else { Ok(()) }
                })
                .unwrap();
            for text in ["", "p1", "@h1.com", "p", "p7@h2.com"] {
                let mut ours = all(&store, &roster, text);
                let mut file = all(&store, &Roster::default(), text);
                if !renewed {
                    ours.sort();
                    file.sort();
                }
                assert_eq!(ours, file, "seed {seed}, step {step}, `{text}`");
            }
        }
    }
}

fn all(store: &Store, roster: &Roster, text: &str) -> Vec<String> {
    chosen(store, roster, text, &today(), 100)
}

#[test]
fn a_board_counts_and_sums_what_it_shows() {
    let (_folder, store) = book();
    let board = |filter: Option<&str>| {
        let filter = filter.map(|text| parse(text, &today()).unwrap());
        let ask = |reader: &Reader| {
            reader.board(&BoardAsk {
                pipeline: &"p1".into(),
                filter: filter.as_ref(),
                order: DealOrder::Score,
                cards: 10,
            })
        };
        store.read_blocking(ask).unwrap()
    };
    for filter in [None, Some("ruiz")] {
        let board = board(filter);
        assert_eq!(board.columns.len(), 1);
        let column = &board.columns[0];
        assert_eq!(
            (column.count, column.value.0, column.cards[0].who.raw()),
            (1, 52_500_000, "María Ruiz")
        );
    }
    assert!(board(Some("nobody-has-this-name")).columns.is_empty());
}

#[test]
fn a_person_with_two_deals_stands_at_the_one_that_changed_last() {
    let (_folder, store) = book();
    let deal = |id: &str, stage: &str, at: &str| {
        told(
            EntityKind::Opportunity,
            id,
            json!({"contactId": "bo", "pipelineId": "p1", "pipelineStageId": stage, "status": "open", "updatedAt": at}),
        )
    };
    let records = vec![
        deal("o2", "s4", "2026-11-20T00:00:00Z"),
        deal("o3", "s1", "2026-11-24T00:00:00Z"),
    ];
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
    let filter = parse("bo", &today()).unwrap();
    let rows = store
        .read_blocking(|reader| reader.people(&filter, &Roster::default(), 0, 5, false))
        .unwrap()
        .rows;
    let person = store
        .read_blocking(|reader| reader.person(&"bo".into()))
        .unwrap()
        .unwrap();
    assert_eq!(rows[0].stage.as_ref().unwrap().as_str(), "s1");
    assert_eq!(person.deals[0].stage.as_str(), "s1");
}

/// Statements that answer lists and searches may not walk a table: each must be led by an index.
#[test]
fn lists_and_searches_are_answered_from_indexes() {
    let (folder, store) = book();
    drop(store);
    let db = rusqlite::Connection::open(folder.path().join("a.db")).unwrap();
    for sql in [
        "SELECT rid, find FROM contact ORDER BY active DESC, rid DESC",
        "SELECT c.rid FROM contact c WHERE 1 ORDER BY c.active DESC, c.rid DESC LIMIT 50 OFFSET 100",
        "SELECT c.rid FROM contact c WHERE 1 ORDER BY c.name, c.rid LIMIT 50",
        "SELECT c.rid FROM contact c WHERE 1 ORDER BY c.added DESC, c.rid DESC LIMIT 50",
        "SELECT c.rid FROM contact c WHERE c.owner = ?1 ORDER BY c.active DESC, c.rid DESC LIMIT 50",
        "SELECT c.rid FROM contact c WHERE c.city LIKE ?1 ORDER BY c.active DESC, c.rid DESC LIMIT 50",
        "SELECT count(*) FROM contact c WHERE c.city LIKE ?1",
        "SELECT c.rid FROM contact c WHERE c.stage = (SELECT nr FROM stage WHERE id = ?1) AND c.last_in >= ?2 AND c.worth > ?3
           ORDER BY c.active DESC, c.rid DESC LIMIT 50",
        "SELECT count(*) FROM contact c WHERE c.stage IN (SELECT nr FROM stage WHERE id IN (?1, ?2)) AND c.last_in >= ?3",
        "SELECT c.rid FROM contact c WHERE +c.stage IN (SELECT nr FROM stage WHERE id IN (?1, ?2)) AND c.worth > 0
           ORDER BY c.active DESC, c.rid DESC LIMIT 50",
        "SELECT c.rid FROM contact c WHERE c.last_in >= ?1 ORDER BY c.last_in DESC, c.rid DESC LIMIT 50",
        "SELECT x.contact FROM opportunity x WHERE x.contact IS NOT NULL AND x.status = ?1 AND x.value > ?2",
        "SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND x.inbound = 1 AND x.at >= ?1",
        "SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND x.kind = 'call' AND x.at > 0",
        "SELECT x.contact FROM message x WHERE x.contact IS NOT NULL AND x.kind = 'call' GROUP BY x.contact HAVING max(x.at) >= ?1",
        "SELECT x.contact FROM task x WHERE x.contact IS NOT NULL AND x.completed = 0 AND x.due > 0 GROUP BY x.contact
           HAVING min(x.due) >= ?1",
        "SELECT c.rid FROM contact c WHERE c.added >= ?1 AND c.active >= ?1 ORDER BY c.active DESC, c.rid DESC LIMIT 50",
        "SELECT active, rid, find FROM contact WHERE (active, rid) < (?1, ?2) AND (active, rid) >= (?3, ?4)
           ORDER BY active DESC, rid DESC",
        "SELECT rid FROM message x WHERE x.contact = ?1 ORDER BY at DESC LIMIT 200",
        "SELECT rid FROM note x WHERE x.contact = ?1 ORDER BY at DESC LIMIT 200",
        "SELECT rid FROM task x WHERE x.contact = ?1 ORDER BY completed, due LIMIT 200",
        "SELECT stage, count(*), sum(value) FROM opportunity WHERE pipeline = ?1 AND status = 'open' GROUP BY stage",
        "SELECT rid FROM opportunity WHERE pipeline = ?1 AND status = 'open' AND stage = ?2 ORDER BY updated DESC, rid DESC LIMIT 40",
        "SELECT rid FROM opportunity o WHERE o.contact = ?1 AND o.status = 'open'",
        "SELECT 1 FROM contact_tag t WHERE t.rid = ?1 AND t.tag IN (?2, ?3)",
        "SELECT seq FROM outbox WHERE state = 'queued' AND not_before <= ?1",
        "SELECT id FROM chat_thread ORDER BY at DESC LIMIT 50",
        "SELECT seq FROM chat_turn WHERE thread = ?1 ORDER BY seq",
        "SELECT seq FROM journal WHERE rid = ?1 ORDER BY seq",
    ] {
        let plan = steps(&db, sql);
        for step in &plan {
            // An account has some dozens of stages: walking them is as good as an index.
            let walks = step.starts_with("SCAN") && !step.contains("USING") && step != "SCAN stage";
            assert!(!walks && !step.contains("TEMP B-TREE"), "{sql}\n{plan:#?}");
        }
    }
}

/// As wide as an account gets, with few people in it; `benches/large.rs` asks the same of a hundred thousand.
#[test]
fn f67_with_500_tags_and_300_fields_every_list_filter_and_name_is_right() {
    let (_folder, store) = book();
    let tag = |nr: usize| format!("tag number {nr}");
    let (of, value) = (
        |who: usize| [who * 2 % 500, (who * 2 + 1) % 500],
        |who: usize| who * 37 % 1_000,
    );
    let fields = (0..300).map(|nr| {
        let members = json!({"name": format!("Number {nr}"), "fieldKey": format!("contact.number_{nr}"),
            "dataType": "NUMERICAL", "model": "contact"});
        told(EntityKind::CustomField, &format!("n{nr}"), members)
    });
    let people = (0..400).map(|who| {
        let values: serde_json::Map<String, Value> = (0..300)
            .map(|nr| (format!("n{nr}"), value(who + nr).into()))
            .collect();
        let tags: Vec<String> = of(who).map(tag).into();
        told(
            EntityKind::Contact,
            &format!("w{who}"),
            json!({"firstName": format!("Who {who}"), "tags": tags, "customFields": values}),
        )
    });
    let records = fields.chain(people).collect();
    store
        .commit_blocking(Command::Sync(first_page(records)), Origin::Remote)
        .unwrap();
    let directory = store.read_blocking(Reader::directory).unwrap();
    let numbers = directory
        .custom_fields
        .iter()
        .filter(|field| field.key.starts_with("contact.number_"));
    assert_eq!(numbers.count(), 300);
    let tags = store.read_blocking(Reader::tags).unwrap();
    assert_eq!(
        tags.iter()
            .filter(|tag| tag.name.raw().starts_with("tag number"))
            .count(),
        500
    );
    let today = Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: None,
        vocabulary: std::sync::Arc::new(store.read_blocking(Reader::vocabulary).unwrap()),
    };
    let found = |text: &str| {
        let filter = parse(text, &today).unwrap();
        let window = store.read_blocking(|reader| reader.people(&filter, &Roster::default(), 0, 500, true));
        let window = window.unwrap();
        assert_eq!(window.total, Some(window.rows.len()), "{text}");
        let mut names: Vec<String> = window.rows.iter().map(|row| row.id.to_string()).collect();
        names.sort();
        names
    };
    let expected = |fits: &dyn Fn(usize) -> bool| {
        let mut names: Vec<String> = (0..400)
            .filter(|who| fits(*who))
            .map(|who| format!("w{who}"))
            .collect();
        names.sort();
        names
    };
    for nr in [0, 7, 250, 499] {
        assert_eq!(
            found(&format!("tag:\"tag number {nr}\"")),
            expected(&|who| of(who).contains(&nr)),
            "{nr}"
        );
    }
    for nr in [0, 123, 299] {
        assert_eq!(
            found(&format!("custom.number_{nr}>900")),
            expected(&|who| value(who + nr) > 900),
            "{nr}"
        );
    }
    assert_eq!(
        found("custom.number_7>200 custom.number_299>200 tag:\"tag number 40\""),
        expected(&|who| value(who + 7) > 200 && value(who + 299) > 200 && of(who).contains(&40))
    );
}
