//! Asks the CRM for what is new and commits it page by page.

use std::future::Future;

use crate::domain::command::{Command, Cursor, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::value::Foreign;
use crate::failpoint;
use crate::store::{CommitError, Store, StoreError};

use super::position::{Answer, Ask, Position};

/// Where pages come from. The CRM, and a stand-in in tests.
pub trait Source: Send + Sync {
    /// Asks for a page of a resource.
    fn ask(&self, resource: &'static str, ask: Ask) -> impl Future<Output = Result<Answer, Fault>> + Send;
}

/// Why a page did not come.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", sentence.shown())]
pub struct Fault {
    /// What the connection is after this.
    pub kind: FaultKind,
    /// What happened, what is safe, what to do.
    pub sentence: Foreign,
}

/// What a fault says about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The CRM cannot be reached; everything waits.
    Offline,
    /// It refuses everything: a wrong key or location. Asking again is of no use until somebody acts.
    Refused,
    /// It refuses this resource only: a missing scope. The rest works.
    Scope,
    /// The CRM has no such record.
    Missing,
    /// This page went wrong; the next round asks again.
    Page,
}

/// Why a pull ended early.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    /// The CRM.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The local copy.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<StoreError> for PullError {
    fn from(error: StoreError) -> Self {
        Self::Commit(error.into())
    }
}

/// What a page brought, for progress.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulled {
    /// Records told.
    pub told: u64,
    /// Records that were new or changed.
    pub changed: u64,
    /// Records copied so far in a first copy.
    pub done: u64,
    /// Records in all, when known.
    pub total: Option<u64>,
    /// This was a page of a first copy.
    pub first_copy: bool,
    /// More pages wait.
    pub more: bool,
    /// What the person should hear about at once, in sentences.
    pub urgent: Vec<String>,
}

/// Fetches one page of a resource and commits it with its position.
pub async fn page(store: &Store, source: &impl Source, resource: &'static str) -> Result<Pulled, PullError> {
    let stored = store.read(move |reader| reader.cursor(resource)).await?;
    let position = Position::read(stored.as_deref());
    let answer = source.ask(resource, position.ask()).await?;
    failpoint::pass("pull.answered");
    let (next, more) = position.after(&answer);
    let first_copy = position.is_first_copy();
    let mut pulled = Pulled {
        told: answer.records.len() as u64,
        changed: 0,
        done: if more {
            next.done()
        } else {
            position.done() + answer.records.len() as u64
        },
        total: answer.total,
        first_copy,
        more,
        urgent: Vec::new(),
    };
    if !answer.skipped.is_empty() {
        let quarantine = SyncCommand::Quarantine {
            skipped: answer.skipped,
            resource: resource.to_owned(),
        };
        store.commit(Command::Sync(quarantine), Origin::Remote).await?;
    }
    let apply = SyncCommand::Apply {
        records: answer.records,
        cursor: Some(Cursor {
            name: resource.to_owned(),
            value: next.text(),
        }),
        first_copy,
    };
    let receipt = store.commit(Command::Sync(apply), Origin::Remote).await?;
    failpoint::pass("pull.applied");
    pulled.changed = receipt.changed as u64;
    pulled.urgent = receipt.urgent;
    Ok(pulled)
}

/// Whether the first copy of a resource is still to be done.
pub async fn is_first_copy(store: &Store, resource: &'static str) -> Result<bool, StoreError> {
    let stored = store.read(move |reader| reader.cursor(resource)).await?;
    Ok(Position::read(stored.as_deref()).is_first_copy())
}

/// Forgets where a resource stands, so that everything is asked for again. Nothing here is deleted.
pub async fn start_over(store: &Store, resource: &'static str) -> Result<(), CommitError> {
    let cursor = Cursor {
        name: resource.to_owned(),
        value: Position::Start.text(),
    };
    let apply = SyncCommand::Apply {
        records: Vec::new(),
        cursor: Some(cursor),
        first_copy: false,
    };
    store.commit(Command::Sync(apply), Origin::Engine).await?;
    Ok(())
}
