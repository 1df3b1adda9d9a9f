use jiff::Timestamp;

use super::*;
use crate::clock::Clock;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::Store;
use crate::store::scratch::steps;

fn store(folder: &tempfile::TempDir) -> Store {
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
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
    for step in crate::store::file::schema::MIGRATIONS.iter().take(before) {
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
        let plan = steps(&db, sql);
        for step in &plan {
            let walks = step.starts_with("SCAN") && !step.contains("INDEX");
            assert!(!walks || step.contains("VIRTUAL TABLE"), "{plan:#?}");
        }
    }
}

fn words(turns: &[Turn]) -> Vec<String> {
    turns.iter().map(Turn::text).collect()
}

/// A chat with two questions; the second answer has thought, looked something up and cost something.
async fn paid(store: &Store) -> (ThreadId, TurnId) {
    let thread = chat(store, "Saturday", "who is free?", Some("[Name 1] is.")).await;
    let settle = ChatCommand::Settle {
        thread: thread.clone(),
        model: "m".into(),
        effort: Some("low".into()),
    };
    keep(store, settle).await;
    let ask = ChatCommand::Ask {
        thread: thread.clone(),
        blocks: vec![r#"{"type":"text",  "text":"and on Sunday?"}"#.into()],
        hidden: Vec::new(),
        told: Vec::new(),
    };
    let second = keep(store, ask).await.turn.unwrap();
    let answer = open_answer(store, &thread).await;
    let thinking = r#"{"type":"thinking","thinking":"hm","signature":"s"}"#;
    let call = ChatCommand::Seal {
        turn: answer.clone(),
        block: thinking.into(),
    };
    keep(store, call).await;
    let note = crate::domain::chat::CallNote {
        call: "u1".into(),
        tool: "find_people".into(),
        line: "leads · 3".into(),
        fault: false,
        took_ms: 4,
        plan: None,
    };
    let end = ChatCommand::End {
        turn: answer.clone(),
        outcome: TurnOutcome::Complete,
        usage: Some(TurnUsage {
            input: 10,
            micro_dollars: 700,
            ..TurnUsage::default()
        }),
        took_ms: 3,
    };
    keep(store, end).await;
    let results = ChatCommand::Results {
        turn: answer,
        blocks: Vec::new(),
        hidden: Vec::new(),
        calls: vec![note],
    };
    keep(store, results).await;
    (thread, second)
}

#[tokio::test]
async fn a_branch_has_what_was_said_before_it_byte_for_byte_and_nothing_is_paid_twice() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let (thread, second) = paid(&store).await;
    // An answer that is being written stays where it is.
    open_answer(&store, &thread).await;
    let whole = ChatCommand::Branch {
        thread: thread.clone(),
        at: None,
    };
    let whole = keep(&store, whole).await.thread.unwrap();
    let early = ChatCommand::Branch {
        thread: whole.clone(),
        at: None,
    };
    let (of, second_of) = (whole.clone(), second.clone());
    let (old, new) = store
        .read(move |reader| Ok((reader.transcript(&thread)?, reader.transcript(&of)?)))
        .await
        .unwrap();
    assert_eq!(new.len(), old.len() - 1);
    for (old, new) in old.iter().zip(&new) {
        assert_eq!(
            (&old.blocks, &old.usage, &old.outcome, old.at),
            (&new.blocks, &new.usage, &new.outcome, new.at)
        );
        assert_ne!(old.id, new.id);
    }
    // A turn of another chat is no place in this one: nothing comes along.
    let foreign = ChatCommand::Branch {
        thread: whole.clone(),
        at: Some(second_of),
    };
    let none = keep(&store, foreign).await.thread.unwrap();
    let before = ChatCommand::Branch {
        thread: whole.clone(),
        at: Some(new[2].id.clone()),
    };
    let before = keep(&store, before).await.thread.unwrap();
    let again = keep(&store, early).await.thread.unwrap();
    let found = store
        .read(move |reader| {
            let calls: usize = reader.calls(&whole)?.values().map(Vec::len).sum();
            let early = reader.transcript(&before)?;
            let threads = reader.threads("", 10)?;
            let found = reader.threads("sunday", 10)?.len();
            assert_eq!(reader.transcript(&none)?.len(), 0);
            Ok((
                calls,
                early,
                threads,
                found,
                reader.settled(&again)?,
                reader.spent_since(Timestamp::UNIX_EPOCH)?,
            ))
        })
        .await
        .unwrap();
    let (calls, early, threads, found, settled, spent) = found;
    assert_eq!(calls, 1);
    assert_eq!(words(&early), ["who is free?", "[Name 1] is."]);
    assert_eq!((found, spent), (3, 700));
    assert_eq!(settled.effort.as_deref(), Some("low"));
    let root = threads.iter().find(|thread| thread.branch_of.is_none()).unwrap();
    let branches = threads.iter().filter(|thread| thread.branch_of.is_some());
    for branch in branches {
        assert_eq!(branch.title.raw(), "branch: Saturday");
        assert_eq!(branch.branch_of.as_ref(), Some(&root.id));
        assert_eq!(branch.micro_dollars, 0);
    }
}

#[tokio::test]
async fn what_broke_off_counts_to_its_chat() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let thread = chat(&store, "a", "who is free?", Some("Tom is.")).await;
    let other = chat(&store, "b", "who is new?", Some("Dana is.")).await;
    let charge = ChatCommand::Charge {
        thread: thread.clone(),
        micro_dollars: 90,
    };
    keep(&store, charge.clone()).await;
    keep(&store, charge).await;
    let (threads, spent) = store
        .read(|reader| {
            Ok((
                reader.threads("", 10)?,
                reader.spent_since(Timestamp::UNIX_EPOCH)?,
            ))
        })
        .await
        .unwrap();
    let cost = |id: &ThreadId| {
        threads
            .iter()
            .find(|thread| thread.id == *id)
            .unwrap()
            .micro_dollars
    };
    assert_eq!((cost(&thread), cost(&other), spent), (180, 0, 180));
}

#[tokio::test]
async fn a_question_waits_on_disk_until_it_is_asked_or_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let thread = chat(&store, "a", "who is free?", None).await;
    let waits = |waits| ChatCommand::Wait {
        thread: thread.clone(),
        waits,
    };
    let waiting = || store.read(Reader::waiting_chats);
    keep(&store, waits(true)).await;
    keep(&store, waits(true)).await;
    assert_eq!(waiting().await.unwrap(), std::slice::from_ref(&thread));
    keep(&store, waits(false)).await;
    assert_eq!(waiting().await.unwrap(), []);
}
