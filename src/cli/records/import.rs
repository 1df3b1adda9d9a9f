//! `leadline import FILE`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::frame::{App, CliError, Exit, Outcome, Reach, Running, Subcommand, Table};
use crate::cli::words::each::{FREELY, each};
use crate::domain::import::{Draft, Match, Step};
use crate::engine::import::{FromFile, ImportError, Incoming, Known, sentence};
use crate::engine::view::Receipt;

/// Lines of one kind that a person is shown; programs get all.
const SHOWN: usize = 20;

/// Take people in from a file: csv, vCard, or the CRM's own contact export
///
/// Tells what it understood of each column, who is here already, who is in the file twice, and what is wrong with which
/// row. Who is here is filled where they are blank and gets the tags; nobody is made twice, also when the same file is read
/// again. More than 25 people are only taken in with --yes-count and their number. All of it is one line of undo.
///
/// For example: leadline import people.csv --map 'Cell=phone' --tag 'open house' --dry-run
#[derive(Args, Debug)]
pub(super) struct Import {
    /// The file
    file: PathBuf,
    /// Only tell what would be done
    #[arg(long)]
    dry_run: bool,
    /// How many people are to be made or filled; must be right when they are more than 25
    #[arg(long, value_name = "N")]
    yes_count: Option<usize>,
    /// Take this column as that field: a column by its head or its number, a field by its name, custom.NAME, or nothing
    #[arg(long, value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// Add this tag to everybody in the file
    #[arg(long, value_name = "TAG")]
    tag: Vec<String>,
    /// What the file says goes before what is here; never a permission, and never a looser do-not-disturb
    #[arg(long)]
    overwrite: bool,
}

impl Subcommand for Import {
    const NAME: &'static str = "import";

    fn run(self, app: &mut App) -> Outcome {
        let running = Running::start(app, Reach::Local)?;
        let from = FromFile {
            file: self.file.clone(),
            map: self.map.clone(),
            tags: self.tag.clone(),
            overwrite: self.overwrite,
        };
        let incoming = running.block_on(running.engine.read_people(from))?;
        self.settle(app, &running, &incoming)
    }
}

impl Import {
    /// Does it, or says why it is not done.
    fn settle(&self, app: &mut App, running: &Running, incoming: &Incoming) -> Outcome {
        say(app, incoming)?;
        let number = incoming.number();
        let allowed = number <= FREELY && self.yes_count.is_none_or(|typed| typed == number)
            || self.yes_count == Some(number);
        if number == 0 {
            tell(app, incoming, None, &[])?;
            app.out.say("Nothing is to be done: nobody in the file is new.")?;
            return Ok(Exit::Done);
        }
        if self.dry_run || !allowed {
            tell(app, incoming, None, &[])?;
            let many = if number > FREELY {
                format!(" Add --yes-count {number} to do it.")
            } else {
                String::new()
            };
            app.out.say(&format!("Nothing was done.{many}"))?;
            return Ok(if self.dry_run { Exit::Done } else { Exit::Refused });
        }
        let (receipt, refused) = each(app, running, incoming.commands())?;
        tell(app, incoming, Some(&receipt), &refused)?;
        for why in &refused {
            app.out.say(&format!("Not done: {why}"))?;
        }
        let ended = incoming.rest().ended(&receipt);
        if receipt.changed == 0 {
            app.out.say(&format!("Nobody was taken in: {ended}."))?;
            return Ok(Exit::Refused);
        }
        app.out.say(&format!(
            "Done: {ended}, as one line of undo; the CRM is told with the next sync, and `leadline outbox --state failed` \
             shows whom it refuses."
        ))?;
        Ok(Exit::Done)
    }
}

/// What is told before anything is done.
fn say(app: &mut App, incoming: &Incoming) -> Result<(), CliError> {
    app.out.say(&format!("It was read as {}.", incoming.read_as()))?;
    let mut table = Table::new(["column", "taken as", "for example"]);
    for column in incoming
        .columns
        .iter()
        .filter(|column| !column.samples.is_empty())
    {
        let samples = column.samples.join(" · ");
        table.row([column.head.clone(), column.taken_as.clone(), samples]);
    }
    app.out.table(&table)?;
    app.out.say(&format!("{}.", incoming.counted()))?;
    let twice: Vec<String> = incoming.twice().map(|rows| format!("{rows:?}")).collect();
    list(app, "In the file more than once, taken as one: rows", &twice)?;
    let (filled, same): (Vec<_>, Vec<_>) = incoming.known().partition(|known| !known.fields.is_empty());
    for (title, known) in [
        ("Here already, filled:", filled),
        ("Here already, nothing new:", same),
    ] {
        let known: Vec<String> = known.iter().map(Known::sentence).collect();
        list(app, title, &known)?;
    }
    let faults: Vec<String> = incoming.faults.iter().map(sentence).collect();
    list(app, "Not taken as it stands:", &faults)
}

/// The whole of it for programs.
fn tell(
    app: &mut App,
    incoming: &Incoming,
    done: Option<&Receipt>,
    refused: &[String],
) -> Result<(), CliError> {
    let (make, fill, nothing) = incoming.plan.counts();
    let columns: Vec<Value> = incoming
        .columns
        .iter()
        .map(|column| {
            json!({ "column": column.head, "taken_as": column.taken_as, "taken": column.is_taken,
                "samples": column.samples })
        })
        .collect();
    let faults: Vec<Value> = incoming
        .faults
        .iter()
        .map(|fault| json!({ "row": fault.row, "column": fault.column, "reason": fault.reason }))
        .collect();
    let people = incoming.plan.people.iter();
    let here: Vec<Value> = people
        .filter_map(|(draft, step)| match step {
            Step::Make => None,
            Step::Fill { who, members } => Some(known(draft, who, members)),
            Step::Nothing { who } => Some(known(draft, who, &[])),
        })
        .collect();
    app.out.json(&json!({
        "form": incoming.form.words(), "encoding": incoming.encoding.word(), "broken": incoming.broken,
        "rows": incoming.rows, "columns": columns, "create": make, "fill": fill, "unchanged": nothing,
        "here": here, "twice": incoming.twice().collect::<Vec<_>>(), "errors": faults,
        "done": done.is_some(), "ack": done.map(|receipt| &receipt.ack),
        "undo": done.and_then(|receipt| receipt.undo.as_ref()), "refused": refused,
        "made": done.map_or(0, |receipt| receipt.made),
        "filled": done.map_or(0, |receipt| receipt.changed - receipt.made),
        "not_done": done.map_or(0, |receipt| receipt.refused),
    }))?;
    Ok(())
}

/// Somebody who is here already, for programs.
fn known(draft: &Draft, who: &Match, fill: &[String]) -> Value {
    json!({ "rows": draft.rows, "id": who.contact, "name": who.name.as_str(), "by": who.by, "fill": fill })
}

fn list(app: &mut App, title: &str, lines: &[String]) -> Result<(), CliError> {
    if lines.is_empty() {
        return Ok(());
    }
    app.out.say(title)?;
    for line in lines.iter().take(SHOWN) {
        app.out.say(&format!("  {line}"))?;
    }
    if lines.len() > SHOWN {
        app.out
            .say(&format!("  and {} more; --json tells all", lines.len() - SHOWN))?;
    }
    Ok(())
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        let message = error.to_string();
        match error {
            ImportError::Unread { .. } | ImportError::TooLarge(_) => Self::new(Exit::Failed, "file", message),
            ImportError::Odd { .. } => Self::wrong_use(message),
            ImportError::NoColumn { .. } => Self::wrong_use(message).hint(
                "the first row must name the columns; --map COLUMN=FIELD says what one is, such as --map 1=name",
            ),
            ImportError::Store(error) => error.into(),
        }
    }
}
