//! Whether another copy of the program is open, for answers of Claude; and whether a screen is.
//!
//! The lease says who talks to the CRM, and so whose rows are on their way. Any copy may ask Claude, and an answer that
//! is being written looks the same whether its program was killed or writes it this moment in another window. So every
//! copy that can ask holds a lock beside the file for as long as it lives, together with the others; the system lets go
//! of it however the program ends. Only who finds nobody else there says of open answers that they were cut off.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// The lock; let go when dropped.
#[derive(Debug)]
pub struct Hold {
    file: File,
    alone: bool,
}

impl Hold {
    /// Takes the lock beside the file at `path`; `None` when there can be none here, in which case open answers are
    /// left as they are.
    pub fn take(path: &Path) -> Option<Self> {
        match Self::lock(&path.with_extension("hold")) {
            Ok(hold) => Some(hold),
            Err(error) => {
                tracing::warn!(%error, "no lock beside the local copy; open answers are left as they are");
                None
            }
        }
    }

    /// The same for screens: held while one is open, so that others know whether anybody could be asked.
    pub fn screen(path: &Path) -> Option<Self> {
        let mut hold = Self::lock(&path.with_extension("screen")).ok()?;
        hold.share();
        Some(hold)
    }

    /// Whether a screen is open over the file at `path`, in whatever program.
    pub fn is_screen_open(path: &Path) -> bool {
        let lock = Self::lock_if_free(&path.with_extension("screen"));
        matches!(lock, Ok(None))
    }

    /// The lock, or `None` when somebody holds it.
    fn lock_if_free(beside: &Path) -> io::Result<Option<File>> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn lock(beside: &Path) -> io::Result<Self> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(beside)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file, alone: true }),
            Err(TryLockError::WouldBlock) => {
                // Whoever is alone there shares after one commit.
                file.lock_shared()?;
                Ok(Self { file, alone: false })
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether nobody else was there. Others wait until [`Hold::share`].
    pub const fn is_alone(&self) -> bool {
        self.alone
    }

    /// Lets others in.
    pub fn share(&mut self) {
        self.alone = false;
        if let Err(error) = self.file.unlock().and_then(|()| self.file.lock_shared()) {
            tracing::warn!(%error, "the lock beside the local copy was lost");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_screen_is_known_to_be_open_while_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        assert!(!Hold::is_screen_open(&path));
        let one = Hold::screen(&path).unwrap();
        let other = Hold::screen(&path).unwrap();
        assert!(Hold::is_screen_open(&path));
        drop(one);
        assert!(Hold::is_screen_open(&path));
        drop(other);
        assert!(!Hold::is_screen_open(&path));
    }

    #[test]
    fn who_comes_while_anybody_is_there_is_not_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut first = Hold::take(&path).unwrap();
        assert!(first.is_alone());
        first.share();
        let second = Hold::take(&path).unwrap();
        assert!(!second.is_alone());
        drop(first);
        assert!(
            !Hold::take(&path).unwrap().is_alone(),
            "the second is still there"
        );
        drop(second);
        assert!(Hold::take(&path).unwrap().is_alone());
    }
}
