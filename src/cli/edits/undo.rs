//! `leadline undo [N]`, `leadline undo --list`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::domain::command::Command;
use crate::engine::query::{UndoLine, UndoList};
use crate::engine::view::UndoRow;

/// Lines shown when nothing else is said.
const SHOWN: usize = 20;

/// Take back what was done last, or a certain line, by intent
///
/// What has left for the CRM is changed back there too, unless somebody changed it since; that stays and is named.
#[derive(Args, Debug)]
pub(super) struct Undo {
    /// The number of a line of --list; with --list how many lines to show
    n: Option<i64>,
    /// Only show what was done, how far it has come, and what of it can be taken back
    #[arg(long)]
    list: bool,
}

impl Subcommand for Undo {
    const NAME: &'static str = "undo";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        if self.list {
            let most = self.n.and_then(|n| usize::try_from(n).ok()).unwrap_or(SHOWN);
            return list(app, &running, most);
        }
        let line = match self.n {
            None => None,
            Some(nr) => Some(running.query(UndoLine(nr))?.ok_or_else(|| {
                CliError::nothing_found(format!("there is no line {nr}"))
                    .hint("leadline undo --list shows the numbers")
            })?),
        };
        let receipt = running.submit(Command::Undo { line })?;
        app.out.acknowledge(&receipt.ack)?;
        app.out.say(&format!("Taken back: {}.", receipt.summary))?;
        for sentence in &receipt.cannot {
            app.out.say(&format!("Not taken back: {sentence}."))?;
        }
        let undone: Vec<_> = receipt.undone.into_iter().collect();
        app.out
            .json(&json!({ "undone": undone, "compensating": receipt.outbox, "cannot": receipt.cannot }))?;
        Ok(Exit::Done)
    }
}

fn list(app: &mut App, running: &Running, limit: usize) -> Outcome {
    let rows = running.query(UndoList { limit })?;
    let shape = rows.iter().map(|row| {
        json!({ "nr": row.nr, "id": row.id, "at": row.at, "who": row.who, "what": row.what, "whom": row.undoable.whom,
                "undone": row.undone, "records": row.undoable.records, "reach": row.undoable.reach.word(),
                "undo": answer(row), "can": row.undoable.can, "cannot": row.undoable.cannot })
    });
    app.out.json(&json!({ "rows": shape.collect::<Vec<_>>() }))?;
    let mut table = Table::new(["nr", "when", "who", "what", "whom", "reach", "undo"]);
    for row in &rows {
        let when = row
            .at
            .to_zoned(running.engine.zone().clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string();
        let whom = match row.undoable.records {
            0 | 1 => row.undoable.whom.raw().to_owned(),
            many => format!("{many} records"),
        };
        let why = row.undoable.cannot.first().filter(|_| !row.undone);
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        table.row([
            row.nr.to_string(),
            when,
            row.who.clone(),
            row.what.raw().to_owned(),
            whom,
            row.undoable.reach.word().to_owned(),
            format!("{}{why}", answer(row)),
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

/// Whether a line can be taken back.
const fn answer(row: &UndoRow) -> &'static str {
    if row.undone {
        "taken back"
    } else {
        row.undoable.word()
    }
}
