//! `leadline version`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Subcommand};

/// Tell which version this is
#[derive(Args, Debug)]
pub(super) struct Version {}

impl Subcommand for Version {
    const NAME: &'static str = "version";

    fn run(self, app: &mut App) -> Outcome {
        let version = env!("CARGO_PKG_VERSION");
        app.out.json(&json!({ "name": "leadline", "version": version }))?;
        app.out.say(&format!("leadline {version}"))?;
        Ok(Exit::Done)
    }
}
