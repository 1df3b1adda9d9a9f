//! People come in from a file, reach the CRM, and are taken back; everybody leaves into files.

use serde_json::{Value, json};
use std::fmt::Write as _;

use crate::support::program::Home;
use crate::support::sandbox::Sandbox;
use crate::support::within;
use crate::support::{LIMIT, eventually};

/// Who the CRM has under this phone, by its own duplicate search.
fn in_the_crm(sandbox: &Sandbox, phone: &str) -> Value {
    let phone = phone.replace('+', "%2B");
    let path = format!(
        "/contacts/search/duplicate?locationId={}&number={phone}",
        sandbox.location_id
    );
    sandbox.call("GET", &path, None)["contact"].clone()
}

fn count(sandbox: &Sandbox) -> u64 {
    let state = sandbox.state();
    state["contacts"]
        .as_u64()
        .unwrap_or_else(|| panic!("no count in {state}"))
}

/// A copy of an account in which Zelda is, and her id.
fn with_zelda(sandbox: &Sandbox) -> (Home, String) {
    let known = json!({
        "locationId": sandbox.location_id, "firstName": "Zelda", "lastName": "Quimby", "phone": "+12065550177",
    });
    let zelda = sandbox.call("POST", "/contacts/", Some(&known))["contact"]["id"].clone();
    sandbox.has_indexed("Quimby");
    let home = Home::at(sandbox);
    home.json(&["sync"]);
    (home, zelda.as_str().expect("an id").to_owned())
}

#[test]
fn people_of_a_file_are_in_the_crm_once_and_undo_takes_them_back() {
    let sandbox = Sandbox::start(30, 7);
    let (home, zelda) = with_zelda(&sandbox);
    let before = count(&sandbox);
    let file = home.path().join("open house.csv");
    let rows = "Name;Mobile;E-mail;Zip;Tags;Notes\r\n\
        Zelda Q.;206-555-0177;;98101;visitor;\r\n\
        Ana O'Brien-Núñez Jr.;(206) 555-0178;ana@example.com;;visitor;wants a pool\r\n\
        王小明;+1 206 555 0179;;;visitor;\r\n\
        Ana;206.555.0178;;98102;;\r\n";
    std::fs::write(&file, rows).expect("a file");
    let path = file.display().to_string();
    let dry = home.json(&["import", &path, "--dry-run"]);
    assert_eq!(
        (&dry["create"], &dry["fill"], &dry["twice"]),
        (&json!(2), &json!(1), &json!([[3, 5]]))
    );
    home.json(&["import", &path]);
    home.json(&["drain", "--timeout", "60"]);
    eventually("everybody is in the CRM", || count(&sandbox) == before + 2);
    let ana = in_the_crm(&sandbox, "+12065550178");
    assert_eq!(
        (&ana["firstName"], &ana["lastName"], &ana["postalCode"]),
        (&json!("Ana"), &json!("O'Brien-Núñez Jr."), &json!("98102")),
        "{ana}"
    );
    let notes = sandbox.call(
        "GET",
        &format!("/contacts/{}/notes", ana["id"].as_str().expect("an id")),
        None,
    );
    assert_eq!(notes.to_string().matches("wants a pool").count(), 1, "{notes}");
    let truth = sandbox.contact(&zelda).to_string();
    assert!(
        truth.contains("98101") && truth.contains("visitor") && truth.contains("Quimby"),
        "{truth}"
    );
    // The same file again, after the CRM has told what it made of them.
    home.json(&["sync"]);
    let again = home.json(&["import", &path]);
    assert_eq!(
        (&again["create"], &again["fill"]),
        (&json!(0), &json!(0)),
        "{again}"
    );
    home.json(&["undo"]);
    home.json(&["drain", "--timeout", "60"]);
    within(LIMIT, "they are taken back", || count(&sandbox) == before);
    assert!(in_the_crm(&sandbox, "+12065550179").is_null());
    let truth = sandbox.contact(&zelda).to_string();
    assert!(!truth.contains("98101") && !truth.contains("visitor"), "{truth}");
}

/// An open house: thirty who are new, one of whom is in it twice, one who is here, and two whose number is none.
fn an_open_house() -> String {
    let mut rows = String::from("Name,Mobile,Zip,Notes\r\nZelda Quimby,206-555-0177,98101,\r\n");
    for nr in 0..30 {
        let note = if nr < 10 { "wants a pool" } else { "" };
        let _ = write!(rows, "Visitor{nr:02} Park,206-555-02{nr:02},,{note}\r\n");
    }
    rows.push_str("Visitor05 Park,(206) 555-0205,98103,\r\nNobody,12,,\r\nShort Row,206\r\n");
    rows
}

#[test]
fn a_file_is_looked_at_on_the_screen_taken_in_by_its_number_and_taken_back_with_one_key() {
    let sandbox = Sandbox::start(30, 7);
    let (home, zelda) = with_zelda(&sandbox);
    let before = count(&sandbox);
    let file = home.path().join("open house.csv");
    std::fs::write(&file, an_open_house()).expect("a file");
    let mut screen = home.screen(120, 36);
    screen.press("2").sees(" of 31").press(":");
    screen
        .type_text(&format!("import {}", file.display()))
        .press("<enter>");
    screen
        .sees("import open house.csv")
        .sees("30 new, 1 here already and filled by it")
        .sees("remarks on rows, below")
        .sees("first and last name");
    // What does not stand as it is, row by row; who is in it twice; who is here and gets what.
    screen.press("G").sees("wrong number of digits");
    screen
        .sees("rows 8, 33")
        .sees("row 2 is Zelda Quimby, by +12065550177: zip");
    screen.sees("nothing was done yet").press("<enter>");
    screen.sees("before it goes").sees("31 people");
    screen
        .type_text("30")
        .press("<enter>")
        .sees("nothing has been done");
    assert_eq!(count(&sandbox), before, "another number is not enough");
    screen
        .press("<backspace><backspace>")
        .type_text("31")
        .press("<enter>");
    screen.no_longer_sees("before it goes").sees(" of 61");
    within(LIMIT, "everybody is in the CRM", || {
        count(&sandbox) == before + 30
    });
    let truth = |phone: &str, word: &str| in_the_crm(&sandbox, phone).to_string().contains(word);
    eventually("who was in the file twice has both rows", || {
        truth("+12065550205", "98103")
    });
    eventually("who was here is filled", || {
        sandbox.contact(&zelda).to_string().contains("98101")
    });
    let lines = home.json(&["undo", "--list"]);
    let rows = lines["rows"].as_array().expect("rows");
    assert_eq!(
        (rows.len(), &rows[0]["what"], &rows[0]["undo"]),
        (1, &json!("import on 31 people"), &json!("yes"))
    );
    screen.press("z").sees("undo");
    screen.sees(" of 31");
    within(LIMIT, "they are taken back", || count(&sandbox) == before);
    within(LIMIT, "who was here is as before", || {
        let truth = sandbox.contact(&zelda).to_string();
        !truth.contains("98101") && truth.contains("Quimby")
    });
    screen.press("q");
    assert!(screen.ends().success());
}

#[test]
fn everybody_leaves_into_files_that_count_them() {
    let sandbox = Sandbox::start(40, 3);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let people = home.json(&["leads", "--count"])["total"].clone();
    let out = home.path().join("out").display().to_string();
    let exported = home.json(&["export", &out]);
    for name in ["people.csv", "people.jsonl", "people.vcf"] {
        let files = exported["files"].as_array().expect("files");
        let file = files.iter().find(|file| file["name"] == name).expect("its row");
        assert_eq!(file["rows"], people, "{name}");
    }
    let table = home.path().join("out/people.csv").display().to_string();
    let back = home.json(&["import", &table, "--dry-run"]);
    assert_eq!((&back["create"], &back["fill"]), (&json!(0), &json!(0)), "{back}");
    let refused = home.run(&["export", &out]);
    assert_eq!(refused.status.code(), Some(2));
}
