//! A call and its log: what is worth knowing before it, notes that outlive the program, how it ended, and what follows.

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;

/// The provider under which calls are logged.
const PROVIDER: &str = "our-telephone";
const FIRST: &str = "wants a yard";
const SECOND: &str = "works nights";

pub fn home_at(sandbox: &Sandbox) -> Home {
    Home::at(sandbox)
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any")
        .with("LEADLINE_GHL_CALL_PROVIDER", PROVIDER)
}

/// Somebody who has written, so that there is a thread a call can stand in.
pub fn somebody_writes(sandbox: &Sandbox) -> String {
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": "Zelda", "lastName": "Quimby", "phone": "+12065550177",
        "source": "open house",
    });
    let id = sandbox.call("POST", "/contacts/", Some(&lead))["contact"]["id"].clone();
    let id = id.as_str().expect("an id").to_owned();
    sandbox.happens(
        "inbound",
        &json!({ "contact": id, "body": "Is the house on Maple still free?" }),
    );
    sandbox.has_indexed("Quimby");
    id
}

/// The calls that the CRM has in a person's thread.
pub fn calls(sandbox: &Sandbox, contact: &str) -> Vec<Value> {
    let path = format!(
        "/conversations/search?locationId={}&contactId={contact}",
        sandbox.location_id
    );
    let thread = sandbox.call("GET", &path, None)["conversations"][0]["id"].clone();
    let thread = thread.as_str().expect("a thread").to_owned();
    let said = sandbox.call("GET", &format!("/conversations/{thread}/messages"), None);
    let messages = said["messages"]["messages"]
        .as_array()
        .or_else(|| said["messages"].as_array())
        .expect("messages");
    messages
        .iter()
        .filter(|message| message["messageType"] == "TYPE_CALL")
        .cloned()
        .collect()
}

/// What the CRM has noted or planned about a person.
pub fn about(sandbox: &Sandbox, contact: &str, what: &str) -> String {
    sandbox
        .call("GET", &format!("/contacts/{contact}/{what}"), None)
        .to_string()
}

#[test]
fn a_call_nobody_answers_is_logged_planned_again_and_followed_by_a_text() {
    let sandbox = Sandbox::start(30, 7);
    let home = home_at(&sandbox);
    let zelda = somebody_writes(&sandbox);
    home.json(&["sync"]);
    let mut screen = calling(&home);
    screen
        .sees("OPEN")
        .sees("Is the house on Maple")
        .sees("never called before")
        .sees("safe or not");
    screen
        .type_text(FIRST)
        .sees(FIRST)
        .press("<enter>")
        .sees("how did it end?");
    screen.sees("task to call again").sees("tag wrong-number");
    assert_eq!(calls(&sandbox, &zelda).len(), 0, "nothing was done by looking");
    screen
        .press("3")
        .sees("I just tried to call you about what you asked");
    screen.press("<ctrl-s>");
    eventually("the text reaches her", || {
        sandbox.sends().to_string().contains("I just tried to call you")
    });
    eventually("the call is in her thread", || {
        let calls = calls(&sandbox, &zelda);
        calls.len() == 1 && calls[0]["status"] == "no-answer" && calls[0]["direction"] == "outbound"
    });
    eventually("the notes stand beside it", || {
        about(&sandbox, &zelda, "notes").contains("Call: no answer")
            && about(&sandbox, &zelda, "notes").contains(FIRST)
    });
    eventually("she is called again", || {
        about(&sandbox, &zelda, "tasks").contains("Call again")
    });
    screen.press("q");
    assert!(screen.ends().success());
}

#[test]
fn notes_of_a_call_outlive_the_program_and_end_in_its_log() {
    let sandbox = Sandbox::start(30, 7);
    let home = home_at(&sandbox);
    let zelda = somebody_writes(&sandbox);
    home.json(&["sync"]);
    let mut screen = calling(&home);
    screen.type_text(FIRST).sees(FIRST).press("<alt-enter>");
    screen.type_text(SECOND).sees(SECOND);
    eventually("the notes are on disk", || is_on_disk(&home, SECOND));
    // The plug is pulled in the middle of the call.
    drop(screen);
    let mut screen = calling(&home);
    screen
        .sees(FIRST)
        .sees(SECOND)
        .press("<enter>")
        .sees("how did it end?");
    screen.press("1").sees("call with Zelda Quimby: talked");
    eventually("the call is in her thread", || {
        let calls = calls(&sandbox, &zelda);
        calls.len() == 1 && calls[0]["status"] == "completed"
    });
    let noted = format!("{FIRST}\\n{SECOND}");
    eventually("what was typed stands beside it", || {
        about(&sandbox, &zelda, "notes").contains(&noted)
    });
    assert!(!about(&sandbox, &zelda, "tasks").contains("Call again"));
    screen.sees("dial  completed").press("c");
    screen.sees("called 1 time").no_longer_sees(FIRST);
    screen.press("<esc>").no_longer_sees("NEVER");
    screen.press("q");
    assert!(screen.ends().success());
}

/// The card of a call to her, in a program that was just started.
fn calling(home: &Home) -> Terminal {
    let mut screen = home.screen(120, 36);
    screen
        .press("2")
        .press("/")
        .type_text("quimby")
        .sees("(206) 555-0177")
        .press("<enter>")
        .press("c")
        .sees("safe or not");
    screen
}

/// Whether words stand in a file of the local copy.
fn is_on_disk(home: &Home, words: &str) -> bool {
    let files = std::fs::read_dir(home.data()).expect("the folder");
    files.filter_map(Result::ok).any(|file| {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        memchr::memmem::find(&bytes, words.as_bytes()).is_some()
    })
}
