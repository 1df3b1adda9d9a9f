//! What was deleted in the CRM while something here still names it (F29): what is known of it, and which pushes
//! wait for it. `listed` finds it out.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::domain::outbox::Intent;
use crate::domain::record::{paths, value_at};
use crate::domain::value::Foreign;
use crate::store::error::StoreError;
use crate::store::reader::Reader;
use crate::store::rows::record::{Stored, timestamp};

/// How long a push that names something missing waits before it is looked at again.
const WAIT: SignedDuration = SignedDuration::from_mins(10);
/// The rule that holds such a push.
pub(in crate::store) const RULE: &str = "absent";
/// What records name by its id: their pushes wait for it, and doctor says so.
pub(in crate::store) const HOLDS: [&str; 3] = ["field", "pipeline", "stage"];

/// Something the account had and lists no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// `field`, `pipeline`, `stage`, `colleague`, `tag` or `workflow`.
    pub kind: String,
    /// The CRM's id.
    pub id: String,
    /// What it was called.
    pub name: Foreign,
    /// Since when.
    pub since: Timestamp,
}

impl Reader {
    /// Everything that is missing for certain, whatever it is.
    pub fn absent(&self) -> Result<Vec<Absent>, StoreError> {
        all(&self.db)
    }
}

/// Fields, pipelines and stages that are missing for certain.
pub(in crate::store) fn held(db: &Connection) -> Result<Vec<Absent>, StoreError> {
    let mut held = all(db)?;
    held.retain(|absent| HOLDS.contains(&absent.kind.as_str()));
    Ok(held)
}

fn all(db: &Connection) -> Result<Vec<Absent>, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT kind, id, name, since FROM absent WHERE sure = 1 ORDER BY kind, name, id")?;
    let rows = statement.query_map([], |row| {
        Ok(Absent {
            kind: row.get(0)?,
            id: row.get(1)?,
            name: Foreign::from(row.get::<_, String>(2)?),
            since: timestamp(row.get(3)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Why a push of a record waits, and until when (epoch milliseconds) it does before it is looked at again: it names
/// something that the CRM has no more.
pub(in crate::store) fn holds(
    db: &Connection,
    intent: &Intent,
    stored: &Stored,
    now: Timestamp,
) -> Result<Option<(String, i64)>, StoreError> {
    let fields = &stored.record.fields;
    let pushed: Vec<String> = match intent {
        Intent::Update { .. } => stored.record.base.keys().cloned().collect(),
        Intent::Create { .. } => paths(fields),
        Intent::Delete { .. } | Intent::Send { .. } | Intent::Enrol { .. } => return Ok(None),
    };
    let names = |absent: &Absent| {
        let is = |path: &str| value_at(fields, path).as_str() == Some(absent.id.as_str());
        pushed.iter().any(|path| match absent.kind.as_str() {
            "field" => {
                path.strip_prefix("customFields.") == Some(absent.id.as_str())
                    && !value_at(fields, path).is_null()
            }
            "stage" => path == "pipelineStageId" && is(path),
            _ => path == "pipelineId" && is(path),
        })
    };
    let Some(absent) = held(db)?.into_iter().find(names) else {
        return Ok(None);
    };
    let Absent { kind, name, .. } = absent;
    let until = now.checked_add(WAIT).unwrap_or(now).as_millisecond();
    Ok(Some((
        format!(
            "the CRM has no {kind} {} any more; what you wrote is kept here; choose another, or take the edit back, and it goes",
            name.shown()
        ),
        until,
    )))
}
