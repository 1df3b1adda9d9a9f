//! Projections: the narrow rows that lists read, computed from a record's members whenever they change.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::contact::{Channel, Contact, Dnd};
use crate::domain::conversation::{Conversation, Direction, Message};
pub(in crate::store) use crate::domain::filter::folded as fold;
use crate::domain::listing::price;
use crate::domain::merge::words;
use crate::domain::opportunity::Opportunity;
use crate::domain::record::{EntityKind, EntityRef, Fields, Members, value_at};
use crate::domain::value::parse_crm_value;
use crate::store::error::StoreError;
use crate::store::rows::record::{Stored, contact_rid};

/// What a projection is computed from.
#[derive(Clone, Copy)]
pub(in crate::store) struct Subject<'a> {
    /// Its row number.
    pub rid: i64,
    /// Which one.
    pub entity: &'a EntityRef,
    /// Its members.
    pub fields: &'a Fields,
    /// Its row was added just now, so nothing of an earlier projection can be there.
    pub new: bool,
}

impl<'a> From<&'a Stored> for Subject<'a> {
    fn from(stored: &'a Stored) -> Self {
        Self {
            rid: stored.rid,
            entity: &stored.record.entity,
            fields: &stored.record.fields,
            new: false,
        }
    }
}

/// Brings the projection of a record up to date.
pub(in crate::store) fn project<'a>(db: &Connection, of: impl Into<Subject<'a>>) -> Result<(), StoreError> {
    let of = of.into();
    let Subject { rid, fields, .. } = of;
    match of.entity.kind {
        EntityKind::Contact => contact(db, of),
        EntityKind::Opportunity => opportunity(db, of),
        EntityKind::Conversation => conversation(db, of),
        EntityKind::Message => message(db, of),
        EntityKind::Note => {
            let (rid_of, key) = parent(db, fields)?;
            let mut statement = db.prepare_cached(
                "INSERT INTO note (rid, contact, contact_key, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key, at = excluded.at",
            )?;
            statement.execute(params![rid, rid_of, key, millis(fields, "dateAdded")])?;
            index_words(db, of)
        }
        EntityKind::Task => {
            let (rid_of, key) = parent(db, fields)?;
            let mut statement = db.prepare_cached(
                "INSERT INTO task (rid, contact, contact_key, due, completed, title, owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key,
                   due = excluded.due, completed = excluded.completed, title = excluded.title, owner = excluded.owner",
            )?;
            statement.execute(params![
                rid,
                rid_of,
                key,
                millis(fields, "dueDate"),
                fields.flag("completed"),
                fold(fields.text("title").raw()),
                fields.word("assignedTo").unwrap_or_default(),
            ])?;
            Ok(())
        }
        EntityKind::Appointment => {
            let (rid_of, key) = parent(db, fields)?;
            let mut statement = db.prepare_cached(
                "INSERT INTO appointment (rid, contact, contact_key, start) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key, start = excluded.start",
            )?;
            statement.execute(params![rid, rid_of, key, millis(fields, "startTime")])?;
            Ok(())
        }
        EntityKind::Submission => {
            let (rid_of, key) = parent(db, fields)?;
            let mut statement = db.prepare_cached(
                "INSERT INTO submission (rid, contact, contact_key, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key, at = excluded.at",
            )?;
            statement.execute(params![rid, rid_of, key, millis(fields, "createdAt")])?;
            Ok(())
        }
        EntityKind::Listing => listing(db, rid, fields),
        EntityKind::Location
        | EntityKind::User
        | EntityKind::Pipeline
        | EntityKind::Calendar
        | EntityKind::CustomField
        | EntityKind::Tag
        | EntityKind::Workflow
        | EntityKind::LostReason
        | EntityKind::Form => Ok(()),
    }
}

/// Takes a record out of every list; its members stay.
pub(in crate::store) fn remove(db: &Connection, stored: &Stored) -> Result<(), StoreError> {
    let table = match stored.record.entity.kind {
        EntityKind::Contact => {
            db.prepare_cached("DELETE FROM contact_tag WHERE rid = ?1")?
                .execute([stored.rid])?;
            "DELETE FROM contact WHERE rid = ?1"
        }
        EntityKind::Opportunity => "DELETE FROM opportunity WHERE rid = ?1",
        EntityKind::Conversation => "DELETE FROM conversation WHERE rid = ?1",
        EntityKind::Message => "DELETE FROM message WHERE rid = ?1",
        EntityKind::Note => "DELETE FROM note WHERE rid = ?1",
        EntityKind::Task => "DELETE FROM task WHERE rid = ?1",
        EntityKind::Appointment => "DELETE FROM appointment WHERE rid = ?1",
        EntityKind::Submission => "DELETE FROM submission WHERE rid = ?1",
        EntityKind::Listing => "DELETE FROM listing WHERE rid = ?1",
        _ => return Ok(()),
    };
    let of = if stored.record.entity.kind == EntityKind::Opportunity {
        owner_of(db, stored.rid)?
    } else {
        None
    };
    db.prepare_cached(table)?.execute([stored.rid])?;
    if let Some(contact) = of {
        deals_again(db, contact)?;
    }
    if matches!(stored.record.entity.kind, EntityKind::Message | EntityKind::Note) {
        db.prepare_cached("DELETE FROM words WHERE rowid = ?1")?
            .execute([stored.rid])?;
    }
    Ok(())
}

/// Ties records that came before their person to the person.
pub(in crate::store) fn adopt(db: &Connection, rid: i64, id: &str) -> Result<(), StoreError> {
    // Nearly nobody has left records waiting; one look spares an update of each table.
    let waited_for: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM opportunity WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM conversation WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM message WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM note WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM task WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM appointment WHERE contact IS NULL AND contact_key = ?1)
               OR EXISTS (SELECT 1 FROM submission WHERE contact IS NULL AND contact_key = ?1)",
        )?
        .query_row([id], |row| row.get(0))?;
    if !waited_for {
        return Ok(());
    }
    for sql in [
        "UPDATE opportunity SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE conversation SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE message SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE note SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE task SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE appointment SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
        "UPDATE submission SET contact = ?1 WHERE contact IS NULL AND contact_key = ?2",
    ] {
        db.prepare_cached(sql)?.execute(params![rid, id])?;
    }
    count_again(db, rid)
}

/// Ties everything of one person to another.
pub(in crate::store) fn hand_over(db: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
    for sql in [
        "UPDATE opportunity SET contact = ?2 WHERE contact = ?1",
        "UPDATE conversation SET contact = ?2 WHERE contact = ?1",
        "UPDATE message SET contact = ?2 WHERE contact = ?1",
        "UPDATE note SET contact = ?2 WHERE contact = ?1",
        "UPDATE task SET contact = ?2 WHERE contact = ?1",
        "UPDATE appointment SET contact = ?2 WHERE contact = ?1",
        "UPDATE submission SET contact = ?2 WHERE contact = ?1",
        "UPDATE OR IGNORE listing_told SET contact = ?2 WHERE contact = ?1",
    ] {
        db.prepare_cached(sql)?.execute(params![from, to])?;
    }
    deals_again(db, from)?;
    count_again(db, to)
}

/// Brings what a person's messages and threads say about them up to date.
pub(in crate::store) fn count_again(db: &Connection, rid: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE contact SET
           last_in = max(last_in, coalesce((SELECT max(at) FROM message WHERE contact = ?1 AND inbound = 1), 0)),
           last_out = max(last_out, coalesce((SELECT max(at) FROM message WHERE contact = ?1 AND inbound = 0), 0)),
           active = max(active, coalesce((SELECT max(at) FROM message WHERE contact = ?1), 0)),
           unread = coalesce((SELECT sum(unread) FROM conversation WHERE contact = ?1), 0)
         WHERE rid = ?1",
    )?
    .execute([rid])?;
    deals_again(db, rid)
}

/// Stage and worth of a person's open deals, from an index that has nobody else's in between.
const DEALS_AGAIN: &str = "UPDATE contact SET
    stage = coalesce((SELECT s.nr FROM opportunity o LEFT JOIN stage s ON s.id = o.stage
      WHERE o.contact = ?1 AND o.status = 'open' ORDER BY o.updated DESC, o.rid DESC LIMIT 1), 0),
    worth = coalesce((SELECT sum(value) FROM opportunity WHERE contact = ?1 AND status = 'open'), 0)
  WHERE rid = ?1";

/// Brings what a person's open deals say about them up to date.
fn deals_again(db: &Connection, rid: i64) -> Result<(), StoreError> {
    db.prepare_cached(DEALS_AGAIN)?.execute([rid])?;
    Ok(())
}

/// Whose deal it was so far.
fn owner_of(db: &Connection, deal: i64) -> Result<Option<i64>, StoreError> {
    let mut statement = db.prepare_cached("SELECT contact FROM opportunity WHERE rid = ?1")?;
    Ok(statement
        .query_row([deal], |row| row.get(0))
        .optional()?
        .flatten())
}

fn contact(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    let fields = of.fields;
    let person = Contact::from_fields(of.entity.id.as_str().into(), fields);
    let (added, updated) = (millis(fields, "dateAdded"), millis(fields, "dateUpdated"));
    let owner = person.assigned_to.as_ref().map_or("", |owner| owner.as_str());
    let name = person.name();
    let mut statement = db.prepare_cached(
        "INSERT INTO contact (rid, name, find, phone, email, owner, source, city, zip, type, dnd, added, updated, active,
           tz, born, dnc)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?12, ?14, ?15, ?16)
         ON CONFLICT (rid) DO UPDATE SET name = excluded.name, find = excluded.find, phone = excluded.phone,
           email = excluded.email, owner = excluded.owner, source = excluded.source, city = excluded.city,
           zip = excluded.zip, type = excluded.type, dnd = excluded.dnd, added = excluded.added,
           updated = excluded.updated, active = max(active, excluded.active), tz = excluded.tz, born = excluded.born,
           dnc = excluded.dnc",
    )?;
    let born = person
        .born
        .map_or(0, |day| i64::from(day.month()) * 100 + i64::from(day.day()));
    statement.execute(params![
        of.rid,
        fold(name.as_str()),
        find_text(name.as_str(), person.phone.raw(), person.email.raw()),
        person.phone.raw(),
        person.email.raw().to_lowercase(),
        owner,
        fold(person.source.raw()),
        fold(person.address.city.raw()),
        fold(person.address.postal_code.raw()),
        fold(person.kind.raw()),
        person.dnd || !person.dnd_channels.is_empty(),
        added,
        updated,
        fold(person.timezone.as_deref().unwrap_or_default()),
        born,
        person.dnd_on(Channel::Call) != Dnd::Open,
    ])?;
    tags(db, of)
}

fn tags(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    let rid = of.rid;
    let mut wanted: Vec<String> = words(value_at(of.fields, "tags"))
        .iter()
        .map(|tag| tag.to_lowercase())
        .collect();
    wanted.sort();
    if !of.new {
        let mut statement = db.prepare_cached("SELECT tag FROM contact_tag WHERE rid = ?1 ORDER BY tag")?;
        let had = statement
            .query_map([rid], |row| row.get::<_, String>(0))?
            .collect::<Result<Vec<_>, _>>()?;
        if had == wanted {
            return Ok(());
        }
        db.prepare_cached("DELETE FROM contact_tag WHERE rid = ?1")?
            .execute([rid])?;
    }
    let mut add =
        db.prepare_cached("INSERT INTO contact_tag (tag, rid) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
    for tag in wanted {
        add.execute(params![tag, rid])?;
    }
    Ok(())
}

fn opportunity(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    let fields = of.fields;
    let deal = Opportunity::from_fields(of.entity.id.as_str().into(), fields);
    let (contact, key) = parent(db, fields)?;
    let since = deal.stage_since.map_or(0, jiff::Timestamp::as_millisecond);
    let stage = deal.stage.as_ref().map_or("", |id| id.as_str());
    let before = if of.new { None } else { owner_of(db, of.rid)? };
    if !stage.is_empty() {
        db.prepare_cached("INSERT OR IGNORE INTO stage (id) VALUES (?1)")?
            .execute([stage])?;
    }
    let mut statement = db.prepare_cached(
        "INSERT INTO opportunity (rid, contact, contact_key, name, pipeline, stage, status, value, owner, created, updated, since,
           closes, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key,
           name = excluded.name, pipeline = excluded.pipeline, stage = excluded.stage, status = excluded.status,
           value = excluded.value, owner = excluded.owner, created = excluded.created, updated = excluded.updated,
           since = excluded.since, closes = excluded.closes, reason = excluded.reason",
    )?;
    statement.execute(params![
        of.rid,
        contact,
        key,
        deal.name.raw(),
        deal.pipeline.as_ref().map_or("", |id| id.as_str()),
        stage,
        deal.status.word(),
        deal.value.map_or(0, |value| value.0),
        deal.assigned_to.as_ref().map_or("", |id| id.as_str()),
        deal.created.map_or(0, jiff::Timestamp::as_millisecond),
        deal.updated.map_or(0, jiff::Timestamp::as_millisecond),
        since,
        deal.close_expected.map_or(0, jiff::Timestamp::as_millisecond),
        fields.word("lostReasonId").unwrap_or_default(),
    ])?;
    let before = before.filter(|before| Some(*before) != contact);
    for person in before.into_iter().chain(contact) {
        deals_again(db, person)?;
    }
    if !stage.is_empty() {
        db.prepare_cached(
            "INSERT OR IGNORE INTO stage_history (opportunity, at, stage, who) VALUES (?1, ?2, ?3, 'crm')",
        )?
        .execute(params![of.rid, since, stage])?;
    }
    Ok(())
}

/// Brings the row of a home up to date, and takes down what of it is new.
fn listing(db: &Connection, rid: i64, fields: &Fields) -> Result<(), StoreError> {
    let (price, status) = (
        price(fields).map_or(0, |price| price.0),
        fold(fields.text("status").raw()),
    );
    let mut before = db.prepare_cached("SELECT price, status FROM listing WHERE rid = ?1")?;
    let before: Option<(i64, String)> = before
        .query_row([rid], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    db.prepare_cached(
        "INSERT INTO listing (rid, mls, price, status) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (rid) DO UPDATE SET mls = excluded.mls, price = excluded.price, status = excluded.status",
    )?
    .execute(params![rid, fields.text("mls").raw(), price, status])?;
    if before.as_ref() != Some(&(price, status.clone())) {
        let (price_was, status_was) = before.unzip();
        db.prepare_cached(
            "INSERT INTO listing_news (listing, price_was, status_was, price, status) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![rid, price_was, status_was, price, status])?;
    }
    Ok(())
}

fn conversation(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    let fields = of.fields;
    let thread = Conversation::from_fields(of.entity.id.as_str().into(), fields);
    let (contact, key) = parent(db, fields)?;
    db.prepare_cached(
        "INSERT INTO conversation (rid, contact, contact_key, unread, last_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key,
           unread = excluded.unread, last_at = excluded.last_at",
    )?
    .execute(params![
        of.rid,
        contact,
        key,
        thread.unread,
        millis(fields, "lastMessageDate")
    ])?;
    if let Some(contact) = contact {
        db.prepare_cached(
            "UPDATE contact SET unread = (SELECT sum(unread) FROM conversation WHERE contact = ?1) WHERE rid = ?1",
        )?
        .execute([contact])?;
    }
    Ok(())
}

fn message(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    let fields = of.fields;
    let message = Message::from_fields(of.entity.id.as_str().into(), fields);
    let (contact, key) = parent(db, fields)?;
    let at = millis(fields, "dateAdded");
    let inbound = message.direction == Direction::Inbound;
    db.prepare_cached(
        "INSERT INTO message (rid, contact, contact_key, at, inbound, type, kind, status)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (rid) DO UPDATE SET contact = excluded.contact, contact_key = excluded.contact_key,
           at = excluded.at, inbound = excluded.inbound, type = excluded.type, kind = excluded.kind,
           status = excluded.status",
    )?
    .execute(params![
        of.rid,
        contact,
        key,
        at,
        inbound,
        fields.word("messageType").unwrap_or_default(),
        message.kind.word(),
        message.status.raw().to_lowercase(),
    ])?;
    if let Some(contact) = contact {
        let sql = if inbound {
            "UPDATE contact SET last_in = max(last_in, ?2), active = max(active, ?2) WHERE rid = ?1 AND last_in < ?2"
        } else {
            "UPDATE contact SET last_out = max(last_out, ?2), active = max(active, ?2) WHERE rid = ?1 AND last_out < ?2"
        };
        db.prepare_cached(sql)?.execute(params![contact, at])?;
    }
    index_words(db, of)
}

/// What a message or a note says, as the index of words has it. A note has no subject.
pub(in crate::store) fn spoken(fields: &Fields) -> String {
    format!("{} {}", fields.text("subject").raw(), fields.text("body").raw())
}

fn index_words(db: &Connection, of: Subject<'_>) -> Result<(), StoreError> {
    if !of.new {
        db.prepare_cached("DELETE FROM words WHERE rowid = ?1")?
            .execute([of.rid])?;
    }
    db.prepare_cached("INSERT INTO words (rowid, body) VALUES (?1, ?2)")?
        .execute(params![of.rid, spoken(of.fields)])?;
    Ok(())
}

fn parent(db: &Connection, fields: &Fields) -> Result<(Option<i64>, String), StoreError> {
    let key = fields.word("contactId").unwrap_or_default().to_owned();
    let rid = if key.is_empty() {
        None
    } else {
        contact_rid(db, &key)?
    };
    Ok((rid, key))
}

fn millis(fields: &Fields, name: &str) -> i64 {
    fields
        .get(name)
        .and_then(parse_crm_value)
        .map_or(0, jiff::Timestamp::as_millisecond)
}

/// What typing searches: the name as shown, the digits of the phone and the e-mail address, folded, on one line.
pub(in crate::store) fn find_text(name: &str, phone: &str, email: &str) -> String {
    let name = fold(&name.chars().take(120).collect::<String>());
    let digits: String = phone.chars().filter(char::is_ascii_digit).take(20).collect();
    let email: String = email
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(120)
        .collect();
    if name == email {
        format!("{digits}\t{email}")
    } else {
        format!("{name}\t{digits}\t{email}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searching_ignores_case_accents_and_the_dress_of_a_number() {
        assert_eq!(
            find_text("María Benítez", "+1 (909) 555-0142", "Maria@B.co"),
            "maria benitez\t19095550142\tmaria@b.co"
        );
        assert_eq!(find_text("a@b.co", "", "a@b.co"), "\ta@b.co");
    }

    /// Each deal that comes asks this: were it to go through all open deals, a copy would take the square of them.
    #[test]
    fn what_deals_say_of_a_person_is_read_from_that_persons_deals() {
        let folder = tempfile::tempdir().unwrap();
        let db = crate::store::file::schema::open_writer(&folder.path().join("a.db")).unwrap();
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {DEALS_AGAIN}")).unwrap();
        let plan: Vec<String> = statement
            .query_map([1], |row| row.get(3))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let deals: Vec<_> = plan.iter().filter(|step| step.contains("opportunity")).collect();
        let theirs = "USING COVERING INDEX opportunity_contact (contact=? AND status=?)";
        assert!(
            deals.len() == 2 && deals.iter().all(|step| step.ends_with(theirs)),
            "{plan:#?}"
        );
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
