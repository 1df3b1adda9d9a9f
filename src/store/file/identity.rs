//! Whether the file that is open is still the one under its name: a file that was deleted, moved or replaced takes what
//! is written to it along, and nobody would find it again.

use std::path::Path;

/// Which files lay under the names of the local copy and of its log when they were opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::store) struct Identity {
    file: Option<Which>,
    log: Option<Which>,
}

/// A file system, and a file on it.
type Which = (u64, u64);

impl Identity {
    /// What lies under the names now. The log is only there when the file has been read.
    pub(in crate::store) fn of(path: &Path) -> Self {
        Self {
            file: which(path),
            log: which(&log(path)),
        }
    }

    /// Whether the same files still lie there. For as long as anybody has the file open, its log stays the same too.
    pub(in crate::store) fn holds(&self, path: &Path) -> bool {
        let now = Self::of(path);
        now.file == self.file && (self.log.is_none() || now.log == self.log)
    }
}

/// The log that SQLite keeps beside a file.
pub(in crate::store) fn log(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

#[cfg(unix)]
fn which(path: &Path) -> Option<Which> {
    use std::os::unix::fs::MetadataExt as _;
    let found = std::fs::metadata(path).ok()?;
    Some((found.dev(), found.ino()))
}

/// Elsewhere the system does not let go of the name of an open file.
#[cfg(not(unix))]
fn which(_path: &Path) -> Option<Which> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_replaced_by_its_like_is_another() {
        let folder = tempfile::tempdir().unwrap();
        let (path, aside) = (folder.path().join("a.db"), folder.path().join("aside"));
        for file in [&path, &log(&path)] {
            std::fs::write(file, "x").unwrap();
        }
        let opened = Identity::of(&path);
        assert!(opened.holds(&path));
        std::fs::rename(&path, &aside).unwrap();
        assert!(!opened.holds(&path), "moved away");
        std::fs::copy(&aside, &path).unwrap();
        assert!(!opened.holds(&path), "the same bytes in another file");
        std::fs::rename(&aside, &path).unwrap();
        assert!(opened.holds(&path), "put back");
        std::fs::remove_file(log(&path)).unwrap();
        assert!(
            !opened.holds(&path),
            "without the log, what was written last is lost"
        );
    }
}
