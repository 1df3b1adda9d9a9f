//! One person as they stood at a moment, for questions about many moments of many people.
//!
//! A list as of a day is put back change by change (`past`); here each question is about one person, and there are a hundred
//! thousand of them. So the tables that filters ask are hidden behind views that show one person at one moment: what was
//! written later is not there yet, and what was edited since stands as it stood, from the journal. A filter is compiled for
//! them as for the file itself. It knows what `past` knows; before the first copy people stand as the first copy found
//! them, but for messages, notes and deals, which carry their own moments.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::domain::automation::is_kill_tag;
use crate::domain::contact::{Channel, Contact};
use crate::domain::conversation::MessageKind;
use crate::domain::fact::Fact;
use crate::domain::filter::{Expr, Filter, Of, Test};
use crate::domain::record::{EntityKind, set_at};
use crate::domain::value::{ContactId, CustomFieldId};
use crate::store::before::happened::{Map, Set, Whom, barred, channel_of};
use crate::store::error::StoreError;
use crate::store::file::schema::{MIGRATIONS, open_reader};
use crate::store::filter::{Plan, compile, register};
use crate::store::reader::Reader;
use crate::store::rows::project;
use crate::store::rows::record::{Stored, by_rid, contact_rid};

/// A record that was never edited since has no row in here; one that was has a row for each time it stood otherwise. These times,
/// and `upto`, count half milliseconds: in the second half stands what automations did.
const VIEWS: &str = "
CREATE TEMP TABLE asked (one INTEGER PRIMARY KEY, person INTEGER, at INTEGER, upto INTEGER);
INSERT INTO temp.asked VALUES (1, 0, 0, 0);
CREATE TEMP TABLE was_record (rid INTEGER, began INTEGER, ended INTEGER, doc TEXT);
CREATE INDEX temp.was_record_rid ON was_record (rid, began);
CREATE TEMP TABLE was_contact AS SELECT 0 AS began, 0 AS ended, * FROM main.contact WHERE 0;
CREATE INDEX temp.was_contact_rid ON was_contact (rid, began);
CREATE TEMP TABLE was_tag (began INTEGER, ended INTEGER, tag TEXT, rid INTEGER);
CREATE INDEX temp.was_tag_rid ON was_tag (rid, began);
CREATE TEMP TABLE was_opportunity AS SELECT 0 AS began, 0 AS ended, * FROM main.opportunity WHERE 0;
CREATE INDEX temp.was_opportunity_contact ON was_opportunity (contact, began);
CREATE TEMP TABLE was_task AS SELECT 0 AS began, 0 AS ended, * FROM main.task WHERE 0;
CREATE INDEX temp.was_task_contact ON was_task (contact, began);
CREATE TEMP TABLE was_conversation AS SELECT 0 AS began, 0 AS ended, * FROM main.conversation WHERE 0;
CREATE INDEX temp.was_conversation_contact ON was_conversation (contact, began);

CREATE TEMP VIEW message AS SELECT m.* FROM main.message m, temp.asked a
  WHERE a.one = 1 AND m.contact = a.person AND m.at <= a.at;
CREATE TEMP VIEW note AS SELECT n.* FROM main.note n, temp.asked a
  WHERE a.one = 1 AND n.contact = a.person AND n.at <= a.at;
CREATE TEMP VIEW task AS
  SELECT t.rid, t.contact, t.due, t.completed, t.title, t.owner FROM main.task t, temp.asked a
    WHERE a.one = 1 AND t.contact = a.person AND NOT EXISTS (SELECT 1 FROM temp.was_record w WHERE w.rid = t.rid)
  UNION ALL
  SELECT t.rid, t.contact, t.due, t.completed, t.title, t.owner FROM temp.was_task t, temp.asked a
    WHERE a.one = 1 AND t.contact = a.person AND t.began <= a.upto AND a.upto < t.ended;
CREATE TEMP VIEW conversation AS
  SELECT t.rid, t.contact, t.unread FROM main.conversation t, temp.asked a
    WHERE a.one = 1 AND t.contact = a.person AND NOT EXISTS (SELECT 1 FROM temp.was_record w WHERE w.rid = t.rid)
  UNION ALL
  SELECT t.rid, t.contact, t.unread FROM temp.was_conversation t, temp.asked a
    WHERE a.one = 1 AND t.contact = a.person AND t.began <= a.upto AND a.upto < t.ended;
CREATE TEMP VIEW opportunity AS
  SELECT o.rid, o.contact, o.name, o.pipeline, o.value, o.owner, o.created, o.updated, o.since, o.closes, o.reason,
    coalesce((SELECT h.stage FROM main.stage_history h WHERE h.opportunity = o.rid AND h.at <= a.at
      ORDER BY h.at DESC LIMIT 1), o.stage) AS stage,
    CASE WHEN o.status <> 'open' AND moment((SELECT json_extract(r.doc, '$.lastStatusChangeAt') FROM main.record r
      WHERE r.rid = o.rid)) > a.at THEN 'open' ELSE o.status END AS status
  FROM main.opportunity o, temp.asked a
    WHERE a.one = 1 AND o.contact = a.person AND o.created <= a.at
      AND NOT EXISTS (SELECT 1 FROM temp.was_record w WHERE w.rid = o.rid)
  UNION ALL
  SELECT o.rid, o.contact, o.name, o.pipeline, o.value, o.owner, o.created, o.updated, o.since, o.closes, o.reason,
    o.stage, o.status FROM temp.was_opportunity o, temp.asked a
    WHERE a.one = 1 AND o.contact = a.person AND o.created <= a.at AND o.began <= a.upto AND a.upto < o.ended;
CREATE TEMP VIEW contact_tag AS
  SELECT t.tag, t.rid FROM main.contact_tag t, temp.asked a
    WHERE a.one = 1 AND t.rid = a.person AND NOT EXISTS (SELECT 1 FROM temp.was_record w WHERE w.rid = t.rid)
  UNION ALL
  SELECT t.tag, t.rid FROM temp.was_tag t, temp.asked a
    WHERE a.one = 1 AND t.rid = a.person AND t.began <= a.upto AND a.upto < t.ended;
CREATE TEMP VIEW record AS
  SELECT r.rid, coalesce((SELECT w.doc FROM temp.was_record w WHERE w.rid = r.rid AND w.began <= a.upto AND a.upto < w.ended),
    r.doc) AS doc FROM main.record r, temp.asked a WHERE a.one = 1 AND r.rid = a.person;
CREATE TEMP VIEW score AS
  SELECT s.contact, s.change, s.drift, (SELECT p.priority FROM main.score_past p
    WHERE p.contact = s.contact AND p.at <= a.at ORDER BY p.at DESC, p.seq DESC LIMIT 1) AS priority
  FROM main.score s, temp.asked a WHERE a.one = 1 AND s.contact = a.person;
CREATE TEMP VIEW person AS
  SELECT c.rid, c.name, c.find, c.phone, c.email, c.owner, c.source, c.city, c.zip, c.type, c.dnd, c.added, c.updated,
    c.tz, c.born, c.dnc FROM main.contact c, temp.asked a
    WHERE a.one = 1 AND c.rid = a.person AND NOT EXISTS (SELECT 1 FROM temp.was_record w WHERE w.rid = c.rid)
  UNION ALL
  SELECT c.rid, c.name, c.find, c.phone, c.email, c.owner, c.source, c.city, c.zip, c.type, c.dnd, c.added, c.updated,
    c.tz, c.born, c.dnc FROM temp.was_contact c, temp.asked a
    WHERE a.one = 1 AND c.rid = a.person AND c.began <= a.upto AND a.upto < c.ended;
CREATE TEMP VIEW contact AS SELECT p.*,
    coalesce((SELECT max(m.at) FROM message m WHERE m.inbound = 1), 0) AS last_in,
    coalesce((SELECT max(m.at) FROM message m WHERE m.inbound = 0), 0) AS last_out,
    max(p.added, coalesce((SELECT max(m.at) FROM message m), 0)) AS active,
    coalesce((SELECT sum(t.unread) FROM conversation t), 0) AS unread,
    coalesce((SELECT s.nr FROM opportunity o LEFT JOIN main.stage s ON s.id = o.stage WHERE o.status = 'open'
      ORDER BY o.updated DESC, o.rid DESC LIMIT 1), 0) AS stage,
    coalesce((SELECT sum(o.value) FROM opportunity o WHERE o.status = 'open'), 0) AS worth,
    (SELECT s.priority FROM score s) AS score
  FROM person p, temp.asked a WHERE a.one = 1 AND p.added <= a.at;
BEGIN;";

/// A moment at which somebody stood some way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// When.
    pub at: Timestamp,
    /// With what automations did at that very moment; a change by anybody else is there already.
    whole: bool,
}

impl AsOf {
    /// All of it.
    pub const fn whole(at: Timestamp) -> Self {
        Self { at, whole: true }
    }

    /// As it was when something happened then, before automations did anything. What is behind it by less than the file tells
    /// apart comes after what they did.
    pub fn heard(at: Timestamp) -> Self {
        let whole = at.as_nanosecond() % 1_000_000 != 0;
        Self { at, whole }
    }

    fn half(millis: i64, second: bool) -> i64 {
        millis.saturating_mul(2).saturating_add(second.into())
    }
}

/// People as they stood, asked one by one. It sees the file as it is when it is first asked, for as long as it lives.
#[derive(Debug)]
pub struct Then<'a> {
    reader: &'a Reader,
    views: Connection,
    /// Where a record that stood otherwise is made into the rows that lists read.
    bench: Connection,
    names: BTreeMap<CustomFieldId, String>,
    rids: RefCell<Map<ContactId, Option<i64>>>,
    /// Whose changes are laid out.
    laid: RefCell<Set<i64>>,
    edited: Edited,
    /// Of questions whose answer nothing but an edit changes, whom they fit today, each with when they became known.
    steady: RefCell<Vec<Steady>>,
    /// When each first wrote on each channel.
    wrote: RefCell<Map<i64, FirstWords>>,
    /// When somebody wrote, as far as it was told.
    told: RefCell<Vec<(ContactId, Channel, i64)>>,
}

/// Records of people that were ever edited. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Edited(Arc<Set<i64>>);

/// Whom a question fits, with when they became known.
type Steady = (Expr, Map<i64, i64>);
/// When somebody first wrote, by channel.
type FirstWords = Vec<(Channel, i64)>;

impl Reader {
    /// People as they stood at any moment.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened a second time.
    pub fn then(&self, edited: Edited) -> Result<Then<'_>, StoreError> {
        let path = self.db.path().unwrap_or_default();
        let views = open_reader(path.as_ref())?;
        register(&views)?;
        // The file is open for reading alone; what is written are the tables beside it, in memory.
        views.pragma_update(None, "query_only", false)?;
        views.execute_batch(VIEWS)?;
        let bench = Connection::open_in_memory()?;
        for step in MIGRATIONS {
            bench.execute_batch(step)?;
        }
        register(&bench)?;
        Ok(Then {
            reader: self,
            views,
            bench,
            names: self.added_names()?,
            rids: RefCell::default(),
            laid: RefCell::default(),
            edited,
            steady: RefCell::default(),
            wrote: RefCell::default(),
            told: RefCell::default(),
        })
    }

    /// Whose record was ever edited.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn people_ever_edited(&self) -> Result<Edited, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT DISTINCT j.rid FROM journal j JOIN record r ON r.rid = j.rid AND r.kind = 'contact'
             WHERE j.fact IN ('created', 'edited', 'changed', 'removed')",
        )?;
        let rids = statement.query_map([], |row| row.get(0))?;
        Ok(Edited(Arc::new(rids.collect::<Result<_, _>>()?)))
    }
}

/// Whether nothing but an edit of the person changes what a filter answers, whenever it is read: it asks for what they are called,
/// where they live, their tags and the like, and for no time.
pub fn is_steady(filter: &Filter) -> bool {
    filter.expr.as_ref().is_some_and(asks_no_time)
}

fn asks_no_time(expr: &Expr) -> bool {
    const FIELDS: [&str; 12] = [
        "name", "phone", "email", "tag", "owner", "source", "type", "city", "zip", "tz", "dnd", "dnc",
    ];
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().all(asks_no_time),
        Expr::Not(inner) => asks_no_time(inner),
        Expr::Field(spec, test) => {
            let timed = matches!(test, Test::In(_) | Test::Yearly(..));
            spec.of == Of::Person && FIELDS.contains(&spec.name) && !timed
        }
        _ => false,
    }
}

impl Then<'_> {
    /// Whether a filter, read as of that moment, fitted somebody then. Whether it was ever so is not asked: of `was( )` only
    /// the moment itself.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn fits(&self, filter: &Filter, who: &ContactId, at: AsOf) -> Result<bool, StoreError> {
        let Some(rid) = self.rid(who)? else {
            return Ok(false);
        };
        if let Some(expr) = &filter.expr
            && asks_no_time(expr)
            && !self.edited.0.contains(&rid)
        {
            return self.fits_always(filter, expr, rid, at);
        }
        self.turn_to(rid, at)?;
        let compiled = compile(filter, Plan::FEW);
        let sql = format!("SELECT 1 FROM contact c WHERE {}", compiled.condition);
        let mut statement = self.views.prepare_cached(&sql)?;
        Ok(statement.exists(params_from_iter(compiled.values))?)
    }

    /// The same question about everybody at once, since when they are known.
    fn fits_always(&self, filter: &Filter, expr: &Expr, rid: i64, at: AsOf) -> Result<bool, StoreError> {
        let at = at.at.as_millisecond();
        let is_in = |of: &Map<i64, i64>| of.get(&rid).is_some_and(|added| *added <= at);
        if let Some((_, known)) = self.steady.borrow().iter().find(|(known, _)| known == expr) {
            return Ok(is_in(known));
        }
        let compiled = compile(filter, Plan::FEW);
        let sql = format!(
            "SELECT c.rid, c.added FROM contact c WHERE {}",
            compiled.condition
        );
        let mut statement = self.reader.db.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(compiled.values), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let all = rows.collect::<Result<Map<i64, i64>, _>>()?;
        let answer = is_in(&all);
        self.steady.borrow_mut().push((expr.clone(), all));
        Ok(answer)
    }

    /// What stood against an automated message to somebody then, whatever the hour. `today` is what they are today, when that
    /// was read.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn bar(
        &self,
        who: &ContactId,
        today: Option<&Contact>,
        channel: Channel,
        at: AsOf,
    ) -> Result<Option<String>, StoreError> {
        let gone = || Ok(Some("they are not here any more".to_owned()));
        let Some(rid) = self.rid(who)? else { return gone() };
        let wrote = || Ok(self.was_told(who, channel, at.at) || self.wrote(rid, channel, at.at)?);
        if let Some(contact) = today.filter(|_| !self.edited.0.contains(&rid)) {
            return barred(contact, channel, &self.names, &wrote);
        }
        self.turn_to(rid, at)?;
        let mut statement = self
            .views
            .prepare_cached("SELECT doc FROM record WHERE rid = ?1")?;
        let doc = statement
            .query_row([rid], |row| row.get::<_, String>(0))
            .optional()?;
        let Some(doc) = doc else { return gone() };
        let contact = Contact::from_fields(who.clone(), &serde_json::from_str(&doc)?);
        barred(&contact, channel, &self.names, &wrote)
    }

    /// Lets go what is kept of people only to be at hand.
    pub fn let_go(&self) {
        self.told.borrow_mut().clear();
        self.rids.borrow_mut().clear();
        self.wrote.borrow_mut().clear();
    }

    /// Takes in that somebody wrote, so that it need not be looked for.
    pub fn tell(&self, who: &ContactId, kind: MessageKind, at: Timestamp) {
        let Some(channel) = channel_of(kind) else { return };
        let mut told = self.told.borrow_mut();
        if !told.iter().any(|(whose, on, _)| *on == channel && whose == who) {
            told.push((who.clone(), channel, at.as_millisecond()));
        }
    }

    /// Takes in which row somebody has, so that it need not be looked for.
    pub fn know(&self, who: &ContactId, rid: i64) {
        self.rids.borrow_mut().insert(who.clone(), Some(rid));
    }

    fn was_told(&self, who: &ContactId, channel: Channel, at: Timestamp) -> bool {
        let told = self.told.borrow();
        let mut told = told
            .iter()
            .filter(|(whose, on, _)| *on == channel && whose == who);
        told.any(|(.., wrote)| *wrote <= at.as_millisecond())
    }

    /// Whether they ever wrote on a channel, until a moment.
    fn wrote(&self, rid: i64, channel: Channel, at: Timestamp) -> Result<bool, StoreError> {
        if !self.wrote.borrow().contains_key(&rid) {
            let first = self.reader.first_words(rid)?;
            self.wrote.borrow_mut().insert(rid, first);
        }
        let known = self.wrote.borrow();
        let mut first = known.get(&rid).into_iter().flatten();
        Ok(first.any(|(on, wrote)| *on == channel && *wrote <= at.as_millisecond()))
    }

    /// Whether a tag of somebody kept everything automatic away then: not before they were known.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn is_kept_away(&self, who: &ContactId, at: AsOf) -> Result<bool, StoreError> {
        let Some(rid) = self.rid(who)? else {
            return Ok(false);
        };
        self.turn_to(rid, at)?;
        let mut statement = self.views.prepare_cached(
            "SELECT t.tag FROM contact_tag t JOIN person p ON p.rid = t.rid, temp.asked a
                 WHERE t.rid = ?1 AND a.one = 1 AND p.added <= a.at",
        )?;
        let mut rows = statement.query([rid])?;
        while let Some(row) = rows.next()? {
            if is_kill_tag(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Somebody as they are today; nothing when they are not here.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn whom(&self, who: &ContactId) -> Result<Option<Whom>, StoreError> {
        let rid = self.rid(who)?;
        rid.map(|rid| self.reader.whom(rid, who)).transpose()
    }

    /// Their row; nothing when they are not here.
    fn rid(&self, who: &ContactId) -> Result<Option<i64>, StoreError> {
        if let Some(rid) = self.rids.borrow().get(who) {
            return Ok(*rid);
        }
        let rid = contact_rid(&self.reader.db, who.as_str())?;
        self.rids.borrow_mut().insert(who.clone(), rid);
        Ok(rid)
    }

    /// Turns the views to somebody at a moment.
    fn turn_to(&self, rid: i64, at: AsOf) -> Result<(), StoreError> {
        if self.laid.borrow_mut().insert(rid) {
            self.lay_out(rid)?;
        }
        let millis = at.at.as_millisecond();
        self.views
            .prepare_cached("UPDATE temp.asked SET person = ?1, at = ?2, upto = ?3 WHERE one = 1")?
            .execute(params![rid, millis, AsOf::half(millis, at.whole)])?;
        Ok(())
    }

    /// Lays out how everything of somebody stood that was ever edited.
    fn lay_out(&self, person: i64) -> Result<(), StoreError> {
        let edits = self.edits(person)?;
        if edits.is_empty() {
            return Ok(());
        }
        // What they have finds them by their record.
        if let Some(stored) = by_rid(&self.reader.db, person)? {
            self.on_the_bench(&stored)?;
        }
        for (rid, facts) in edits {
            let Some(mut stored) = by_rid(&self.reader.db, rid)? else {
                continue;
            };
            let mut ended = i64::MAX;
            let mut facts = facts.into_iter();
            loop {
                let fact = facts.next();
                // Two changes of one moment leave nothing that stood between them.
                let began = fact.as_ref().map_or(i64::MIN, |(at, _)| *at).min(ended);
                if began < ended && !stored.record.tombstone {
                    self.keep(&stored, (began, ended))?;
                }
                ended = began;
                match fact {
                    Some((_, Fact::Edited { changes, .. } | Fact::Changed { changes, .. })) => {
                        for change in changes.iter().rev() {
                            set_at(&mut stored.record.fields, &change.path, change.from.clone());
                        }
                    }
                    Some((_, Fact::Removed { .. })) => stored.record.tombstone = false,
                    Some((_, Fact::Created { .. })) => stored.record.tombstone = true,
                    Some(_) => {}
                    None => break,
                }
            }
        }
        Ok(())
    }

    /// What was changed about somebody and what they have, for each record the latest change first.
    fn edits(&self, person: i64) -> Result<BTreeMap<i64, Vec<(i64, Fact)>>, StoreError> {
        let mut statement = self.reader.db.prepare_cached(
            "SELECT j.rid, j.at, j.body, json_extract(j.origin, '$.run') IS NOT NULL FROM journal j WHERE j.rid IN (
               SELECT ?1 UNION ALL SELECT rid FROM opportunity WHERE contact = ?1
               UNION ALL SELECT rid FROM task WHERE contact = ?1
               UNION ALL SELECT rid FROM conversation WHERE contact = ?1)
             AND j.fact IN ('created', 'edited', 'changed', 'removed') ORDER BY j.seq DESC",
        )?;
        let mut edits: BTreeMap<i64, Vec<(i64, Fact)>> = BTreeMap::new();
        let mut rows = statement.query([person])?;
        while let Some(row) = rows.next()? {
            let fact = serde_json::from_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
            let at = AsOf::half(row.get(1)?, row.get(3)?);
            edits.entry(row.get(0)?).or_default().push((at, fact));
        }
        Ok(edits)
    }

    /// Keeps how a record stood between two moments.
    fn keep(&self, stored: &Stored, (began, ended): (i64, i64)) -> Result<(), StoreError> {
        let (rid, record) = (stored.rid, &stored.record);
        let doc = serde_json::to_string(&record.fields)?;
        self.views
            .prepare_cached("INSERT INTO temp.was_record VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![rid, began, ended, doc])?;
        self.on_the_bench(stored)?;
        let table = match record.entity.kind {
            EntityKind::Contact => "contact",
            EntityKind::Opportunity => "opportunity",
            EntityKind::Task => "task",
            EntityKind::Conversation => "conversation",
            _ => return Ok(()),
        };
        let mut select = self
            .bench
            .prepare_cached(&format!("SELECT * FROM {table} WHERE rid = ?1"))?;
        let columns = select.column_count();
        let row = select.query_row([rid], |row| {
            let members = (0..columns).map(|at| row.get::<_, Value>(at));
            members.collect::<Result<Vec<_>, _>>()
        })?;
        let places = ", ?".repeat(columns);
        let values = [began.into(), ended.into()].into_iter().chain(row);
        self.views
            .prepare_cached(&format!("INSERT INTO temp.was_{table} VALUES (?, ?{places})"))?
            .execute(params_from_iter(values))?;
        if record.entity.kind == EntityKind::Contact {
            let mut tags = self
                .bench
                .prepare_cached("SELECT tag FROM contact_tag WHERE rid = ?1")?;
            let mut tags = tags.query([rid])?;
            while let Some(tag) = tags.next()? {
                self.views
                    .prepare_cached("INSERT INTO temp.was_tag VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![began, ended, tag.get::<_, String>(0)?, rid])?;
            }
        }
        Ok(())
    }

    fn on_the_bench(&self, stored: &Stored) -> Result<(), StoreError> {
        let record = &stored.record;
        self.bench
            .prepare_cached(
                "INSERT OR IGNORE INTO record (rid, kind, id, remote_id, doc) VALUES (?1, ?2, ?3, ?4, '{}')",
            )?
            .execute(params![
                stored.rid,
                record.entity.kind.word(),
                record.entity.id,
                record.remote_id
            ])?;
        project::project(&self.bench, stored)
    }
}
