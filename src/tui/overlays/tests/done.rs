//! What was done, and what of it is taken back.

use super::*;

#[tokio::test]
async fn a_line_of_many_shows_its_difference_and_is_taken_back_by_its_number() {
    let mut screen = Harness::empty(HOME).await;
    let crowd = scenes::crowd();
    let people = crowd
        .iter()
        .filter(|record| record.kind == crate::domain::record::EntityKind::Contact)
        .count();
    screen.apply(crowd).await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    screen.type_text(&people.to_string()).await;
    screen.press("enter").await;
    screen.press("g u enter").await;
    let picture = screen.picture();
    let of = grouped(people as u64);
    assert!(
        picture.contains("BEFORE") && picture.contains("AFTER") && picture.contains(&format!("1 of {of}")),
        "{picture}"
    );
    assert!(picture.contains("open-house"), "{picture}");
    screen.press("G").await;
    let picture = screen.picture();
    assert!(
        picture.contains(&format!("{of} of {of}")) && picture.contains("open-house"),
        "the last page is read when it is looked at: {picture}"
    );
    screen.press("esc z").await;
    let picture = screen.picture();
    assert!(picture.contains("before it goes"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains(&format!("type {people} to go on")), "{picture}");
    screen.type_text(&people.to_string()).await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
}

#[tokio::test]
async fn any_line_of_what_was_done_is_taken_back() {
    let mut screen = filled().await;
    screen.press("g u").await;
    looks_like!(screen, "undo_nothing");
    screen.press("esc n").await;
    screen.type_text("likes the yard").await;
    screen.press("ctrl-s c").await;
    screen.press("enter 2").await;
    screen.press("T").await;
    screen.type_text("hot").await;
    screen.press("tab enter").await;
    screen.press("g u").await;
    looks_like!(screen, "undo");
    // Looking at what it changed takes nothing back.
    screen.press("enter").await;
    looks_like!(screen, "undo_difference");
    screen.resize(80, 24).await;
    assert!(screen.picture().contains("hot, zillow"), "{}", screen.picture());
    screen.press("esc").await;
    assert!(!screen.picture().contains("taken back"), "{}", screen.picture());
    // The middle one, the call, without the tag that came after it.
    screen.press("j z").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(
        !picture.contains("Call: voicemail") && picture.contains("hot"),
        "{picture}"
    );
    screen.press("g u j z").await;
    assert!(
        screen.picture().contains("not now: it was taken back"),
        "{}",
        screen.picture()
    );
    // And again.
    screen.press("Z esc").await;
    assert!(
        screen.picture().contains("Call: voicemail"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn some_records_of_a_line_are_taken_back_and_the_others_stay() {
    let mut screen = filled().await;
    screen.press("space space space T").await;
    screen.type_text("hot").await;
    screen.press("tab enter g u").await;
    assert!(screen.picture().contains("on 3 people"), "{}", screen.picture());
    // Nothing is marked yet, so there is nothing to take back.
    screen.press("space z").await;
    assert!(
        screen.picture().contains("not now: mark what is"),
        "{}",
        screen.picture()
    );
    screen.press("space").await;
    looks_like!(screen, "undo_some");
    // A mark is taken away by the same key.
    screen.press("space k space j z").await;
    looks_like!(screen, "undo_some_done");
    screen.press("esc esc").await;
    let hot = |screen: &Harness| {
        let tagged = screen.picture();
        tagged.matches("hot").count()
    };
    screen.press("/").await;
    screen.type_text("tag:hot").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("2 of 8") && hot(&screen) > 0, "{picture}");
    // The part is done again by itself, and is then a line like the others.
    screen.press("Z").await;
    assert!(screen.picture().contains("3 of 8"), "{}", screen.picture());
    screen.press("g u j space").await;
    assert!(screen.picture().contains("1 of 2"), "{}", screen.picture());
}

#[tokio::test]
async fn who_set_a_field_and_what_it_was() {
    let mut screen = filled().await;
    screen.press("B").await;
    looks_like!(screen, "history_none");
    screen.press("esc").await;
    screen
        .apply(vec![scenes::retold("c-tom", "city", "Upland")])
        .await;
    screen.press("E j j j j j").await;
    screen.press("B").await;
    looks_like!(screen, "history_field");
    screen.press("esc esc B").await;
    looks_like!(screen, "history_all");
}
