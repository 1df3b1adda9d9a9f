//! `leadline conflicts`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::shape;
use crate::engine::query::Conflicts as Question;

/// List fields that were changed here and in the CRM, with both values
#[derive(Args, Debug)]
pub(super) struct Conflicts {}

impl Subcommand for Conflicts {
    const NAME: &'static str = "conflicts";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let rows = running.query(Question)?;
        app.out
            .json(&json!({ "rows": rows.iter().map(shape::conflict).collect::<Vec<_>>() }))?;
        let mut table = Table::new(["id", "who", "field", "mine", "theirs"]);
        for row in &rows {
            let (mine, theirs) = (plain(&row.here), plain(&row.there));
            table.row([
                row.id.to_string(),
                row.who.raw().to_owned(),
                row.path.clone(),
                mine,
                theirs,
            ]);
        }
        app.out.table(&table)?;
        app.out.say(match rows.len() {
            0 => "There are no conflicts.",
            _ => "Decide each with: leadline resolve ID mine|theirs",
        })?;
        Ok(Exit::Done)
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
