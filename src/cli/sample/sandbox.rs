//! `leadline sandbox`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::frame::until::stopped;
use crate::cli::frame::{App, CliError, Exit, Outcome, Subcommand};
use crate::sandbox::{Sandbox as Server, SandboxError, SandboxOptions};

/// Run a made-up CRM and a simulated Claude on this machine, for learning and testing
///
/// Prints one line of JSON once both answer: the addresses, the token and the key to use with them.
///
/// How to move its world and make it fail, and what it simplifies: docs/sandbox.md.
#[derive(Args, Debug)]
pub(super) struct Sandbox {
    /// The CRM's port; 0 takes any
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    ghl_port: u16,
    /// Claude's port; 0 takes any
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    claude_port: u16,
    /// How many people the account has
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    contacts: usize,
    /// Same seed, same account
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// No rate limits
    #[arg(long)]
    unlimited: bool,
    /// Nobody writes and nothing changes by itself
    #[arg(long)]
    quiet: bool,
    /// Play this scenario
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
}

impl Subcommand for Sandbox {
    const NAME: &'static str = "sandbox";

    fn run(self, app: &mut App) -> Outcome {
        let options = SandboxOptions {
            contacts: self.contacts,
            seed: self.seed,
            unlimited: self.unlimited,
            ghl_port: self.ghl_port,
            claude_port: self.claude_port,
            lively: !self.quiet,
            script: self.script,
            ..SandboxOptions::default()
        };
        let runtime = app.runtime()?;
        let sandbox = runtime.block_on(Server::start(options, app.clock.clone()))?;
        app.out.ready(&json!({
            "ready": true,
            "ghl_url": sandbox.ghl_url(),
            "claude_url": sandbox.claude_url(),
            "token": sandbox.token().expose(),
            "location_id": sandbox.location_id(),
            "claude_key": sandbox.claude_key().expose(),
        }))?;
        runtime.block_on(stopped());
        runtime.block_on(sandbox.stop());
        Ok(Exit::Done)
    }
}

impl From<SandboxError> for CliError {
    fn from(error: SandboxError) -> Self {
        Self::new(Exit::Failed, "sandbox", error.to_string())
    }
}
