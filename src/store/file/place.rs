//! Files that are written whole or not at all, and closed to others from their first byte.

use std::fs::{self, File};
use std::path::Path;

use crate::failpoint;
use crate::store::error::StoreError;

/// An empty file that only its owner can read.
pub(in crate::store) fn closed_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Brings a finished file to the disk and gives it its name, so that there is never half of one under it.
pub(in crate::store) fn put(half: &Path, to: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::unopened(to, &error);
    let file = File::options().write(true).open(half).map_err(failed)?;
    file.sync_all().map_err(failed)?;
    drop(file);
    failpoint::pass("backup.synced");
    fs::rename(half, to).map_err(failed)?;
    failpoint::pass("backup.named");
    sync_folder(to)
}

/// Brings the names in a file's folder to the disk.
#[cfg(unix)]
pub(in crate::store) fn sync_folder(of: &Path) -> Result<(), StoreError> {
    let folder = of.parent().unwrap_or(of);
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::unopened(folder, &error))
}

/// Elsewhere the system does that by itself.
#[cfg(not(unix))]
pub(in crate::store) fn sync_folder(_of: &Path) -> Result<(), StoreError> {
    Ok(())
}
