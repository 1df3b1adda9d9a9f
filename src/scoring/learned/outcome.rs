//! Which rows have an outcome, and which of two words is a yes.

use super::honest::Refusal;
use super::table::{Table, is_nothing, number};

const YES: &[&str] = &[
    "1",
    "yes",
    "y",
    "true",
    "t",
    "won",
    "closed won",
    "converted",
    "success",
    "sold",
    "bought",
    "subscribed",
    "churned",
    "churn",
    "left",
    "positive",
    "accepted",
    "good",
];
const NO: &[&str] = &[
    "0",
    "-1",
    "no",
    "n",
    "false",
    "f",
    "lost",
    "closed lost",
    "not converted",
    "failure",
    "failed",
    "unsold",
    "stayed",
    "retained",
    "negative",
    "rejected",
    "abandoned",
    "bad",
];

/// The rows whose outcome is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    /// Which rows of the table.
    pub rows: Vec<usize>,
    /// For each of them whether it is a yes.
    pub labels: Vec<bool>,
    /// The word for yes.
    pub positive: String,
}

/// Reads the outcomes. Where only some of the words are a yes or a no (`Won` and `Lost` among the stages of a deal), the other rows
/// are still open.
pub fn outcomes(table: &Table, label: &str, yes: Option<&str>) -> Result<Outcomes, Refusal> {
    let column = table
        .column(label)
        .ok_or_else(|| Refusal::NoColumn(label.to_owned()))?;
    let counts = column.counts();
    let mut told: Vec<(&str, usize)> = column
        .levels
        .iter()
        .zip(counts)
        .filter(|(level, count)| *count > 0 && !is_nothing(level))
        .map(|(level, count)| (level.as_str(), count))
        .collect();
    told.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let one = match told[..] {
        [] => return Err(Refusal::NoOutcomes(label.to_owned())),
        [(value, rows)] => {
            return Err(Refusal::OneOutcome {
                label: label.to_owned(),
                value: value.to_owned(),
                rows,
            });
        }
        _ => meaning(&told, yes),
    };
    let Some((positive, known)) = one else {
        return Err(Refusal::NoYesOrNo {
            label: label.to_owned(),
            count: told.len(),
            examples: told
                .iter()
                .take(4)
                .map(|(level, _)| *level)
                .collect::<Vec<_>>()
                .join(", "),
        });
    };
    let meant: Vec<Option<bool>> = column.levels.iter().map(|level| known(level)).collect();
    let pairs = column
        .codes
        .iter()
        .enumerate()
        .filter_map(|(row, code)| Some((row, meant[*code as usize]?)));
    let (rows, labels) = pairs.unzip();
    Ok(Outcomes {
        rows,
        labels,
        positive,
    })
}

type Known = Box<dyn Fn(&str) -> Option<bool>>;

/// The word for yes, and what a text means.
fn meaning(told: &[(&str, usize)], yes: Option<&str>) -> Option<(String, Known)> {
    if let Some(yes) = yes {
        let yes = told
            .iter()
            .find(|(level, _)| level.eq_ignore_ascii_case(yes))?
            .0
            .to_owned();
        let word = yes.clone();
        let known = move |text: &str| (!is_nothing(text)).then(|| text == word);
        return Some((yes, Box::new(known)));
    }
    let yes = told
        .iter()
        .find(|(level, _)| plain(level) == Some(true))?
        .0
        .to_owned();
    told.iter().find(|(level, _)| plain(level) == Some(false))?;
    Some((yes, Box::new(plain)))
}

/// What a word means by itself.
fn plain(text: &str) -> Option<bool> {
    let low = text.to_lowercase();
    let whole = number(&low)
        .filter(|value| value.fract() == 0.0)
        .map(|value| format!("{value:.0}"));
    let word = whole.unwrap_or(low);
    match word.as_str() {
        word if YES.contains(&word) => Some(true),
        word if NO.contains(&word) => Some(false),
        _ => None,
    }
}
