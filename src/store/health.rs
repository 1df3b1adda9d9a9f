//! How the local copy is: what is in it, how old it is, whether it is whole.

use std::path::Path;

use jiff::Timestamp;
use rusqlite::OptionalExtension;

use super::backup;
use super::error::StoreError;
use super::reader::Reader;
use crate::domain::outbox::OutboxState;
use crate::domain::record::EntityKind;
use crate::domain::value::Foreign;
use crate::store::file::anchor;
use crate::store::file::anchor::Lost;
use crate::store::news::faults::LaneFault;
use crate::store::push::absent::Absent;
use crate::store::push::doubt::Doubt;
use crate::store::push::{absent, outbox};
use crate::store::rows::record::timestamp;
use crate::store::sync::lease::LeaseSeat;
use crate::store::write::journal;

/// A stream of changes and how far it has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CursorAge {
    /// Whose.
    pub name: String,
    /// Where.
    pub value: String,
    /// When it last moved.
    pub at: Timestamp,
}

/// What is in the local copy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoreHealth {
    /// Records of each kind.
    pub records: Vec<(EntityKind, u64)>,
    /// Rows of the outbox in each state.
    pub outbox: Vec<(OutboxState, u64)>,
    /// Held rows that go by themselves at their moment; they need nobody.
    pub sleeping: u64,
    /// Conflicts that wait.
    pub conflicts: u64,
    /// Answers that could not be read.
    pub quarantined: u64,
    /// The resource of the last of them, and why it could not be read.
    pub aside: Option<(String, Foreign)>,
    /// The last fault of each resource that ever had one.
    pub faults: Vec<LaneFault>,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Streams of changes.
    pub cursors: Vec<CursorAge>,
    /// The format of the file.
    pub format: i64,
    /// The last verified backup, and whether anything has happened since.
    pub backup: Option<(Timestamp, bool)>,
    /// Since when everything automatic is stopped, if it is.
    pub stopped: Option<Timestamp>,
    /// Which copy of the program talks to the CRM.
    pub lease: LeaseSeat,
    /// That the account may not be the one that was copied, if so.
    pub doubt: Option<Doubt>,
    /// Records that may be gone in the CRM and are asked for by themselves.
    pub suspects: u64,
    /// Fields, pipelines and stages that the account lists no more.
    pub absent: Vec<Absent>,
}

/// Whether the file is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Integrity {
    /// SQLite's own verdict; `ok` when nothing was found.
    pub verdict: String,
    /// Rows that point to nothing.
    pub dangling: u64,
    /// The first audit row that does not follow from the one before, if any.
    pub broken_log: Option<i64>,
    /// Ends of the log that are kept outside the file and that it does not hold.
    pub lost_log: Vec<Lost>,
}

impl Integrity {
    /// Whether nothing was found.
    pub fn is_whole(&self) -> bool {
        self.verdict == "ok" && self.dangling == 0 && self.broken_log.is_none() && self.lost_log.is_empty()
    }
}

impl Reader {
    /// Counts, ages and sizes.
    pub fn health(&self) -> Result<StoreHealth, StoreError> {
        let count =
            |sql: &str| -> Result<u64, StoreError> { Ok(self.db.query_row(sql, [], |row| row.get(0))?) };
        let mut statement = self
            .db
            .prepare_cached("SELECT kind, count(*) FROM record GROUP BY kind")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        let records = rows
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .filter_map(|(word, n)| Some((crate::store::rows::record::kind(&word)?, n)))
            .collect();
        let pages = count("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?;
        Ok(StoreHealth {
            records,
            outbox: self.outbox_counts()?,
            sleeping: self.sleeping()?,
            conflicts: count("SELECT count(*) FROM conflict WHERE open = 1")?,
            quarantined: count("SELECT count(*) FROM quarantine")?,
            aside: self.last_aside()?,
            faults: self.faults()?,
            bytes: pages,
            cursors: self.cursors()?,
            backup: self.last_backup()?,
            stopped: self.stopped()?,
            lease: self.lease()?,
            doubt: self.doubt()?,
            suspects: count("SELECT count(*) FROM suspect")?,
            absent: absent::held(&self.db)?,
            format: self
                .db
                .pragma_query_value(None, "user_version", |row| row.get(0))?,
        })
    }

    fn last_aside(&self) -> Result<Option<(String, Foreign)>, StoreError> {
        let sql = "SELECT resource, reason FROM quarantine ORDER BY at DESC, seq DESC LIMIT 1";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, Foreign::from(row.get::<_, String>(1)?)));
        Ok(self.db.query_row(sql, [], read).optional()?)
    }

    fn last_backup(&self) -> Result<Option<(Timestamp, bool)>, StoreError> {
        let path = self.db.path().unwrap_or_default();
        let Some(newest) = backup::list(Path::new(path)).into_iter().next() else {
            return Ok(None);
        };
        Ok(Some((newest.at, newest.seq != Some(self.last_fact()?))))
    }

    /// Every cursor.
    pub fn cursors(&self) -> Result<Vec<CursorAge>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT name, value, at FROM cursor ORDER BY name")?;
        let rows = statement.query_map([], |row| {
            Ok(CursorAge {
                name: row.get(0)?,
                value: row.get(1)?,
                at: timestamp(row.get(2)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One cursor's position.
    pub fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT value FROM cursor WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// A small value kept under a name.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let mut statement = self
            .db
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
        Ok(statement.query_row([name], |row| row.get(0)).optional()?)
    }

    /// Whether a row may leave now or soon.
    pub fn has_due(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(outbox::next_due(&self.db)?.is_some_and(|at| at <= now.as_millisecond()))
    }

    /// Checks the whole file. Slow on a large one: a few seconds for a gigabyte.
    pub fn integrity(&self) -> Result<Integrity, StoreError> {
        let verdict: String = self.db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        let mut statement = self.db.prepare("PRAGMA foreign_key_check")?;
        let dangling = statement.query_map([], |_| Ok(()))?.count() as u64;
        Ok(Integrity {
            verdict,
            dangling,
            broken_log: journal::verify(&self.db)?.err(),
            lost_log: anchor::lost(&self.db, Path::new(self.db.path().unwrap_or_default()))?,
        })
    }
}
