use super::*;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::qualification::{AnswerBy, AnswerCommand, Question, given};
use crate::domain::score::{Disagree, Temperature};
use crate::store::Store;

fn open() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let options = crate::store::scratch::options(&Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()));
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    (folder, store)
}

async fn create(store: &Store, name: &str) -> ContactId {
    let fields = serde_json::json!({ "firstName": name })
        .as_object()
        .unwrap()
        .clone();
    let command = Command::CreateContact { fields };
    let receipt = store.commit(command, Origin::Agent).await.unwrap();
    receipt.created.unwrap().id.into()
}

fn give(id: &ContactId, question: Question, value: &str) -> Command {
    Command::Answer(Box::new(AnswerCommand::Give {
        contact: id.clone(),
        answer: given(question, value),
    }))
}

#[tokio::test]
async fn an_answer_takes_the_place_of_the_one_before_and_comes_back_when_that_is_undone() {
    let (_folder, store) = open();
    let ana = create(&store, "Ana").await;
    let submit = |command| store.commit(command, Origin::Agent);
    submit(give(&ana, Question::Budget, "600,000")).await.unwrap();
    submit(give(&ana, Question::Budget, "650,000")).await.unwrap();
    submit(give(&ana, Question::Area, "Etiwanda")).await.unwrap();
    let values = || {
        let answers = store.read_blocking(|reader| reader.answers(&ana)).unwrap();
        answers
            .into_iter()
            .map(|answer| answer.value.raw().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(values(), ["650,000", "Etiwanda"]);
    submit(Command::Undo { line: None }).await.unwrap();
    assert_eq!(values(), ["650,000"]);
    submit(Command::Redo).await.unwrap();
    assert_eq!(values(), ["650,000", "Etiwanda"]);
    let back = AnswerCommand::Retract {
        contact: ana.clone(),
        question: Question::Budget,
    };
    submit(Command::Answer(Box::new(back))).await.unwrap();
    assert_eq!(values(), ["Etiwanda"]);
    let kept: i64 = store
        .read_blocking(|reader| {
            Ok(reader
                .db
                .query_row("SELECT count(*) FROM answer", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(kept, 4, "what was answered before stays");
}

#[tokio::test]
async fn what_was_found_and_dropped_is_known_until_that_is_undone_and_never_counts() {
    let (_folder, store) = open();
    let ana = create(&store, "Ana").await;
    let found = Answer {
        by: AnswerBy::Program,
        ..given(Question::Budget, "600,000")
    };
    let drop = AnswerCommand::Drop {
        contact: ana.clone(),
        answer: found.clone(),
    };
    let submit = |command| store.commit(command, Origin::Agent);
    submit(Command::Answer(Box::new(drop))).await.unwrap();
    let dropped = || {
        store
            .read_blocking(|reader| reader.dropped_answers(&ana))
            .unwrap()
    };
    assert!(dropped().iter().all(|known| found.adds_nothing_to(known)) && dropped().len() == 1);
    assert_eq!(store.read_blocking(|reader| reader.answers(&ana)).unwrap(), []);
    submit(Command::Undo { line: None }).await.unwrap();
    assert_eq!(dropped(), []);
    submit(Command::Redo).await.unwrap();
    assert_eq!(dropped().len(), 1);
}

#[tokio::test]
async fn an_agent_disagrees_and_takes_it_back() {
    let (_folder, store) = open();
    let ana = create(&store, "Ana").await;
    let say = |says| {
        let contact = ana.clone();
        store.commit(
            Command::Disagree(Disagree {
                contact,
                says,
                why: "knows them".into(),
            }),
            Origin::Agent,
        )
    };
    say(Some(Temperature::Hot)).await.unwrap();
    let said = || {
        store
            .read_blocking(|reader| reader.opinion(&ana))
            .unwrap()
            .map(|opinion| opinion.says)
    };
    assert_eq!(said(), Some(Temperature::Hot));
    let all = store.read_blocking(Reader::opinions).unwrap();
    assert_eq!(all.iter().map(|(id, _)| id).collect::<Vec<_>>(), [&ana]);
    say(None).await.unwrap();
    assert_eq!(said(), None);
    store
        .commit(Command::Undo { line: None }, Origin::Agent)
        .await
        .unwrap();
    assert_eq!(said(), Some(Temperature::Hot));
}
