//! The sheet "before it goes" as lines: told before an edit of many, and before anything that loses something.

use super::desk::Desk;
use crate::cli::frame::{App, CliError};
use crate::cli::words::each::{FREELY, each};
use crate::domain::command::Command;
use crate::domain::value::Shown;
use crate::engine::before::{Line, lines};
use crate::engine::query::WouldChange;

/// Has edits done, as one line of undo. From 26 people on they are looked at first and go on by their number, and so does
/// whatever has a warning.
pub(super) fn submit(
    desk: &mut Desk<'_>,
    app: &mut App,
    what: &str,
    commands: Vec<Command>,
    warning: &[Line],
) -> Result<(), CliError> {
    if commands.len() > FREELY || !warning.is_empty() {
        let would = desk.running.query(WouldChange {
            commands: commands.clone(),
            now: desk.running.engine.now(),
        })?;
        if would.changes == 0 {
            let why = would.left_out.first().map(|(why, _)| why.as_str());
            let why = why.unwrap_or("they have it already");
            return Ok(app.out.say(&format!("Nothing to change: {why}."))?);
        }
        let (_, limit) = desk.running.engine.progress().borrow().requests;
        let told = lines(&would, commands.len() as u64, limit, warning);
        let number = would.changes as u64;
        if !go_on(desk, app, (what, &told), number, &would.people)? {
            return Ok(());
        }
    }
    let (receipt, refused) = each(app, desk.running, commands)?;
    app.out.say(&format!("Saved: {}.", receipt.summary))?;
    for why in refused {
        app.out.say(&format!("  not done: {why}"))?;
    }
    Ok(())
}

/// Tells the sheet and asks for the number. `people` can be heard through first.
pub(super) fn go_on(
    desk: &mut Desk<'_>,
    app: &mut App,
    (what, told): (&str, &[Line]),
    number: u64,
    people: &[(Shown, String)],
) -> Result<bool, CliError> {
    app.out.say(&format!("Before it goes: {what}."))?;
    for (about, words) in told {
        let about = if about.is_empty() { "and" } else { about };
        app.out.say(&format!("  {about}: {words}"))?;
    }
    let prompt = if people.is_empty() {
        format!("type {number} to go on")
    } else {
        format!("type {number} to go on, who to hear the names")
    };
    loop {
        let typed = desk.ask(app, &prompt)?.unwrap_or_default();
        let typed = typed.trim();
        if typed == "who" && !people.is_empty() {
            for (name, why) in people {
                let why = if why.is_empty() {
                    String::new()
                } else {
                    format!(", {why}")
                };
                app.out.say(&format!("  {name}{why}"))?;
            }
            continue;
        }
        let goes = typed.replace(',', "") == number.to_string();
        if !goes {
            app.out.say("Nothing was done.")?;
        }
        return Ok(goes);
    }
}
