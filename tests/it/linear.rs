//! The program as a conversation of plain lines, through a pipe and in a terminal.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::{LIMIT, eventually};

/// What is said when all these lines come through a pipe.
pub fn conversation(home: &Home, lines: &[&str]) -> String {
    let mut child = home
        .command(&["--linear"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("its input");
    for line in lines {
        writeln!(input, "{line}").expect("a line");
    }
    drop(input);
    let output = child.wait_with_output().expect("its end");
    let said = lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{}\n{said}\n{}",
        output.status,
        lossy(&output.stderr)
    );
    let steers = |byte: &u8| byte.is_ascii_control() && *byte != b'\n';
    assert!(
        !output.stdout.iter().any(steers),
        "nothing may steer the terminal: {said:?}"
    );
    said
}

fn zelda(sandbox: &Sandbox) -> String {
    let location = &sandbox.location_id;
    let lead = json!({
        "locationId": location, "firstName": "Zelda\u{1b}[2J", "lastName": "Quimby", "phone": "+12065550177",
        "email": "zelda.quimby@example.com",
    });
    let id = sandbox.call("POST", "/contacts/", Some(&lead))["contact"]["id"].clone();
    let id = id.as_str().expect("an id").to_owned();
    let pipelines = sandbox.call(
        "GET",
        &format!("/opportunities/pipelines?locationId={location}"),
        None,
    );
    let pipeline = &pipelines["pipelines"][0];
    let deal = json!({
        "locationId": location, "contactId": id, "name": "Maple Street", "status": "open",
        "pipelineId": pipeline["id"], "pipelineStageId": pipeline["stages"][0]["id"], "monetaryValue": 450_000,
    });
    sandbox.call("POST", "/opportunities/", Some(&deal));
    sandbox.happens(
        "inbound",
        &json!({ "contact": id, "body": "Is the house still free?" }),
    );
    sandbox.has_indexed("Quimby");
    id
}

#[test]
fn a_morning_is_worked_through_a_pipe() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox).with("LEADLINE_SEND_HOLD_SECONDS", "0");
    let id = zelda(&sandbox);
    let said = conversation(
        &home,
        &[
            "sync",
            "list",
            "next",
            "list tag:(",
            "list quimby",
            "open 1",
            "thread",
            "tag +viewing \"+open house\" -nobody",
            "note",
            "Met at the viewing",
            "don't call before ten",
            ".",
            "task call back by +2h",
            "set city=\"Los Angeles\"",
            "tag +mistake",
            "undo",
            "move",
            "2",
            "reply",
            "Saturday at ten?",
            ".",
            "1",
            "nonsense",
            "queue",
            "conflicts",
            "state",
            "help",
            "drain --timeout 60",
            "quit",
        ],
    );
    for part in [
        "linear mode",
        "[1] people> sync",
        "1 to 20 of 61; next shows more.",
        "21 to 40 of 61",
        "the list stays as it was",
        "1. Zelda",
        "1 to 1 of 1.",
        "Zelda·[2J Quimby: Is the house still free?",
        "Saved: tags +open house +viewing −nobody.",
        "Taken back: undo tags +mistake.",
        "To which stage?\n  1. ",
        "Would be sent: text to Zelda",
        "What with it?\n  1. send it\n  2. keep it as a draft\n  3. throw it away",
        "Not done: there is no \"nonsense\"",
        "There are no conflicts.",
        "Connected to the CRM.",
        "As on the command line",
        "Left. What was done here is kept",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let truth = sandbox.contact(&id).to_string();
    for part in ["viewing", "open house", "Los Angeles"] {
        assert!(truth.contains(part), "{part} is missing in {truth}");
    }
    assert!(!truth.contains("mistake"), "{truth}");
    let notes = sandbox
        .call("GET", &format!("/contacts/{id}/notes"), None)
        .to_string();
    assert!(
        notes.contains("Met at the viewing\\ndon't call before ten"),
        "{notes}"
    );
    eventually("the answer reaches her", || {
        sandbox.sends().to_string().contains("Saturday at ten?")
    });
}

#[test]
fn many_are_edited_after_their_number_and_a_text_is_never_lost() {
    let sandbox = Sandbox::start(40, 5);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let said = conversation(
        &home,
        &[
            "list",
            "mark 1 3-4",
            "tag +spring",
            "mark all",
            "tag +summer",
            "26",
            "tag +summer",
            "40",
            "mark none",
            "open 2",
            "text see you at ten",
            "",
            "text",
            "1",
            "3",
            "list tag:spring",
            "open 1",
            "quit",
        ],
    );
    for part in [
        "3 are marked",
        "Saved: tags +spring on 3 people.",
        "Nothing was done.",
        "Saved: tags +summer on 40 people.",
        "Kept as a draft.",
        "A draft is kept: see you at ten",
        "Thrown away.",
        "1 to 3 of 3.",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let count = |filter: &str| home.json(&["leads", filter, "--count"])["total"].clone();
    assert_eq!(
        (count("tag:spring"), count("tag:summer")),
        (Value::from(3), Value::from(40))
    );
    assert_eq!(sandbox.sends().as_array().map_or(0, Vec::len), 0);
    home.json(&["undo"]);
    assert_eq!(count("tag:spring"), Value::from(3));
    assert_eq!(
        home.run(&["leads", "tag:summer", "--count"]).status.code(),
        Some(3),
        "all of it is one line of undo"
    );
}

#[test]
fn today_is_triaged_by_number() {
    let sandbox = Sandbox::start(20, 7);
    let home = Home::at(&sandbox);
    let id = zelda(&sandbox);
    let said = conversation(
        &home,
        &[
            "sync",
            "list quimby",
            "task show her the house by 2020-01-01",
            "today",
            "done 99",
            "snooze 1 2020-01-01",
            "snooze 1 tomorrow 9",
            "today",
            "list",
            "done 1",
            "quit",
        ],
    );
    for part in [
        "done N settles one",
        "there is no number 99 in today's list, nothing was done",
        "has passed, nothing was put off",
        "there is no number 1 in today's list, nothing was done",
    ] {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
    let snoozed = home.json(&["today", "--split", "snoozed"]);
    assert_eq!(
        snoozed["items"].as_array().map(Vec::len),
        Some(1),
        "{snoozed}\n{said}"
    );
    let before = said.find("done N settles").expect("today's list");
    assert!(said[..before].contains("1. "), "{said}");
    assert!(!id.is_empty());
}

#[test]
fn a_new_lead_is_told_while_nothing_is_asked() {
    let sandbox = Sandbox::start(20, 7);
    let home = Home::at(&sandbox);
    let mut terminal = Terminal::open(home.command(&["--linear"]), 80, 24);
    terminal
        .sees_within("people>", LIMIT)
        .type_text("sync")
        .press("<enter>")
        .sees("[2] people>");
    zelda(&sandbox);
    sandbox.has_indexed("Quimby");
    terminal
        .type_text("sync")
        .press("<enter>")
        .sees("* new lead: Zelda");
    terminal.type_text("quit").press("<enter>");
    assert!(terminal.ends().success());
}

#[test]
fn in_a_terminal_the_cursor_stands_behind_the_prompt_and_nothing_is_drawn_over() {
    let home = Home::empty();
    let mut terminal = Terminal::open(home.command(&["demo", "--linear", "--contacts", "30"]), 80, 24);
    terminal
        .sees_within("DEMO: nothing here is real.", LIMIT)
        .sees("people>");
    terminal.press("sync<enter>").sees_within("Pulled:", LIMIT);
    terminal.press("list<enter>").sees("1 to 20 of 30");
    terminal
        .press("open 1<enter>")
        .sees("phone")
        .press("quit<enter>")
        .sees("Left.");
    assert!(terminal.ends().success());
    assert!(terminal.is_restored());
    let written = terminal.written();
    assert!(
        !written.contains(&0x1b),
        "no sequence is ever sent: {}",
        lossy(&written)
    );
}
