//! What was lost, stayed open or came back wrongly, each as it was found.

use serde_json::json;

use super::*;

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
