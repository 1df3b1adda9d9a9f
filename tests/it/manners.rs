//! How the program behaves towards the terminal it was lent: quiet when idle, patient with any size, tidy when it goes.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

#[test]
fn the_terminal_is_given_back_however_the_program_ends() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    for end in [None, Some(Signal::TERM), Some(Signal::HUP), Some(Signal::INT)] {
        let mut screen = home.screen(100, 30);
        screen.sees("Leads");
        match end {
            None => screen.press("q"),
            Some(signal) => screen.signal(signal),
        };
        let status = screen.ends();
        let written = String::from_utf8_lossy(&screen.written()).into_owned();
        let kept = written.find("\x1b[22;2t").expect("the window's title is kept");
        let ours = written.find("leadline\x1b\\").expect("ours is set");
        let back = written.rfind("\x1b[23;2t").expect("theirs comes back");
        assert!(kept < ours && ours < back);
        assert!(
            screen.is_restored(),
            "after {end:?} ({status}) the terminal is left in disorder"
        );
    }
}

#[test]
fn an_address_in_a_message_is_a_link_of_the_terminal() {
    let sandbox = Sandbox::with(&["--contacts", "20", "--seed", "7", "--quiet"]);
    let home = Home::at(&sandbox);
    let lead = json!({ "locationId": sandbox.location_id, "firstName": "Zelda", "lastName": "Quimby", "phone": "+12065550177" });
    let zelda = sandbox.call("POST", "/contacts/", Some(&lead))["contact"]["id"].clone();
    sandbox.happens(
        "inbound",
        &json!({ "contact": zelda, "body": "https://example.com/88-banyan ok?" }),
    );
    sandbox.has_indexed("Quimby");
    home.json(&["sync"]);
    let mut screen = home.screen(160, 40);
    screen
        .press("2")
        .sees("of 21")
        .press("/")
        .type_text("quimby")
        .press("<enter>")
        .sees("88-banyan ok?");
    let written = String::from_utf8_lossy(&screen.written()).into_owned();
    assert!(
        written.contains("\x1b]8;;https://example.com/88-banyan\x1b\\"),
        "no link is written"
    );
    screen.press("q");
    assert!(screen.ends().success());
}

#[test]
fn any_size_is_survived_and_comes_back() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(120, 36);
    screen.sees("3 Pipe");
    for (columns, rows) in [(20, 5), (1, 1), (300, 90), (80, 24), (40, 10)] {
        screen.resize(columns, rows);
    }
    screen.resize(120, 36).sees("3 Pipe").press("q");
    assert!(screen.ends().success());
}

#[test]
fn the_screen_can_be_drawn_anew() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(100, 30);
    screen
        .sees("Leads")
        .press("2")
        .sees("of 50")
        .press("<ctrl-l>")
        .is_quiet_for(Duration::from_millis(300))
        .sees("3 Pipe")
        .press("q");
    assert!(screen.ends().success());
}

#[test]
fn a_terminal_that_is_too_small_is_told_so() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(20, 5);
    screen.until("a sentence about the size", crate::support::LIMIT, |screen| {
        !screen.trim().is_empty()
    });
    screen.resize(100, 30).sees("3 Pipe");
}

#[test]
fn an_idle_screen_draws_nothing() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(100, 30);
    screen
        .sees("Leads")
        .press("2")
        .sees("of 50")
        .is_quiet_for(Duration::from_secs(1));
}

#[test]
fn a_paste_is_text_and_never_keys() {
    let sandbox = Sandbox::start(50, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(100, 30);
    screen
        .sees("Leads")
        .press("2")
        .sees("of 50")
        .press("/")
        .sees("enter keep")
        .paste("q\x1b]0;owned\x07\nq");
    screen.until("stays open", crate::support::LIMIT, |screen| {
        screen.contains("of 50")
    });
    let written = String::from_utf8_lossy(&screen.written()).into_owned();
    assert!(
        !written.contains("owned\x07"),
        "foreign bytes reached the terminal"
    );
}

/// Places where a test build dies are named nowhere in an ordinary one (T7).
#[test]
#[cfg(not(feature = "failpoints"))]
fn t7_an_ordinary_build_carries_no_fail_point() {
    let program = std::fs::read(crate::support::program()).expect("the program");
    for word in ["LEADLINE_FAILPOINT", "push.answered", "restore.file_aside"] {
        let found = program
            .windows(word.len())
            .any(|window| window == word.as_bytes());
        assert!(!found, "{word}");
    }
}
