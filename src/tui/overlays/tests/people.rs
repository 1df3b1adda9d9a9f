//! What is done to a whole person.

use super::*;

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

#[tokio::test]
async fn two_records_of_one_person_are_made_one() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    screen.type_text("doubles").await;
    screen.press("enter").await;
    looks_like!(screen, "doubles_none");
    screen.press("esc").await;
    screen
        .apply(vec![scenes::retold("c-omar", "phone", "+19095550100")])
        .await;
    screen.press("ctrl-k").await;
    screen.type_text("doubles").await;
    screen.press("enter b").await;
    assert!(
        screen
            .picture()
            .contains("not now: this field has room for one value"),
        "{}",
        screen.picture()
    );
    screen.press("j j b j l").await;
    looks_like!(screen, "doubles");
    screen.resize(80, 24).await;
    assert!(
        screen.picture().contains("1 msg · 1 note · 1 deal"),
        "{}",
        screen.picture()
    );
    screen.press("enter").await;
    looks_like!(screen, "doubles_sure");
    screen.type_text("2").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("nobody shares a number"), "{picture}");
    screen.press("esc").await;
    assert!(!screen.picture().contains("Omar"), "{}", screen.picture());
    screen.press("z").await;
    assert!(screen.picture().contains("Omar"), "{}", screen.picture());
}
