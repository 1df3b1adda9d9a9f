//! `leadline send ID --sms TEXT | --email TEXT`.

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, MOST_TEXT, Outcome, Reach, Running, Subcommand};
use crate::cli::words::{receipt, when};
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::decide::{Context, Records, Rejection, decide};
use crate::domain::gate::Outcome as Verdict;
use crate::domain::record::{EntityKind, EntityRef, Fields, Record};
use crate::domain::value::ContactId;
use crate::engine::query::{Outbox, PersonById, WouldLeave};
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
            return try_out(app, &running, &command, not_before, person);
        }
        let receipt = match running.submit(command) {
            Err(error) if error.exit == Exit::Refused && !matches!(error.code, "rights" | "gone") => {
                return refused(app, error);
            }
            other => other?,
        };
        let rows = running.query(Outbox {
            state: None,
            limit: RECENT,
        })?;
        let row = rows.iter().find(|row| receipt.outbox.contains(&row.id));
        // Without a row of its own the key was used before, and that message stands.
        let state = row.map_or("repeated", |row| row.state.word());
        let held = receipt.held.as_ref();
        let leaves = row.map_or(not_before, |row| row.not_before);
        receipt::tell_with(
            app,
            &receipt,
            &[
                ("state", json!(state)),
                (
                    "held",
                    held_by(held.map(|held| (held.rule, held.reason.as_str(), held.until))),
                ),
                ("not_before", json!(leaves)),
            ],
        )?;
        match held {
            Some(held) if held.until.is_none() => Err(needs_a_person(&held.reason)),
            _ => Ok(Exit::Done),
        }
    }
}

/// The rules that hold a message, as JSON.
fn held_by(held: Option<(&str, &str, Option<Timestamp>)>) -> Value {
    held.map_or_else(
        || json!([]),
        |(rule, reason, until)| json!([{ "rule": rule, "reason": reason, "until": until }]),
    )
}

/// The message is kept; somebody must look at it.
fn needs_a_person(reason: &str) -> CliError {
    CliError::new(Exit::Refused, "gate", reason)
        .hint("Health has it: try again sends it, take back makes it a draft")
}

fn nobody(contact: &ContactId) -> CliError {
    CliError::nothing_found(format!(
        "there is no person {contact} in the local copy, nothing was sent"
    ))
}

/// What the gate says, without sending.
fn try_out(app: &mut App, running: &Running, command: &Command, at: Timestamp, person: Person) -> Outcome {
    let Command::Send { draft, .. } = command else {
        return Err(CliError::wrong_use("only messages pass the gate"));
    };
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
    let summary = match decide(command, &mut cx) {
        Ok(decision) => decision.summary,
        Err(Rejection::NotSendable(why)) => {
            return refused(app, CliError::new(Exit::Refused, "gate", why));
        }
        Err(other) => return Err(CliError::wrong_use(other.to_string())),
    };
    let draft = draft.clone();
    let decision = running.query(WouldLeave { draft, at })?;
    let (held, would) = match &decision.outcome {
        Verdict::Refuse { rule, reason } => {
            return refused(app, CliError::new(Exit::Refused, rule, reason.as_str()));
        }
        Verdict::Allow => (None, format!("Would be sent: {summary}.")),
        Verdict::Hold { until, rule, reason } => (
            Some((*rule, reason.as_str(), *until)),
            format!("Would be held: {reason}."),
        ),
    };
    app.out.say(&would)?;
    app.out.json(&json!({
        "ack": null, "state": "dry_run", "held": held_by(held), "summary": summary, "decision": decision,
    }))?;
    match held {
        Some((_, reason, None)) => Err(needs_a_person(reason)),
        _ => Ok(Exit::Done),
    }
}

/// A refusal is an answer too: programs find the rule and the reason where a held message has them.
fn refused(app: &mut App, error: CliError) -> Outcome {
    let held = held_by(Some((error.code, &error.message, None)));
    app.out
        .json(&json!({ "ack": null, "state": "refused", "held": held }))?;
    Err(CliError {
        code: "gate",
        ..error
    })
}

/// The one person a dry run looks at.
struct Only(Record);

impl Records for Only {
    fn record(&self, entity: &EntityRef) -> Option<Record> {
        (entity.kind == EntityKind::Contact).then(|| self.0.clone())
    }
}
