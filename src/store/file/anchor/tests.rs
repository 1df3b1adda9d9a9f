use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::store::backup::restore::{Source, restore};
use crate::store::file::presence::Presence;
use crate::store::{CommitError, Reader, Store};

struct Bench {
    folder: tempfile::TempDir,
    clock: Clock,
}

impl Bench {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Clock::manual("2026-11-25T10:00:00Z".parse().unwrap()),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("a.db")
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }

    fn open(&self) -> Store {
        let options = crate::store::scratch::options(&self.clock);
        Store::open(&self.path(), options).unwrap()
    }

    /// Does something beside the program, when nobody has the file open any more.
    fn behind_its_back(&self, work: impl FnOnce(&Connection)) {
        self.closed();
        work(&Connection::open(self.path()).unwrap());
    }

    fn closed(&self) {
        while Presence::alone(&self.path()).is_err() {
            std::thread::yield_now();
        }
    }

    /// A file with `many` rows of the log that its anchor knows.
    fn with_rows(&self, many: usize) {
        let store = self.open();
        add(&store, many);
        self.anchor();
    }

    fn anchor(&self) {
        Anchor::of(&self.path())
            .follow(&Connection::open(self.path()).unwrap())
            .unwrap();
    }
}

fn add(store: &Store, many: usize) {
    for _ in 0..many {
        let fields = json!({"firstName": "Ana"}).as_object().unwrap().clone();
        store
            .commit_blocking(Command::CreateContact { fields }, Origin::Agent)
            .unwrap();
    }
}

fn lost_of(store: &Store) -> Vec<Lost> {
    let integrity = store.read_blocking(Reader::integrity).unwrap();
    assert_eq!(integrity.broken_log, None, "the chain itself says nothing");
    integrity.lost_log
}

fn cut(db: &Connection, rows: usize) {
    let sql = "DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ?1";
    assert_eq!(db.execute(sql, [rows]).unwrap(), rows);
}

#[test]
fn f112_a_cut_tail_is_found_and_stays_found_until_a_person_accepts_it() {
    let bench = Bench::new();
    bench.with_rows(5);
    assert_eq!(lost_of(&bench.open()), []);
    bench.behind_its_back(|db| cut(db, 2));
    let store = bench.open();
    let found = lost_of(&store);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].why.contains("had 5 rows and has 3"), "{}", found[0].why);
    // Growing past it hides nothing, and the evidence stays.
    add(&store, 4);
    bench.anchor();
    let found = lost_of(&store);
    assert!(found[0].why.contains("row 5 of the log is another"), "{found:?}");
    store.commit_blocking(Command::AcceptLog, Origin::Agent).unwrap();
    assert_eq!(lost_of(&store), []);
    let again = store.commit_blocking(Command::AcceptLog, Origin::Agent);
    assert!(matches!(again, Err(CommitError::Rejected(_))), "{again:?}");
    bench.anchor();
    add(&store, 1);
    bench.anchor();
    drop(store);
    bench.behind_its_back(|db| cut(db, 1));
    assert_eq!(lost_of(&bench.open()).len(), 1, "it is watched again");
}

#[test]
fn f112_an_older_file_put_in_place_by_hand_is_found_and_a_restore_is_none() {
    let bench = Bench::new();
    bench.with_rows(3);
    bench.closed();
    let older = bench.folder.path().join("older");
    fs::copy(bench.path(), &older).unwrap();
    bench.with_rows(2);
    bench.behind_its_back(|_| {});
    fs::copy(&older, bench.path()).unwrap();
    assert_eq!(lost_of(&bench.open()).len(), 1, "put back by hand");
    // The same through restore, with nothing left of the file that knew more.
    bench.closed();
    fs::remove_file(bench.path()).unwrap();
    restore(&bench.path(), &Source::File(older), bench.now()).unwrap();
    let store = bench.open();
    assert_eq!(lost_of(&store), []);
    add(&store, 1);
    bench.anchor();
    drop(store);
    bench.behind_its_back(|db| cut(db, 1));
    assert_eq!(lost_of(&bench.open()).len(), 1, "what comes after it is watched");
}

#[test]
fn f112_a_backup_remembers_where_the_log_ended_when_the_anchor_was_cut_too() {
    let bench = Bench::new();
    bench.with_rows(5);
    let made = crate::store::backup::make(&bench.path(), bench.now()).unwrap();
    assert!(beside(&made.path).exists());
    bench.behind_its_back(|db| {
        cut(db, 2);
        Head::of(db)
            .unwrap()
            .unwrap()
            .keep(&anchor(&bench.path()))
            .unwrap();
    });
    let found = lost_of(&bench.open());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kept, beside(&made.path));
}

#[test]
fn f112_a_missing_or_unreadable_anchor_is_told_and_not_made_silently() {
    let bench = Bench::new();
    bench.with_rows(2);
    for broken in [false, true] {
        if broken {
            fs::write(anchor(&bench.path()), "{").unwrap();
        } else {
            fs::remove_file(anchor(&bench.path())).unwrap();
        }
        let store = bench.open();
        add(&store, 1);
        bench.anchor();
        assert_eq!(lost_of(&store).len(), 1, "broken: {broken}");
        store.commit_blocking(Command::AcceptLog, Origin::Agent).unwrap();
        bench.anchor();
        assert_eq!(lost_of(&store), []);
        assert!(anchor(&bench.path()).exists());
    }
}

#[test]
#[cfg(unix)]
fn f112_the_anchor_is_closed_to_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let bench = Bench::new();
    bench.with_rows(1);
    let mode = fs::metadata(anchor(&bench.path())).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0);
}

#[test]
fn f112_only_an_owner_accepts_a_log_that_was_cut() {
    let check = |role, origin| crate::domain::access::check(role, &origin, &Command::AcceptLog);
    assert!(check(Role::Owner, Origin::Cli).is_ok());
    let denied = check(Role::Agent, Origin::Cli).unwrap_err().to_string();
    assert!(denied.contains("may not accept a log that was cut"), "{denied}");
}
