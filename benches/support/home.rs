//! A local copy of many people that is made once and kept, and the program as a person has it who opens it.

use std::fs::File;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use leadline::domain::filter::Filter;
use leadline::store::{Roster, Store};

use super::support::{self, PAGE, apply};

/// A folder with a local copy, and the program in it.
pub struct Home {
    /// Where everything of it lies.
    pub folder: PathBuf,
    /// The first name in the list.
    pub first: String,
}

impl Home {
    /// The copy of so many people, made when it is not there.
    pub fn with(people: usize) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let steps = std::fs::read_dir(root.join("src/store/migrations"))
            .expect("the migrations")
            .count();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .with_file_name("bench-data")
            .join(format!("format-{steps}-people-{people}"));
        let data = folder.join("data");
        let made = std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&data);
        made.expect("a folder of its own");
        let (file, whole) = (data.join("bench.db"), folder.join("whole"));
        if !whole.exists() {
            make(&file, people);
            File::create(&whole).expect("a mark");
        }
        let store = support::store(&file);
        let window =
            store.read_blocking(|reader| reader.people(&Filter::default(), &Roster::default(), 0, 1, false));
        let rows = window.expect("the list").rows;
        let row = rows.first().expect("somebody");
        let first = format!("{} {}", row.first_name.shown(), row.last_name.shown());
        close(store, &file);
        Self { folder, first }
    }

    /// The program as a person has it who is offline: with keys, and a CRM that cannot be reached.
    pub fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadline"));
        command.env_clear().current_dir(&self.folder);
        for (name, folder) in [
            ("HOME", "."),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "share"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("LEADLINE_DATA_DIR", "data"),
        ] {
            command.env(name, self.folder.join(folder));
        }
        command
            .env("GHL_BASE_URL", "http://127.0.0.1:9")
            .env("ANTHROPIC_BASE_URL", "http://127.0.0.1:7")
            .env("LOCATION_ID", "bench")
            .env("LEADLINE_SCREEN_TOUR", "false")
            .env("GHL_API_KEY", "pit-bench")
            .env("ANTHROPIC_API_KEY", "sk-ant-bench");
        command
    }

    /// Has the system forget what it read of the file, as after a reboot.
    pub fn forget(&self) {
        let file = File::open(self.folder.join("data/bench.db")).expect("the copy");
        file.sync_all().expect("on disk");
        #[cfg(target_os = "linux")]
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).expect("forgotten");
    }
}

/// Makes a copy through the store's own door. The next page is made up while one is written.
fn make(file: &Path, people: usize) {
    for suffix in ["", "-wal", "-shm"] {
        // Left by a run that was cut.
        let _ = std::fs::remove_file(format!("{}{suffix}", file.display()));
    }
    let (took, store) = support::timed(|| {
        let store = support::store(file);
        let (sender, pages) = std::sync::mpsc::sync_channel(4);
        std::thread::spawn(move || {
            (0..people.div_ceil(PAGE))
                .map(|nr| support::page(nr, people))
                .all(|page| sender.send(page).is_ok())
        });
        for page in pages {
            apply(&store, page);
        }
        store
    });
    println!("{people} people copied in {:.0} s", took.as_secs_f64());
    close(store, file);
}

/// Closes a store and waits until its log is in the file.
fn close(store: Store, file: &Path) {
    drop(store);
    let log = format!("{}-wal", file.display());
    let (_open, pause) = std::sync::mpsc::channel::<()>();
    while std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        let _ = pause.recv_timeout(Duration::from_millis(20));
    }
}
