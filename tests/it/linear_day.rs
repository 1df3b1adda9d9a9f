//! The journeys of a day in linear mode: what can be done on Today and on Leads is done there in plain lines.

use leadline::clock::Clock;
use serde_json::{Value, json};

use crate::calling::{about, calls, home_at, somebody_writes};
use crate::clean_up::{FILTER, OLD, an_old_list, bear, pipeline, with_a_deal};
use crate::linear::conversation;
use crate::support::http;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::{LIMIT, eventually};

fn says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part} is missing in\n{said}");
    }
}

fn lead(sandbox: &Sandbox, first: &str, phone: &str) -> String {
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": first, "lastName": "Abbott", "phone": phone,
        "source": "open house",
    });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    made["contact"]["id"].as_str().expect("an id").to_owned()
}

fn waiting(home: &Home, part: &[&str]) -> Vec<Value> {
    let said = home.run(&[&["today", "--json"], part].concat());
    let today: Value = serde_json::from_slice(&said.stdout).expect("JSON");
    today["items"].as_array().expect("items").clone()
}

#[test]
fn a_morning_is_triaged_in_plain_lines() {
    let sandbox = Sandbox::start(40, 7);
    let home = home_at(&sandbox);
    for (first, phone) in [
        ("Ada", "+12065550171"),
        ("Ben", "+12065550172"),
        ("Cleo", "+12065550173"),
    ] {
        lead(&sandbox, first, phone);
    }
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let before = waiting(&home, &[]);
    let said = conversation(
        &home,
        &[
            "snooze #1 tomorrow",
            "today",
            "why 1",
            "open 1",
            "reply Good morning. Is ten on Saturday fine?",
            "1",
            "today / zzzz",
            "today now / tag:",
            "today",
            "snooze #1 tomorrow 9",
            "decline 2",
            "today",
            "done 1",
            "undo list",
            "today snoozed",
            "today someday",
            "drain --timeout 60",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "no list was shown yet, so that #1 means nobody",
            "now, ",
            "Abbott",
            " in all",
            "What with it?",
            "undo yes",
            "today has no part \"someday\"",
            "Since 2",
            " new people, yours and nobody's",
            "Nobody who waits is chosen by this filter.",
            "after \"tag:\"",
            ", open house, ",
        ],
    );
    let snoozed = waiting(&home, &["--split", "snoozed"]);
    assert_eq!(snoozed.len(), 1, "{snoozed:?}\n{said}");
    let left = waiting(&home, &[]).len();
    assert!(
        left + 3 <= before.len(),
        "{left} of {} are left\n{said}",
        before.len()
    );
    eventually("the answer reached them", || {
        sandbox.sends().to_string().contains("Is ten on Saturday fine?")
    });
}

#[test]
fn a_text_is_sent_later_in_plain_lines() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    lead(&sandbox, "Ada", "+12065550171");
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let said = conversation(
        &home,
        &[
            "list abbott",
            "open 1",
            "reply Are you still looking?",
            "4",
            "some time",
            "tomorrow 10:00",
            "quit",
        ],
    );
    says(&said, &["4. send it later", "\"some time\" is no moment"]);
    let rows = home.json(&["outbox"])["rows"].clone();
    let waits = |row: &&Value| row["op"] == "send" && row["body"] == "Are you still looking?";
    let row = rows.as_array().expect("rows").iter().find(waits);
    let row = row.unwrap_or_else(|| panic!("{rows}\n{said}"));
    let at: jiff::Timestamp = serde_json::from_value(row["not_before"].clone()).expect("a moment");
    assert!(at > Clock::system().now(), "{row}");
}

#[test]
fn a_new_lead_is_answered_where_it_rings() {
    let sandbox = Sandbox::with(&["--contacts", "20", "--seed", "7", "--quiet"]);
    let home = home_at(&sandbox);
    let mut terminal = Terminal::open(home.command(&["--linear"]), 100, 40);
    terminal
        .sees_within("people>", LIMIT)
        .press("sync<enter>")
        .sees("[2] people>");
    let zelda = somebody_writes(&sandbox);
    terminal
        .press("sync<enter>")
        .sees_within("* new lead: Zelda Quimby", LIMIT);
    terminal.press("today<enter>").sees("Zelda Quimby");
    // What was rung is the first of the list.
    terminal.press("1<enter>").sees("Zelda Quimby>");
    terminal
        .press("reply Saturday at ten?<enter>")
        .sees("What with it?");
    terminal.press("1<enter>");
    let sends = || sandbox.sends().to_string();
    eventually("the text reaches her", || sends().contains("Saturday at ten?"));
    assert_eq!(sends().matches("Saturday at ten?").count(), 1, "{}", sends());
    eventually("she waits no more", || {
        !waiting(&home, &["--split", "now"])
            .iter()
            .any(|item| item["contact_id"] == zelda.as_str())
    });
    terminal.press("quit<enter>");
    assert!(terminal.ends().success());
}

#[test]
fn claude_writes_a_reply_in_plain_lines_and_the_person_sends_it() {
    let sandbox = Sandbox::start(20, 7);
    let home = home_at(&sandbox);
    let zelda = somebody_writes(&sandbox);
    home.json(&["sync"]);
    let id = home.json(&["leads", "quimby", "--limit", "1"])["rows"][0]["id"].clone();
    let person = home.json(&["show", id.as_str().expect("somebody")]);
    let message = person["messages"][0]["id"].clone();
    let reply = json!({"message_id": message, "evidence_ids": [], "brief_draft": "It is. Which day?",
        "plain_draft": "Person_1_first, it is free. Which day suits you?",
        "warm_draft": "Person_1_first, good that you ask. When would you like to see it?"});
    let armed = json!({"answer": [{"type": "text", "text": reply.to_string()}], "delay_ms": 0});
    http::ask("POST", &sandbox.claude_url, "/_sim/arm", &[], Some(&armed));
    let said = conversation(
        &home,
        &[
            "list quimby",
            "open 1",
            "draft",
            "3",
            "1",
            "1",
            "drain --timeout 60",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "Claude wrote: Zelda, it is free. Which day suits you?",
            "Used: message in",
            "Claude wrote: It is. Which day?",
            "What with it?",
        ],
    );
    assert!(!said.contains("Person_1"), "{said}");
    eventually("the answer reached her", || {
        let sends = sandbox.sends().to_string();
        sends.contains("It is. Which day?") && sends.contains(&zelda)
    });
}

#[test]
fn a_call_is_briefed_noted_logged_and_followed() {
    let sandbox = Sandbox::start(30, 7);
    let home = home_at(&sandbox);
    let zelda = somebody_writes(&sandbox);
    let deal = with_a_deal(&sandbox, &zelda, "Maple Street");
    home.json(&["sync"]);
    // The first call ends in the middle of the notes: the line is kept.
    let said = conversation(&home, &["list quimby", "open 1", "call", "wants a yard"]);
    says(
        &said,
        &[
            "You wrote: Is the house on Maple",
            "never called before",
            "safe or not",
        ],
    );
    assert_eq!(calls(&sandbox, &zelda).len(), 0);
    let said = conversation(
        &home,
        &[
            "list quimby",
            "open 1",
            "call",
            "works nights",
            ".",
            "3",
            "1",
            "thread",
            "call",
            ".",
            "6",
            "whenever",
            "showing by +2d",
            "drain --timeout 60",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "Kept from before: wants a yard",
            "How did it end?\n  1. talked: ",
            "3. no answer: task to call again",
            "Saved: call with Zelda Quimby: no answer.",
            "I just tried to call you about what you asked",
            "no-answer: Call: no answer",
            "called 1 time",
            "\"whenever\" is no moment",
            "Saved: call with Zelda Quimby: booked.",
        ],
    );
    let statuses: Vec<Value> = calls(&sandbox, &zelda)
        .iter()
        .map(|call| call["status"].clone())
        .collect();
    assert_eq!(statuses.len(), 2, "{statuses:?}\n{said}");
    let notes = about(&sandbox, &zelda, "notes");
    assert!(notes.contains("wants a yard\\nworks nights"), "{notes}");
    assert!(about(&sandbox, &zelda, "tasks").contains("Call again"));
    eventually("the text reaches her", || {
        sandbox.sends().to_string().contains("I just tried to call you")
    });
    let moved = sandbox.call("GET", &format!("/opportunities/{deal}"), None);
    let stages = pipeline(&sandbox)["stages"].clone();
    assert_ne!(
        moved["opportunity"]["pipelineStageId"], stages[0]["id"],
        "the deal of somebody with an appointment moves: {stages}\n{said}"
    );
}

#[test]
fn an_old_list_is_cleaned_up_in_plain_lines() {
    let sandbox = Sandbox::start(40, 7);
    let home = Home::at(&sandbox);
    let people = an_old_list(&sandbox);
    home.json(&["sync"]);
    let filter = format!("list {FILTER}");
    let said = conversation(
        &home,
        &[
            "list tag:old-2018",
            &filter,
            "mark all",
            "tag -old-2019",
            "who",
            "30",
            "drain --timeout 120",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "Nobody fits.\nDid you mean old-2019?",
            "1 to 20 of 30",
            "Before it goes: tags.",
            "who: 30 people",
            "in the CRM within a minute",
            "undo: yes, all of it as one line",
            "  Old Lead07",
            "Saved: tags −old-2019 on 30 people.",
        ],
    );
    assert_eq!(bear(&sandbox, &people, "old-2019"), 1, "{said}");
    assert_eq!(bear(&sandbox, &people, "seller"), OLD);
    let said = conversation(&home, &["undo list", "undo", "drain --timeout 120", "quit"]);
    says(&said, &["30 records", "Taken back: undo tags −old-2019"]);
    assert_eq!(bear(&sandbox, &people, "old-2019"), OLD, "{said}");
}

#[test]
fn stages_of_many_files_and_deletion_go_by_their_number() {
    let sandbox = Sandbox::start(10, 7);
    let home = Home::at(&sandbox);
    let people = an_old_list(&sandbox);
    let other = with_a_deal(&sandbox, &people[1], "Oak Street");
    home.json(&["sync"]);
    let second = pipeline(&sandbox)["stages"][1].clone();
    let said = conversation(
        &home,
        &[
            "list tag:old-2019 deal(any:any)",
            "mark all",
            &format!("move {}", second["name"].as_str().expect("a name")),
            "mark none",
            "list tag:old-2019",
            "export old.csv",
            "31",
            "drain --timeout 120",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "2 are marked",
            "Before it goes: export the list.",
            "who: 31 people: tag:old-2019",
            "31 people are in old.csv.",
        ],
    );
    let moved = sandbox.call("GET", &format!("/opportunities/{other}"), None);
    assert_eq!(moved["opportunity"]["pipelineStageId"], second["id"], "{said}");
    let file = std::fs::read_to_string(home.path().join("old.csv")).expect("the file");
    assert_eq!(file.lines().count(), OLD + 1, "{file}");
    let list = ["list tag:old-2019", "mark all", "delete"];
    let said = conversation(
        &home,
        &[list.as_slice(), &["30", "drain --timeout 120", "quit"]].concat(),
    );
    says(
        &said,
        &[
            "Before it goes: delete in the CRM.",
            "lost: conversation, notes and tasks in the CRM",
            "Nothing was done.",
        ],
    );
    assert_eq!(sandbox.state()["contacts"], OLD + 10, "{said}");
    let said = conversation(
        &home,
        &[list.as_slice(), &["31", "drain --timeout 120", "quit"]].concat(),
    );
    assert_eq!(sandbox.state()["contacts"], 10, "{said}");
}

#[test]
fn doubles_are_compared_and_made_one_and_a_field_tells_its_history() {
    let sandbox = Sandbox::start(10, 7);
    let home = Home::at(&sandbox);
    let one = lead(&sandbox, "Ada", "+12065550171");
    let path = format!("/contacts/{one}");
    sandbox.call(
        "PUT",
        &path,
        Some(&json!({ "city": "Seattle", "email": "ada@example.com" })),
    );
    // Accounts that allow doubles have them.
    sandbox.happens("edit", &json!({ "location": { "allowDuplicateContact": true } }));
    let twin = json!({
        "locationId": sandbox.location_id, "firstName": "Adda", "lastName": "Abbott", "phone": "+12065550171",
        "tags": ["open-house"], "city": "Tacoma", "postalCode": "98101",
    });
    let two = sandbox.call("POST", "/contacts/", Some(&twin))["contact"]["id"].clone();
    assert_ne!(two, one.as_str());
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let said = conversation(
        &home,
        &[
            "merge 1",
            "doubles",
            "merge 1",
            "1",
            "1",
            "2",
            "2",
            "doubles",
            "list abbott",
            "open 1",
            "set city=Everett",
            "history city",
            "drain --timeout 60",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "there is no pair 1, nothing was done",
            "1. same phone: ",
            "Which record stays?",
            "Before it goes: make two records one.",
            "Saved: ",
            "Nobody shares a number",
            "city from ",
            "to Everett",
        ],
    );
    eventually("one of them is left in the CRM", || {
        sandbox.state()["contacts"] == 11
    });
}

#[test]
fn verdicts_are_repeated_and_go_to_several_in_plain_lines() {
    let sandbox = Sandbox::start(40, 7);
    let home = home_at(&sandbox);
    for nr in 1..=6 {
        lead(&sandbox, &format!("Ada{nr}"), &format!("+1206555018{nr}"));
    }
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let now = || waiting(&home, &["--split", "now"]).len();
    let before = now();
    let said = conversation(
        &home,
        &[
            "again",
            "today now",
            "decline 1",
            "again",
            "again 3",
            "today now",
            "again",
            "done 1-2",
            "undo list",
            "done 99",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "no verdict has been given yet",
            "the list was shown anew and it was not said which row is meant",
            "Saved: done on 2 people.",
            "there is no number 99 in today's list",
        ],
    );
    assert_eq!(now() + 5, before, "{said}");
    let said = conversation(&home, &["undo", "quit"]);
    says(&said, &["done on 2 people"]);
    assert_eq!(now() + 3, before, "one line for both: {said}");
}

#[test]
fn a_list_is_kept_and_a_person_fetched_again_in_plain_lines() {
    let sandbox = Sandbox::start(40, 7);
    let home = home_at(&sandbox);
    lead(&sandbox, "Ada", "+12065550181");
    sandbox.has_indexed("Abbott");
    home.json(&["sync"]);
    let said = conversation(
        &home,
        &[
            "drop",
            "list abbott",
            "save",
            "save the abbotts",
            "lists",
            "rename \"the abbotts\" abbotts",
            "lists",
            "open 1",
            "fetch",
            "delete",
            "",
            "list abbott",
            "rename \"all of them\"",
            "lists",
            "drop",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "the list that is shown was not saved, nothing was changed",
            "a name is needed, no list was saved",
            "the abbotts",
            "all of them",
            "Fetched again; thread tells what was said.",
            "undo: undo, until the CRM is told",
            "Nothing was done.",
        ],
    );
    assert!(!said.contains(": z"), "a key of the screen: {said}");
    let lists = home.json(&["lists"]).to_string();
    assert!(
        !lists.contains("bbotts") && !lists.contains("all of them"),
        "{lists}"
    );
}

#[test]
fn words_that_are_ready_are_filled_in_and_names_need_not_be_exact() {
    let sandbox = Sandbox::start(40, 7);
    let home = home_at(&sandbox);
    let ada = lead(&sandbox, "Ada", "+12065550181");
    lead(&sandbox, "Adam", "+12065550182");
    for name in ["Ada", "Adam"] {
        sandbox.has_indexed(name);
    }
    home.json(&["sync"]);
    home.json(&["tag", &ada, "+garden-lover"]);
    let said = conversation(
        &home,
        &[
            // A name that several have, then the rest by numbers.
            "open abbott",
            "list ada abbott",
            "list sourc?",
            "1",
            "1",
            "list tga:garden-lover",
            "1",
            "open 1",
            "tag +gardne-lover",
            "1",
            "tag +garden?",
            "1",
            "set countr=US",
            "1",
            "set company",
            "Abbott and Sons",
            "assign zzz",
            "snippets",
            "text",
            ";two times",
            "Saturday at ten",
            "Sunday at noon",
            ";)",
            ".",
            "2",
            "remember prefers texts after five",
            "remember",
            "1",
            "prefers calls",
            "household",
            "lists",
            "why",
            "quit",
        ],
    );
    says(
        &said,
        &[
            "Who is meant?",
            "list sourc?\n  1. source\n",
            "Is it\n  1. tag",
            "1 to 1 of 1.",
            "Nobody has the tag \"gardne-lover\". Is it\n  1. garden-lover, 1 person",
            "gardne-lover, a new tag",
            "is no field that can be set, nothing was changed. Is it\n  1. country",
            "company, now nothing",
            "there is no colleague \"zzz\"",
            "two times: Would {slot_1} or {slot_2} work better for you?",
            "slot 1>",
            "Would Saturday at ten or Sunday at noon work better for you?",
            "Kept as a draft.",
            "prefers texts after five, by hand",
            "Saved; it stays on this machine.",
            "Nobody shares their number or address.",
            "1. everybody\n",
            "questions of a buyer",
        ],
    );
    let person = home.json(&["show", &ada]).to_string();
    for part in ["\"US\"", "Abbott and Sons"] {
        assert!(person.contains(part), "{part} is missing in {person}\n{said}");
    }
    assert!(!person.contains("gardne-lover"), "{person}");
}
