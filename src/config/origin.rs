//! Where a value came from.

use std::fmt;
use std::path::PathBuf;

/// The source that decided a value; the later one in this list wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    #[default]
    Default,
    /// A line of a configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// An environment variable.
    Variable {
        /// Its name.
        name: String,
        /// The `--env-file` that set it, and the line there.
        file: Option<(PathBuf, usize)>,
    },
    /// A flag of the command line.
    Flag(
        /// The flag as typed, such as `--ghl-url`.
        &'static str,
    ),
}

impl fmt::Display for Origin {
    /// The short form of `leadline config`: `default`, `file:line`, a variable or a flag.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line, .. } => write!(f, "{}:{line}", path.display()),
            Self::Variable { name, file: None } => f.write_str(name),
            Self::Variable {
                name,
                file: Some((path, line)),
            } => write!(f, "{name} ({}:{line})", path.display()),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}
