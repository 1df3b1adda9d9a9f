//! How an errand ends, whoever was asked.

use crate::automation::action::Effect;
use crate::domain::command::Command;

/// What an errand came to.
#[derive(Debug)]
pub(super) enum End {
    /// It was done.
    Done {
        /// Blanks that it filled.
        found: Vec<(String, String)>,
        /// What is kept of it.
        command: Option<Command>,
        /// What somebody should hear about.
        says: Option<String>,
    },
    /// It was done, and this comes of it.
    Then(Effect),
    /// It could not be done now, and why.
    Later(String),
    /// It cannot be done, and why.
    Never(String),
}

impl End {
    /// A blank was filled.
    pub(super) fn found(blank: &str, word: &str) -> Self {
        Self::Done {
            found: vec![(blank.to_owned(), word.to_owned())],
            command: None,
            says: None,
        }
    }
}
