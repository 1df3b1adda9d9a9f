//! The account's reference data.

use super::{Query, Sources};
use crate::store::{Directory, StoreError};

/// Colleagues, pipelines, lost reasons, added fields, tags, calendars, workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryNow;

impl Query for DirectoryNow {
    type Answer = Directory;

    fn answer(self, sources: &Sources<'_>) -> Result<Directory, StoreError> {
        sources.reader.directory()
    }
}
