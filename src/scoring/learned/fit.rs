//! From a table of past outcomes to a model, with everything that a person should know about it.

use serde::{Deserialize, Serialize};

use super::calibrate::Curve;
use super::check::{Band, Check, bands, check};
use super::encode::{Coding, encode};
use super::honest::{LEAST_OF_A_KIND, LEAST_ROWS, Refusal, beyond_luck, orders};
use super::leak::{Suspect, suspects};
use super::model::{Model, VERSION};
use super::outcome::{Outcomes, outcomes};
use super::protected::trait_of;
use super::table::{Column, Kind, Table, is_nothing, kind, value};
use super::train::{Compared, Kit, Way};
use super::words::words;

/// Rows from which the gain over the base rate must itself stand beyond luck.
const MANY: usize = 1_000;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The column with the outcome.
    pub label: String,
    /// The value of it that is a yes, where its words do not say.
    pub yes: Option<String>,
    /// The column that names a row.
    pub id: Option<String>,
    /// Columns that are used although they look as if they knew the outcome.
    pub keep: Vec<String>,
    /// Use protected traits; only for tables that are not about people's homes.
    pub allow_protected: bool,
    /// Same seed, same model.
    pub seed: u64,
}

/// A column that is no input, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The column.
    pub column: String,
    /// Why.
    pub reason: String,
}

/// What a person should know about a model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Rows with a known outcome.
    pub rows: usize,
    /// Rows without, which were not used.
    pub without_outcome: usize,
    /// The value that counts as a yes.
    pub positive: String,
    /// Columns that know the outcome and were not used.
    pub suspects: Vec<Suspect>,
    /// Columns that are protected traits or stand in for one.
    pub protected: Vec<LeftOut>,
    /// Other columns that are no inputs.
    pub left_out: Vec<LeftOut>,
    /// Columns that were used.
    pub inputs: Vec<String>,
    /// The column by which rows were put in order of time; the order of the file where there is none.
    pub time: Option<String>,
    /// How each way of learning did.
    pub compared: Vec<Compared>,
    /// The way that was taken.
    pub chosen: Way,
    /// Why it was.
    pub choice: String,
    /// The figures on rows held out, of the model that was made.
    pub check: Check,
    /// Half the 95 % interval of the area under the curve.
    pub auc_error: f64,
    /// What was said against what was seen, on rows held out.
    pub bands: Vec<Band>,
    /// Whether there is a signal.
    pub signal: bool,
    /// The same in a sentence.
    pub verdict: String,
}

/// A model and what should be known about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// What to know.
    pub report: Report,
}

/// Learns from a table.
pub fn fit(table: &Table, plan: &Plan) -> Result<Fitted, Refusal> {
    let Outcomes {
        rows,
        labels,
        positive,
    } = outcomes(table, &plan.label, plan.yes.as_deref())?;
    let without_outcome = table.rows - rows.len();
    let inner = table.only(&rows);
    let (time, order) = in_time(&inner, plan);
    let inner = inner.only(&order);
    let labels: Vec<bool> = order.iter().map(|row| labels[*row]).collect();
    let hits = labels.iter().filter(|label| **label).count();
    let rarer = hits.min(labels.len() - hits);
    if labels.len() < LEAST_ROWS || rarer < LEAST_OF_A_KIND {
        return Err(Refusal::TooLittle {
            rows: labels.len(),
            rarer,
        });
    }
    let (inputs, protected, left_out) = inputs(&inner, plan, time.as_deref());
    let mut found = suspects(&inputs, &labels, plan.seed);
    found.retain(|suspect| {
        !plan
            .keep
            .iter()
            .any(|keep| keep.eq_ignore_ascii_case(&suspect.column))
    });
    let names: Vec<&str> = found.iter().map(|suspect| suspect.column.as_str()).collect();
    let inputs = inputs.without(&names);
    if inputs.columns.is_empty() {
        return Err(Refusal::NoInputs);
    }
    let least = if labels.len() < 1_000 { 2 } else { 3 };
    let codings: Vec<Coding> = inputs
        .columns
        .iter()
        .map(|column| Coding::learn(column, least))
        .collect();
    let bins = encode(&codings, &inputs);
    let kit = Kit::new(&codings, &bins, &labels, plan.seed);
    let learned = kit.learn();
    let curve = Curve::learn(&learned.held, &labels, plan.seed);
    let said: Vec<f64> = learned.held.iter().map(|margin| curve.chance(*margin)).collect();
    let base_rate = hits as f64 / labels.len() as f64;
    let mut check = check(&labels, &said);
    let (signal, verdict) = signal(&labels, &said, base_rate, &check, learned.later.as_ref());
    let mut said = said;
    if !signal {
        said.fill(base_rate);
        check = super::check::check(&labels, &said);
    }
    let report = Report {
        rows: labels.len(),
        without_outcome,
        positive: positive.clone(),
        suspects: found,
        protected,
        left_out,
        inputs: codings.iter().map(|coding| coding.name.clone()).collect(),
        time,
        compared: learned.compared,
        chosen: learned.way,
        choice: learned.choice,
        auc_error: super::check::auc_error(check.auc, hits as f64, (labels.len() - hits) as f64),
        bands: bands(&labels, &said, 10),
        check,
        signal,
        verdict,
    };
    let model = Model {
        version: VERSION,
        label: plan.label.clone(),
        positive,
        id: plan.id.clone(),
        seed: plan.seed,
        rows: labels.len(),
        base_rate,
        signal,
        linear: learned.linear,
        linear_weight: learned.linear_weight,
        boosted: learned.boosted,
        boosted_weight: learned.boosted_weight,
        codings,
        curve,
        check,
    };
    Ok(Fitted { model, report })
}

/// Whether the columns tell anything, and the sentence that says so.
fn signal(
    labels: &[bool],
    said: &[f64],
    base_rate: f64,
    check: &Check,
    later: Option<&Check>,
) -> (bool, String) {
    let gains: Vec<f64> = labels
        .iter()
        .zip(said)
        .map(|(label, said)| {
            let label = f64::from(u8::from(*label));
            (base_rate - label).powi(2) - (said - label).powi(2)
        })
        .collect();
    let nothing = |where_: &str, auc: f64| {
        let sentence = format!(
            "no signal: {where_} the columns tell the outcome no better than the base rate of {:.0} % does (AUC {auc:.2}); everybody gets the base rate",
            base_rate * 100.0
        );
        (false, sentence)
    };
    // Few rows say more by their order than by squares.
    let gain = if labels.len() < MANY {
        gains.iter().sum::<f64>() > 0.0
    } else {
        beyond_luck(&gains)
    };
    if !gain || !orders(check, if labels.len() < MANY { 2.5 } else { 2.0 }) {
        return nothing("on rows held out", check.auc);
    }
    if let Some(later) = later.filter(|later| !orders(later, 1.64)) {
        return nothing("on the newest rows", later.auc);
    }
    let sentence = format!(
        "on rows held out the squared error is {:.4}, against {:.4} when everybody gets the base rate of {:.0} %",
        check.brier,
        base_rate * (1.0 - base_rate),
        base_rate * 100.0
    );
    (true, sentence)
}

/// The column that says when a row began, and the rows in that order; the order of the file where there is none.
fn in_time(table: &Table, plan: &Plan) -> (Option<String>, Vec<usize>) {
    const BEGINS: &[&str] = &[
        "created",
        "date",
        "added",
        "first",
        "start",
        "begin",
        "opened",
        "open",
        "engage",
        "received",
        "registered",
        "joined",
    ];
    let mut dated: Vec<&Column> = table
        .columns
        .iter()
        .filter(|column| column.name != plan.label && kind(column) == Kind::Day)
        .filter(|column| {
            let filled = column
                .levels
                .iter()
                .zip(column.counts())
                .filter(|(level, _)| value(Kind::Day, level).is_some());
            filled.map(|(_, count)| count).sum::<usize>() * 20 >= table.rows * 19
        })
        .collect();
    dated.sort_by_key(|column| {
        !words(&column.name)
            .iter()
            .any(|word| BEGINS.contains(&word.as_str()))
    });
    let mut order: Vec<usize> = (0..table.rows).collect();
    let Some(column) = dated.first() else {
        return (None, order);
    };
    let days: Vec<f64> = column
        .levels
        .iter()
        .map(|level| value(Kind::Day, level).unwrap_or(f64::NEG_INFINITY))
        .collect();
    order.sort_by(|a, b| days[column.codes[*a] as usize].total_cmp(&days[column.codes[*b] as usize]));
    (Some(column.name.clone()), order)
}

/// The columns that may be inputs; those that are protected; those that are none for another reason.
fn inputs(table: &Table, plan: &Plan, time: Option<&str>) -> (Table, Vec<LeftOut>, Vec<LeftOut>) {
    let (mut protected, mut left_out) = (Vec::new(), Vec::new());
    let stays = |column: &&Column| {
        if column.name.eq_ignore_ascii_case(&plan.label) {
            return false;
        }
        let kept = plan
            .keep
            .iter()
            .any(|keep| keep.eq_ignore_ascii_case(&column.name));
        let leave = |reason: String| LeftOut {
            column: column.name.clone(),
            reason,
        };
        if let Some(name) = trait_of(column).filter(|_| !plan.allow_protected) {
            protected.push(leave(format!(
                "it tells {name}, which is protected and never an input"
            )));
            return false;
        }
        let reason = if Some(&column.name) == plan.id.as_ref() {
            Some("it names the row".to_owned())
        } else {
            unfit(column, time)
        };
        match reason.filter(|_| !kept) {
            Some(reason) => {
                left_out.push(leave(reason));
                false
            }
            None => true,
        }
    };
    let columns: Vec<Column> = table.columns.iter().filter(stays).cloned().collect();
    let inputs = Table {
        columns,
        rows: table.rows,
    };
    (inputs, protected, left_out)
}

/// Why a column is no input by its nature.
fn unfit(column: &Column, time: Option<&str>) -> Option<String> {
    let counts = column.counts();
    let used = counts.iter().filter(|count| **count > 0).count();
    let filled: usize = column
        .levels
        .iter()
        .zip(&counts)
        .filter(|(level, _)| !is_nothing(level))
        .map(|(_, count)| count)
        .sum();
    let head = words(&column.name);
    if used <= 1 {
        return Some("it is the same in every row".to_owned());
    }
    if head == ["fold"] || head == ["split"] {
        return Some("it says which part of an experiment a row was in".to_owned());
    }
    if time == Some(column.name.as_str()) {
        return Some("it puts the rows in order of time; what comes next lies beyond all of it".to_owned());
    }
    let distinct = used.saturating_sub(1).max(1);
    let rowlike = distinct * 2 > filled;
    let names_rows = head
        .iter()
        .any(|word| ["id", "ids", "uuid", "guid", "key", "number", "nr", "no"].contains(&word.as_str()));
    match kind(column) {
        Kind::Word if rowlike => {
            Some("nearly every row has a value of its own: a name or free text".to_owned())
        }
        Kind::Number if names_rows && distinct * 10 > filled * 9 => Some("it numbers the rows".to_owned()),
        Kind::Number if distinct * 10 > filled * 9 && counts_up(column) => {
            Some("it numbers the rows".to_owned())
        }
        _ => None,
    }
}

/// Whether whole numbers rise from row to row.
fn counts_up(column: &Column) -> bool {
    let values: Vec<f64> = column
        .codes
        .iter()
        .filter_map(|code| value(Kind::Number, &column.levels[*code as usize]))
        .collect();
    values.len() > 2
        && values
            .windows(2)
            .all(|pair| pair[0] < pair[1] && pair[1].fract() == 0.0)
}
