//! What is shown of the queue and of whoever is under the cursor, and where the cursor stands.

use serde_json::{Value, json};

use super::super::card;
use super::{HOME, desk, wrote};
use crate::domain::conversation::Message;
use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, Setting, record};

/// Who is on the right side.
fn beside(screen: &Harness) -> String {
    let picture = screen.picture();
    let line = picture.lines().nth(2).unwrap_or_default();
    let name = line.split('│').nth(1).unwrap_or_default().trim();
    name.split("  ").next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn lines_that_would_stay_empty_show_more_and_the_cursor_stays_on_its_row_when_there_are_fewer() {
    let mut screen = desk().await;
    assert!(!screen.picture().contains(" more"), "{}", screen.picture());
    screen.press("] j j j j j").await;
    let name = beside(&screen);
    screen.resize(80, 24).await;
    assert_eq!(beside(&screen), name, "{}", screen.picture());
}

#[tokio::test]
async fn the_cursor_is_at_the_top_until_somebody_begins_to_work_and_then_on_its_row() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    let writes = |id: &str, minutes: i64| wrote(&format!("m-{id}"), id, 60 * minutes, "is it free?");
    let person = |id: &str| {
        let fields = json!({"firstName": id, "assignedTo": "u-jo", "dateAdded": "2026-03-14T08:00:00Z"});
        record(EntityKind::Contact, id, fields)
    };
    screen.apply(vec![person("later"), writes("later", 9)]).await;
    assert_eq!(beside(&screen), "later");
    // Who waits for longer comes above, while the first copy runs, say.
    screen.apply(vec![person("sooner"), writes("sooner", 12)]).await;
    assert_eq!(beside(&screen), "sooner", "{}", screen.picture());
    screen.press("j k").await;
    screen.apply(vec![person("soonest"), writes("soonest", 14)]).await;
    assert_eq!(beside(&screen), "sooner", "{}", screen.picture());
}

#[test]
fn what_came_without_words_says_so_in_the_thread() {
    let said = |fields: Value| card::said(&Message::from_fields("m".into(), fields.as_object().unwrap()));
    let call = json!({"messageType": "TYPE_CALL", "direction": "outbound", "status": "no-answer"});
    assert_eq!(said(call), "no answer");
    assert_eq!(
        said(json!({"messageType": "TYPE_CALL", "direction": "outbound", "status": "failed"})),
        "failed"
    );
    assert_eq!(
        said(json!({"messageType": "TYPE_EMAIL", "direction": "inbound"})),
        "without words"
    );
    let text = json!({"messageType": "TYPE_SMS", "direction": "outbound", "status": "failed", "body": "hi"});
    assert_eq!(said(text), "failed · hi");
}

#[tokio::test]
async fn the_hour_where_they_are_is_told_on_a_small_screen_too() {
    let mut screen = desk().await;
    screen.resize(80, 24).await;
    assert!(
        screen.picture().contains("their time 02:04"),
        "{}",
        screen.picture()
    );
}
