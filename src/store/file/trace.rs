//! Looks for words in the files of a folder as they lie on the disk: what proves that nothing of somebody is left.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use memchr::memmem::Finder;

use crate::store::error::StoreError;
use crate::store::file::presence::Presence;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// Files that were read to their end.
    pub searched: u64,
    /// Files in which one of the words stands.
    pub found: Vec<PathBuf>,
}

/// Reads every file under the folder of a local copy. Refused while anybody has it open: reading it as a file would take
/// SQLite's locks away from whoever does (sqlite.org/howtocorrupt.html, section 2.2).
pub fn trace(path: &Path, words: &[String]) -> Result<Trace, StoreError> {
    let _alone = Presence::alone(path)?;
    let finders: Vec<Finder<'_>> = words.iter().map(|word| Finder::new(word.as_bytes())).collect();
    let longest = words.iter().map(String::len).max().unwrap_or(1);
    let mut trace = Trace::default();
    let mut folders = vec![path.parent().unwrap_or(path).to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| StoreError::unopened(&folder, &error))?;
        for file in entries.flatten().map(|entry| entry.path()) {
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let holds = holds(&file, &finders, longest);
            if holds.map_err(|error| StoreError::unopened(&file, &error))? {
                trace.found.push(file);
            }
            trace.searched += 1;
        }
    }
    trace.found.sort();
    Ok(trace)
}

fn holds(file: &Path, finders: &[Finder<'_>], longest: usize) -> std::io::Result<bool> {
    let mut file = File::open(file)?;
    let mut window = Vec::with_capacity(CHUNK + longest);
    loop {
        let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut window)?;
        if finders.iter().any(|finder| finder.find(&window).is_some()) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        // A word may begin in one piece and end in the next.
        let rest = window.len().saturating_sub(longest);
        window.drain(..rest);
    }
}
