//! Tries a key before it is kept: one free request, nothing written there or here.

use super::setup::{ChatSetup, CrmSetup};
use crate::clock::Clock;
use crate::sync::pull::FaultKind;

/// Why a key was not good, in one sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// The service refuses it.
    #[error("{0}")]
    Refused(String),
    /// The service could not be asked.
    #[error("{0}")]
    Offline(String),
    /// The settings do not allow asking.
    #[error("{0}")]
    Settings(String),
}

/// Whether the CRM's token opens the location.
pub async fn crm_token(setup: CrmSetup, clock: Clock) -> Result<(), TrialError> {
    let crm = setup
        .connect(clock, None, None)
        .map_err(|error| TrialError::Settings(error.to_string()))?;
    crm.check().await.map_err(|fault| {
        let sentence = fault.sentence.shown().to_string();
        match fault.kind {
            FaultKind::Offline => TrialError::Offline(sentence),
            FaultKind::Refused | FaultKind::Scope | FaultKind::Page | FaultKind::Missing => {
                TrialError::Refused(sentence)
            }
        }
    })
}

/// Whether Claude accepts the key.
pub async fn claude_key(setup: &ChatSetup, clock: Clock) -> Result<(), TrialError> {
    let client = setup
        .client(clock)
        .map_err(|error| TrialError::Settings(error.to_string()))?;
    client.check_key().await.map_err(|error| match error.status {
        Some(_) => TrialError::Refused(error.to_string()),
        None => TrialError::Offline(error.to_string()),
    })
}
