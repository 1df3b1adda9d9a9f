//! `leadline logout ghl|claude`.

use clap::Args;
use serde_json::json;

use super::login::{Who, word};
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::config::secrets::Service;

/// Delete a key from this machine
#[derive(Args, Debug)]
pub(super) struct Logout {
    /// The service
    #[arg(value_enum)]
    service: Who,
}

impl Subcommand for Logout {
    const NAME: &'static str = "logout";

    fn run(self, app: &mut App) -> Outcome {
        let service = self.service.service();
        let config = app.config()?;
        let address = match service {
            Service::Ghl => &config.settings.ghl.base_url,
            Service::Claude => &config.settings.claude.base_url,
        };
        let keys = app.keys()?;
        let from = keys.forget(service, address)?;
        if let Some(variable) = keys.in_environment(service) {
            app.remark(&format!(
                "The variable {variable} still holds a key; unset it where it is set."
            ));
        }
        if from.is_empty() {
            return Err(CliError::nothing_found(format!(
                "no key for {} was kept here",
                service.title()
            )));
        }
        let places: Vec<String> = from.iter().map(ToString::to_string).collect();
        app.out.say(&format!(
            "The key for {} is deleted from {}.",
            service.title(),
            places.join(" and ")
        ))?;
        let words: Vec<&str> = from.iter().map(word).collect();
        app.out.json(&json!({ "ok": true, "deleted_from": words }))?;
        Ok(Exit::Done)
    }
}
