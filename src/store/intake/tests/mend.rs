//! What was lost, stayed open or came back wrongly, each as it was found.

use serde_json::json;

use super::*;

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
