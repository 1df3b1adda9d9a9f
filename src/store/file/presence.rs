//! That the local copy is in use, and that there was one: a lock beside the file, shared by every copy of the program
//! that has it open, and held alone by who puts another file in its place.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use crate::store::error::StoreError;

/// The lock; let go when dropped, and by the system however the program ends.
#[derive(Debug)]
pub(in crate::store) struct Presence {
    /// `None` where there are no locks.
    file: Option<File>,
}

impl Presence {
    /// Notes that this copy has the file open. Refused while another puts a file in its place.
    pub(in crate::store) fn share(path: &Path) -> Result<Self, StoreError> {
        Self::take(path, File::try_lock_shared, StoreError::Restoring)
    }

    /// Keeps everybody else away. Refused while any copy has the file open.
    pub(in crate::store) fn alone(path: &Path) -> Result<Self, StoreError> {
        Self::take(path, File::try_lock, StoreError::InUse)
    }

    /// Notes that there is a file now, so that none is made silently when it is gone one day.
    pub(in crate::store) fn note(&self) {
        use std::io::Write as _;
        let noted = |mut file: &File| match file.metadata()?.len() {
            0 => file.write_all(b"A local copy lies beside this."),
            _ => Ok(()),
        };
        if let Some(Err(error)) = self.file.as_ref().map(noted) {
            tracing::debug!(%error, "that there is a file is noted at the next start");
        }
    }

    fn take(
        path: &Path,
        lock: fn(&File) -> Result<(), TryLockError>,
        taken: StoreError,
    ) -> Result<Self, StoreError> {
        let mark = mark(path);
        let opened = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&mark);
        let file = opened.map_err(|error| StoreError::unopened(path, &error))?;
        match lock(&file) {
            Ok(()) => Ok(Self { file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(taken),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "no lock beside the local copy; nobody is kept from replacing it");
                Ok(Self { file: None })
            }
        }
    }
}

/// Lies beside every file that was ever opened.
fn mark(path: &Path) -> PathBuf {
    path.with_extension("open")
}

/// Refuses to make an empty file where there was one before.
pub(in crate::store) fn not_gone(path: &Path) -> Result<(), StoreError> {
    let was_there = std::fs::metadata(mark(path)).is_ok_and(|mark| mark.len() > 0);
    if path.exists() || !was_there {
        return Ok(());
    }
    Err(StoreError::Missing {
        path: path.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Clock;
    use crate::domain::access::Role;
    use crate::domain::command::Command;
    use crate::domain::origin::Origin;
    use crate::store::{Options, Store};

    #[test]
    fn a_store_that_is_dropped_has_closed_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        for _ in 0..20 {
            let options = Options {
                clock: Clock::system(),
                role: Role::Owner,
                me: None,
                rules: crate::store::at_any_hour(),
            };
            let store = Store::open(&path, options).unwrap();
            let ana = Command::CreateContact {
                fields: json!({"firstName": "Ana"}).as_object().unwrap().clone(),
            };
            store.commit_blocking(ana, Origin::Agent).unwrap();
            drop(store);
            assert!(
                Presence::alone(&path).is_ok(),
                "a thread of the store is still at work"
            );
        }
    }
}
