//! The command line, a contract for scripts and other programs: names, JSON keys and exit codes are never renamed.
//!
//! One file a subcommand, each a struct of arguments that implements [`Subcommand`], with a row beside its `mod` line in the
//! folder it belongs to. `frame` is what commands stand on, `words` what several read and tell alike, `linear` the
//! conversation without a screen. Whatever is printed passes `frame::out`, which makes foreign text harmless. Nothing
//! here knows a database or a service: commands go through the engine, as the screen does. To add a subcommand: a file,
//! and its `mod` line and row in that folder; the help snapshot test asks for the rest. To add a folder: a row in
//! `FOLDERS`.

mod about;
mod auto;
mod care;
mod copilot;
mod edits;
mod files;
mod frame;
mod linear;
mod link;
mod messages;
mod people;
mod records;
mod sample;
mod score;
#[cfg(test)]
mod tests;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};

pub use frame::{App, CliError, Exit, Flags, Format, Input, KeyTrial, OpenScreen, Out, Outcome};
pub use frame::{Reach, Row, Running, Subcommand, setup};
pub use linear::open as open_linear;

/// The subcommands of every folder, in the order of the help.
const FOLDERS: &[&[Row]] = &[
    sample::ROWS,
    link::ROWS,
    people::ROWS,
    &[Row::of::<score::Score>()],
    edits::ROWS,
    messages::ROWS,
    records::ROWS,
    copilot::ROWS,
    &[Row::of::<auto::Auto>()],
    care::ROWS,
    files::ROWS,
    about::ROWS,
];

/// All subcommands, in the order of the help.
pub fn commands() -> impl Iterator<Item = &'static Row> {
    FOLDERS.iter().copied().flatten()
}

/// What was asked for.
#[derive(Debug)]
pub struct Invocation {
    /// The flags that hold everywhere.
    pub flags: Flags,
    /// What to run.
    pub front: Front,
}

/// The two ways in.
#[derive(Debug)]
pub enum Front {
    /// No subcommand: the screen.
    Screen,
    /// A subcommand with its arguments.
    Command(&'static Row, ArgMatches),
}

/// The parser with every subcommand.
pub fn program() -> Command {
    program_with(commands())
}

/// The parser with some of the subcommands.
fn program_with(rows: impl Iterator<Item = &'static Row>) -> Command {
    let program = Flags::augment_args(Command::new("leadline"))
        .version(env!("CARGO_PKG_VERSION"))
        .about("The CRM in a local file, every key answered at once, Claude at your side")
        .long_about(
            "The CRM in a local file, every key answered at once, Claude at your side.\n\nWithout a command it opens the \
             screen. `leadline demo` opens a made-up account: no key, no network.",
        )
        .disable_help_subcommand(true)
        .after_long_help(
            "Exit codes: 0 done, 1 failed, 2 wrong use, 3 nothing found, 4 refused, 5 offline (work is kept), 6 conflict.",
        );
    rows.fold(program, |program, row| program.subcommand(row.command()))
}

/// Reads the arguments. Help and version come back as an error with the exit code 0 and the text to print.
pub fn parse(typed: impl IntoIterator<Item = OsString>) -> Result<Invocation, CliError> {
    let typed: Vec<OsString> = typed.into_iter().collect();
    // To make the parsers of all subcommands takes longer than to read the settings. Whoever types nothing wrong needs those
    // they name; help, and what is said of a mistake, is about all.
    let named = commands().filter(|row| typed.iter().any(|word| word == row.name));
    let matches = matched(program_with(named), &typed)
        .or_else(|_| matched(program(), &typed))
        .map_err(|error| parse_error(&error))?;
    let flags = Flags::from_arg_matches(&matches).map_err(|error| parse_error(&error))?;
    let front = match matches.subcommand() {
        None => Front::Screen,
        Some((name, typed)) => match commands().find(|row| row.name == name) {
            Some(row) => Front::Command(row, typed.clone()),
            None => return Err(CliError::wrong_use(format!("there is no command `{name}`"))),
        },
    };
    Ok(Invocation { flags, front })
}

fn matched(program: Command, typed: &[OsString]) -> Result<ArgMatches, clap::Error> {
    let typed = frame::argv::with_tag_removals(&program, typed.to_vec());
    program.try_get_matches_from(typed)
}

/// The parser's several paragraphs as a sentence and a hint.
fn parse_error(error: &clap::Error) -> CliError {
    let text = error.render().to_string();
    if error.exit_code() == 0 {
        return CliError::new(Exit::Done, "help", text);
    }
    let (message, hints) = text.split_once("\n\n").unwrap_or((&text, ""));
    let message = message
        .trim_start_matches("error: ")
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ");
    let hints: Vec<&str> = hints
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    CliError::wrong_use(message).hint(hints.join("\n  "))
}

/// Runs what was typed, from the arguments to the exit code.
pub fn run(typed: impl IntoIterator<Item = OsString>, screen: OpenScreen) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    // Before the arguments are understood, a wrong one must already be answered in the form that is wanted.
    let json = typed.iter().any(|word| word == "--json");
    let format = if json { Format::Json } else { Format::Plain };
    let outcome = parse(typed).and_then(|invocation| {
        let mut app = App::of_process(invocation.flags, program, screen, Rc::new(frame::trial::Online))?;
        match invocation.front {
            Front::Command(row, typed) => row.run(&mut app, &typed),
            Front::Screen => app.open_screen(false),
        }
    });
    match outcome {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) => {
            report(&error, &mut Out::of_process(format, false));
            ExitCode::from(error.exit as u8)
        }
    }
}

/// Tells an error, or a help text, which the parser hands over as one.
fn report(error: &CliError, out: &mut Out) {
    if error.exit == Exit::Done {
        // Help that nobody can read any more is no failure.
        let _ = out.raw(error.message.as_bytes());
    } else {
        out.error(error.code, &error.message, error.hint.as_deref());
    }
}
