//! What is written, and what is asked before it leaves.

use super::*;

#[tokio::test]
async fn what_is_typed() {
    let mut screen = filled().await;
    screen.press("n").await;
    looks_like!(screen, "note");
    screen.press("esc t").await;
    looks_like!(screen, "task");
    screen.type_text("call back fri 10:00").await;
    looks_like!(screen, "task_read");
    screen.press("esc N").await;
    looks_like!(screen, "person");
    screen.press("esc g p $").await;
    screen.type_text("x").await;
    looks_like!(screen, "value_wrong");
}

#[tokio::test]
async fn a_message() {
    let mut screen = filled().await;
    screen.press("r").await;
    looks_like!(screen, "text");
    screen.type_text("Saturday 9:15 works. See you there 🏡").await;
    looks_like!(screen, "text_written");
    screen.press("alt-c").await;
    looks_like!(screen, "mail");
}

#[tokio::test]
async fn before_it_goes() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    looks_like!(screen, "sure");
    screen.press("1 enter").await;
    looks_like!(screen, "sure_wrong");
    screen.press("tab").await;
    looks_like!(screen, "sure_people");
}

#[tokio::test]
async fn who_has_it_already_is_told_and_stays() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("1 has it already"), "{picture}");
    assert!(
        picture.contains("1 edited in the last hour") || !picture.contains("recent"),
        "{picture}"
    );
    screen.press("esc").await;
    // The open deals of all who are marked, of whom some have none.
    screen.press("m").await;
    let picture = screen.picture();
    assert!(
        picture.contains("stage for") || picture.contains("open deal"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_snippet_is_filled_in_and_tab_goes_from_blank_to_blank() {
    let mut screen = filled().await;
    screen.press("r").await;
    screen.type_text(";").await;
    looks_like!(screen, "snippets");
    screen.type_text("showing").await;
    screen.press("enter").await;
    looks_like!(screen, "snippet_blanks");
    screen.type_text("7421 Vine St").await;
    screen.press("tab").await;
    screen.type_text("today at 5:30").await;
    screen.press("tab").await;
    screen.type_text("Saturday at 10").await;
    let picture = screen.picture();
    assert!(picture.contains("Hi Tom, 7421 Vine St is available"), "{picture}");
    assert!(!picture.contains('{'), "{picture}");
    // In a word it is a semicolon.
    screen.type_text("; ok").await;
    assert!(screen.picture().contains("Saturday at 10; ok") || screen.picture().contains("; ok"));
}

#[tokio::test]
async fn a_text_can_leave_later() {
    let mut screen = filled().await;
    screen.press("r").await;
    screen.type_text("Saturday 9:15 works.").await;
    screen.press("alt-s").await;
    screen.type_text("call her").await;
    screen.press("enter").await;
    assert!(screen.picture().contains("say a moment"), "{}", screen.picture());
    screen.press("ctrl-u").await;
    screen.press("esc alt-s").await;
    screen.type_text("fri 9:00").await;
    looks_like!(screen, "later");
    screen.press("enter").await;
    let rows = screen
        .engine
        .query(crate::engine::query::Outbox {
            state: None,
            limit: 5,
        })
        .await
        .unwrap();
    assert_eq!(rows[0].not_before.to_string(), "2026-04-17T09:00:00Z");
}
