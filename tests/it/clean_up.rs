//! Bulk clean-up: many are chosen by a filter, looked at before it goes, changed, and taken back as one line.

use serde_json::{Value, json};

use crate::support::eventually;
use crate::support::program::Home;
use crate::support::sandbox::Sandbox;

/// People who bear the old tag; one of them has a deal and is left alone.
pub const OLD: usize = 31;
pub const FILTER: &str = "tag:old-2019 -deal(any:any)";

/// People of an old list come into the CRM; the first of them has a deal.
pub fn an_old_list(sandbox: &Sandbox) -> Vec<String> {
    let location = &sandbox.location_id;
    let people: Vec<String> = (0..OLD)
        .map(|nr| {
            let lead = json!({
                "locationId": location, "firstName": "Old", "lastName": format!("Lead{nr:02}"),
                "email": format!("old{nr}@example.com"), "tags": ["old-2019", "seller"],
            });
            let made = sandbox.call("POST", "/contacts/", Some(&lead));
            made["contact"]["id"].as_str().expect("an id").to_owned()
        })
        .collect();
    with_a_deal(sandbox, &people[0], "Elm Street");
    // The copy goes by the CRM's own search, which trails behind.
    sandbox.has_indexed(&format!("Lead{}", OLD - 1));
    people
}

/// Somebody has an open deal in the first stage; its id.
pub fn with_a_deal(sandbox: &Sandbox, contact: &str, name: &str) -> String {
    let pipeline = &pipeline(sandbox);
    let deal = json!({
        "locationId": sandbox.location_id, "contactId": contact, "name": name, "status": "open",
        "pipelineId": pipeline["id"], "pipelineStageId": pipeline["stages"][0]["id"], "monetaryValue": 450_000,
    });
    let made = sandbox.call("POST", "/opportunities/", Some(&deal));
    let path = format!(
        "/opportunities/search?locationId={}&contactId={contact}",
        sandbox.location_id
    );
    eventually("the CRM's search finds the deal", || {
        sandbox.call("GET", &path, None)["opportunities"]
            .as_array()
            .is_some_and(|found| !found.is_empty())
    });
    made["opportunity"]["id"].as_str().expect("an id").to_owned()
}

pub fn pipeline(sandbox: &Sandbox) -> Value {
    let path = format!("/opportunities/pipelines?locationId={}", sandbox.location_id);
    sandbox.call("GET", &path, None)["pipelines"][0].clone()
}

/// How many of these people bear a tag in the CRM.
pub fn bear(sandbox: &Sandbox, people: &[String], tag: &str) -> usize {
    let bears = |id: &&String| sandbox.contact(id).to_string().contains(&format!("\"{tag}\""));
    people.iter().filter(bears).count()
}

#[test]
fn an_old_tag_is_taken_from_many_and_given_back_with_one_key() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox);
    let people = an_old_list(&sandbox);
    home.json(&["sync"]);
    let mut screen = home.screen(120, 36);
    screen.press("2").sees(" of 91").press("/").type_text(FILTER);
    screen
        .sees("30 of 91")
        .press("<enter>")
        .press("*")
        .sees("30 people marked");
    screen.press("T").sees("a new word makes a tag");
    screen.type_text("-old-2019").press("<enter>");
    screen
        .sees("before it goes")
        .sees("30 people")
        .sees("within a minute")
        .sees("all of it as one line");
    // Another number is not enough.
    screen
        .type_text("31")
        .press("<enter>")
        .sees("nothing has been done");
    assert_eq!(bear(&sandbox, &people, "old-2019"), OLD);
    screen
        .press("<backspace><backspace>")
        .type_text("30")
        .press("<enter>");
    screen
        .no_longer_sees("before it goes")
        .sees("−old-2019 on 30 people");
    eventually("the tag is gone from those without a deal", || {
        bear(&sandbox, &people, "old-2019") == 1
    });
    assert_eq!(bear(&sandbox, &people[..1], "old-2019"), 1);
    assert_eq!(bear(&sandbox, &people, "seller"), OLD);
    // One key gives all of it back, also after the CRM was told.
    screen.press("z").sees("undo");
    eventually("the tag is back", || bear(&sandbox, &people, "old-2019") == OLD);
    assert_eq!(bear(&sandbox, &people, "seller"), OLD);
    // Once for the marks, once for the filter, once for the program.
    screen.press("qqq");
    assert!(screen.ends().success());
}
