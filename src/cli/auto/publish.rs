//! `leadline auto publish ID|FILE`.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::dry_run::{by_fitting, by_person, fits, shape, tried};
use super::which::find;
use crate::cli::frame::{App, CliError, Exit, Outcome};
use crate::cli::words::each::FREELY;
use crate::cli::words::receipt;
use crate::domain::origin::Origin;
use crate::engine::automations::Unsound;
use crate::engine::library::{Book, DryRun, Fitting};

/// People who are shown; programs get all.
const SHOWN: usize = 20;

/// Prove an automation and switch it on; your own file goes before a template of the same id
///
/// It is tried first: whom it would have taken in over the last 12 months is told, and whom its question lets in as they stand
/// today, everybody with --json. When either is more than 25 people, --yes-count wants the greater number. Whoever is inside stays on their version. Messages are laid ready as drafts unless the
/// file says auto_send = true.
#[derive(Args, Debug)]
pub(super) struct Publish {
    /// Its id, or a file
    #[arg(value_name = "ID|FILE")]
    which: String,
    /// Only tell what would be switched on, and whom it would have taken in
    #[arg(long)]
    dry_run: bool,
    /// How many people it would have taken in, or fit today if those are more; must be right when they are more than 25
    #[arg(long, value_name = "N")]
    yes_count: Option<usize>,
}

impl Publish {
    pub(super) fn run(self, app: &mut App) -> Outcome {
        let (running, shelf, at) = find(app, &self.which)?;
        let book = &shelf.books[at];
        let warnings = running
            .block_on(running.engine.prove_automation(&book.text))
            .map_err(refused)?;
        let done = tried(app, &running, &self.which)?;
        let fits = fits(app, &running, &self.which)?;
        let number = done.people.len().max(fits.len());
        let is_right = self.yes_count.is_none_or(|typed| typed == number);
        let allowed = is_right && (number <= FREELY || self.yes_count.is_some());
        if self.dry_run || !allowed {
            for warning in &warnings {
                app.remark(warning);
            }
            return self.hold(app, book, &done, &fits);
        }
        let published = running.block_on(running.engine.publish_automation(book.text.clone(), Origin::Cli));
        let published = published.map_err(refused)?;
        for warning in &published.warnings {
            app.remark(warning);
        }
        let more = [
            ("id", json!(published.id)),
            ("name", json!(published.name)),
            ("version", json!(published.version)),
            ("auto_send", json!(published.auto_send)),
            ("warnings", json!(published.warnings)),
            ("number", json!(number)),
        ];
        receipt::tell_with(app, &published.receipt, &more)
    }

    /// Says what would be switched on and why it is not.
    fn hold(&self, app: &mut App, book: &Book, done: &DryRun, fits: &[Fitting]) -> Outcome {
        let number = done.people.len().max(fits.len());
        let mut told = shape(done);
        told["fit_today"] = fits
            .iter()
            .map(|somebody| json!({ "contact_id": somebody.contact, "name": somebody.name }))
            .collect();
        told["published"] = json!(false);
        told["number"] = json!(number);
        app.out.json(&told)?;
        let mut said = format!("{} is not on yet:\n", book.id);
        for (name, words) in book.sections.iter().filter(|(_, words)| !words.is_empty()) {
            let _ = writeln!(said, "  {name:<9}{words}");
        }
        let _ = write!(
            said,
            "  a year   {} people, {} messages, by the dry run; {} left out to compare\n\
             \u{20} today    {} people fit, and come in when it happens with them",
            done.people.len(),
            done.counts.messages(),
            done.counts.held_out,
            fits.len(),
        );
        app.out.say(&said)?;
        // Whoever types a number sees whom it counts.
        let shown = if done.people.len() < fits.len() {
            by_fitting(fits, SHOWN)
        } else {
            by_person(done, SHOWN)
        };
        app.out.table(&shown)?;
        if number > SHOWN {
            app.out.say(&format!(
                "and {} more; --dry-run --json tells them all",
                number - SHOWN
            ))?;
        }
        let how = if number > FREELY || self.yes_count.is_some() {
            format!(" Add --yes-count {number} to do it.")
        } else {
            String::new()
        };
        app.out.say(&format!("Nothing was switched on.{how}"))?;
        Ok(if self.dry_run { Exit::Done } else { Exit::Refused })
    }
}

fn refused(error: Unsound) -> CliError {
    match error {
        Unsound::Faults(faults) => CliError::new(
            Exit::Refused,
            "unsound",
            "this automation cannot be switched on as it is; nothing was changed",
        )
        .hint(faults.join("\n  ")),
        Unsound::Commit(error) => CliError::from(error),
    }
}
