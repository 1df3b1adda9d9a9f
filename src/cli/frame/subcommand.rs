//! What a subcommand is: a name, arguments, and what it does.

use clap::{ArgMatches, Args};

use super::app::App;
use super::error::{CliError, Outcome};

/// A subcommand. Its struct holds the arguments; the struct's documentation is the help.
pub trait Subcommand: Args {
    /// The word after `leadline`.
    const NAME: &'static str;

    /// Does it. What of the program it needs (settings, folders, the engine) it asks the [`App`] for.
    fn run(self, app: &mut App) -> Outcome;
}

/// One row of the registry: a subcommand without its type.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The word after `leadline`.
    pub name: &'static str,
    build: fn(clap::Command) -> clap::Command,
    run: fn(&mut App, &ArgMatches) -> Outcome,
}

impl Row {
    /// The row of a subcommand.
    pub const fn of<S: Subcommand>() -> Self {
        Self {
            name: S::NAME,
            build: S::augment_args,
            run: run::<S>,
        }
    }

    /// Its part of the parser.
    pub fn command(&self) -> clap::Command {
        (self.build)(clap::Command::new(self.name))
    }

    /// Runs it on the arguments that were typed.
    pub fn run(&self, app: &mut App, typed: &ArgMatches) -> Outcome {
        (self.run)(app, typed)
    }
}

fn run<S: Subcommand>(app: &mut App, typed: &ArgMatches) -> Outcome {
    S::from_arg_matches(typed)
        .map_err(|error| CliError::wrong_use(error.to_string()))?
        .run(app)
}
