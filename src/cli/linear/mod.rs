//! Linear mode: the program without a screen, for screen readers and poor lines. Plain lines are added below and nothing
//! is ever drawn over; prompts and choices are numbered; the terminal's own cursor stands where the answer is typed.
//!
//! Owns the conversation: which list was shown last, who is open, who is marked. What is done is done by the same
//! subcommands as on the command line, in the same words, on one engine that stays; nothing here writes by itself but
//! edits of many, calls and merges, which say and do what the screen says and does. A name that is not exact is never
//! refused while something is like it: `meant` offers that by number. To add a verb: a row in `verb`; `screen` holds them
//! against the actions of the screen. A list
//! of people from elsewhere, such as the queue of a day, is a verb that fills [`Desk::people`] with its rows.

mod before;
mod call;
mod desk;
mod doubles;
mod draft;
mod facts;
mod fields;
mod lists;
mod many;
mod meant;
mod people;
mod queues;
mod reply;
#[cfg(test)]
mod screen;
mod snippets;
mod today;
mod typed;
mod verb;

use std::time::Duration;

use crate::cli::frame::{App, CliError, Exit, Format, Outcome, Reach, Running, setup};
use crate::engine::{Link, Progress, Setup};
use desk::Desk;

/// How long the first line waits for the CRM.
const FIRST_WORD: Duration = Duration::from_secs(5);

/// Opens linear mode and comes back when it is left. `demo` says that everything is made up.
pub fn open(app: &mut App, demo: bool) -> Outcome {
    // Whoever wants a form for programs asks a command for it.
    app.out.format = Format::Plain;
    let config = app.config()?;
    let setup = Setup {
        every: Some(Duration::from_secs(u64::from(config.settings.sync.every_seconds))),
        roster: true,
        ..setup(app, Reach::All)?
    };
    let has_crm = setup.crm.is_some();
    let running = Running::with(app, setup)?;
    for remark in app.take_remarks() {
        if !demo {
            app.out.say(&remark)?;
        }
    }
    if demo {
        app.out.say("DEMO: nothing here is real.")?;
    }
    app.out
        .say("leadline, linear mode. help lists what can be typed, quit leaves.")?;
    app.engine = Some(running.engine.clone());
    running.engine.begin();
    if has_crm {
        hear_first(&running);
    }
    let left = talk(app, &running, demo);
    app.engine = None;
    left
}

/// Waits until the CRM has said its first word and, of a new copy, the first records are here, so that the first answers
/// are true. Where nobody answers it is not waited for long.
fn hear_first(running: &Running) {
    let mut progress = running.engine.progress();
    let told = |progress: &Progress| match progress.link {
        Link::None => progress.elsewhere,
        Link::Up => progress.synced.is_some() || (progress.first_copy && progress.copied() > 0),
        Link::Down { .. } | Link::Refused { .. } => true,
    };
    running.block_on(async {
        // What is not known by then is said as it stands.
        let _late = tokio::time::timeout(FIRST_WORD, progress.wait_for(told))
            .await
            .is_err();
    });
}

/// Takes one line after another until there are no more.
fn talk(app: &mut App, running: &Running, demo: bool) -> Outcome {
    let mut desk = Desk::new(app, running, demo);
    desk.tell_state(app)?;
    while let Some(line) = desk.line(app)? {
        match verb::run(&mut desk, app, &line) {
            Ok(verb::Then::Go) => {}
            Ok(verb::Then::Leave) => break,
            // Nobody reads any more.
            Err(error) if error.code == "reader_gone" => return Err(error),
            Err(error) => tell(app, &error)?,
        }
    }
    app.out
        .say("Left. What was done here is kept; what waits goes with the next sync.")?;
    Ok(Exit::Done)
}

/// An error is a line like any other: what happened, and what to do.
fn tell(app: &mut App, error: &CliError) -> Result<(), CliError> {
    if error.exit == Exit::Done {
        // A help text, which the parser hands over as an error.
        app.out.say(error.message.trim_end())?;
        return Ok(());
    }
    app.out.say(&format!("Not done: {}", error.message))?;
    if let Some(hint) = &error.hint {
        app.out.say(&format!("  {hint}"))?;
    }
    Ok(())
}
