//! `leadline move OPPORTUNITY STAGE`.

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{find, receipt};
use crate::domain::command::Command;
use crate::domain::value::OpportunityId;
use crate::engine::query::{DealById, DirectoryNow};

/// Move a deal to another stage of its pipeline
#[derive(Args, Debug)]
pub(super) struct Move {
    /// The deal
    opportunity: String,
    /// The stage's name or id
    stage: String,
}

impl Subcommand for Move {
    const NAME: &'static str = "move";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let opportunity = OpportunityId::from(self.opportunity.as_str());
        let deal = running.query(DealById(opportunity.clone()))?.ok_or_else(|| {
            CliError::nothing_found(format!(
                "there is no deal {opportunity} in the local copy, nothing was changed"
            ))
            .hint("leadline show PERSON lists their deals")
        })?;
        let directory = running.query(DirectoryNow)?;
        let stage = find::stage(&self.stage, &deal, &directory)?.id.clone();
        let receipt = running.submit(Command::MoveOpportunity { opportunity, stage })?;
        receipt::tell(app, &receipt)
    }
}
