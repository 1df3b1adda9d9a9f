//! Messages, of which there are the most: what the index of their moments tells of all of them, and of the record itself only
//! what that does not, for those about whom it is wanted.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Found, Happening, Sender, Span, TALKED, automation_of, said};
use crate::domain::conversation::MessageKind;
use crate::store::error::StoreError;
use crate::store::record::timestamp;

/// A message as the index has it.
pub(super) struct Light {
    rid: i64,
    pub contact: i64,
    at: i64,
    inbound: bool,
    kind: MessageKind,
    talked: bool,
}

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
}

impl Span<'_> {
    /// Every message of the stretch that left or came, oldest first.
    pub(super) fn lights(&self) -> Result<(Vec<Light>, Writings), StoreError> {
        let writings = self.writings()?;
        let columns = "m.rid, m.contact, m.at, m.inbound, m.kind, m.status";
        let sql = match self.only {
            Some(_) => {
                format!("SELECT {columns} FROM message m WHERE m.at >= ?1 AND m.at < ?2 AND m.contact = ?3")
            }
            None => format!(
                "SELECT {columns} FROM message m INDEXED BY message_at
                 WHERE m.at >= ?1 AND m.at < ?2 AND m.contact IS NOT NULL AND ?3 IS NULL"
            ),
        };
        let mut statement = self.reader.db.prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.from, self.until, self.only])?;
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
                inbound: row.get(3)?,
                kind,
                talked: kind == MessageKind::Call && TALKED.contains(&status),
            });
        }
        lights.sort_unstable_by_key(|light| (light.at, light.rid));
        Ok((lights, writings))
    }

    /// What became of what was written here: few beside all that came from the CRM.
    fn writings(&self) -> Result<Writings, StoreError> {
        let mut statement = self.reader.db.prepare_cached(
            "SELECT o.rid, o.state IN ('sending', 'uncertain', 'sent', 'delivered'), a.who
             FROM outbox o JOIN message m ON m.rid = o.rid LEFT JOIN audit a ON a.id = o.audit
             WHERE (?1 IS NULL OR m.contact = ?1) ORDER BY o.seq",
        )?;
        let rows = statement.query_map([self.only], |row| {
            let written = Written {
                left: row.get(1)?,
                who: row.get(2)?,
            };
            Ok((row.get(0)?, written))
        })?;
        Ok(Writings(rows.collect::<Result<_, _>>()?))
    }

    /// A message whole: who sent it, and what they wrote when that is wanted.
    pub(super) fn whole(&self, light: &Light, writings: &Writings, words: bool) -> Result<Found, StoreError> {
        let what = match light.shape() {
            Happening::Received { kind, .. } if words => Happening::Received {
                kind,
                words: self.doc(light.rid)?.map(|doc| said(&doc)),
            },
            Happening::Sent { kind, .. } => Happening::Sent {
                kind,
                by: self.author(light, writings)?,
            },
            what => what,
        };
        Ok(Found {
            contact: light.contact,
            at: light.at,
            what,
        })
    }

    fn author(&self, light: &Light, writings: &Writings) -> Result<Sender, StoreError> {
        let who = writings
            .0
            .get(&light.rid)
            .and_then(|written| written.who.as_deref());
        Ok(match who {
            Some("me" | "claude") => {
                let body = self.doc(light.rid)?.map(|doc| said(&doc)).unwrap_or_default();
                let yes = self.ids.get(&light.contact).is_some_and(|contact| {
                    let asked = self.reader.said_yes(contact, &body, timestamp(light.at));
                    asked.unwrap_or_else(|error| {
                        tracing::debug!(%error, "a message counts as a person's own");
                        false
                    })
                });
                if yes {
                    Sender::Automation(None)
                } else {
                    Sender::Person
                }
            }
            Some(who) if who.starts_with("automation") => {
                let sql = "SELECT json_extract(origin, '$.run') FROM journal WHERE rid = ?1 AND fact = 'created' LIMIT 1";
                let mut statement = self.reader.db.prepare_cached(sql)?;
                let run = statement
                    .query_row([light.rid], |row| row.get::<_, Option<String>>(0))
                    .optional()?;
                Sender::Automation(run.flatten().and_then(|run| automation_of(&run)))
            }
            // Without a colleague's name on it, what the CRM sent was sent by one of its workflows.
            _ if self.is_signed(light.rid)? => Sender::Person,
            _ => Sender::Workflow,
        })
    }

    fn is_signed(&self, rid: i64) -> Result<bool, StoreError> {
        let mut statement = self.reader.db.prepare_cached(DOC)?;
        let mut rows = statement.query([rid])?;
        let Some(row) = rows.next()? else { return Ok(false) };
        let doc = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        // Most of what a workflow sent does not even have the member.
        if !doc.contains("\"userId\"") {
            return Ok(false);
        }
        Ok(serde_json::from_str::<Signed>(doc)?.user.is_some())
    }

    fn doc(&self, rid: i64) -> Result<Option<String>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(DOC)?;
        Ok(statement.query_row([rid], |row| row.get(0)).optional()?)
    }
}

const DOC: &str = "SELECT doc FROM record WHERE rid = ?1";

/// What was written here, by its row.
pub(super) struct Writings(HashMap<i64, Written>);
