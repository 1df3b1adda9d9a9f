//! Trying a key at its service before it is kept.

use super::app::KeyTrial;
use super::error::{CliError, Exit};
use super::running;
use crate::clock::Clock;
use crate::config::Config;
use crate::config::secrets::Service;
use crate::engine::trial::{self, TrialError};
use crate::secret::Secret;

/// Asks the service itself, with one free request.
#[derive(Debug)]
pub(in crate::cli) struct Online;

impl KeyTrial for Online {
    fn try_key(&self, service: Service, config: &Config, key: &Secret) -> Result<String, CliError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (settings, clock) = (&config.settings, Clock::system());
        match service {
            Service::Ghl => {
                let Some(location) = settings.ghl.location_id.clone() else {
                    return Ok(
                        "it could not be tried before a location is set (leadline config --set \
                               ghl.location_id ID)"
                            .to_owned(),
                    );
                };
                let setup = running::crm_setup(settings, &location, key.clone());
                runtime.block_on(trial::crm_token(setup, clock))?;
                Ok(format!("it opens location {location}"))
            }
            Service::Claude => {
                let setup = running::claude_setup(settings, key.clone())?;
                runtime.block_on(trial::claude_key(&setup, clock))?;
                Ok("Claude accepts it".to_owned())
            }
        }
    }
}

impl From<TrialError> for CliError {
    fn from(error: TrialError) -> Self {
        let (exit, code) = match &error {
            TrialError::Refused(_) => (Exit::Refused, "key_refused"),
            TrialError::Offline(_) => (Exit::Offline, "offline"),
            TrialError::Settings(_) => (Exit::WrongUse, "config"),
        };
        let told = Self::new(exit, code, format!("the key was not kept: {error}"));
        match exit {
            Exit::Offline => told.hint("--untried keeps it without trying it"),
            _ => told,
        }
    }
}
