//! The clock of a new lead.

use super::*;

#[tokio::test]
async fn the_clock_falls_each_second_and_changes_its_word() {
    let mut screen = desk().await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:12 left"),
        "{}",
        screen.picture()
    );
    assert!(screen.line(0).contains("1 Today 2"), "{}", screen.line(0));
    let alarm = screen.shell.alarm().unwrap();
    assert!(alarm <= screen.clock.elapsed() + Duration::from_millis(1_001));
    screen.pass(Duration::from_millis(1_001)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:10 left"),
        "{}",
        screen.picture()
    );
    screen.pass(Duration::from_secs(45)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("0:25 last"),
        "{}",
        screen.picture()
    );
    screen.pass(Duration::from_secs(30)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("just late"),
        "{}",
        screen.picture()
    );
    assert!(screen.line(0).contains("1 Today 1"), "{}", screen.line(0));
    // In front of another tab no clock is drawn, and nothing wakes the screen each second.
    screen.press("g l").await;
    let alarm = screen.shell.alarm().unwrap();
    assert!(
        alarm > screen.clock.elapsed() + Duration::from_secs(2),
        "{alarm:?}"
    );
    screen.press("g t").await;
    assert!(screen.shell.alarm().unwrap() <= screen.clock.elapsed() + Duration::from_millis(1_001));
}

#[tokio::test]
async fn without_a_clock_nothing_wakes_the_screen() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    screen.pass(Duration::from_secs(5)).await;
    let alarm = screen.shell.alarm().unwrap();
    assert!(
        alarm > screen.clock.elapsed() + Duration::from_secs(10),
        "only the minute"
    );
}

#[tokio::test]
async fn a_new_lead_rings_once_and_goes_to_the_top() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    screen.press("g p").await;
    screen
        .apply(vec![lead("c-maria", ("Maria", "Delgado"), 10, &json!({}))])
        .await;
    assert!(
        screen.line(34).contains("new lead: Maria Delgado"),
        "{}",
        screen.line(34)
    );
    assert!(screen.line(0).contains("1 Today 1"), "{}", screen.line(0));
    screen.press("1").await;
    assert!(under(&screen).contains("Maria Delgado"), "{}", screen.picture());
    screen.press("r").await;
    screen.type_text("Hi Maria").await;
    screen.press("ctrl-s").await;
    assert!(!screen.picture().contains("NOW 1"), "{}", screen.picture());
    let maria = screen
        .engine
        .query(PersonById("c-maria".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(maria.messages.len(), 1);
}
