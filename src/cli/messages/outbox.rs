//! `leadline outbox`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::shape;
use crate::domain::outbox::OutboxState;
use crate::engine::query::Outbox as Question;

/// Show what waits to be told to the CRM, and how each row fared
#[derive(Args, Debug)]
pub(super) struct Outbox {
    /// Only rows in this state
    #[arg(long, value_parser = ["queued", "held", "sending", "uncertain", "done", "sent", "delivered", "failed", "cancelled"])]
    state: Option<String>,
    /// At most so many rows
    #[arg(long, default_value_t = 200)]
    limit: usize,
}

impl Subcommand for Outbox {
    const NAME: &'static str = "outbox";

    fn run(self, app: &mut App) -> Outcome {
        let state = match &self.state {
            Some(word) => {
                let state = OutboxState::from_word(word);
                Some(state.ok_or_else(|| CliError::wrong_use(format!("there is no state \"{word}\"")))?)
            }
            None => None,
        };
        let running = Running::start(app, Reach::Local)?;
        let rows = running.query(Question {
            state,
            limit: self.limit,
        })?;
        app.out
            .json(&json!({ "rows": rows.iter().map(shape::outbox).collect::<Vec<_>>() }))?;
        let mut table = Table::new(["id", "what", "who", "state", "#tries", "last error"]);
        for row in &rows {
            let what = format!("{} {}", row.intent.word(), row.intent.entity().kind.word());
            let error = row.error.as_ref().map(|error| error.raw().to_owned());
            table.row([
                row.id.to_string(),
                what,
                row.who.raw().to_owned(),
                row.state.word().to_owned(),
                row.attempt.to_string(),
                error.unwrap_or_default(),
            ]);
        }
        app.out.table(&table)?;
        if rows.is_empty() {
            app.out.say("Nothing is there.")?;
        }
        Ok(Exit::Done)
    }
}
