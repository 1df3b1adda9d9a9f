//! What can go wrong with the file, in sentences that say what happened, what is safe and what to do.

use std::path::{Path, PathBuf};

use crate::domain::access::Denied;
use crate::domain::decide::Rejection;

/// The local copy cannot be used as asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or file cannot be made or opened.
    #[error(
        "{path} cannot be opened ({why}); nothing was changed; check that the folder exists and is yours, or choose another with --data-dir"
    )]
    Open {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        why: String,
    },
    /// The folder cannot be written to.
    #[error(
        "{path} is read-only; nothing was changed; make the folder writable or choose another with --data-dir"
    )]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The linked SQLite has a bug that can corrupt files.
    #[error(
        "this build carries SQLite {0}, older than 3.51.3, which can damage files; nothing was opened; use an official build"
    )]
    OldSqlite(String),
    /// A newer program wrote the file.
    #[error(
        "the local copy was written by a newer leadline (format {found}, this one reads up to {known}); nothing was changed; install the newer version"
    )]
    Newer {
        /// The file's format.
        found: i64,
        /// The newest format this program reads.
        known: i64,
    },
    /// A step to the current format failed; the old file is as it was.
    #[error(
        "the local copy could not be brought to format {step} ({why}); the file is as it was, a backup lies beside it; free some space and start again"
    )]
    Migration {
        /// Which step.
        step: i64,
        /// Why.
        why: String,
    },
    /// The disk is full.
    #[error(
        "the disk is full; the last change was not saved, everything before it is; free some space and do it again"
    )]
    Full,
    /// The disk, or the file on it, failed under the writer, which takes no more (F39).
    #[error(
        "the disk failed ({0}); what was acked is safe, nothing more is saved and reading goes on; check the disk, then start leadline again, which looks at the whole file first"
    )]
    Disk(String),
    /// The file was deleted, moved or replaced under the program, which takes no more (F43).
    #[error(
        "{path} was deleted, moved or replaced while leadline was open; nothing more is saved and reading goes on; {kept}"
    )]
    Gone {
        /// The file.
        path: PathBuf,
        /// Where what was acked is, and what to do.
        kept: String,
    },
    /// There was a file, and now there is none (F43).
    #[error(
        "{path} is gone, and leadline kept its data there; nothing was made in its place; put it back, or run `leadline restore`"
    )]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is nothing to restore.
    #[error(
        "there is no backup that is whole; nothing was changed; `leadline restore --fresh` begins with an empty copy, keeps what has not been sent, and fetches the rest again"
    )]
    NoBackup,
    /// Another file is being put in its place.
    #[error("the local copy is being restored; nothing was changed; wait until that is done and try again")]
    Restoring,
    /// It cannot be replaced while it is open.
    #[error("another copy of leadline is open; nothing was changed; close it and try again")]
    InUse,
    /// The file is damaged.
    #[error(
        "the local copy is damaged ({0}); nothing more is written to it; run `leadline restore`: it takes the newest backup, saves what has not been sent, and fetches the rest again"
    )]
    Corrupt(String),
    /// The file is encrypted, and this build cannot read such files (F114).
    #[error(
        "the local copy is encrypted, and this build of leadline has no encryption; nothing was changed; use a build with the feature `encryption`"
    )]
    Encrypted,
    /// The file is encrypted, and no key was found.
    #[error(
        "the local copy is encrypted and its key is not on this machine; nothing was changed; `leadline unlock` takes the recovery code"
    )]
    NoKey,
    /// The file is encrypted with another key.
    #[error(
        "this key does not open the local copy; nothing was changed; `leadline unlock` takes the recovery code that was printed when it was encrypted"
    )]
    WrongKey,
    /// Another program keeps the file locked.
    #[error(
        "another program keeps the local copy locked; nothing was changed; close it, or wait and try again"
    )]
    Busy,
    /// The writer has ended.
    #[error("the local copy is closed; nothing was changed; start leadline again")]
    Closed,
    /// A filter asks for more than may be spent on it.
    #[error("this filter takes too long; nothing was changed; ask for less, or add a narrower word")]
    TooLong,
    /// What is asked about the past is not kept, or too much of it would have to be taken back.
    #[error("{0}")]
    NoPast(String),
    /// A question panicked: a fault of the program, told in the log.
    #[error(
        "a question to the local copy failed inside the program; nothing was changed; ask again, and report it if it stays"
    )]
    Panicked,
    /// Anything else SQLite says.
    #[error("the local copy answered: {0}; nothing was changed; if it happens again, run `leadline doctor`")]
    Sql(String),
    /// What is stored cannot be read back.
    #[error("a stored record cannot be read ({0}); nothing was changed; run `leadline doctor`")]
    Unreadable(String),
}

impl StoreError {
    /// The system does not let us at a file.
    pub(super) fn unopened(path: &Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Self::Full,
            Kind::ReadOnlyFilesystem | Kind::PermissionDenied => Self::ReadOnly {
                path: path.to_owned(),
            },
            _ => Self::Open {
                path: path.to_owned(),
                why: error.to_string(),
            },
        }
    }

    /// Why the disk or the file failed, if it did, so that the connection that met it must not write again. A full
    /// disk is no failure: it goes on when there is room.
    pub(super) fn disk_failure(&self) -> Option<&str> {
        match self {
            Self::Disk(why) | Self::Corrupt(why) => Some(why),
            Self::ReadOnly { .. } => Some("the file can only be read"),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full,
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Corrupt(error.to_string()),
            Some(Code::SystemIoFailure) => Self::Disk(error.to_string()),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy,
            Some(Code::OperationInterrupted) => Self::TooLong,
            Some(Code::ReadOnly) => Self::ReadOnly {
                path: PathBuf::from("the local copy"),
            },
            _ => Self::Sql(error.to_string()),
        }
    }
}

/// What is wrong with the form is told, and where; the words of the parser hold what was stored, and sentences reach the log.
impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        use serde_json::error::Category;
        let why = match error.classify() {
            Category::Io => "it ends too early",
            Category::Syntax => "it is no JSON",
            Category::Data => "a member has another form",
            Category::Eof => "it is cut off",
        };
        Self::Unreadable(format!("{why}, at letter {}", error.column()))
    }
}

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The business says no.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// A right is missing.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// What was named is not there.
    #[error("there is no {0}; nothing was changed")]
    NotFound(String),
    /// The file says no.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommitError {
    /// The same for the log, which names nobody: a refusal of the business may hold what was typed.
    pub fn outline(&self) -> String {
        match self {
            Self::Rejected(_) => "refused; the person was told why".to_owned(),
            Self::NotFound(_) => "what was named is not there".to_owned(),
            Self::Denied(_) | Self::Store(_) => self.to_string(),
        }
    }
}

impl From<rusqlite::Error> for CommitError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<serde_json::Error> for CommitError {
    fn from(error: serde_json::Error) -> Self {
        Self::Store(error.into())
    }
}
