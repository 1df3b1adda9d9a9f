//! A person goes on with a log whose end is not where it was (F112); the log says what was seen.

use std::path::Path;

use serde_json::json;

use crate::domain::decide::{Decision, Rejection};
use crate::store::error::CommitError;
use crate::store::file::anchor;
use crate::store::write::work::{Outcome, Work};

/// Gives up every head that the log does not hold.
pub(in crate::store) fn accept(work: &mut Work<'_>) -> Result<Outcome, CommitError> {
    let path = Path::new(work.db.path().unwrap_or_default());
    let lost = anchor::lost(work.db, path)?;
    if lost.is_empty() {
        let why = "the log ends where it should; there is nothing to accept".to_owned();
        return Err(Rejection::Invalid(why).into());
    }
    anchor::clear_unreadable(path)?;
    let (given_up, heads) = anchor::give_up(work.db, path)?;
    let sentences: Vec<&str> = lost.iter().map(|lost| lost.why.as_str()).collect();
    let more = json!({ "seen": sentences, given_up: heads }).to_string();
    let decision = Decision {
        summary: "the log is accepted as it is".to_owned(),
        ..Decision::default()
    };
    work.carry_out_for(decision, None, Some(&more))
}
