//! `leadline resume`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::engine::query::HealthNow;

/// Let everything automatic go on that `leadline pause` stopped
#[derive(Args, Debug)]
pub(super) struct Resume;

impl Subcommand for Resume {
    const NAME: &'static str = "resume";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::SwitchAutomatic { on: true })?;
        let since = running.query(HealthNow)?.stopped;
        receipt::tell_with(app, &receipt, &[("paused_since", json!(since))])
    }
}
