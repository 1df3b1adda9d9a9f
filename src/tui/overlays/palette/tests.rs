use serde_json::json;

use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, looks_like, record};
use crate::tui::scenes;

async fn filled() -> Harness {
    let mut screen = Harness::filled((120, 36)).await;
    screen.send(scenes::up()).await;
    screen
}

#[tokio::test]
async fn a_home_and_a_setting_are_found_and_told_of() {
    let mut screen = filled().await;
    let home = json!({"address": "14 Shoreline Pl", "city": "Upland", "zip": "91784", "status": "active",
                      "price": 61_000_000});
    screen.apply(vec![record(EntityKind::Listing, "h1", home)]).await;
    screen.press("ctrl-k").await;
    screen.type_text("~upl shore").await;
    let picture = screen.picture();
    assert!(
        picture.contains("home     14 Shoreline Pl") && picture.contains("$610k"),
        "{picture}"
    );
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("─ 14 Shoreline Pl ") && picture.contains("91784"),
        "{picture}"
    );
    screen.press("esc :").await;
    screen.type_text("set hold").await;
    looks_like!(screen, "set");
    screen.press("enter").await;
    looks_like!(screen, "setting");
}

#[tokio::test]
async fn undo_on_the_command_line_shows_what_was_done_and_takes_nothing_back() {
    let mut screen = filled().await;
    screen.press("2 n").await;
    screen.type_text("likes a yard").await;
    screen.press("ctrl-s :").await;
    screen.type_text("undo").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("─ what was done ") && picture.contains("note"),
        "{picture}"
    );
    assert!(!picture.contains("taken back"), "{picture}");
}
