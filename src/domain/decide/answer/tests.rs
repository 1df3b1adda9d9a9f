use std::collections::HashMap;

use serde_json::{Value, json};

use super::*;
use crate::domain::decide::{Records, reverse};
use crate::domain::qualification::{AnswerBy, given};
use crate::domain::record::Fields;

#[derive(Default)]
struct Book {
    records: HashMap<EntityRef, Record>,
    answer: Option<Answer>,
}

impl Records for Book {
    fn record(&self, entity: &EntityRef) -> Option<Record> {
        self.records.get(entity).cloned()
    }

    fn answer(&self, _: &EntityRef, question: Question) -> Option<Answer> {
        self.answer.clone().filter(|answer| answer.question == question)
    }
}

fn book() -> Book {
    let mut book = Book::default();
    let mut add = |kind, id: &str, fields: Value| {
        let entity = EntityRef::new(kind, id);
        let record = Record {
            entity: entity.clone(),
            remote_id: Some(id.to_owned()),
            fields: fields.as_object().unwrap().clone(),
            base: Fields::new(),
            tombstone: false,
        };
        book.records.insert(entity, record);
    };
    add(EntityKind::Contact, "c1", json!({"firstName": "Ana"}));
    let said = |direction| json!({"contactId": "c1", "direction": direction, "body": "up to $620k, by June"});
    add(EntityKind::Message, "in", said("inbound"));
    add(EntityKind::Message, "out", said("outbound"));
    book
}

fn decided(book: &Book, command: &AnswerCommand) -> Result<Decision, Rejection> {
    let mut fresh = String::new;
    let cx = Context {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        fresh: &mut fresh,
        me: None,
        records: book,
    };
    decide(&cx, command)
}

fn give(answer: Answer) -> AnswerCommand {
    AnswerCommand::Give {
        contact: "c1".into(),
        answer,
    }
}

fn quoted(message: &str, quote: &str, by: AnswerBy) -> Answer {
    Answer {
        quote: quote.into(),
        message: Some(message.into()),
        by,
        ..given(Question::Budget, "620,000")
    }
}

#[test]
fn an_answer_is_taken_down_put_differently_and_taken_back() {
    let mut book = book();
    let first = decided(&book, &give(given(Question::Budget, "600,000"))).unwrap();
    assert!(
        first.undoable && first.intents.is_empty(),
        "the CRM is told nothing"
    );
    let Fact::Answered {
        from: None,
        to: Some(to),
        ..
    } = &first.facts[0]
    else {
        panic!("{first:?}")
    };
    assert_eq!(to.at.to_string(), "2026-11-25T10:00:00Z");
    book.answer = Some((**to).clone());
    assert!(
        decided(&book, &give(given(Question::Budget, "600,000")))
            .unwrap()
            .facts
            .is_empty()
    );
    let better = decided(&book, &give(quoted("in", "up to $620k", AnswerBy::Person))).unwrap();
    assert!(matches!(
        &better.facts[0],
        Fact::Answered {
            from: Some(_),
            to: Some(_),
            ..
        }
    ));
    let back = AnswerCommand::Retract {
        contact: "c1".into(),
        question: Question::Budget,
    };
    let back = decided(&book, &back).unwrap();
    assert!(matches!(
        &back.facts[0],
        Fact::Answered {
            from: Some(_),
            to: None,
            ..
        }
    ));
    let (undone, cannot) = reverse(&back.facts, &book);
    assert!(cannot.is_empty());
    let Fact::Answered {
        from: None,
        to: Some(again),
        ..
    } = &undone.facts[0]
    else {
        panic!("{undone:?}")
    };
    assert_eq!(**again, book.answer.unwrap());
}

#[test]
fn what_claude_found_waits_behind_what_a_person_entered() {
    let mut book = book();
    let found = quoted("in", "by June", AnswerBy::Claude);
    assert_eq!(decided(&book, &give(found.clone())).unwrap().facts.len(), 1);
    book.answer = Some(given(Question::Budget, "600,000"));
    assert!(decided(&book, &give(found)).unwrap().facts.is_empty());
}

#[test]
fn what_is_no_answer_is_told_in_a_sentence() {
    let book = book();
    let plain = given(Question::Budget, "1");
    let with = |change: fn(&mut Answer)| {
        let mut answer = plain.clone();
        change(&mut answer);
        answer
    };
    for (answer, says) in [
        (with(|a| a.value = "  ".into()), "no answer"),
        (with(|a| a.value = "x".repeat(201).into()), "200 characters"),
        (with(|a| a.confidence = 101), "surer"),
        (with(|a| a.accepted = Some(true)), "timeline"),
        (with(|a| a.quote = "up".into()), "names the message"),
        (
            quoted("in", "never said", AnswerBy::Person),
            "not in that message",
        ),
        (
            quoted("out", "up to $620k", AnswerBy::Person),
            "not in that message",
        ),
        (
            quoted("nowhere", "up to $620k", AnswerBy::Person),
            "not in that message",
        ),
    ] {
        let refused = decided(&book, &give(answer)).unwrap_err().to_string();
        assert!(
            refused.contains(says) && refused.ends_with("nothing was changed"),
            "{refused}"
        );
    }
}

#[test]
fn what_was_found_is_dropped_and_offered_again_when_that_is_undone() {
    let book = book();
    let drop = |answer| AnswerCommand::Drop {
        contact: "c1".into(),
        answer,
    };
    let found = quoted("in", "by June", AnswerBy::Program);
    let dropped = decided(&book, &drop(found.clone())).unwrap();
    assert!(dropped.undoable && dropped.intents.is_empty());
    assert!(matches!(
        &dropped.facts[..],
        [Fact::Dropped { is_wanted: false, .. }]
    ));
    let (undone, _) = reverse(&dropped.facts, &book);
    assert!(matches!(
        &undone.facts[..],
        [Fact::Dropped { is_wanted: true, .. }]
    ));
    let entered = decided(&book, &drop(found.agreed())).unwrap_err().to_string();
    assert!(entered.contains("take back one that was entered"), "{entered}");
}

/// It would count as an answer and make them hotter.
#[test]
fn i_do_not_know_is_not_taken_down() {
    let refused = decided(&book(), &give(given(Question::Budget, "I don't know")));
    let why = refused.unwrap_err().to_string();
    assert!(why.contains("answers nothing"), "{why}");
    let found = Answer {
        value: "unknown".into(),
        ..quoted("in", "by June", AnswerBy::Claude)
    };
    let drop = AnswerCommand::Drop {
        contact: "c1".into(),
        answer: found,
    };
    assert!(decided(&book(), &drop).is_ok(), "what was found can be dropped");
}
