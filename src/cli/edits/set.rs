//! `leadline set ID field=value …`.

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::find::{Subject, change};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::value::{ContactId, OpportunityId};
use crate::engine::query::{DealById, DirectoryNow, PersonById};

/// Change fields of a person or a deal
///
/// For example: leadline set ID city=Etiwanda 'custom.Budget=450k' phone=
#[derive(Args, Debug)]
pub(super) struct Set {
    /// The person, or a deal
    id: String,
    /// field=value; field= clears it; custom.NAME=value for fields the account added
    #[arg(required = true, value_name = "FIELD=VALUE")]
    changes: Vec<String>,
}

impl Subcommand for Set {
    const NAME: &'static str = "set";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let directory = running.query(DirectoryNow)?;
        let subject = subject(&running, &self.id)?;
        let changes = self
            .changes
            .iter()
            .map(|typed| change(subject, typed, &directory))
            .collect::<Result<_, _>>()?;
        let receipt = running.submit(edit(subject, &self.id, changes))?;
        receipt::tell(app, &receipt)
    }
}

/// Whether an id is a person's or a deal's.
pub(in crate::cli) fn subject(running: &Running, id: &str) -> Result<Subject, CliError> {
    if running.query(PersonById(ContactId::from(id)))?.is_some() {
        return Ok(Subject::Contact);
    }
    if running.query(DealById(OpportunityId::from(id)))?.is_some() {
        return Ok(Subject::Opportunity);
    }
    Err(CliError::nothing_found(format!(
        "there is no person or deal {id} in the local copy, nothing was changed"
    ))
    .hint("leadline leads lists ids; leadline sync brings what is new"))
}

/// The command that changes members of either.
pub(in crate::cli) fn edit(subject: Subject, id: &str, changes: Vec<(String, serde_json::Value)>) -> Command {
    match subject {
        Subject::Contact => Command::EditContact {
            contact: ContactId::from(id),
            changes,
        },
        Subject::Opportunity => Command::EditOpportunity {
            opportunity: OpportunityId::from(id),
            changes,
        },
    }
}
