//! What is taken back: before it left it never leaves, afterwards the opposite does.

use super::*;

#[test]
fn a_text_in_its_hold_is_taken_back_by_undo_and_one_that_left_is_not() {
    let bench = Bench::with_ana();
    bench.text("hello", None);
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.clock.advance(std::time::Duration::from_mins(1));
    assert!(bench.claim().is_none());
    assert!(bench.ana().messages.is_empty());
    bench.text("again", None);
    bench.clock.advance(std::time::Duration::from_mins(1));
    bench.claim().unwrap();
    let refusal = bench
        .commit(Command::Undo { line: None })
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("cannot be taken back"), "{refusal}");
}

#[test]
fn undo_of_a_pushed_edit_sends_the_opposite_and_redo_sends_it_again() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let claim = bench.claim().unwrap();
    bench.done(&claim, None);
    bench.commit(Command::Undo { line: None }).unwrap();
    let back = bench.claim().unwrap();
    assert_eq!(back.fields, fields(json!({"city": "Upland"})));
    bench.done(&back, None);
    bench.commit(Command::Redo).unwrap();
    assert_eq!(bench.claim().unwrap().fields, fields(json!({"city": "Rialto"})));
}

#[test]
fn undo_of_a_note_that_was_pushed_deletes_it_there() {
    let bench = Bench::with_ana();
    bench
        .commit(Command::AddNote {
            contact: "c1".into(),
            body: "hi".into(),
        })
        .unwrap();
    let claim = bench.claim().unwrap();
    bench.done(&claim, Some("n1"));
    bench.commit(Command::Undo { line: None }).unwrap();
    assert!(bench.ana().notes.is_empty());
    let delete = bench.claim().unwrap();
    assert!(matches!(delete.intent, Intent::Delete { .. }));
    assert_eq!(delete.remote_id.as_deref(), Some("n1"));
}

#[test]
fn what_was_undone_last_is_redone_first() {
    let bench = Bench::with_ana();
    bench.set("city", "One");
    bench.set("city", "Two");
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.commit(Command::Redo).unwrap();
    assert_eq!(bench.ana().contact.address.city.raw(), "One");
    bench.commit(Command::Redo).unwrap();
    assert_eq!(bench.ana().contact.address.city.raw(), "Two");
}

#[test]
fn only_messages_can_be_taken_back_from_the_queue() {
    let bench = Bench::with_ana();
    let row = bench.set("city", "Rialto").outbox.remove(0);
    let refusal = bench
        .commit(Command::CancelSend { outbox: row })
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("z takes"), "{refusal}");
    assert!(bench.claim().is_some(), "the edit still goes");
}

#[test]
fn an_uncertain_edit_that_was_undone_hides_no_uncertain_text() {
    let bench = Bench::with_ana();
    bench.set("city", "Rialto");
    let edit = bench.claim().unwrap();
    let at = bench.clock.now();
    bench.settle(
        &edit,
        PushOutcome::Uncertain {
            at,
            error: "lost".into(),
        },
    );
    bench.commit(Command::Undo { line: None }).unwrap();
    bench.text("hello", None);
    bench.clock.advance(std::time::Duration::from_mins(1));
    let text = bench.claim().unwrap();
    bench.settle(
        &text,
        PushOutcome::Uncertain {
            at: bench.clock.now(),
            error: "lost".into(),
        },
    );
    let probed = bench.sync(SyncCommand::Probe).claim.unwrap();
    assert!(matches!(probed.intent, Intent::Send { .. }));
}
