//! The filter line of the queue.

use super::*;

#[tokio::test]
async fn plain_words_are_no_filter_and_leave_the_queue_as_it_is() {
    let mut screen = desk().await;
    screen.press("/").await;
    screen.type_text("bauer").await;
    screen.press("enter").await;
    let queue = |screen: &Harness| (5..12).map(|row| screen.line(row)).collect::<Vec<_>>();
    let before = queue(&screen);
    assert!(before.concat().contains("Tom Bauer"), "{before:#?}");
    screen
        .press("/ backspace backspace backspace backspace backspace")
        .await;
    screen.type_text("!who wrote today and has").await;
    screen.press("enter").await;
    // Nobody is logged in to Claude here: the words stay, and so does what the filter before them chose.
    looks_like!(screen, "plain_words");
    screen.resize(120, 36).await;
    assert!(
        screen.picture().contains("leadline login claude"),
        "{}",
        screen.picture()
    );
    assert_eq!(queue(&screen), before);
    screen.press("esc").await;
    assert!(screen.line(3).contains("/ bauer"), "{}", screen.picture());
    assert_eq!(queue(&screen), before);
}

#[tokio::test]
async fn a_mark_behind_which_nothing_is_said_asks_for_words() {
    let mut screen = desk().await;
    screen.press("/").await;
    screen.type_text("!").await;
    screen.press("enter").await;
    assert!(
        screen.line(34).contains("say behind the ! whom you look for"),
        "{}",
        screen.picture()
    );
    assert!(screen.picture().contains("Maria Delgado"), "{}", screen.picture());
}

#[tokio::test]
async fn a_filter_that_chooses_nobody_who_waits_offers_the_nearest_wider_one() {
    let mut screen = desk().await;
    screen.press("/").await;
    screen.type_text("bauer nowhere-to-be-found").await;
    let picture = screen.picture();
    assert!(picture.contains("Without nowhere-to-be-found,"), "{picture}");
    screen.press("enter").await;
    looks_like!(screen, "filter_nothing");
    screen.press("enter").await;
    screen.resize(120, 36).await;
    let picture = screen.picture();
    assert!(
        picture.contains("/ bauer ") && picture.contains("Tom Bauer"),
        "{picture}"
    );
    assert!(!picture.contains("nowhere"), "{picture}");
}

#[tokio::test]
async fn a_filter_chooses_whose_rows_are_shown_as_it_is_typed() {
    let mut screen = desk().await;
    screen.press("/").await;
    screen.type_text("bauer").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Tom Bauer") && !picture.contains("Maria Delgado"),
        "{picture}"
    );
    assert!(
        screen.line(0).contains("1 Today 2"),
        "hidden clocks fall as well: {}",
        screen.line(0)
    );
    looks_like!(screen, "filter");
    screen.resize(120, 36).await;
    screen.press("enter e").await;
    assert!(screen.line(34).contains("done"), "{}", screen.line(34));
    screen.press("/").await;
    screen.type_text(" stge:x").await;
    looks_like!(screen, "filter_wrong");
    screen.resize(120, 36).await;
    screen.press("esc /").await;
    screen.type_text(" zz").await;
    screen.press("enter").await;
    assert!(
        screen.picture().contains("Nobody who waits fits this filter."),
        "{}",
        screen.picture()
    );
    screen
        .apply(vec![lead(
            "c-new",
            ("Nora", "Vance"),
            5,
            &json!({"phone": "+19095550166"}),
        )])
        .await;
    assert!(
        screen.line(34).contains("new lead: Nora Vance"),
        "{}",
        screen.line(34)
    );
    screen.press("esc").await;
    assert!(screen.picture().contains("Maria Delgado"), "{}", screen.picture());
}
