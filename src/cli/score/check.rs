//! `leadline score check [--csv F]`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::{Elsewhere, file, fit, own, told};
use crate::cli::frame::{App, CliError, Exit, Outcome};
use crate::scoring::learned::check::{bands, check};
use crate::scoring::learned::outcome::outcomes;
use crate::scoring::learned::table::number;

/// Hold what was said against what was seen
///
/// Without a table: of the account, with the check of what was learned from its own closings. With one: takes a table with a score and an outcome in each row, whoever made the scores. A score is a chance from 0 to 1, or from 0 to
/// 100.
#[derive(Args, Debug)]
pub(super) struct Check {
    #[command(flatten)]
    _elsewhere: Elsewhere,
    /// The table, with heads
    #[arg(id = "table", long = "csv", value_name = "F")]
    csv: Option<PathBuf>,
    /// The column with the outcome
    #[arg(long, value_name = "COL", default_value = "label")]
    label: String,
    /// The value of the outcome that is a yes, where its words do not say
    #[arg(long, value_name = "WORD")]
    yes: Option<String>,
    /// The column with the score
    #[arg(long, value_name = "COL", default_value = "score")]
    score: String,
}

impl Check {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let Some(csv) = &self.csv else {
            return own::run(app);
        };
        let table = file::table(csv)?;
        let known = outcomes(&table, &self.label, self.yes.as_deref()).map_err(fit::refused)?;
        let Some(column) = table.column(&self.score) else {
            return Err(
                CliError::wrong_use(format!("the table has no column `{}`", self.score))
                    .hint("name it with --score"),
            );
        };
        let (mut labels, mut scores) = (Vec::new(), Vec::new());
        for (row, label) in known.rows.iter().zip(&known.labels) {
            if let Some(score) = number(column.text(*row)) {
                labels.push(*label);
                scores.push(score);
            }
        }
        let most = scores.iter().copied().fold(0.0, f64::max);
        if scores.is_empty() || most > 100.0 || scores.iter().any(|score| *score < 0.0) {
            let sentence = format!(
                "`{}` holds no scores from 0 to 1 or from 0 to 100; nothing was checked",
                self.score
            );
            return Err(CliError::wrong_use(sentence));
        }
        if most > 1.0 {
            for score in &mut scores {
                *score /= 100.0;
            }
            app.remark("scores from 0 to 100 were read as percent");
        }
        let (figures, bands) = (check(&labels, &scores), bands(&labels, &scores, 10));
        app.out.json(&json!({
            "auc": figures.auc, "ap": figures.ap, "brier": figures.brier, "logloss": figures.logloss, "ece": figures.ece,
            "lift10": figures.lift10, "n": figures.n, "base_rate": figures.base_rate, "bands": bands,
        }))?;
        told::figures(app, &figures)?;
        told::bands(app, &bands)?;
        Ok(Exit::Done)
    }
}
