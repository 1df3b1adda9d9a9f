//! The answers of a batch, each under the name of the piece of work it answers.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::claude::batch::BatchAnswer;
use crate::domain::value::{ContactId, HoldId};

/// Letters of the name of a piece of work: with the batch's own before it, a name at the service has at most 64.
const NAME: usize = 26;

/// The answers of a batch, by the names of what was asked.
#[derive(Debug, Default)]
pub struct Answers {
    all: HashMap<String, BatchAnswer>,
    /// Whose price is counted with what they were asked for.
    taken: Mutex<HashSet<String>>,
}

impl Answers {
    /// Answers with the names under which they were asked for, see [`name_in`].
    pub(super) fn of(answers: Vec<(String, BatchAnswer)>) -> Self {
        let own = |named: String| {
            let own = named.rsplit('_').next().unwrap_or_default();
            // An earlier version named them by the whole hash and nothing else.
            own.get(..NAME).unwrap_or(own).to_owned()
        };
        Self {
            all: answers
                .into_iter()
                .map(|(named, answer)| (own(named), answer))
                .collect(),
            taken: Mutex::default(),
        }
    }

    /// The answer to a piece of work, whose price is the piece's from now on.
    pub(super) fn take(&self, name: &str) -> Option<&BatchAnswer> {
        let answer = self.all.get(name)?;
        self.taken().insert(name.to_owned());
        Some(answer)
    }

    /// Those that belong to nothing any more.
    pub(super) fn left(&self) -> impl Iterator<Item = &BatchAnswer> {
        let taken = self.taken().clone();
        let all = self.all.iter();
        all.filter(move |(name, _)| !taken.contains(*name))
            .map(|(_, answer)| answer)
    }

    fn taken(&self) -> MutexGuard<'_, HashSet<String>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a piece of work in a batch: a hash of what it was made from and whom it is about.
pub(super) fn name(hash: &str, contact: &ContactId) -> String {
    let named = Sha256::digest(format!("{hash} {contact}"));
    named.iter().take(NAME / 2).copied().fold(String::new(), hex)
}

/// The name at the service of a piece of work in the batch that holds this.
pub(super) fn name_in(hold: &HoldId, name: &str) -> String {
    format!("{hold}_{name}")
}

/// Writes a byte in two letters behind a text.
pub(super) fn hex(mut text: String, byte: u8) -> String {
    use std::fmt::Write as _;
    // A string takes whatever is written.
    let _ = write!(text, "{byte:02x}");
    text
}
