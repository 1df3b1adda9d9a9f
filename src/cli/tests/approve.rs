//! What Claude proposed, on the command line: shown, said yes to in parts, said no to; and the bytes that left.

use serde_json::json;

use super::bench::Bench;
use super::edits::{account, done, shown};
use crate::cli::Exit;
use crate::domain::chat::{CallNote, ChatCommand, SentBytes};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::plan::{Deed, Item, Plan, Remark};
use crate::engine::{Engine, Setup};

fn item(deed: Deed, after: &str) -> Item {
    Item {
        deed,
        who: "Maria\u{1b}[31m".into(),
        before: String::new(),
        after: after.into(),
        remarks: Vec::new(),
    }
}

fn tag(contact: &str, tag: &str) -> Item {
    let deed = Deed::Tags {
        contact: contact.into(),
        add: vec![tag.into()],
        remove: Vec::new(),
    };
    item(deed, tag)
}

/// Has these proposed by an answer whose request was `body`; the id of the proposal.
fn propose(bench: &Bench, items: Vec<Item>) -> String {
    let path = bench.folder.path().join("data/local.db");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let engine = Engine::start(Setup::alone(path, crate::clock::Clock::system()));
        let engine = engine.await.unwrap();
        let chat = async |command| {
            engine
                .submit(Command::Chat(command), Origin::Agent)
                .await
                .unwrap()
        };
        let thread = chat(ChatCommand::Start { title: "t".into() })
            .await
            .thread
            .unwrap();
        let mut before = String::new();
        for body in [r#"{"messages":["one"]}"#, r#"{"messages":["one","two"]}"#] {
            let bytes = SentBytes::between(&before, body);
            before = body.to_owned();
            chat(ChatCommand::Sent {
                thread: thread.clone(),
                bytes,
            })
            .await;
        }
        let answer = ChatCommand::Answer {
            thread,
            model: "m".into(),
        };
        let turn = chat(answer).await.turn.unwrap();
        let note = CallNote {
            call: "c".into(),
            tool: "edit_tags".into(),
            line: "proposed".into(),
            fault: false,
            took_ms: 1,
            plan: Some(Plan {
                items,
                left_out: vec!["Wen: is so already".into()],
            }),
        };
        chat(ChatCommand::Results {
            turn,
            blocks: Vec::new(),
            hidden: Vec::new(),
            calls: vec![note],
        })
        .await;
        engine.shutdown().await;
    });
    let waiting = bench.run(&["proposals", "--json"], "").json();
    let all = waiting["proposals"].as_array().unwrap();
    all.last().unwrap()["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_proposal_is_shown_and_the_named_items_are_done_once() {
    let bench = account();
    let mut blocked = tag("c2", "warm");
    blocked.remarks.push(Remark {
        text: "asked to hear no more".into(),
        blocks: true,
    });
    let id = propose(&bench, vec![tag("c1", "warm"), blocked, tag("c1", "hot")]);
    let ran = bench.run(&["proposals"], "");
    let told = &done(&ran).out;
    assert!(
        told.contains("   1. tag Maria") && !told.contains('\u{1b}'),
        "{told}"
    );
    assert!(
        told.contains("stops it: asked to hear no more") && told.contains("left out: Wen"),
        "{told}"
    );
    assert_eq!(
        bench.run(&["approve", &id, "--items", "4"], "").exit,
        Exit::WrongUse
    );
    let ran = bench.run(&["approve", &id, "--items", "1,2", "--json"], "");
    let answer = done(&ran).json();
    assert_eq!(
        (&answer["changed"], &answer["proposal"]["stand"]),
        (&json!(1), &json!("applied"))
    );
    let receipts: Vec<_> = answer["proposal"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["receipt"]["truth"])
        .collect();
    assert_eq!(receipts, ["queued", "not_started", "denied"]);
    assert_eq!(shown(&bench, "c1")["tags"], json!(["buyer", "warm"]));
    let again = bench.run(&["approve", &id, "--items", "3"], "");
    assert_eq!(again.exit, Exit::WrongUse);
    assert!(again.err.contains("decided already"), "{}", again.err);
    assert_eq!(bench.run(&["approve", "nothing"], "").exit, Exit::NothingFound);
}

#[test]
fn a_no_keeps_its_reason_and_a_message_is_never_part_of_all() {
    let bench = account();
    let text = Deed::Send(Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: "Saturday at 9?".into(),
    });
    let id = propose(&bench, vec![tag("c1", "warm"), item(text, "Saturday at 9?")]);
    let ran = bench.run(&["approve", &id], "");
    assert_eq!(ran.exit, Exit::Refused);
    assert!(ran.err.contains("one by one"), "{}", ran.err);
    done(&bench.run(&["approve", &id, "--reject", "wrong day"], ""));
    let ran = bench.run(&["proposals", &id, "--json"], "");
    let rejected = &done(&ran).json()["proposals"][0];
    assert_eq!(
        (&rejected["stand"], &rejected["reason"]),
        (&json!("rejected"), &json!("wrong day"))
    );
    assert_eq!(shown(&bench, "c1")["tags"], json!(["buyer"]));
    let many = propose(&bench, (0..26).map(|nr| tag("c1", &format!("t{nr}"))).collect());
    let ran = bench.run(&["approve", &many], "");
    assert_eq!(ran.exit, Exit::Refused);
    assert!(ran.err.contains("--yes-count 26"), "{}", ran.err);
    done(&bench.run(&["approve", &many, "--yes-count", "26"], ""));
    assert_eq!(shown(&bench, "c1")["tags"].as_array().unwrap().len(), 27);
}

#[test]
fn the_exact_bytes_that_left_are_printed() {
    let bench = account();
    assert_eq!(bench.run(&["lens"], "").exit, Exit::NothingFound);
    let id = propose(&bench, vec![tag("c1", "warm")]);
    let ran = bench.run(&["lens"], "");
    assert_eq!(done(&ran).out, r#"{"messages":["one","two"]}"#);
    let turn = bench.run(&["proposals", &id, "--json"], "").json()["proposals"][0]["turn"].clone();
    let ran = bench.run(&["lens", turn.as_str().unwrap(), "--json"], "");
    let answer = done(&ran).json();
    assert_eq!(
        (&answer["nr"], &answer["body"]),
        (&json!(2), &json!(r#"{"messages":["one","two"]}"#))
    );
    assert_eq!(answer["requests"][0]["bytes"], json!(20));
    assert_eq!(bench.run(&["lens", "nothing"], "").exit, Exit::NothingFound);
}
