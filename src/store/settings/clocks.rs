//! Whether this machine's clock and the CRM's agree (F55).
//!
//! Kept is what the CRM's clock said when this machine was started. The clock that counts from the start is nobody's to
//! set, so a wall clock that is set afterwards shows at once, without another answer of the CRM.

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::process::Process;
use crate::store::error::StoreError;
use crate::store::file::moment::Moment;
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::write::work::Work;

/// The name of the value among the settings: the start of the machine, a blank, the CRM's time then.
const CRM_CLOCK: &str = "crm.clock";

/// Keeps what the CRM's clock said when this machine was started.
pub(in crate::store) fn keep(work: &Work<'_>, at_boot: Timestamp) -> Result<(), StoreError> {
    let Moment { boot, .. } = work.moment();
    setting::set(work.db, CRM_CLOCK, &format!("{boot} {at_boot}"))
}

impl Reader {
    /// What the CRM's clock said when this machine was started; `None` when it has told nothing since.
    pub fn crm_clock(&self) -> Result<Option<Timestamp>, StoreError> {
        kept(&self.db, &Process::me().boot)
    }
}

/// By how much the clock here is ahead of the CRM's; `None` when the CRM has told nothing since the machine's start.
pub(in crate::store) fn skew(work: &Work<'_>) -> Result<Option<SignedDuration>, StoreError> {
    let at = work.moment();
    let there = kept(work.db, &at.boot)?.and_then(|told| told.checked_add(at.since_boot).ok());
    Ok(there.map(|there| at.wall.duration_since(there)))
}

fn kept(db: &Connection, boot: &str) -> Result<Option<Timestamp>, StoreError> {
    let kept = setting::get(db, CRM_CLOCK)?;
    let told = kept.as_deref().and_then(|kept| kept.split_once(' '));
    Ok(told
        .filter(|(of, _)| *of == boot)
        .and_then(|(_, told)| told.parse().ok()))
}
