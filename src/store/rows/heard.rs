//! What a person has said about further messages, read from everything they ever wrote to us.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::domain::contact::Channel;
use crate::domain::conversation::MessageKind;
use crate::domain::gate::OptOut;
use crate::domain::opt_out::{Reading, read, read_mail};
use crate::store::error::StoreError;
use crate::store::rows::record::timestamp;

/// What they wrote, oldest first.
pub(in crate::store) const INBOUND: &str =
    "SELECT m.at, m.type, json_extract(r.doc, '$.subject'), json_extract(r.doc, '$.body'),
    m.rid, r.id FROM message m JOIN record r ON r.rid = m.rid
    WHERE m.contact = ?1 AND m.inbound = 1 ORDER BY m.at, m.rid";

/// What somebody has said.
#[derive(Debug, Default)]
pub(in crate::store) struct Heard {
    /// The opt-out that nobody has lifted.
    pub standing: Option<OptOut>,
    /// The last message that changed anything about it.
    pub last: Option<Saying>,
}

/// A message about further messages.
#[derive(Debug)]
pub(in crate::store) struct Saying {
    /// Its row number.
    pub rid: i64,
    /// Its id.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// What it means.
    pub reading: Reading,
}

/// What they have said. An opt-out holds on every channel from the moment the message is stored, before anything that
/// was queued earlier; START lifts one that came the same way: a mail does not speak for a number, nor a number for an
/// address. What a person has lifted counts no more. A doubt is settled by a person who wrote to them after it (`by_hand`: when somebody here last did).
pub(in crate::store) fn heard(
    db: &Connection,
    contact: i64,
    by_hand: Option<Timestamp>,
) -> Result<Heard, StoreError> {
    let lifted = lifted(db, contact)?;
    let mut statement = db.prepare_cached(INBOUND)?;
    let mut rows = statement.query([contact])?;
    let (mut by_text, mut by_mail): (Option<OptOut>, Option<OptOut>) = (None, None);
    let mut last = None;
    while let Some(row) = rows.next()? {
        let since = timestamp(row.get(0)?);
        if lifted.is_some_and(|lifted| since <= lifted) {
            continue;
        }
        let text =
            |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
        let closed = [&by_text, &by_mail]
            .into_iter()
            .flatten()
            .any(|said| said.certain);
        let (reading, way) = match MessageKind::from_word(&row.get::<_, String>(1)?) {
            MessageKind::Email => (read_mail(&text(2)?, &text(3)?), &mut by_mail),
            MessageKind::Sms | MessageKind::Chat => (read(&text(3)?, Channel::Sms), &mut by_text),
            MessageKind::Call | MessageKind::Activity => continue,
        };
        let certain = matches!(reading, Reading::Stop { .. });
        match reading {
            Reading::Stop { .. } if way.as_ref().is_some_and(|before| before.certain) => {}
            Reading::Doubt { .. } if closed || way.is_some() || by_hand.is_some_and(|at| at >= since) => {
                continue;
            }
            Reading::Stop { .. } | Reading::Doubt { .. } => *way = Some(OptOut { since, certain }),
            Reading::Start => {
                *way = None;
                // What came another way stands.
                if by_text.is_some() || by_mail.is_some() {
                    continue;
                }
            }
            Reading::Nothing => continue,
        }
        last = Some(Saying {
            rid: row.get(4)?,
            id: row.get(5)?,
            at: since,
            reading,
        });
    }
    let both = [by_text, by_mail].into_iter().flatten();
    Ok(Heard {
        // A certain one before a doubt, the older one before the newer.
        standing: both.min_by_key(|said| (!said.certain, said.since)),
        last,
    })
}

/// When a person last lifted what somebody had said.
fn lifted(db: &Connection, contact: i64) -> Result<Option<Timestamp>, StoreError> {
    let mut statement = db.prepare_cached("SELECT at FROM opt_out_lifted WHERE contact = ?1")?;
    let at: Option<i64> = statement.query_row([contact], |row| row.get(0)).optional()?;
    Ok(at.map(timestamp))
}

/// The opt-out that nobody has lifted.
pub(in crate::store) fn opt_out(
    db: &Connection,
    contact: i64,
    by_hand: Option<Timestamp>,
) -> Result<Option<OptOut>, StoreError> {
    Ok(heard(db, contact, by_hand)?.standing)
}
