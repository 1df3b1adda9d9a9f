//! `leadline history ID [FIELD]`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::value::ContactId;
use crate::engine::query::HistoryOf;

/// Show who set a person's fields, when, and what they were before
#[derive(Args, Debug)]
pub(super) struct History {
    /// The person
    id: String,
    /// Only this field, by its word on the screen or the CRM's name
    field: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 100)]
    limit: usize,
}

impl Subcommand for History {
    const NAME: &'static str = "history";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let question = HistoryOf {
            contact: ContactId::from(self.id),
            path: None,
            limit: usize::MAX,
        };
        let mut rows = running.query(question)?;
        if let Some(field) = &self.field {
            rows.retain(|row| row.path == *field || word_for(&row.path) == *field);
        }
        rows.truncate(self.limit);
        let shape = rows.iter().map(
            |row| json!({ "at": row.at, "who": row.who, "field": row.path, "from": row.from, "to": row.to }),
        );
        app.out.json(&json!({ "rows": shape.collect::<Vec<_>>() }))?;
        let mut table = Table::new(["when", "who", "field", "before", "after"]);
        for row in &rows {
            let when = row.at.to_zoned(running.engine.zone().clone());
            table.row([
                when.strftime("%Y-%m-%d %H:%M").to_string(),
                row.who.to_owned(),
                word_for(&row.path),
                show_value(&row.from).to_string(),
                show_value(&row.to).to_string(),
            ]);
        }
        app.out.table(&table)?;
        Ok(if rows.is_empty() {
            Exit::NothingFound
        } else {
            Exit::Done
        })
    }
}
