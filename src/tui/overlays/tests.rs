use crate::tui::harness::{Harness, looks_like};
use crate::tui::scenes;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen
}

#[tokio::test]
async fn the_palette() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    looks_like!(screen, "palette");
    screen.type_text("bau").await;
    looks_like!(screen, "palette_found");
    screen.press("enter").await;
    assert!(screen.line(2).starts_with(" Tom Bauer"), "{}", screen.picture());
    screen.press("esc :").await;
    screen.type_text("zzzz").await;
    looks_like!(screen, "palette_nothing");
}

#[tokio::test]
async fn the_keys() {
    let mut screen = filled().await;
    screen.press("?").await;
    looks_like!(screen, "keys");
    screen.type_text("undo").await;
    looks_like!(screen, "keys_found");
    screen.type_text("zzzz").await;
    looks_like!(screen, "keys_nothing");
    screen.press("esc ?").await;
    screen.type_text("tags").await;
    screen.press("enter").await;
    assert!(screen.picture().contains("─ tags ─"), "{}", screen.picture());
}

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
}

#[tokio::test]
async fn what_was_said() {
    let mut screen = filled().await;
    screen.press("g n").await;
    looks_like!(screen, "notices_none");
    screen.press("esc y p y e o z g n").await;
    looks_like!(screen, "notices");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    screen.press("r").await;
    looks_like!(screen, "strange_text");
    screen.press("esc n").await;
    looks_like!(screen, "strange_note");
    screen.press("esc ctrl-k @ a").await;
    looks_like!(screen, "strange_palette");
}

#[tokio::test]
async fn the_least() {
    let mut screen = filled().await;
    screen.resize(60, 18).await;
    for (name, keys) in [
        ("palette", "ctrl-k"),
        ("keys", "esc ?"),
        ("tags", "esc T"),
        ("text", "esc r"),
    ] {
        screen.press(keys).await;
        insta::assert_snapshot!(format!("least_{name}"), screen.picture());
    }
}

/// The long question before somebody is deleted, and the short way back.
#[tokio::test]
async fn somebody_is_deleted_after_the_long_question() {
    let mut screen = filled().await;
    screen.press("X").await;
    looks_like!(screen, "delete");
    screen.press("enter").await;
    assert!(
        screen.picture().contains("type 1 to go on"),
        "{}",
        screen.picture()
    );
    screen.type_text("1").await;
    screen.press("enter").await;
    let gone = screen.picture();
    assert!(gone.contains("deleted ") && gone.contains("z undo"), "{gone}");
    screen.press("z").await;
    assert!(screen.picture().contains("undo deleted"), "{}", screen.picture());
}

/// Forgetting has no key; the question says what goes and that nothing brings it back.
#[tokio::test]
async fn somebody_is_forgotten_after_the_long_question() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    screen.type_text("forget").await;
    screen.press("enter").await;
    looks_like!(screen, "forget");
    screen.type_text("1").await;
    screen.press("enter").await;
    assert!(
        !screen.picture().contains("before it goes"),
        "{}",
        screen.picture()
    );
}
