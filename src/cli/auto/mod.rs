//! `leadline auto …`: automations, from a file to the people inside.
//!
//! One file a verb, each a struct of arguments with a `run`. Must not step or judge an automation: what it is and would do is
//! the business of `automation`, what is published and who is inside is asked of the engine. To add a verb: a file, its `mod`
//! line and its line in [`What`].

mod check;
mod dry_run;
mod export;
mod import;
mod list;
mod move_on;
mod notices;
mod pause;
mod publish;
mod resume;
mod run;
mod runs;
mod show;
mod simulate;
mod update;
mod which;

use clap::{Args, Subcommand as Choice};

use crate::cli::frame::{App, Outcome, Subcommand};

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
    Notices(notices::Notices),
    #[command(name = "move")]
    MoveOn(move_on::MoveOn),
    Import(import::Import),
    Export(export::Export),
    Update(update::Update),
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
            What::Notices(notices) => notices.run(app),
            What::MoveOn(move_on) => move_on.run(app),
            What::Import(import) => import.run(app),
            What::Export(export) => export.run(app),
            What::Update(update) => update.run(app),
        }
    }
}
