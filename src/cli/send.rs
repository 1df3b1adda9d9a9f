//! `leadline send ID --sms TEXT | --email TEXT`.

use clap::Args;
use jiff::SignedDuration;
use serde_json::json;

use super::app::App;
use super::error::{CliError, Exit, Outcome};
use super::prompt::MOST_TEXT;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use super::{receipt, when};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::decide::{Context, Records, Rejection, decide};
use crate::domain::record::{EntityKind, EntityRef, Fields, Record};
use crate::domain::value::ContactId;
use crate::engine::query::{Outbox, PersonById};
use crate::engine::view::Person;

/// Rows of the outbox looked at to find the state of the one that was just made.
const RECENT: usize = 50;

/// Send a text or an e-mail to a person, after the hold in which it can be taken back
#[derive(Args, Debug)]
pub(super) struct Send {
    /// The person
    id: String,
    /// A text message; `-` reads standard input
    #[arg(
        long,
        value_name = "TEXT",
        allow_hyphen_values = true,
        required_unless_present = "email",
        conflicts_with = "email"
    )]
    sms: Option<String>,
    /// An e-mail; `-` reads standard input
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    email: Option<String>,
    /// The subject of the e-mail
    #[arg(long, conflicts_with = "sms", allow_hyphen_values = true)]
    subject: Option<String>,
    /// Not before: +2h, 17:30, tomorrow 9:00, fri 10:00, 2026-04-09 10:00
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Only tell whether it would be sent
    #[arg(long)]
    dry_run: bool,
    /// The same key again sends nothing: makes a repeat of this command harmless
    #[arg(long)]
    key: Option<String>,
}

impl Subcommand for Send {
    const NAME: &'static str = "send";

    fn run(self, app: &mut App) -> Outcome {
        let hold = SignedDuration::from_secs(i64::from(app.config()?.settings.send.hold_seconds));
        let (channel, text) = match (self.sms, self.email) {
            (Some(text), _) => (Channel::Sms, text),
            (None, Some(text)) => (Channel::Email, text),
            (None, None) => {
                return Err(CliError::wrong_use("no message was given").hint("--sms TEXT or --email TEXT"));
            }
        };
        let body = if text == "-" {
            app.input.text(MOST_TEXT)?
        } else {
            text
        };
        let running = Running::start(app, Reach::Local)?;
        let now = running.engine.now();
        let not_before = match &self.at {
            Some(words) => when::parse(words, now, running.engine.zone())?,
            None => now.saturating_add(hold).unwrap_or(now),
        };
        let contact = ContactId::from(self.id);
        let draft = Draft {
            contact: contact.clone(),
            channel,
            subject: self.subject,
            body,
        };
        let command = Command::Send {
            draft,
            key: self.key,
            not_before: Some(not_before),
        };
        if self.dry_run {
            let person = running
                .query(PersonById(contact.clone()))?
                .ok_or_else(|| nobody(&contact))?;
            return try_out(app, &running, &command, person);
        }
        let receipt = match running.submit(command) {
            Err(error) if error.code == "gate" => return refused(app, error),
            other => other?,
        };
        let rows = running.query(Outbox {
            state: None,
            limit: RECENT,
        })?;
        let row = rows.iter().find(|row| receipt.outbox.contains(&row.id));
        // Without a row of its own the key was used before, and that message stands.
        let state = row.map_or("repeated", |row| row.state.word());
        receipt::tell_with(
            app,
            &receipt,
            &[
                ("state", json!(state)),
                ("held", json!([])),
                ("not_before", json!(not_before)),
            ],
        )
    }
}

fn nobody(contact: &ContactId) -> CliError {
    CliError::nothing_found(format!(
        "there is no person {contact} in the local copy, nothing was sent"
    ))
}

/// What the gate says, without sending.
fn try_out(app: &mut App, running: &Running, command: &Command, person: Person) -> Outcome {
    let record = Record {
        entity: EntityRef::new(EntityKind::Contact, person.contact.id.as_str()),
        remote_id: person.remote_id,
        fields: person.fields,
        base: Fields::new(),
        tombstone: person.gone,
    };
    let mut cx = Context {
        now: running.engine.now(),
        fresh: &mut || "dry-run".to_owned(),
        me: running.engine.me().cloned(),
        records: &Only(record),
    };
    match decide(command, &mut cx) {
        Ok(decision) => {
            app.out.say(&format!("Would be sent: {}.", decision.summary))?;
            app.out
                .json(&json!({ "ack": null, "state": "dry_run", "held": [], "summary": decision.summary }))?;
            Ok(Exit::Done)
        }
        Err(Rejection::NotSendable(why)) => refused(app, CliError::new(Exit::Refused, "gate", why)),
        Err(other) => Err(CliError::wrong_use(other.to_string())),
    }
}

/// A refusal is an answer too: programs find the reason where a held message has it.
fn refused(app: &mut App, error: CliError) -> Outcome {
    let held = json!([{ "rule": error.code, "reason": error.message }]);
    app.out
        .json(&json!({ "ack": null, "state": "refused", "held": held }))?;
    Err(error)
}

/// The one person a dry run looks at.
struct Only(Record);

impl Records for Only {
    fn record(&self, entity: &EntityRef) -> Option<Record> {
        (entity.kind == EntityKind::Contact).then(|| self.0.clone())
    }
}
