//! What the settings let be done without a yes. It is a proposal like any other, kept first and then applied in the name
//! of its answer, so that the log, the undo list and the receipts know it as one.

use super::super::content::Content;
use super::Driver;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::plan::{Item, Plan, ProposalChange};
use crate::domain::value::TurnId;
use crate::store::CommitError;

/// Reasons why something was not done that are told, and bytes of each.
const TOLD: usize = 25;
const REASON: usize = 240;

impl Driver {
    /// Does a plan at once, unless this chat has read what others wrote, or it would take the place of words that somebody
    /// typed; what stands in the way of an item keeps it from being done. Takes the plan, and returns what the model is told of it; nothing, where it waits for a yes like any
    /// other.
    pub(super) async fn at_once(
        &mut self,
        turn: &TurnId,
        tool: &str,
        plan: &mut Option<Plan>,
    ) -> Result<Option<Content>, CommitError> {
        let is_clear = |plan: &Plan| plan.items.iter().any(|item| !item.is_blocked());
        let Some(thread) = self.thread.clone().filter(|_| !self.tainted) else {
            return Ok(None);
        };
        let Some(plan) = plan.take_if(|plan| is_clear(plan) && !plan.items.iter().any(Item::replaces_words))
        else {
            return Ok(None);
        };
        let make = ProposalChange::Make {
            turn: turn.clone(),
            tool: tool.to_owned(),
            plan,
        };
        self.store.commit(Command::Proposal(make), Origin::Agent).await?;
        let made = self.store.read(move |reader| reader.proposals(&thread)).await?;
        let Some(made) = made
            .into_iter()
            .rfind(|made| made.turn == *turn && made.tool == tool)
        else {
            return Ok(None);
        };
        // What something stands against is named as not done.
        let picked: Vec<usize> = (0..made.items.len()).collect();
        let Some(seal) = made.seal(&picked) else {
            return Ok(None);
        };
        let apply = ProposalChange::Apply {
            proposal: made.id.clone(),
            picked,
            seal,
        };
        let origin = Origin::Copilot { turn: turn.clone() };
        let proposed = Content::Number(made.items.len() as i64);
        let told = match self.store.commit(Command::Proposal(apply), origin).await {
            Ok(receipt) => {
                let mut members = vec![
                    ("proposed", proposed),
                    ("done", Content::Number(receipt.changed as i64)),
                ];
                if !receipt.cannot.is_empty() {
                    let cannot = receipt.cannot.iter().take(TOLD);
                    let cannot = cannot.map(|why| Content::text(why.as_str()).cut(REASON));
                    members.push(("not_done", Content::list(cannot)));
                }
                let note = "The agent's settings let this be done without asking. It is done here and on its way to the CRM; \
                            the agent can undo it.";
                members.push(("note", Content::word(note)));
                Content::Record(members)
            }
            Err(CommitError::Store(error)) => return Err(CommitError::Store(error)),
            Err(refused) => Content::Record(vec![
                ("proposed", proposed),
                ("done", Content::Number(0)),
                ("because", Content::text(refused.to_string())),
                (
                    "note",
                    Content::word("It could not be done at once; the agent sees the list and decides."),
                ),
            ]),
        };
        Ok(Some(told))
    }
}
