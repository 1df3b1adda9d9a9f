//! What happened with everybody over a stretch of time, in its order: for what would have come of it.
//!
//! It is read from the tables, which know when each thing was, and from the journal where only that does: tags. What is
//! not told with its moment (a mail that was opened) is not here. A year of a large account is a million rows: they are read in
//! one pass of an index, and more only of households that are wanted. `messages` has the most of them, `appointments` those that
//! were other things before, `dealt` gives everybody's out by household. Must not know what an automation is. To add something that
//! happens: its variant of [`Happening`], and the method of `Span` that finds it.

mod appointments;
mod dealt;
mod messages;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rusqlite::params;

pub use appointments::Stood;
pub use dealt::{Chosen, Dealt, Part};

use messages::lights;

use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Message, MessageKind};
use crate::domain::fact::Fact;
use crate::domain::gate::consent;
use crate::domain::gate::zones::{Candidate, Whereabouts, candidates};
use crate::domain::listing::News;
use crate::domain::opt_out::{Reading, read, read_mail};
use crate::domain::record::{Fields, Glance};
use crate::domain::value::{ContactId, CustomFieldId};
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{contact_rid, timestamp};

/// The CRM's words for a call that reached somebody.
const TALKED: &[&str] = &["answered", "completed", "connected"];

/// Something that happened with somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct PastEvent {
    /// With whom.
    pub contact: ContactId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happening,
}

/// Who sent something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sender {
    /// A person, in their own words.
    Person,
    /// A workflow of the CRM.
    Workflow,
    /// An automation by this id, or a person who said yes to what one had laid ready.
    Automation(Option<String>),
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// They became known, with the tags that they came with.
    Known {
        /// By themselves: nobody here typed them in or read them from a file.
        arrived: bool,
        /// Which.
        tags: Vec<String>,
    },
    /// A tag came or went.
    Tag {
        /// Which.
        tag: String,
        /// It came.
        on: bool,
        /// The automation by this id put it on or took it off.
        by: Option<String>,
    },
    /// A deal came to a stage.
    Stage {
        /// From which, by the CRM's id; nothing for a new deal.
        from: Option<String>,
        /// To which.
        to: String,
    },
    /// They wrote or called.
    Received {
        /// What.
        kind: MessageKind,
        /// What it says, as plain text, when it was asked for.
        words: Option<String>,
    },
    /// They and somebody here talked on the telephone.
    Talked,
    /// Something went to them.
    Sent {
        /// What.
        kind: MessageKind,
        /// Who sent it.
        by: Sender,
    },
    /// They want to hear no more.
    OptedOut,
    /// An appointment with them began, or should have.
    Appointment {
        /// What it is called.
        title: String,
        /// The name of the calendar it is in; nothing when that is not here.
        calendar: String,
        /// When it was booked, when that is known.
        booked: Option<Timestamp>,
        /// How it stood first, as far as it is known.
        first: Stood,
        /// How it stood from each moment on at which it was changed, oldest first.
        then: Vec<(Timestamp, Stood)>,
    },
    /// They filled in a form of this name; of one that is gone nothing.
    Form(String),
    /// Something happened with a home that concerns them.
    Home(News),
}

/// What of it is wanted.
pub struct Look<'a> {
    /// Not before this moment.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
    /// With this person only.
    pub with: Option<&'a ContactId>,
    /// What they wrote is read as well: that takes its time.
    pub words: bool,
}

/// Something that happened with the person of a row.
#[derive(Clone)]
struct Found {
    contact: i64,
    at: i64,
    what: Happening,
}

/// What an automation has to know of somebody.
#[derive(Clone, Debug)]
pub struct Whom {
    /// The contact.
    pub contact: Contact,
    /// Every zone they may be in.
    pub places: Vec<Candidate>,
}

/// A map for the length of one question.
pub(in crate::store) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
/// A set for the length of one question.
pub(in crate::store) type Set<K> = HashSet<K, foldhash::fast::RandomState>;

/// Who stands for whose household, of those that do not decide alone.
pub type Households = Map<ContactId, ContactId>;

/// Everybody by their row.
type Ids = Map<i64, ContactId>;

/// Somebody's row, with the number and the address that they may share with others of their household.
type Line = (i64, String, String);

impl Reader {
    /// Everybody, in the order of their rows.
    fn all_lines(&self) -> Result<Vec<Line>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT rid, phone, email FROM contact ORDER BY rid")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Their ids. The records themselves are many pages; an index has what is asked.
    fn ids_of(&self, everybody: &[Line]) -> Result<Ids, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT rid, id FROM record INDEXED BY record_id WHERE kind = 'contact'")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?.into())))?;
        let mut ids = rows.collect::<Result<Ids, _>>()?;
        // Who is gone has a record still.
        if ids.len() != everybody.len() {
            ids.retain(|rid, _| everybody.binary_search_by_key(rid, |line| line.0).is_ok());
        }
        Ok(ids)
    }

    /// Who stands for the household of each person that does not decide alone: the one who was here first of those with
    /// the same number or address.
    pub fn households(&self) -> Result<Households, StoreError> {
        let everybody = self.all_lines()?;
        let ids = self.ids_of(&everybody)?;
        Ok(households(&everybody, &ids))
    }

    /// What happened, in its order.
    pub fn happened(&self, look: &Look<'_>) -> Result<Vec<PastEvent>, StoreError> {
        let mut all = Span::of(self, look)?;
        let writings = messages::writings(self, all.only)?;
        let before = all.find()?;
        let others = all.found.split_off(before);
        let lights = lights(self, (all.from, all.until), all.only, &writings)?;
        let Span { ids, found, .. } = all;
        let messages = lights
            .iter()
            .filter_map(|light| Some((light, ids.get(&light.contact)?)))
            .map(|(light, contact)| light.whole((self, contact), &writings, look.words))
            .collect::<Result<Vec<_>, _>>()?;
        // Of one moment, messages come where they always did.
        let mut found: Vec<Found> = found.into_iter().chain(messages).chain(others).collect();
        found.sort_by_key(|found| found.at);
        let events = found.into_iter();
        Ok(events.filter_map(|found| found.told(&ids)).collect())
    }

    /// What an automation has to know of the person of a row, as it stands now.
    pub(in crate::store) fn whom(&self, rid: i64, id: &ContactId) -> Result<Whom, StoreError> {
        let contact = messages::with_doc(self, rid, |doc| {
            let members: Glance<'_> = doc.map_or(Ok(Glance::default()), serde_json::from_str)?;
            Ok(Contact::seen(id.clone(), &members))
        })?;
        let zone = contact
            .timezone
            .as_deref()
            .filter(|name| TimeZone::get(name).is_ok());
        let places = candidates(&Whereabouts {
            zone,
            state: contact.address.state.raw(),
            zip: contact.address.postal_code.raw(),
            country: contact.address.country.raw(),
            phone: contact.phone.raw(),
        });
        Ok(Whom { contact, places })
    }

    /// When somebody first wrote, by channel.
    pub(in crate::store) fn first_words(&self, rid: i64) -> Result<Vec<(Channel, i64)>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT type, min(at) FROM message WHERE contact = ?1 AND inbound = 1 GROUP BY type",
        )?;
        let rows = statement.query_map([rid], |row| {
            let kind = MessageKind::from_word(row.get_ref(0)?.as_str()?);
            Ok((channel_of(kind), row.get(1)?))
        })?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?.into_iter();
        Ok(rows.filter_map(|(channel, at)| Some((channel?, at))).collect())
    }

    pub(in crate::store) fn added_names(&self) -> Result<BTreeMap<CustomFieldId, String>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, json_extract(doc, '$.name') FROM record WHERE kind = 'custom_field'",
        )?;
        let rows = statement.query_map([], |row| {
            let name: Option<String> = row.get(1)?;
            Ok((
                CustomFieldId::from(row.get::<_, String>(0)?),
                name.unwrap_or_default(),
            ))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// What stands against an automated message to somebody, whatever the hour. Whether they ever wrote on that channel is asked only
/// when it matters.
pub(in crate::store) fn barred(
    contact: &Contact,
    channel: Channel,
    names: &BTreeMap<CustomFieldId, String>,
    wrote: &dyn Fn() -> Result<bool, StoreError>,
) -> Result<Option<String>, StoreError> {
    let address = match channel {
        Channel::Email => contact.email.raw(),
        _ => contact.phone.raw(),
    };
    if address.trim().is_empty() {
        return Ok(Some(format!(
            "there is no way to reach them by {}",
            channel.word()
        )));
    }
    if contact.dnd || contact.dnd_on(channel) != Dnd::Open {
        return Ok(Some("they are marked as not to be disturbed".to_owned()));
    }
    let agreed = consent::known(contact, channel, names, wrote()?).is_some();
    Ok((!agreed).then(|| {
        format!(
            "nothing says that they agreed to automated messages by {}",
            channel.word()
        )
    }))
}

fn households(everybody: &[Line], ids: &Ids) -> Households {
    let mut first: Map<&str, usize> = Map::default();
    let mut stands: Vec<usize> = (0..everybody.len()).collect();
    for (at, (_, phone, email)) in everybody.iter().enumerate() {
        for shared in [phone.as_str(), email.as_str()] {
            if shared.is_empty() {
                continue;
            }
            let other = *first.entry(shared).or_insert(at);
            let (mine, theirs) = (root(&stands, at), root(&stands, other));
            stands[mine.max(theirs)] = mine.min(theirs);
        }
    }
    let id = |at: usize| ids.get(&everybody[at].0).cloned();
    let heads = (0..everybody.len()).map(|at| (at, root(&stands, at)));
    let kin = heads.filter(|(at, head)| at != head);
    kin.filter_map(|(at, head)| Some((id(at)?, id(head)?))).collect()
}

fn root(stands: &[usize], mut at: usize) -> usize {
    while stands[at] != at {
        at = stands[at];
    }
    at
}

/// The channel that a message came or went on, when it is one of those that can be written on from here.
pub(in crate::store) const fn channel_of(kind: MessageKind) -> Option<Channel> {
    match kind {
        MessageKind::Sms => Some(Channel::Sms),
        MessageKind::Email => Some(Channel::Email),
        MessageKind::Call => Some(Channel::Call),
        MessageKind::Chat | MessageKind::Activity => None,
    }
}

/// A stretch of time that is being read.
struct Span<'a> {
    reader: &'a Reader,
    from: i64,
    until: i64,
    only: Option<i64>,
    ids: Ids,
    found: Vec<Found>,
}

impl Found {
    fn told(self, ids: &Ids) -> Option<PastEvent> {
        Some(PastEvent {
            contact: ids.get(&self.contact)?.clone(),
            at: timestamp(self.at),
            what: self.what,
        })
    }
}

impl<'a> Span<'a> {
    fn of(reader: &'a Reader, look: &Look<'_>) -> Result<Self, StoreError> {
        let Some(contact) = look.with else {
            let ids = reader.ids_of(&reader.all_lines()?)?;
            return Ok(Self::with(reader, look, ids));
        };
        let only = contact_rid(&reader.db, contact.as_str())?.unwrap_or(-1);
        let ids = std::iter::once((only, contact.clone())).collect();
        let mut span = Self::with(reader, look, ids);
        span.only = Some(only);
        Ok(span)
    }

    fn with(reader: &'a Reader, look: &Look<'_>, ids: Ids) -> Self {
        Self {
            reader,
            from: look.from.as_millisecond(),
            until: look.until.as_millisecond(),
            only: None,
            ids,
            found: Vec::new(),
        }
    }

    /// Finds everything but messages; so much of it comes before those of its moment, the rest behind them.
    fn find(&mut self) -> Result<usize, StoreError> {
        self.known()?;
        self.stages()?;
        let before = self.found.len();
        self.opt_outs()?;
        self.appointments()?;
        self.forms()?;
        self.homes()?;
        self.tags()?;
        Ok(before)
    }
}

impl Span<'_> {
    fn add(&mut self, contact: i64, at: i64, what: Happening) {
        if self.ids.contains_key(&contact) {
            self.found.push(Found { contact, at, what });
        }
    }

    /// Reads rows of a person, a moment and more, and takes what each says.
    fn rows(
        &mut self,
        sql: &str,
        say: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Option<Happening>>,
    ) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut statement = reader.db.prepare_cached(sql)?;
        let mut rows = statement.query(params![self.from, self.until, self.only])?;
        while let Some(row) = rows.next()? {
            if let Some(what) = say(row)? {
                self.add(row.get(0)?, row.get(1)?, what);
            }
        }
        Ok(())
    }

    fn known(&mut self) -> Result<(), StoreError> {
        // Who was entered here did not arrive. What is made here bears its own moment, but for what clocks differ. They came with
        // the tags that the first change of their tags found.
        self.rows(
            "SELECT c.rid, c.added,
               c.rid NOT IN (SELECT rid FROM journal WHERE fact IN ('created', 'edited', 'changed', 'removed')
                 AND fact = 'created' AND at >= ?1 - 86400000 AND rid IS NOT NULL
                 AND json_extract(origin, '$.by') IN ('agent', 'cli', 'copilot')),
               coalesce(
                 (SELECT coalesce(json_extract(e.value, '$.from'), '[]') FROM journal j, json_each(j.body, '$.changes') e
                  WHERE j.rid = c.rid AND j.fact IN ('edited', 'changed') AND j.body LIKE '%\"tags\"%'
                    AND json_extract(e.value, '$.path') = 'tags' ORDER BY j.seq LIMIT 1),
                 (SELECT json_group_array(t.tag) FROM contact_tag t WHERE t.rid = c.rid))
             FROM contact c WHERE c.added >= ?1 AND c.added < ?2 AND (?3 IS NULL OR c.rid = ?3)",
            |row| {
                let arrived = row.get(2)?;
                let tags = serde_json::from_str(row.get_ref(3)?.as_str()?).unwrap_or_default();
                let tags = tags_of(&tags);
                Ok((arrived || !tags.is_empty()).then_some(Happening::Known { arrived, tags }))
            },
        )
    }

    fn stages(&mut self) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut statement = reader.db.prepare_cached(
            "SELECT o.contact, h.at, h.stage, h.opportunity FROM opportunity o
             JOIN stage_history h ON h.opportunity = o.rid
             WHERE o.contact IS NOT NULL AND h.at < ?1 AND (?2 IS NULL OR o.contact = ?2)
             ORDER BY h.opportunity, h.at",
        )?;
        let mut rows = statement.query(params![self.until, self.only])?;
        let mut before: Option<(i64, String)> = None;
        while let Some(row) = rows.next()? {
            let (contact, at, to, deal): (i64, i64, String, i64) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let from = before
                .take()
                .filter(|(known, _)| *known == deal)
                .map(|(_, stage)| stage);
            before = Some((deal, to.clone()));
            if at >= self.from && from.as_deref() != Some(to.as_str()) {
                self.add(contact, at, Happening::Stage { from, to });
            }
        }
        Ok(())
    }

    fn opt_outs(&mut self) -> Result<(), StoreError> {
        self.rows(
            "SELECT m.contact, m.at, m.type, json_extract(r.doc, '$.subject'), json_extract(r.doc, '$.body')
             FROM opt_out o JOIN message m ON m.rid = o.message JOIN record r ON r.rid = m.rid
             WHERE m.at >= ?1 AND m.at < ?2 AND (?3 IS NULL OR m.contact = ?3) AND m.contact IS NOT NULL",
            |row| {
                let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
                let reading = match MessageKind::from_word(row.get_ref(2)?.as_str()?) {
                    MessageKind::Email => read_mail(&text(3)?, &text(4)?),
                    _ => read(&text(4)?, Channel::Sms),
                };
                Ok(matches!(reading, Reading::Stop { .. }).then_some(Happening::OptedOut))
            },
        )
    }

    fn forms(&mut self) -> Result<(), StoreError> {
        self.rows(
            "SELECT s.contact, s.at, (SELECT json_extract(f.doc, '$.name') FROM record f
               WHERE f.kind = 'form' AND f.id = json_extract(r.doc, '$.formId') AND f.gone = 0)
             FROM submission s JOIN record r ON r.rid = s.rid
             WHERE s.contact IS NOT NULL AND s.at >= ?1 AND s.at < ?2 AND (?3 IS NULL OR s.contact = ?3)",
            |row| {
                let name: Option<String> = row.get(2)?;
                Ok(Some(Happening::Form(name.unwrap_or_default())))
            },
        )
    }

    fn homes(&mut self) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut statement = reader.db.prepare_cached(
            "SELECT rid, at, body FROM journal
             WHERE fact = 'concerned' AND at >= ?1 AND at < ?2 AND rid IS NOT NULL AND (?3 IS NULL OR rid = ?3) ORDER BY seq",
        )?;
        let mut rows = statement.query(params![self.from, self.until, self.only])?;
        while let Some(row) = rows.next()? {
            if let Fact::Concerned { news, .. } = serde_json::from_str(&row.get::<_, String>(2)?)? {
                self.add(row.get(0)?, row.get(1)?, Happening::Home(news));
            }
        }
        Ok(())
    }

    fn tags(&mut self) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut statement = reader.db.prepare_cached(
            "SELECT rid, at, body, json_extract(origin, '$.run') FROM journal WHERE fact IN ('created', 'edited', 'changed', 'removed')
               AND fact IN ('edited', 'changed') AND at >= ?1 AND at < ?2 AND rid IS NOT NULL AND (?3 IS NULL OR rid = ?3) AND body LIKE '%\"tags\"%'",
        )?;
        let mut rows = statement.query(params![self.from, self.until, self.only])?;
        while let Some(row) = rows.next()? {
            let (contact, at): (i64, i64) = (row.get(0)?, row.get(1)?);
            let fact: serde_json::Value = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let by = row
                .get::<_, Option<String>>(3)?
                .and_then(|run| automation_of(&run));
            for change in fact["changes"].as_array().into_iter().flatten() {
                if change["path"] != "tags" {
                    continue;
                }
                let (from, to) = (tags_of(&change["from"]), tags_of(&change["to"]));
                for (these, those, on) in [(&to, &from, true), (&from, &to, false)] {
                    for tag in these.iter().filter(|tag| !those.contains(tag)) {
                        let (tag, by) = (tag.clone(), by.clone());
                        self.add(contact, at, Happening::Tag { tag, on, by });
                    }
                }
            }
        }
        Ok(())
    }
}

/// What a message says; one that cannot be read says nothing.
fn said(doc: &str) -> String {
    let fields: Fields = serde_json::from_str(doc).unwrap_or_default();
    Message::from_fields("".into(), &fields).words().into_owned()
}

/// A run is called by its automation and a number.
fn automation_of(run: &str) -> Option<String> {
    run.rsplit_once('-').map(|(id, _)| id.to_owned())
}

fn tags_of(value: &serde_json::Value) -> Vec<String> {
    let tags = value.as_array().into_iter().flatten();
    tags.filter_map(|tag| tag.as_str().map(str::to_owned)).collect()
}
