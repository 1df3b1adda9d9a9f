//! A tag that keeps automations away, whenever it was put on.

use serde_json::json;

use super::*;
use crate::domain::automation::KEPT_AWAY;

const WRITES: &str = "on = \"message received\"";

impl Bench {
    async fn tagged(&self, nr: u32, tags: &[&str]) {
        let members = json!({
            "firstName": "Ana", "phone": "+12065550101", "state": "WA", "type": "client", "tags": tags,
            "dateAdded": "2026-08-01T17:00:00Z",
        });
        self.tell(EntityKind::Contact, &format!("c{nr}"), members).await;
    }

    async fn hears(&self, id: &str, nr: u32) {
        let members = json!({
            "contactId": format!("c{nr}"), "direction": "inbound", "messageType": "TYPE_SMS", "body": "Is it free?",
            "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Message, id, members).await;
    }
}

#[tokio::test]
async fn who_was_tagged_long_ago_or_lives_with_who_was_gets_nothing_and_the_reason_is_kept() {
    for tagged in [1, 2] {
        let bench = Bench::new();
        for nr in [1, 2] {
            let tags: &[&str] = if nr == tagged { &["AI-Off"] } else { &[] };
            bench.tagged(nr, tags).await;
        }
        bench
            .publish_as("T1", ("auto_send = true", WRITES, "\"opt-out\""), HELLO)
            .await;
        bench.hears("m1", 1).await;
        bench.rounds().await;
        assert!(bench.texts().await.is_empty());
        let run = bench.runs().await.remove(0);
        assert_eq!(run.why.as_deref(), Some(KEPT_AWAY), "{run:?}");
        // They were not in: when the tag is gone the next word lets them in.
        bench.tagged(tagged, &[]).await;
        bench.later(1);
        bench.hears("m2", 1).await;
        bench.rounds().await;
        assert_eq!(bench.texts().await.len(), 1, "{:?}", bench.runs().await);
    }
}

/// Whoever lets a run go on by hand does not let it write to who has the tag still.
#[tokio::test]
async fn nothing_is_written_while_the_tag_is_there_whoever_lets_it_go_on() {
    let bench = Bench::new();
    bench
        .publish_as("T1", ("auto_send = true", WRITES, "\"opt-out\""), HELLO)
        .await;
    bench.tagged(1, &[]).await;
    bench.hears("m1", 1).await;
    bench.rounds().await;
    bench.tagged(1, &["stop-bot"]).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "pause", "{run:?}");
    bench.worker.by_hand(&run.id, Input::Resume).await.unwrap();
    bench.later(80);
    bench.rounds().await;
    bench.worker.by_hand(&run.id, Input::Resume).await.unwrap();
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1, "{:?}", bench.log(&run.id).await);
    assert_eq!(bench.runs().await[0].waits, "pause");
}
