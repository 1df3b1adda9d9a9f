//! `leadline snooze ID WHEN`.

use clap::Args;
use serde_json::json;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{receipt, when};
use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::Verdict;

/// Put a person off until a moment; a message of theirs ends it early
#[derive(Args, Debug)]
pub(super) struct Snooze {
    /// The person
    id: String,
    /// Until when, in your words: tomorrow 9, in 3 days, monday, 17:30, +2h; `off` brings them back
    #[arg(required = true)]
    when: Vec<String>,
}

impl Subcommand for Snooze {
    const NAME: &'static str = "snooze";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let words = self.when.join(" ");
        let (now, zone) = (running.engine.now(), running.engine.zone());
        let until = if words.eq_ignore_ascii_case("off") {
            None
        } else {
            let until = when::parse(&words, now, zone)?;
            if until <= now {
                return Err(
                    CliError::wrong_use(format!("\"{words}\" has passed, nothing was put off"))
                        .hint("name a moment that is still to come"),
                );
            }
            Some(until)
        };
        let receipt = running.submit(Command::Judge {
            entity: EntityRef::new(EntityKind::Contact, self.id),
            verdict: until.map(|until| Verdict::Snoozed { until }),
        })?;
        receipt::tell_with(app, &receipt, &[("until", json!(until))])
    }
}
