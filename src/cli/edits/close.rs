//! `leadline close OPPORTUNITY won|lost`.

use clap::{Args, ValueEnum};

use crate::cli::frame::{App, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{find, receipt};
use crate::domain::command::Command;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::OpportunityId;
use crate::engine::query::DirectoryNow;

/// How a deal ends.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum End {
    /// The deal was made
    Won,
    /// It was lost
    Lost,
    /// It came to nothing
    Abandoned,
    /// It is open again
    Open,
}

/// Close a deal as won or lost, or open it again
#[derive(Args, Debug)]
pub(super) struct Close {
    /// The deal
    opportunity: String,
    /// How it ended
    #[arg(value_enum)]
    status: End,
    /// Why it was lost: one of the account's lost reasons, by name or id
    #[arg(long)]
    reason: Option<String>,
}

impl Subcommand for Close {
    const NAME: &'static str = "close";

    fn run(self, app: &mut App) -> Outcome {
        let status = match self.status {
            End::Won => OpportunityStatus::Won,
            End::Lost => OpportunityStatus::Lost,
            End::Abandoned => OpportunityStatus::Abandoned,
            End::Open => OpportunityStatus::Open,
        };
        let running = Running::start(app, Reach::Local)?;
        let reason = match &self.reason {
            Some(word) => Some(find::lost_reason(word, &running.query(DirectoryNow)?)?),
            None => None,
        };
        let opportunity = OpportunityId::from(self.opportunity);
        let receipt = running.submit(Command::CloseOpportunity {
            opportunity,
            status,
            reason,
        })?;
        receipt::tell(app, &receipt)
    }
}
