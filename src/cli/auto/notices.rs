//! `leadline auto notices`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Table};
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::value::Foreign;
use crate::engine::query::{ToldLine, ToldTo};

/// List what automations told you and no screen has said yet, newest first
///
/// With --read they count as read from then on.
#[derive(Args, Debug)]
pub(super) struct Notices {
    /// Also what was read
    #[arg(long)]
    all: bool,
    /// Mark what is listed as read
    #[arg(long)]
    read: bool,
    /// At most so many rows
    #[arg(long, default_value_t = 200)]
    limit: usize,
}

impl Notices {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let rows = running.query(ToldTo {
            all: self.all,
            most: self.limit,
        })?;
        let mut marked = 0;
        for row in rows.iter().filter(|row| self.read && row.told.read.is_none()) {
            let notice = row.told.seq;
            let receipt = running.submit(Command::Automation(AutomationCommand::Told { notice }))?;
            marked += receipt.changed;
        }
        app.out
            .json(&json!({ "marked": marked, "rows": rows.iter().map(shape).collect::<Vec<_>>() }))?;
        let mut table = Table::new(["#nr", "at", "about", "says", "read"]);
        for row in &rows {
            table.row([
                row.told.seq.to_string(),
                row.told.at.to_string(),
                row.who.to_string(),
                Foreign::from(row.told.says.as_str()).shown().to_string(),
                row.told.read.map(|at| at.to_string()).unwrap_or_default(),
            ]);
        }
        app.out.table(&table)?;
        if rows.is_empty() {
            app.out.say("Nothing was told that you have not read.")?;
            return Ok(Exit::NothingFound);
        }
        if self.read {
            app.out.say(&format!("{marked} marked as read."))?;
        }
        Ok(Exit::Done)
    }
}

fn shape(row: &ToldLine) -> Value {
    let told = &row.told;
    json!({
        "nr": told.seq, "at": told.at.to_string(), "contact_id": told.contact, "name": row.who.as_str(), "to": told.who,
        "says": told.says, "read": told.read.map(|at| at.to_string()),
    })
}
