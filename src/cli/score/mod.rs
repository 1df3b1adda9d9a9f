//! `leadline score …`: what people of the account score, and chances learned from past outcomes.
//!
//! `people` tells the scores of the account, `as_of` what one was on another day (`card` reads both), `own` how good they
//! are, `go_by` which model they go by. `fit`, `apply` and `check` of a table work on files alone: no account, no network, no
//! data folder. Reading tables and models is in `file`, what a person is told in `told`. What is worked out is the business of
//! `scoring::learned`; no figure is made here. To add one: a file with its struct of arguments, its `mod` line and its line
//! in [`What`].

mod apply;
mod as_of;
mod card;
mod check;
mod file;
mod fit;
mod go_by;
mod own;
mod people;
mod told;

use clap::{Args, Subcommand as Choice};

pub(super) use people::{badge, points};

use crate::cli::frame::{App, Outcome, Subcommand};

/// Show how people score, and every part of it with what it rests on; learn chances from any table
///
/// For example: leadline score c-12 --why
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Score {
    #[command(subcommand)]
    what: Option<What>,
    #[command(flatten)]
    people: people::People,
}

/// `--csv` and `--model` mean a file here and something else everywhere else. The flags of the whole program keep their places in
/// the parser under names that nobody types, or it would hand the file up to them.
#[derive(Args, Debug)]
struct Elsewhere {
    #[arg(id = "csv", long = "answer-in-csv", hide = true)]
    _csv: bool,
    #[arg(id = "model", long = "claude-model", hide = true)]
    _model: Option<String>,
}

#[derive(Choice, Debug)]
enum What {
    Fit(fit::Fit),
    Apply(apply::Apply),
    Check(check::Check),
    Use(go_by::Use),
}

impl Subcommand for Score {
    const NAME: &'static str = "score";

    fn run(self, app: &mut App) -> Outcome {
        match self.what {
            Some(What::Fit(fit)) => fit.run(app),
            Some(What::Apply(apply)) => apply.run(app),
            Some(What::Check(check)) => check.run(app),
            Some(What::Use(go_by)) => go_by.run(app),
            None => self.people.run(app),
        }
    }
}
