//! What was lost, stayed open or came back wrongly, each as it was found.

use serde_json::json;

use super::*;

fn rows(bench: &Bench) -> Vec<crate::store::OutboxRow> {
    bench
        .store
        .read_blocking(|reader| reader.outbox(None, 50))
        .unwrap()
}

fn draft(bench: &Bench) -> Option<String> {
    let name = crate::store::message_draft_name(&"c1".into(), Channel::Sms);
    let draft = bench
        .store
        .read_blocking(move |reader| reader.draft(&name))
        .unwrap();
    draft.map(|(_, body)| body)
}

fn keep_draft(bench: &Bench, body: &str) {
    let draft = Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    };
    bench.commit(Command::KeepDraft { draft }).unwrap();
}

fn page(city: &str, at: &str) -> RemoteRecord {
    told(
        EntityKind::Contact,
        "c1",
        json!({"city": city, "dateUpdated": at}),
    )
}

/// Rialto here, Fontana there.
fn contested() -> Bench {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.tell(vec![page("Fontana", "2026-11-25T09:00:00Z")]);
    assert_eq!(bench.ana().conflicts.len(), 1);
    bench
}

#[test]
fn a_conflict_is_over_when_the_crm_tells_what_stands_here() {
    let bench = contested();
    bench.tell(vec![page("Rialto", "2026-11-25T10:00:00Z")]);
    assert_eq!(bench.ana().conflicts.len(), 0);
    assert_eq!(bench.ana().pending, [""; 0]);
    let bench = contested();
    bench.set("city", "Fontana");
    bench.tell(vec![page("Fontana", "2026-11-25T10:00:00Z")]);
    assert_eq!(bench.ana().conflicts.len(), 0);
}

#[test]
fn a_push_that_the_crm_confirms_decides_the_conflict_that_came_meanwhile() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    bench.tell(vec![page("Fontana", "2026-11-25T09:59:00Z")]);
    assert_eq!(bench.ana().conflicts.len(), 1);
    let mut feed = bench.store.subscribe();
    bench.settle(
        &claim,
        PushOutcome::Done {
            remote_id: None,
            record: Some(Box::new(page("Rialto", "2026-11-25T10:00:01Z"))),
        },
    );
    assert_eq!(bench.ana().conflicts.len(), 0);
    assert_eq!(bench.ana().pending, [""; 0]);
    assert!(
        feed.try_recv()
            .unwrap()
            .topics
            .contains(&crate::domain::fact::Topic::Conflicts)
    );
}

#[test]
fn a_push_older_than_what_was_told_decides_nothing() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    bench.tell(vec![page("Fontana", "2026-11-25T10:00:05Z")]);
    bench.settle(
        &claim,
        PushOutcome::Done {
            remote_id: None,
            record: Some(Box::new(page("Rialto", "2026-11-25T10:00:01Z"))),
        },
    );
    let conflict = bench.ana().conflicts.pop().unwrap();
    assert_eq!(conflict.there, json!("Fontana"), "somebody wrote after us");
    let theirs = Command::Resolve {
        conflict: conflict.id,
        keep: Side::There,
    };
    bench.commit(theirs).unwrap();
    assert_eq!(bench.ana().contact.address.city.raw(), "Fontana");
    assert!(bench.claim().is_none());
}

#[test]
fn a_text_taken_back_is_a_draft_again() {
    let bench = Bench::with_ana();
    bench.text("hello Ana", None);
    assert_eq!(draft(&bench), None);
    bench.commit(Command::Undo { line: None }).unwrap();
    assert_eq!(draft(&bench).as_deref(), Some("hello Ana"));
    let bench = Bench::with_ana();
    let row = bench.text("hello Ana", None).outbox.remove(0);
    let said = bench.commit(Command::CancelSend { outbox: row }).unwrap().summary;
    assert_eq!(said, "taken back; the text is a draft again");
    assert_eq!(draft(&bench).as_deref(), Some("hello Ana"));
}

#[test]
fn a_text_taken_back_stands_before_what_was_begun_since() {
    let bench = Bench::with_ana();
    bench.text("hello Ana", None);
    keep_draft(&bench, "and another thing");
    bench.commit(Command::Undo { line: None }).unwrap();
    assert_eq!(draft(&bench).as_deref(), Some("hello Ana\n\nand another thing"));
}

/// A note that the CRM has, taken back here.
fn deleted() -> (Bench, Claim) {
    let bench = Bench::with_ana();
    let note = Command::AddNote {
        contact: "c1".into(),
        body: "hi".into(),
    };
    bench.commit(note).unwrap();
    let create = bench.claim().unwrap();
    bench.done(&create, Some("n1"));
    bench.commit(Command::Undo { line: None }).unwrap();
    let delete = bench.claim().unwrap();
    assert!(bench.ana().notes.is_empty());
    (bench, delete)
}

fn refuse(bench: &Bench, claim: &Claim) {
    bench.settle(
        claim,
        PushOutcome::Refused {
            error: "you may not delete notes".into(),
        },
    );
}

#[test]
fn what_the_crm_does_not_delete_is_shown_again_with_its_reason() {
    let (bench, delete) = deleted();
    refuse(&bench, &delete);
    assert_eq!(bench.ana().notes.len(), 1);
    assert_eq!(bench.ana().notes[0].body.raw(), "hi");
    let row = rows(&bench).into_iter().find(|row| row.id == delete.id).unwrap();
    assert_eq!(row.error.unwrap().raw(), "you may not delete notes");
    let log = bench.store.read_blocking(|reader| reader.log(1)).unwrap();
    let said = log[0].what.raw();
    assert!(
        said.contains("shown again") && said.contains("you may not"),
        "{said}"
    );
    let hits = bench.store.read_blocking(Reader::integrity).unwrap();
    assert!(hits.is_whole());
}

#[test]
fn a_delete_tried_again_after_its_refusal_hides_the_record_when_it_is_done() {
    let (bench, delete) = deleted();
    refuse(&bench, &delete);
    bench.commit(Command::Retry { outbox: delete.id }).unwrap();
    let again = bench.claim().unwrap();
    bench.done(&again, None);
    assert!(bench.ana().notes.is_empty());
}

#[test]
fn redo_after_a_refused_delete_makes_no_second_record_there() {
    let (bench, delete) = deleted();
    refuse(&bench, &delete);
    bench.commit(Command::Redo).unwrap();
    assert_eq!(bench.ana().notes.len(), 1);
    assert!(bench.claim().is_none());
}

#[test]
fn redo_before_the_delete_has_left_keeps_the_record_there() {
    let bench = Bench::with_ana();
    let note = Command::AddNote {
        contact: "c1".into(),
        body: "hi".into(),
    };
    bench.commit(note).unwrap();
    bench.done(&bench.claim().unwrap(), Some("n1"));
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.commit(Command::Redo).unwrap();
    assert_eq!(bench.ana().notes.len(), 1);
    assert!(bench.claim().is_none(), "neither deleted nor made twice");
}

#[test]
fn redo_while_the_delete_is_on_its_way_waits_for_it_and_then_makes_another() {
    let (bench, delete) = deleted();
    let refusal = bench.commit(Command::Redo).unwrap_err().to_string();
    assert!(refusal.contains("on its way"), "{refusal}");
    bench.done(&delete, None);
    bench.commit(Command::Redo).unwrap();
    let create = bench.claim().unwrap();
    assert!(matches!(create.intent, Intent::Create { .. }));
    bench.done(&create, Some("n2"));
    bench.commit(Command::Undo { line: None }).unwrap();
    assert_eq!(bench.claim().unwrap().remote_id.as_deref(), Some("n2"));
}

#[test]
fn a_person_who_comes_back_has_their_messages_and_times_again() {
    let bench = Bench::new();
    let made = bench
        .commit(Command::CreateContact {
            fields: fields(json!({"firstName": "Bo"})),
        })
        .unwrap();
    let bo = made.created.unwrap().id;
    bench.done(&bench.claim().unwrap(), Some("b1"));
    bench.tell(vec![told(
        EntityKind::Message,
        "m1",
        json!({"contactId": "b1", "messageType": "TYPE_SMS", "direction": "inbound", "body": "hi",
               "dateAdded": "2026-11-25T09:00:00Z"}),
    )]);
    let row = || {
        let today = crate::domain::filter::Today {
            now: bench.clock.now(),
            zone: jiff::tz::TimeZone::UTC,
            me: None,
            vocabulary: std::sync::Arc::default(),
        };
        let filter = crate::domain::filter::parse("", &today).unwrap();
        let found = bench
            .store
            .read_blocking(move |reader| {
                reader.people(&filter, &crate::store::Roster::default(), 0, 10, false)
            })
            .unwrap();
        found.rows.into_iter().next().map(|row| row.last_in)
    };
    let before = row().unwrap();
    assert!(before.is_some());
    bench.commit(Command::Undo { line: None }).unwrap();
    assert_eq!(row(), None);
    let delete = bench.claim().unwrap();
    refuse(&bench, &delete);
    assert_eq!(bench.person(&bo).messages.len(), 1);
    assert_eq!(row(), Some(before));
}

#[test]
fn two_texts_with_the_same_words_are_told_apart_by_what_is_ours_already() {
    let bench = Bench::with_ana();
    bench.text("on my way", None);
    // Sooner, the gate would ask whether it is meant twice.
    bench.clock.advance(std::time::Duration::from_mins(3));
    bench.text("on my way", None);
    bench.clock.advance(std::time::Duration::from_mins(1));
    let (first, second) = (bench.claim().unwrap(), bench.claim().unwrap());
    bench.done(&first, Some("m1"));
    bench.settle(
        &second,
        PushOutcome::Uncertain {
            at: bench.clock.now(),
            error: "lost".into(),
        },
    );
    let probed = bench.sync(SyncCommand::Probe).claim.unwrap();
    assert_eq!(probed.id, second.id);
    assert_eq!(probed.taken, ["m1"]);
    assert_eq!(first.taken, [""; 0]);
}

#[test]
fn a_page_that_tells_nothing_new_does_not_look_into_the_journal() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    bench.done(&claim, None);
    // A journal that cannot be read: whoever looks into it fails.
    let db = rusqlite::Connection::open(bench.store.path()).unwrap();
    db.execute("UPDATE journal SET body = 'x' WHERE fact = 'confirmed'", [])
        .unwrap();
    let again = |city: &str| SyncCommand::Apply {
        records: vec![page(city, "2026-11-20T00:00:00Z")],
        cursor: None,
        first_copy: false,
    };
    assert_eq!(bench.sync(again("Rialto")).changed, 0);
    let looked = bench
        .store
        .commit_blocking(Command::Sync(again("Fontana")), Origin::Remote);
    assert!(looked.is_err(), "the test would notice a look");
}

#[test]
fn to_tag_once_more_takes_no_tag_away_that_came_since() {
    let bench = Bench::with_ana();
    let tag = |word: &str| Command::EditTags {
        contact: "c1".into(),
        add: vec![word.to_owned()],
        remove: Vec::new(),
    };
    bench.commit(tag("hot")).unwrap();
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.commit(tag("since")).unwrap();
    bench.commit(Command::Redo).unwrap();
    let tags: Vec<_> = bench
        .ana()
        .contact
        .tags
        .iter()
        .map(|tag| tag.raw().to_owned())
        .collect();
    assert_eq!(tags, ["buyer", "hot", "since"]);
}

#[test]
fn what_was_changed_since_is_not_done_again() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.set("city", "Ontario");
    let refusal = bench.commit(Command::Redo).unwrap_err().to_string();
    assert!(refusal.contains("city was changed since"), "{refusal}");
    assert_eq!(bench.ana().contact.address.city.raw(), "Ontario");
}

#[test]
fn what_was_written_about_somebody_who_was_taken_back_waits_for_them() {
    let bench = Bench::new();
    let bo = Command::CreateContact {
        fields: json!({"firstName": "Bo"}).as_object().unwrap().clone(),
    };
    let contact = ContactId::from(bench.commit(bo).unwrap().created.unwrap().id);
    let body = "likes gardens".to_owned();
    let note = bench.commit(Command::AddNote { contact, body }).unwrap();
    let lines = bench.store.read_blocking(|reader| reader.undo_list(5)).unwrap();
    let line = Some(lines[1].id.clone());
    bench.commit(Command::Undo { line }).unwrap();
    let row = |state| {
        rows(&bench)
            .into_iter()
            .find(|row| row.id == note.outbox[0] && row.state == state)
    };
    assert!(row(OutboxState::Held).is_some(), "it could never go, and says so");
    bench.commit(Command::Redo).unwrap();
    assert!(row(OutboxState::Queued).is_some());
    let create = bench.claim().unwrap();
    bench.done(&create, Some("remote-bo"));
    assert!(
        matches!(bench.claim().unwrap().intent, Intent::Create { entity } if entity.kind == EntityKind::Note)
    );
}

#[test]
fn an_edit_of_what_a_lost_create_made_does_not_hide_it() {
    let bench = Bench::with_ana();
    let task = Command::AddTask {
        contact: "c1".into(),
        title: "call".into(),
        body: String::new(),
        due: bench.clock.now(),
        assigned_to: None,
    };
    bench.commit(task).unwrap();
    let create = bench.claim().unwrap();
    let (at, error) = (bench.clock.now(), "the answer was lost".to_owned());
    bench.settle(&create, PushOutcome::Uncertain { at, error });
    // A poll tells the task, somebody ticks it off, and that is done there first.
    let members = json!({"title": "call", "contactId": "c1", "completed": false});
    bench.tell(vec![told(EntityKind::Task, "t1", members)]);
    let changes = vec![("completed".to_owned(), json!(true))];
    let task = "t1".into();
    bench.commit(Command::EditTask { task, changes }).unwrap();
    let update = bench.claim().unwrap();
    bench.done(&update, Some("t1"));
    let lost = bench.sync(SyncCommand::Probe).claim.unwrap();
    assert!(
        lost.taken.is_empty(),
        "it may be what the create made: {:?}",
        lost.taken
    );
}

#[test]
fn an_edit_follows_its_deal_to_the_person_that_its_own_was_merged_into() {
    use crate::domain::command::SweepCommand;
    use crate::domain::record::EntityRef;

    let bench = Bench::with_ana();
    bench.tell(vec![
        told(EntityKind::Contact, "c2", json!({"firstName": "Ana"})),
        told(
            EntityKind::Opportunity,
            "d1",
            json!({"contactId": "c1", "name": "Oak St", "monetaryValue": 1}),
        ),
        told(
            EntityKind::Task,
            "t1",
            json!({"contactId": "c1", "title": "call", "completed": false}),
        ),
    ]);
    let changes = vec![("name".to_owned(), json!("Elm St"))];
    let opportunity = "d1".into();
    bench
        .commit(Command::EditOpportunity { opportunity, changes })
        .unwrap();
    let changes = vec![("completed".to_owned(), json!(true))];
    let task = "t1".into();
    bench.commit(Command::EditTask { task, changes }).unwrap();
    for _ in 0..2 {
        let entity = EntityRef::new(EntityKind::Contact, "c1");
        bench.sync(SyncCommand::Sweep(SweepCommand::Denied { entity }));
        bench.clock.advance(std::time::Duration::from_mins(11));
    }
    let deal = bench.claim().unwrap();
    assert_eq!(deal.fields["name"], "Elm St", "the deal may live on");
    bench.done(&deal, None);
    assert!(bench.claim().is_none());
    bench.tell(vec![told(EntityKind::Task, "t1", json!({"contactId": "c2"}))]);
    let task = bench.claim().unwrap();
    assert_eq!(task.contact_remote_id.as_deref(), Some("c2"));
    assert_eq!(task.fields["completed"], true);
}

#[test]
fn who_is_made_again_is_as_they_were_when_they_were_taken_back() {
    let bench = Bench::new();
    let bo = Command::CreateContact {
        fields: json!({"firstName": "Bo"}).as_object().unwrap().clone(),
    };
    let contact = ContactId::from(bench.commit(bo).unwrap().created.unwrap().id);
    let changes = vec![("city".to_owned(), json!("Rialto"))];
    bench
        .commit(Command::EditContact {
            contact: contact.clone(),
            changes,
        })
        .unwrap();
    let lines = bench.store.read_blocking(|reader| reader.undo_list(5)).unwrap();
    let line = Some(lines[1].id.clone());
    bench.commit(Command::Undo { line }).unwrap();
    bench.commit(Command::Redo).unwrap();
    assert_eq!(
        bench.person(contact.as_str()).contact.address.city.raw(),
        "Rialto"
    );
}

#[test]
fn what_was_refused_taken_back_and_done_again_is_made_once() {
    let bench = Bench::with_ana();
    let (contact, body) = (ContactId::from("c1"), "likes gardens".to_owned());
    bench.commit(Command::AddNote { contact, body }).unwrap();
    let create = bench.claim().unwrap();
    let error = "no".to_owned();
    bench.settle(&create, PushOutcome::Refused { error });
    bench.commit(Command::Undo { line: None }).unwrap();
    assert!(bench.commit(Command::Retry { outbox: create.id }).is_err());
    bench.commit(Command::Redo).unwrap();
    assert!(bench.claim().is_some() && bench.claim().is_none());
}
