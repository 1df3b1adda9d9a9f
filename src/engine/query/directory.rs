//! The account's reference data.

use super::{Query, Sources};
use crate::store::{Directory, StoreError, TagCount};

/// Colleagues, pipelines, lost reasons, added fields, calendars, workflows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DirectoryNow;

impl Query for DirectoryNow {
    type Answer = Directory;

    fn answer(self, sources: &Sources<'_>) -> Result<Directory, StoreError> {
        sources.reader.directory()
    }
}

/// Tags, most used first. Everybody's are counted, which takes a moment in a large account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TagsNow;

impl Query for TagsNow {
    type Answer = Vec<TagCount>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<TagCount>, StoreError> {
        sources.reader.tags()
    }
}
