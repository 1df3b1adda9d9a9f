//! `leadline proposals`.

use clap::Args;
use serde_json::{Value, json};

use super::proposed;
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand};
use crate::domain::value::{ProposalId, ThreadId};
use crate::engine::query::{OpenProposals, ProposalById, ProposalsOf};

/// Show what Claude proposed and nobody has decided, or what became of it
#[derive(Args, Debug)]
pub(super) struct Proposals {
    /// Only this one
    id: Option<String>,
    /// All of this chat, those that were decided too
    #[arg(long, value_name = "ID", conflicts_with = "id")]
    thread: Option<String>,
}

impl Subcommand for Proposals {
    const NAME: &'static str = "proposals";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let found = match (self.id, self.thread) {
            (Some(id), _) => {
                let id = ProposalId::from(id);
                let found = running.query(ProposalById(id.clone()))?;
                vec![found.ok_or_else(|| CliError::nothing_found(format!("there is no proposal {id}")))?]
            }
            (None, Some(thread)) => running.query(ProposalsOf(ThreadId::from(thread)))?,
            (None, None) => running.query(OpenProposals)?,
        };
        let shapes: Vec<Value> = found.iter().map(proposed::shape).collect();
        app.out.json(&json!({ "proposals": shapes }))?;
        proposed::tell(app, &found)?;
        if found.is_empty() {
            app.out.say("Nothing waits for a yes.")?;
        }
        Ok(Exit::Done)
    }
}
