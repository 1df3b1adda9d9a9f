//! What is known of the account, as proofs want it.

use std::sync::Arc;

use crate::automation::check::Account;
use crate::engine::query::Sources;
use crate::engine::{blanks, team};
use crate::store::StoreError;

/// Names of stages, colleagues, tags, workflows and added fields.
pub(super) fn account(sources: &Sources<'_>) -> Result<Account, StoreError> {
    let directory = sources.reader.directory()?;
    let tags = sources.reader.tags()?;
    let workflows = directory.workflows.iter();
    Ok(Account {
        names: Arc::new(sources.reader.vocabulary()?),
        tags: tags.iter().map(|tag| tag.name.shown().to_string()).collect(),
        workflows: workflows.map(|flow| flow.name.shown().to_string()).collect(),
        forms: directory
            .forms
            .iter()
            .map(|form| form.name.shown().to_string())
            .collect(),
        blanks: Vec::new(),
        missing: blanks::missing(&directory, sources.terms),
        no_lead: team::no_lead(&directory, sources.terms),
    })
}
