use std::ops::Deref;

use serde_json::json;

use super::*;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::outbox::{Claim, PushOutcome};
use crate::store::scratch::Scratch;
use crate::store::{Person, Receipt};

struct Bench(Scratch);

impl Deref for Bench {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

impl Bench {
    /// Ana, with a note, a task and a thread in which she asks for silence.
    fn new() -> Self {
        let bench = Self(Scratch::at("2026-11-25T18:00:00Z"));
        bench.lead();
        let at = |minute: u32| format!("2026-11-25T17:{minute:02}:00Z");
        let text = |way: &str, body: &str, minute| json!({"contactId": "c1", "messageType": "TYPE_SMS", "direction": way, "body": body, "dateAdded": at(minute)});
        bench.tell_one(
            EntityKind::Contact,
            "c1",
            json!({"firstName": "Ana", "phone": "+19095550142", "tags": ["buyer"]}),
        );
        bench.tell_one(
            EntityKind::Note,
            "n1",
            json!({"contactId": "c1", "body": "likes corner lots", "dateAdded": at(1)}),
        );
        bench.tell_one(
            EntityKind::Task,
            "t1",
            json!({"contactId": "c1", "title": "send comps", "dueDate": at(50), "completed": false}),
        );
        bench.tell_one(EntityKind::Message, "m1", text("outbound", "New home on Elm", 2));
        bench.tell_one(EntityKind::Message, "m2", text("inbound", "STOP", 3));
        while let Some(claim) = bench.claim() {
            bench.done(&claim, None);
        }
        bench
    }

    fn done(&self, claim: &Claim, remote_id: Option<&str>) {
        self.sync(SyncCommand::Settle {
            outbox: claim.id.clone(),
            outcome: PushOutcome::Done {
                remote_id: remote_id.map(str::to_owned),
                record: None,
            },
            written: claim.fields.clone(),
            epoch: claim.epoch,
        });
    }

    fn delete(&self) -> Receipt {
        self.submit(Command::DeleteContact { contact: "c1".into() })
            .unwrap()
    }

    fn person(&self, id: &str) -> Option<Person> {
        let id = id.into();
        let person = self.store.read_blocking(|reader| reader.person(&id)).unwrap();
        person.filter(|person| !person.gone)
    }
}

#[test]
fn a_delete_that_has_not_left_is_taken_back_whole() {
    let bench = Bench::new();
    bench.delete();
    assert!(bench.person("c1").is_none());
    bench.submit(Command::Undo { line: None }).unwrap();
    let ana = bench.person("c1").unwrap();
    assert_eq!((ana.notes.len(), ana.tasks.len(), ana.messages.len()), (1, 1, 2));
    assert!(bench.claim().is_none(), "nothing is deleted there");
}

#[test]
fn after_it_has_left_undo_says_how_they_are_made_anew() {
    let bench = Bench::new();
    bench.delete();
    let claim = bench.claim().unwrap();
    assert_eq!(claim.intent.word(), "delete");
    bench.done(&claim, None);
    let refused = bench.submit(Command::Undo { line: None }).unwrap_err();
    assert!(refused.to_string().contains("leadline rebuild"), "{refused}");
}

#[test]
fn who_is_gone_is_made_anew_with_notes_tasks_thread_and_their_opt_out() {
    let bench = Bench::new();
    let here = bench
        .submit(Command::Rebuild { contact: "c1".into() })
        .unwrap_err();
    assert!(here.to_string().contains("is here"), "{here}");
    bench.delete();
    let claim = bench.claim().unwrap();
    bench.done(&claim, None);
    let made = bench.submit(Command::Rebuild { contact: "c1".into() }).unwrap();
    let id = made.created.unwrap().id;
    let ana = bench.person(&id).unwrap();
    assert_eq!(
        (ana.tasks.len(), ana.messages.len()),
        (1, 2),
        "the old thread is shown"
    );
    let notes: Vec<&str> = ana.notes.iter().map(|note| note.body.raw()).collect();
    assert!(notes.contains(&"likes corner lots"), "{notes:?}");
    let archive = notes
        .iter()
        .find(|note| note.contains("Earlier conversation"))
        .unwrap();
    assert!(
        archive.contains("we: New home on Elm") && archive.contains("they: STOP"),
        "{archive}"
    );
    let mut pushed = Vec::new();
    while let Some(claim) = bench.claim() {
        let kind = claim.intent.entity().kind;
        pushed.push((claim.intent.word(), kind));
        let number = pushed.len().to_string();
        bench.done(&claim, Some(&number));
    }
    assert_eq!(pushed[0], ("create", EntityKind::Contact), "the person first");
    let creates = |kind| pushed.iter().filter(|row| **row == ("create", kind)).count();
    assert_eq!((creates(EntityKind::Note), creates(EntityKind::Task)), (2, 1));
    let send = Command::Send {
        draft: crate::domain::conversation::Draft {
            contact: id.as_str().into(),
            channel: crate::domain::contact::Channel::Sms,
            subject: None,
            body: "Welcome back".into(),
        },
        key: None,
        not_before: None,
    };
    assert!(
        bench
            .submit(send)
            .unwrap_err()
            .to_string()
            .contains("hear no more")
    );
}
