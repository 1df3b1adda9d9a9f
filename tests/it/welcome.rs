//! The first start, in a real terminal.

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;

#[test]
fn the_tour_comes_on_the_first_start_and_never_again() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox).with("LEADLINE_SCREEN_TOUR", "true");
    let mut screen = home.screen(100, 30);
    screen
        .sees("tour · 1 of 4")
        .press("<enter>")
        .sees("tour · 2 of 4")
        .press("<esc>")
        .no_longer_sees("tour ·")
        .press("q");
    assert!(screen.ends().success());
    let mut screen = home.screen(100, 30);
    screen.sees("3 Pipe").press("2").sees("of 50");
    assert!(!screen.screen().contains("tour ·"));
    screen.press("q");
    assert!(screen.ends().success());
}

#[test]
fn the_demo_offers_the_tour_in_a_line_and_covers_nothing() {
    let home = Home::empty().with("LEADLINE_SCREEN_TOUR", "true");
    let mut screen = Terminal::open(home.command(&["demo", "--contacts", "20"]), 100, 30);
    screen.sees("new here? : tour").press(":");
    screen
        .sees("narrow by")
        .type_text("tour")
        .sees("Tour")
        .press("<enter>");
    screen
        .sees("tour · 1 of 4")
        .press("q")
        .no_longer_sees("tour ·")
        .press("q");
    assert!(screen.ends().success());
}
