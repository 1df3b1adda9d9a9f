//! What is wrong with the settings, said so that the person can put a finger on it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::origin::Origin;
use crate::domain::value::{Foreign, clip};

/// Columns of a wrong value that are repeated in an error.
const FOUND_COLUMNS: usize = 40;

/// One mistake: where, what was expected, what was found, and the nearest right word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where it stands.
    pub origin: Origin,
    /// The mistake itself.
    pub mistake: Mistake,
}

/// The kinds of mistakes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The file is not TOML, or the `.env` file is not what it should be.
    Syntax(
        /// What the parser says.
        String,
    ),
    /// No setting has this name.
    Unknown {
        /// The name as written, with its table.
        key: String,
        /// The setting it most likely should be.
        nearest: Option<String>,
    },
    /// The value cannot be.
    Value {
        /// The setting.
        key: String,
        /// Completes "should be …".
        expected: String,
        /// The value as written, shortened and harmless.
        found: String,
        /// More about the reason, or the word most likely meant.
        hint: Option<String>,
    },
}

impl Problem {
    /// A wrong value of a setting.
    pub fn value(origin: Origin, key: &str, expected: &str, found: &str) -> Self {
        let mistake = Mistake::Value {
            key: key.to_owned(),
            expected: expected.to_owned(),
            found: harmless(found),
            hint: None,
        };
        Self { origin, mistake }
    }

    /// The same with a reason or a suggestion behind it.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        if let Mistake::Value { hint, .. } = &mut self.mistake {
            *hint = Some(reason.into());
        }
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Origin::Default => {}
            Origin::File { path, line, column } => write!(f, "{}:{line}:{column}: ", path.display())?,
            Origin::Variable { name, file: None } => write!(f, "environment variable {name}: ")?,
            other => write!(f, "{other}: ")?,
        }
        match &self.mistake {
            Mistake::Syntax(what) => f.write_str(what),
            Mistake::Unknown {
                key,
                nearest: Some(nearest),
            } => {
                write!(f, "`{key}` is not a setting; did you mean `{nearest}`?")
            }
            Mistake::Unknown { key, nearest: None } => {
                write!(f, "`{key}` is not a setting; `leadline config` lists them all")
            }
            Mistake::Value {
                key,
                expected,
                found,
                hint,
            } => {
                write!(f, "`{key}` should be {expected}, found {found}")?;
                hint.as_ref().map_or(Ok(()), |hint| write!(f, " ({hint})"))
            }
        }
    }
}

/// A value repeated in an error must not carry a key, control signs or a page of text.
pub(super) fn harmless(found: &str) -> String {
    if found.contains("pit-") || found.contains("sk-ant-") {
        return "a key (keys are kept with `leadline login`, never here)".to_owned();
    }
    clip(Foreign::from(found).shown().as_str(), FOUND_COLUMNS)
}

/// Why the settings could not be taken. Nothing was started and nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// A file that was named cannot be read.
    #[error("the file {} cannot be read: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Something in it is wrong; every mistake found is listed.
    #[error("{}", list(.0))]
    Wrong(
        /// At least one.
        Vec<Problem>,
    ),
    /// The one line that should be changed in the file cannot be changed.
    #[error("the file {} cannot be changed: {reason}; it is as it was", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
}

impl ConfigError {
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unreadable {
            path: path.to_owned(),
            reason: plain(error),
        }
    }

    pub(super) fn unwritable(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_owned(),
            reason: plain(error),
        }
    }
}

/// A system error in words, without its number.
pub(super) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}

fn list(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}
