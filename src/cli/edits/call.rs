//! `leadline call ID OUTCOME`.

use clap::Args;
use jiff::SignedDuration;

use crate::cli::frame::{App, CliError, Outcome, Reach, Running, Subcommand};
use crate::cli::words::receipt;
use crate::domain::call::{Call as Made, CallOutcome};
use crate::domain::command::Command;
use crate::domain::value::ContactId;

/// Log a call that was made
#[derive(Args, Debug)]
pub(super) struct Call {
    /// The person
    id: String,
    /// How it ended: talked, voicemail, no-answer, wrong-number, not-now, booked, or its number on the call card
    outcome: String,
    /// What was said
    #[arg(long, default_value = "")]
    notes: String,
    /// How long it took
    #[arg(long, default_value_t = 0)]
    seconds: u32,
}

impl Subcommand for Call {
    const NAME: &'static str = "call";

    fn run(self, app: &mut App) -> Outcome {
        let outcome = CallOutcome::from_word(&self.outcome).ok_or_else(|| {
            let known: Vec<_> = CallOutcome::ALL
                .iter()
                .map(|outcome| outcome.word().replace(' ', "-"))
                .collect();
            CliError::wrong_use(format!(
                "\"{}\" is no end of a call; nothing was logged",
                self.outcome
            ))
            .hint(format!("one of {}", known.join(", ")))
        })?;
        let running = Running::start(app, Reach::Local)?;
        let now = app.clock.now();
        let took = SignedDuration::from_secs(i64::from(self.seconds));
        let receipt = running.submit(Command::LogCall {
            contact: ContactId::from(self.id),
            call: Made {
                outcome,
                began: now.checked_sub(took).unwrap_or(now),
                seconds: self.seconds,
                notes: self.notes,
            },
            and: Vec::new(),
        })?;
        receipt::tell(app, &receipt)
    }
}
