//! A finished copy takes the file's place: one step that the next start finishes when it was cut.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::super::error::StoreError;
use crate::failpoint;
use crate::store::file::place::sync_folder;
use crate::store::file::presence::Presence;
use crate::store::file::{identity, schema};

/// Finishes what was cut, when the copy that is to take the file's place is ready.
pub(in crate::store) fn finish(path: &Path) -> Result<(), StoreError> {
    if ready(path).exists() {
        let _alone = Presence::alone(path)?;
        finish_alone(path)?;
    }
    Ok(())
}

/// What a finished copy is called until it is in place.
pub(super) fn ready(path: &Path) -> PathBuf {
    path.with_extension("ready")
}

/// Removes a file and what SQLite may have left beside it.
pub(super) fn clear(path: &Path) {
    for end in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // Nothing there is fine.
        let _none = fs::remove_file(PathBuf::from(name));
    }
}

/// Lets the copy that is ready take the file's place. Each step may be the last before a loss of power: as long as the
/// copy is called ready, the next start goes on. The log goes first, for it must never lie beside another file.
pub(super) fn finish_alone(path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let ready = ready(path);
    let Ok(found) = fs::metadata(&ready) else {
        return Ok(None);
    };
    let failed = |error: std::io::Error| StoreError::unopened(path, &error);
    let made = Timestamp::try_from(found.modified().map_err(failed)?).unwrap_or_default();
    let aside = path.with_extension(format!("aside.{}", made.strftime("%Y%m%dT%H%M%S%.fZ")));
    let log = identity::log(path);
    if log.exists() {
        fs::rename(&log, identity::log(&aside)).map_err(failed)?;
        sync_folder(path)?;
    }
    failpoint::pass("restore.log_aside");
    let was_there = path.exists();
    if was_there {
        fs::rename(path, &aside).map_err(failed)?;
    }
    failpoint::pass("restore.file_aside");
    let mut index = path.as_os_str().to_owned();
    index.push("-shm");
    // Neither is needed: both are about the file that was.
    let _none = (
        fs::remove_file(PathBuf::from(index)),
        fs::remove_file(schema::mark(path)),
    );
    fs::rename(&ready, path).map_err(failed)?;
    sync_folder(path)?;
    failpoint::pass("restore.in_place");
    Ok((was_there || aside.exists()).then_some(aside))
}
