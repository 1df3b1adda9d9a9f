//! What was said with people: the thread of one of them by pages, and where words stand in messages and notes.

use rusqlite::types::Value as Bound;
use rusqlite::{OptionalExtension, params, params_from_iter};

use crate::domain::contact::Channel;
use crate::domain::conversation::Message;
use crate::domain::note::Note;
use crate::domain::record::{EntityKind, Fields};
use crate::domain::value::{ContactId, MessageId};
use crate::store::error::StoreError;
use crate::store::filter::fts;
use crate::store::reader::Reader;
use crate::store::rows::record::{by_rid, contact_rid, find};

/// Places that are looked at for one question. Of more, those that came to this copy last.
pub(in crate::store) const LOOKED_AT: usize = 2_000;

/// A page of a thread. The last two parameters are where it begins: a moment and a row.
pub(in crate::store) const PAGE: &str = "SELECT r.id, r.doc FROM message m JOIN record r ON r.rid = m.rid
    WHERE m.contact = ?1 AND (m.at, m.rid) < (?3, ?4) ORDER BY m.at DESC, m.rid DESC LIMIT ?2";

/// Where the words of ?1 stand: row, moment and person, the newest first. People who are gone are in no list.
pub(in crate::store) const ANYWHERE: &str =
    "WITH hit (rid) AS MATERIALIZED (SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY rowid DESC LIMIT ?2),
    place (rid, at, contact) AS (
      SELECT m.rid, m.at, m.contact FROM hit CROSS JOIN message m ON m.rid = hit.rid
      UNION ALL SELECT n.rid, n.at, n.contact FROM hit CROSS JOIN note n ON n.rid = hit.rid)
    SELECT p.rid, r.id FROM place p CROSS JOIN contact c ON c.rid = p.contact CROSS JOIN record r ON r.rid = c.rid
    ORDER BY p.at DESC, p.rid DESC";

/// The same with the person of row ?1, at most ?2: what each of their messages and notes says is read, and the index of words is asked only
/// about a text that cannot answer for itself. To begin with the index would pass everybody who ever said a common word.
fn of_person(parts: &[String], values: &mut Vec<Bound>) -> String {
    let said: Vec<String> = parts
        .iter()
        .map(|part| {
            let index = fts(part).unwrap_or_default();
            values.extend([Bound::from(part.clone()), Bound::from(index)]);
            let (words, index) = (values.len() - 1, values.len());
            format!(
                "coalesce(says(d.doc, ?{words}),
                   EXISTS (SELECT 1 FROM words w WHERE w.words MATCH ?{index} AND w.rowid = d.rid))"
            )
        })
        .collect();
    let said = said.join(" AND ");
    format!(
        "WITH place (rid, at) AS (
           SELECT m.rid, m.at FROM message m CROSS JOIN record d ON d.rid = m.rid WHERE m.contact = ?1 AND {said}
           UNION ALL SELECT n.rid, n.at FROM note n CROSS JOIN record d ON d.rid = n.rid WHERE n.contact = ?1 AND {said})
         SELECT p.rid, r.id FROM place p CROSS JOIN contact c ON c.rid = ?1 CROSS JOIN record r ON r.rid = c.rid
         ORDER BY p.at DESC, p.rid DESC LIMIT ?2"
    )
}

/// A page of a thread.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThreadPage {
    /// Messages, the newest first.
    pub messages: Vec<Message>,
    /// There are earlier ones.
    pub more: bool,
}

/// Something that was said or written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// A message.
    Message(Message),
    /// A note.
    Note(Note),
}

/// Places at which words stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mentions {
    /// The places of the page with whose they are, the newest first.
    pub found: Vec<(ContactId, Said)>,
    /// How many there are, of those that were looked at.
    pub total: usize,
    /// There are more than are looked at.
    pub uncounted: bool,
}

impl Reader {
    /// The messages with somebody before one of them, or the last ones. `None` when that message is not with them.
    pub fn thread_page(
        &self,
        contact: &ContactId,
        before: Option<&MessageId>,
        most: usize,
    ) -> Result<Option<ThreadPage>, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(None);
        };
        let mut from = (i64::MAX, i64::MAX);
        if let Some(before) = before {
            let stored = find(&self.db, EntityKind::Message, before.as_str())?;
            let place = stored.and_then(|stored| {
                let sql = "SELECT at, rid FROM message WHERE rid = ?1 AND contact = ?2";
                let mut statement = self.db.prepare_cached(sql).ok()?;
                let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                statement.query_row([stored.rid, rid], read).ok()
            });
            match place {
                Some(place) => from = place,
                None => return Ok(None),
            }
        }
        let mut statement = self.db.prepare_cached(PAGE)?;
        let mut rows = statement.query(params![rid, most + 1, from.0, from.1])?;
        let mut page = ThreadPage::default();
        while let Some(row) = rows.next()? {
            let fields: Fields = serde_json::from_str(&row.get::<_, String>(1)?)?;
            let id = row.get::<_, String>(0)?;
            page.messages.push(Message::from_fields(id.into(), &fields));
        }
        page.more = page.messages.len() > most;
        page.messages.truncate(most);
        Ok(Some(page))
    }

    /// Whether somebody has ever written on a channel themselves.
    pub fn wrote_on(&self, contact: &ContactId, channel: Channel) -> Result<bool, StoreError> {
        let Some(rid) = contact_rid(&self.db, contact.as_str())? else {
            return Ok(false);
        };
        let sql = "SELECT 1 FROM message WHERE contact = ?1 AND inbound = 1 AND kind = ?2 LIMIT 1";
        let mut statement = self.db.prepare_cached(sql)?;
        Ok(statement
            .query_row(params![rid, channel.word()], |_| Ok(()))
            .optional()?
            .is_some())
    }

    /// Where all of these words stand in messages and notes, of everybody or of one person. Words in quotes stand one behind the
    /// other; the last letters of a word may be missing. `None` when no letter and no digit is among them.
    pub fn mentions(
        &self,
        words: &str,
        of: Option<&ContactId>,
        offset: usize,
        limit: usize,
    ) -> Result<Option<Mentions>, StoreError> {
        let parts = parts(words);
        if parts.is_empty() {
            return Ok(None);
        }
        let looked = Bound::from(LOOKED_AT as i64 + 1);
        let (sql, values) = match of {
            None => {
                let question: Vec<_> = parts.iter().filter_map(|part| fts(part)).collect();
                (ANYWHERE.to_owned(), vec![Bound::from(question.join(" ")), looked])
            }
            Some(of) => {
                let Some(rid) = contact_rid(&self.db, of.as_str())? else {
                    return Ok(Some(Mentions::default()));
                };
                let mut values = vec![Bound::from(rid), looked];
                (of_person(&parts, &mut values), values)
            }
        };
        self.capped(|| {
            let mut statement = self.db.prepare_cached(&sql)?;
            let places = statement
                .query_map(params_from_iter(values.iter()), |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
                })?
                .collect::<Result<Vec<_>, _>>()?;
            let mut mentions = Mentions {
                total: places.len().min(LOOKED_AT),
                uncounted: places.len() > LOOKED_AT,
                ..Mentions::default()
            };
            for (rid, contact) in places.into_iter().take(LOOKED_AT).skip(offset).take(limit) {
                let said = self.said(rid)?.map(|said| (contact.into(), said));
                mentions.found.extend(said);
            }
            Ok(Some(mentions))
        })
    }

    fn said(&self, rid: i64) -> Result<Option<Said>, StoreError> {
        let Some(stored) = by_rid(&self.db, rid)? else {
            return Ok(None);
        };
        let (id, fields) = (stored.record.entity.id.as_str(), &stored.record.fields);
        Ok(match stored.record.entity.kind {
            EntityKind::Message => Some(Said::Message(Message::from_fields(id.into(), fields))),
            EntityKind::Note => Some(Said::Note(Note::from_fields(id.into(), fields))),
            _ => None,
        })
    }
}

/// What is looked for: each word, and those in quotes one behind the other. Parts without a letter and a digit ask nothing.
fn parts(words: &str) -> Vec<String> {
    let parts = words.split('"').enumerate().flat_map(|(nr, part)| {
        let quoted = nr % 2 == 1;
        let whole = quoted.then_some(part);
        let each = (!quoted).then(|| part.split_whitespace());
        whole.into_iter().chain(each.into_iter().flatten())
    });
    parts
        .filter(|part| fts(part).is_some())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
