//! Chats that call somebody who is forgotten by the first name alone.

use super::*;
use crate::domain::chat::{SentBytes, Turn};
use crate::domain::mask::{Identity, Kind, Row, Vault};
use crate::domain::value::ThreadId;

/// What only looked like a name.
fn likely(number: u32, whole: &str) -> Row {
    Row {
        kind: Kind::Person,
        number,
        whole: whole.to_owned(),
        first: String::new(),
        last: String::new(),
        known: false,
    }
}

/// A chat with one question, asked twice over the wire, and an answer.
fn chat(store: &Store, title: &str, typed: &str, hidden: Vec<Row>) -> ThreadId {
    let say = |command| {
        store
            .commit_blocking(Command::Chat(command), Origin::Agent)
            .unwrap()
    };
    let is_about_nobody = hidden.is_empty();
    let thread = say(ChatCommand::Start { title: title.into() }).thread.unwrap();
    say(ChatCommand::Ask {
        thread: thread.clone(),
        blocks: vec![json!({"type": "text", "text": typed}).to_string()],
        hidden,
        told: Vec::new(),
    });
    let mut before = String::new();
    for more in ["", ",{}"] {
        let body = format!(r#"{{"messages":[{{"role":"user","content":"{typed}"}}{more}],"stream":true}}"#);
        let bytes = SentBytes::between(&before, &body);
        say(ChatCommand::Sent {
            thread: thread.clone(),
            bytes,
        });
        before = body;
    }
    let answer = ChatCommand::Answer {
        thread: thread.clone(),
        model: "m".into(),
    };
    let turn = say(answer).turn.unwrap();
    say(ChatCommand::Seal {
        turn: turn.clone(),
        block: json!({"type": "text", "text": "Person_1 looks for a garden."}).to_string(),
    });
    let usage = TurnUsage {
        micro_dollars: 5,
        ..TurnUsage::default()
    };
    say(ChatCommand::End {
        turn,
        outcome: TurnOutcome::Complete,
        usage: Some(usage),
        took_ms: 1,
    });
    if !is_about_nobody {
        say(ChatCommand::KeepDraft {
            thread: Some(thread.clone()),
            text: "and Quirina again".into(),
        });
    }
    thread
}

fn other(first: &str) -> RemoteRecord {
    told(
        EntityKind::Contact,
        "contact-lo-0000003",
        json!({"firstName": first, "lastName": "Lopez", "phone": "+14155550142"}),
    )
}

fn titles(store: &Store, words: &str) -> Vec<String> {
    let threads = store.read_blocking(|reader| reader.threads(words, 10)).unwrap();
    threads
        .iter()
        .map(|thread| thread.title.raw().to_owned())
        .collect()
}

#[tokio::test]
async fn p45_a_chat_that_calls_them_by_a_name_nobody_else_bears_goes() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    let chats = store.clone();
    tokio::task::spawn_blocking(move || {
        chat(
            &chats,
            "What does quirina want?",
            "what does Person_1 want?",
            vec![likely(1, "Quirina")],
        );
        chat(&chats, "Gardens", "any gardens?", Vec::new());
        let draft = ChatCommand::KeepDraft {
            thread: None,
            text: "tell Quirina".into(),
        };
        chats
            .commit_blocking(Command::Chat(draft), Origin::Agent)
            .unwrap();
    })
    .await
    .unwrap();
    let spent = |reader: &Reader| reader.spent_since(jiff::Timestamp::UNIX_EPOCH);
    let before = store.read(spent).await.unwrap();
    forgotten_now(&store, &hers).await;
    assert_eq!(holding(bench.folder.path()), []);
    assert_eq!(store.read(spent).await.unwrap(), before);
    let left = store.clone();
    let titles = tokio::task::spawn_blocking(move || titles(&left, ""))
        .await
        .unwrap();
    assert_eq!(titles, ["Gardens"]);
}

#[tokio::test]
async fn p45_where_somebody_else_bears_the_name_only_the_word_goes() {
    let bench = Bench::new();
    let store = bench.open();
    let hers = everything(&store).await;
    let chats = store.clone();
    let (unclear, others) = tokio::task::spawn_blocking(move || {
        apply(&chats, vec![other("Quirina")]);
        let unclear = chat(
            &chats,
            "Quirina and the garden",
            "what did quirina say?",
            vec![likely(1, "Quirina")],
        );
        let mut vault = Vault::default();
        vault.learn(&Identity {
            first: "Quirina".into(),
            last: "Lopez".into(),
            ..Identity::default()
        });
        let others = chat(
            &chats,
            "Quirina moves",
            "what did Quirina say?",
            vault.rows(0).to_vec(),
        );
        (unclear, others)
    })
    .await
    .unwrap();
    forgotten_now(&store, &hers).await;
    let read = move |reader: &Reader| {
        let bodies: Vec<_> = (0..2)
            .map(|nr| reader.sent_body(&unclear, Some(nr)))
            .collect::<Result<_, _>>()?;
        let turns = reader.transcript(&unclear)?;
        let vault = reader.vault(&unclear)?;
        let said: Vec<String> = turns
            .into_iter()
            .map(|turn| turn.restored(&vault).text())
            .collect();
        let others: Vec<String> = reader.transcript(&others)?.iter().map(Turn::text).collect();
        Ok((bodies, said, others))
    };
    let (bodies, said, others) = store.read(read).await.unwrap();
    assert_eq!(
        said,
        ["what did (forgotten) say?", "(forgotten) looks for a garden."]
    );
    assert_eq!(others, ["what did Quirina say?", "Person_1 looks for a garden."]);
    let body = |more: &str| {
        Some(format!(
            r#"{{"messages":[{{"role":"user","content":"what did ******* say?"}}{more}],"stream":true}}"#
        ))
    };
    assert_eq!(bodies, [body(""), body(",{}")]);
    let left = store.clone();
    let found = tokio::task::spawn_blocking(move || {
        let (quirina, garden) = (titles(&left, "quirina"), titles(&left, "garden"));
        (quirina, garden)
    });
    let (quirina, garden) = found.await.unwrap();
    assert_eq!(
        quirina,
        ["Quirina moves"],
        "only the other one's chat is found by the name"
    );
    assert_eq!(garden.len(), 2);
    assert!(
        garden.contains(&"(forgotten) and the garden".to_owned()),
        "{garden:?}"
    );
    let db = rusqlite::Connection::open(bench.path()).unwrap();
    let drafts: Vec<String> = db
        .prepare("SELECT body FROM draft ORDER BY body")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(drafts, ["and (forgotten) again", "and Quirina again"]);
}
