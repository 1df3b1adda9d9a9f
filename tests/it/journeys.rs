//! A person's day at the keys, from the first lead to the evening, and the next morning.

use serde_json::{Value, json};

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::terminal::Terminal;
use crate::support::{LIMIT, eventually};

/// What is written to Zelda; found again by these words here and in the CRM.
const NOTE: &str = "Met at the viewing";
const TEXT: &str = "Saturday at ten?";
/// What Claude is asked, and what is typed and not yet asked when the day ends.
const QUESTION: &str = "How should I answer a first call?";
const LONG_QUESTION: &str = "A long market report with a table, please.";
const DRAFT: &str = "And what about Sunday?";
/// What the hints say once the composer is left; a key pressed earlier would still be part of the escape.
const AT_THE_ANSWERS: &str = "N new";

#[test]
fn a_day_is_worked_left_and_found_again() {
    let sandbox = Sandbox::start(300, 7);
    let home = Home::at(&sandbox);
    let mut screen = home.screen(120, 36);
    screen.sees("Leads");

    let zelda = a_lead_arrives(&sandbox);
    let deal = with_a_deal(&sandbox, &zelda);
    // She writes first: a live conversation is answered at any hour, whenever this runs.
    sandbox.happens(
        "inbound",
        &json!({ "contact": zelda, "body": "Is the house on Maple still free?" }),
    );
    sandbox.has_indexed("Quimby");
    screen.press("8").sees("OUTBOX").press("<ctrl-r>").press("2");
    screen
        .press("/")
        .type_text("quimby")
        // Her name alone stands in the notice before she is in the list.
        .sees("(206) 555-0177")
        .press("<enter>")
        .press("<enter>");
    tag_and_note(&mut screen);
    text(&mut screen);
    she_answers(&sandbox, &mut screen, &zelda);
    move_the_card(&mut screen);
    chat(&mut screen);
    leave(screen);

    home.json(&["drain", "--timeout", "60"]);
    the_crm_agrees(&sandbox, &zelda, &deal);
    the_next_morning(&home);
}

/// Somebody fills in a form on the web.
fn a_lead_arrives(sandbox: &Sandbox) -> String {
    let lead = json!({
        "locationId": sandbox.location_id, "firstName": "Zelda", "lastName": "Quimby",
        "email": "zelda.quimby@example.com", "phone": "+12065550177", "source": "open house",
    });
    text_of(&sandbox.call("POST", "/contacts/", Some(&lead))["contact"]["id"])
}

fn with_a_deal(sandbox: &Sandbox, contact: &str) -> String {
    let location = &sandbox.location_id;
    let pipelines = sandbox.call("GET", &pipelines_path(sandbox), None);
    let pipeline = &pipelines["pipelines"][0];
    let deal = json!({
        "locationId": location, "contactId": contact, "name": "Quimby, Maple Street", "status": "open",
        "pipelineId": pipeline["id"], "pipelineStageId": pipeline["stages"][0]["id"], "monetaryValue": 450_000,
    });
    text_of(&sandbox.call("POST", "/opportunities/", Some(&deal))["opportunity"]["id"])
}

fn pipelines_path(sandbox: &Sandbox) -> String {
    format!("/opportunities/pipelines?locationId={}", sandbox.location_id)
}

fn tag_and_note(screen: &mut Terminal) {
    screen
        .press("T")
        .type_text("mistake")
        .press("<enter>")
        .sees("TAGS  mistake");
    screen.press("z").no_longer_sees("mistake");
    screen
        .press("T")
        .type_text("journey")
        .press("<enter>")
        .sees("TAGS  journey");
    screen.press("n").type_text(NOTE).press("<ctrl-s>").sees(NOTE);
}

fn text(screen: &mut Terminal) {
    screen
        .press("r")
        .sees("what do you want to say?")
        .type_text(TEXT)
        .press("<ctrl-s>")
        .sees(TEXT);
}

/// She answers, and the answer is there after the next look at the CRM.
fn she_answers(sandbox: &Sandbox, screen: &mut Terminal, zelda: &str) {
    sandbox.happens("inbound", &json!({ "contact": zelda, "body": "See you there" }));
    screen
        .press("8")
        .sees("OUTBOX")
        .press("<ctrl-r>")
        .press("2")
        .sees("See you there");
}

fn move_the_card(screen: &mut Terminal) {
    screen
        .press("<esc>")
        .sees(" of 301")
        .press("3")
        .sees("Quimby, Maple Street")
        .press("L")
        .sees("Contacted since");
}

/// A question and its answer; a long one that is stopped; and words that are not asked yet.
fn chat(screen: &mut Terminal) {
    screen
        .press("4")
        .sees("what do you want to know?")
        .type_text(QUESTION)
        .press("<enter>")
        .sees("esc stops")
        .sees(" s · $");
    screen
        .type_text(LONG_QUESTION)
        .press("<enter>")
        .sees("Price to the last three closed sales")
        .press("<esc>")
        .sees("stopped; what had arrived is kept")
        .sees("C go on");
    screen.type_text(DRAFT).sees(DRAFT);
    screen.press("<esc>").sees(AT_THE_ANSWERS);
}

fn leave(mut screen: Terminal) {
    screen.press("q");
    assert!(screen.ends().success());
    assert!(screen.is_restored(), "the terminal is not as it was");
}

fn the_crm_agrees(sandbox: &Sandbox, zelda: &str, deal: &str) {
    let truth = sandbox.contact(zelda).to_string();
    assert!(truth.contains("journey"), "the tag did not arrive: {truth}");
    let notes = sandbox
        .call("GET", &format!("/contacts/{zelda}/notes"), None)
        .to_string();
    assert_eq!(notes.matches(NOTE).count(), 1, "one note was written: {notes}");
    let sends = || sandbox.sends().to_string();
    eventually("the text reaches her", || sends().contains(TEXT));
    assert_eq!(sends().matches(TEXT).count(), 1, "one text was sent: {}", sends());
    let opportunity = sandbox.call("GET", &format!("/opportunities/{deal}"), None);
    let pipelines = sandbox.call("GET", &pipelines_path(sandbox), None);
    let second = &pipelines["pipelines"][0]["stages"][1]["id"];
    assert_eq!(
        &opportunity["opportunity"]["pipelineStageId"], second,
        "the card did not move in the CRM"
    );
}

fn the_next_morning(home: &Home) {
    let mut screen = home.screen(120, 36);
    screen
        .sees("Leads")
        .press("2")
        .press("/")
        .type_text("quimby")
        .sees("Zelda Quimby")
        .press("<enter>");
    screen.sees_within("journey", LIMIT).sees(NOTE).sees(TEXT);
    screen
        .press("4")
        .sees(LONG_QUESTION)
        .sees("stopped; what had arrived is kept")
        .sees(DRAFT);
    screen
        .press("<esc>")
        .sees(AT_THE_ANSWERS)
        .press("gg")
        .sees(QUESTION);
    leave(screen);
}

fn text_of(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("an id was expected, not {value}"))
        .to_owned()
}
