//! A question to Claude that ends in something done: sources, a list of proposals, four of five, and back again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::calling::somebody_writes;
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

/// What Claude writes is seen where one writes, changed as one says, and sent by nobody but the person.
#[test]
fn a_reply_is_written_with_claude_changed_and_sent_by_hand() {
    let sandbox = Sandbox::start(20, 11);
    let home = Home::at(&sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any");
    somebody_writes(&sandbox);
    home.json(&["sync"]);
    let id = home.json(&["leads", "quimby", "--limit", "1"])["rows"][0]["id"].clone();
    let id = id.as_str().expect("somebody");
    let person = home.json(&["show", id]);
    let message = person["messages"]
        .as_array()
        .and_then(|messages| messages.first())
        .unwrap_or_else(|| panic!("a message in {person}"))["id"]
        .clone();
    let answers = |answer: &Value, more: &Value| {
        let mut armed = json!({"answer": [{"type": "text", "text": answer.to_string()}], "delay_ms": 0});
        if let (Some(armed), Some(more)) = (armed.as_object_mut(), more.as_object()) {
            armed.extend(more.clone());
        }
        http::ask("POST", &sandbox.claude_url, "/_sim/arm", &[], Some(&armed));
    };
    let mut screen = home.screen(120, 36);
    screen
        .press("2")
        .press("/")
        .type_text("quimby")
        .sees("(206) 555-0177")
        .press("<enter>");
    // It is on its way for a while, and one's own words stay where they are.
    let reply = json!({"message_id": message, "evidence_ids": [], "brief_draft": "It is. Which day?",
        "plain_draft": "Person_1_first, the house on Maple is free. Which day suits you?",
        "warm_draft": "Person_1_first, good that you ask: it is free. When would you like to see it?"});
    answers(&reply, &json!({"wait_ms": 2_000}));
    screen.press("d").sees("Claude writes");
    screen
        .sees("Zelda, the house on Maple is free.")
        .sees("used: their message");
    screen.press("<alt-1>").sees("It is. Which day?");
    let changed =
        json!({"subject": "", "draft": "It is. Shall we meet at the open house?", "evidence_ids": []});
    answers(&changed, &json!({}));
    screen
        .press("<ctrl-g>")
        .type_text("mention the open house")
        .press("<enter>")
        .sees("at the open house?")
        .sees("brings yours back");
    assert!(
        !sandbox.sends().to_string().contains("open house"),
        "nothing is sent unseen"
    );
    screen.press("<ctrl-s>");
    within(Duration::from_secs(15), "the text reaches her", || {
        sandbox.sends().to_string().contains("at the open house?")
    });
    let lens = home.run(&["lens", "--about", id]);
    let left = String::from_utf8_lossy(&lens.stdout).into_owned();
    assert!(left.contains("mention the open house"), "{left}");
}
