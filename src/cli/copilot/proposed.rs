//! Proposals on the command line: how they are told, and how a yes is given.

use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Running};
use crate::cli::words::each::FREELY;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::plan::{Proposal, ProposalChange, Stand, Weight};
use crate::engine::query::Standing;
use crate::engine::view::Receipt;

/// Items of one proposal that are told one by one; the JSON has all of them.
const TOLD: usize = 50;

/// Tells proposals to a person: numbered, before and after, and what stands against each item.
pub(super) fn tell(app: &mut App, proposals: &[Standing]) -> Result<(), CliError> {
    for standing in proposals {
        let Standing { proposal, receipts } = standing;
        let stand = match proposal.stand {
            Stand::Open => "waits for a yes",
            Stand::Applied => "applied",
            Stand::Rejected => "rejected",
            Stand::Expired => "expired",
        };
        app.out
            .say(&format!("\n{} · {} · {stand}", proposal.id, proposal.tool))?;
        for (nr, ((item, _), truth)) in proposal.items.iter().zip(receipts).enumerate().take(TOLD) {
            let before = if item.before.is_empty() {
                String::new()
            } else {
                format!("{} → ", item.before)
            };
            let truth = match proposal.stand {
                Stand::Open => String::new(),
                _ => format!(" [{}]", truth.word()),
            };
            app.out.say(&format!(
                "{:>4}. {} {}: {before}{}{truth}",
                nr + 1,
                item.deed.word(),
                item.who,
                item.after
            ))?;
            for remark in &item.remarks {
                let sign = if remark.blocks { "stops it" } else { "note" };
                app.out.say(&format!("      {sign}: {}", remark.text))?;
            }
        }
        if proposal.items.len() > TOLD {
            app.out
                .say(&format!("      and {} more", proposal.items.len() - TOLD))?;
        }
        for left in &proposal.left_out {
            app.out.say(&format!("      left out: {left}"))?;
        }
    }
    Ok(())
}

/// A proposal as JSON.
pub(super) fn shape(standing: &Standing) -> Value {
    let Standing { proposal, receipts } = standing;
    let items = proposal.items.iter().zip(receipts).enumerate();
    let items: Vec<Value> = items
        .map(|(nr, ((item, _), truth))| {
            json!({
                "nr": nr + 1, "kind": item.deed.word(), "contact_id": item.deed.contact(), "who": item.who,
                "before": item.before, "after": item.after, "remarks": item.remarks, "blocked": item.is_blocked(),
                "deed": item.deed, "receipt": truth,
            })
        })
        .collect();
    json!({
        "id": proposal.id, "thread": proposal.thread, "turn": proposal.turn, "tool": proposal.tool, "at": proposal.at,
        "expires": proposal.expires, "stand": proposal.stand, "reason": proposal.reason, "undo": proposal.undo,
        "items": items, "left_out": proposal.left_out,
    })
}

/// Items that reach a person are said yes to one by one.
pub(super) fn leaves(proposal: &Proposal, nr: usize) -> bool {
    proposal.weight(&[nr]) == Weight::Leaves
}

/// The items, from 0, that nothing stands against.
pub(super) fn clear(proposal: &Proposal) -> Vec<usize> {
    let items = proposal.items.iter().enumerate();
    items
        .filter(|(_, (item, _))| !item.is_blocked())
        .map(|(nr, _)| nr)
        .collect()
}

/// How many changes have to be named with their number; `None` where few enough are picked.
pub(super) const fn must_be_counted(picked: &[usize]) -> bool {
    picked.len() > FREELY
}

/// Gives the yes to these items of what was shown.
pub(super) fn say_yes(
    app: &mut App,
    running: &Running,
    proposal: &Proposal,
    picked: Vec<usize>,
) -> Result<Receipt, CliError> {
    let seal = proposal
        .seal(&picked)
        .ok_or_else(|| CliError::wrong_use("there is no such item, nothing was done"))?;
    let change = ProposalChange::Apply {
        proposal: proposal.id.clone(),
        picked,
        seal,
    };
    let origin = Origin::Copilot {
        turn: proposal.turn.clone(),
    };
    let receipt = running.block_on(running.engine.submit(Command::Proposal(change), origin))?;
    app.out.acknowledge(&receipt.ack)?;
    Ok(receipt)
}
