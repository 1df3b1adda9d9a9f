//! The engine without a screen: it keeps the copy fresh, a call of the CRM is followed at once, and a screen beside it
//! works while either ends.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use leadline::clock::Clock;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::support::http;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::{LIMIT, eventually, within};

/// The program as `leadline serve`, once it is ready.
pub struct Served {
    child: Child,
    ready: Value,
}

impl Served {
    /// Starts it, and waits until it says that it runs.
    pub fn start(home: &Home) -> Self {
        let mut command = home.command(&["serve", "--webhooks", "127.0.0.1:0"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().expect("it starts");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        Self { child, ready }
    }

    /// Ends it as the system does, and says whether it left in order.
    pub fn ends(mut self) -> bool {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a signal");
        self.child.wait().expect("its end").success()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Somebody fills in a form.
fn comes(sandbox: &Sandbox, name: &str) -> String {
    let lead = json!({ "locationId": sandbox.location_id, "firstName": name, "lastName": "Quimby", "source": "web" });
    let made = sandbox.call("POST", "/contacts/", Some(&lead));
    sandbox.has_indexed(name);
    made["contact"]["id"].as_str().expect("an id").to_owned()
}

/// Whether the copy knows somebody.
fn knows(home: &Home, name: &str) -> bool {
    let output = home.run(&["leads", name, "--count", "--json"]);
    serde_json::from_slice(&output.stdout).is_ok_and(|told: Value| told["total"] == 1)
}

#[test]
fn a_call_of_the_crm_is_followed_at_once_and_a_screen_works_beside_it() {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
    let caller = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
    let start = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00".as_slice();
    let public = STANDARD.encode([start, caller.public_key().as_ref()].concat());
    let sandbox = Sandbox::start(50, 3);
    let home = Home::at(&sandbox)
        .with("LEADLINE_SYNC_EVERY_SECONDS", "86400")
        .with("LEADLINE_WEBHOOKS_KEY", &public);
    home.json(&["sync"]);
    let served = Served::start(&home);
    let door = served.ready["webhooks"].as_str().expect("an address").to_owned();
    let (door, path) = door.split_at(door.find("/webhooks").expect("a path"));

    let wilhelmina = comes(&sandbox, "Wilhelmina");
    let event = json!({
        "type": "ContactCreate", "webhookId": "w1", "locationId": sandbox.location_id,
        "timestamp": Clock::system().now().to_string(), "firstName": "Never", "lastName": "Believed",
    });
    let signature = STANDARD.encode(caller.sign(event.to_string().as_bytes()));
    // The copy was fetched before she came, and is fetched again tomorrow; only the call tells.
    http::ask(
        "POST",
        door,
        path,
        &[("x-ghl-signature", &signature)],
        Some(&event),
    );
    eventually("the call is followed", || knows(&home, "Wilhelmina"));
    assert!(!knows(&home, "Believed"), "what a call says is no truth");

    let mut screen = home.screen(120, 36);
    screen.sees("Today").press("2").sees("Wilhelmina");
    screen
        .press("/")
        .type_text("wilhelmina")
        .sees("1 of")
        .press("<enter>");
    screen
        .press("n")
        .type_text("Seen beside it")
        .press("<ctrl-s>")
        .sees("Seen beside it");
    let notes = format!("/contacts/{wilhelmina}/notes");
    within(LIMIT, "the note reaches the CRM from whichever copy", || {
        let notes = sandbox.call("GET", &notes, None).to_string();
        notes.matches("Seen beside it").count() == 1
    });
    assert!(served.ends(), "it leaves in order");
    screen.press("8").sees("OUTBOX").press("q");
    assert!(screen.ends().success());
}

#[test]
fn without_a_key_it_does_not_start_and_says_what_to_do() {
    let home = Home::empty().with("LOCATION_ID", "nowhere");
    let output = home.run(&["serve"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(said.contains("leadline login ghl"), "{said}");
    let bad = Home::empty().run(&["serve", "--webhooks", "anywhere"]);
    assert_eq!(bad.status.code(), Some(2));
}
