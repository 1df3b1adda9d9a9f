//! What the carrier could not deliver.

use super::*;

/// Takes the other way where the first does not lead to them.
const OTHER_WAY: &str = "[[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hello {first_name}\"\n\
    [[step]]\nid = \"wait\"\ndo = \"wait\"\nuntil = \"undelivered\"\nat_most = \"3 days\"\n\
    [[step]]\nid = \"failed\"\ndo = \"if\"\nif = \"undelivered\"\n\
    [[step.yes]]\nid = \"call\"\ndo = \"task\"\ntitle = \"Call {first_name}\"\ndue = \"1 day\"\n\
    [[step.no]]\nid = \"again\"\ndo = \"text\"\nsays = \"Again, {first_name}\"\n";

impl Bench {
    /// What was laid ready left by somebody's hand, as the CRM tells it.
    async fn left(&self, says: &str, status: &str) {
        let members = json!({
            "contactId": "c1", "direction": "outbound", "messageType": "TYPE_SMS", "body": says, "userId": "u1",
            "status": status, "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Message, "out", members).await;
        self.rounds().await;
    }
}

#[tokio::test]
async fn a_text_that_did_not_reach_them_has_its_run_stand_still_and_says_so() {
    for (status, stands) in [("failed", true), ("undelivered", true), ("delivered", false)] {
        let bench = Bench::new();
        bench.publish("T1", "", HELLO).await;
        bench.lead(1).await;
        bench.rounds().await;
        bench.left("Hello Ana, Jo here", "sent").await;
        bench.left("Hello Ana, Jo here", status).await;
        let run = bench.runs().await.remove(0);
        let log = bench.log(&run.id).await;
        assert_eq!(run.waits == "pause", stands, "{status}: {run:?} {log:?}");
        let said = log.iter().any(|(what, words)| {
            let words = words.as_deref().unwrap_or_default();
            what == "paused" && words.starts_with("the text did not reach them")
        });
        assert_eq!(said, stands, "{status}: {log:?}");
    }
}

#[tokio::test]
async fn what_a_person_wrote_and_did_not_arrive_stops_no_run() {
    let bench = Bench::new();
    bench.publish("T1", "", HELLO).await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.left("Hello Ana, Jo here", "sent").await;
    let members = json!({
        "contactId": "c1", "direction": "outbound", "messageType": "TYPE_SMS", "body": "Something else altogether",
        "userId": "u1", "status": "failed", "dateAdded": "2026-07-01T00:00:00Z",
    });
    bench.tell(EntityKind::Message, "other", members).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    let log = bench.log(&run.id).await;
    let said =
        |(_, words): &(String, Option<String>)| words.as_deref().is_some_and(|words| words.contains("reach"));
    assert!(!log.iter().any(said), "{log:?}");
}

#[tokio::test]
async fn a_run_that_asks_takes_the_other_way_itself() {
    let bench = Bench::new();
    bench.publish("T1", "", OTHER_WAY).await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.left("Hello Ana, Jo here", "sent").await;
    bench.left("Hello Ana, Jo here", "undelivered").await;
    let run = bench.runs().await.remove(0);
    let log = bench.log(&run.id).await;
    assert!(run.ended.is_some(), "{run:?} {log:?}");
    assert!(log.iter().all(|(what, _)| what != "paused"), "{log:?}");
}
