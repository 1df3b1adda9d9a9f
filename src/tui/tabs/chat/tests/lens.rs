//! What left this computer, beside how it reads here.

use super::*;
use crate::domain::chat::SentBytes;
use crate::domain::mask::{Kind, Row};
use crate::tui::harness::SIZES;

/// Two requests of a chat, the second with what was looked up, as the driver keeps them.
async fn sent(screen: &mut Harness) -> Vec<String> {
    let thread = chat(screen, "Write to Dana Lee", "Done.", TurnOutcome::Complete).await;
    let row = |kind, whole: &str| Row {
        kind,
        number: 1,
        whole: whole.into(),
        first: String::new(),
        last: String::new(),
        known: true,
    };
    let hidden = vec![
        row(Kind::Person, "Dana Lee"),
        row(Kind::Phone, "+19095550103"),
        row(Kind::Email, "dana@example.com"),
    ];
    let ask = ChatCommand::Ask {
        thread: thread.clone(),
        blocks: vec![block("And Person_1?")],
        hidden,
        told: Vec::new(),
    };
    keep(screen, ask).await;
    let first = r#"{"model":"claude-sonnet-5-5","messages":[{"role":"user","content":"Write to Person_1"}]}"#;
    let second = r#"{"model":"claude-sonnet-5-5","messages":[{"role":"user","content":"Write to Person_1"},{"role":"user","content":"Person_1 has Phone_1; Person_9 is nobody, \u001b[31m"}]}"#;
    let mut before = String::new();
    for body in [first, second] {
        let bytes = SentBytes::between(&before, body);
        let thread = thread.clone();
        keep(screen, ChatCommand::Sent { thread, bytes }).await;
        before = body.to_owned();
    }
    // Whatever happens in the chat next brings the figures up to date.
    say(
        screen,
        &thread,
        "Thanks",
        "You are welcome.",
        TurnOutcome::Complete,
    )
    .await;
    vec![first.to_owned(), second.to_owned()]
}

#[tokio::test]
async fn the_lens_shows_the_bytes_that_left_beside_what_is_read_here() {
    for (width, height) in SIZES {
        let mut screen = Harness::empty((width, height)).await;
        sent(&mut screen).await;
        screen.press("4 esc M").await;
        insta::assert_snapshot!(format!("lens_{width}x{height}"), screen.picture());
    }
}

#[tokio::test]
async fn what_left_is_counted_and_every_byte_can_be_seen() {
    let mut screen = Harness::empty((120, 36)).await;
    let bodies = sent(&mut screen).await;
    screen.press("4 esc").await;
    let size: usize = bodies.iter().map(String::len).sum();
    let footer = format!("what left this computer: {size} B, 1 name, 1 phone masked · M to see it");
    let picture = screen.picture();
    assert!(picture.contains(&footer), "{footer}: {picture}");
    screen.press("M").await;
    let picture = screen.picture();
    assert!(picture.contains("request 2 of 2"), "{picture}");
    assert!(
        picture.contains("Dana Lee has") && picture.contains("Person_1 has"),
        "{picture}"
    );
    assert!(!picture.contains("Write to"), "{picture}");
    screen.press("b").await;
    let picture = screen.picture();
    // What was sent before is there again, once as it left and once as it reads here.
    assert_eq!(picture.matches("Write to").count(), 2, "{picture}");
    screen.press("y").await;
    assert_eq!(screen.outside.copied, [bodies[1].clone()], "to the byte");
    screen.press("/").await;
    screen.type_text("person_9").await;
    screen.press("enter").await;
    assert!(screen.picture().contains("Person_9"), "{}", screen.picture());
    screen.press("/").await;
    screen.type_text("x").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("on neither side"), "{picture}");
    screen.press("h").await;
    let picture = screen.picture();
    assert!(
        picture.contains("request 1 of 2") && !picture.contains("Phone_1"),
        "{picture}"
    );
    screen.press("esc").await;
    assert!(
        screen.picture().contains("You are welcome."),
        "{}",
        screen.picture()
    );
}
