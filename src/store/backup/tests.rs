mod harm;

use std::time::Duration;

use jiff::ToSpan as _;
use proptest::prelude::*;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use serde_json::json;

use super::restore::{Restored, Source, restore};
use super::*;
use crate::clock::Clock;
use crate::domain::chat::ChatCommand;
use crate::domain::command::{Command, Cursor, LeaseCommand, SyncCommand};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::{Claim, OutboxState, PushOutcome};
use crate::domain::prepared::PreparedRun;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::store::Store;
use crate::store::file::copy::{check, copy};
use crate::store::file::identity;
use crate::store::file::presence::Presence;

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

    fn open(&self) -> Store {
        self.try_open().unwrap()
    }

    fn try_open(&self) -> Result<Store, StoreError> {
        let options = crate::store::scratch::options(&self.clock);
        Store::open(&self.path(), options)
    }

    /// Waits until the last copy that was open here has let go of the file.
    fn closed(&self) {
        let (_open, pause) = std::sync::mpsc::channel::<()>();
        while Presence::alone(&self.path()).is_err() {
            let _later = pause.recv_timeout(Duration::from_millis(5));
        }
    }

    fn restore(&self, source: &Source) -> Result<Restored, StoreError> {
        self.closed();
        restore(&self.path(), source, self.clock.now())
    }

    fn back_up(&self) -> Backup {
        make(&self.path(), self.clock.now()).unwrap()
    }
}

fn engine(store: &Store, command: SyncCommand) -> crate::store::Receipt {
    store
        .commit_blocking(Command::Sync(command), Origin::Engine)
        .unwrap()
}

/// Ana, as the CRM tells of her.
fn ana(store: &Store) {
    let fields = json!({"firstName": "Ana", "phone": "+19095550142"});
    let record = RemoteRecord {
        kind: EntityKind::Contact,
        id: "c1".into(),
        raw: "{}".into(),
        fields: fields.as_object().unwrap().clone(),
    };
    let apply = SyncCommand::Apply {
        records: vec![record],
        cursor: None,
        first_copy: false,
    };
    engine(store, apply);
}

/// What is said when everything has been fetched again.
fn fetched(store: &Store) {
    for name in ["contacts", "messages", "messages.email"] {
        let cursor = Cursor {
            name: name.into(),
            value: r#"{"copy":"following","mark":null,"catching_up":null}"#.into(),
        };
        engine(
            store,
            SyncCommand::Apply {
                records: Vec::new(),
                cursor: Some(cursor),
                first_copy: false,
            },
        );
    }
}

fn draft(body: &str) -> Draft {
    Draft {
        contact: "c1".into(),
        channel: Channel::Sms,
        subject: None,
        body: body.into(),
    }
}

fn text(store: &Store, body: &str) {
    let send = Command::Send {
        draft: draft(body),
        key: Some(body.to_owned()),
        not_before: None,
    };
    store.commit_blocking(send, Origin::Agent).unwrap();
}

fn note(store: &Store, body: &str) {
    let note = Command::AddNote {
        contact: "c1".into(),
        body: body.into(),
    };
    store.commit_blocking(note, Origin::Agent).unwrap();
}

fn claim(store: &Store) -> Option<Claim> {
    engine(store, SyncCommand::Lease(LeaseCommand::Ask));
    engine(store, SyncCommand::Claim).claim
}

/// The next row leaves, and the CRM gives it an id.
fn leaves(store: &Store, remote: &str) {
    let claim = claim(store).unwrap();
    let outcome = PushOutcome::Done {
        remote_id: Some(remote.into()),
        record: None,
    };
    let (outbox, written, epoch) = (claim.id, claim.fields, claim.epoch);
    engine(
        store,
        SyncCommand::Settle {
            outbox,
            outcome,
            written,
            epoch,
        },
    );
}

/// The rows of the queue: words and state.
fn queue(path: &Path) -> Vec<(String, String)> {
    let db = schema::open_reader(path).unwrap();
    let mut statement = db
        .prepare(
            "SELECT coalesce(json_extract(r.doc, '$.body'), o.intent), o.state FROM outbox o
             JOIN record r ON r.rid = o.rid ORDER BY o.created, o.seq",
        )
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

fn row(words: &str, state: OutboxState) -> (String, String) {
    (words.to_owned(), state.word().to_owned())
}

fn whole(store: &Store) {
    let integrity = store.read_blocking(crate::store::Reader::integrity).unwrap();
    assert!(integrity.is_whole(), "{integrity:?}");
}

#[test]
fn a_backup_is_whole_closed_to_others_and_listed() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    let made = bench.back_up();
    assert_eq!(list(&bench.path()), std::slice::from_ref(&made));
    check(&made.path).unwrap();
    assert_eq!(made.at, bench.clock.now());
    assert_eq!(
        made.seq,
        Some(store.read_blocking(crate::store::Reader::last_fact).unwrap())
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(
            fs::metadata(&made.path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
    let health = store.read_blocking(crate::store::Reader::health).unwrap();
    assert_eq!(
        health.backup,
        Some((made.at, false)),
        "nothing has happened since"
    );
    note(&store, "later");
    let health = store.read_blocking(crate::store::Reader::health).unwrap();
    assert_eq!(health.backup, Some((made.at, true)));
}

#[test]
fn three_days_are_kept_and_one_older() {
    let bench = Bench::new();
    drop(bench.open());
    let mut days_of_oldest = Vec::new();
    for hour in 0..(40 * 2) {
        bench.back_up();
        let kept = list(&bench.path());
        let age = |backup: &Backup| bench.clock.now().duration_since(backup.at).as_hours() / 24;
        let ages: Vec<i64> = kept.iter().map(age).collect();
        assert!(kept.len() <= DAYS + 1, "{ages:?}");
        if hour > 10 {
            assert_eq!(kept.len(), DAYS + 1, "{ages:?}");
            assert_eq!(ages[0], 0);
            assert!(ages[1] <= 1 && ages[2] <= 2, "{ages:?}");
            assert!((2..=14).contains(&ages[3]), "{ages:?}");
            days_of_oldest.push(ages[3]);
        }
        bench.clock.advance(Duration::from_hours(12));
    }
    assert!(
        days_of_oldest.contains(&13),
        "the older one grows old: {days_of_oldest:?}"
    );
}

#[test]
fn a_backup_that_fails_leaves_no_half_behind() {
    let bench = Bench::new();
    drop(bench.open());
    let db = schema::open_beside(&bench.path()).unwrap();
    let to = bench.folder.path().join("nowhere").join("b.backup");
    let error = copy(&db, &to).unwrap_err().to_string();
    assert!(error.contains("nothing was changed"), "{error}");
    // A folder in the way of the name: everything was made, and cannot be called so.
    let taken = bench.folder.path().join("c.backup");
    fs::create_dir_all(taken.join("x")).unwrap();
    copy(&db, &taken).unwrap_err();
    assert!(!taken.with_extension("half").exists());
}

#[test]
fn f47_what_was_sent_since_the_backup_is_not_sent_again() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    text(&store, "left after the backup");
    note(&store, "noted before the backup");
    let old = bench.back_up();
    bench.clock.advance(Duration::from_hours(1));
    leaves(&store, "m1");
    leaves(&store, "n1");
    note(&store, "noted after the backup");
    store
        .commit_blocking(
            Command::KeepDraft {
                draft: draft("half a thought"),
            },
            Origin::Agent,
        )
        .unwrap();
    let chat = ChatCommand::Start {
        title: "who is hot".into(),
    };
    store.commit_blocking(Command::Chat(chat), Origin::Agent).unwrap();
    let run = PreparedRun {
        contact: draft("").contact,
        kind: "analysis".into(),
        about: String::new(),
        hash: "h".into(),
        model: "m".into(),
        micro_dollars: 7,
        body: "{}".into(),
        end: Ok(json!({"summary": "wants to move"})),
        hidden: Vec::new(),
        draft: None,
    };
    store
        .commit_blocking(Command::Prepare(Box::new(run)), Origin::Engine)
        .unwrap();
    drop(store);
    let restored = bench.restore(&Source::File(old.path.clone())).unwrap();
    assert_eq!((restored.doubted, restored.unreadable.len()), (0, 0));
    assert!(restored.aside.clone().unwrap().exists(), "the file is kept");
    assert_eq!(
        queue(&bench.path()),
        [
            row("left after the backup", OutboxState::Sent),
            row("noted before the backup", OutboxState::Done),
            row("noted after the backup", OutboxState::Queued),
        ]
    );
    let store = bench.open();
    whole(&store);
    let log = store.read_blocking(|reader| reader.log(1)).unwrap();
    assert_eq!(log[0].what.raw(), "restored the backup of 2026-11-25 10:00 UTC");
    assert!(
        claim(&store).is_none(),
        "nothing leaves before everything is fetched again"
    );
    fetched(&store);
    let next = claim(&store).unwrap();
    assert!(
        next.fields["body"] == "noted after the backup",
        "{:?}",
        next.fields
    );
    // The key of what was sent is remembered: asking again is the same row.
    text(&store, "left after the backup");
    assert_eq!(queue(&bench.path()).len(), 3);
    let db = schema::open_reader(&bench.path()).unwrap();
    let one = |sql: &str| -> String { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(one("SELECT remote_id FROM outbox WHERE state = 'sent'"), "m1");
    assert_eq!(one("SELECT body FROM draft"), "half a thought");
    assert_eq!(one("SELECT title FROM chat_thread"), "who is hot");
    assert_eq!(
        one("SELECT result FROM prepared"),
        r#"{"summary":"wants to move"}"#
    );
}

#[test]
fn f47_without_the_file_what_waited_in_the_backup_is_looked_up_first() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    text(&store, "perhaps it left");
    bench.back_up();
    drop(store);
    bench.closed();
    for end in ["", "-wal", "-shm"] {
        let _none = fs::remove_file(bench.folder.path().join(format!("a.db{end}")));
    }
    let error = bench.try_open().unwrap_err().to_string();
    assert!(
        error.contains("is gone") && error.contains("leadline restore"),
        "{error}"
    );
    assert!(!bench.path().exists(), "no empty file was made silently");
    let restored = bench.restore(&Source::Newest).unwrap();
    assert_eq!((restored.doubted, restored.aside), (1, None));
    assert_eq!(
        queue(&bench.path()),
        [row("perhaps it left", OutboxState::Uncertain)]
    );
    whole(&bench.open());
}

#[test]
fn f47_an_older_file_in_place_does_not_make_anything_leave_again() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    text(&store, "left long ago");
    let old = bench.back_up();
    leaves(&store, "m1");
    bench.clock.advance(Duration::from_hours(48));
    bench.back_up();
    drop(store);
    bench.closed();
    // Somebody, or a program that copies folders, put an older state in the file's place.
    fs::copy(&old.path, bench.path()).unwrap();
    bench.restore(&Source::Newest).unwrap();
    assert_eq!(queue(&bench.path()), [row("left long ago", OutboxState::Sent)]);
    whole(&bench.open());
}

#[test]
fn what_the_crm_has_no_more_is_brought_along() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    bench.back_up();
    let fields = json!({"contactId": "c1", "body": "the last words", "direction": "inbound",
        "dateAdded": "2026-11-25T10:00:00Z", "messageType": "TYPE_SMS"});
    let message = RemoteRecord {
        kind: EntityKind::Message,
        id: "m9".into(),
        raw: "{}".into(),
        fields: fields.as_object().unwrap().clone(),
    };
    let apply = SyncCommand::Apply {
        records: vec![message],
        cursor: None,
        first_copy: false,
    };
    engine(&store, apply);
    drop(store);
    bench.closed();
    let db = Connection::open(bench.path()).unwrap();
    db.execute_batch("UPDATE record SET gone = 1 WHERE id = 'c1'; DELETE FROM contact;")
        .unwrap();
    drop(db);
    bench.restore(&Source::Newest).unwrap();
    let db = schema::open_reader(&bench.path()).unwrap();
    let one = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(one("SELECT gone FROM record WHERE id = 'c1'"), 1);
    let kept = "SELECT count(*) FROM message m JOIN record r ON r.rid = m.contact WHERE r.id = 'c1'";
    assert_eq!(one(kept), 1);
    whole(&bench.open());
}

#[test]
fn a_file_that_is_open_is_not_replaced() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    bench.back_up();
    let error = restore(&bench.path(), &Source::Newest, bench.clock.now()).unwrap_err();
    assert!(matches!(error, StoreError::InUse), "{error}");
    note(&store, "and goes on");
    whole(&store);
}

#[test]
fn a_backup_that_is_damaged_gives_way_to_an_older_one() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    let old = bench.back_up();
    bench.clock.advance(Duration::from_hours(24));
    note(&store, "second day");
    let new = bench.back_up();
    drop(store);
    let mut bytes = fs::read(&new.path).unwrap();
    bytes[4096..20_000].fill(0xaa);
    fs::write(&new.path, bytes).unwrap();
    let restored = bench.restore(&Source::Newest).unwrap();
    assert_eq!(restored.from.unwrap().path, old.path);
    assert_eq!(
        queue(&bench.path()),
        [row("second day", OutboxState::Queued)],
        "out of the file itself"
    );
}

#[test]
fn a_restore_that_was_cut_is_finished_by_the_next_start() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    bench.back_up();
    note(&store, "since");
    drop(store);
    bench.closed();
    // As if the power had failed after the log had been put aside, and before the file was.
    let ready = bench.path().with_extension("ready");
    let db = Connection::open(bench.path()).unwrap();
    copy(&db, &ready).unwrap();
    drop(db);
    fs::write(identity::log(&bench.path()), "of the file that was").unwrap();
    let store = bench.open();
    whole(&store);
    assert!(!ready.exists());
    assert_eq!(queue(&bench.path()), [row("since", OutboxState::Queued)]);
}

#[test]
fn f100_an_older_file_is_restored_with_what_a_newer_one_knows() {
    let bench = Bench::new();
    let store = bench.open();
    ana(&store);
    text(&store, "sent by the newer program");
    bench.back_up();
    leaves(&store, "m1");
    note(&store, "waits");
    drop(store);
    bench.closed();
    // A newer program was here.
    let db = Connection::open(bench.path()).unwrap();
    db.execute_batch("ALTER TABLE outbox ADD COLUMN colour TEXT DEFAULT 'red'; CREATE TABLE later (x); PRAGMA user_version=99;")
        .unwrap();
    drop(db);
    assert!(matches!(bench.try_open().unwrap_err(), StoreError::Newer { .. }));
    bench.restore(&Source::Newest).unwrap();
    let wanted = [
        row("sent by the newer program", OutboxState::Sent),
        row("waits", OutboxState::Queued),
    ];
    assert_eq!(queue(&bench.path()), wanted);
    whole(&bench.open());
}

#[test]
#[cfg(unix)]
fn f43_a_file_that_is_deleted_or_replaced_stops_the_writer_and_is_saved_beside() {
    for replaced in [false, true] {
        let bench = Bench::new();
        let store = bench.open();
        ana(&store);
        note(&store, "acked");
        let path = bench.path();
        fs::remove_file(&path).unwrap();
        fs::remove_file(identity::log(&path)).unwrap();
        if replaced {
            fs::write(&path, "another").unwrap();
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .unwrap();
        let said = runtime.block_on(async {
            let limit = tokio::time::timeout(Duration::from_mins(1), store.stopped());
            limit.await.expect("found within a minute")
        });
        assert!(said.to_string().contains("deleted, moved or replaced"), "{said}");
        let refused = store
            .commit_blocking(
                Command::AddNote {
                    contact: "c1".into(),
                    body: "late".into(),
                },
                Origin::Agent,
            )
            .unwrap_err();
        assert!(refused.to_string().contains("nothing more is saved"), "{refused}");
        let read = store.read_blocking(crate::store::Reader::health);
        assert!(read.is_ok() || read.unwrap_err().to_string().contains("deleted"));
        let rescued = loop {
            if let Some(backup) = list(&path).into_iter().next() {
                break backup.path;
            }
            std::thread::yield_now();
        };
        drop(store);
        assert!(replaced || bench.try_open().is_err(), "no silent new empty file");
        bench.restore(&Source::File(rescued)).unwrap();
        assert_eq!(
            queue(&path),
            [row("acked", OutboxState::Queued)],
            "it need not be looked up"
        );
        whole(&bench.open());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever lies about in the folder, listing it fails nowhere and names only what is there.
    #[test]
    fn any_names_are_read(name in "[a-z0-9TZ.-]{1,30}") {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("a.{name}.backup"));
        fs::write(&file, "x").unwrap();
        let found = list(&folder.path().join("a.db"));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].path, &file);
    }
}

#[test]
fn the_moment_stands_in_the_name() {
    let at: Timestamp = "2026-11-25T10:30:00Z".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("{}-42.backup", at.strftime(MOMENT)));
    fs::write(&file, "x").unwrap();
    let backup = super::at(&file).unwrap();
    assert_eq!((backup.at, backup.seq, backup.bytes), (at, Some(42), 1));
    assert!(at < at + 1.hour());
}
