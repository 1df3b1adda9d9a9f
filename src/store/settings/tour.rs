//! Whether the tour of the screen was shown: kept in the copy, so that it comes by itself once for an account.

use crate::domain::decide::Decision;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// The name among the settings; its value is the moment it was first shown.
const SEEN: &str = "tour.seen";

impl Reader {
    /// Whether the tour was shown.
    pub fn tour_seen(&self) -> Result<bool, StoreError> {
        Ok(setting::get(&self.db, SEEN)?.is_some())
    }
}

/// Remembers that it was shown. The first time stays.
pub(in crate::store) fn see(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    if setting::get(work.db, SEEN)?.is_none() {
        setting::set(work.db, SEEN, &work.now.to_string())?;
    }
    work.carry_out_quietly(Decision::default())
}
