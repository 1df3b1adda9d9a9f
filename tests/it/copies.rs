//! Two screens over one local copy: one of them talks to the CRM, and the other follows when it freezes or is killed.

use std::time::Duration;

use rustix::process::Signal;

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::{LIMIT, within};

/// Tags somebody from a shell and waits until the CRM knows: one of the screens has told it.
fn tags(home: &Home, sandbox: &Sandbox, contact: &str, tag: &str) {
    home.json(&["tag", contact, &format!("+{tag}")]);
    // The 15 seconds and the beat that a frozen copy is waited for, and what anything may take.
    let limit = Duration::from_secs(17) + LIMIT;
    within(limit, &format!("the CRM knows {tag}"), || {
        sandbox.contact(contact)["tags"].to_string().contains(tag)
    });
}

#[test]
fn what_is_edited_reaches_the_crm_whichever_screen_is_left() {
    let sandbox = Sandbox::start(40, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let page = home.json(&["leads", "--limit", "1"]);
    let contact = page["rows"][0]["id"].as_str().expect("a person");
    // The first has told the CRM something before the second opens: it holds the lease.
    let mut one = home.screen(100, 30);
    one.sees("Leads");
    tags(&home, &sandbox, contact, "alone");
    let mut other = home.screen(100, 30);
    other.sees("Leads");
    tags(&home, &sandbox, contact, "both-open");
    // A command beside them has them do it.
    home.json(&["tag", contact, "+drained"]);
    let drained = home.json(&["drain", "--timeout", "30"]);
    assert_eq!(
        (&drained["elsewhere"], &drained["waiting"]),
        (&true.into(), &0.into())
    );
    // Frozen: without a sign for 15 seconds it is followed.
    one.signal(Signal::STOP);
    tags(&home, &sandbox, contact, "one-frozen");
    one.signal(Signal::CONT);
    tags(&home, &sandbox, contact, "one-awake");
    // Killed: it is seen to be gone at the next sign.
    other.signal(Signal::KILL);
    tags(&home, &sandbox, contact, "other-killed");
    one.press("q");
}
