//! The score of another day, beside the one that holds.

use std::time::Duration;

use serde_json::json;

use super::{go_to, line, mara};
use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, record};

/// Mara on the Tuesday and, after two days and two more messages, on the Thursday.
async fn two_days_on(size: (u16, u16)) -> Harness {
    let mut screen = mara(size).await;
    screen.pass(Duration::from_hours(48)).await;
    let more = ["We can spend up to $620k.", "Is the yard of 12 Elm St fenced?"];
    let more = more.iter().enumerate().map(|(nr, body)| {
        let members = json!({
            "contactId": "c-mara", "conversationId": "k1", "messageType": "TYPE_SMS", "direction": "inbound",
            "body": body, "dateAdded": format!("2026-04-16T08:0{nr}:00Z"),
        });
        record(EntityKind::Message, &format!("n{nr}"), members)
    });
    screen.apply(more.collect()).await;
    screen.engine.score().await.unwrap();
    screen
}

#[tokio::test]
async fn the_score_of_another_day_stands_beside_todays_with_what_moved_since() {
    let mut screen = two_days_on((120, 36)).await;
    screen.press("w").await;
    let now = line(&screen.picture(), "PRIORITY");
    screen.press("s").await;
    screen.type_text("next friday").await;
    let picture = screen.picture();
    assert!(picture.contains("no day that lies behind"), "{picture}");
    screen.press("ctrl-w ctrl-w").await;
    screen.type_text("last tuesday").await;
    let picture = screen.picture();
    assert!(picture.contains("at the end of Tue 14 Apr"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("AT THE END OF TUE 14 APR, AND NOW"), "{picture}");
    assert!(line(&picture, "PRIORITY").contains("then"), "{picture}");
    insta::assert_snapshot!("as_of-120x36", picture);
    screen.resize(80, 24).await;
    insta::assert_snapshot!("as_of-80x24", screen.picture());
    screen.resize(200, 60).await;
    let picture = screen.picture();
    assert!(picture.contains("MOVED SINCE TUE 14 APR"), "{picture}");
    insta::assert_snapshot!("as_of-200x60", picture);
    // What moved opens what it rests on, like every part.
    go_to(&mut screen, "they wrote: \u{201c}We must sell").await;
    screen.press("s").await;
    screen.press("ctrl-w ctrl-w").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(!picture.contains("AND NOW"), "{picture}");
    screen.resize(120, 36).await;
    assert_eq!(line(&screen.picture(), "PRIORITY"), now);
}

#[tokio::test]
async fn of_a_day_without_a_score_it_is_said() {
    let mut screen = two_days_on((120, 36)).await;
    screen.press("w s").await;
    screen.type_text("a week ago").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("AT THE END OF THU 9 APR"), "{picture}");
    assert!(picture.contains("there was no score of theirs yet"), "{picture}");
}
