//! Chats with Claude.

use jiff::Timestamp;

use super::{Query, Sources};
use crate::domain::chat::{Thread, Turn};
use crate::domain::value::ThreadId;
use crate::store::StoreError;

/// Chats, newest first; with words, those whose title or text has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threads {
    /// What to look for; empty for all.
    pub words: String,
    /// At most so many.
    pub limit: usize,
}

impl Query for Threads {
    type Answer = Vec<Thread>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Thread>, StoreError> {
        sources.reader.threads(&self.words, self.limit)
    }
}

/// Everything said in a chat, first to last, as the person sees it: with names in place of what stood for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript(pub ThreadId);

impl Query for Transcript {
    type Answer = Vec<Turn>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Turn>, StoreError> {
        let vault = sources.reader.vault(&self.0)?;
        let turns = sources.reader.transcript(&self.0)?;
        Ok(turns.into_iter().map(|turn| turn.restored(&vault)).collect())
    }
}

/// What Claude has cost since a moment, in millionths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpentSince(pub Timestamp);

impl Query for SpentSince {
    type Answer = i64;

    fn answer(self, sources: &Sources<'_>) -> Result<i64, StoreError> {
        sources.reader.spent_since(self.0)
    }
}
