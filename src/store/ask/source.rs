//! Who a source of an answer is, and when it was said.

use rusqlite::OptionalExtension;

use crate::domain::cite::Source;
use crate::domain::conversation::MessageKind;
use crate::domain::value::{ContactId, Foreign};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{name_of, timestamp};

/// What is known of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// Whom it is about.
    pub contact: ContactId,
    /// What they are called.
    pub who: Foreign,
    /// What kind of message it is; `None` for a person.
    pub kind: Option<MessageKind>,
    /// When it was said.
    pub at: Option<jiff::Timestamp>,
}

impl Reader {
    /// What is known of a source, by either id; `None` when it is not here.
    pub fn source(&self, source: &Source) -> Result<Option<Cited>, StoreError> {
        let (sql, id) = match source {
            Source::Contact(id) => (
                format!(
                    "SELECT r.id, {}, NULL, NULL FROM record r
                     WHERE r.kind = 'contact' AND (r.id = ?1 OR r.remote_id = ?1) LIMIT 1",
                    name_of("r.rid")
                ),
                id.as_str(),
            ),
            Source::Message(id) => (
                format!(
                    "SELECT p.id, {}, m.type, m.at FROM record r JOIN message m ON m.rid = r.rid
                     JOIN record p ON p.rid = m.contact
                     WHERE r.kind = 'message' AND (r.id = ?1 OR r.remote_id = ?1) LIMIT 1",
                    name_of("m.contact")
                ),
                id.as_str(),
            ),
        };
        let known = self.db.prepare_cached(&sql)?.query_row([id], |row| {
            let who: Option<String> = row.get(1)?;
            let kind: Option<String> = row.get(2)?;
            Ok(Cited {
                contact: row.get::<_, String>(0)?.into(),
                who: who.unwrap_or_default().into(),
                kind: kind.map(|kind| MessageKind::from_word(&kind)),
                at: row.get::<_, Option<i64>>(3)?.map(timestamp),
            })
        });
        Ok(known.optional()?)
    }
}
