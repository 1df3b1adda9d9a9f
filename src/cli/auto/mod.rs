//! `leadline auto …`: automations, from a file to the people inside.
//!
//! One file a verb, each a struct of arguments with a `run`. What an automation is and would do is the business of
//! `automation`; what is published and who is inside is asked of the engine. To add a verb: a file, its `mod` line and its
//! line in [`What`].

mod check;
mod dry_run;
mod list;
mod pause;
mod publish;
mod resume;
mod run;
mod runs;
mod show;
mod simulate;
mod which;

use clap::{Args, Subcommand as Choice};

use super::app::App;
use super::error::Outcome;
use super::subcommand::Subcommand;

/// Publish automations, stop and go on with them, and see who is inside
///
/// For example: leadline auto publish A01
#[derive(Args, Debug)]
pub(super) struct Auto {
    #[command(subcommand)]
    what: What,
}

#[derive(Choice, Debug)]
enum What {
    List(list::List),
    Show(show::Show),
    Check(check::Check),
    DryRun(dry_run::DryRun),
    Simulate(simulate::Simulate),
    Publish(publish::Publish),
    Pause(pause::Pause),
    Resume(resume::Resume),
    Runs(runs::Runs),
    Run(run::Run),
}

impl Subcommand for Auto {
    const NAME: &'static str = "auto";

    fn run(self, app: &mut App) -> Outcome {
        match self.what {
            What::List(list) => list.run(app),
            What::Show(show) => show.run(app),
            What::Check(check) => check.run(app),
            What::DryRun(dry_run) => dry_run.run(app),
            What::Simulate(simulate) => simulate.run(app),
            What::Publish(publish) => publish.run(app),
            What::Pause(pause) => pause.run(app),
            What::Resume(resume) => resume.run(app),
            What::Runs(runs) => runs.run(app),
            What::Run(run) => run.run(app),
        }
    }
}
