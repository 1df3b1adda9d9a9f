//! The same kind of edit of many people, part by part, as one line of undo.

use crate::cli::frame::{App, CliError, Running};
use crate::domain::command::Command;
use crate::engine::view::Receipt;
use crate::failpoint;

/// People in one commit, so that nobody waits long for the file.
const PART: usize = 500;

/// People whom something is done to without their number being typed (CLI contract: weights of actions).
pub(in crate::cli) const FREELY: usize = 25;

/// Has the commands done; the numbers of the receipt are those of all parts. What is done stays done when a later part fails; what was refused comes back in sentences.
pub(in crate::cli) fn each(
    app: &mut App,
    running: &Running,
    commands: Vec<Command>,
) -> Result<(Receipt, Vec<String>), CliError> {
    let (total, mut refused) = (commands.len(), Vec::new());
    let (mut done, mut last) = (0, Receipt::default());
    let mut left = commands.into_iter();
    loop {
        let commands: Vec<Command> = left.by_ref().take(PART).collect();
        if commands.is_empty() {
            return Ok((last, refused));
        }
        let part = commands.len();
        let after = last.undo.clone();
        let receipt = running
            .submit(Command::Each { commands, after })
            .map_err(|error| {
                let hint =
                    format!("{done} of {total} are done and safe; the same command goes on with the others");
                error.hint(hint)
            })?;
        failpoint::pass("each.part");
        app.out.acknowledge(&receipt.ack)?;
        done += part;
        if total > PART {
            app.remark(&format!("{done} of {total}"));
        }
        refused.extend(receipt.cannot.iter().cloned());
        last = Receipt {
            undo: receipt.undo.clone().or(last.undo),
            changed: receipt.changed + last.changed,
            made: receipt.made + last.made,
            refused: receipt.refused + last.refused,
            ..receipt
        };
    }
}
