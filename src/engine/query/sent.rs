//! The bytes that left for Claude.

use super::{Query, Sources};
use crate::domain::value::{ThreadId, TurnId};
use crate::store::{SentRequest, StoreError};

/// Every request of a chat as it left, first to last, each by what it added to the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentOf(pub ThreadId);

impl Query for SentOf {
    type Answer = Vec<SentRequest>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.sent(&self.0)
    }
}

/// Which request belongs to a turn, an answer's own or the one that carried a question: its chat and its number there, from 0.
/// Without a turn, the last request of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestOf(pub Option<TurnId>);

impl Query for RequestOf {
    type Answer = Option<(ThreadId, usize)>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.request_of(self.0.as_ref())
    }
}

/// The body of one request, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBody {
    /// Of which chat.
    pub thread: ThreadId,
    /// Its number there, from 0.
    pub nr: usize,
}

impl Query for SentBody {
    type Answer = Option<String>;

    fn answer(self, sources: &Sources<'_>) -> Result<Self::Answer, StoreError> {
        sources.reader.sent_body(&self.thread, Some(self.nr))
    }
}
