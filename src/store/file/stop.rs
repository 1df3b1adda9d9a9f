//! What made the writer stop, and how everybody hears of it: from then on nothing is saved and reading goes on.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use tokio::sync::SetOnce;

use crate::store::error::StoreError;
use crate::store::file::identity::Identity;
use crate::store::file::{copy, schema};

/// What made the writer stop, once something did. Shared by everybody who has the file open here.
#[derive(Clone, Debug)]
pub(in crate::store) struct Stop(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// What lay under the name when the file was opened.
    opened: Identity,
    why: SetOnce<Why>,
    /// What became of what was acked, once that is known.
    kept: OnceLock<String>,
}

#[derive(Clone, Debug)]
enum Why {
    Disk(String),
    Gone,
}

impl Stop {
    /// Watches a file that was opened just now.
    pub(in crate::store) fn of(path: &Path) -> Self {
        Self(Arc::new(Inner {
            path: path.to_owned(),
            opened: Identity::of(path),
            why: SetOnce::new(),
            kept: OnceLock::new(),
        }))
    }

    /// The refusal of everything from now on, when there is one.
    pub(in crate::store) fn refusal(&self) -> Option<StoreError> {
        self.0.why.get().map(|why| self.refuses(why))
    }

    /// Waits until there is one.
    pub(in crate::store) async fn heard(&self) -> StoreError {
        let why = self.0.why.wait().await;
        self.refuses(why)
    }

    fn refuses(&self, why: &Why) -> StoreError {
        match why {
            Why::Disk(why) => StoreError::Disk(why.clone()),
            Why::Gone => StoreError::Gone {
                path: self.0.path.clone(),
                kept: self.0.kept.get().cloned().unwrap_or_else(|| {
                    "what was acked is being saved beside it; leave leadline open".to_owned()
                }),
            },
        }
    }

    /// Notes that the disk failed under a connection, which from then on only reads: an error of writing is final for
    /// it, and its cache may hold what the file does not. The next start looks at the whole file.
    pub(in crate::store) fn note(&self, db: &Connection, error: &StoreError) {
        let Some(why) = error.disk_failure() else {
            return;
        };
        tracing::error!(why, "the disk failed; nothing more is saved");
        if self.0.why.set(Why::Disk(why.to_owned())).is_ok()
            && let Err(error) = std::fs::File::create(schema::mark(&self.0.path))
        {
            tracing::warn!(%error, "the next start is not told to look at the whole file");
        }
        spare(db);
    }

    /// Looks whether the file is still the one under its name. What is written to another is lost to everybody.
    pub(in crate::store) fn look(&self) {
        let Inner {
            path, opened, why, ..
        } = &*self.0;
        if !why.initialized() && !opened.holds(path) {
            tracing::error!(path = %path.display(), "deleted, moved or replaced; nothing more is saved");
            // Who was first does not matter.
            let _known = why.set(Why::Gone);
        }
    }

    /// Saves what was acked out of a file that has no name any more and lives only as long as it is open.
    pub(in crate::store) fn rescue(&self, db: &Connection, to: &Path) {
        if !matches!(self.0.why.get(), Some(Why::Gone)) {
            return;
        }
        let kept = match copy::rescue(db, to) {
            Ok(()) => format!(
                "what was acked is safe in {0}; close every leadline, then run: leadline restore {0}",
                to.display()
            ),
            Err(error) => format!(
                "what was acked could not be saved beside it ({error}); do not close this window before you have noted what you need"
            ),
        };
        tracing::warn!(kept, "what was acked before");
        // It is saved once.
        let _once = self.0.kept.set(kept);
    }
}

/// Closing must not write either.
pub(in crate::store) fn spare(db: &Connection) {
    if let Err(error) = db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true) {
        tracing::debug!(%error, "closing may move the log into the file");
    }
}
