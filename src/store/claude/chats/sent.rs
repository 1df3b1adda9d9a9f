//! The exact bytes that left.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::domain::chat::SentBytes;
use crate::domain::value::{ThreadId, TurnId};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;

/// Keeps the bytes of a request.
pub(super) fn keep(db: &Connection, thread: &ThreadId, bytes: &SentBytes, at: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO chat_sent (thread, at, head, tail, middle)
         SELECT seq, ?2, ?3, ?4, ?5 FROM chat_thread WHERE id = ?1",
    )?
    .execute(params![
        thread.as_str(),
        at,
        bytes.head as i64,
        bytes.tail as i64,
        bytes.middle
    ])?;
    Ok(())
}

/// One request as it left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRequest {
    /// When.
    pub at: Timestamp,
    /// Bytes of its body.
    pub size: usize,
    /// The part of its body that was not in the request before.
    pub added: String,
}

impl Reader {
    /// Every request of a chat as it left, first to last, each by what it added.
    pub fn sent(&self, thread: &ThreadId) -> Result<Vec<SentRequest>, StoreError> {
        let mut requests = Vec::new();
        self.each_sent(thread, |at, bytes| {
            requests.push(SentRequest {
                at: timestamp(at),
                size: bytes.head + bytes.middle.len() + bytes.tail,
                added: bytes.middle,
            });
        })?;
        Ok(requests)
    }

    /// The body of a request of a chat, byte for byte: the request with this number from 0, or the last.
    pub fn sent_body(&self, thread: &ThreadId, nr: Option<usize>) -> Result<Option<String>, StoreError> {
        let mut body: Option<String> = None;
        let mut count = 0;
        self.each_sent(thread, |_, bytes| {
            if nr.is_none_or(|nr| count <= nr) {
                let before = body.as_deref().unwrap_or_default();
                body = Some(bytes.whole(before).unwrap_or(bytes.middle));
            }
            count += 1;
        })?;
        Ok(body.filter(|_| nr.is_none_or(|nr| nr < count)))
    }

    /// Which request belongs to a turn: the last that left before an answer began, or the first after a question was kept.
    /// Its chat and its number there, from 0. Without a turn, the last request of all.
    pub fn request_of(&self, turn: Option<&TurnId>) -> Result<Option<(ThreadId, usize)>, StoreError> {
        let found = match turn {
            Some(turn) => self.db.prepare_cached(
                "SELECT c.id, (SELECT count(*) FROM chat_sent s WHERE s.thread = t.thread AND
                   CASE t.speaker WHEN 'assistant' THEN s.at <= t.at ELSE s.at < t.at END)
                   - (t.speaker = 'assistant')
                 FROM chat_turn t JOIN chat_thread c ON c.seq = t.thread WHERE t.id = ?1",
            )?
            .query_row([turn.as_str()], request)
            .optional()?,
            None => self.db.prepare_cached(
                "SELECT c.id, (SELECT count(*) FROM chat_sent o WHERE o.thread = s.thread AND o.seq < s.seq)
                 FROM chat_sent s JOIN chat_thread c ON c.seq = s.thread ORDER BY s.seq DESC LIMIT 1",
            )?
            .query_row([], request)
            .optional()?,
        };
        Ok(found.and_then(|(thread, nr)| Some((thread.into(), usize::try_from(nr).ok()?))))
    }

    fn each_sent(&self, thread: &ThreadId, mut take: impl FnMut(i64, SentBytes)) -> Result<(), StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT s.at, s.head, s.tail, s.middle FROM chat_sent s JOIN chat_thread c ON c.seq = s.thread
             WHERE c.id = ?1 ORDER BY s.seq",
        )?;
        let mut rows = statement.query([thread.as_str()])?;
        while let Some(row) = rows.next()? {
            let bytes = SentBytes {
                head: row.get(1)?,
                tail: row.get(2)?,
                middle: row.get(3)?,
            };
            take(row.get(0)?, bytes);
        }
        Ok(())
    }
}

fn request(row: &Row<'_>) -> rusqlite::Result<(String, i64)> {
    Ok((row.get(0)?, row.get(1)?))
}
