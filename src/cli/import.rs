//! `leadline import FILE`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::app::App;
use super::each::{FREELY, each};
use super::error::{CliError, Exit, Outcome};
use super::out::Table;
use super::running::{Reach, Running};
use super::subcommand::Subcommand;
use crate::domain::custom_field::CustomField;
use crate::domain::import::{
    self, Account, Decoded, Fault, Key, Meaning, Plan, Sheet, Step, decode, drafts, meanings,
};
use crate::engine::query::{DirectoryNow, KnownBy};
use crate::engine::view::Receipt;

/// Bytes of a file at most: a hundred thousand rows of long notes have as many.
const MOST_BYTES: u64 = 64 << 20;
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
        let bytes = read(&self.file)?;
        let decoded = decode(&bytes);
        drop(bytes);
        let refuse =
            |why: String| CliError::wrong_use(format!("{}: {why}; nothing was changed", self.file.display()));
        let sheet = Sheet::read(&decoded.text).map_err(refuse)?;
        let running = Running::start(app, Reach::Local)?;
        let directory = running.query(DirectoryNow)?;
        let custom = &directory.custom_fields;
        let meanings = meanings(&sheet.head, &self.map, custom).map_err(refuse)?;
        if !meanings
            .iter()
            .any(|meaning| matches!(meaning, Meaning::Taken(_)))
        {
            let heads: Vec<&str> = sheet.head.iter().map(String::as_str).collect();
            return Err(
                refuse(format!("no column of it is understood ({})", heads.join(", ")))
                    .hint("the first row must name the columns; --map COLUMN=FIELD says what one is, such as --map 1=name"),
            );
        }
        let account = Account {
            users: &directory.users,
            custom,
        };
        let (drafts, mut faults) = drafts(&sheet, &meanings, &self.tag, account);
        let wanted: BTreeSet<Key> = drafts.iter().flat_map(import::Draft::keys).collect();
        let here = running.query(KnownBy(wanted))?;
        let mut plan = import::plan(drafts, &here, custom, self.overwrite);
        drop(here);
        faults.extend(sheet.faults.iter().cloned());
        faults.append(&mut plan.faults);
        faults.sort_by_key(|fault| fault.row);
        let told = Told {
            decoded: &decoded,
            sheet: &sheet,
            meanings: &meanings,
            custom,
            plan: &plan,
            faults: &faults,
        };
        self.settle(app, &running, &told)
    }
}

impl Import {
    /// Does it, or says why it is not done.
    fn settle(&self, app: &mut App, running: &Running, told: &Told<'_>) -> Outcome {
        told.say(app)?;
        let (make, fill, _) = told.plan.counts();
        let number = make + fill;
        let allowed = number <= FREELY && self.yes_count.is_none_or(|typed| typed == number)
            || self.yes_count == Some(number);
        if number == 0 {
            told.json(app, None, &[])?;
            app.out.say("Nothing is to be done: nobody in the file is new.")?;
            return Ok(Exit::Done);
        }
        if self.dry_run || !allowed {
            told.json(app, None, &[])?;
            let many = if number > FREELY {
                format!(" Add --yes-count {number} to do it.")
            } else {
                String::new()
            };
            app.out.say(&format!("Nothing was done.{many}"))?;
            return Ok(if self.dry_run { Exit::Done } else { Exit::Refused });
        }
        let (receipt, refused) = each(app, running, told.plan.commands())?;
        told.json(app, Some(&receipt), &refused)?;
        app.out.say(&format!(
            "Done: {make} made, {fill} filled, as one line of undo; the CRM is told with the next sync."
        ))?;
        for why in &refused {
            app.out.say(&format!("  not done: {why}"))?;
        }
        Ok(Exit::Done)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let unread = |why: String| {
        CliError::new(
            Exit::Failed,
            "file",
            format!("{} {why}; nothing was changed", path.display()),
        )
    };
    let file = File::open(path).map_err(|error| unread(format!("cannot be read: {error}")))?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unread(format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(unread(format!(
            "has more than {} MiB; make several files of it",
            MOST_BYTES >> 20
        )));
    }
    Ok(bytes)
}

/// What is told before anything is done.
struct Told<'a> {
    decoded: &'a Decoded,
    sheet: &'a Sheet,
    meanings: &'a [Meaning],
    custom: &'a [CustomField],
    plan: &'a Plan,
    faults: &'a [Fault],
}

impl Told<'_> {
    fn say(&self, app: &mut App) -> Result<(), CliError> {
        let broken = if self.decoded.broken {
            ", with bytes that are no letters"
        } else {
            ""
        };
        app.out.say(&format!(
            "It was read as {} in {}{broken}: {} rows.",
            self.sheet.form.words(),
            self.decoded.encoding.word(),
            self.sheet.rows.len(),
        ))?;
        let mut table = Table::new(["column", "taken as", "for example"]);
        for (at, (head, meaning)) in self.sheet.head.iter().zip(self.meanings).enumerate() {
            let samples = self.sheet.samples(at, 2).join(" · ");
            if !samples.is_empty() {
                table.row([head.clone(), meaning.words(self.custom), samples]);
            }
        }
        app.out.table(&table)?;
        let (make, fill, nothing) = self.plan.counts();
        app.out.say(&format!(
            "{make} are new, {fill} are here and would be filled, {nothing} are here and stay as they are."
        ))?;
        let twice: Vec<String> = self.twice().map(|rows| format!("{rows:?}")).collect();
        list(app, "In the file more than once, taken as one: rows", &twice)?;
        let filled: Vec<String> = self.filled().collect();
        list(app, "Filled:", &filled)?;
        let faults: Vec<String> = self.faults.iter().map(sentence).collect();
        list(app, "Not taken as it stands:", &faults)
    }

    fn twice(&self) -> impl Iterator<Item = &[usize]> {
        let people = self.plan.people.iter();
        people
            .map(|(draft, _)| draft.rows.as_slice())
            .filter(|rows| rows.len() > 1)
    }

    fn filled(&self) -> impl Iterator<Item = String> {
        self.plan.people.iter().filter_map(|(draft, step)| {
            let Step::Fill { contact, members } = step else {
                return None;
            };
            let words: Vec<String> = members.iter().map(|path| self.word(path)).collect();
            Some(format!("{} ({contact}): {}", draft.name(), words.join(", ")))
        })
    }

    fn word(&self, path: &str) -> String {
        let added = path
            .strip_prefix("customFields.")
            .and_then(|id| self.custom.iter().find(|field| field.id.as_str() == id));
        added.map_or_else(
            || crate::domain::decide::word_for(path),
            |field| field.name.shown().to_string(),
        )
    }

    /// The whole of it for programs.
    fn json(&self, app: &mut App, done: Option<&Receipt>, refused: &[String]) -> Result<(), CliError> {
        let (make, fill, nothing) = self.plan.counts();
        let columns: Vec<Value> = self.sheet.head.iter().zip(self.meanings).enumerate().map(|(at, (head, meaning))| {
            json!({ "column": head, "taken_as": meaning.words(self.custom), "taken": matches!(meaning, Meaning::Taken(_)),
                "samples": self.sheet.samples(at, 2) })
        }).collect();
        let faults: Vec<Value> = self
            .faults
            .iter()
            .map(|fault| json!({ "row": fault.row, "column": fault.column, "reason": fault.reason }))
            .collect();
        let here: Vec<Value> = self
            .plan
            .people
            .iter()
            .filter_map(|(draft, step)| match step {
                Step::Make => None,
                Step::Fill { contact, members } => {
                    Some(json!({ "rows": draft.rows, "id": contact, "fill": members }))
                }
                Step::Nothing { contact } => Some(json!({ "rows": draft.rows, "id": contact, "fill": [] })),
            })
            .collect();
        app.out.json(&json!({
            "form": self.sheet.form.words(), "encoding": self.decoded.encoding.word(), "broken": self.decoded.broken,
            "rows": self.sheet.rows.len(), "columns": columns, "create": make, "fill": fill, "unchanged": nothing,
            "here": here, "twice": self.twice().collect::<Vec<_>>(), "errors": faults,
            "done": done.is_some(), "ack": done.map(|receipt| &receipt.ack),
            "undo": done.and_then(|receipt| receipt.undo.as_ref()), "refused": refused,
        }))?;
        Ok(())
    }
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

fn sentence(fault: &Fault) -> String {
    match &fault.column {
        Some(column) => format!("row {}, {column}: {}", fault.row, fault.reason),
        None => format!("row {} {}", fault.row, fault.reason),
    }
}
