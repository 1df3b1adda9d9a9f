//! A question to Claude that ends in something done: sources, a list of proposals, four of five, and back again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::http;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::within;

/// How many people have the tag, here.
fn tagged(home: &Home) -> Value {
    // Nobody at all is an answer with a code of its own.
    let output = home.run(&["leads", "tag:golden-five", "--count", "--json"]);
    let told: Value = serde_json::from_slice(&output.stdout).expect("an answer in JSON");
    told["total"].clone()
}

#[test]
fn four_of_five_that_claude_proposed_are_done_and_taken_back_as_one() {
    let sandbox = Sandbox::start(200, 11);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    screen.sees("Today").press("4").sees("what do you want to know?");
    screen
        .type_text("Who has tag:hot-lead and wrote last?")
        .press("<enter>");
    screen
        .sees("read  people")
        .sees("Shall I open one")
        .no_longer_sees("esc stops");
    screen
        .type_text("Add the tag \"golden-five\" to these people")
        .press("<enter>");
    screen
        .sees("PROPOSED")
        .sees("5 proposed")
        .no_longer_sees("esc stops");
    assert_eq!(tagged(&home), 0, "nothing is done without a yes");
    screen.press("<tab>").sees("apply 5 of 5");
    screen.press(" ").sees("apply 4 of 5");
    screen.press("<enter>").sees("nothing is done yet");
    assert_eq!(tagged(&home), 0, "looking is no yes");
    screen.press("<esc>").no_longer_sees("nothing is done yet");
    screen.press("<ctrl-s>").sees("4 done, 1 declined");
    within(Duration::from_secs(15), "four have the tag", || {
        tagged(&home) == 4
    });
    screen.press("<esc>").sees("tab to look");
    screen.press("z").sees("undo 4 of 5 proposed by Claude");
    within(Duration::from_secs(15), "nobody has the tag", || {
        tagged(&home) == 0
    });
    let lens = home.run(&["lens"]);
    assert!(lens.status.success());
    let left = String::from_utf8_lossy(&lens.stdout).into_owned();
    assert!(left.contains("Person_") && left.contains("golden-five"), "{left}");
}

/// On the command line at a terminal: enter alone is no yes, and a yes does what was shown.
#[test]
fn at_a_terminal_what_is_proposed_is_asked_about_and_only_a_yes_does_it() {
    let sandbox = Sandbox::start(20, 11);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let people = home.json(&["leads", "", "--limit", "1"]);
    let id = people["rows"][0]["id"].as_str().expect("somebody").to_owned();
    for (answer, says, tagged_after) in [("", "", 0), ("y", "Done:", 1)] {
        let call = json!({"type": "tool_use", "id": "toolu_1", "name": "edit_tags",
                          "input": {"people": [&id], "add": ["golden-five"], "remove": []}});
        for blocks in [json!([call]), json!([{"type": "text", "text": "Proposed."}])] {
            let armed = json!({"answer": blocks, "delay_ms": 0});
            http::ask("POST", &sandbox.claude_url, "/_sim/arm", &[], Some(&armed));
        }
        let mut terminal = Terminal::open(home.command(&["ask", "Tag them", "--apply"]), 110, 30);
        terminal.sees("Do the 1 changes of edit_tags? [y/N]");
        assert_eq!(tagged(&home), 0, "asking does nothing");
        terminal.type_text(answer).press("<enter>");
        if !says.is_empty() {
            terminal.sees(says);
        }
        assert!(terminal.ends().success());
        assert_eq!(tagged(&home), tagged_after, "answered {answer:?}");
    }
}
