//! Who may say that work left on its way belongs to nobody.
//!
//! A row that is being sent looks the same whether its program was killed or is sending it this moment in another
//! window. The first copy of the program holds a lock beside the file for as long as it lives, and the system lets go
//! of it however the program ends; only the holder classifies what an earlier one left behind. (Which copy may push is
//! the lease's business, which is not built yet.)

use std::fs::{File, TryLockError};
use std::path::Path;

/// The lock; let go when dropped.
#[derive(Debug)]
pub struct Hold {
    _file: File,
}

impl Hold {
    /// Takes the lock beside the file at `path`; `None` when another copy has it, or when there can be none here, in
    /// which case work on its way is left as it is.
    pub fn take(path: &Path) -> Option<Self> {
        let beside = path.with_extension("hold");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&beside);
        match file.map(|file| (file.try_lock(), file)) {
            Ok((Ok(()), file)) => Some(Self { _file: file }),
            Ok((Err(TryLockError::WouldBlock), _)) => None,
            Ok((Err(TryLockError::Error(error)), _)) | Err(error) => {
                tracing::warn!(%error, "no lock beside the local copy; work on its way is left as it is");
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_copy_holds_until_it_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let first = Hold::take(&path).unwrap();
        assert!(Hold::take(&path).is_none());
        drop(first);
        assert!(Hold::take(&path).is_some());
    }
}
