//! Calls and their log.

use super::*;

/// While somebody talks the script is whole; how it can end is told in full when it is over.
#[tokio::test]
async fn what_is_said_in_a_call_is_whole_on_a_small_screen() {
    let mut screen = filled().await;
    screen.resize(80, 24).await;
    screen.press("c").await;
    let picture = screen.picture();
    assert!(
        picture.contains("right for us") && picture.contains("now?"),
        "{picture}"
    );
    assert!(!picture.contains("6  booked"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("OPEN") && picture.contains("6  booked"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_call_and_its_log() {
    let mut screen = filled().await;
    screen.press("c").await;
    looks_like!(screen, "call");
    screen.type_text("likes the yard").await;
    screen.press("alt-enter").await;
    screen.type_text("works nights").await;
    screen.pass(std::time::Duration::from_secs(42)).await;
    screen.press("enter").await;
    looks_like!(screen, "call_ended");
    screen.press("6").await;
    screen.type_text("showing sat 10:00").await;
    looks_like!(screen, "call_booked");
    screen.press("esc").await;
    screen.press("3").await;
    looks_like!(screen, "call_unanswered");
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(picture.contains("Call: no answer"), "{picture}");
    screen.press("z").await;
    let picture = screen.picture();
    assert!(
        !picture.contains("Call: no answer"),
        "one line of undo: {picture}"
    );
}

#[tokio::test]
async fn notes_of_a_call_that_was_left_are_there_again() {
    let mut screen = filled().await;
    screen.press("c").await;
    screen.type_text("likes the yard").await;
    screen.press("esc").await;
    assert!(!screen.picture().contains("NEVER"), "{}", screen.picture());
    screen.press("c").await;
    let picture = screen.picture();
    assert!(picture.contains("likes the yard"), "{picture}");
    screen.press("enter").await;
    screen.press("1").await;
    screen.press("c").await;
    let picture = screen.picture();
    assert!(picture.contains("called 1 time"), "{picture}");
    assert!(
        !picture.contains("likes the yard▏"),
        "what is logged is no draft: {picture}"
    );
}
