use serde_json::json;

use super::bench::Bench;
use super::edits::{account, account_with, submit, told};
use crate::cli::Exit;
use crate::domain::command::{AutomationCommand, Command, Telling};
use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;

const EVERYBODY: &str = r#"format = 1
id = "everybody"
name = "Everybody"
[enters]
on = "contact created"
[exits]
on = ["opt-out", "reply", "human message"]
[[step]]
id = "call"
do = "task"
title = "Call {first_name}"
"#;

#[test]
fn the_templates_are_listed_and_one_is_told_as_a_tree() {
    let bench = account();
    let ran = bench.run(&["auto", "list", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let told = ran.json();
    assert_eq!(
        (told["own"].as_u64(), told["rows"].as_array().unwrap().len()),
        (Some(0), 26)
    );
    let plain = bench.run(&["auto", "list"], "");
    assert!(plain.out.contains("None of your own yet"), "{}", plain.out);
    let on = bench.run(&["auto", "publish", "A12"], "");
    assert_eq!(on.exit, Exit::Done, "{}", on.err);
    let told = bench.run(&["auto", "list", "--own", "--json"], "").json();
    assert_eq!(
        (&told["rows"][0]["id"], &told["rows"][0]["state"]),
        (&"A12".into(), &"on".into()),
        "{told}"
    );
    let tree = bench.run(&["auto", "show", "a01"], "");
    assert!(
        tree.out.contains("A01  Speed to lead  v1  template"),
        "{}",
        tree.out
    );
    assert!(tree.out.contains("enters  contact created"), "{}", tree.out);
    let text = bench.run(&["auto", "show", "A01", "--text"], "");
    assert!(text.out.starts_with("# A new enquiry"), "{}", text.out);
    assert_eq!(bench.run(&["auto", "show", "A99"], "").exit, Exit::NothingFound);
}

#[test]
fn a_broken_file_is_told_with_line_and_column_and_fails() {
    let bench = account();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    let good = bench.run(&["auto", "show", "A06", "--text"], "").out;
    std::fs::write(&file, good.replace("do = \"text\"", "do = \"txt\"")).unwrap();
    let file = file.display().to_string();
    let ran = bench.run(&["auto", "check", &file], "");
    assert_eq!(ran.exit, Exit::Failed, "{}", ran.out);
    assert!(ran.out.starts_with(&format!("{file}:")), "{}", ran.out);
    assert!(
        ran.out.contains("text") && ran.out.contains("[file]"),
        "{}",
        ran.out
    );
    std::fs::write(&file, good).unwrap();
    let ran = bench.run(&["auto", "check", &file], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.out);
    assert_eq!(
        bench.run(&["auto", "check", "none/such.toml"], "").exit,
        Exit::NothingFound
    );
}

#[test]
fn a_dry_run_and_a_forecast_are_told_in_figures() {
    let bench = account();
    let ran = bench.run(&["auto", "dry-run", "A01", "--json"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let told = ran.json();
    for key in [
        "entered", "texts", "emails", "held", "refused", "people", "days", "events",
    ] {
        assert!(told.get(key).is_some(), "{key}");
    }
    let plain = bench.run(&["auto", "dry-run", "A01", "--days"], "");
    assert!(plain.out.contains("would enter"), "{}", plain.out);
    assert_eq!(
        bench.run(&["auto", "dry-run", "A99"], "").exit,
        Exit::NothingFound
    );
    let ran = bench.run(&["auto", "simulate", "c1", "--templates"], "");
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert_eq!(
        bench.run(&["auto", "simulate", "nobody"], "").exit,
        Exit::NothingFound
    );
}

/// What was checked and tried is what goes on: a person's own file goes before the template of the same id.
#[test]
fn what_is_switched_on_by_its_id_is_the_persons_own_text() {
    let bench = account();
    let folder = bench.folder.path().join("automations");
    std::fs::create_dir(&folder).unwrap();
    let stock = bench.run(&["auto", "show", "A06", "--text"], "").out;
    let own = stock.replace("auto_send = false", "auto_send = true");
    assert_ne!(own, stock);
    std::fs::write(folder.join("A06.toml"), &own).unwrap();
    let hello = own.replace("id = \"A06\"", "id = \"hello\"");
    std::fs::write(folder.join("greeting.toml"), hello).unwrap();
    for (id, called) in [("A06", "A06"), ("a06", "A06"), ("hello", "hello")] {
        let on = bench.run(&["auto", "publish", id, "--json"], "");
        assert_eq!(on.exit, Exit::Done, "{id}: {}", on.err);
        let told = on.json();
        assert_eq!(
            (&told["id"], &told["auto_send"]),
            (&called.into(), &true.into()),
            "{told}"
        );
    }
    let none = bench.run(&["auto", "publish", "nobody", "--json"], "");
    assert_eq!(none.exit, Exit::NothingFound);
    assert!(none.err.contains("no automation nobody"), "{}", none.err);
}

/// Weights of actions: what touches more than 25 people wants their number, and everybody can be seen before.
#[test]
fn one_that_would_take_in_many_is_switched_on_by_their_number_alone() {
    let yesterday = crate::clock::Clock::system().now() - jiff::SignedDuration::from_hours(24);
    let people = (0..30).map(|n| {
        let members = json!({
            "firstName": format!("P{n}"), "phone": format!("+1909555{n:04}"), "dateAdded": yesterday.to_string(),
        });
        told(EntityKind::Contact, &format!("p{n}"), members)
    });
    let bench = account_with(people.collect());
    let file = bench.folder.path().join("everybody.toml");
    std::fs::write(&file, EVERYBODY).unwrap();
    let file = file.display().to_string();
    let on = || {
        let listed = bench.run(&["auto", "list", "--own", "--json"], "").json();
        listed["published"].as_u64()
    };

    let seen = bench.run(&["auto", "publish", &file, "--dry-run", "--json"], "");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.err);
    let seen = seen.json();
    let number = seen["number"].as_u64().unwrap();
    assert!(number > 25, "{seen}");
    let listed = |name: &str| seen[name].as_array().unwrap().len() as u64;
    assert_eq!(listed("people").max(listed("fit_today")), number);
    assert_eq!((&seen["published"], on()), (&false.into(), Some(0)));

    let asked = bench.run(&["auto", "publish", &file], "");
    assert_eq!(asked.exit, Exit::Refused, "{}", asked.out);
    let want = format!("Add --yes-count {number} to do it.");
    assert!(
        asked.out.contains(&want) && asked.out.contains("contact created"),
        "{}",
        asked.out
    );
    let wrong = bench.run(&["auto", "publish", &file, "--yes-count", "26"], "");
    assert_eq!((wrong.exit, on()), (Exit::Refused, Some(0)), "{}", wrong.out);
    let number = number.to_string();
    let done = bench.run(&["auto", "publish", &file, "--yes-count", &number, "--json"], "");
    assert_eq!((done.exit, on()), (Exit::Done, Some(1)), "{}", done.err);
    let done = done.json();
    assert_eq!((&done["version"], &done["number"]), (&1.into(), &seen["number"]));
}

/// The year says nothing of what never happened; whom it lets in when it does is asked as well.
#[test]
fn one_whose_trigger_never_fired_asks_for_whom_its_question_lets_in() {
    let person = |n: usize| {
        let tags = if n == 3 { json!(["ai-off"]) } else { json!([]) };
        let members = json!({
            "firstName": format!("P{n}"), "phone": format!("+1909555{n:04}"), "dateAdded": "2020-01-01T00:00:00Z",
            "source": if n < 28 { "Quarry" } else { "Referral" }, "tags": tags,
        });
        told(EntityKind::Contact, &format!("p{n}"), members)
    };
    let bench = account_with((0..30).map(person).collect());
    let file = bench.folder.path().join("never.toml");
    let text = EVERYBODY.replace(
        "on = \"contact created\"",
        "on = \"tag added\"\ntag = \"never\"\nwho = \"source:quarry\"",
    );
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let seen = bench
        .run(&["auto", "publish", &file, "--dry-run", "--json"], "")
        .json();
    assert_eq!(seen["people"], json!([]), "{seen}");
    // Whom a tag keeps away is no more let in today than on any other day.
    assert_eq!(seen["number"], json!(27), "{seen}");
    assert_eq!(seen["fit_today"].as_array().unwrap().len(), 27);
    let asked = bench.run(&["auto", "publish", &file], "");
    assert_eq!(asked.exit, Exit::Refused, "{}", asked.out);
    assert!(
        asked.out.contains("Add --yes-count 27 to do it.") && asked.out.contains("P27"),
        "{}",
        asked.out
    );
    let done = bench.run(&["auto", "publish", &file, "--yes-count", "27"], "");
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
}

#[test]
fn a_template_is_copied_given_out_and_taken_in_and_nothing_goes_over_a_file() {
    let bench = account();
    let folder = bench.folder.path().join("automations");
    let copied = bench.run(&["auto", "import", "a01", "--json"], "");
    assert_eq!(copied.exit, Exit::Done, "{}", copied.err);
    assert!(folder.join("A01.toml").is_file());
    let again = bench.run(&["auto", "import", "A01"], "");
    assert_eq!(again.exit, Exit::Refused);
    assert!(again.err.contains("is there already"), "{}", again.err);

    let out = bench.folder.path().join("out.toml");
    let path = out.display().to_string();
    let given = bench.run(&["auto", "export", "A01", &path], "");
    assert_eq!(given.exit, Exit::Done, "{}", given.err);
    assert_eq!(
        bench.run(&["auto", "export", "A01", &path], "").exit,
        Exit::Failed
    );
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text, bench.run(&["auto", "show", "A01", "--text"], "").out);
    std::fs::write(&out, text.replace("id = \"A01\"", "id = \"mine\"")).unwrap();
    let taken = bench.run(&["auto", "import", &path], "");
    assert_eq!(taken.exit, Exit::Done, "{}", taken.err);
    assert!(folder.join("mine.toml").is_file());
    std::fs::write(&out, text.replace("id = \"A01\"", "id = \"../mine\"")).unwrap();
    let above = bench.run(&["auto", "import", &path], "");
    assert_eq!(above.exit, Exit::Refused, "{}", above.out);
    assert!(!bench.folder.path().join("mine.toml").exists());
    std::fs::write(&out, "format = 99\n").unwrap();
    let newer = bench.run(&["auto", "import", &path], "");
    assert_eq!(newer.exit, Exit::Refused);
    assert!(newer.err.contains("nothing was written"), "{}", newer.err);

    let on = bench.run(&["auto", "publish", "A12"], "");
    assert_eq!(on.exit, Exit::Done, "{}", on.err);
    let version = bench.run(&["auto", "export", "a12", "--version", "1"], "");
    assert_eq!(version.out, bench.run(&["auto", "show", "A12", "--text"], "").out);
    let none = bench.run(&["auto", "export", "A12", "--version", "2"], "");
    assert_eq!(none.exit, Exit::NothingFound);
}

#[test]
fn a_newer_template_is_taken_in_and_whose_a_clash_is_has_to_be_said() {
    let bench = account();
    bench.run(&["auto", "import", "A01"], "");
    let none = bench.run(&["auto", "update", "A01"], "");
    assert_eq!(none.exit, Exit::NothingFound, "{}", none.err);
    let folder = bench.folder.path().join("automations");
    let file = folder.join("A01.toml");
    let now = std::fs::read_to_string(&file).unwrap();
    let old = now
        .replace("for = \"55 min\"", "for = \"40 min\"")
        .replace("priority = 95", "priority = 80");
    std::fs::write(folder.join(".templates/A01.toml"), &old).unwrap();
    std::fs::write(&file, old.replace("40 min", "30 min")).unwrap();
    let asked = bench.run(&["auto", "update", "A01", "--json"], "");
    assert_eq!(asked.exit, Exit::Conflict, "{}", asked.err);
    let asked = asked.json();
    assert_eq!(
        (&asked["changed"], &asked["taken"]),
        (&json!(false), &json!(["priority"]))
    );
    assert_eq!(asked["clashes"][0]["mine"], "\"30 min\"");
    let done = bench.run(&["auto", "update", "A01", "--take", "mine"], "");
    assert_eq!(done.exit, Exit::Done, "{}", done.err);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("30 min") && text.contains("priority = 95"),
        "{text}"
    );
}

#[test]
fn a_deed_with_a_run_that_is_not_there_is_said_and_two_at_once_are_wrong() {
    let bench = account();
    for deed in ["--end", "--over", "--pause", "--go-on", "--move"] {
        let ran = bench.run(&["auto", "run", "nobody", deed], "");
        assert_eq!(ran.exit, Exit::NothingFound, "{deed}: {}", ran.err);
    }
    let both = bench.run(&["auto", "run", "nobody", "--again", "hello", "--end"], "");
    assert_eq!(both.exit, Exit::WrongUse, "{}", both.err);
    assert_eq!(bench.run(&["auto", "move", "A99"], "").exit, Exit::NothingFound);
}

#[test]
fn what_was_told_is_listed_until_it_is_marked_as_read() {
    let bench = account();
    let none = bench.run(&["auto", "notices"], "");
    assert_eq!(none.exit, Exit::NothingFound, "{}", none.err);
    tell(&bench, "Maria is upset\u{1b}[2J");
    let told = bench.run(&["auto", "notices", "--json"], "").json();
    assert_eq!(told["marked"], 0);
    assert_eq!(
        (&told["rows"][0]["contact_id"], &told["rows"][0]["read"]),
        (&json!("c1"), &json!(null)),
        "{told}"
    );
    let read = bench.run(&["auto", "notices", "--read"], "");
    assert_eq!(read.exit, Exit::Done, "{}", read.err);
    assert!(
        read.out.contains("Maria is upset")
            && read.out.contains("1 marked as read")
            && !read.out.contains('\u{1b}'),
        "{}",
        read.out
    );
    assert_eq!(bench.run(&["auto", "notices"], "").exit, Exit::NothingFound);
    let all = bench.run(&["auto", "notices", "--all", "--json"], "").json();
    assert!(all["rows"][0]["read"].is_string(), "{all}");
}

fn tell(bench: &Bench, says: &str) {
    let telling = Telling {
        contact: "c1".into(),
        who: None,
        turn: false,
        says: says.to_owned(),
    };
    submit(
        bench,
        Command::Automation(AutomationCommand::Tell(telling)),
        Origin::Engine,
    );
}
