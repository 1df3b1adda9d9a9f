//! What the real program did to the files of a folder, call by call, and what a loss of power could have left of it.
//!
//! `tape.c` is laid before the system's library and writes every call down. [`Disk`] goes through that and keeps what
//! is surely on disk apart from what was only told to the system; [`Disk::after_power_loss`] makes a state in which of
//! the latter some, all or nothing arrived, in any order, torn at 512 bytes or at 4 KiB. Names (making, renaming and
//! removing) arrive in order, as on file systems with a log, but not before their folder was synced.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rand::Rng;
use rand::rngs::StdRng;

/// The source of the library that writes everything down.
const SOURCE: &str = include_str!("tape.c");

/// The library, compiled.
pub struct Recorder {
    folder: tempfile::TempDir,
}

impl Recorder {
    /// Compiles it; says in a sentence why it cannot be had here.
    pub fn build() -> Result<Self, String> {
        if !cfg!(target_os = "linux") {
            return Err("skipped: calls are written down with LD_PRELOAD, which is Linux's".to_owned());
        }
        let folder = tempfile::tempdir().map_err(|error| format!("skipped: no folder ({error})"))?;
        let recorder = Self { folder };
        let source = recorder.folder.path().join("tape.c");
        fs::write(&source, SOURCE).map_err(|error| format!("skipped: {error}"))?;
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(recorder.library())
            .arg(source)
            .arg("-ldl")
            .output();
        match built {
            Ok(said) if said.status.success() => Ok(recorder),
            Ok(said) => panic!(
                "tape.c does not compile: {}",
                String::from_utf8_lossy(&said.stderr)
            ),
            Err(error) => Err(format!("skipped: there is no C compiler `cc` ({error})")),
        }
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("tape.so")
    }

    /// Where the calls are written down.
    pub fn tape(&self) -> PathBuf {
        self.folder.path().join("tape")
    }

    /// Has a program's calls on files below `under` written down.
    pub fn records(&self, command: &mut Command, under: &Path) {
        self.watches(command, under);
        command.env("LEADLINE_TAPE", self.tape());
    }

    /// Has the `at`-th call of a program on files below `under` fail.
    pub fn fails(&self, command: &mut Command, under: &Path, at: u32, how: Fault) {
        self.watches(command, under);
        let how = match how {
            Fault::Full => "28".to_owned(),
            Fault::Broken => "5".to_owned(),
            Fault::Kill => "kill".to_owned(),
        };
        command
            .env("LEADLINE_TAPE", self.tape())
            .env("LEADLINE_TAPE_FAULT", format!("{at} {how}"));
    }

    fn watches(&self, command: &mut Command, under: &Path) {
        command
            .env("LD_PRELOAD", self.library())
            .env("LEADLINE_TAPE_UNDER", under);
    }

    /// What was written down since the last time.
    pub fn take(&self) -> Vec<Event> {
        let events = fs::read(self.tape()).map_or_else(|_| Vec::new(), |bytes| events(&bytes));
        let _ = fs::remove_file(self.tape());
        events
    }
}

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `ENOSPC`.
    Full,
    /// `EIO`.
    Broken,
    /// The program is gone before it is made.
    Kill,
}

/// One call, or that an edit was acknowledged.
#[derive(Clone, Debug)]
pub enum Event {
    Opened { inode: u64, path: PathBuf, folder: bool },
    Wrote { inode: u64, at: u64, data: Vec<u8> },
    Cut { inode: u64, length: u64 },
    SyncBegins { thread: u32 },
    Synced { thread: u32, inode: u64 },
    Removed(PathBuf),
    Renamed(PathBuf, PathBuf),
    Acked(String),
    Failed,
}

fn events(bytes: &[u8]) -> Vec<Event> {
    let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
    let short = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    let (mut events, mut at) = (Vec::new(), 0);
    // A program that was killed may have left half a head.
    while at + 32 <= bytes.len() {
        let (op, thread, inode, offset) = (short(at) as u8, short(at + 4), number(at + 8), number(at + 16));
        let end = at + 32 + number(at + 24) as usize;
        let Some(data) = bytes.get(at + 32..end) else {
            break;
        };
        at = end;
        let text = || String::from_utf8_lossy(data).into_owned();
        events.push(match op {
            b'O' | b'D' => Event::Opened {
                inode,
                path: text().into(),
                folder: op == b'D',
            },
            b'W' => Event::Wrote {
                inode,
                at: offset,
                data: data.to_vec(),
            },
            b'T' => Event::Cut {
                inode,
                length: offset,
            },
            b'S' => Event::SyncBegins { thread },
            b's' => Event::Synced { thread, inode },
            b'U' => Event::Removed(text().into()),
            b'R' => {
                let both = text();
                let (from, to) = both.split_once('\n').expect("two names");
                Event::Renamed(from.into(), to.into())
            }
            b'A' => Event::Acked(text().trim_start_matches("ACK ").trim().to_owned()),
            _ => Event::Failed,
        });
    }
    events
}

/// Which syncs a disk honours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// All, as an honest disk does.
    Syncs,
    /// Those of a checkpoint only: what `synchronous=NORMAL` asks for.
    Checkpoints,
    /// None: what `synchronous=OFF` asks for.
    Nothing,
}

#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, data: Vec<u8> },
    Cut(usize),
}

#[derive(Clone, Debug)]
enum Naming {
    Is(PathBuf, usize),
    Gone(PathBuf),
    Moved(PathBuf, PathBuf),
}

/// A file: what is surely there, and what was told to the system since, each with its number.
#[derive(Clone, Debug, Default)]
struct Content {
    sure: Vec<u8>,
    told: Vec<(u64, Change)>,
}

type Names = BTreeMap<PathBuf, usize>;

/// A disk under a program.
#[derive(Debug)]
pub struct Disk {
    trust: Trust,
    files: Vec<Content>,
    by_inode: HashMap<u64, usize>,
    folders: HashMap<u64, PathBuf>,
    /// Names as the program sees them.
    names: Names,
    sure_names: Names,
    told_names: Vec<(u64, Naming)>,
    /// Where each thread's running sync began.
    begun: HashMap<u32, u64>,
    count: u64,
}

impl Disk {
    /// An empty one.
    pub fn new(trust: Trust) -> Self {
        Self {
            trust,
            files: Vec::new(),
            by_inode: HashMap::new(),
            folders: HashMap::new(),
            names: Names::new(),
            sure_names: Names::new(),
            told_names: Vec::new(),
            begun: HashMap::new(),
            count: 0,
        }
    }

    /// Puts a file there, as it lay before the first call.
    pub fn holds(&mut self, path: &Path, bytes: Vec<u8>) {
        self.files.push(Content {
            sure: bytes,
            told: Vec::new(),
        });
        let file = self.files.len() - 1;
        self.names.insert(path.to_owned(), file);
        self.sure_names.insert(path.to_owned(), file);
    }

    /// Goes on by one call.
    pub fn goes_on(&mut self, event: &Event) {
        self.count += 1;
        match event {
            Event::Opened {
                inode,
                path,
                folder: true,
            } => {
                self.folders.insert(*inode, path.clone());
            }
            Event::Opened {
                inode,
                path,
                folder: false,
            } => self.opened(*inode, path),
            Event::Wrote { inode, at, data } => {
                let data = data.clone();
                self.change(
                    *inode,
                    Change::Write {
                        at: *at as usize,
                        data,
                    },
                );
            }
            Event::Cut { inode, length } => self.change(*inode, Change::Cut(*length as usize)),
            Event::SyncBegins { thread } => {
                self.begun.insert(*thread, self.count);
            }
            Event::Synced { thread, inode } => {
                let upto = self.begun.remove(thread).unwrap_or(0);
                self.synced(*inode, upto);
            }
            Event::Removed(path) => self.name(Naming::Gone(path.clone())),
            Event::Renamed(from, to) => self.name(Naming::Moved(from.clone(), to.clone())),
            Event::Acked(_) | Event::Failed => {}
        }
    }

    fn opened(&mut self, inode: u64, path: &Path) {
        if let Some(file) = self.names.get(path) {
            self.by_inode.insert(inode, *file);
            return;
        }
        self.files.push(Content::default());
        let file = self.files.len() - 1;
        self.by_inode.insert(inode, file);
        self.name(Naming::Is(path.to_owned(), file));
    }

    fn name(&mut self, naming: Naming) {
        apply_name(&mut self.names, &naming);
        self.told_names.push((self.count, naming));
    }

    fn change(&mut self, inode: u64, change: Change) {
        let Some(file) = self.by_inode.get(&inode).copied() else {
            return;
        };
        if self.trust == Trust::Checkpoints && self.is(file, ".db") {
            // A checkpoint syncs the log before it writes to the file.
            for log in 0..self.files.len() {
                if self.is(log, "-wal") {
                    settle(&mut self.files[log], self.count);
                }
            }
        }
        self.files[file].told.push((self.count, change));
    }

    /// Whether a file's name ends so.
    fn is(&self, file: usize, end: &str) -> bool {
        let ends = |path: &Path| path.to_string_lossy().ends_with(end);
        self.names
            .iter()
            .any(|(path, named)| *named == file && ends(path))
    }

    fn synced(&mut self, inode: u64, upto: u64) {
        if self.trust == Trust::Nothing {
            return;
        }
        if let Some(file) = self.by_inode.get(&inode).copied() {
            if self.trust == Trust::Syncs || !self.is(file, "-wal") {
                settle(&mut self.files[file], upto);
            }
        } else if self.folders.contains_key(&inode) {
            let later = self.told_names.partition_point(|(count, _)| *count < upto);
            for (_, naming) in self.told_names.drain(..later) {
                apply_name(&mut self.sure_names, &naming);
            }
        }
    }

    /// One of the many states that a loss of power at this moment can leave: files with their bytes.
    pub fn after_power_loss(&self, chance: &mut StdRng) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut names = self.sure_names.clone();
        for (_, naming) in &self.told_names[..chance.random_range(0..=self.told_names.len())] {
            apply_name(&mut names, naming);
        }
        let mut left = BTreeMap::new();
        for (path, file) in names {
            let bytes = if path.to_string_lossy().ends_with("-shm") {
                // It lives in memory; what the disk has of it is anything.
                match chance.random_range(0..3) {
                    0 => continue,
                    1 => Vec::new(),
                    _ => (0..32_768).map(|_| chance.random()).collect(),
                }
            } else {
                arrived(&self.files[file], chance)
            };
            left.insert(path, bytes);
        }
        left
    }
}

fn apply_name(names: &mut Names, naming: &Naming) {
    match naming {
        Naming::Is(path, file) => {
            names.insert(path.clone(), *file);
        }
        Naming::Gone(path) => {
            names.remove(path);
        }
        Naming::Moved(from, to) => {
            if let Some(file) = names.remove(from) {
                names.insert(to.clone(), file);
            }
        }
    }
}

fn settle(file: &mut Content, upto: u64) {
    let later = file.told.partition_point(|(count, _)| *count < upto);
    for (_, change) in file.told.drain(..later) {
        match change {
            Change::Write { at, data } => put(&mut file.sure, at, &data, 0),
            Change::Cut(length) => file.sure.resize(length, 0),
        }
    }
}

fn put(image: &mut Vec<u8>, at: usize, data: &[u8], between: u8) {
    if image.len() < at {
        image.resize(at, between);
    }
    let inside = data.len().min(image.len() - at);
    image[at..at + inside].copy_from_slice(&data[..inside]);
    image.extend_from_slice(&data[inside..]);
}

/// What arrived of a file's changes.
fn arrived(file: &Content, chance: &mut StdRng) -> Vec<u8> {
    let mut image = file.sure.clone();
    let many = file.told.len();
    if many == 0 {
        return image;
    }
    // Where nothing arrived between what did, there are zeros, or what lay on the disk before.
    let between = if chance.random_bool(0.5) {
        0
    } else {
        chance.random()
    };
    let share = [0.1, 0.5, 0.9][chance.random_range(0..3)];
    let one = chance.random_range(0..many);
    let way = chance.random_range(0..7);
    for (nr, (_, change)) in file.told.iter().enumerate() {
        // In order up to one; all but one; all, with the last torn; any of their sectors; any; any of their blocks; all.
        let (whole, unit) = match way {
            0 => (nr < one, None),
            1 => (nr != one, None),
            2 if nr + 1 < many => (true, None),
            2 | 3 => (false, Some(512)),
            4 => (chance.random_bool(share), None),
            5 => (false, Some(4096)),
            _ => (true, None),
        };
        match (change, unit) {
            (Change::Write { at, data }, None) if whole => put(&mut image, *at, data, between),
            (Change::Write { at, data }, Some(unit)) => {
                for (start, piece) in pieces(*at, data, unit) {
                    if chance.random_bool(share) {
                        put(&mut image, start, piece, between);
                    }
                }
            }
            (Change::Cut(length), unit) if whole || unit.is_some() && chance.random_bool(share) => {
                image.resize(*length, between);
            }
            _ => {}
        }
    }
    image
}

/// `data` cut where the disk's units begin.
fn pieces(at: usize, data: &[u8], unit: usize) -> Vec<(usize, &[u8])> {
    let mut pieces = Vec::new();
    let mut start = at;
    while start < at + data.len() {
        let end = ((start / unit + 1) * unit).min(at + data.len());
        pieces.push((start, &data[start - at..end - at]));
        start = end;
    }
    pieces
}

#[test]
fn what_was_synced_is_there_and_what_was_not_may_be() {
    use rand::SeedableRng;
    let mut disk = Disk::new(Trust::Syncs);
    let path = PathBuf::from("/d/a");
    let wrote = |at, byte: u8| Event::Wrote {
        inode: 7,
        at,
        data: vec![byte; 600],
    };
    for event in [
        Event::Opened {
            inode: 1,
            path: "/d".into(),
            folder: true,
        },
        Event::Opened {
            inode: 7,
            path: path.clone(),
            folder: false,
        },
        wrote(0, 1),
        Event::SyncBegins { thread: 1 },
        Event::Synced { thread: 1, inode: 7 },
        Event::SyncBegins { thread: 1 },
        Event::Synced { thread: 1, inode: 1 },
        wrote(600, 2),
        wrote(1_200, 3),
    ] {
        disk.goes_on(&event);
    }
    let mut chance = StdRng::seed_from_u64(1);
    let states: Vec<_> = (0..300)
        .map(|_| disk.after_power_loss(&mut chance)[&path].clone())
        .collect();
    assert!(
        states.iter().all(|state| state[..600] == [1; 600]),
        "what was synced"
    );
    let lengths: Vec<_> = states.iter().map(Vec::len).collect();
    assert!(
        lengths.contains(&600) && lengths.contains(&1_800),
        "nothing, and all"
    );
    let torn = |state: &Vec<u8>| state.len() > 1_024 && state[1_000] != 2 && state[1_100] == 2;
    assert!(states.iter().any(torn), "torn at a sector, and out of order");
}
