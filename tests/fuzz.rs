//! Whatever comes in from outside is damaged in every way a seed thinks of, and nothing may panic, hang or be believed:
//! the event stream, records of the CRM, filters, settings, files of people, and every text that reaches the terminal.
//!
//! The corpus lies in `tests/fixtures/fuzz` and `tests/fixtures/claude`; one more case is one more file. There is no measure
//! of coverage behind it: `LEADLINE_FUZZ=100000 cargo test --release --test fuzz` tries so many a target.

#![expect(clippy::unwrap_used, reason = "a test tells what it found by failing")]

use std::fs;
use std::path::{Path, PathBuf};

use leadline::claude::sse::Decoder;
use leadline::clock::Clock;
use leadline::config::{Sources, load};
use leadline::domain::access::Role;
use leadline::domain::command::{Command, SyncCommand};
use leadline::domain::export::{Names, head, row};
use leadline::domain::filter::{Today, parse};
use leadline::domain::gate::Rules;
use leadline::domain::import::{Account, Sheet, decode, drafts, meanings, plan};
use leadline::domain::origin::Origin;
use leadline::domain::record::{EntityKind, EntityRef, Fields, Record, RemoteRecord};
use leadline::domain::value::{Cents, Foreign, clip, parse_crm_time, width};
use leadline::store::{Options, Reader, Roster, Store};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// Bytes that mean something to somebody.
const SPECIAL: [&[u8]; 14] = [
    b"\0",
    b"\x1b[2J",
    b"\r\n",
    b"\n\n",
    b"data: ",
    b"\"",
    b"\\u0000",
    b"}",
    b"{",
    b"((((",
    b"null",
    b"1e999",
    b"'; --",
    "\u{202e}".as_bytes(),
];

fn number_from(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn corpus(folder: &str) -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(folder);
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                paths.push(entry.path());
            }
        }
    }
    paths.sort();
    assert!(!paths.is_empty(), "{folder} is empty");
    paths.into_iter().map(|path| fs::read(path).unwrap()).collect()
}

/// A copy of `bytes`, damaged a few times.
fn damaged(bytes: &[u8], chance: &mut StdRng) -> Vec<u8> {
    let mut bytes = bytes[..bytes.len().min(20_000)].to_vec();
    for _ in 0..chance.random_range(1..6) {
        let at = chance.random_range(0..=bytes.len());
        let end = (at + chance.random_range(0..40)).min(bytes.len());
        match chance.random_range(0..6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.random_range(0..8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            3 => bytes.truncate(at),
            4 if at < bytes.len() => bytes[at] = chance.random(),
            _ => drop(bytes.splice(at..at, SPECIAL.choose(chance).unwrap().iter().copied())),
        }
    }
    bytes
}

/// Gives a target every case of its corpus, and damaged ones.
fn fuzz(folder: &str, mut target: impl FnMut(&[u8], &mut StdRng)) {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let many = number_from("LEADLINE_FUZZ").unwrap_or(500);
    println!("{folder}: seed {seed}, {many} cases (LEADLINE_SEED and LEADLINE_FUZZ choose others)");
    let cases = corpus(folder);
    let mut chance = StdRng::seed_from_u64(seed);
    for case in &cases {
        target(case, &mut chance);
    }
    for _ in 0..many {
        let case = damaged(cases.choose(&mut chance).unwrap(), &mut chance);
        target(&case, &mut chance);
    }
}

/// However a stream is damaged and cut, the decoder gives the same events in whatever pieces it comes.
#[test]
fn event_streams() {
    fuzz("claude", |bytes, chance| {
        let mut whole = Vec::new();
        let ended = Decoder::default()
            .push(bytes, |event| whole.push(event.to_vec()))
            .is_ok();
        let (mut pieces, mut decoder, mut at, mut fine) = (Vec::new(), Decoder::default(), 0, true);
        while at < bytes.len() && fine {
            let end = (at + chance.random_range(1..50)).min(bytes.len());
            fine = decoder
                .push(&bytes[at..end], |event| pieces.push(event.to_vec()))
                .is_ok();
            at = end;
        }
        assert_eq!((ended, whole), (fine, pieces));
    });
}

/// What reads is answered, and what does not says at which spot.
#[test]
fn filters() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        clock: Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
        role: Role::Owner,
        me: None,
        rules: Rules::default(),
    };
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let today = Today {
        now: "2026-11-25T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some("u1".into()),
        vocabulary: std::sync::Arc::default(),
    };
    fuzz("fuzz/filter", |bytes, _| {
        let text = String::from_utf8_lossy(bytes);
        match parse(&text, &today) {
            Ok(filter) => {
                let ask = |reader: &Reader| reader.people(&filter, &Roster::default(), 0, 10, true);
                assert_eq!(store.read_blocking(ask).unwrap().total, Some(0), "{text}");
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                assert!(text.get(error.at.clone()).is_some(), "{text}: {:?}", error.at);
            }
        }
    });
}

#[test]
fn settings() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    fuzz("fuzz/config", |bytes, _| {
        fs::write(&file, bytes).unwrap();
        let sources = Sources {
            file: file.clone(),
            file_named: true,
            ..Sources::default()
        };
        if let Err(error) = load(&sources) {
            let told = Foreign::from(error.to_string()).shown_lines();
            assert!(!told.as_str().contains('\u{1b}'));
        }
    });
}

/// Nothing that steers a terminal comes through, and what is clipped to some columns takes no more.
#[test]
fn texts_for_the_terminal() {
    fuzz("fuzz/text", |bytes, chance| {
        let foreign = Foreign::from(String::from_utf8_lossy(bytes).into_owned());
        let shown = foreign.shown();
        let steers = |c: char| {
            c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        assert!(!shown.as_str().contains(steers), "{:?}", shown.as_str());
        let columns = chance.random_range(0..40);
        assert!(width(&clip(shown.as_str(), columns)) <= columns);
        let _ = (Cents::parse(foreign.raw()), parse_crm_time(foreign.raw()));
    });
}

/// Records in every state of damage are taken in or left out, and the file stays whole.
#[test]
fn records_of_the_crm() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        clock: Clock::manual("2026-11-25T18:00:00Z".parse().unwrap()),
        role: Role::Owner,
        me: None,
        rules: Rules::default(),
    };
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    fuzz("fuzz/record", |bytes, chance| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(&text) else {
            return;
        };
        let kind = *EntityKind::ALL.choose(chance).unwrap();
        let record = RemoteRecord {
            kind,
            id: format!("{}{}", kind.word(), chance.random_range(0..9)),
            fields,
            raw: text,
        };
        let apply = SyncCommand::Apply {
            records: vec![record],
            cursor: None,
            first_copy: chance.random(),
        };
        store
            .commit_blocking(Command::Sync(apply), Origin::Remote)
            .unwrap();
    });
    assert!(store.read_blocking(Reader::integrity).unwrap().is_whole());
    for number in 0..9 {
        let id = format!("contact{number}").as_str().into();
        store.read_blocking(|reader| reader.person(&id)).unwrap();
    }
}

/// Whatever a file of people holds, what comes of it stays within its bounds, names its rows, and leaves as it came.
#[test]
fn files_of_people() {
    let account = Account {
        users: &[],
        custom: &[],
    };
    let understood = |text: &str| {
        let sheet = Sheet::read(text).ok()?;
        let meanings = meanings(&sheet.head, &[], &[]).unwrap();
        let (people, faults) = drafts(&sheet, &meanings, &[], account);
        Some((sheet, people, faults))
    };
    fuzz("fuzz/import", |bytes, _| {
        let Some((sheet, people, faults)) = understood(&decode(bytes).text) else {
            return;
        };
        assert!(sheet.rows.iter().all(|row| row.cells.len() == sheet.head.len()));
        assert!(
            faults
                .iter()
                .chain(&sheet.faults)
                .all(|fault| fault.row > 0 && !fault.reason.is_empty())
        );
        let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
        let names = Names::default();
        out.write_record(head(EntityKind::Contact, &names).unwrap())
            .unwrap();
        let many = people.len();
        for person in &people {
            let record = Record {
                entity: EntityRef::new(EntityKind::Contact, ""),
                remote_id: None,
                fields: person.fields.clone(),
                base: Fields::new(),
                tombstone: false,
            };
            let cells = row(&record, &names);
            assert!(
                cells
                    .iter()
                    .all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
            );
            out.write_record(cells).unwrap();
        }
        let table = String::from_utf8(out.into_inner().unwrap()).unwrap();
        if let Some((_, back, faults)) = understood(&table) {
            assert_eq!((back.len(), faults), (many, Vec::new()), "{table}");
        }
        let planned = plan(people, &[], &[], true);
        assert!(planned.people.len() <= many && planned.commands().len() <= many);
    });
}
