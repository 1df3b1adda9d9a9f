//! Calls of the CRM that were taken: a call is taken once, however often it is delivered.

use jiff::SignedDuration;
use rusqlite::params;

use crate::store::error::CommitError;
use crate::store::write::work::{Outcome, Work};

/// How long a call is remembered.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);
/// Old calls that are forgotten with one that is taken.
const SWEPT: i64 = 64;

/// Takes a call; the receipt counts 1 when it is new, 0 when it was taken before.
pub(in crate::store) fn take(work: &Work<'_>, id: &str, kind: &str) -> Result<Outcome, CommitError> {
    let taken = work
        .db
        .prepare_cached("INSERT INTO hint (id, kind, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
        .execute(params![id, kind, work.at])?;
    let before = work.at - KEPT.as_millis() as i64;
    work.db
        .prepare_cached(
            "DELETE FROM hint WHERE id IN (SELECT id FROM hint WHERE at < ?1 ORDER BY at LIMIT ?2)",
        )?
        .execute(params![before, SWEPT])?;
    let mut outcome = Outcome::default();
    outcome.receipt.changed = taken;
    Ok(outcome)
}

#[cfg(test)]
mod tests;
