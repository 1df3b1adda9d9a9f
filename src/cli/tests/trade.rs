//! People who come in from a file and go out into one.

use serde_json::json;

use super::bench::{Bench, Ran};
use super::edits::{account, done, shown};
use crate::cli::Exit;

fn file(bench: &Bench, name: &str, bytes: &[u8]) -> String {
    let path = bench.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

fn people(bench: &Bench) -> i64 {
    bench.run(&["leads", "--count", "--json"], "").json()["total"]
        .as_i64()
        .unwrap()
}

const FEW: &[u8] = b"Name;Cell;E-mail;Zip;Labels;Shoe;Notes\r\n\
    Maria;909-555-0142;;92335;vip;38;\r\n\
    Zo\xeb Quimby;(909) 555-0177;ZOE@example.com;;;;wants a pool\r\n\
    Bad;12;;;;;\r\n\
    =HYPERLINK(1);;formula@example.com;;;;\r\n";

#[test]
fn a_file_is_told_then_taken_in_once_and_taken_back_as_one() {
    let bench = account();
    let path = file(&bench, "people.csv", FEW);
    let ran = bench.run(&["import", &path, "--dry-run"], "");
    insta::assert_snapshot!("import-dry-run", done(&ran).out);
    assert_eq!(people(&bench), 2, "nothing was done");
    let ran = bench.run(&["import", &path, "--json", "--tag", "open house"], "");
    let answer = done(&ran).json();
    assert_eq!(
        (
            &answer["encoding"],
            &answer["create"],
            &answer["fill"],
            &answer["done"]
        ),
        (&json!("Windows-1252"), &json!(2), &json!(1), &json!(true))
    );
    assert_eq!((people(&bench), &answer["errors"][0]["row"]), (4, &json!(4)));
    let maria = shown(&bench, "c1");
    assert_eq!(maria["tags"], json!(["buyer", "open house", "vip"]));
    assert_eq!(
        (&maria["first_name"], &maria["fields"]["postalCode"]),
        (&json!("Maria"), &json!("92335"))
    );
    let zoe = bench.run(&["leads", "quimby", "--json"], "").json()["rows"][0].clone();
    assert_eq!(
        (&zoe["phone"], &zoe["email"]),
        (&json!("+19095550177"), &json!("zoe@example.com"))
    );
    let zoe = shown(&bench, zoe["id"].as_str().unwrap());
    assert_eq!(zoe["notes"][0]["body"], "wants a pool");
    // Twice is once.
    let again = bench
        .run(&["import", &path, "--json", "--tag", "open house"], "")
        .json();
    assert_eq!(
        (&again["create"], &again["fill"], &again["done"], people(&bench)),
        (&json!(0), &json!(0), &json!(false), 4)
    );
    let undone = bench.run(&["undo"], "");
    assert!(done(&undone).out.contains("import on 3 people"), "{}", undone.out);
    assert_eq!(
        (people(&bench), &shown(&bench, "c1")["tags"]),
        (2, &json!(["buyer"]))
    );
}

#[test]
fn more_than_25_want_their_number_and_go_in_parts_as_one_line() {
    let bench = account();
    let rows: Vec<String> = (0..1_200).map(|n| format!("P{n},909555{n:04}")).collect();
    let path = file(
        &bench,
        "many.csv",
        format!("name,phone\n{}\n", rows.join("\n")).as_bytes(),
    );
    let ran = bench.run(&["import", &path], "");
    assert_eq!((ran.exit, people(&bench)), (Exit::Refused, 2), "{}", ran.out);
    assert!(ran.out.contains("Add --yes-count 1198 to do it."), "{}", ran.out);
    assert_eq!(
        bench.run(&["import", &path, "--yes-count", "26"], "").exit,
        Exit::Refused
    );
    assert_eq!(
        bench
            .run(&["import", &path, "--yes-count", "1198", "--dry-run"], "")
            .exit,
        Exit::Done
    );
    assert_eq!(people(&bench), 2);
    done(&bench.run(&["import", &path, "--yes-count", "1198"], ""));
    assert_eq!(people(&bench), 1_200);
    done(&bench.run(&["undo"], ""));
    assert_eq!(people(&bench), 2);
}

#[test]
fn the_last_line_tells_who_was_made_filled_joined_skipped_and_not_taken() {
    let bench = account();
    let rows = b"Name;Cell;Zip\r\nMaria;909-555-0142;92335\r\nZoe;909-555-0177;\r\nZoe;909-555-0177;92336\r\nBad;12;\r\n";
    let path = file(&bench, "few.csv", rows);
    let said = bench.run(&["import", &path], "").out;
    assert!(
        said.contains(
            "Done: 1 made, 1 filled, 1 row joined with another, 1 row not taken as it stands, as one line of undo; the CRM \
             is told with the next sync, and `leadline outbox --state failed` shows whom it refuses."
        ),
        "{said}"
    );
    let other = file(
        &bench,
        "more.csv",
        b"Name;Cell\r\nMaria;909-555-0142\r\nTom;909-555-0178\r\n",
    );
    let answer = bench.run(&["import", &other, "--json"], "").json();
    assert_eq!(
        (
            &answer["made"],
            &answer["filled"],
            &answer["not_done"],
            &answer["unchanged"]
        ),
        (&json!(1), &json!(0), &json!(0), &json!(1))
    );
}

#[test]
fn a_file_that_is_none_is_wrong_use_and_changes_nothing() {
    let bench = account();
    let run = |name: &str, bytes: &[u8]| -> Ran { bench.run(&["import", &file(&bench, name, bytes)], "") };
    for (bytes, why) in [
        (&b""[..], "the file is empty"),
        (b"name,phone\n", "nobody in the file"),
        (
            b"9095550177,zoe\n9095550178,bo\n",
            "no column of it is understood (9095550177, zoe)",
        ),
    ] {
        let ran = run("odd.csv", bytes);
        assert_eq!(ran.exit, Exit::WrongUse);
        assert!(
            ran.err.contains(why) && ran.err.contains("nothing was changed"),
            "{}",
            ran.err
        );
    }
    let ran = bench.run(&["import", "/none/people.csv"], "");
    assert_eq!(
        (ran.exit, ran.err.contains("cannot be read")),
        (Exit::Failed, true)
    );
    let path = file(&bench, "bare.csv", b"a,b\n9095550179,zoe\n");
    let ran = bench.run(&["import", &path, "--map", "1=phone", "--map", "b=name"], "");
    assert_eq!((done(&ran).exit, people(&bench)), (Exit::Done, 3));
}

#[test]
fn who_leaves_by_a_table_comes_back_by_it_and_nobody_is_twice() {
    let bench = account();
    let out = bench.folder.path().join("out");
    let to = out.display().to_string();
    let ran = bench.run(&["export", &to, "--json"], "");
    let files = done(&ran).json()["files"].clone();
    let rows = |name: &str| {
        let file = files.as_array().unwrap().iter().find(|file| file["name"] == name);
        file.unwrap()["rows"].clone()
    };
    assert_eq!(
        (rows("people.csv"), rows("deals.csv"), rows("log.csv")),
        (json!(2), json!(1), json!(1))
    );
    let again = bench.run(&["export", &to], "");
    assert_eq!(again.exit, Exit::WrongUse);
    // Maria has signs in her name that steer a terminal. A table says so, a card cannot hold them.
    for (name, unchanged, told) in [("people.csv", 1, 1), ("people.vcf", 2, 0)] {
        let path = out.join(name).display().to_string();
        let answer = bench.run(&["import", &path, "--json"], "").json();
        assert_eq!(
            (&answer["create"], &answer["fill"], &answer["unchanged"]),
            (&json!(0), &json!(0), &json!(unchanged)),
            "{name}: {answer}"
        );
        assert_eq!(answer["errors"].as_array().unwrap().len(), told, "{answer}");
    }
    let other = Bench::new();
    let path = out.join("people.csv").display().to_string();
    assert_eq!(
        done(&other.run(&["import", &path, "--json"], "")).json()["create"],
        1
    );
    assert_eq!(people(&other), 1);
    let rows = other.run(&["leads", "9095550143", "--json"], "").json()["rows"].clone();
    let ben = shown(&other, rows[0]["id"].as_str().unwrap());
    assert_eq!(ben["fields"]["dnd"], true, "do-not-disturb goes along");
    let log = bench.run(&["log", "--json"], "").out;
    assert!(log.contains("export of everything to"), "{log}");
    assert_eq!(
        bench.run(&["export", &format!("{to}2"), "tag:("], "").exit,
        Exit::WrongUse
    );
}
