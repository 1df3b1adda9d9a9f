//! Batches as they are kept: many message requests in one, their answers fetched later. Here they are answered at once
//! and reported as ended from the first look; half the price is the caller's sum, not ours.

use std::sync::Mutex;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::error::ApiError;
use super::lock::lock;
use super::page::Page;

/// The batches of one simulation, newest last.
#[derive(Debug, Default)]
pub(super) struct Batches(Mutex<Vec<Batch>>);

/// One batch, answered.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub(super) id: String,
    pub(super) created: Timestamp,
    /// Custom id and result, in the order of the requests.
    pub(super) results: Vec<(String, Value)>,
}

impl Batch {
    /// The record: in progress when it is made, ended at every later look.
    pub(super) fn record(&self, ended: bool) -> Value {
        let of = |kind: &str| {
            self.results
                .iter()
                .filter(|(_, result)| result["type"] == kind)
                .count()
        };
        let (succeeded, errored) = if ended {
            (of("succeeded"), of("errored"))
        } else {
            (0, 0)
        };
        let expires = self
            .created
            .saturating_add(SignedDuration::from_hours(24))
            .unwrap_or(self.created);
        json!({
            "id": self.id,
            "type": "message_batch",
            "processing_status": if ended { "ended" } else { "in_progress" },
            "request_counts": {
                "processing": self.results.len() - succeeded - errored,
                "succeeded": succeeded,
                "errored": errored,
                "canceled": 0,
                "expired": 0,
            },
            "created_at": self.created.to_string(),
            "ended_at": ended.then(|| self.created.to_string()),
            "expires_at": expires.to_string(),
            "archived_at": null,
            "cancel_initiated_at": null,
            "results_url": ended.then(|| format!("/v1/messages/batches/{}/results", self.id)),
        })
    }
}

impl Batches {
    /// Keeps a batch.
    pub(super) fn add(&self, batch: Batch) {
        lock(&self.0).push(batch);
    }

    /// A page of all of them, newest first. `None` when its ends name no batch.
    pub(super) fn page(&self, page: &Page) -> Option<Value> {
        let batches = lock(&self.0);
        let newest = batches.iter().rev();
        let all: Vec<_> = newest
            .map(|batch| (batch.id.clone(), batch.record(true)))
            .collect();
        page.of(&all)
    }

    /// One of them.
    pub(super) fn find(&self, id: &str) -> Result<Batch, ApiError> {
        let found = lock(&self.0).iter().find(|batch| batch.id == id).cloned();
        found.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, format!("batch: {id}")))
    }

    /// Forgets one of them.
    pub(super) fn delete(&self, id: &str) -> Result<(), ApiError> {
        self.find(id)?;
        lock(&self.0).retain(|batch| batch.id != id);
        Ok(())
    }
}
