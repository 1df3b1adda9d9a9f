//! Keys that show nothing of their own.

use super::{desk, under};
use crate::engine::query::PersonById;

#[tokio::test]
async fn the_keys_of_a_person_act_on_whoever_waits() {
    let mut screen = desk().await;
    screen.press("y p").await;
    assert!(
        screen.line(34).contains("copied +19095550142"),
        "{}",
        screen.line(34)
    );
    screen.press("y y").await;
    assert_eq!(screen.outside.copied.len(), 2);
    assert!(
        screen.outside.copied[1].starts_with("Maria Delgado"),
        "{:?}",
        screen.outside.copied
    );
    screen.press("m").await;
    assert!(
        screen.line(34).contains("not now: they have no open deal"),
        "{}",
        screen.line(34)
    );
    screen.press("T").await;
    screen.type_text("vip").await;
    screen.press("enter").await;
    let maria = screen
        .engine
        .query(PersonById("c-maria".into()))
        .await
        .unwrap()
        .unwrap();
    assert!(
        maria.contact.tags.iter().any(|tag| tag.raw() == "vip"),
        "{}",
        screen.picture()
    );
    screen.press("B").await;
    assert!(
        screen
            .picture()
            .contains("who said so: all fields of Maria Delgado"),
        "{}",
        screen.picture()
    );
    screen.press("esc ] ] ]").await;
    assert!(under(&screen).contains("still 12d"), "{}", screen.picture());
    screen.press("m").await;
    assert!(screen.picture().contains("Contacted"), "{}", screen.picture());
    screen.press("esc g g X").await;
    assert!(
        screen.picture().contains("delete Maria Delgado in the CRM"),
        "{}",
        screen.picture()
    );
    screen.press("esc o").await;
    assert!(
        !screen.outside.opened.is_empty() || screen.line(34).contains("no page on the web"),
        "{}",
        screen.line(34)
    );
}

#[tokio::test]
async fn splits_are_gone_through_in_both_directions() {
    let mut screen = desk().await;
    for split in ["REPLIES", "TASKS", "DEALS", "NOW"] {
        screen.press("]").await;
        assert!(screen.line(2).contains(split), "{split}: {}", screen.line(2));
    }
    for split in ["DEALS", "TASKS", "REPLIES", "NOW"] {
        screen.press("[").await;
        assert!(screen.line(2).contains(split), "{split}: {}", screen.line(2));
    }
}

/// `l` goes into the pane on the right: what moves the queue scrolls the thread there, until `h` or esc.
#[tokio::test]
async fn the_keys_that_move_go_into_the_thread_and_back() {
    let mut screen = desk().await;
    let first = under(&screen);
    screen.press("l j").await;
    assert_eq!(under(&screen), first);
    screen.press("h j").await;
    let second = under(&screen);
    assert_ne!(second, first);
    screen.press("l esc k").await;
    assert_eq!(under(&screen), first);
}

/// Whoever reads the threads one after the other does not go back to the queue for each.
#[tokio::test]
async fn the_next_of_the_queue_comes_without_leaving_the_thread() {
    let mut screen = desk().await;
    screen.press("l }").await;
    assert!(under(&screen).contains("Ken Osei"), "{}", screen.picture());
    // Down still scrolls the thread, and the queue stays.
    screen.press("j").await;
    assert!(under(&screen).contains("Ken Osei"), "{}", screen.picture());
    screen.press("{").await;
    assert!(under(&screen).contains("Maria Delgado"), "{}", screen.picture());
}
