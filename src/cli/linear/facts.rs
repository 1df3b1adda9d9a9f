//! What is remembered of whoever is open, and of how the agent writes: heard, added to, put differently, forgotten. It stays
//! on this machine.

use super::desk::Desk;
use super::meant;
use crate::cli::frame::{App, CliError};
use crate::domain::command::Command;
use crate::domain::memory::{MemoryCommand, MemorySource};
use crate::domain::style::{StyleCommand, StyleSource};
use crate::domain::value::Foreign;
use crate::engine::query::{PersonById, StyleNow};

/// A fact that is known: which one, and its words with where they are from.
type Known = (String, String);

/// What is to become of facts.
enum Change {
    Add(String),
    Reword(String, String),
    Drop(String),
}

/// What is remembered of whoever is open.
pub(super) fn remember(desk: &mut Desk<'_>, app: &mut App, words: &str) -> Result<(), CliError> {
    let contact = desk.open()?.id.clone();
    let person = desk.running.query(PersonById(contact.clone()))?;
    let memories = person.map(|person| person.memories).unwrap_or_default();
    let known = memories.into_iter().map(|memory| {
        let whose = match memory.source {
            MemorySource::Agent => "by hand",
            MemorySource::Proposal => "by Claude, with a yes",
        };
        (memory.id, format!("{}, {whose}", memory.text.shown()))
    });
    let Some(change) = change(desk, app, words, &known.collect::<Vec<_>>())? else {
        return Ok(());
    };
    let command = match change {
        Change::Add(text) => MemoryCommand::Add {
            contact,
            text,
            source: MemorySource::Agent,
        },
        Change::Reword(memory, text) => MemoryCommand::Reword { memory, text },
        Change::Drop(memory) => MemoryCommand::Drop { memory },
    };
    submit(desk, app, Command::Memory(command))
}

/// What is known of how the agent writes; Claude goes by it.
pub(super) fn style(desk: &mut Desk<'_>, app: &mut App, words: &str) -> Result<(), CliError> {
    let known = desk.running.query(StyleNow)?.into_iter().map(|manner| {
        let whose = match manner.source {
            StyleSource::Agent => "by hand",
            StyleSource::Edits => "from your edits",
        };
        let text = Foreign::from(manner.text.as_str()).shown();
        (manner.id, format!("{text}, {whose}"))
    });
    let Some(change) = change(desk, app, words, &known.collect::<Vec<_>>())? else {
        return Ok(());
    };
    let command = match change {
        Change::Add(text) => StyleCommand::Put { id: None, text },
        Change::Reword(id, text) => StyleCommand::Put { id: Some(id), text },
        Change::Drop(id) => StyleCommand::Drop { id },
    };
    submit(desk, app, Command::Style(command))
}

/// With words they are added; without, what is known is told, and the one whose number is typed becomes another.
fn change(
    desk: &mut Desk<'_>,
    app: &mut App,
    words: &str,
    known: &[Known],
) -> Result<Option<Change>, CliError> {
    let words = words.trim();
    if !words.is_empty() {
        return Ok(Some(Change::Add(words.to_owned())));
    }
    if known.is_empty() {
        app.out
            .say("Nothing is known; words behind the verb add to it.")?;
        return Ok(None);
    }
    app.out.say("A number puts one differently, or forgets it.")?;
    let names: Vec<String> = known.iter().map(|(_, told)| told.clone()).collect();
    let Some((id, _)) = meant::offer(desk, app, &names)?.and_then(|at| known.get(at)) else {
        return Ok(None);
    };
    match desk
        .ask(app, "the new words, or forget")?
        .as_deref()
        .map(str::trim)
    {
        Some("forget") => Ok(Some(Change::Drop(id.clone()))),
        Some(words) if !words.is_empty() => Ok(Some(Change::Reword(id.clone(), words.to_owned()))),
        _ => {
            app.out.say("Left as it was.")?;
            Ok(None)
        }
    }
}

fn submit(desk: &Desk<'_>, app: &mut App, command: Command) -> Result<(), CliError> {
    desk.running.submit(command)?;
    Ok(app.out.say("Saved; it stays on this machine.")?)
}
