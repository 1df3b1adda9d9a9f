//! Somebody is forgotten with the real program, and afterwards no file of it knows them (P45, F117).

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;

/// Files under a folder that hold one of the words.
fn holding(folder: &Path, words: &[&str]) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
        {
            if file.is_dir() {
                folders.push(file);
            } else {
                let text = String::from_utf8_lossy(&fs::read(&file).expect("a file")).into_owned();
                if words.iter().any(|word| text.contains(word)) {
                    found.push(file);
                }
            }
        }
    }
    found
}

#[test]
fn p45_who_was_forgotten_is_in_no_file_and_no_sync_brings_them_back() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let page = home.json(&["leads", "--limit", "60"]);
    let rows = page["rows"].as_array().expect("rows");
    let text = |row: &serde_json::Value, member: &str| row[member].as_str().unwrap_or_default().to_owned();
    // Households share a number, and some people have no second name: one whose words are theirs alone.
    let alone = |member: &str, row: &serde_json::Value| {
        let own = text(row, member);
        own.len() > 7 && rows.iter().filter(|other| text(other, member) == own).count() == 1
    };
    let theirs = rows
        .iter()
        .find(|row| alone("phone", row) && alone("name", row) && text(row, "name").contains(' '));
    let theirs = theirs.expect("somebody");
    let (id, name, phone) = (text(theirs, "id"), text(theirs, "name"), text(theirs, "phone"));
    println!("forgets {name}");
    let note = home.run(&["note", &id, &format!("{name} wants to be forgotten")]);
    assert!(note.status.success(), "{}", lossy(&note.stderr));
    home.json(&["sync"]);
    home.json(&["backup"]);
    let words = [name.as_str(), phone.as_str()];
    assert!(!holding(&home.data(), &words).is_empty(), "they are here");
    let asked = home.run(&["forget", &id]);
    assert_eq!(asked.status.code(), Some(4), "{}", lossy(&asked.stdout));
    let done = home.run(&["forget", &id, "--yes", "--json"]);
    assert!(done.status.success(), "{}", lossy(&done.stderr));
    let certificate: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(
        certificate["found"].as_array().expect("a list").len(),
        0,
        "{certificate}"
    );
    assert!(certificate["searched"].as_u64().expect("a number") > 2);
    // The CRM still has them and tells so.
    home.json(&["sync", "--full"]);
    assert!(!home.run(&["show", &id]).status.success());
    assert_eq!(holding(home.path(), &words), Vec::<PathBuf>::new());
    assert!(home.run(&["log", "verify"]).status.success());
    let doctor = home.json(&["doctor"]);
    assert_eq!(doctor["integrity"], "ok");
}
