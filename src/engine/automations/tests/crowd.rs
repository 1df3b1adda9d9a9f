//! Many who come in at once.

use serde_json::json;

use super::*;

const TAGGED: &str = "on = \"tag added\"\ntag = \"spring\"";
const LATER: &str = "[[step]]\nid = \"w\"\ndo = \"wait\"\nfor = \"1 day\"\n";
const MANY: u32 = 1_000;

fn somebody(nr: u32, tags: &[&str]) -> (EntityKind, String, Value) {
    let members = json!({
        "firstName": "Ana", "phone": format!("+1206555{:04}", nr / 2 * 2), "state": "WA", "type": "client", "tags": tags,
        "dateAdded": "2026-08-01T17:00:00Z",
    });
    (EntityKind::Contact, format!("c{nr}"), members)
}

/// Two live together each time: what happens with the second finds the run of the first.
#[tokio::test]
async fn a_thousand_who_get_a_tag_at_once_come_in_once_each_and_what_is_next_finds_them() {
    let bench = Bench::new();
    bench.tell_all((0..MANY).map(|nr| somebody(nr, &[]))).await;
    bench
        .publish_as("T1", ("", TAGGED, "\"opt-out\", \"reply\""), LATER)
        .await;
    bench.rounds().await;
    let tags = |nr: u32| -> &'static [&'static str] {
        match nr {
            101 => &["spring", "ai-off"],
            nr if nr % 2 == 0 => &["spring"],
            _ => &["other"],
        }
    };
    let word = json!({
        "contactId": "c103", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Is it free?",
        "dateAdded": bench.clock.now().to_string(),
    });
    let told = (0..MANY).map(|nr| somebody(nr, tags(nr)));
    let told = told.chain([(EntityKind::Message, "m1".to_owned(), word)]);
    bench.tell_all(told).await;
    bench.rounds().await;
    let runs = bench
        .worker
        .store
        .read(|reader: &Reader| reader.runs(None, 5_000));
    let runs = runs.await.unwrap();
    let of = |who: &str| runs.iter().filter(|run| run.contact.as_str() == who).count();
    assert!(
        (0..MANY).step_by(2).all(|nr| of(&format!("c{nr}")) == 1),
        "{}",
        runs.len()
    );
    // Neither who lives with somebody who is left alone, nor who lives with somebody who has answered since.
    let inside = runs
        .iter()
        .filter(|run| run.ended.is_none() && run.waits == "timer");
    assert_eq!(inside.count(), MANY as usize / 2 - 2);
    for who in ["c100", "c102"] {
        let run = runs.iter().find(|run| run.contact.as_str() == who).unwrap();
        assert!(run.why.is_some(), "{run:?}");
    }
}
