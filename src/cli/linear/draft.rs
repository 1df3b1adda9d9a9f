//! Having Claude write to whoever is open, and change what it wrote, before it is looked at like any text.

use super::desk::Desk;
use super::reply;
use crate::cli::frame::{App, CliError};
use crate::domain::value::Foreign;
use crate::engine::query::MessageDraft;
use crate::engine::{CHANGES, Version, Watcher, Wordings, Writing};

/// An answer by Claude on the channel that was used last; with words, what was kept is changed as they say. What was kept stays
/// until the answer is taken.
pub(super) fn draft(desk: &mut Desk<'_>, app: &mut App, says: &str) -> Result<(), CliError> {
    let (contact, channel) = (desk.open()?.id.clone(), desk.open()?.channel);
    let kept = desk.running.query(MessageDraft {
        contact: contact.clone(),
        channel,
    })?;
    let before = kept.map(|(_, text)| text).filter(|_| !says.trim().is_empty());
    let mut writing = Writing {
        contact,
        channel,
        says: says.trim().to_owned(),
        before: before.unwrap_or_default(),
    };
    let mut there: Vec<Version> = Vec::new();
    loop {
        let Some(version) = version(desk, app, &writing, &mut there)? else {
            return Ok(());
        };
        let mut choices: Vec<String> = ["take it", "ask for a change"].map(str::to_owned).into();
        choices.extend(CHANGES.iter().map(|change| change.name.to_owned()));
        let chosen = desk.choose(app, "What with it?", &choices)?;
        let change = chosen
            .and_then(|at| at.checked_sub(2))
            .and_then(|at| CHANGES.get(at));
        let says = match (chosen, change) {
            (Some(0), _) => return reply::offer(desk, app, channel, version.subject, version.text),
            (Some(1), _) => match desk.ask(app, "what is to be different")? {
                Some(says) if !says.trim().is_empty() => says,
                _ => return Ok(app.out.say("Left as it was.")?),
            },
            (_, Some(change)) => {
                // A tone that is there already is meant by its name.
                let tone = there.iter().find(|other| Some(other.tone) == change.tone);
                if let Some(tone) = tone.filter(|tone| tone.text != version.text).cloned() {
                    there.retain(|other| *other != tone);
                    there.insert(0, tone);
                    writing.says.clear();
                    continue;
                }
                change.says.to_owned()
            }
            _ => return Ok(app.out.say("Left as it was.")?),
        };
        there.clear();
        (writing.says, writing.before) = (says, version.text);
    }
}

/// What there is, or what Claude writes now; nothing when it wrote nothing, which is told.
fn version(
    desk: &Desk<'_>,
    app: &mut App,
    writing: &Writing,
    there: &mut Vec<Version>,
) -> Result<Option<Version>, CliError> {
    if there.is_empty() {
        app.out.say("Claude writes; nothing is sent.")?;
        let (watcher, _watched) = Watcher::new();
        let engine = &desk.running.engine;
        match desk.running.block_on(engine.write(writing.clone(), &watcher)) {
            Ok(written) => {
                tell_used(app, &written)?;
                *there = written.versions;
            }
            Err(why) => {
                app.out.say(&format!("Nothing was written: {why}."))?;
                return Ok(None);
            }
        }
    }
    let Some(version) = there.first().cloned() else {
        return Ok(None);
    };
    let text = Foreign::from(version.text.as_str()).shown_lines();
    app.out.say(&format!("Claude wrote: {text}"))?;
    Ok(Some(version))
}

fn tell_used(app: &mut App, written: &Wordings) -> Result<(), CliError> {
    let used: Vec<String> = written
        .used
        .iter()
        .map(|source| Foreign::from(source.what.as_str()).shown().to_string())
        .collect();
    let used = if used.is_empty() {
        "nothing on file".to_owned()
    } else {
        used.join(", ")
    };
    Ok(app.out.say(&format!("Used: {used}."))?)
}
