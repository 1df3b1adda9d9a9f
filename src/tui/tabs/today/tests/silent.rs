//! People of whom nothing is heard.

use serde_json::json;

use super::{HOME, before, lead, row_of, under, wrote};
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::tui::effect::Effects;
use crate::tui::harness::{Harness, Setting, looks_like, record};
use crate::tui::scenes;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn answered(id: &str, contact: &str, seconds: i64) -> RemoteRecord {
    record(
        EntityKind::Message,
        id,
        json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "outbound", "userId": "u-jo",
               "body": "Shall we look at it together?", "dateAdded": before(seconds)}),
    )
}

/// Sam has not written for two weeks, Nina bought a home and was last heard of half a year ago.
async fn desk() -> Harness {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen
        .apply(vec![
            lead("c-sam", ("Sam", "Ortiz"), 40 * DAY, &json!({})),
            wrote(
                "m-sam",
                "c-sam",
                15 * DAY,
                "We want to buy by June, still thinking",
            ),
            answered("a-sam", "c-sam", 15 * DAY - HOUR),
            lead(
                "c-nina",
                ("Nina", "Costa"),
                900 * DAY,
                &json!({"type": "customer", "phone": "+19095550177"}),
            ),
            wrote("m-nina", "c-nina", 200 * DAY, "Thank you for everything"),
            answered("a-nina", "c-nina", 200 * DAY - HOUR),
        ])
        .await;
    screen.send(scenes::up()).await;
    screen.engine.score().await.unwrap();
    screen.settle(Effects::unchanged()).await;
    screen
}

#[tokio::test]
async fn a_step_that_is_due_is_written_and_settled() {
    let mut screen = desk().await;
    looks_like!(screen, "silent");
    screen.resize(120, 36).await;
    assert!(
        under(&screen).contains("one open question by text"),
        "{}",
        screen.picture()
    );
    assert!(
        row_of(&screen, "Nina Costa").contains("past client"),
        "{}",
        screen.picture()
    );
    screen.press("w").await;
    assert!(
        screen.picture().contains("silent for 15 days"),
        "{}",
        screen.picture()
    );
    screen.press("esc").await;
    // What enter offers is to write to them.
    screen.press("enter").await;
    assert!(screen.picture().contains("to Sam Ortiz"), "{}", screen.picture());
    screen.press("esc").await;
    screen.press("e").await;
    assert!(
        screen.line(34).contains("Sam Ortiz done · z undo"),
        "{}",
        screen.line(34)
    );
    assert!(under(&screen).contains("Nina Costa"), "{}", screen.picture());
    screen.press("enter").await;
    assert!(screen.line(0).contains("[2 Leads"), "{}", screen.picture());
}

#[tokio::test]
async fn both_are_settled_together_as_one_line() {
    let mut screen = desk().await;
    screen.press("* x").await;
    assert!(
        screen.line(34).contains("2 rows declined · z undo"),
        "{}",
        screen.line(34)
    );
    assert!(!screen.picture().contains("Nina Costa"), "{}", screen.picture());
    screen.press("z").await;
    assert!(screen.picture().contains("Nina Costa"), "{}", screen.picture());
}
