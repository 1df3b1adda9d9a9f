//! Messages, of which there are the most: what the index of their moments tells of all of them, and of the record itself only
//! what that does not, for those about whom it is wanted.

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Found, Happening, Map, Sender, TALKED, automation_of, said};
use crate::domain::conversation::MessageKind;
use crate::domain::value::ContactId;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::timestamp;

/// A message as the index has it: 32 bytes.
pub(super) struct Light {
    rid: i64,
    pub contact: i64,
    pub at: i64,
    /// The number of the household it is with, once they have numbers.
    pub home: u32,
    inbound: bool,
    kind: MessageKind,
    talked: bool,
    hand: Hand,
}

/// Whose hand a message of ours is from, as far as its record tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    /// It was not read yet.
    Unread,
    Colleague,
    Workflow,
}

/// Rows so near to each other are read together: what lies between costs less than to look for the next.
const BESIDE: i64 = 8;

/// What came of a message that was written here.
struct Written {
    left: bool,
    /// Who wrote it, as the log calls them.
    who: Option<String>,
}

/// Who is named on a message of ours.
#[derive(Deserialize)]
struct Signed {
    #[serde(rename = "userId")]
    user: Option<IgnoredAny>,
}

impl Light {
    /// It as something that happened, as far as it is known without its record.
    pub fn shape(&self) -> Happening {
        match (self.talked, self.inbound) {
            (true, _) => Happening::Talked,
            (_, true) => Happening::Received {
                kind: self.kind,
                words: None,
            },
            (_, false) => Happening::Sent {
                kind: self.kind,
                by: Sender::Person,
            },
        }
    }

    /// What its shape goes by.
    pub const fn sort(&self) -> (MessageKind, bool, bool) {
        (self.kind, self.inbound, self.talked)
    }

    /// A message whole, with who sent it, and with what they wrote when that is wanted.
    pub fn whole(
        &self,
        (reader, contact): (&Reader, &ContactId),
        writings: &Writings,
        words: bool,
    ) -> Result<Found, StoreError> {
        let what = match self.shape() {
            Happening::Received { kind, .. } if words => Happening::Received {
                kind,
                words: doc(reader, self.rid)?.map(|doc| said(&doc)),
            },
            Happening::Sent { kind, .. } => Happening::Sent {
                kind,
                by: self.author(reader, contact, writings)?,
            },
            what => what,
        };
        Ok(Found {
            contact: self.contact,
            at: self.at,
            what,
        })
    }

    fn author(
        &self,
        reader: &Reader,
        contact: &ContactId,
        writings: &Writings,
    ) -> Result<Sender, StoreError> {
        let written = writings.0.get(&self.rid);
        Ok(match written.and_then(|written| written.who.as_deref()) {
            Some("me" | "claude") => {
                let body = doc(reader, self.rid)?.map(|doc| said(&doc)).unwrap_or_default();
                let asked = reader.said_yes(contact, &body, timestamp(self.at));
                let yes = asked.unwrap_or_else(|error| {
                    tracing::debug!(%error, "a message counts as a person's own");
                    false
                });
                if yes {
                    Sender::Automation(None)
                } else {
                    Sender::Person
                }
            }
            Some(who) if who.starts_with("automation") => {
                let sql = "SELECT json_extract(origin, '$.run') FROM journal WHERE rid = ?1 AND fact = 'created' LIMIT 1";
                let mut statement = reader.db.prepare_cached(sql)?;
                let run = statement
                    .query_row([self.rid], |row| row.get::<_, Option<String>>(0))
                    .optional()?;
                Sender::Automation(run.flatten().and_then(|run| automation_of(&run)))
            }
            _ => match self.hand {
                Hand::Colleague => Sender::Person,
                Hand::Workflow => Sender::Workflow,
                Hand::Unread => match hand(reader, self.rid)? {
                    Hand::Colleague => Sender::Person,
                    Hand::Workflow | Hand::Unread => Sender::Workflow,
                },
            },
        })
    }
}

/// Every message of a stretch that left or came, oldest first.
pub(super) fn lights(
    reader: &Reader,
    (from, until): (i64, i64),
    only: Option<i64>,
    writings: &Writings,
) -> Result<Vec<Light>, StoreError> {
    let columns = "m.rid, m.contact, m.at, m.inbound, m.kind, m.status";
    let sql = match only {
        Some(_) => {
            format!("SELECT {columns} FROM message m WHERE m.at >= ?1 AND m.at < ?2 AND m.contact = ?3")
        }
        None => format!(
            "SELECT {columns} FROM message m INDEXED BY message_at
             WHERE m.at >= ?1 AND m.at < ?2 AND m.contact IS NOT NULL AND ?3 IS NULL"
        ),
    };
    let mut statement = reader.db.prepare_cached(&sql)?;
    let mut rows = statement.query(params![from, until, only])?;
    let mut lights = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = MessageKind::of_word(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?);
        let rid = row.get(0)?;
        // What was written here and did not leave did not happen.
        let stayed = writings.0.get(&rid).is_some_and(|written| !written.left);
        if kind == MessageKind::Activity || stayed {
            continue;
        }
        let status = row.get_ref(5)?.as_str().map_err(rusqlite::Error::from)?;
        lights.push(Light {
            rid,
            contact: row.get(1)?,
            at: row.get(2)?,
            home: 0,
            inbound: row.get(3)?,
            kind,
            talked: kind == MessageKind::Call && TALKED.contains(&status),
            hand: Hand::Unread,
        });
    }
    lights.sort_unstable_by_key(|light| (light.at, light.rid));
    Ok(lights)
}

/// Reads whose hand each is from. Those that lie beside each other in the file are read in one go.
pub(super) fn sign(reader: &Reader, lights: &mut [Light]) -> Result<(), StoreError> {
    let ours = lights.iter_mut().filter(|light| !light.inbound && !light.talked);
    let mut ours: Vec<&mut Light> = ours.collect();
    ours.sort_unstable_by_key(|light| light.rid);
    let mut statement = reader
        .db
        .prepare_cached("SELECT rid, doc FROM record WHERE rid BETWEEN ?1 AND ?2 ORDER BY rid")?;
    for stretch in ours.chunk_by_mut(|one, next| next.rid - one.rid <= BESIDE) {
        let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else {
            continue;
        };
        let mut rows = statement.query([first.rid, last.rid])?;
        let mut left = stretch.iter_mut().peekable();
        while let Some(row) = rows.next()? {
            let rid: i64 = row.get(0)?;
            // Whose record is not here, no colleague's name is on.
            while let Some(gone) = left.next_if(|light| light.rid < rid) {
                gone.hand = Hand::Workflow;
            }
            if let Some(light) = left.next_if(|light| light.rid == rid) {
                light.hand = signed(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
            }
        }
        left.for_each(|gone| gone.hand = Hand::Workflow);
    }
    Ok(())
}

/// What became of what was written here: few beside all that came from the CRM.
pub(super) fn writings(reader: &Reader, only: Option<i64>) -> Result<Writings, StoreError> {
    let mut statement = reader.db.prepare_cached(
        "SELECT o.rid, o.state IN ('sending', 'uncertain', 'sent', 'delivered'), a.who
         FROM outbox o JOIN message m ON m.rid = o.rid LEFT JOIN audit a ON a.id = o.audit
         WHERE (?1 IS NULL OR m.contact = ?1) ORDER BY o.seq",
    )?;
    let rows = statement.query_map([only], |row| {
        let written = Written {
            left: row.get(1)?,
            who: row.get(2)?,
        };
        Ok((row.get(0)?, written))
    })?;
    Ok(Writings(rows.collect::<Result<_, _>>()?))
}

/// Without a colleague's name on it, what the CRM sent was sent by one of its workflows.
fn hand(reader: &Reader, rid: i64) -> Result<Hand, StoreError> {
    with_doc(reader, rid, |doc| doc.map_or(Ok(Hand::Workflow), signed))
}

fn signed(doc: &str) -> Result<Hand, StoreError> {
    // Most of what a workflow sent does not even have the member.
    let signed = doc.contains("\"userId\"") && serde_json::from_str::<Signed>(doc)?.user.is_some();
    Ok(if signed { Hand::Colleague } else { Hand::Workflow })
}

/// What is read of the members of a record as they are written; of one that is not here, of nothing.
pub(super) fn with_doc<T>(
    reader: &Reader,
    rid: i64,
    read: impl FnOnce(Option<&str>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut statement = reader.db.prepare_cached(DOC)?;
    let mut rows = statement.query([rid])?;
    let Some(row) = rows.next()? else {
        return read(None);
    };
    read(Some(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?))
}

/// The same, as they are written.
pub(super) fn doc(reader: &Reader, rid: i64) -> Result<Option<String>, StoreError> {
    let mut statement = reader.db.prepare_cached(DOC)?;
    Ok(statement.query_row([rid], |row| row.get(0)).optional()?)
}

const DOC: &str = "SELECT doc FROM record WHERE rid = ?1";

/// What was written here, by its row.
pub(super) struct Writings(Map<i64, Written>);
