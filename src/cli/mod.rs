//! The command line, a contract for scripts and other programs: names, JSON keys and exit codes are never renamed.
//!
//! One file a subcommand, each a struct of arguments that implements [`Subcommand`] and a row in [`COMMANDS`]. Whatever
//! is printed passes `out`, which makes foreign text harmless. Nothing here knows a database or a service: commands
//! go through the engine, as the screen does. To add a subcommand: a file, its `mod` line and its row; the help
//! snapshot test asks for the rest.

mod account;
mod app;
mod approve;
mod argv;
mod ask;
mod assign;
mod auto;
mod backup;
mod call;
mod cancel;
mod close;
mod completions;
mod config;
mod conflicts;
mod decline;
#[cfg(feature = "encryption")]
mod decrypt;
mod delete;
mod demo;
mod doctor;
mod done;
mod doubles;
mod drain;
mod each;
#[cfg(feature = "encryption")]
mod encrypt;
mod error;
mod export;
mod extract;
#[cfg(feature = "failpoints")]
mod failpoints;
mod find;
mod flags;
mod follow;
mod forget;
mod history;
mod import;
mod leads;
mod lens;
mod lift;
mod linear;
mod lines;
mod lists;
mod log;
mod login;
mod logout;
mod man;
mod mask;
mod mcp;
mod move_deal;
mod note;
mod out;
mod outbox;
mod parse;
mod pause;
mod prompt;
mod proposals;
mod proposed;
mod rebuild;
mod receipt;
mod redo;
mod resolve;
mod restore;
mod resume;
mod retry;
mod running;
mod sandbox;
mod score;
mod send;
mod serve;
mod set;
mod shape;
mod show;
mod snooze;
mod subcommand;
mod sync;
mod tag;
mod task;
#[cfg(test)]
mod tests;
mod today;
mod trial;
mod trim;
mod undo;
#[cfg(feature = "encryption")]
mod unlock;
mod unmask;
mod until;
mod version;
mod when;
mod work;

use std::ffi::OsString;
use std::process::ExitCode;
use std::rc::Rc;

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};

pub use app::{App, KeyTrial, OpenScreen};
pub use error::{CliError, Exit, Outcome};
pub use flags::Flags;
pub use linear::open as open_linear;
pub use out::{Format, Out};
pub use prompt::Input;
pub use running::{Reach, Running, setup};
pub use subcommand::{Row, Subcommand};

/// All subcommands, in the order of the help.
pub const COMMANDS: &[Row] = &[
    Row::of::<demo::Demo>(),
    Row::of::<sandbox::Sandbox>(),
    Row::of::<login::Login>(),
    Row::of::<logout::Logout>(),
    Row::of::<sync::Sync>(),
    Row::of::<serve::Serve>(),
    Row::of::<leads::Leads>(),
    Row::of::<lists::Lists>(),
    Row::of::<show::Show>(),
    Row::of::<history::History>(),
    Row::of::<today::Today>(),
    Row::of::<score::Score>(),
    Row::of::<tag::Tag>(),
    Row::of::<note::Note>(),
    Row::of::<task::Task>(),
    Row::of::<call::Call>(),
    Row::of::<set::Set>(),
    Row::of::<assign::Assign>(),
    Row::of::<snooze::Snooze>(),
    Row::of::<done::Done>(),
    Row::of::<decline::Decline>(),
    Row::of::<move_deal::Move>(),
    Row::of::<close::Close>(),
    Row::of::<send::Send>(),
    Row::of::<outbox::Outbox>(),
    Row::of::<retry::Retry>(),
    Row::of::<cancel::Cancel>(),
    Row::of::<drain::Drain>(),
    Row::of::<conflicts::Conflicts>(),
    Row::of::<resolve::Resolve>(),
    Row::of::<delete::Delete>(),
    Row::of::<rebuild::Rebuild>(),
    Row::of::<doubles::Doubles>(),
    Row::of::<follow::Follow>(),
    Row::of::<forget::Forget>(),
    Row::of::<account::Account>(),
    Row::of::<export::Export>(),
    Row::of::<import::Import>(),
    Row::of::<undo::Undo>(),
    Row::of::<redo::Redo>(),
    Row::of::<ask::Ask>(),
    Row::of::<work::Work>(),
    Row::of::<auto::Auto>(),
    Row::of::<mcp::Mcp>(),
    Row::of::<proposals::Proposals>(),
    Row::of::<approve::Approve>(),
    Row::of::<lens::Lens>(),
    Row::of::<doctor::Doctor>(),
    Row::of::<backup::Backup>(),
    Row::of::<restore::Restore>(),
    Row::of::<trim::Trim>(),
    #[cfg(feature = "encryption")]
    Row::of::<encrypt::Encrypt>(),
    #[cfg(feature = "encryption")]
    Row::of::<decrypt::Decrypt>(),
    #[cfg(feature = "encryption")]
    Row::of::<unlock::Unlock>(),
    Row::of::<pause::Pause>(),
    Row::of::<resume::Resume>(),
    Row::of::<lift::Lift>(),
    Row::of::<log::Log>(),
    Row::of::<mask::Mask>(),
    Row::of::<unmask::Unmask>(),
    Row::of::<extract::Extract>(),
    Row::of::<parse::Parse>(),
    Row::of::<config::Config>(),
    Row::of::<completions::Completions>(),
    Row::of::<man::Man>(),
    Row::of::<version::Version>(),
    #[cfg(feature = "failpoints")]
    Row::of::<failpoints::Failpoints>(),
];

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
    COMMANDS
        .iter()
        .fold(program, |program, row| program.subcommand(row.command()))
}

/// Reads the arguments. Help and version come back as an error with the exit code 0 and the text to print.
pub fn parse(typed: impl IntoIterator<Item = OsString>) -> Result<Invocation, CliError> {
    let program = program();
    let typed = argv::with_tag_removals(&program, typed.into_iter().collect());
    let matches = program
        .try_get_matches_from(typed)
        .map_err(|error| parse_error(&error))?;
    let flags = Flags::from_arg_matches(&matches).map_err(|error| parse_error(&error))?;
    let front = match matches.subcommand() {
        None => Front::Screen,
        Some((name, typed)) => match COMMANDS.iter().find(|row| row.name == name) {
            Some(row) => Front::Command(row, typed.clone()),
            None => return Err(CliError::wrong_use(format!("there is no command `{name}`"))),
        },
    };
    Ok(Invocation { flags, front })
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
        let mut app = App::of_process(invocation.flags, program(), screen, Rc::new(trial::Online))?;
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
