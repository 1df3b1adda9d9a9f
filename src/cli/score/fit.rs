//! `leadline score fit --csv F --label COL`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::{Elsewhere, file, told};
use crate::cli::frame::{App, CliError, Exit, Outcome};
use crate::scoring::learned::check::{self, Band, bands};
use crate::scoring::learned::fit::{Fitted, Plan, fit};
use crate::scoring::learned::honest::Refusal;
use crate::scoring::learned::outcome::outcomes;

/// Learn from a table of past outcomes
///
/// Names columns that already know the outcome, and protected traits, and leaves both out; compares a small model with a larger
/// one on rows held out and on the newest; says what was said against what was seen. Rows count as being in order of time unless
/// a column of dates says otherwise. Says "no signal" where the columns tell no more than the base rate.
///
/// For example: leadline score fit --csv leads.csv --label converted --model leads.model
#[derive(Args, Debug)]
pub(super) struct Fit {
    #[command(flatten)]
    _elsewhere: Elsewhere,
    /// The table, with heads
    #[arg(id = "table", long = "csv", value_name = "F")]
    csv: PathBuf,
    /// The column with the outcome: 1 and 0, yes and no, Won and Lost; empty or anything else between those is still open
    #[arg(long, value_name = "COL")]
    label: String,
    /// The value of the outcome that is a yes, where its words do not say
    #[arg(long, value_name = "WORD")]
    yes: Option<String>,
    /// The column that names a row; `id` where there is one
    #[arg(long, value_name = "COL")]
    id: Option<String>,
    /// Another table with outcomes to check the model on
    #[arg(long, value_name = "F2")]
    test: Option<PathBuf>,
    /// Keep the model here, for `score apply`
    #[arg(id = "kept", long = "model", value_name = "OUT")]
    model: Option<PathBuf>,
    /// Same table, same seed: same model, to the byte
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Use this column although it looks as if it knew the outcome
    #[arg(long, value_name = "COL")]
    keep: Vec<String>,
    /// Use protected traits (age, sex, family, origin …); never for people and their homes
    #[arg(long)]
    allow_protected: bool,
}

/// A check on a table that was not learned from.
struct Tested {
    check: check::Check,
    bands: Vec<Band>,
}

impl Fit {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let table = file::table(&self.csv)?;
        let named = self
            .id
            .clone()
            .or_else(|| table.column("id").map(|column| column.name.clone()));
        if let Some(id) = named.as_deref().filter(|id| table.column(id).is_none()) {
            return Err(CliError::wrong_use(format!(
                "the table has no column `{id}` to name its rows"
            )));
        }
        let plan = Plan {
            label: self.label.clone(),
            yes: self.yes.clone(),
            id: named,
            keep: self.keep.clone(),
            allow_protected: self.allow_protected,
            seed: self.seed,
        };
        let fitted = fit(&table, &plan).map_err(refused)?;
        let tested = self.test.is_some().then(|| self.tested(&fitted)).transpose()?;
        if let Some(path) = &self.model {
            file::keep(path, &fitted.model)?;
        }
        app.out.json(&answer(&fitted, tested.as_ref()))?;
        told::report(app, &fitted.report, &self.label)?;
        if let Some(tested) = &tested {
            app.out.say("\nOn the other table:")?;
            told::figures(app, &tested.check)?;
            told::bands(app, &tested.bands)?;
        }
        if let Some(path) = &self.model {
            app.out
                .say(&format!("The model is kept in {}.", path.display()))?;
        }
        Ok(Exit::Done)
    }

    /// The figures on the other table.
    fn tested(&self, fitted: &Fitted) -> Result<Tested, CliError> {
        let path = self.test.as_deref().unwrap_or(&self.csv);
        let table = file::table(path)?;
        let yes = Some(fitted.model.positive.as_str());
        // The words of the first table hold for the other as well, also when only one of them is in it.
        let known = outcomes(&table, &self.label, self.yes.as_deref())
            .or_else(|_| outcomes(&table, &self.label, yes))
            .map_err(refused)?;
        let scores = fitted.model.scores(&table.only(&known.rows));
        Ok(Tested {
            check: check::check(&known.labels, &scores),
            bands: bands(&known.labels, &scores, 10),
        })
    }
}

/// A sentence that says why there is no model.
pub(super) fn refused(refusal: Refusal) -> CliError {
    let sentence = refusal.to_string();
    match refusal {
        Refusal::NoColumn(_) => {
            CliError::wrong_use(sentence).hint("--label takes a head of the table as it is spelt there")
        }
        Refusal::NoYesOrNo { .. } => {
            CliError::wrong_use(sentence).hint("say which value is a yes with --yes")
        }
        _ => CliError::nothing_found(sentence)
            .hint("no score is better than a made-up one; come back with more outcomes"),
    }
}

/// The answer for programs: the figures on top, of the other table where there is one.
fn answer(fitted: &Fitted, tested: Option<&Tested>) -> Value {
    let report = &fitted.report;
    let (check, on) = tested.map_or((&report.check, "held_out"), |tested| (&tested.check, "test"));
    let mut answer = json!({
        "auc": check.auc, "ap": check.ap, "brier": check.brier, "logloss": check.logloss, "ece": check.ece,
        "lift10": check.lift10, "n": check.n, "base_rate": check.base_rate, "on": on,
        "bands": tested.map_or(&report.bands, |tested| &tested.bands),
    });
    if let (Value::Object(answer), Ok(Value::Object(report))) = (&mut answer, serde_json::to_value(report)) {
        for (key, value) in report {
            answer.entry(key).or_insert(value);
        }
    }
    answer
}
