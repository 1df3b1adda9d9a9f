use super::*;
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::{Options, Store};

fn store(folder: &tempfile::TempDir) -> Store {
    let options = Options {
        clock: Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()),
        role: Role::Owner,
        me: None,
        rules: crate::store::at_any_hour(),
    };
    Store::open(&folder.path().join("a.db"), options).unwrap()
}

async fn keep(store: &Store, command: ChatCommand) -> crate::store::Receipt {
    store.commit(Command::Chat(command), Origin::Agent).await.unwrap()
}

/// A chat with one question and, if there is one, its answer.
async fn chat(store: &Store, title: &str, question: &str, answer: Option<&str>) -> ThreadId {
    let thread = keep(store, ChatCommand::Start { title: title.into() })
        .await
        .thread
        .unwrap();
    let block = |text: &str| serde_json::json!({"type": "text", "text": text}).to_string();
    let blocks = vec![block(question)];
    let ask = ChatCommand::Ask {
        thread: thread.clone(),
        blocks,
        hidden: Vec::new(),
        told: Vec::new(),
    };
    keep(store, ask).await;
    if let Some(answer) = answer {
        let turn = open_answer(store, &thread).await;
        let block = block(answer);
        let seal = ChatCommand::Seal {
            turn: turn.clone(),
            block,
        };
        keep(store, seal).await;
        let end = ChatCommand::End {
            turn,
            outcome: TurnOutcome::Complete,
            usage: None,
            took_ms: 5,
        };
        keep(store, end).await;
    }
    thread
}

async fn open_answer(store: &Store, thread: &ThreadId) -> TurnId {
    let answer = ChatCommand::Answer {
        thread: thread.clone(),
        model: "m".into(),
    };
    keep(store, answer).await.turn.unwrap()
}

async fn found(store: &Store, words: &str) -> Vec<ThreadId> {
    let words = words.to_owned();
    let threads = store.read(move |reader| reader.threads(&words, 50)).await;
    threads.unwrap().into_iter().map(|thread| thread.id).collect()
}

#[tokio::test]
async fn a_chat_is_found_by_its_title_its_question_and_its_answer() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let plan = chat(
        &store,
        "Saturday plan",
        "Who could come?",
        Some("Zoë Müller at nine."),
    )
    .await;
    let letter = chat(&store, "HOA letter", "Write about the fence", None).await;
    assert_eq!(found(&store, "").await.len(), 2);
    assert_eq!(found(&store, "satur").await, std::slice::from_ref(&plan));
    assert_eq!(found(&store, "fence write").await, std::slice::from_ref(&letter));
    assert_eq!(found(&store, "zoe mull").await, std::slice::from_ref(&plan));
    // How a block is kept is nothing that was said.
    assert!(found(&store, "type").await.is_empty());
    assert!(found(&store, "nobody \"").await.is_empty());
    let rename = ChatCommand::Rename {
        thread: plan.clone(),
        title: "Open house".into(),
    };
    keep(&store, rename).await;
    assert_eq!(found(&store, "open hou").await, [plan]);
    assert!(found(&store, "saturday").await.is_empty());
}

#[tokio::test]
async fn what_a_crash_left_of_an_answer_is_found_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let thread = chat(&store, "Osborne", "Draft a counter", None).await;
    let turn = open_answer(&store, &thread).await;
    let text = "We counter at four eighty".into();
    keep(&store, ChatCommand::KeepPartial { turn, text }).await;
    assert!(found(&store, "eighty").await.is_empty());
    store
        .commit(Command::Sync(SyncCommand::Recover), Origin::Remote)
        .await
        .unwrap();
    assert_eq!(found(&store, "eighty").await, [thread]);
}

#[tokio::test]
async fn chats_of_an_older_file_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let (path, before) = (folder.path().join("a.db"), 2);
    let db = Connection::open(&path).unwrap();
    for step in crate::store::schema::MIGRATIONS.iter().take(before) {
        db.execute_batch(step).unwrap();
    }
    db.pragma_update(None, "user_version", before as i64).unwrap();
    db.execute_batch(
        r#"INSERT INTO chat_thread (seq, id, title, at) VALUES (7, 'c7', 'Old plan', 1);
           INSERT INTO chat_turn (seq, id, thread, speaker, outcome, at) VALUES (9, 't9', 7, 'user', '{}', 1);
           INSERT INTO chat_block (turn, nr, json) VALUES (9, 0, '{"type":"text","text":"about the fence"}');"#,
    )
    .unwrap();
    drop(db);
    let store = store(&folder);
    assert_eq!(found(&store, "plan").await, ["c7".into()]);
    assert_eq!(found(&store, "fen").await, ["c7".into()]);
}

#[tokio::test]
async fn no_search_walks_through_all_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    drop(store(&folder));
    let db = Connection::open(folder.path().join("a.db")).unwrap();
    for sql in [ALL, FOUND] {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let params = vec!["1"; statement.parameter_count()];
        let plan: Vec<String> = statement
            .query_map(rusqlite::params_from_iter(params), |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for step in &plan {
            let walks = step.starts_with("SCAN") && !step.contains("INDEX");
            assert!(!walks || step.contains("VIRTUAL TABLE"), "{plan:#?}");
        }
    }
}
