//! The keys and the tour that shows them.

use super::*;

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
async fn the_sentence_of_a_key_is_whole_where_its_row_is_too_short_and_headings_are_passed_over() {
    let mut screen = filled().await;
    screen.resize(80, 24).await;
    screen.press("?").await;
    let row = |screen: &Harness| {
        let picture = screen.picture();
        let row = picture.lines().find(|line| line.contains("│ ▌"));
        row.unwrap_or_default().to_owned()
    };
    assert!(row(&screen).contains("j ↓"), "{}", screen.picture());
    screen.press("up").await;
    assert!(screen.picture().contains("In lists"), "{}", screen.picture());
    // Over the heading of the next place.
    screen.press("down down down down down down").await;
    assert!(row(&screen).contains(" Filter "), "{}", screen.picture());
    screen.press("down").await;
    assert!(
        row(&screen).contains("with the …") && screen.picture().contains("with the whole"),
        "{}",
        screen.picture()
    );
}

/// On Today `.` and `-` and the like do what the tab says; what everywhere does with the same key is not told there.
#[tokio::test]
async fn a_key_is_told_once_and_with_what_it_does_here() {
    let mut screen = Harness::filled((200, 60)).await;
    for tab in ["g t", "g l", "g p", "g c", "g a", "g n", "g s", "g h"] {
        screen.press(tab).await;
        screen.press("f1").await;
        let mut told = std::collections::BTreeSet::new();
        let mut last = String::new();
        for _ in 0..8 {
            let picture = screen.picture();
            if picture == last {
                break;
            }
            // The first column of a row is its keys; two columns of blanks end it.
            // Between the two rules; the sign of the cursor is no part of a row.
            let is_rule = |line: &&str| line.contains("──");
            let inside = picture.lines().filter_map(|line| line.split('│').nth(1));
            let list = inside.skip_while(|line| !is_rule(line)).skip(1);
            for line in list.take_while(|line| !is_rule(line)) {
                let line = line.replace('▌', " ");
                let keys = line.trim_start().split("  ").next().unwrap_or_default();
                let row = line.split_whitespace().collect::<Vec<_>>().join(" ");
                told.extend(keys.split(' ').map(|key| (key.to_owned(), row.clone())));
            }
            last = picture;
            screen.press("pagedown").await;
        }
        let keys: Vec<&str> = told.iter().map(|(key, _)| key.as_str()).collect();
        for key in ["z", ".", "p", "enter", "d", "esc"] {
            let rows = keys.iter().filter(|told| **told == key).count();
            assert!(rows <= 1, "{tab}: {key} is told {rows} times: {told:?}");
        }
        screen.press("esc").await;
    }
}

#[tokio::test]
async fn the_tour() {
    let mut screen = filled().await;
    screen.press(":").await;
    screen.type_text("tour").await;
    screen.press("enter").await;
    for (at, next) in (1..=4).zip(["enter", "l", "space", ""]) {
        let picture = screen.picture();
        assert!(picture.contains(&format!("tour · {at} of 4")), "{picture}");
        looks_like!(screen, format!("tour_{at}"));
        screen.press(next).await;
    }
    screen.press("h").await;
    assert!(screen.picture().contains("tour · 3 of 4"), "{}", screen.picture());
    screen.press("enter enter").await;
    assert!(!screen.picture().contains("tour ·"), "{}", screen.picture());
}

/// The sentences of the tour are whole on the least screen that has every journey.
#[tokio::test]
async fn no_sentence_of_the_tour_is_cut() {
    let mut screen = Harness::filled((80, 24)).await;
    screen.press(":").await;
    screen.type_text("tour").await;
    screen.press("enter").await;
    for _ in 0..4 {
        let picture = screen.picture();
        let inside = picture.lines().filter_map(|line| line.split('│').nth(1));
        let cut: Vec<&str> = inside.filter(|line| line.trim_end().ends_with('…')).collect();
        assert!(picture.contains("tour ·") && cut.is_empty(), "{cut:?}\n{picture}");
        screen.press("enter").await;
    }
}

#[tokio::test]
async fn the_tour_can_be_left_at_any_time() {
    let mut screen = filled().await;
    for (steps, leave) in [
        ("", "esc"),
        ("enter", "q"),
        ("enter enter", "esc"),
        ("enter enter enter", "q"),
    ] {
        screen.press(":").await;
        screen.type_text("tour").await;
        screen.press("enter").await;
        screen.press(steps).await;
        assert!(screen.picture().contains("tour ·"), "{}", screen.picture());
        screen.press(leave).await;
        assert!(!screen.picture().contains("tour ·"), "after {steps:?} {leave}");
    }
    assert!(screen.outside.left.is_none(), "the program was left with it");
}
