//! `leadline failpoints`: only in builds with the feature of that name.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Subcommand, Table};
use crate::failpoint::POINTS;

/// List the places at which this build can be let die: LEADLINE_FAILPOINT=NAME, or NAME:3 for the third time
#[derive(Args, Debug)]
pub(super) struct Failpoints {}

impl Subcommand for Failpoints {
    const NAME: &'static str = "failpoints";

    fn run(self, app: &mut App) -> Outcome {
        let rows = POINTS
            .iter()
            .map(|(name, what)| json!({ "name": name, "there": what }));
        app.out.json(&json!({ "points": rows.collect::<Vec<_>>() }))?;
        let mut table = Table::new(["point", "there"]);
        for (name, what) in POINTS {
            table.row([(*name).to_owned(), (*what).to_owned()]);
        }
        app.out.table(&table)?;
        Ok(Exit::Done)
    }
}
