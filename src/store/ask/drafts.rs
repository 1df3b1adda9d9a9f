//! What is typed and not yet sent or asked, so that a crash loses none of it.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::record::EntityKind;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::find;

/// Keeps a draft under a name; an empty text forgets it.
pub(in crate::store) fn keep(
    db: &Connection,
    name: &str,
    subject: Option<&str>,
    body: &str,
    at: i64,
) -> Result<(), StoreError> {
    if body.is_empty() && subject.is_none_or(str::is_empty) {
        db.prepare_cached("DELETE FROM draft WHERE name = ?1")?
            .execute([name])?;
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO draft (name, subject, body, at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO UPDATE SET subject = excluded.subject, body = excluded.body, at = excluded.at",
    )?
    .execute(params![name, subject, body, at])?;
    Ok(())
}

/// Keeps a text before what stands under a name already, so that neither is lost.
pub(in crate::store) fn put_before(
    db: &Connection,
    name: &str,
    subject: Option<&str>,
    body: &str,
    at: i64,
) -> Result<(), StoreError> {
    let (subject, body) = match read(db, name)? {
        Some((began, since)) if !since.trim().is_empty() && since != body => {
            (subject.map(str::to_owned).or(began), format!("{body}\n\n{since}"))
        }
        Some((began, _)) => (subject.map(str::to_owned).or(began), body.to_owned()),
        None => (subject.map(str::to_owned), body.to_owned()),
    };
    keep(db, name, subject.as_deref(), &body, at)
}

/// Makes a message that was taken back a draft again.
pub(in crate::store) fn restore(db: &Connection, draft: &Draft, at: i64) -> Result<(), StoreError> {
    let name = name_here(db, &draft.contact, draft.channel)?;
    put_before(db, &name, draft.subject.as_deref(), &draft.body, at)
}

/// Hands over what is being typed to a person who is known under another id from now on.
pub(in crate::store) fn hand_over(db: &Connection, from: &str, to: &str, at: i64) -> Result<(), StoreError> {
    for channel in Channel::ALL {
        let old = message_draft_name(&from.into(), channel);
        let Some((subject, body)) = read(db, &old)? else {
            continue;
        };
        let new = message_draft_name(&to.into(), channel);
        put_before(db, &new, subject.as_deref(), &body, at)?;
        keep(db, &old, None, "", at)?;
    }
    Ok(())
}

/// The name under which a message to a person is kept, by the id that they have here: a window may still know them by
/// the CRM's.
pub(in crate::store) fn name_here(
    db: &Connection,
    contact: &ContactId,
    channel: Channel,
) -> Result<String, StoreError> {
    let known = find(db, EntityKind::Contact, contact.as_str())?;
    Ok(match known {
        Some(known) => message_draft_name(&known.record.entity.id.into(), channel),
        None => message_draft_name(contact, channel),
    })
}

/// Subject and text of what is kept under a name.
pub(in crate::store) fn read(
    db: &Connection,
    name: &str,
) -> Result<Option<(Option<String>, String)>, StoreError> {
    let mut statement = db.prepare_cached("SELECT subject, body FROM draft WHERE name = ?1")?;
    Ok(statement
        .query_row([name], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// The name under which a message to a person is kept.
pub fn message_draft_name(contact: &ContactId, channel: Channel) -> String {
    format!("message:{}:{}", channel.dnd_key(), contact)
}

impl Reader {
    /// Subject and text of a draft.
    pub fn draft(&self, name: &str) -> Result<Option<(Option<String>, String)>, StoreError> {
        read(&self.db, name)
    }
}
