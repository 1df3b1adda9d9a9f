//! Everything in the file, one record after another, as it was at one moment. Memory stays the same however much there is.

use jiff::Timestamp;
use rusqlite::{Row, params_from_iter};
use serde_json::Value;

use crate::domain::filter::Filter;
use crate::domain::record::{EntityKind, Record};
use crate::store::ask::chosen::Way;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{parse, stored, timestamp};

/// One thing that leaves.
#[derive(Clone, Debug, PartialEq)]
pub enum Poured {
    /// A record.
    Record(Record),
    /// What happened.
    Fact(FactRow),
    /// Who did what.
    Audit(AuditRow),
}

/// A fact of the journal.
#[derive(Clone, Debug, PartialEq)]
pub struct FactRow {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub origin: Value,
    /// The kind and id of the record it is about, if it is about one.
    pub about: Option<(String, String)>,
    /// What happened.
    pub fact: Value,
}

/// A row of the log, with what binds it to the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// The id a command acked with.
    pub id: String,
    /// When.
    pub at: Timestamp,
    /// Who: me, claude, sync, engine.
    pub who: String,
    /// What.
    pub what: String,
    /// The kind and id of the record it is about, if it is about one.
    pub about: Option<(String, String)>,
    /// What it rests on.
    pub more: Option<Value>,
    /// The hash over it and the row before.
    pub hash: String,
}

/// Row numbers, a bit each.
#[derive(Debug, Default)]
struct Rids(Vec<u64>);

impl Rids {
    fn place(rid: i64) -> Option<(usize, u64)> {
        let rid = usize::try_from(rid).ok()?;
        Some((rid / 64, 1 << (rid % 64)))
    }

    fn add(&mut self, rid: i64) {
        let Some((at, bit)) = Self::place(rid) else { return };
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        if let Some(word) = self.0.get_mut(at) {
            *word |= bit;
        }
    }

    fn has(&self, rid: i64) -> bool {
        Self::place(rid).is_some_and(|(at, bit)| self.0.get(at).is_some_and(|word| word & bit != 0))
    }
}

impl Reader {
    /// Hands out everything: the records kind by kind, the journal, the log. With a filter only the people it chooses,
    /// what hangs on them, what happened to those, and the account's reference data.
    pub fn pour<E: From<StoreError>>(
        &self,
        people: Option<&Filter>,
        mut take: impl FnMut(Poured) -> Result<(), E>,
    ) -> Result<(), E> {
        let moment = self.db.unchecked_transaction().map_err(StoreError::from)?;
        let mut chosen = people.map(|filter| self.chosen(filter)).transpose()?;
        for kind in EntityKind::ALL {
            self.pour_records(kind, chosen.as_mut(), &mut take)?;
        }
        self.pour_facts(chosen.as_ref(), &mut take)?;
        self.pour_audit(chosen.as_ref(), &mut take)?;
        moment.finish().map_err(StoreError::from)?;
        Ok(())
    }

    /// The people of a list, in its order.
    pub fn pour_people<E: From<StoreError>>(
        &self,
        filter: &Filter,
        mut take: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let compiled = self.compiled(filter, Way::Finding)?;
        let sql = format!(
            "SELECT r.rid, r.kind, r.id, r.remote_id, r.doc, r.base, r.gone, r.remote_at
             FROM contact c JOIN record r ON r.rid = c.rid WHERE {} ORDER BY {} LIMIT {}",
            compiled.condition,
            compiled.order,
            filter.limit.unwrap_or(usize::MAX).min(i64::MAX as usize)
        );
        let each = |row: &Row<'_>| take(parse(stored(row).map_err(StoreError::from)?)?.record);
        self.rows(&sql, params_from_iter(compiled.values.iter()), each)
    }

    fn chosen(&self, filter: &Filter) -> Result<Rids, StoreError> {
        let compiled = self.compiled(filter, Way::Finding)?;
        let sql = format!(
            "SELECT c.rid FROM contact c WHERE {} ORDER BY {} LIMIT {}",
            compiled.condition,
            compiled.order,
            filter.limit.unwrap_or(usize::MAX).min(i64::MAX as usize)
        );
        let mut rids = Rids::default();
        self.rows(&sql, params_from_iter(compiled.values.iter()), |row| {
            rids.add(row.get(0)?);
            Ok::<_, StoreError>(())
        })?;
        Ok(rids)
    }

    fn pour_records<E: From<StoreError>>(
        &self,
        kind: EntityKind,
        mut chosen: Option<&mut Rids>,
        take: &mut impl FnMut(Poured) -> Result<(), E>,
    ) -> Result<(), E> {
        // By id, as the index has them: sorting a million records would take a file of its own.
        let columns = "r.rid, r.kind, r.id, r.remote_id, r.doc, r.base, r.gone, r.remote_at";
        let sql = match table(kind) {
            Some(table) => format!(
                "SELECT {columns}, x.contact FROM record r LEFT JOIN {table} x ON x.rid = r.rid WHERE r.kind = ?1 ORDER BY r.id"
            ),
            None => format!("SELECT {columns}, r.rid FROM record r WHERE r.kind = ?1 ORDER BY r.id"),
        };
        let hangs = table(kind).is_some() || kind == EntityKind::Contact;
        self.rows(&sql, [kind.word()], |row| {
            let whose: Option<i64> = row.get(8).map_err(StoreError::from)?;
            if let Some(chosen) = chosen.as_deref_mut()
                && hangs
            {
                if !whose.is_some_and(|whose| chosen.has(whose)) {
                    return Ok(());
                }
                chosen.add(row.get(0).map_err(StoreError::from)?);
            }
            take(Poured::Record(
                parse(stored(row).map_err(StoreError::from)?)?.record,
            ))
        })
    }

    fn pour_facts<E: From<StoreError>>(
        &self,
        chosen: Option<&Rids>,
        take: &mut impl FnMut(Poured) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = "SELECT j.seq, j.at, j.origin, j.rid, r.kind, r.id, j.body FROM journal j
                   LEFT JOIN record r ON r.rid = j.rid ORDER BY j.seq";
        self.rows(sql, [], |row| match fact(row)? {
            (rid, fact) if is_chosen(chosen, rid) => take(Poured::Fact(fact)),
            _ => Ok(()),
        })
    }

    fn pour_audit<E: From<StoreError>>(
        &self,
        chosen: Option<&Rids>,
        take: &mut impl FnMut(Poured) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql =
            "SELECT a.seq, a.id, a.at, a.who, a.what, a.kind, a.entity, a.more, a.hash, r.rid FROM audit a
                   LEFT JOIN record r ON r.kind = a.kind AND r.id = a.entity ORDER BY a.seq";
        self.rows(sql, [], |row| match audit(row)? {
            (rid, audit) if is_chosen(chosen, rid) => take(Poured::Audit(audit)),
            _ => Ok(()),
        })
    }

    fn rows<E: From<StoreError>>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self.db.prepare(sql).map_err(StoreError::from)?;
        let mut rows = statement.query(values).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            take(row)?;
        }
        Ok(())
    }
}

fn is_chosen(chosen: Option<&Rids>, rid: Option<i64>) -> bool {
    chosen.is_none_or(|chosen| rid.is_some_and(|rid| chosen.has(rid)))
}

/// The table in which a record of that kind has its person.
const fn table(kind: EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::Opportunity => Some("opportunity"),
        EntityKind::Conversation => Some("conversation"),
        EntityKind::Message => Some("message"),
        EntityKind::Note => Some("note"),
        EntityKind::Task => Some("task"),
        EntityKind::Appointment => Some("appointment"),
        EntityKind::Submission => Some("submission"),
        _ => None,
    }
}

fn fact(row: &Row<'_>) -> Result<(Option<i64>, FactRow), StoreError> {
    let (kind, id): (Option<String>, Option<String>) = (row.get(4)?, row.get(5)?);
    let fact = FactRow {
        seq: row.get(0)?,
        at: timestamp(row.get(1)?),
        origin: serde_json::from_str(&row.get::<_, String>(2)?)?,
        about: kind.zip(id),
        fact: serde_json::from_str(&row.get::<_, String>(6)?)?,
    };
    Ok((row.get(3)?, fact))
}

fn audit(row: &Row<'_>) -> Result<(Option<i64>, AuditRow), StoreError> {
    let (kind, id): (Option<String>, Option<String>) = (row.get(5)?, row.get(6)?);
    let more: Option<String> = row.get(7)?;
    let audit = AuditRow {
        seq: row.get(0)?,
        id: row.get(1)?,
        at: timestamp(row.get(2)?),
        who: row.get(3)?,
        what: row.get(4)?,
        about: kind.zip(id),
        more: more.map(|more| serde_json::from_str(&more)).transpose()?,
        hash: row.get(8)?,
    };
    Ok((row.get(9)?, audit))
}
