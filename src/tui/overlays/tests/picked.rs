//! What is picked from a list.

use super::*;

#[tokio::test]
async fn what_is_picked() {
    let mut screen = filled().await;
    screen.press("T").await;
    looks_like!(screen, "tags");
    screen.type_text("new-tag").await;
    looks_like!(screen, "tags_new");
    screen.press("esc m").await;
    looks_like!(screen, "stage");
    screen.type_text("zzzz").await;
    looks_like!(screen, "stage_nothing");
}

#[tokio::test]
async fn a_minus_takes_away_what_is_found_behind_it() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("tag:zillow").await;
    screen.press("enter T").await;
    screen.type_text("-zillow").await;
    looks_like!(screen, "tags_away");
    screen.press("tab").await;
    looks_like!(screen, "tags_taken_away");
    screen.press("enter").await;
    assert!(screen.picture().contains("−zillow"), "{}", screen.picture());
}

#[tokio::test]
async fn a_plus_before_a_tag_is_no_part_of_it() {
    let mut screen = filled().await;
    screen.press("T").await;
    screen.type_text("+brand-new").await;
    assert!(!screen.picture().contains("new: +"), "{}", screen.picture());
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("+brand-new") && !picture.contains("++brand-new"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_new_word_is_made_before_another_is_guessed() {
    let mut screen = filled().await;
    screen
        .apply(vec![crate::tui::harness::record(
            crate::domain::record::EntityKind::Tag,
            "t9",
            serde_json::json!({"name": "warm-lead"}),
        )])
        .await;
    screen.press("T").await;
    screen.type_text("walked").await;
    let picture = screen.picture();
    let at = |words: &str| {
        picture
            .find(words)
            .unwrap_or_else(|| panic!("{words} is missing\n{picture}"))
    };
    assert!(at("new: walked") < at("warm-lead"), "{picture}");
    screen.press("enter").await;
    assert!(screen.picture().contains("tags +walked"), "{}", screen.picture());
    // What it is part of comes before it.
    screen.press("T").await;
    screen.type_text("warm").await;
    let picture = screen.picture();
    assert!(picture.find("warm-lead") < picture.find("new: warm"), "{picture}");
    screen.press("enter").await;
    assert!(
        screen.picture().contains("tags +warm-lead"),
        "{}",
        screen.picture()
    );
}
