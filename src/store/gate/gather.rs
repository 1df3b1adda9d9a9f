//! Everything the gate's rules look at, read in one transaction.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use serde_json::Value;

use crate::domain::access::Role;
use crate::domain::contact::{Channel, Contact, Dnd, dnd_told};
use crate::domain::conversation::{Draft, MessageKind};
use crate::domain::fair_housing::{self, check};
use crate::domain::gate::zones::{Whereabouts, candidates};
use crate::domain::gate::{self, Flag, OptOut, Place, Request, Sender, Sent, Severity, Text};
use crate::domain::opt_out::Reading;
use crate::domain::record::{EntityKind, EntityRef, Fields, Members};
use crate::domain::value::CustomFieldId;
use crate::store::error::StoreError;
use crate::store::rows::record::{find, timestamp};
use crate::store::rows::{heard, household, suppress};
use crate::store::settings::automatic;

/// Caps look so far back: the longest of them counts 30 days.
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Messages with one person that are looked at; more than anybody writes by hand in a month.
const MOST: usize = 500;
/// Messages with a person, newest first, with what is known of those written here.
pub(super) const WITH: &str =
    "SELECT m.rid, m.at, m.inbound, m.type, json_extract(r.doc, '$.body'), json_extract(r.doc, '$.userId'),
    o.state, a.who FROM message m JOIN record r ON r.rid = m.rid
    LEFT JOIN outbox o ON o.rid = m.rid LEFT JOIN audit a ON a.id = o.audit
    WHERE m.contact = ?1 ORDER BY m.at DESC, m.rid DESC LIMIT ?2";

/// What the user's automations sent since a moment.
pub(super) const BY_USER: &str = "SELECT o.claimed FROM outbox o JOIN audit a ON a.id = o.audit
    WHERE o.claimed > ?1 AND (a.who = 'engine' OR a.who GLOB 'automation*') AND json_extract(o.intent, '$.op') = 'send'
      AND +o.state IN ('sending', 'uncertain', 'sent', 'delivered')";

/// One send that is to be judged.
pub struct Asked<'a> {
    pub draft: &'a Draft,
    pub sender: Sender,
    pub now: Timestamp,
    /// When it was to leave.
    pub due: Timestamp,
    /// When it was written.
    pub written: Timestamp,
    /// Its own message, once there is one.
    pub own: Option<&'a EntityRef>,
    pub waved: Vec<String>,
    pub role: Role,
    /// By how much the clock here is ahead of the CRM's, when that is known.
    pub skew: Option<SignedDuration>,
}

/// The opt-out that stands against a message: the person's own, or a certain one of somebody else with the same number or
/// address, because it is the number that is asked to be left alone.
fn said(
    db: &Connection,
    contact: &Contact,
    rid: i64,
    channel: Channel,
    thread: &[Line],
) -> Result<Option<OptOut>, StoreError> {
    let heard = heard::heard(db, rid, by_hand(thread))?;
    if heard.standing.is_some() {
        return Ok(heard.standing);
    }
    // Whoever was forgotten and is here once more was not asked anew, unless they say START.
    let said_start = |since: i64| {
        let last = heard.last.as_ref();
        last.is_some_and(|said| said.reading == Reading::Start && said.at > timestamp(since))
    };
    if let Some(since) = suppress::since(db, contact)?.filter(|since| !said_start(*since)) {
        return Ok(Some(OptOut {
            since: timestamp(since),
            certain: true,
        }));
    }
    let (phone, email) = match channel {
        Channel::Email => ("", contact.email.raw()),
        _ => (contact.phone.raw(), ""),
    };
    for other in household::others(db, rid, phone, email)? {
        let theirs = heard::opt_out(db, other, None)?;
        if let Some(theirs) = theirs.filter(|theirs| theirs.certain) {
            return Ok(Some(theirs));
        }
    }
    Ok(None)
}

/// Everything the rules look at.
pub fn gather(db: &Connection, asked: Asked<'_>) -> Result<Request, StoreError> {
    let draft = asked.draft;
    let stored = find(db, EntityKind::Contact, draft.contact.as_str())?;
    let (rid, fields) = stored.map_or((0, Fields::new()), |stored| (stored.rid, stored.record.fields));
    let contact = Contact::from_fields(draft.contact.clone(), &fields);
    let own = match asked.own {
        Some(message) => find(db, message.kind, &message.id)?.map(|stored| stored.rid),
        None => None,
    };
    let by_person = asked.sender == Sender::Person;
    let thread = thread(db, rid, own)?;
    let on_channel: Vec<_> = thread
        .iter()
        .filter(|line| line.channel == Some(draft.channel) && !line.waits)
        .map(|line| (line.at, line.inbound))
        .collect();
    let wrote = on_channel.iter().any(|(_, inbound)| *inbound);
    let mut request = Request {
        now: asked.now,
        due: asked.due,
        skew: asked.skew,
        paused: automatic::stopped(db)?,
        sender: asked.sender,
        role: asked.role,
        recipients: 1,
        name: contact.name().to_string(),
        channel: draft.channel,
        address: match draft.channel {
            Channel::Email => contact.email.raw().to_owned(),
            _ => contact.phone.raw().to_owned(),
        },
        subject: draft.subject.clone(),
        body: draft.body.clone(),
        dnd: contact.dnd_on(draft.channel),
        dnd_told: dnd_told(&fields),
        dnd_inbound: dnd_inbound(&fields),
        opt_out: said(db, &contact, rid, draft.channel, &thread)?,
        consent: gate::consent::known(&contact, draft.channel, &names(db, &contact)?, wrote),
        places: places(&contact),
        live_until: gate::live_until(asked.now, &on_channel),
        kept_away: false,
        stirred: None,
        sent: Vec::new(),
        by_user: Vec::new(),
        texts: texts(&thread, draft.channel),
        housing: housing(draft),
        waved: asked.waved,
    };
    // A person's own messages are not capped, so there is nothing to count.
    if !by_person {
        request.kept_away = household::kept_away(db, rid)?;
        request.stirred = stirred(&thread, asked.written);
        request.sent = sent(db, &contact, rid, &thread, asked.now)?;
        request.by_user = by_user(db, asked.now)?;
    }
    Ok(request)
}

/// A line of the thread with somebody.
pub struct Line {
    at: Timestamp,
    inbound: bool,
    channel: Option<Channel>,
    body: String,
    /// Not a person's own.
    automatic: bool,
    /// Written here and not on its way yet.
    waits: bool,
}

/// The thread with a person, newest first: what came, what went or may have gone, and what was written before `own`
/// and waits.
pub fn thread(db: &Connection, rid: i64, own: Option<i64>) -> Result<Vec<Line>, StoreError> {
    let mut lines = Vec::new();
    let mut statement = db.prepare_cached(WITH)?;
    let mut rows = statement.query(params![rid, MOST])?;
    while let Some(row) = rows.next()? {
        let message: i64 = row.get(0)?;
        let state: Option<String> = row.get(6)?;
        let waits = matches!(state.as_deref(), Some("queued" | "held"));
        let over = matches!(state.as_deref(), Some("cancelled" | "failed"));
        if own == Some(message) || over || waits && own.is_some_and(|own| message > own) {
            continue;
        }
        let (user, who): (Option<String>, Option<String>) = (row.get(5)?, row.get(7)?);
        lines.push(Line {
            at: timestamp(row.get(1)?),
            inbound: row.get(2)?,
            channel: channel(&row.get::<_, String>(3)?),
            body: row.get::<_, Option<String>>(4)?.unwrap_or_default(),
            // Without a colleague's name on it, what the CRM sent was sent by one of its workflows.
            automatic: who.map_or(user.is_none(), |who| Sender::behind(Some(&who)) != Sender::Person),
            waits,
        });
    }
    Ok(lines)
}

fn channel(word: &str) -> Option<Channel> {
    match MessageKind::from_word(word) {
        MessageKind::Sms => Some(Channel::Sms),
        MessageKind::Email => Some(Channel::Email),
        MessageKind::Call => Some(Channel::Call),
        MessageKind::Chat | MessageKind::Activity => None,
    }
}

fn texts(thread: &[Line], channel: Channel) -> Vec<Text> {
    thread
        .iter()
        .filter(|line| !line.inbound && line.channel == Some(channel))
        .map(|line| Text {
            at: line.at,
            body: line.body.clone(),
        })
        .collect()
}

/// When somebody here last wrote to them.
pub fn by_hand(thread: &[Line]) -> Option<Timestamp> {
    let mut own = thread
        .iter()
        .filter(|line| !line.inbound && !line.automatic && !line.waits);
    own.next().map(|line| line.at)
}

/// Words in subject and body that say whom a home is for.
fn housing(draft: &Draft) -> Vec<Flag> {
    let texts = [draft.subject.as_deref(), Some(draft.body.as_str())];
    texts
        .into_iter()
        .flatten()
        .flat_map(|text| {
            let found = check(text, fair_housing::Context::default());
            found.into_iter().map(|finding| Flag {
                severity: match finding.severity {
                    fair_housing::Severity::Low => Severity::Low,
                    fair_housing::Severity::Medium => Severity::Medium,
                    fair_housing::Severity::High => Severity::High,
                    fair_housing::Severity::Critical => Severity::Critical,
                },
                words: text.get(finding.at).unwrap_or_default().to_owned(),
                instead: finding.instead.to_owned(),
            })
        })
        .collect()
}

/// What an automation that decided at `written` does not know.
fn stirred(thread: &[Line], written: Timestamp) -> Option<&'static str> {
    let mut since = thread.iter().take_while(|line| line.at > written);
    since.find_map(|line| match line {
        Line { inbound: true, .. } => Some("they wrote"),
        Line {
            automatic: false,
            waits: false,
            ..
        } => Some("somebody here wrote to them"),
        _ => None,
    })
}

/// What the person and their household got in the last 30 days.
fn sent(
    db: &Connection,
    contact: &Contact,
    rid: i64,
    thread: &[Line],
    now: Timestamp,
) -> Result<Vec<Sent>, StoreError> {
    let since = now.checked_sub(MONTH).unwrap_or(now);
    let mut found = Vec::new();
    let mut count = |lines: &[Line], to_household: bool| {
        let went = lines
            .iter()
            .filter(|line| !line.inbound && !line.waits && line.at > since);
        found.extend(went.map(|line| Sent {
            at: line.at,
            channel: line.channel,
            automatic: line.automatic,
            to_household,
        }));
    };
    count(thread, false);
    for other in household::others(db, rid, contact.phone.raw(), contact.email.raw())? {
        count(&self::thread(db, other, None)?, true);
    }
    Ok(found)
}

fn by_user(db: &Connection, now: Timestamp) -> Result<Vec<Timestamp>, StoreError> {
    let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
    let mut statement = db.prepare_cached(BY_USER)?;
    Ok(statement
        .query_map([since.as_millisecond()], |row| row.get(0).map(timestamp))?
        .collect::<Result<_, _>>()?)
}

/// The names of the fields the account added, when the person has a value in any of them.
fn names(db: &Connection, contact: &Contact) -> Result<BTreeMap<CustomFieldId, String>, StoreError> {
    if contact.custom.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut statement =
        db.prepare_cached("SELECT id, json_extract(doc, '$.name') FROM record WHERE kind = 'custom_field'")?;
    let mut rows = statement.query([])?;
    let mut names = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(name) = row.get::<_, Option<String>>(1)? {
            names.insert(CustomFieldId::from(row.get::<_, String>(0)?), name);
        }
    }
    Ok(names)
}

/// Every zone the person may be in, with its clock. A zone that the zone data does not know says nothing.
fn places(contact: &Contact) -> Vec<Place> {
    let zone = contact
        .timezone
        .as_deref()
        .filter(|name| TimeZone::get(name).is_ok());
    let known = Whereabouts {
        zone,
        state: contact.address.state.raw(),
        zip: contact.address.postal_code.raw(),
        country: contact.address.country.raw(),
        phone: contact.phone.raw(),
    };
    let found = candidates(&known);
    let places: Option<Vec<_>> = found
        .into_iter()
        .map(|candidate| {
            let clock = TimeZone::get(&candidate.zone).ok()?;
            Some(Place { candidate, clock })
        })
        .collect();
    // Without the data of one candidate nobody knows whether it agrees.
    places.unwrap_or_default()
}

/// The CRM keeps one flag for everything that comes from a person.
fn dnd_inbound(fields: &Fields) -> Dnd {
    let status = fields
        .object("inboundDndSettings")
        .and_then(|channels| channels.get("all"))
        .and_then(|all| all.get("status"))
        .and_then(Value::as_str);
    match status {
        Some("active") => Dnd::Active,
        Some("permanent") => Dnd::Permanent,
        _ => Dnd::Open,
    }
}
