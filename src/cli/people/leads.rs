//! `leadline leads [FILTER]`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::shape;
use crate::engine::query::{
    DirectoryNow, Grouped, LeadGroups, Leads as Question, LeadsError, LeadsShown, Wider, WiderFilter,
};

use super::columns;

/// List people, narrowed by a filter
///
/// For example: leadline leads 'stage:contacted last_in<14d -tag:dnc' --limit 20
///
/// columns:name,phone,last_in in the filter chooses what the table and --csv show; --json always has all of it.
#[derive(Args, Debug)]
pub(super) struct Leads {
    /// The filter; everybody without one
    #[arg(allow_hyphen_values = true)]
    filter: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 100)]
    limit: usize,
    /// Begin after so many rows
    #[arg(long, default_value_t = 0)]
    offset: usize,
    /// Only how many there are
    #[arg(long)]
    count: bool,
}

impl Subcommand for Leads {
    const NAME: &'static str = "leads";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let filter = self.filter.unwrap_or_default();
        let limit = if self.count { 0 } else { self.limit };
        let question = Question {
            filter: filter.clone(),
            offset: self.offset,
            limit,
            count: true,
        };
        let grouped = running.query(LeadGroups(filter.clone()))?;
        let grouped = grouped.map_err(|error| wrong_filter(&filter, &error))?;
        if !grouped.by.is_empty() {
            return groups(app, grouped);
        }
        let window = if columns::asks_for_next(&filter) {
            running.query(LeadsShown(question))?
        } else {
            running.query(question)?
        };
        let window = window.map_err(|error| wrong_filter(&filter, &error))?;
        let total = window.total.unwrap_or(window.rows.len());
        let directory = running.query(DirectoryNow)?;
        let rows: Vec<_> = window
            .rows
            .iter()
            .map(|row| shape::person_row(row, &directory))
            .collect();
        app.out.json(&json!({ "total": total, "rows": rows }))?;
        if self.count {
            app.out.say(&total.to_string())?;
            return Ok(if total == 0 {
                Exit::NothingFound
            } else {
                Exit::Done
            });
        }
        let ground = columns::Ground {
            directory: &directory,
            zone: running.engine.zone(),
        };
        let table = columns::table(&filter, &window.rows, &ground);
        app.out.table(&table)?;
        match total {
            0 => app.out.say(&nobody(&running, filter)?)?,
            _ => app.out.say(&format!("{} of {total}", window.rows.len()))?,
        }
        Ok(if total == 0 {
            Exit::NothingFound
        } else {
            Exit::Done
        })
    }
}

/// That nobody fits, and what was perhaps meant.
fn nobody(running: &Running, filter: String) -> Result<String, CliError> {
    let wider = running.query(Wider(filter))?;
    Ok(match wider {
        Some(WiderFilter {
            without,
            instead: Some(instead),
            ..
        }) => format!("Nobody fits: nobody has the tag {without}; did you mean {instead}?"),
        _ => "Nobody fits.".to_owned(),
    })
}

/// How many there are of each, for a filter with `group:` in it.
fn groups(app: &mut App, grouped: Grouped) -> Outcome {
    let rows: Vec<_> = grouped
        .groups
        .iter()
        .map(|group| json!({ "value": group.value, "people": group.people }))
        .collect();
    app.out.json(&json!({ "by": grouped.by, "groups": rows }))?;
    let mut table = Table::new([grouped.by, "#people"]);
    let nobody = grouped.groups.is_empty();
    for group in grouped.groups {
        let value = if group.value.is_empty() {
            "none".to_owned()
        } else {
            group.value
        };
        table.row([value, group.people.to_string()]);
    }
    app.out.table(&table)?;
    Ok(if nobody { Exit::NothingFound } else { Exit::Done })
}

/// The filter with its wrong spot underlined.
pub(super) fn wrong_filter(filter: &str, error: &LeadsError) -> CliError {
    let before = filter.get(..error.at.start).unwrap_or(filter).chars().count();
    let marked = filter
        .get(error.at.clone())
        .map_or(1, |spot| spot.chars().count().max(1));
    let line = format!("{filter}\n  {}{}", " ".repeat(before), "^".repeat(marked));
    CliError::new(Exit::WrongUse, "filter", error.message.clone()).hint(line)
}
