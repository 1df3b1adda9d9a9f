use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::record::RemoteRecord;
use crate::store::Store;
use crate::store::scratch::{first_page, steps};

fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: "{}".into(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn store(records: Vec<RemoteRecord>) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    store
        .commit_blocking(Command::Sync(first_page(records)), Origin::Remote)
        .unwrap();
    (folder, store)
}

fn person(id: &str) -> RemoteRecord {
    told(EntityKind::Contact, id, json!({"firstName": id}))
}

fn text(id: &str, of: &str, at: &str, body: &str) -> RemoteRecord {
    let members = json!({"contactId": of, "messageType": "TYPE_SMS", "direction": "inbound", "dateAdded": at, "body": body});
    told(EntityKind::Message, id, members)
}

#[test]
fn a_thread_is_walked_by_pages_without_a_gap_or_anything_twice() {
    let mut records = vec![
        person("ana"),
        person("bo"),
        text("of_bo", "bo", "2026-11-01T00:00:00Z", "hi"),
    ];
    // Several of the same moment: a page may end between them.
    records.extend((0..23).map(|nr| {
        text(
            &format!("m{nr}"),
            "ana",
            &format!("2026-11-{:02}T00:00:00Z", 1 + nr / 4),
            "hi",
        )
    }));
    let (_folder, store) = store(records);
    let (mut seen, mut before, mut pages) = (Vec::new(), None, 0);
    loop {
        let asked = before.clone();
        let page = store
            .read_blocking(|reader| reader.thread_page(&"ana".into(), asked.as_ref(), 5))
            .unwrap()
            .unwrap();
        pages += 1;
        seen.extend(
            page.messages
                .iter()
                .map(|message| (message.at, message.id.clone())),
        );
        before = page.messages.last().map(|message| message.id.clone());
        if !page.more {
            break;
        }
        assert_eq!(page.messages.len(), 5);
    }
    assert_eq!((pages, seen.len()), (5, 23));
    assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "{seen:?}");
    assert_eq!(
        seen.iter()
            .map(|(_, id)| id.as_str())
            .collect::<BTreeSet<_>>()
            .len(),
        23
    );
    let elsewhere = store.read_blocking(|reader| reader.thread_page(&"ana".into(), Some(&"of_bo".into()), 5));
    assert_eq!(elsewhere.unwrap(), None);
}

/// The ids that these words find, in order.
fn ids(store: &Store, words: &str, of: Option<&str>) -> Vec<String> {
    let of = of.map(ContactId::from);
    let found = store
        .read_blocking(|reader| reader.mentions(words, of.as_ref(), 0, 50))
        .unwrap()
        .unwrap();
    let id = |said: &Said| match said {
        Said::Message(message) => message.id.as_str().to_owned(),
        Said::Note(note) => note.id.as_str().to_owned(),
    };
    assert_eq!(found.total, found.found.len());
    found.found.iter().map(|(_, said)| id(said)).collect()
}

#[test]
fn words_are_found_in_messages_and_notes_newest_first() {
    let note = json!({"contactId": "bo", "dateAdded": "2026-11-04T00:00:00Z", "body": "Pre-approval of the bank, wants a garden"});
    let (_folder, store) = store(vec![
        person("ana"),
        person("bo"),
        text(
            "m1",
            "ana",
            "2026-11-02T00:00:00Z",
            "The garden is too small for us",
        ),
        text("m2", "bo", "2026-11-05T00:00:00Z", "A small garden would do"),
        text("m3", "ana", "2026-11-03T00:00:00Z", "¿Y el jardín?"),
        told(EntityKind::Note, "n1", note),
    ]);
    assert_eq!(ids(&store, "garden", None), ["m2", "n1", "m1"]);
    assert_eq!(ids(&store, "gard", None), ["m2", "n1", "m1"]);
    assert_eq!(ids(&store, "small garden", None), ["m2", "m1"]);
    assert_eq!(ids(&store, "\"small garden\"", None), ["m2"]);
    assert_eq!(ids(&store, "jardin", None), ["m3"]);
    assert_eq!(ids(&store, "garden", Some("bo")), ["m2", "n1"]);
    assert_eq!(ids(&store, "garden", Some("nobody")), [""; 0]);
    assert_eq!(ids(&store, "\"small garden\" do", Some("bo")), ["m2"]);
    assert_eq!(ids(&store, "\"garden small\"", Some("bo")), [""; 0]);
    // What only the index can take apart is asked of it.
    assert_eq!(ids(&store, "jardin", Some("ana")), ["m3"]);
    assert_eq!(ids(&store, "jardín", Some("ana")), ["m3"]);
    assert_eq!(ids(&store, "jardín", Some("bo")), [""; 0]);
    // Nothing that is typed becomes part of the question.
    assert_eq!(ids(&store, "garden OR bank NEAR( \" *", None), [""; 0]);
    let nothing = store
        .read_blocking(|reader| reader.mentions(" \"?!\" ", None, 0, 5))
        .unwrap();
    assert_eq!(nothing, None);
}

#[test]
fn a_word_that_everybody_says_is_counted_up_to_a_bound() {
    let mut records = vec![person("ana")];
    records.extend(
        (0..LOOKED_AT + 10).map(|nr| text(&format!("m{nr}"), "ana", "2026-11-02T00:00:00Z", "the house")),
    );
    let (_folder, store) = store(records);
    for of in [None, Some(ContactId::from("ana"))] {
        let found = store
            .read_blocking(|reader| reader.mentions("house", of.as_ref(), LOOKED_AT - 3, 20))
            .unwrap()
            .unwrap();
        assert_eq!(
            (found.total, found.uncounted, found.found.len()),
            (LOOKED_AT, true, 3)
        );
    }
}

#[test]
fn pages_words_sums_and_bookings_are_read_from_indexes() {
    let (_folder, store) = store(vec![person("ana")]);
    let of_person = of_person(
        &["small".into(), "garden".into()],
        &mut vec![Bound::from(1), Bound::from(1)],
    );
    let asked = [
        PAGE,
        ANYWHERE,
        &of_person,
        crate::store::ask::booked::BEGUN,
        crate::store::person::deals::SUMS,
        crate::store::person::deals::STILL,
    ];
    for sql in asked {
        let plan = store.read_blocking(|reader| Ok(steps(&reader.db, sql))).unwrap();
        for step in &plan {
            let bounded = ["SCAN hit", "SCAN p", "SCAN place", "SCAN CONSTANT ROW"]
                .iter()
                .any(|part| step.starts_with(part));
            let walks = step.starts_with("SCAN") && !step.contains("INDEX") && !bounded;
            assert!(!walks, "{sql}\n{plan:#?}");
        }
    }
}
