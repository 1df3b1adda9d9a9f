//! Files of every format that ever was, brought to the present one by the real program, which is killed at any call on
//! the way, or whose power fails: old or new, never between (P46, F98, F99).

use std::fs;
use std::path::{Path, PathBuf};

use leadline::clock::Clock;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::support::number_from;
use crate::support::program::{Home, lossy};
use crate::support::tape::{Disk, Event, Fault, Recorder, Trust};

/// The steps, in order.
fn steps() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the steps")
        .map(|entry| entry.expect("a step").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read_to_string(file).expect("a step"))
        .collect()
}

/// A file as a program of `format` left it, with somebody in it and something that waits.
fn file_of(path: &Path, format: usize) {
    let db = Connection::open(path).expect("a file");
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;")
        .expect("options");
    for (nr, step) in steps().iter().take(format).enumerate() {
        db.execute_batch(step).expect("a step");
        if nr == 0 {
            fill(&db);
        }
    }
    db.pragma_update(None, "user_version", format as i64)
        .expect("its format");
}

fn fill(db: &Connection) {
    let row = serde_json::json!(["", "a-1", 1, "person", "tag", null, null]).to_string();
    let bytes = Sha256::digest(row);
    let hash = bytes
        .iter()
        .fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    let intent = r#"{"op":"update","entity":{"kind":"contact","id":"c-1"}}"#;
    db.execute_batch(&format!(
        r#"INSERT INTO record (rid, kind, id, remote_id, doc, base, remote_at)
             VALUES (1, 'contact', 'c-1', 'c-1', '{{"firstName":"Ana","tags":["power"]}}', '{{"tags":[]}}', 1);
           INSERT INTO contact (rid, name, find, phone, email, owner, source, city, zip, type, dnd, added, updated, active)
             VALUES (1, 'ana', 'ana', '', '', '', '', '', '', '', 0, 1, 1, 1);
           INSERT INTO audit (id, at, who, what, hash) VALUES ('a-1', 1, 'person', 'tag', '{hash}');
           INSERT INTO outbox (id, rid, contact, intent, state, not_before, created, audit)
             VALUES ('o-1', 1, 1, '{intent}', 'queued', 1, 1, 'a-1');
           INSERT INTO draft (name, body, at) VALUES ('message:c-1', 'half a thought', 1);
           INSERT INTO chat_thread (id, title, at) VALUES ('t-1', 'who is hot', 1);
           INSERT INTO chat_turn (id, thread, speaker, outcome, at) VALUES ('u-1', 1, 'person', 'done', 1);
           INSERT INTO chat_block (turn, nr, json) VALUES (1, 0, '{{"type":"text","text":"who is hot"}}');"#
    ))
    .expect("something in it");
}

/// Tables, columns and indexes, in words.
fn shape(db: &Connection) -> Vec<String> {
    let mut statement = db
        .prepare(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
             WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name",
        )
        .expect("the shape");
    let rows = statement.query_map([], |row| row.get(0)).expect("the shape");
    rows.collect::<Result<_, _>>().expect("the shape")
}

/// The shape of each format.
fn shapes() -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder");
    (1..=steps().len())
        .map(|format| {
            let path = folder.path().join(format!("{format}.db"));
            file_of(&path, format);
            shape(&Connection::open(path).expect("a file"))
        })
        .collect()
}

/// The file is whole, in one of the formats, with everything in it. Which format.
fn assert_one_format(path: &Path, shapes: &[Vec<String>], when: &str) -> usize {
    let db = Connection::open(path).expect("it opens");
    let word = |sql: &str| -> String {
        db.query_row(sql, [], |row| row.get(0))
            .unwrap_or_else(|e| format!("{e}"))
    };
    assert_eq!(word("PRAGMA integrity_check(1)"), "ok", "{when}");
    let format: i64 = db
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("a number");
    let format = usize::try_from(format).expect("a format");
    assert!(
        shapes.get(format - 1) == Some(&shape(&db)),
        "{when}: between two formats"
    );
    for (sql, wanted) in [
        ("SELECT name FROM contact", "ana"),
        ("SELECT id FROM outbox", "o-1"),
        ("SELECT body FROM draft", "half a thought"),
    ] {
        assert_eq!(word(sql), wanted, "{when}");
    }
    format
}

/// A home whose local copy has an older format.
pub fn laid_out(format: usize) -> (Home, PathBuf) {
    let home = Home::empty();
    fs::create_dir(home.data()).expect("the folder");
    fs::write(home.data().join(".leadline"), "").expect("the mark");
    let path = home.data().join("local.db");
    file_of(&path, format);
    (home, path)
}

/// The file has the newest format, with everything in it.
#[cfg(feature = "failpoints")]
pub fn assert_newest(path: &Path, when: &str) {
    let shapes = shapes();
    assert_eq!(assert_one_format(path, &shapes, when), shapes.len(), "{when}");
}

#[test]
fn f98_killed_at_any_call_of_an_upgrade_the_file_is_old_or_new() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let every = number_from("LEADLINE_UPGRADE_KILLS").unwrap_or(2);
    println!("seed {seed}, {every} kills a format (LEADLINE_SEED and LEADLINE_UPGRADE_KILLS choose others)");
    let (mut chance, shapes) = (StdRng::seed_from_u64(seed), shapes());
    let newest = shapes.len();
    let (mut kills, mut old, mut new) = (0, 0, 0);
    for format in 1..newest {
        let calls = calls_of_an_upgrade(&recorder, format);
        let moments: Vec<u32> = if every as usize >= calls {
            (1..=calls as u32).collect()
        } else {
            (0..every)
                .map(|_| chance.random_range(1..=calls as u32))
                .collect()
        };
        for at in moments {
            let (home, path) = laid_out(format);
            let mut command = home.command(&["leads", "--json"]);
            recorder.fails(&mut command, &home.data(), at, Fault::Kill);
            let _killed = command.output().expect("the program runs");
            let when = format!("format {format}, killed at call {at} of {calls}");
            let found = assert_one_format(&path, &shapes, &when);
            assert!(found >= format, "{when}");
            (old, new) = (old + u32::from(found < newest), new + u32::from(found == newest));
            kills += 1;
            let said = home.run(&["leads", "--json"]);
            assert!(said.status.success(), "{when}: {}", lossy(&said.stderr));
            assert_eq!(
                assert_one_format(&path, &shapes, &when),
                newest,
                "{when}: it goes on"
            );
        }
        recorder.take();
    }
    println!("{kills} kills: {old} times an old format, {new} times the newest");
}

/// How many calls on files the upgrade makes.
fn calls_of_an_upgrade(recorder: &Recorder, format: usize) -> usize {
    recorder.take();
    let (home, _) = laid_out(format);
    let mut command = home.command(&["leads", "--json"]);
    recorder.records(&mut command, &home.data());
    let said = command.output().expect("the program runs");
    assert!(said.status.success(), "{}", lossy(&said.stderr));
    let counted = |event: &&Event| !matches!(event, Event::Opened { .. } | Event::Synced { .. });
    recorder.take().iter().filter(counted).count()
}

#[test]
fn f98_when_the_power_fails_during_an_upgrade_the_file_is_old_or_new() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let states = number_from("LEADLINE_POWER_STATES").unwrap_or(200) / 8;
    let (mut chance, shapes, clock) = (StdRng::seed_from_u64(seed), shapes(), Clock::system());
    for format in 1..shapes.len() {
        let (home, path) = laid_out(format);
        let mut disk = Disk::new(Trust::Syncs);
        for entry in fs::read_dir(home.data()).expect("the folder") {
            let file = entry.expect("a file").path();
            if file.is_file() {
                disk.holds(&file, fs::read(&file).expect("its bytes"));
            }
        }
        let mut command = home.command(&["leads", "--json"]);
        recorder.records(&mut command, &home.data());
        let said = command.output().expect("the program runs");
        assert!(said.status.success(), "{}", lossy(&said.stderr));
        let events = recorder.take();
        let mut moments: Vec<usize> = (0..states)
            .map(|_| chance.random_range(0..=events.len()))
            .collect();
        moments.sort_unstable();
        let mut at = 0;
        for moment in moments {
            events[at..moment].iter().for_each(|event| disk.goes_on(event));
            at = moment;
            let folder = tempfile::tempdir().expect("a folder");
            for (file, bytes) in disk.after_power_loss(&mut chance) {
                fs::write(folder.path().join(file.file_name().expect("a name")), bytes).expect("laid out");
            }
            let left = folder.path().join(path.file_name().expect("a name"));
            let when = format!("seed {seed}, format {format}, the power failed at call {moment}");
            assert_one_format(&left, &shapes, &when);
        }
    }
    println!(
        "seed {seed}, {states} states for each of {} formats, {:.1} s",
        shapes.len() - 1,
        clock.elapsed().as_secs_f64()
    );
}

#[test]
fn f99_an_older_program_refuses_a_newer_file_and_leaves_it_alone() {
    let newest = steps().len();
    let (home, path) = laid_out(newest);
    let db = Connection::open(&path).expect("the file");
    db.pragma_update(None, "user_version", newest as i64 + 1)
        .expect("a newer format");
    drop(db);
    let before = fs::read(&path).expect("its bytes");
    for words in [&["leads", "--json"][..], &["note", "c-1", "late"]] {
        let said = home.run(words);
        let why = lossy(&said.stderr);
        assert!(
            !said.status.success() && why.contains("written by a newer leadline"),
            "{why}"
        );
        assert!(
            why.contains("nothing was changed") && why.contains("install the newer version"),
            "{why}"
        );
    }
    assert_eq!(fs::read(&path).expect("its bytes"), before, "not a byte of it");
}
