//! The local copy is deleted, damaged or put back to an old state, and the real program says so, saves what only the
//! copy knows, and sends nothing twice (P6, F38, F41, F43, F47).

use std::fs;
use std::path::PathBuf;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::tape::{Disk, Fault, Recorder, Trust};
use crate::support::{eventually, number_from, within};

/// The local copy.
fn file(home: &Home) -> PathBuf {
    let entries = fs::read_dir(home.data()).expect("the folder");
    let mut paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .find(|path| path.extension().is_some_and(|end| end == "db"))
        .expect("the local copy")
}

fn somebody(home: &Home) -> String {
    let page = home.json(&["leads", "--limit", "1"]);
    page["rows"][0]["id"].as_str().expect("somebody").to_owned()
}

/// Writes a note. Flags go before its words: after them they are words.
fn note(home: &Home, person: &str, words: &str) {
    let said = home.run(&["note", "--json", person, words]);
    assert!(said.status.success(), "{}", lossy(&said.stderr));
}

/// How often words reached somebody.
fn reached(sandbox: &Sandbox, words: &str) -> usize {
    let sends = sandbox.sends();
    let sends = sends["sends"].as_array().expect("sends");
    sends.iter().filter(|send| send["body"] == words).count()
}

/// Somebody who may be written to.
fn willing(home: &Home, words: &str) -> String {
    let page = home.json(&["leads", "--limit", "60"]);
    let ids = page["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["id"].as_str().expect("an id"));
    let may = |id: &&str| {
        home.run(&["send", id, "--sms", words, "--dry-run", "--json"])
            .status
            .success()
    };
    ids.map(ToOwned::to_owned)
        .find(|id| may(&&**id))
        .expect("somebody willing")
}

#[test]
fn f43_a_deleted_copy_is_noticed_told_and_saved() {
    let sandbox = Sandbox::start(30, 7);
    let home = Home::at(&sandbox).with("LEADLINE_SEND_SETTLE_SECONDS", "5");
    home.json(&["sync"]);
    let person = somebody(&home);
    let mut screen = home.screen(120, 36);
    screen.sees("Leads");
    note(&home, &person, "acked before");
    let path = file(&home);
    for end in ["", "-wal", "-shm"] {
        let mut name = path.clone().into_os_string();
        name.push(end);
        fs::remove_file(PathBuf::from(name)).expect("it was there");
    }
    screen.sees_within("deleted, moved or replaced", std::time::Duration::from_secs(10));
    let said = home.run(&["note", "--ack", &person, "too late"]);
    let why = lossy(&said.stderr);
    assert!(
        !said.status.success() && !lossy(&said.stdout).contains("ACK"),
        "{why}"
    );
    assert!(
        why.contains("is gone") && why.contains("leadline restore"),
        "{why}"
    );
    assert!(!path.exists(), "no empty copy was made silently");
    let saved = || {
        home.json(&["backup", "--list"])["backups"][0]["path"]
            .as_str()
            .map(str::to_owned)
    };
    eventually("what was acked is saved", || {
        let listed = home.run(&["backup", "--list", "--json"]);
        listed.status.success() && saved().is_some_and(|path| path.contains("rescued"))
    });
    let said = home.run(&["restore"]);
    assert!(
        lossy(&said.stderr).contains("another copy of leadline is open"),
        "{}",
        lossy(&said.stderr)
    );
    drop(screen);
    eventually("it is restored", || home.run(&["restore"]).status.success());
    assert!(home.json(&["show", &person]).to_string().contains("acked before"));
    home.json(&["sync"]);
    // A push that was on its way when the copy was lost is looked up first, which takes a while.
    let notes = || {
        let notes = sandbox.call("GET", &format!("/contacts/{person}/notes"), None);
        notes.to_string().matches("acked before").count()
    };
    within(
        std::time::Duration::from_mins(1),
        "the note is in the CRM",
        || home.run(&["drain", "--timeout", "10"]).status.success() && notes() > 0,
    );
    assert_eq!(notes(), 1);
}

#[test]
fn f47_after_a_restore_what_was_sent_since_is_not_sent_again() {
    let sandbox = Sandbox::with(&["--contacts", "80", "--seed", "7", "--quiet", "--unlimited"]);
    let home = Home::at(&sandbox)
        .with("LEADLINE_SEND_SETTLE_SECONDS", "5")
        .with("LEADLINE_SEND_HOLD_SECONDS", "0")
        .with("LEADLINE_SEND_HOURS", "any");
    home.json(&["sync"]);
    let first = "Is the house on Oak Street still what you want?";
    let person = willing(&home, first);
    home.json(&["send", &person, "--sms", first, "--key", "one"]);
    note(&home, &person, "noted before the backup");
    home.json(&["backup"]);
    home.json(&["drain", "--timeout", "60"]);
    assert_eq!(reached(&sandbox, first), 1);
    note(&home, &person, "noted after the backup");
    for missing in [false, true] {
        if missing {
            // The worst case: what was sent since is known to nobody here.
            let path = file(&home);
            for end in ["", "-wal", "-shm"] {
                let _none = fs::remove_file(format!("{}{end}", path.display()));
            }
        }
        let restored = home.json(&["restore"]);
        assert_eq!(restored["looked_up"] != 0, missing, "{restored}");
        // Before everything is fetched again nothing leaves.
        let before = sandbox.state()["requests"].clone();
        home.run(&["drain", "--timeout", "1", "--json"]);
        assert_eq!(reached(&sandbox, first), 1, "{before}");
        home.json(&["sync"]);
        home.run(&["drain", "--timeout", "60", "--json"]);
        let waits = |home: &Home| {
            let rows = home.json(&["outbox"])["rows"].clone();
            let rows = rows.as_array().expect("rows").iter();
            rows.filter(|row| {
                ["queued", "uncertain", "sending"]
                    .iter()
                    .any(|state| row["state"] == *state)
            })
            .count()
        };
        within(std::time::Duration::from_mins(1), "all is classified", || {
            home.run(&["drain", "--timeout", "10", "--json"]);
            waits(&home) == 0
        });
        assert_eq!(
            reached(&sandbox, first),
            1,
            "it was sent once, missing: {missing}"
        );
        let notes = sandbox
            .call("GET", &format!("/contacts/{person}/notes"), None)
            .to_string();
        assert_eq!(
            notes.matches("noted before the backup").count(),
            1,
            "missing: {missing}, {notes}"
        );
        let after = notes.matches("noted after the backup").count();
        assert_eq!(after, 1, "missing: {missing}, {notes}");
    }
}

#[test]
fn f41_a_damaged_copy_is_made_anew_without_losing_what_was_not_sent() {
    let sandbox = Sandbox::start(60, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    home.json(&["backup"]);
    let person = somebody(&home);
    note(&home, &person, "not sent yet");
    let path = file(&home);
    // An index of the list is torn out of the file.
    let db = Connection::open(&path).expect("the file");
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("all in one file");
    let root: u64 = db
        .query_row(
            "SELECT rootpage FROM sqlite_master WHERE name = 'contact_list'",
            [],
            |row| row.get(0),
        )
        .expect("an index");
    drop(db);
    let mut bytes = fs::read(&path).expect("its bytes");
    let at = (root as usize - 1) * 4096;
    bytes[at..at + 4096].fill(0x55);
    fs::write(&path, bytes).expect("damage");
    let said = home.run(&["leads", "--limit", "5", "--json"]);
    let why = lossy(&said.stderr);
    assert!(
        !said.status.success() && why.contains("damaged") && why.contains("leadline restore"),
        "{why}"
    );
    assert!(!why.contains("panicked"), "{why}");
    let said = home.run(&["restore"]);
    let told = lossy(&said.stdout);
    assert!(
        said.status.success() && told.contains("Restored the backup of"),
        "{told}{}",
        lossy(&said.stderr)
    );
    assert!(
        told.contains("is kept") && told.contains("rows of the queue"),
        "{told}"
    );
    home.json(&["sync"]);
    home.json(&["drain"]);
    assert_eq!(
        home.json(&["leads", "--count"])["total"],
        sandbox.state()["contacts"]
    );
    let notes = sandbox
        .call("GET", &format!("/contacts/{person}/notes"), None)
        .to_string();
    assert_eq!(notes.matches("not sent yet").count(), 1, "{notes}");
    let log = home.json(&["log", "--limit", "50"]).to_string();
    assert!(
        log.contains("restored the backup of"),
        "the person sees what was done: {log}"
    );
}

#[test]
fn f38_a_backup_on_a_full_disk_says_so_and_leaves_no_half() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let sandbox = Sandbox::start(20, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let mut failed = 0;
    for at in (1..400).step_by(7) {
        let mut command = home.command(&["backup", "--json"]);
        recorder.fails(&mut command, &home.data().join("backups"), at, Fault::Full);
        let said = command.output().expect("the program runs");
        let met = recorder
            .take()
            .iter()
            .any(|event| matches!(event, crate::support::tape::Event::Failed));
        let halves = || -> Vec<PathBuf> {
            let folder = home.data().join("backups");
            let found = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| {
                let folder = entry.ok()?.path();
                fs::read_dir(folder).ok()
            });
            found
                .flatten()
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| {
                    path.extension()
                        .is_some_and(|end| end != "backup" && end != "head")
                })
                .collect()
        };
        assert_eq!(halves(), Vec::<PathBuf>::new(), "call {at}");
        if !met {
            break;
        }
        failed += u32::from(!said.status.success());
    }
    assert!(failed > 0);
    let listed = home.run(&["backup", "--list", "--json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap_or(json!(null));
    for backup in listed["backups"].as_array().expect("a list") {
        let db = Connection::open(backup["path"].as_str().expect("a path")).expect("it opens");
        let whole: String = db
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .expect("a verdict");
        assert_eq!(whole, "ok");
    }
    println!("{failed} backups failed on a full disk");
}

#[test]
fn f42_when_the_power_fails_during_a_restore_nothing_is_lost() {
    let recorder = match Recorder::build() {
        Ok(recorder) => recorder,
        Err(why) => return println!("{why}"),
    };
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let states = number_from("LEADLINE_POWER_STATES").unwrap_or(200) / 4;
    let sandbox = Sandbox::start(20, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    home.json(&["backup"]);
    let person = somebody(&home);
    note(&home, &person, "power-restore");
    let path = file(&home);
    let mut disk = Disk::new(Trust::Syncs);
    for entry in fs::read_dir(home.data()).expect("the folder") {
        let file = entry.expect("a file").path();
        if file.is_file() {
            disk.holds(&file, fs::read(&file).expect("its bytes"));
        }
    }
    let mut command = home.command(&["restore", "--json"]);
    recorder.records(&mut command, &home.data());
    let said = command.output().expect("the program runs");
    assert!(said.status.success(), "{}", lossy(&said.stderr));
    let events = recorder.take();
    let mut chance = StdRng::seed_from_u64(seed);
    let mut moments: Vec<usize> = (0..states)
        .map(|_| chance.random_range(0..=events.len()))
        .collect();
    // Most of the calls make the copy ready; the last few put it in place.
    moments.extend((0..states).map(|_| events.len() - chance.random_range(0..20)));
    moments.sort_unstable();
    let mut at = 0;
    for moment in moments {
        events[at..moment].iter().for_each(|event| disk.goes_on(event));
        at = moment;
        let when = format!(
            "seed {seed}, the power failed at call {moment} of {}",
            events.len()
        );
        let next = Home::at(&sandbox);
        fs::create_dir(next.data()).expect("the folder");
        for (file, bytes) in disk.after_power_loss(&mut chance) {
            fs::write(next.data().join(file.file_name().expect("a name")), bytes).expect("laid out");
        }
        let said = next.run(&["show", &person, "--json"]);
        assert!(said.status.success(), "{when}: {}", lossy(&said.stderr));
        assert!(
            lossy(&said.stdout).contains("power-restore"),
            "{when}: the note is gone"
        );
        let report: Value = serde_json::from_slice(&next.run(&["doctor", "--json"]).stdout).expect("JSON");
        assert_eq!(report["integrity"], "ok", "{when}");
        assert!(
            next.data().join(path.file_name().expect("a name")).exists(),
            "{when}"
        );
    }
    println!("seed {seed}, {} states over {} calls", states * 2, events.len());
}

#[test]
fn f112_log_verify_and_doctor_say_that_the_log_was_cut() {
    let sandbox = Sandbox::start(10, 7);
    let home = Home::at(&sandbox);
    home.json(&["sync"]);
    let person = somebody(&home);
    for words in ["one", "two", "three"] {
        note(&home, &person, words);
    }
    assert!(home.run(&["log", "verify"]).status.success());
    {
        let db = Connection::open(file(&home)).expect("the local copy");
        let sql = "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)";
        assert_eq!(db.execute(sql, []).expect("a row"), 1);
    }
    // What is done meanwhile does not cover it.
    note(&home, &person, "four");
    let said = home.run(&["log", "verify"]);
    let why = lossy(&said.stderr);
    assert!(
        !said.status.success() && why.contains("the log was written anew"),
        "{why}"
    );
    let check = |name: &str| {
        let said = home.run(&["doctor", "--json"]);
        let seen: Value = serde_json::from_slice(&said.stdout).expect("JSON");
        let checks = seen["checks"].as_array().expect("checks").clone();
        checks
            .into_iter()
            .find(|check| check["id"] == name)
            .expect("the check")
    };
    assert_eq!(check("log.end")["ok"], false);
    assert_eq!(check("log.chain")["ok"], true);
    // The way back through restore is no alarm.
    eventually("it is restored", || {
        home.run(&["restore", "--fresh"]).status.success()
    });
    assert!(home.run(&["log", "verify"]).status.success());
    assert_eq!(check("log.end")["ok"], true);
}
