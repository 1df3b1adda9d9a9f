//! Writing to whoever is open: what the gate says comes first, then it is sent, kept or thrown away.

use super::desk::{self, Desk};
use super::snippets;
use crate::cli::frame::{App, CliError, Exit};
use crate::cli::words::when;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::engine::query::MessageDraft;

/// An answer on the channel that was used last.
pub(super) fn reply(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<(), CliError> {
    let channel = desk.open()?.channel;
    write(desk, app, channel, text)
}

/// A text message.
pub(super) fn text(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<(), CliError> {
    write(desk, app, Channel::Sms, text)
}

/// A mail.
pub(super) fn mail(desk: &mut Desk<'_>, app: &mut App, text: &str) -> Result<(), CliError> {
    write(desk, app, Channel::Email, text)
}

fn write(desk: &mut Desk<'_>, app: &mut App, channel: Channel, text: &str) -> Result<(), CliError> {
    let (contact, name) = (desk.open()?.id.clone(), desk.open()?.name.clone());
    let kept = desk.running.query(MessageDraft {
        contact: contact.clone(),
        channel,
    })?;
    let (mut subject, mut body) = (None, text.to_owned());
    if let Some((of_draft, draft)) = kept.filter(|(_, draft)| body.is_empty() && !draft.is_empty()) {
        app.out.say(&format!("A draft is kept: {draft}"))?;
        let choices = ["go on with it", "write anew"].map(str::to_owned);
        match desk.choose(app, "What with it?", &choices)? {
            Some(0) => (subject, body) = (of_draft, draft),
            Some(_) => {}
            None => return Ok(()),
        }
    }
    if channel == Channel::Email && subject.is_none() {
        subject = desk
            .ask(app, "subject")?
            .filter(|subject| !subject.trim().is_empty());
    }
    if body.starts_with(';') {
        match snippets::line(desk, app, body)? {
            Some(filled) => body = filled,
            None => return Ok(app.out.say("Nothing was written.")?),
        }
    }
    if body.is_empty() {
        let to = format!("To {name} by {}, ; for words that are ready", channel.word());
        match desk.text(app, &to, snippets::line)? {
            Some(typed) => body = typed,
            None => return Ok(app.out.say("Nothing was written.")?),
        }
    }
    let draft = Draft {
        contact,
        channel,
        subject,
        body,
    };
    decide(desk, app, draft, &name)
}

/// A text that is ready: it is looked at and sent, kept or thrown away.
pub(super) fn offer(
    desk: &mut Desk<'_>,
    app: &mut App,
    channel: Channel,
    subject: Option<String>,
    body: String,
) -> Result<(), CliError> {
    let (contact, name) = (desk.open()?.id.clone(), desk.open()?.name.clone());
    let draft = Draft {
        contact,
        channel,
        subject,
        body,
    };
    decide(desk, app, draft, &name)
}

/// The text is kept before anything else is asked, so that it is never lost.
fn decide(desk: &mut Desk<'_>, app: &mut App, draft: Draft, name: &str) -> Result<(), CliError> {
    desk.running.submit(Command::KeepDraft { draft: draft.clone() })?;
    app.out
        .say(&format!("To {name} by {}: {}", draft.channel.word(), draft.body))?;
    // What the gate says is told, whatever it is; sending asks it again.
    if let Err(error) = send(app, &draft, &["--dry-run"]) {
        super::tell(app, &error)?;
    }
    let choices = ["send it", "keep it as a draft", "throw it away", "send it later"];
    match desk.choose(app, "What with it?", &choices.map(str::to_owned))? {
        Some(0) => send(app, &draft, &[]).map(|_| ()),
        Some(3) => later(desk, app, &draft),
        Some(2) => {
            let nothing = Draft {
                body: String::new(),
                ..draft
            };
            desk.running.submit(Command::KeepDraft { draft: nothing })?;
            Ok(app.out.say("Thrown away.")?)
        }
        _ => Ok(app.out.say("Kept as a draft.")?),
    }
}

/// Sends it at a moment that is asked for until it reads; what is not sent stays a draft.
fn later(desk: &mut Desk<'_>, app: &mut App, draft: &Draft) -> Result<(), CliError> {
    loop {
        let typed = desk.ask(app, "when, such as tomorrow 9:00")?.unwrap_or_default();
        let moment = typed.trim();
        if moment.is_empty() {
            return Ok(app.out.say("Kept as a draft.")?);
        }
        let engine = &desk.running.engine;
        match when::parse(moment, engine.now(), engine.zone()) {
            Ok(at) if at > engine.now() => {
                let at = at.to_string();
                return send(app, draft, &["--at", &at]).map(|_| ());
            }
            Ok(_) => app
                .out
                .say(&format!("\"{moment}\" has passed; nothing was sent."))?,
            Err(error) => super::tell(app, &error)?,
        }
    }
}

fn send(app: &mut App, draft: &Draft, flags: &[&str]) -> Result<Exit, CliError> {
    let flag = if draft.channel == Channel::Email {
        "--email"
    } else {
        "--sms"
    };
    let subject = draft
        .subject
        .as_ref()
        .map(|subject| format!("--subject={subject}"));
    let mut arguments = vec!["send", draft.contact.as_str(), flag, "-"];
    arguments.extend(subject.as_deref());
    arguments.extend(flags);
    desk::command_with(app, &arguments, &draft.body)
}
