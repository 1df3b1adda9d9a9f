use rusqlite::Connection;

use super::*;
use crate::clock::Clock;
use crate::domain::origin::Origin;
use crate::store::Store;
use crate::store::write::journal;

/// Rows that one pull of the CRM leaves.
const PULLED: i64 = 12_000;

/// A log: one row by a person, then those of a pull a second each, then one of an automation.
fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
    let store = Store::open(&path, options).unwrap();
    let mut db = Connection::open(&path).unwrap();
    let work = db.transaction().unwrap();
    let run = Origin::Automation {
        run: "r1".to_owned(),
        kind: crate::domain::origin::Kind::Service,
    };
    journal::audit(&work, "mine", 0, &Origin::Cli, "my note", None).unwrap();
    for nr in 1..=PULLED {
        journal::audit(
            &work,
            &format!("p{nr}"),
            nr * 1_000,
            &Origin::Remote,
            "pulled",
            None,
        )
        .unwrap();
    }
    journal::audit(&work, "auto", (PULLED + 1) * 1_000, &run, "a text", None).unwrap();
    work.commit().unwrap();
    (folder, store)
}

fn ids(store: &Store, by: Option<&'static str>, since: Option<i64>, limit: usize) -> Vec<String> {
    let since = since.map(|since| Timestamp::from_millisecond(since).unwrap());
    let rows = store
        .read_blocking(move |reader| reader.log_of(by, since, limit))
        .unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

#[test]
fn what_one_did_is_found_behind_everything_that_others_did_since() {
    let (_folder, store) = store();
    assert_eq!(ids(&store, Some("me"), None, 10), ["mine"]);
    assert_eq!(
        ids(&store, Some("automation"), None, 10),
        ["auto"],
        "whatever it writes for"
    );
    assert_eq!(ids(&store, Some("sync"), None, 2), ["p12000", "p11999"]);
    assert_eq!(ids(&store, Some("claude"), None, 2), Vec::<String>::new());
}

#[test]
fn what_was_done_since_a_moment_is_all_of_it_and_nothing_from_before() {
    let (_folder, store) = store();
    assert_eq!(
        ids(&store, None, Some(11_999_000), 10),
        ["auto", "p12000", "p11999"]
    );
    assert_eq!(ids(&store, None, Some(12_000_500), 10), ["auto"]);
    assert_eq!(ids(&store, None, Some(13_000_000), 10), Vec::<String>::new());
    assert_eq!(ids(&store, None, Some(0), usize::MAX >> 1).len(), 12_002);
    assert_eq!(ids(&store, Some("me"), Some(1), 10), Vec::<String>::new());
    assert_eq!(ids(&store, None, None, usize::MAX >> 1).len(), 12_002);
}
