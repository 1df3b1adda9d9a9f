use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::RemoteRecord;
use crate::store::Store;

async fn store(folder: &tempfile::TempDir) -> Store {
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let members = json!({"id": "c1", "firstName": "Dana", "lastName": "Lee"});
    let record = RemoteRecord {
        kind: EntityKind::Contact,
        id: "c1".to_owned(),
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    };
    let page = Command::Sync(SyncCommand::Apply {
        records: vec![record],
        cursor: None,
        first_copy: false,
    });
    store.commit(page, Origin::Engine).await.unwrap();
    store
}

async fn change(store: &Store, command: MemoryCommand) -> Result<(), CommitError> {
    store
        .commit(Command::Memory(command), Origin::Agent)
        .await
        .map(drop)
}

async fn known(store: &Store) -> Vec<Memory> {
    store.read(|reader| reader.memories(&"c1".into())).await.unwrap()
}

fn fact(text: &str) -> MemoryCommand {
    MemoryCommand::Add {
        contact: "c1".into(),
        text: text.to_owned(),
        source: MemorySource::Agent,
    }
}

#[tokio::test]
async fn a_fact_is_remembered_with_its_source_and_date_put_differently_and_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    change(&store, fact(" prefers texts ")).await.unwrap();
    let first = known(&store).await;
    assert_eq!(first.len(), 1);
    assert_eq!(
        (first[0].text.raw(), first[0].source),
        ("prefers texts", MemorySource::Agent)
    );
    assert_eq!(first[0].at.to_string(), "2026-11-25T10:00:00Z");
    let memory = first[0].id.clone();
    let text = "prefers e-mail".to_owned();
    change(
        &store,
        MemoryCommand::Reword {
            memory: memory.clone(),
            text,
        },
    )
    .await
    .unwrap();
    assert_eq!(known(&store).await[0].text.raw(), "prefers e-mail");
    change(
        &store,
        MemoryCommand::Drop {
            memory: memory.clone(),
        },
    )
    .await
    .unwrap();
    assert_eq!(known(&store).await, []);
    assert!(change(&store, MemoryCommand::Drop { memory }).await.is_err());
    assert!(change(&store, fact("  ")).await.is_err());
    assert!(change(&store, fact(&"x".repeat(MOST + 1))).await.is_err());
}

#[tokio::test]
async fn forgetting_a_person_forgets_what_was_remembered_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    change(&store, fact("plays the harmonium")).await.unwrap();
    let forget = Command::Forget { contact: "c1".into() };
    store.commit(forget, Origin::Agent).await.unwrap();
    assert_eq!(known(&store).await, []);
    let left: i64 = store
        .read(|reader| {
            Ok(reader
                .db
                .query_row("SELECT count(*) FROM memory", [], |row| row.get(0))?)
        })
        .await
        .unwrap();
    assert_eq!(left, 0);
}
