//! `leadline undo [N]`, `leadline undo --list`.

use clap::Args;
use serde_json::json;

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::out::Table;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::domain::command::Command;
use crate::engine::query::UndoList;

/// Take back what was done last, by intent
#[derive(Args, Debug)]
pub(super) struct Undo {
    /// How many lines to take back; with --list how many to show
    n: Option<usize>,
    /// Only show what could be taken back
    #[arg(long)]
    list: bool,
}

impl Subcommand for Undo {
    const NAME: &'static str = "undo";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        if self.list {
            return list(app, &running, self.n.unwrap_or(20));
        }
        let (mut undone, mut compensating, mut cannot) = (Vec::new(), Vec::new(), Vec::new());
        for turn in 0..self.n.unwrap_or(1) {
            match running.submit(Command::Undo { line: None }) {
                Ok(receipt) => {
                    app.out.acknowledge(&receipt.ack)?;
                    app.out.say(&format!("Taken back: {}.", receipt.summary))?;
                    undone.extend(receipt.undone);
                    compensating.extend(receipt.outbox);
                    cannot.extend(receipt.cannot);
                }
                // What was taken back so far is told below; the list simply was shorter.
                Err(error) if turn > 0 && error.exit == Exit::NothingFound => break,
                Err(error) => return Err(error),
            }
        }
        for sentence in &cannot {
            app.out.say(&format!("Not taken back: {sentence}."))?;
        }
        app.out
            .json(&json!({ "undone": undone, "compensating": compensating, "cannot": cannot }))?;
        Ok(Exit::Done)
    }
}

fn list(app: &mut App, running: &Running, limit: usize) -> Outcome {
    let rows = running.query(UndoList { limit })?;
    let shape = rows.iter().map(
        |row| json!({ "id": row.id, "at": row.at, "who": row.who, "what": row.what, "undone": row.undone }),
    );
    app.out.json(&json!({ "rows": shape.collect::<Vec<_>>() }))?;
    let mut table = Table::new(["when", "who", "what", ""]);
    for row in &rows {
        let when = row
            .at
            .to_zoned(running.engine.zone().clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        let undone = if row.undone { "taken back" } else { "" };
        table.row([
            when,
            row.who.clone(),
            row.what.raw().to_owned(),
            undone.to_owned(),
        ]);
    }
    app.out.table(&table)?;
    if rows.is_empty() {
        return Err(CliError::nothing_found(
            "nothing was done here that could be taken back",
        ));
    }
    Ok(Exit::Done)
}
