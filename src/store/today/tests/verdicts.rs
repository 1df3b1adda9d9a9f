//! What a person says of what waits: done, later.

use super::*;

#[test]
fn a_snooze_ends_at_its_moment_or_with_a_message_of_theirs() {
    let desk = Desk::open();
    desk.tell(vec![
        person("tom", "2026-03-01T09:00:00Z", "jo"),
        person("ana", "2026-03-01T09:00:00Z", "jo"),
        message("m1", "tom", "2026-04-14T08:52:00Z", json!({})),
        message("m2", "ana", "2026-04-14T08:30:00Z", json!({})),
    ]);
    let until = at("2026-04-14T12:00:00Z");
    desk.judges(EntityKind::Contact, "tom", Verdict::Snoozed { until });
    desk.judges(EntityKind::Contact, "ana", Verdict::Snoozed { until });
    assert!(desk.split(Split::Replies).is_empty());
    assert_eq!(desk.split(Split::Snoozed).len(), 2);
    assert_eq!(desk.queue().next.map(|next| next.at), Some(until));
    desk.tell(vec![message("m3", "tom", "2026-04-14T09:04:30Z", json!({}))]);
    assert_eq!(
        desk.split(Split::Replies),
        ["tom"],
        "a message of theirs ends it early"
    );
    assert_eq!(desk.split(Split::Snoozed), ["ana"]);
    desk.clock.advance(std::time::Duration::from_hours(4));
    assert_eq!(desk.split(Split::Now), ["ana"], "its moment has come");
    assert!(desk.split(Split::Snoozed).is_empty());
    desk.judges(EntityKind::Contact, "ana", Verdict::Done);
    assert!(desk.split(Split::Now).is_empty());
}

#[test]
fn done_holds_until_something_new_comes_and_z_takes_it_back() {
    let desk = Desk::open();
    desk.tell(vec![
        person("tom", "2026-03-01T09:00:00Z", "jo"),
        message("m1", "tom", "2026-04-14T08:52:00Z", json!({})),
    ]);
    desk.judges(EntityKind::Contact, "tom", Verdict::Done);
    assert!(desk.split(Split::Replies).is_empty());
    assert_eq!(desk.queue().judged, Some(desk.clock.now()));
    desk.judges(EntityKind::Contact, "tom", Verdict::Declined);
    desk.does(Command::Undo { line: None });
    assert!(desk.split(Split::Replies).is_empty(), "done holds again");
    desk.does(Command::Undo { line: None });
    assert_eq!(desk.split(Split::Replies), ["tom"]);
    desk.does(Command::Redo);
    assert!(desk.split(Split::Replies).is_empty());
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.tell(vec![message("m2", "tom", "2026-04-14T09:04:30Z", json!({}))]);
    assert_eq!(desk.split(Split::Replies), ["tom"]);
}

#[test]
fn what_cannot_be_put_off_is_refused() {
    let desk = Desk::open();
    desk.tell(vec![person("tom", "2026-03-01T09:00:00Z", "jo")]);
    let judge = |entity, verdict| {
        let command = Command::Judge {
            entity,
            verdict: Some(verdict),
        };
        let refused = desk.store.commit_blocking(command, Origin::Agent);
        refused.unwrap_err().to_string()
    };
    let tom = EntityRef::new(EntityKind::Contact, "tom");
    let until = desk.clock.now();
    assert!(judge(tom, Verdict::Snoozed { until }).contains("has passed"));
    let user = EntityRef::new(EntityKind::User, "jo");
    assert!(judge(user, Verdict::Done).contains("does not wait"));
    let nobody = EntityRef::new(EntityKind::Contact, "nobody");
    assert!(judge(nobody, Verdict::Done).contains("no contact nobody"));
}
