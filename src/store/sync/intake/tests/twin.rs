//! A record made here that the CRM tells before the answer to its create is stored stands here twice for a while.

use serde_json::json;

use super::*;
use crate::domain::fact::Topic;

/// Bo was made here and is with the CRM, whose answer has not come; a poll has told him already.
struct Two {
    bench: Bench,
    here: ContactId,
    create: Claim,
}

const THERE: &str = "remote-bo";

/// Bo is made here.
fn makes_bo(bench: &Bench) -> ContactId {
    let made = bench.commit(Command::CreateContact {
        fields: fields(json!({"firstName": "Bo", "phone": "+19095550111"})),
    });
    ContactId::from(made.unwrap().created.unwrap().id)
}

/// The answer to what left is lost.
fn is_lost(bench: &Bench, claim: &Claim) {
    let (at, error) = (bench.clock.now(), "the answer was lost".to_owned());
    bench.settle(claim, PushOutcome::Uncertain { at, error });
}

fn two() -> Two {
    let bench = Bench::new();
    let here = makes_bo(&bench);
    let create = bench.claim().unwrap();
    bench.tell(vec![told(
        EntityKind::Contact,
        THERE,
        json!({"firstName": "Bo", "phone": "+19095550111", "source": "api",
               "dateAdded": "2026-11-25T10:00:00Z", "dateUpdated": "2026-11-25T10:00:00Z"}),
    )]);
    Two { bench, here, create }
}

fn to_there(body: &str) -> Draft {
    Draft {
        contact: THERE.into(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    }
}

impl Two {
    /// The answer to the create comes.
    fn meet(&self) {
        self.bench.done(&self.create, Some(THERE));
    }

    fn draft(&self) -> Option<String> {
        let name = crate::store::message_draft_name(&self.here, Channel::Sms);
        let draft = self
            .bench
            .store
            .read_blocking(move |reader| reader.draft(&name))
            .unwrap();
        draft.map(|(_, body)| body)
    }
}

#[test]
fn edits_of_the_twin_go_over_to_the_one_that_stays_and_are_pushed() {
    let two = two();
    let edit = Command::EditContact {
        contact: THERE.into(),
        changes: vec![("city".into(), "Rialto".into())],
    };
    two.bench.commit(edit).unwrap();
    two.meet();
    let bo = two.bench.person(THERE);
    assert_eq!(bo.contact.id, two.here);
    assert_eq!(bo.contact.address.city.raw(), "Rialto");
    assert_eq!(
        bo.contact.source.raw(),
        "api",
        "what the CRM told of the twin is kept"
    );
    assert_eq!(bo.pending, ["city"]);
    let claim = two.bench.claim().unwrap();
    assert_eq!(claim.remote_id.as_deref(), Some(THERE));
    assert_eq!(claim.fields, fields(json!({"city": "Rialto"})));
    assert!(two.bench.claim().is_none());
}

#[test]
fn an_edit_of_the_twin_that_is_on_its_way_is_settled_on_the_one_that_stays() {
    let two = two();
    let edit = Command::EditContact {
        contact: THERE.into(),
        changes: vec![("city".into(), "Rialto".into())],
    };
    two.bench.commit(edit).unwrap();
    let update = two.bench.claim().unwrap();
    two.meet();
    assert!(two.bench.claim().is_none(), "it is on its way already");
    two.bench.done(&update, None);
    assert_eq!(two.bench.person(THERE).pending, [""; 0]);
    assert_eq!(two.bench.person(THERE).contact.address.city.raw(), "Rialto");
    assert!(two.bench.claim().is_none());
}

#[test]
fn what_hangs_on_the_twin_goes_over_and_is_pushed() {
    let two = two();
    let note = Command::AddNote {
        contact: THERE.into(),
        body: "likes dogs".into(),
    };
    two.bench.commit(note).unwrap();
    let task = Command::AddTask {
        contact: THERE.into(),
        title: "call".into(),
        body: String::new(),
        due: two.bench.clock.now(),
        assigned_to: None,
    };
    two.bench.commit(task).unwrap();
    let send = Command::Send {
        draft: to_there("hello"),
        key: None,
        not_before: None,
    };
    two.bench.commit(send).unwrap();
    two.bench.tell(vec![told(
        EntityKind::Message,
        "m1",
        json!({"contactId": THERE, "messageType": "TYPE_SMS", "direction": "inbound", "body": "hi",
               "dateAdded": "2026-11-25T10:00:01Z"}),
    )]);
    two.meet();
    let bo = two.bench.person(two.here.as_str());
    assert_eq!((bo.notes.len(), bo.tasks.len(), bo.messages.len()), (1, 1, 2));
    let mut pushed = 0;
    while let Some(claim) = two.bench.claim() {
        assert_eq!(claim.contact_remote_id.as_deref(), Some(THERE));
        pushed += 1;
    }
    assert_eq!(pushed, 3, "note, task and text all leave");
    let waits = two
        .bench
        .store
        .read_blocking(|reader| reader.outbox(None, 50))
        .unwrap();
    assert!(waits.iter().all(|row| row.who.raw() == "Bo"), "{waits:?}");
}

#[test]
fn a_conflict_of_the_twin_is_still_to_be_decided() {
    let two = two();
    let edit = Command::EditContact {
        contact: THERE.into(),
        changes: vec![("city".into(), "Rialto".into())],
    };
    two.bench.commit(edit).unwrap();
    two.bench.tell(vec![told(
        EntityKind::Contact,
        THERE,
        json!({"city": "Fontana", "dateUpdated": "2026-11-25T10:00:05Z"}),
    )]);
    two.meet();
    let conflict = two.bench.person(THERE).conflicts.pop().unwrap();
    assert_eq!(
        (&conflict.here, &conflict.there),
        (&json!("Rialto"), &json!("Fontana"))
    );
    let keep = Command::Resolve {
        conflict: conflict.id,
        keep: Side::Here,
    };
    two.bench.commit(keep).unwrap();
    assert_eq!(
        two.bench.claim().unwrap().fields,
        fields(json!({"city": "Rialto"}))
    );
}

#[test]
fn what_was_being_typed_to_the_twin_is_found_under_the_one_that_stays() {
    let two = two();
    let keep = |body: &str| {
        let draft = to_there(body);
        two.bench.commit(Command::KeepDraft { draft }).unwrap();
    };
    keep("are you");
    two.meet();
    assert_eq!(two.draft().as_deref(), Some("are you"));
    keep("are you home?");
    assert_eq!(
        two.draft().as_deref(),
        Some("are you home?"),
        "a window that still knows the other id"
    );
    let send = Command::Send {
        draft: to_there("are you home?"),
        key: None,
        not_before: None,
    };
    two.bench.commit(send).unwrap();
    assert_eq!(two.draft(), None, "and gone once it is sent");
}

#[test]
fn two_drafts_become_one_that_holds_both() {
    let two = two();
    for (contact, body) in [(two.here.clone(), "one"), (THERE.into(), "two")] {
        let draft = Draft {
            contact,
            ..to_there(body)
        };
        two.bench.commit(Command::KeepDraft { draft }).unwrap();
    }
    two.meet();
    assert_eq!(two.draft().as_deref(), Some("two\n\none"));
}

#[test]
fn lists_are_told_that_the_twin_is_gone_and_nobody_gets_its_row() {
    let two = two();
    let read = |seq| {
        two.bench
            .store
            .read_blocking(move |reader| {
                let (ids, last) = reader.people_changed_since(seq)?;
                Ok((reader.roster_lines(&ids)?, last))
            })
            .unwrap()
    };
    let (before, seq) = read(0);
    assert_eq!(before.len(), 2);
    let mut feed = two.bench.store.subscribe();
    two.meet();
    let topics = feed.try_recv().unwrap().topics;
    assert!(topics.contains(&Topic::Records(EntityKind::Contact)));
    let (changes, _) = read(seq);
    let gone: Vec<_> = changes.iter().filter(|(_, line)| line.is_none()).collect();
    assert_eq!(gone.len(), 1, "{changes:?}");
    let was = gone[0].0;
    two.bench
        .tell(vec![told(EntityKind::Contact, "c9", json!({"firstName": "Cy"}))]);
    let (next, _) = read(seq);
    assert!(
        next.iter().all(|(rid, line)| *rid != was || line.is_none()),
        "{next:?}"
    );
    assert!(
        two.bench
            .store
            .read_blocking(Reader::integrity)
            .unwrap()
            .is_whole()
    );
}

#[test]
fn what_was_edited_while_a_create_was_lost_is_sent_when_it_is_found() {
    let bench = Bench::new();
    let here = makes_bo(&bench);
    let create = bench.claim().unwrap();
    is_lost(&bench, &create);
    let changes = vec![
        ("phone".to_owned(), json!("+19095550122")),
        ("city".to_owned(), json!("Rialto")),
    ];
    let contact = here.clone();
    bench.commit(Command::EditContact { contact, changes }).unwrap();
    let lost = bench.sync(SyncCommand::Probe).claim.unwrap().as_left();
    assert_eq!(
        lost.fields["phone"], "+19095550111",
        "it is looked for as it left"
    );
    bench.done(&lost, Some(THERE));
    let update = bench.claim().unwrap();
    assert_eq!(
        update.fields,
        fields(json!({"phone": "+19095550122", "city": "Rialto"}))
    );
    assert_eq!(update.remote_id.as_deref(), Some(THERE));
}

#[test]
fn a_create_that_left_twice_is_looked_for_as_it_left_the_second_time() {
    let bench = Bench::new();
    let here = makes_bo(&bench);
    let set = |phone: &str| {
        let changes = vec![("phone".to_owned(), json!(phone))];
        let contact = here.clone();
        bench.commit(Command::EditContact { contact, changes }).unwrap();
    };
    is_lost(&bench, &bench.claim().unwrap());
    set("+19095550122");
    // Looked for twice in vain: it goes again.
    let looked = bench.sync(SyncCommand::Probe).claim.unwrap();
    let (at, error) = (bench.clock.now(), "it goes again".to_owned());
    bench.settle(&looked, PushOutcome::Later { at, error });
    let again = bench.claim().unwrap();
    assert_eq!(again.fields["phone"], "+19095550122");
    assert_eq!(again.as_left().fields["phone"], "+19095550111", "the try before");
    is_lost(&bench, &again);
    set("+19095550133");
    let looked = bench.sync(SyncCommand::Probe).claim.unwrap();
    assert_eq!(looked.as_left().fields["phone"], "+19095550122", "the last try");
}
