use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::command::SyncCommand;
use crate::domain::origin::Origin;
use crate::domain::record::RemoteRecord;
use crate::store::Store;

#[test]
fn it_is_told_before_who_changes_who_stays_and_who_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
    let options = crate::store::scratch::options(&clock);
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let contact = |id: &str, tags: &[&str]| {
        let members = json!({"firstName": id.to_uppercase(), "tags": tags});
        RemoteRecord {
            kind: EntityKind::Contact,
            id: id.into(),
            raw: members.to_string(),
            fields: members.as_object().unwrap().clone(),
        }
    };
    let apply = SyncCommand::Apply {
        records: vec![
            contact("c1", &["old"]),
            contact("c2", &["old"]),
            contact("c3", &[]),
        ],
        cursor: None,
        first_copy: false,
    };
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
    clock.advance(std::time::Duration::from_hours(2));
    let city = Command::EditContact {
        contact: "c2".into(),
        changes: vec![("city".to_owned(), json!("Upland"))],
    };
    store.commit_blocking(city, Origin::Agent).unwrap();
    let off = |id: &str| Command::EditTags {
        contact: id.into(),
        add: vec![],
        remove: vec!["old".into()],
    };
    let commands: Vec<Command> = ["c1", "c2", "c3", "nobody"].into_iter().map(off).collect();
    let now = clock.now();
    let would = store
        .read_blocking(move |reader| reader.would(&commands, now))
        .unwrap();
    assert_eq!((would.changes, would.same, would.recent), (2, 1, 1));
    let [(why, 1)] = would.left_out.as_slice() else {
        panic!("{:?}", would.left_out)
    };
    assert!(why.contains("there is no contact nobody"), "{why}");
    let names: Vec<_> = would.people.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["C1", "C2", "C3", "nobody we know"]);
    assert!(would.people[0].1.is_empty() && !would.people[2].1.is_empty());
}
