//! How a command ends: the exit codes of the contract, and errors as one sentence with a way on.

use std::io;

use crate::config::paths::PathError;
use crate::config::secrets::SecretError;
use crate::config::{ConfigError, UrlError};
use crate::engine::Cause;

/// The exit codes. Scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Failed.
    Failed = 1,
    /// Wrong use: arguments, settings.
    WrongUse = 2,
    /// Nothing found.
    NothingFound = 3,
    /// Refused: rights, the gate, an approval that is needed.
    Refused = 4,
    /// Offline or the other side is down; work is kept.
    Offline = 5,
    /// Both sides changed the same.
    Conflict = 6,
}

/// What a command comes to.
pub type Outcome = Result<Exit, CliError>;

/// Why a command did not do what was asked: one sentence with what happened and what is safe, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CliError {
    /// How the process ends.
    pub exit: Exit,
    /// The word for programs; never renamed.
    pub code: &'static str,
    /// The sentence. Empty when there is nothing to say, as for a reader that went away.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl CliError {
    /// An error with its sentence.
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit,
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// The command was used wrongly.
    pub fn wrong_use(message: impl Into<String>) -> Self {
        Self::new(Exit::WrongUse, "wrong_use", message)
    }

    /// There is no such thing.
    pub fn nothing_found(message: impl Into<String>) -> Self {
        Self::new(Exit::NothingFound, "nothing_found", message)
    }

    /// Nothing came of what Claude was asked.
    pub fn of_claude(cause: Cause, message: impl Into<String>) -> Self {
        let (exit, code) = match cause {
            Cause::Answer => (Exit::Failed, "claude_answer"),
            Cause::Declined => (Exit::Refused, "declined"),
            Cause::Limit => (Exit::Refused, "limit"),
            Cause::Key => (Exit::Refused, "claude_refused"),
            Cause::Away => (Exit::Offline, "claude_down"),
        };
        Self::new(exit, code, message)
    }

    /// The same with what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        let hint = match &error {
            ConfigError::Wrong(_) => {
                "`leadline config --example` shows every setting; nothing was started or changed"
            }
            ConfigError::Unreadable { .. } => "name another file with --config, or leave it out",
            ConfigError::Unwritable { .. } => "change the line in an editor",
        };
        Self::new(Exit::WrongUse, "config", error.to_string()).hint(hint)
    }
}

impl From<PathError> for CliError {
    fn from(error: PathError) -> Self {
        Self::new(Exit::Failed, "folder", error.to_string())
    }
}

impl From<SecretError> for CliError {
    fn from(error: SecretError) -> Self {
        let code = if matches!(error, SecretError::Absent { .. }) {
            "no_key"
        } else {
            "key_store"
        };
        Self::new(Exit::Failed, code, error.to_string()).hint(error.hint())
    }
}

impl From<UrlError> for CliError {
    fn from(error: UrlError) -> Self {
        Self::wrong_use(format!("the address cannot be used: {error}"))
    }
}

impl From<io::Error> for CliError {
    /// Only writing the answer uses this. A reader that went away (`| head`) is no failure.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, "reader_gone", "");
        }
        Self::new(
            Exit::Failed,
            "output",
            format!("the answer could not be written: {error}"),
        )
    }
}
