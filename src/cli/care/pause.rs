//! `leadline pause`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::engine::query::HealthNow;

/// Stop everything automatic at once, in every open copy, until `leadline resume`
///
/// Messages that a person writes go on.
#[derive(Args, Debug)]
pub(super) struct Pause;

impl Subcommand for Pause {
    const NAME: &'static str = "pause";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::SwitchAutomatic { on: false })?;
        let since = running.query(HealthNow)?.stopped;
        receipt::tell_with(app, &receipt, &[("paused_since", json!(since))])
    }
}
