//! The power fails at any call that the real program makes to the disk: unsynced writes are lost, reordered, torn.
//! Whatever was acknowledged is there afterwards and the file is sound (P1, P2, F40, F42).

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, mpsc};

use leadline::clock::Clock;
use leadline::domain::access::Role;
use leadline::domain::gate::Rules;
use leadline::store::{Options, Reader, Store};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use rusqlite::Connection;
use serde_json::Value;

use crate::support::number_from;
use crate::support::program::{Home, lossy};
use crate::support::sandbox::Sandbox;
use crate::support::tape::{Disk, Event, Recorder, Trust};

/// People in the account: a few pages.
const PEOPLE: u32 = 40;
/// Edits made from so many places at once.
const HANDS: usize = 3;
/// Edits of each.
const EDITS: usize = 8;

/// What the program did, and which words each acknowledgement stood for.
struct Recording {
    events: Vec<Event>,
    marks: BTreeMap<String, String>,
    file: PathBuf,
}

/// A screen is open, which moves the log into the file all the time, and three hands edit beside it. Recorded once.
fn recording() -> &'static Result<Recording, String> {
    static RECORDING: OnceLock<Result<Recording, String>> = OnceLock::new();
    RECORDING.get_or_init(|| {
        let recorder = Recorder::build()?;
        let sandbox = Sandbox::start(PEOPLE, 7);
        let home = Home::at(&sandbox);
        let recorded = |words: &[&str]| {
            let mut command = home.command(words);
            recorder.records(&mut command, &home.data());
            command
        };
        let said = recorded(&["sync", "--json"]).output().expect("the program runs");
        assert!(said.status.success(), "{}", lossy(&said.stderr));
        // Whatever runs is recorded: what an unseen program did to the files would be missing.
        let said = recorded(&["leads", "--limit", "30", "--json"])
            .output()
            .expect("the program runs");
        let page: Value = serde_json::from_slice(&said.stdout).expect("JSON");
        let people: Vec<String> = page["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| row["id"].as_str().expect("an id").to_owned())
            .collect();
        let mut screen = crate::support::terminal::Terminal::open(recorded(&[]), 120, 36);
        screen.sees("Leads");
        let marks = Mutex::new(BTreeMap::new());
        std::thread::scope(|scope| {
            for hand in 0..HANDS {
                let (people, marks, recorded) = (&people, &marks, &recorded);
                scope.spawn(move || {
                    for nr in 0..EDITS {
                        let mark = format!("power-{hand}-{nr}");
                        let tag = format!("+{mark}");
                        let whom = &people[(hand * EDITS + nr) % people.len()];
                        let words = match nr % 3 {
                            0 => ["tag", whom, &tag, "--ack"],
                            _ => ["note", "--ack", whom, &mark],
                        };
                        let said = lossy(&recorded(&words).output().expect("the program runs").stdout);
                        let ack = said.lines().find_map(|line| line.strip_prefix("ACK "));
                        let ack = ack
                            .unwrap_or_else(|| panic!("no ACK in {said}"))
                            .trim()
                            .to_owned();
                        marks.lock().expect("marks").insert(ack, mark);
                    }
                });
            }
        });
        drop(screen);
        let file = std::fs::read_dir(home.data())
            .expect("the folder")
            .find_map(|entry| {
                let path = entry.expect("an entry").path();
                path.extension().is_some_and(|end| end == "db").then_some(path)
            });
        Ok(Recording {
            events: recorder.take(),
            marks: marks.into_inner().expect("marks"),
            file: file.expect("the local copy"),
        })
    })
}

/// What was found in states after a loss of power.
#[derive(Debug, Default)]
struct Found {
    states: usize,
    acks: usize,
    lost: usize,
    damaged: usize,
    first: Option<String>,
}

/// One state to look at: the files, and what had been acknowledged.
struct State {
    nr: usize,
    files: BTreeMap<PathBuf, Vec<u8>>,
    acked: Vec<String>,
}

fn look_at(recording: &Recording, trust: Trust, states: usize, seed: u64) -> Found {
    let mut chance = StdRng::seed_from_u64(seed);
    // Half of the moments are spread over everything, half over what came after the first acknowledgement.
    let calls = recording.events.len();
    let acked = |event: &Event| matches!(event, Event::Acked(_));
    let first = recording.events.iter().position(acked).unwrap_or(0);
    let mut moments: Vec<usize> = (0..states)
        .map(|nr| chance.random_range(if nr % 2 == 0 { 0 } else { first }..=calls))
        .collect();
    moments.sort_unstable();
    let found = Mutex::new(Found::default());
    let (send, receive) = mpsc::sync_channel::<State>(8);
    let receive = Mutex::new(receive);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let next = receive.lock().expect("the queue").recv();
                    let Ok(state) = next else { return };
                    let verdict = examine(recording, &state);
                    let mut found = found.lock().expect("what was found");
                    found.states += 1;
                    found.acks += state.acked.len();
                    if let Err((lost, why)) = verdict {
                        found.lost += lost;
                        found.damaged += usize::from(lost == 0);
                        let why = format!("state {} (seed {seed}): {why}", state.nr);
                        found.first.get_or_insert(why);
                    }
                }
            });
        }
        let mut disk = Disk::new(trust);
        let (mut acked, mut at) = (Vec::new(), 0);
        for (nr, moment) in moments.into_iter().enumerate() {
            for event in &recording.events[at..moment] {
                disk.goes_on(event);
                if let Event::Acked(ack) = event {
                    acked.push(ack.clone());
                }
            }
            at = moment;
            let files = disk.after_power_loss(&mut chance);
            let state = State {
                nr,
                files,
                acked: acked.clone(),
            };
            send.send(state).expect("somebody looks");
        }
        drop(send);
    });
    found.into_inner().expect("what was found")
}

/// Opens the state with the real store. `Err` has how many acknowledged edits are gone, and what is wrong.
fn examine(recording: &Recording, state: &State) -> Result<(), (usize, String)> {
    let folder = scratch();
    for (path, bytes) in &state.files {
        let name = path.file_name().expect("a name");
        std::fs::write(folder.path().join(name), bytes).expect("the state is laid out");
    }
    let path = folder.path().join(recording.file.file_name().expect("a name"));
    let damaged = |why: String| (0, why);
    let options = Options {
        clock: Clock::system(),
        role: Role::default(),
        me: None,
        rules: Rules::default(),
    };
    let store = Store::open(&path, options).map_err(|error| damaged(error.to_string()))?;
    let integrity = store
        .read_blocking(Reader::integrity)
        .map_err(|error| damaged(error.to_string()))?;
    if !integrity.is_whole() {
        return Err(damaged(format!("{integrity:?}")));
    }
    let lost = missing(&path, recording, &state.acked).map_err(|error| damaged(error.to_string()))?;
    match lost.first() {
        None => Ok(()),
        Some(first) => Err((lost.len(), format!("{first} was acknowledged and is gone"))),
    }
}

/// Acknowledged edits of which the line in the log, the row of the queue or the words are gone.
fn missing(path: &Path, recording: &Recording, acked: &[String]) -> rusqlite::Result<Vec<String>> {
    let db = Connection::open(path)?;
    let whole: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if whole != "ok" {
        return Err(rusqlite::Error::InvalidColumnName(whole));
    }
    let all = |sql: &str| -> rusqlite::Result<Vec<String>> {
        db.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
    };
    let log: HashSet<String> = all("SELECT id FROM audit")?.into_iter().collect();
    let queue: HashSet<String> = all("SELECT audit FROM outbox")?.into_iter().collect();
    let words =
        all("SELECT doc FROM record WHERE kind IN ('note', 'contact') AND doc LIKE '%power-%'")?.join("\n");
    let gone = |ack: &&String| {
        let mark = format!("\"{}\"", recording.marks[*ack]);
        !log.contains(*ack) || !queue.contains(*ack) || !words.contains(&mark)
    };
    Ok(acked.iter().filter(gone).cloned().collect())
}

/// A folder in memory where there is one: the state is not to be synced once more.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    made.expect("a folder")
}

#[test]
fn nothing_acknowledged_is_lost_when_the_power_fails() {
    let seed = number_from("LEADLINE_SEED").unwrap_or(20_261_125);
    let states = number_from("LEADLINE_POWER_STATES").unwrap_or(200) as usize;
    let recording = match recording() {
        Ok(recording) => recording,
        Err(why) => return println!("{why}"),
    };
    println!("seed {seed}, {states} states (LEADLINE_SEED and LEADLINE_POWER_STATES choose others)");
    let (clock, calls) = (Clock::system(), recording.events.len());
    let found = look_at(recording, Trust::Syncs, states, seed);
    println!(
        "{calls} calls recorded; {found:?}; {:.1} s",
        clock.elapsed().as_secs_f64()
    );
    assert_eq!(recording.marks.len(), HANDS * EDITS);
    assert_eq!((found.lost, found.damaged), (0, 0), "{:?}", found.first);
    println!(
        "figure power: {states} states after a loss of power, 0 edits lost, 0 files damaged (seed {seed})"
    );
    assert!(
        found.acks > 0,
        "no state came after an acknowledgement, so nothing was shown"
    );
}

#[test]
fn a_disk_that_does_not_sync_what_it_is_told_to_is_found_out() {
    let Ok(recording) = recording() else { return };
    for trust in [Trust::Checkpoints, Trust::Nothing] {
        let found = look_at(recording, trust, 100, 20_261_125);
        println!("{trust:?}: {found:?}");
        assert!(
            found.lost > 0,
            "with {trust:?} acknowledged edits are lost, and it was not seen"
        );
    }
}
