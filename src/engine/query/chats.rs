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

/// What Claude has cost: in a chat, today and this month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meter(pub Option<ThreadId>);

/// What Claude has cost, in millionths of a dollar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    /// In the chat.
    pub chat: i64,
    /// Since the day began, in the zone of the settings.
    pub today: i64,
    /// Since the month began.
    pub month: i64,
}

impl Query for Meter {
    type Answer = Spent;

    fn answer(self, sources: &Sources<'_>) -> Result<Spent, StoreError> {
        let now = sources.today.now.to_zoned(sources.today.zone.clone());
        let day = now
            .start_of_day()
            .map_or(sources.today.now, |day| day.timestamp());
        let month = now.first_of_month().and_then(|first| first.start_of_day());
        let month = month.map_or(day, |month| month.timestamp());
        let reader = sources.reader;
        Ok(Spent {
            chat: self.0.map_or(Ok(0), |thread| reader.spent_in(&thread))?,
            today: reader.spent_since(day)?,
            month: reader.spent_since(month)?,
        })
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
