//! `leadline redo`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;

/// Do once more what was taken back last
#[derive(Args, Debug)]
pub(super) struct Redo {}

impl Subcommand for Redo {
    const NAME: &'static str = "redo";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let receipt = running.submit(Command::Redo)?;
        receipt::tell_with(app, &receipt, &[("cannot", json!(receipt.cannot))])
    }
}
