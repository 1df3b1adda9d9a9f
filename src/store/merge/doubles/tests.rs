use std::ops::Deref;

use serde_json::{Value, json};

use super::*;
use crate::domain::command::Command;
use crate::domain::contact::{Channel, Dnd};
use crate::domain::memory::{MemoryCommand, MemorySource};
use crate::domain::prepared::PreparedRun;
use crate::domain::qualification::{AnswerCommand, Question, given};
use crate::store::Person;
use crate::store::scratch::Scratch;

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    /// Tom twice, with the same number, and Ana.
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        let phone = "+19095550142";
        bench.tell_one(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "Tom", "lastName": "Bauer", "phone": phone, "tags": ["zillow"]}),
        );
        bench.tell_one(
            EntityKind::Contact,
            "c2",
            json!({"firstName": "Thomas", "lastName": "Bauer", "phone": phone, "city": "Upland", "tags": ["buyer", "zillow"],
                   "dndSettings": {"sms": {"status": "active"}}}),
        );
        bench.tell_one(
            EntityKind::Contact,
            "c3",
            json!({"firstName": "Ana", "phone": "+19095550143"}),
        );
        let said = |id: &str, contact: &str| {
            (
                id.to_owned(),
                json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "body": format!("from {contact}"),
                       "dateAdded": "2026-11-20T10:00:00Z"}),
            )
        };
        for (id, fields) in [said("m1", "c1"), said("m2", "c1"), said("m3", "c2")] {
            bench.tell_one(EntityKind::Message, &id, fields);
        }
        bench.tell_one(
            EntityKind::Note,
            "n1",
            json!({"contactId": "c2", "body": "has a dog", "dateAdded": "2026-11-20T10:00:00Z"}),
        );
        bench.tell_one(
            EntityKind::Opportunity,
            "o1",
            json!({"contactId": "c2", "name": "Thomas", "pipelineId": "p", "pipelineStageId": "s", "status": "open"}),
        );
        bench
    }

    fn doubles(&self) -> Vec<(String, String)> {
        let found = self.store.read_blocking(|reader| reader.doubles(10)).unwrap();
        found
            .into_iter()
            .map(|double| (double.left.id.to_string(), double.right.id.to_string()))
            .collect()
    }

    fn doubles_of(&self, id: &str) -> Vec<(String, String)> {
        let id = ContactId::from(id);
        let found = self.store.read_blocking(move |reader| reader.doubles_of(&id));
        found
            .unwrap()
            .into_iter()
            .map(|double| (double.left.id.to_string(), double.right.id.to_string()))
            .collect()
    }

    fn person(&self, id: &'static str) -> Person {
        let found = self.store.read_blocking(move |reader| reader.person(&id.into()));
        found.unwrap().unwrap()
    }
}

fn make_one_of() -> Command {
    Command::MakeOne {
        keep: "c1".into(),
        other: "c2".into(),
        chosen: vec![("city".to_owned(), json!("Upland"))],
    }
}

#[test]
fn who_shares_a_number_is_shown_once_and_who_was_told_apart_no_more() {
    let bench = Bench::new();
    assert_eq!(bench.doubles(), [("c1".to_owned(), "c2".to_owned())]);
    let apart = Command::TellApart {
        one: "c2".into(),
        two: "c1".into(),
    };
    bench.submit(apart).unwrap();
    assert!(bench.doubles().is_empty());
}

#[test]
fn the_doubles_of_one_person_are_found_from_either_side() {
    let bench = Bench::new();
    let pair = [("c1".to_owned(), "c2".to_owned())];
    // The one with the longer thread stays, whoever is asked about.
    assert_eq!(bench.doubles_of("c1"), pair);
    assert_eq!(bench.doubles_of("c2"), pair);
    assert!(bench.doubles_of("c3").is_empty() && bench.doubles_of("nobody").is_empty());
    bench.submit(make_one_of()).unwrap();
    assert!(bench.doubles_of("c1").is_empty(), "one of them is gone");
    bench.submit(Command::Undo { line: None }).unwrap();
    let apart = Command::TellApart {
        one: "c2".into(),
        two: "c1".into(),
    };
    bench.submit(apart).unwrap();
    assert!(bench.doubles_of("c1").is_empty(), "they are two people");
}

#[test]
fn two_records_are_made_one_with_nothing_lost_and_undo_brings_both_back() {
    let bench = Bench::new();
    let receipt = bench.submit(make_one_of()).unwrap();
    let tom = bench.person("c1");
    let contact = &tom.contact;
    assert_eq!(
        contact
            .tags
            .iter()
            .map(crate::domain::value::Foreign::raw)
            .collect::<Vec<_>>(),
        ["zillow", "buyer"]
    );
    assert_eq!(contact.address.city.raw(), "Upland");
    assert_eq!(contact.dnd_on(Channel::Sms), Dnd::Active, "the stricter side");
    assert_eq!(tom.deals.len(), 1);
    let notes: Vec<_> = tom.notes.iter().map(|note| note.body.raw()).collect();
    assert!(notes.contains(&"has a dog"), "{notes:?}");
    assert!(
        notes.iter().any(|note| note.contains("they: from c2")),
        "{notes:?}"
    );
    assert!(bench.person("c2").gone);
    assert!(bench.doubles().is_empty());
    assert!(receipt.undo.is_some());
    bench.submit(Command::Undo { line: None }).unwrap();
    let (tom, thomas) = (bench.person("c1"), bench.person("c2"));
    assert!(!thomas.gone && tom.notes.is_empty() && tom.deals.is_empty());
    assert_eq!(tom.contact.address.city.raw(), "");
}

#[test]
fn one_record_is_not_made_one_with_itself_or_with_who_is_gone() {
    let bench = Bench::new();
    let itself = Command::MakeOne {
        keep: "c1".into(),
        other: "c1".into(),
        chosen: vec![],
    };
    assert!(
        bench
            .submit(itself)
            .unwrap_err()
            .to_string()
            .contains("one record already")
    );
    bench.submit(make_one_of()).unwrap();
    let again = bench.submit(make_one_of()).unwrap_err().to_string();
    assert!(again.contains("was deleted"), "{again}");
}

/// What is remembered of the one who goes and what was prepared about either goes on with the one who stays.
#[test]
fn who_stays_has_what_is_remembered_and_the_newest_of_what_was_prepared() {
    let bench = Bench::new();
    for (contact, text) in [("c1", "prefers texts"), ("c2", "has a dog")] {
        let fact = MemoryCommand::Add {
            contact: contact.into(),
            text: text.to_owned(),
            source: MemorySource::Agent,
        };
        bench.submit(Command::Memory(fact)).unwrap();
    }
    for (contact, kind) in [("c1", "call_brief"), ("c2", "call_brief"), ("c2", "analysis")] {
        let run = PreparedRun {
            contact: contact.into(),
            kind: kind.to_owned(),
            about: String::new(),
            hash: "h".to_owned(),
            model: "m".to_owned(),
            micro_dollars: 100,
            body: "{}".into(),
            end: Ok(json!({"of": contact})),
            hidden: Vec::new(),
            draft: None,
        };
        bench.submit(Command::Prepare(Box::new(run))).unwrap();
    }
    bench.submit(make_one_of()).unwrap();
    let remembered = bench.person("c1").memories;
    let texts: Vec<&str> = remembered.iter().map(|fact| fact.text.raw()).collect();
    assert_eq!(texts, ["prefers texts", "has a dog"]);
    let prepared = bench
        .store
        .read_blocking(|reader| reader.all_prepared(&"c1".into()));
    let of: Vec<(String, Value)> = prepared
        .unwrap()
        .into_iter()
        .map(|one| (one.kind, one.result["of"].clone()))
        .collect();
    assert_eq!(
        of,
        [
            ("analysis".to_owned(), json!("c2")),
            ("call_brief".to_owned(), json!("c2")),
        ]
    );
    let spent = bench
        .store
        .read_blocking(|reader| reader.prepared_for("2026-11-25T00:00:00Z".parse().unwrap()));
    assert_eq!(spent.unwrap(), 300);
}

/// What the one who went was remembered by, what was prepared about them, and their answers go back to them; what the one who
/// stays had is theirs as before.
#[test]
fn undoing_it_gives_each_back_what_was_remembered_prepared_and_answered() {
    let bench = Bench::new();
    let remember = |contact: &str, text: &str| {
        let fact = MemoryCommand::Add {
            contact: contact.into(),
            text: text.to_owned(),
            source: MemorySource::Agent,
        };
        bench.submit(Command::Memory(fact)).unwrap();
    };
    remember("c1", "prefers texts");
    remember("c2", "has a dog");
    let run = PreparedRun {
        contact: "c2".into(),
        kind: "analysis".to_owned(),
        about: String::new(),
        hash: "h".to_owned(),
        model: "m".to_owned(),
        micro_dollars: 100,
        body: "{}".into(),
        end: Ok(json!({"of": "c2"})),
        hidden: Vec::new(),
        draft: None,
    };
    bench.submit(Command::Prepare(Box::new(run))).unwrap();
    let answer = |contact: &str, value: &str| {
        let give = AnswerCommand::Give {
            contact: contact.into(),
            answer: given(Question::Budget, value),
        };
        bench.submit(Command::Answer(Box::new(give))).unwrap();
    };
    answer("c2", "620,000");
    let of = |id: &'static str| {
        let person = bench.person(id);
        let texts = person.memories.iter().map(|fact| fact.text.raw().to_owned());
        let answers = person.answers.iter().map(|answer| answer.value.raw().to_owned());
        let all: Vec<String> = texts.chain(answers).collect();
        let read = bench.store.read_blocking(move |reader| {
            let prepared = reader.all_prepared(&id.into())?.len();
            Ok((prepared, reader.prepared_sent(&id.into())?.len()))
        });
        (all, read.unwrap())
    };
    let before = (of("c1"), of("c2"));
    bench.submit(make_one_of()).unwrap();
    let joined = vec![
        "prefers texts".to_owned(),
        "has a dog".to_owned(),
        "620,000".to_owned(),
    ];
    assert_eq!(of("c1"), (joined.clone(), (1, 1)));
    // Learned of the one who stayed, it stays with them.
    remember("c1", "paints");
    bench.submit(Command::Undo { line: None }).unwrap();
    let (mut first, second) = before;
    first.0.push("paints".to_owned());
    assert_eq!((of("c1"), of("c2")), (first, second));
    bench.submit(Command::Redo).unwrap();
    let all = of("c1").0;
    assert!(joined.iter().all(|text| all.contains(text)), "{all:?}");
}
