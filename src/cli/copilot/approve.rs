//! `leadline approve ID`.

use clap::Args;
use serde_json::json;

use super::proposed;
use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::command::Command;
use crate::domain::plan::{Proposal, ProposalChange};
use crate::domain::value::ProposalId;
use crate::engine::query::ProposalById;

/// Say yes to what Claude proposed, to all of it or to some items, or say no
///
/// What reaches a person is only done when its items are named. More than 25 changes want --yes-count and their number. All of
/// it is one line of undo.
#[derive(Args, Debug)]
pub(super) struct Approve {
    /// The proposal
    id: String,
    /// Only these items, by their numbers: 1,3
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    items: Vec<usize>,
    /// Say no to all of it, with the reason that Claude is told; `--reject ""` for none
    #[arg(long, value_name = "REASON", conflicts_with_all = ["items", "yes_count"])]
    reject: Option<String>,
    /// The number of changes, when it is more than 25
    #[arg(long, value_name = "N")]
    yes_count: Option<usize>,
}

impl Subcommand for Approve {
    const NAME: &'static str = "approve";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let id = ProposalId::from(self.id.as_str());
        let standing = running.query(ProposalById(id.clone()))?.ok_or_else(|| {
            CliError::nothing_found(format!("there is no proposal {id}, nothing was done"))
                .hint("leadline proposals lists what waits")
        })?;
        let proposal = &standing.proposal;
        if let Some(reason) = self.reject {
            let change = ProposalChange::Reject { proposal: id, reason };
            let receipt = running.submit(Command::Proposal(change))?;
            return receipt::tell(app, &receipt);
        }
        let picked = self.picked(proposal)?;
        let receipt = proposed::say_yes(app, &running, proposal, picked)?;
        let after = running.query(ProposalById(proposal.id.clone()))?;
        let after = after.unwrap_or(standing);
        proposed::tell(app, std::slice::from_ref(&after))?;
        app.out.json(&json!({
            "ack": receipt.ack, "outbox": receipt.outbox, "changed": receipt.changed, "cannot": receipt.cannot,
            "undo": receipt.undo, "proposal": proposed::shape(&after),
        }))?;
        if receipt.changed == 0 {
            let why = receipt
                .cannot
                .first()
                .map_or("nothing was picked", String::as_str);
            return Err(CliError::new(
                Exit::Refused,
                "not_done",
                format!("{why}; nothing was done"),
            ));
        }
        Ok(Exit::Done)
    }
}

impl Approve {
    /// The items that are meant, from 0.
    fn picked(&self, proposal: &Proposal) -> Result<Vec<usize>, CliError> {
        let all = proposal.items.len();
        if self.items.iter().any(|nr| *nr == 0 || *nr > all) {
            return Err(CliError::wrong_use(format!(
                "the proposal has the items 1 to {all}, nothing was done"
            )));
        }
        let mut picked: Vec<usize> = self.items.iter().map(|nr| nr - 1).collect();
        picked.sort_unstable();
        picked.dedup();
        if picked.is_empty() {
            picked = proposed::clear(proposal);
            let by_number = if picked.iter().any(|nr| proposed::leaves(proposal, *nr)) {
                Some("some of it reaches a person, and that is said yes to one by one; nothing was done")
            } else if proposal.items.iter().any(|(item, _)| item.replaces_words()) {
                Some(
                    "some of it takes the place of words that you have typed, and that is said yes to by its number; \
                     nothing was done",
                )
            } else {
                None
            };
            if let Some(why) = by_number {
                return Err(CliError::new(Exit::Refused, "approval", why)
                    .hint(format!("leadline approve {} --items 1", proposal.id)));
            }
        }
        let count = picked.len();
        if self.yes_count.is_some_and(|typed| typed != count)
            || proposed::must_be_counted(&picked) && self.yes_count.is_none()
        {
            return Err(CliError::new(
                Exit::Refused,
                "approval",
                format!("it is {count} changes; nothing was done"),
            )
            .hint(format!("add --yes-count {count} to do it")));
        }
        Ok(picked)
    }
}
