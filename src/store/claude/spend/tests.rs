use std::path::Path;

use super::*;
use crate::clock::Clock;
use crate::domain::chat::{ChatCommand, TurnOutcome};
use crate::domain::command::SyncCommand;
use crate::domain::origin::Origin;
use crate::domain::spend::Limits;
use crate::domain::value::TurnId;
use crate::store::{Receipt, Store};

fn open(path: &Path, clock: &Clock) -> Store {
    Store::open(path, crate::store::scratch::options(clock)).unwrap()
}

fn clock() -> Clock {
    Clock::manual("2026-11-25T18:00:00Z".parse().unwrap())
}

fn wish(thread: Option<&ThreadId>) -> Wish {
    Wish {
        thread: thread.cloned(),
        input: 1_000,
        million: 10_000_000,
        most: 10_000,
        turn: 0,
        limits: Limits {
            day: Some(150_000),
            ..Limits::default()
        },
        day: "2026-11-25T00:00:00Z".parse().unwrap(),
        month: "2026-11-01T00:00:00Z".parse().unwrap(),
    }
}

fn say(store: &Store, command: SpendCommand) -> Receipt {
    store
        .commit_blocking(Command::Spend(command), Origin::Engine)
        .unwrap()
}

fn ask(store: &Store, thread: Option<&ThreadId>) -> Result<Granted, Reached> {
    say(store, SpendCommand::Hold(wish(thread))).granted.unwrap()
}

/// Room on a day that began then.
fn room(store: &Store, clock: &Clock, day: &str) -> Result<u64, Reached> {
    let wish = Wish {
        day: day.parse().unwrap(),
        ..wish(None)
    };
    let looked = store.read_blocking(|reader| reader.room_for(&wish, clock.since_boot()));
    looked.unwrap()
}

fn spent(store: &Store) -> i64 {
    store
        .read_blocking(|reader| reader.spent_since(Timestamp::UNIX_EPOCH))
        .unwrap()
}

/// As if the program that holds it had been killed.
fn kill(path: &Path) {
    let db = Connection::open(path).unwrap();
    db.execute("UPDATE claude_hold SET start_time = start_time - 1", [])
        .unwrap();
}

fn begin(store: &Store) -> (ThreadId, TurnId) {
    let chat = |command| {
        store
            .commit_blocking(Command::Chat(command), Origin::Agent)
            .unwrap()
    };
    let thread = chat(ChatCommand::Start { title: "t".into() }).thread.unwrap();
    let answer = ChatCommand::Answer {
        thread: thread.clone(),
        model: "m".into(),
    };
    (thread, chat(answer).turn.unwrap())
}

fn used(micro_dollars: i64) -> TurnUsage {
    TurnUsage {
        output: 7,
        micro_dollars,
        estimated: true,
        ..TurnUsage::default()
    }
}

#[test]
fn many_that_ask_at_once_from_two_programs_stay_below_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = clock();
    let stores = [open(&path, &clock), open(&path, &clock)];
    let asked: Vec<_> = (0..24_usize)
        .map(|nr| {
            let store = stores[nr % 2].clone();
            std::thread::spawn(move || ask(&store, None))
        })
        .collect();
    let answers: Vec<_> = asked.into_iter().map(|one| one.join().unwrap()).collect();
    let tokens: u64 = answers.iter().flatten().map(|granted| granted.tokens).sum();
    let most = 1_000 * answers.iter().flatten().count() as i64 + tokens.cast_signed() * 10;
    assert!((140_000..=150_000).contains(&most), "{answers:?}");
    assert!(answers.contains(&Err(Reached::Day(150_000))));
}

#[test]
fn who_was_killed_holds_no_more_than_what_had_come() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = clock();
    let store = open(&path, &clock);
    let one = ask(&store, None).unwrap();
    say(
        &store,
        SpendCommand::Meter {
            hold: one.hold,
            usage: used(30_000),
        },
    );
    assert_eq!(
        ask(&store, None).unwrap().tokens,
        4_800,
        "beside the longest answer"
    );
    kill(&path);
    // 30,000 of the first, and what the second may have been read for.
    assert_eq!(spent(&store), 31_000);
    assert_eq!(ask(&store, None).unwrap().tokens, 10_000);
    let looked = store.read_blocking(|reader| reader.room_for(&wish(None), clock.since_boot()));
    assert_eq!(looked.unwrap(), Ok(1_700));
    // One of a machine whose numbers say nothing here, and that was not heard of for long.
    let db = Connection::open(&path).unwrap();
    db.execute("UPDATE claude_hold SET pid_space = 'elsewhere'", [])
        .unwrap();
    assert_eq!(ask(&store, None).unwrap().tokens, 1_700);
    clock.advance(STALE + Duration::from_secs(1));
    assert_eq!(ask(&store, None).unwrap().tokens, 10_000);
}

#[test]
fn what_is_held_is_held_by_the_clock_that_nobody_sets() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = clock();
    let store = open(&path, &clock);
    ask(&store, None).unwrap();
    // Whether its program lives is not to be seen from here.
    let db = Connection::open(&path).unwrap();
    db.execute("UPDATE claude_hold SET pid_space = 'elsewhere'", [])
        .unwrap();
    let room = |day| room(&store, &clock, day);
    let today = "2026-11-25T00:00:00Z";
    assert_eq!(room(today), Ok(4_800));
    for (set, day) in [
        ("2026-11-25T19:00:00Z", today),
        ("2026-11-26T03:00:00Z", "2026-11-26T00:00:00Z"),
        ("2026-11-25T01:00:00Z", today),
    ] {
        clock.set(set.parse().unwrap());
        assert_eq!(room(day), Ok(4_800), "set to {set}");
    }
    clock.advance(STALE);
    assert_eq!(room(today), Ok(10_000), "nothing more comes of it");
}

#[test]
fn what_a_batch_holds_stands_until_it_is_done_with_whoever_sent_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let clock = clock();
    let store = open(&path, &clock);
    let granted = ask(&store, None).unwrap();
    let batch = OpenBatch {
        id: None,
        hold: granted.hold.clone(),
        at: clock.now(),
        requests: 9,
    };
    say(&store, SpendCommand::KeepBatch(Some(batch)));
    kill(&path);
    clock.advance(STALE * 6);
    assert_eq!(
        ask(&store, None).unwrap().tokens,
        4_800,
        "beside what is on its way"
    );
    let room = |day| room(&store, &clock, day);
    assert_eq!(room("2026-11-26T00:00:00Z"), Err(Reached::Day(150_000)));
    assert_eq!(
        room("2026-11-27T00:00:00Z"),
        Ok(10_000),
        "nothing more comes of it"
    );
    say(&store, SpendCommand::KeepBatch(None));
    assert_eq!(
        ask(&store, None).unwrap().tokens,
        9_900,
        "only what it was read for"
    );
}

#[test]
fn a_batch_that_an_older_version_kept_is_read() {
    let older: OpenBatch = serde_json::from_str(r#"{"id":"msgbatch_1","hold":"h"}"#).unwrap();
    assert_eq!((older.id.as_deref(), older.requests), (Some("msgbatch_1"), 0));
}

#[test]
fn what_is_kept_of_an_answer_lets_go_of_what_it_held_or_neither() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("a.db"), &clock());
    let (thread, turn) = begin(&store);
    let granted = ask(&store, Some(&thread)).unwrap();
    let end = |turn: TurnId| Command::Settle {
        hold: granted.hold.clone(),
        with: Box::new(Command::Chat(ChatCommand::End {
            turn,
            outcome: TurnOutcome::Complete,
            usage: Some(used(40_000)),
            took_ms: 1,
        })),
    };
    let nobody = Command::Settle {
        hold: granted.hold.clone(),
        with: Box::new(Command::AddNote {
            contact: "nobody".into(),
            body: "x".into(),
        }),
    };
    store.commit_blocking(nobody, Origin::Agent).unwrap_err();
    assert_eq!(ask(&store, None).unwrap().tokens, 4_800, "it is still held");
    store.commit_blocking(end(turn), Origin::Agent).unwrap();
    assert_eq!(spent(&store), 41_000);
    let left = Left {
        hold: granted.hold.clone(),
        began: true,
    };
    say(&store, SpendCommand::Leave(vec![left]));
    let next = ask(&store, None).unwrap();
    assert_eq!(next.tokens, 6_000);
    let left = Left {
        hold: next.hold,
        began: false,
    };
    say(&store, SpendCommand::Leave(vec![left]));
    assert_eq!(spent(&store), 41_000, "what never began costs nothing");
}

#[test]
fn an_answer_that_a_crash_left_open_costs_what_had_come_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let store = open(&path, &clock());
    let (thread, turn) = begin(&store);
    let granted = ask(&store, Some(&thread)).unwrap();
    let hold = granted.hold;
    say(
        &store,
        SpendCommand::Meter {
            hold,
            usage: used(30_000),
        },
    );
    // One that was asked and of which nothing was heard.
    let (silent, _) = begin(&store);
    ask(&store, Some(&silent)).unwrap();
    kill(&path);
    for _ in 0..2 {
        store
            .commit_blocking(Command::Sync(SyncCommand::Recover), Origin::Engine)
            .unwrap();
        assert_eq!(spent(&store), 31_000, "once");
    }
    let turns = store.read_blocking(|reader| reader.transcript(&thread)).unwrap();
    assert_eq!(turns[0].id, turn);
    assert_eq!(turns[0].usage, Some(used(30_000)));
    let turns = store.read_blocking(|reader| reader.transcript(&silent)).unwrap();
    assert!(
        turns[0]
            .usage
            .is_some_and(|usage| usage.estimated && usage.micro_dollars == 1_000)
    );
    assert_eq!(ask(&store, None).unwrap().tokens, 10_000);
}
