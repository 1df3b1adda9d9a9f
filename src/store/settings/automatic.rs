//! The switch that stops everything automatic (P12): kept in the file, so that it holds for every open copy
//! and after every restart. The gate reads it at each claim, so nothing automatic is claimed once it is off.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::domain::decide::Decision;
use crate::domain::fact::Topic;
use crate::failpoint;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::push::outbox;
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// The name of the switch among the settings; its value is the moment it was turned off.
const STOPPED: &str = "automatic.stopped";

impl Reader {
    /// Since when everything automatic is stopped, if it is.
    pub fn stopped(&self) -> Result<Option<Timestamp>, StoreError> {
        stopped(&self.db)
    }
}

/// Since when everything automatic is stopped, if it is.
pub(in crate::store) fn stopped(db: &Connection) -> Result<Option<Timestamp>, StoreError> {
    match setting::get(db, STOPPED)?.filter(|value| !value.is_empty()) {
        None => Ok(None),
        // A switch that cannot be read is off: nothing goes that somebody may have stopped.
        Some(value) => Ok(Some(value.parse().unwrap_or(Timestamp::UNIX_EPOCH))),
    }
}

/// Turns it. What waits only because it was off goes on by itself, through the gate like everything.
pub(in crate::store) fn switch(work: &mut Work<'_>, on: bool) -> Result<Outcome, CommitError> {
    let summary = match (on, stopped(work.db)?) {
        (false, Some(_)) => "everything automatic was stopped already",
        (false, None) => {
            setting::set(work.db, STOPPED, &work.now.to_string())?;
            failpoint::pass("pause.switched");
            "everything automatic is stopped"
        }
        (true, None) => "everything automatic runs already",
        (true, Some(_)) => {
            setting::set(work.db, STOPPED, "")?;
            outbox::release(work.db, "paused")?;
            "everything automatic goes on"
        }
    };
    let decision = Decision {
        summary: summary.to_owned(),
        ..Decision::default()
    };
    let mut outcome = work.carry_out(decision)?;
    outcome.topics.push(Topic::Outbox);
    Ok(outcome)
}
