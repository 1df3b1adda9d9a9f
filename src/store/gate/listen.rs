//! Acts on what somebody says about further messages, in the transaction that stores what they said (P10).
//!
//! STOP sets do-not-disturb on every channel, adds a tag, takes back what waits for them, and tells the person here;
//! "not interested" alone stops what is automatic and asks a person to decide; START lifts what the STOP set. Since
//! all of it is one commit, nothing lies between storing and effect: no time, no crash, no other window. Whatever was
//! claimed before is on its way and beyond recall.
//!
//! Only what is written while this copy follows the account is acted upon. A first copy brings years of old threads:
//! an old STOP still blocks every message, because the gate reads the whole thread each time (`heard`), but it writes
//! nothing into the CRM, where somebody may have settled it long ago. The message's own time decides, not the kind of
//! answer it came in: old threads are also fetched later, one person at a time, and a copy that was off for a month
//! must act on all it missed. A STOP that a later START answers is not acted upon, in whatever order the two come.
//!
//! The confirmation ("one text within 5 minutes, no marketing") is not sent from here: the CRM and the carrier answer
//! STOP themselves, and a second one would be a message to somebody who asked for none.

use std::collections::BTreeSet;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use crate::domain::command::Command;
use crate::domain::contact::{Channel, Contact};
use crate::domain::decide::{self, Context, Decision, lifted, opted_out};
use crate::domain::fact::{Fact, Topic};
use crate::domain::gate::Sender;
use crate::domain::opt_out::{RULES_VERSION, Reading};
use crate::domain::origin::Origin;
use crate::domain::outbox::{Intent, OutboxState};
use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::{OutboxId, parse_crm_value};
use crate::failpoint;
use crate::store::ask::drafts;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::gate;
use crate::store::news::told::happen;
use crate::store::push::outbox;
use crate::store::rows::heard::{Saying, heard};
use crate::store::rows::record::{InFile, Stored, by_rid, timestamp};
use crate::store::write::work::{Outcome, Work};

/// Written so long before this copy began counts as heard by it: clocks differ, and somebody may have said it just
/// before the program was set up.
const BEFORE: SignedDuration = SignedDuration::from_hours(24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Messages to somebody that have not left, and who wrote them.
pub(in crate::store) const WAITING: &str =
    "SELECT o.id, o.intent, a.who FROM outbox o LEFT JOIN audit a ON a.id = o.audit
    WHERE o.contact = ?1 AND o.state IN ('queued', 'held') AND json_extract(o.intent, '$.op') = 'send'";
/// Others with the same number.
pub(in crate::store) const SAME_PHONE: &str =
    "SELECT rid FROM contact WHERE phone = ?1 AND phone <> '' AND rid <> ?2";
/// Others with the same address.
pub(in crate::store) const SAME_EMAIL: &str =
    "SELECT rid FROM contact WHERE email = ?1 AND email <> '' AND rid <> ?2";

/// From when on messages are acted upon.
pub(in crate::store) fn since(work: &Work<'_>) -> Result<Timestamp, StoreError> {
    let known = setting::get(work.db, "listens_since")?;
    let began = if let Some(millis) = known.and_then(|millis| millis.parse().ok()) {
        timestamp(millis)
    } else {
        setting::set(work.db, "listens_since", &work.at.to_string())?;
        work.now
    };
    Ok(began.checked_sub(BEFORE).unwrap_or(began))
}

/// The person who may have said something new, when a record that was just taken over is a message of theirs, or is
/// they themselves and a message waited for them.
pub(in crate::store) fn spoke(
    db: &Connection,
    record: &RemoteRecord,
    since: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let sql = match record.kind {
        EntityKind::Message => {
            let at = record.fields.get("dateAdded").and_then(parse_crm_value);
            if at.is_some_and(|at| at < since) {
                return Ok(None);
            }
            "SELECT m.contact FROM record r JOIN message m ON m.rid = r.rid WHERE r.kind = 'message'
             AND r.remote_id = ?1 AND m.inbound = 1 AND m.at >= ?2 AND m.contact IS NOT NULL"
        }
        EntityKind::Contact => {
            "SELECT c.rid FROM record r JOIN contact c ON c.rid = r.rid WHERE r.kind = 'contact'
             AND r.remote_id = ?1 AND c.last_in >= ?2"
        }
        _ => return Ok(None),
    };
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement
        .query_row(params![record.id, since.as_millisecond()], |row| row.get(0))
        .optional()?)
}

/// Listens to a person: acts on the last thing they said about further messages, once.
pub(in crate::store) fn to(
    work: &mut Work<'_>,
    contact: i64,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let by_hand = gate::by_hand(&gate::thread(work.db, contact, None)?);
    let said = heard(work.db, contact, by_hand)?;
    let Some(last) = said.last else { return Ok(()) };
    let before = acted(work.db, contact)?;
    if before.as_ref().is_some_and(|before| before.message == last.rid) {
        return Ok(());
    }
    let Some(person) = by_rid(work.db, contact)?.filter(|person| !person.record.tombstone) else {
        return Ok(());
    };
    let live = last.at >= since(work)?;
    let mut was = before
        .as_ref()
        .map(|before| before.was.clone())
        .unwrap_or_default();
    // The program acts here, not the CRM that brought the message.
    let mut own = Work {
        db: work.db,
        origin: &Origin::Engine,
        now: work.now,
        at: work.at,
        since_boot: work.since_boot,
        holder: work.holder,
        fresh: &mut *work.fresh,
        me: work.me.clone(),
        role: work.role,
        rules: work.rules,
    };
    match &last.reading {
        Reading::Stop { .. } if live => stop(&mut own, &person, &last, &mut was, outcome)?,
        Reading::Doubt { .. } if live => doubt(&mut own, &person, &last, outcome)?,
        Reading::Start if before.is_some_and(|before| before.at <= last.at) => {
            start(&mut own, &person, &last, &was, outcome)?;
            was.clear();
        }
        _ => return Ok(()),
    }
    let mut keep = work.db.prepare_cached(
        "INSERT INTO opt_out (contact, message, was) VALUES (?1, ?2, ?3)
         ON CONFLICT (contact) DO UPDATE SET message = excluded.message, was = excluded.was",
    )?;
    keep.execute(params![contact, last.rid, serde_json::to_string(&was)?])?;
    Ok(())
}

/// Forgets what was set because of what somebody said, and tells the value before of each member.
pub(in crate::store) fn forget(work: &Work<'_>, contact: i64) -> Result<Fields, StoreError> {
    let before = acted(work.db, contact)?;
    work.db
        .prepare_cached("UPDATE opt_out SET was = '{}' WHERE contact = ?1")?
        .execute([contact])?;
    Ok(before.map(|before| before.was).unwrap_or_default())
}

/// What was acted upon last.
struct Acted {
    message: i64,
    at: Timestamp,
    was: Fields,
}

fn acted(db: &Connection, contact: i64) -> Result<Option<Acted>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT o.message, coalesce(m.at, 0), o.was FROM opt_out o LEFT JOIN message m ON m.rid = o.message
         WHERE o.contact = ?1",
    )?;
    let found: Option<(i64, i64, String)> = statement
        .query_row([contact], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((message, at, was)) = found else {
        return Ok(None);
    };
    Ok(Some(Acted {
        message,
        at: timestamp(at),
        was: serde_json::from_str(&was)?,
    }))
}

fn stop(
    work: &mut Work<'_>,
    person: &Stored,
    last: &Saying,
    was: &mut Fields,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let name = name(person);
    let why = format!("{name} asked to hear no more; nothing was sent");
    let taken = take_back(work, person, false, &why, outcome)?;
    let mut decision = opted_out(&person.record);
    for fact in &decision.facts {
        if let Fact::Edited { changes, .. } = fact {
            for change in changes {
                was.entry(change.path.clone())
                    .or_insert_with(|| change.from.clone());
            }
        }
    }
    decision.summary = format!(
        "opted out in a message: do-not-disturb on every channel{}",
        taken.words()
    );
    carry_out(work, decision, person, last, "stop", outcome)?;
    failpoint::pass("heard.stop");
    let appointment = if last.reading.may_mean_appointment() {
        "; \"cancel\" may have meant an appointment: look at it"
    } else {
        ""
    };
    outcome.receipt.urgent.push(format!(
        "{name} asked to hear no more: do-not-disturb is set on every channel{}{appointment}",
        taken.words()
    ));
    Ok(())
}

fn doubt(
    work: &mut Work<'_>,
    person: &Stored,
    last: &Saying,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let name = name(person);
    let why = format!("{name} may have asked to hear no more; nothing was sent; a person decides");
    let taken = take_back(work, person, true, &why, outcome)?;
    let contact = Contact::from_fields(person.record.entity.id.as_str().into(), &person.record.fields);
    let task = Command::AddTask {
        contact: contact.id,
        title: format!("Decide whether {name} opted out"),
        body:
            "Automatic messages to them have stopped. Writing to them yourself says that it was no opt-out."
                .to_owned(),
        due: business_day_after(work.now),
        assigned_to: contact.assigned_to,
    };
    let records = InFile(work.db);
    let mut cx = Context {
        now: work.now,
        fresh: &mut *work.fresh,
        me: work.me.clone(),
        records: &records,
    };
    let mut decision = decide::decide(&task, &mut cx)?;
    decision.summary = format!(
        "may have opted out in a message: automatic messages stop, a person decides{}",
        taken.words()
    );
    carry_out(work, decision, person, last, "doubt", outcome)?;
    outcome.receipt.urgent.push(format!(
        "{name} may have asked to hear no more: automatic messages stop{}; a task asks you to decide",
        taken.words()
    ));
    Ok(())
}

fn start(
    work: &mut Work<'_>,
    person: &Stored,
    last: &Saying,
    was: &Fields,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let decision = Decision {
        summary: "asked for messages again: what their opt-out set is lifted".to_owned(),
        ..lifted(&person.record, was)
    };
    carry_out(work, decision, person, last, "start", outcome)?;
    outcome
        .receipt
        .urgent
        .push(format!("{} asks for messages again", name(person)));
    Ok(())
}

/// Carries a decision out and says in the log what it rests on. Never what they wrote: the message's id says where
/// that is.
fn carry_out(
    work: &mut Work<'_>,
    decision: Decision,
    person: &Stored,
    last: &Saying,
    reading: &str,
    outcome: &mut Outcome,
) -> Result<(), CommitError> {
    let set: Vec<&str> = decision
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Edited { changes, .. } => Some(changes),
            _ => None,
        })
        .flatten()
        .map(|change| change.path.as_str())
        .collect();
    let more =
        json!({ "reading": reading, "message": last.id, "rules": RULES_VERSION, "set": set }).to_string();
    let done = work.carry_out_for(decision, Some(&person.record.entity), Some(&more))?;
    outcome.receipt.seq = outcome.receipt.seq.max(done.receipt.seq);
    outcome.receipt.outbox.extend(done.receipt.outbox);
    outcome.topics.extend(done.topics);
    Ok(())
}

/// What was taken back before it left.
#[derive(Default)]
struct Taken {
    messages: usize,
    drafts: usize,
}

impl Taken {
    fn words(&self) -> String {
        let drafts = if self.drafts > 0 {
            "; what was typed is a draft again"
        } else {
            ""
        };
        match self.messages {
            0 => String::new(),
            1 => format!("; 1 message taken back{drafts}"),
            many => format!("; {many} messages taken back{drafts}"),
        }
    }
}

/// Takes back what waits for a person, and what waits for others at the same number or address.
fn take_back(
    work: &mut Work<'_>,
    person: &Stored,
    only_automatic: bool,
    why: &str,
    outcome: &mut Outcome,
) -> Result<Taken, CommitError> {
    let contact = Contact::from_fields(person.record.entity.id.as_str().into(), &person.record.fields);
    let others = |sql: &str, value: &str| -> Result<BTreeSet<i64>, StoreError> {
        let mut statement = work.db.prepare_cached(sql)?;
        let rows = statement.query_map(params![value, person.rid], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let phone = others(SAME_PHONE, contact.phone.raw())?;
    let email = others(SAME_EMAIL, &contact.email.raw().to_lowercase())?;
    let mut taken = Taken::default();
    for to in std::iter::once(person.rid).chain(phone.union(&email).copied()) {
        for (id, intent, who) in waiting(work.db, to)? {
            let Intent::Send { message, draft, .. } = intent else {
                continue;
            };
            let same = if draft.channel == Channel::Email {
                email.contains(&to)
            } else {
                phone.contains(&to)
            };
            let typed = Sender::behind(who.as_deref()) == Sender::Person;
            if (to != person.rid && !same) || (only_automatic && typed) {
                continue;
            }
            outbox::hold(work.db, &id, OutboxState::Cancelled, "opt_out", why, None)?;
            if typed {
                drafts::restore(work.db, &draft, work.at)?;
                taken.drafts += 1;
            }
            taken.messages += 1;
            happen(work, &Fact::Removed { entity: message }, outcome)?;
            outcome.topics.push(Topic::Outbox);
        }
    }
    Ok(taken)
}

type Row = (OutboxId, Intent, Option<String>);

fn waiting(db: &Connection, contact: i64) -> Result<Vec<Row>, StoreError> {
    let mut statement = db.prepare_cached(WAITING)?;
    let mut rows = statement.query([contact])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, intent): (String, String) = (row.get(0)?, row.get(1)?);
        found.push((id.into(), serde_json::from_str(&intent)?, row.get(2)?));
    }
    Ok(found)
}

fn name(person: &Stored) -> String {
    let id = person.record.entity.id.as_str().into();
    Contact::from_fields(id, &person.record.fields).name().to_string()
}

/// The same time on the next day that is neither Saturday nor Sunday, by UTC: nobody's zone is known for certain.
fn business_day_after(now: Timestamp) -> Timestamp {
    let mut due = now;
    for _ in 0..3 {
        due = due.checked_add(DAY).unwrap_or(due);
        let day = due.to_zoned(TimeZone::UTC).weekday();
        if !matches!(day, Weekday::Saturday | Weekday::Sunday) {
            break;
        }
    }
    due
}

#[cfg(test)]
mod tests;
