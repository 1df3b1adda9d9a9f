//! Whether the account may not be the one that was copied: what everything that pushes or removes asks. `epoch` says when it
//! begins and ends.

use jiff::Timestamp;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::domain::account::Mark;
use crate::store::error::StoreError;
use crate::store::file::setting;
use crate::store::reader::Reader;

/// Its name among the settings.
const DOUBT: &str = "account.doubt";
/// When records are asked for that nobody may ask for yet: those that were not looked for under another id, and those that
/// were and are not there.
pub(in crate::store) const UNMATCHED: i64 = i64::MAX - 1;
pub(in crate::store) const LEFT_OVER: i64 = i64::MAX;

/// That the account may not be the one that was copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// Since when.
    pub since: Timestamp,
    /// Why, as a part of a sentence.
    pub reason: String,
    /// Everything is still being read anew.
    pub reading: bool,
    /// Records that were found under another id.
    pub followed: u64,
    /// Records here that the account does not have.
    pub left_over: u64,
    /// The mark of the account as it is now.
    pub(in crate::store) mark: Mark,
}

impl Doubt {
    /// What happened, what is safe, what to do.
    pub fn sentence(&self) -> String {
        let Self {
            reason, left_over, ..
        } = self;
        if self.reading {
            return format!(
                "the account is not as it was copied: {reason}; all is read anew, and nothing is pushed or removed"
            );
        }
        format!(
            "the account is not as it was copied: {reason}; nothing is pushed or removed; {left_over} here are not in it; leadline account --accept goes on with it"
        )
    }
}

impl Reader {
    /// That the account may not be the one that was copied, if so.
    pub fn doubt(&self) -> Result<Option<Doubt>, StoreError> {
        read(&self.db)
    }
}

/// The doubt, if there is one.
pub(in crate::store) fn read(db: &Connection) -> Result<Option<Doubt>, StoreError> {
    let kept = setting::get(db, DOUBT)?;
    Ok(kept.map(|doubt| serde_json::from_str(&doubt)).transpose()?)
}

/// Keeps it.
pub(in crate::store) fn keep(db: &Connection, doubt: &Doubt) -> Result<(), StoreError> {
    setting::set(db, DOUBT, &serde_json::to_string(doubt)?)
}

/// Whether the account may not be the one that was copied: nothing leaves and nothing is removed.
pub(in crate::store) fn is_in_doubt(db: &Connection) -> Result<bool, StoreError> {
    Ok(setting::get(db, DOUBT)?.is_some())
}

/// Forgets it: a person has agreed.
pub(in crate::store) fn forget(db: &Connection) -> Result<(), StoreError> {
    setting::remove(db, DOUBT)
}

/// When what a sweep did not see is to be asked for: not before a person has agreed, when the account is in doubt.
pub(in crate::store) fn ask_at(db: &Connection, now: i64) -> Result<i64, StoreError> {
    Ok(if is_in_doubt(db)? { UNMATCHED } else { now })
}
