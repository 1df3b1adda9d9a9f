//! The last fault of each resource of sync, kept so that whoever examines the copy from outside can tell (T4).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::fact::Topic;
use crate::domain::value::Foreign;
use crate::store::error::{CommitError, StoreError};
use crate::store::file::setting;
use crate::store::reader::Reader;
use crate::store::write::work::{Outcome, Work};

/// Where they are kept among the settings.
const PREFIX: &str = "fault.";

/// What went wrong last when a resource was fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneFault {
    /// Which resource, such as `contacts`.
    pub resource: String,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub sentence: Foreign,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    at: Timestamp,
    sentence: String,
}

impl Reader {
    /// The last fault of each resource that ever had one.
    pub fn faults(&self) -> Result<Vec<LaneFault>, StoreError> {
        let mut statement = self.db.prepare_cached(
            "SELECT substr(name, 7), value FROM setting WHERE name GLOB 'fault.*' ORDER BY name",
        )?;
        let mut rows = statement.query([])?;
        let mut faults = Vec::new();
        while let Some(row) = rows.next()? {
            let kept: Kept = serde_json::from_str(&row.get::<_, String>(1)?)?;
            faults.push(LaneFault {
                resource: row.get(0)?,
                at: kept.at,
                sentence: Foreign::from(kept.sentence),
            });
        }
        Ok(faults)
    }
}

/// Keeps the fault of a resource in place of the one before.
pub(in crate::store) fn note(
    work: &Work<'_>,
    resource: &str,
    sentence: &str,
) -> Result<Outcome, CommitError> {
    let kept = Kept {
        at: work.now,
        sentence: sentence.to_owned(),
    };
    let text = serde_json::to_string(&kept)?;
    setting::set(work.db, &format!("{PREFIX}{resource}"), &text)?;
    Ok(Outcome {
        topics: vec![Topic::Sync],
        ..Outcome::default()
    })
}
