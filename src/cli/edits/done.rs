//! `leadline done ID`.

use clap::Args;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::Verdict;
use crate::engine::query::{DealById, PersonById};

/// Settle what waits today about a person or a deal, or tick off a task
///
/// Nothing more is to be done until something new comes.
#[derive(Args, Debug)]
pub(super) struct Done {
    /// The person, deal or task
    id: String,
}

impl Subcommand for Done {
    const NAME: &'static str = "done";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let command = match waiting(&running, &self.id)? {
            Some(entity) => Command::Judge {
                entity,
                verdict: Some(Verdict::Done),
            },
            None => Command::EditTask {
                task: self.id.into(),
                changes: vec![("completed".to_owned(), true.into())],
            },
        };
        let receipt = running.submit(command)?;
        receipt::tell(app, &receipt)
    }
}

/// The person or deal with this id.
pub(super) fn waiting(running: &Running, id: &str) -> Result<Option<EntityRef>, CliError> {
    if running.query(PersonById(id.into()))?.is_some() {
        return Ok(Some(EntityRef::new(EntityKind::Contact, id)));
    }
    let deal = running.query(DealById(id.into()))?;
    Ok(deal.map(|deal| EntityRef::new(EntityKind::Opportunity, deal.id.as_str())))
}
