//! `leadline score apply --model M --csv F`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Elsewhere, file};
use crate::cli::frame::{App, Exit, Format, Outcome, Table};
use crate::scoring::learned::model::Reason;

/// Reasons that are told of a row.
const TOLD: usize = 5;

/// Give chances to the rows of a table
///
/// Prints `id,score` with the chance from 0 to 1. A reason is a column, what stands in it, and what that adds to the log odds or
/// takes; all columns together make the score. Columns that are missing count as not answered.
#[derive(Args, Debug)]
pub(super) struct Apply {
    #[command(flatten)]
    _elsewhere: Elsewhere,
    /// The model that `score fit` kept
    #[arg(id = "kept", long = "model", value_name = "M")]
    model: PathBuf,
    /// The table, with heads
    #[arg(id = "table", long = "csv", value_name = "F")]
    csv: PathBuf,
    /// The column that names a row; without one the column that did when the model was made
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Say why, for and against
    #[arg(long)]
    reasons: bool,
}

impl Apply {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let model = file::model(&self.model)?;
        let table = file::table(&self.csv)?;
        let absent: Vec<&str> = model
            .codings
            .iter()
            .map(|coding| coding.name.as_str())
            .filter(|name| table.column(name).is_none())
            .collect();
        if !absent.is_empty() {
            app.remark(&format!(
                "not in the table, taken as not answered: {}",
                absent.join(", ")
            ));
        }
        if !model.signal {
            app.remark("the model found no signal: everybody gets the base rate");
        }
        let names = file::names(&table, self.id.as_deref().or(model.id.as_deref()));
        let scores = model.scores(&table);
        let mut rows = Vec::new();
        let mut out = if self.reasons {
            Table::new(["id", "#score", "reasons"])
        } else {
            Table::new(["id", "#score"])
        };
        for (row, (name, score)) in names.into_iter().zip(scores).enumerate() {
            let mut reasons = if self.reasons {
                model.reasons(&table, row)
            } else {
                Vec::new()
            };
            reasons.truncate(TOLD);
            if app.out.is_json() {
                let mut line = json!({ "id": name, "score": score });
                if self.reasons {
                    line["reasons"] = json!(reasons);
                }
                rows.push(line);
            } else if self.reasons {
                out.row([name, format!("{score:.6}"), written(&reasons)]);
            } else {
                out.row([name, format!("{score:.6}")]);
            }
        }
        app.out.json(&json!({ "rows": rows }))?;
        if !app.out.is_json() {
            // The answer is a file for other programs, whoever looks at it.
            app.out.format = Format::Csv;
        }
        app.out.table(&out)?;
        Ok(Exit::Done)
    }
}

/// Reasons on one line.
fn written(reasons: &[Reason]) -> String {
    let one = |reason: &Reason| {
        let value = if reason.value.is_empty() {
            "(nothing)"
        } else {
            &reason.value
        };
        format!("{} = {value} {:+.2}", reason.column, reason.points)
    };
    reasons.iter().map(one).collect::<Vec<_>>().join(" | ")
}
