//! What a person has said about further messages, read from everything they ever wrote to us.

use jiff::Timestamp;
use rusqlite::Connection;

use super::error::StoreError;
use super::record::timestamp;
use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::gate::OptOut;
use crate::domain::opt_out::{Reading, read, read_mail};

/// What they wrote, oldest first.
pub(super) const INBOUND: &str = "SELECT m.at, m.type, json_extract(r.doc, '$.subject'), json_extract(r.doc, '$.body')
    FROM message m JOIN record r ON r.rid = m.rid WHERE m.contact = ?1 AND m.inbound = 1 ORDER BY m.at, m.rid";

/// The opt-out that nobody has lifted. It holds on every channel from the moment the message is stored, before
/// anything that was queued earlier; START lifts it. A doubt is settled by a person who wrote to them after it
/// (`by_hand`: when somebody here last did).
pub(super) fn opt_out(
    db: &Connection,
    contact: i64,
    by_hand: Option<Timestamp>,
) -> Result<Option<OptOut>, StoreError> {
    let mut statement = db.prepare_cached(INBOUND)?;
    let mut rows = statement.query([contact])?;
    let mut standing: Option<OptOut> = None;
    while let Some(row) = rows.next()? {
        let since = timestamp(row.get(0)?);
        let kind = MessageKind::from_word(&row.get::<_, String>(1)?);
        let text =
            |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
        let reading = match kind {
            MessageKind::Email => read_mail(&text(2)?, &text(3)?),
            MessageKind::Sms | MessageKind::Chat => read(&text(3)?, Channel::Sms),
            MessageKind::Call | MessageKind::Activity => continue,
        };
        match reading {
            Reading::Stop { .. } if !standing.as_ref().is_some_and(|before| before.certain) => {
                standing = Some(OptOut { since, certain: true });
            }
            Reading::Doubt { .. } if standing.is_none() && by_hand.is_none_or(|at| at < since) => {
                standing = Some(OptOut {
                    since,
                    certain: false,
                });
            }
            Reading::Start => standing = None,
            Reading::Stop { .. } | Reading::Doubt { .. } | Reading::Nothing => {}
        }
    }
    Ok(standing)
}
