//! People from a file, told before anything is done: what was understood of it, who is new, who is here already, what is
//! wrong with which row. Both front ends tell this, and have [`Incoming::commands`] done as they do any edit of many.
//!
//! What a file means is `domain::import`; who is here says the store. Nothing is changed here.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::Engine;
use super::query::DirectoryNow;
use crate::domain::command::Command;
use crate::domain::custom_field::CustomField;
use crate::domain::decide::word_for;
use crate::domain::import::{
    self, Account, Draft, Encoding, Fault, Form, Key, Match, Meaning, Plan, Sheet, Step, decode, drafts,
    meanings,
};
use crate::domain::value::{Shown, count};
use crate::store::{Directory, Receipt, StoreError};

/// Bytes of a file at most: a hundred thousand rows of long notes have as many.
const MOST_BYTES: u64 = 64 << 20;
/// Cells of a column that are shown for it.
const SAMPLES: usize = 2;

/// Why nothing of a file can be told. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The disk does not give it.
    #[error("{} cannot be read: {why}; nothing was changed", file.display())]
    Unread {
        /// Which.
        file: PathBuf,
        /// What the system says.
        why: String,
    },
    /// It has more bytes than are read at once.
    #[error("{} has more than {} MiB; make several files of it; nothing was changed", .0.display(), MOST_BYTES >> 20)]
    TooLarge(PathBuf),
    /// It holds nobody, or what was said about its columns does not fit.
    #[error("{}: {why}; nothing was changed", file.display())]
    Odd {
        /// Which.
        file: PathBuf,
        /// What is odd, without an end.
        why: String,
    },
    /// None of its columns means anything.
    #[error("{}: no column of it is understood ({heads}); nothing was changed", file.display())]
    NoColumn {
        /// Which.
        file: PathBuf,
        /// What its first row says.
        heads: String,
    },
    /// The copy cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A file with people, and how it is to be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FromFile {
    /// Where it is.
    pub file: PathBuf,
    /// What columns are taken as, where their heads do not say it: `COLUMN=FIELD`.
    pub map: Vec<String>,
    /// Tags for everybody in it.
    pub tags: Vec<String>,
    /// What it says goes before what is here; never a permission, never a looser do-not-disturb.
    pub overwrite: bool,
}

/// A column of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// What it is taken as, or why it is not, in words.
    pub taken_as: String,
    /// It is taken.
    pub is_taken: bool,
    /// Its first cells that are not blank.
    pub samples: Vec<String>,
}

/// Somebody in the file who is here already.
#[derive(Clone, Debug, PartialEq)]
pub struct Known<'a> {
    /// The first of their rows.
    pub row: usize,
    /// What they are called in the file.
    pub name: Shown,
    /// Who of those here they are, and what says so.
    pub who: &'a Match,
    /// Which of their fields change, in words; none where the file says nothing new.
    pub fields: Vec<String>,
}

impl Known<'_> {
    /// The row, who it is here, by what, and what they get, as a sentence without its end.
    pub fn sentence(&self) -> String {
        let Match { name, by, .. } = self.who;
        let called = if self.name == *name || self.name.as_str().is_empty() {
            String::new()
        } else {
            format!(" {}", self.name)
        };
        let gets = match self.fields.as_slice() {
            [] => String::new(),
            fields => format!(": {}", fields.join(", ")),
        };
        format!("row {}{called} is {name}, by {by}{gets}", self.row)
    }
}

/// What a file would bring. Nothing of it is done.
#[derive(Debug)]
pub struct Incoming {
    /// How its rows were written.
    pub form: Form,
    /// Which letters its bytes are.
    pub encoding: Encoding,
    /// Some bytes were no letters.
    pub broken: bool,
    /// Rows that could be read.
    pub rows: usize,
    /// Its columns. One that is blank throughout has no samples.
    pub columns: Vec<Column>,
    /// Everybody in it once, with what is to be done about them.
    pub plan: Plan,
    /// What is wrong with which row, in their order.
    pub faults: Vec<Fault>,
    custom: Vec<CustomField>,
}

/// A file that was read, before anybody was looked for.
struct Parsed {
    incoming: Incoming,
    drafts: Vec<Draft>,
}

impl Engine {
    /// Reads a file and compares the people in it with those who are here.
    pub async fn read_people(&self, from: FromFile) -> Result<Incoming, ImportError> {
        let directory = self.query(DirectoryNow).await?;
        let overwrite = from.overwrite;
        // A large file takes a while: neither the screen nor a reader of the copy waits for it.
        let parsed = tokio::task::spawn_blocking(move || parse(&from, directory));
        let Parsed { mut incoming, drafts } = parsed.await.map_err(|_| StoreError::Closed)??;
        let compared = self.store.read(move |reader| {
            let wanted: BTreeSet<Key> = drafts.iter().flat_map(Draft::keys).collect();
            let here = reader.known_by(&wanted)?;
            incoming.plan = import::plan(drafts, &here, &incoming.custom, overwrite);
            let faults = std::mem::take(&mut incoming.plan.faults);
            incoming.faults.extend(faults);
            incoming.faults.sort_by_key(|fault| fault.row);
            Ok(incoming)
        });
        Ok(compared.await?)
    }
}

fn parse(from: &FromFile, directory: Directory) -> Result<Parsed, ImportError> {
    let odd = |why: String| ImportError::Odd {
        file: from.file.clone(),
        why,
    };
    let decoded = decode(&read(&from.file)?);
    let sheet = Sheet::read(&decoded.text).map_err(odd)?;
    let custom = directory.custom_fields;
    let meanings = meanings(&sheet.head, &from.map, &custom).map_err(odd)?;
    let is_taken = |meaning: &Meaning| matches!(meaning, Meaning::Taken(_));
    if !meanings.iter().any(is_taken) {
        return Err(ImportError::NoColumn {
            file: from.file.clone(),
            heads: sheet.head.join(", "),
        });
    }
    let account = Account {
        users: &directory.users,
        custom: &custom,
    };
    let (drafts, mut faults) = drafts(&sheet, &meanings, &from.tags, account);
    faults.extend(sheet.faults.iter().cloned());
    let columns = sheet.head.iter().zip(&meanings).enumerate();
    let columns = columns.map(|(at, (head, meaning))| Column {
        head: head.clone(),
        taken_as: meaning.words(&custom),
        is_taken: is_taken(meaning),
        samples: sheet
            .samples(at, SAMPLES)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    });
    let incoming = Incoming {
        form: sheet.form,
        encoding: decoded.encoding,
        broken: decoded.broken,
        rows: sheet.rows.len(),
        columns: columns.collect(),
        plan: Plan::default(),
        faults,
        custom,
    };
    Ok(Parsed { incoming, drafts })
}

fn read(path: &Path) -> Result<Vec<u8>, ImportError> {
    let unread = |error: std::io::Error| ImportError::Unread {
        file: path.to_owned(),
        why: error.to_string(),
    };
    let file = File::open(path).map_err(unread)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unread)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ImportError::TooLarge(path.to_owned()));
    }
    Ok(bytes)
}

impl Incoming {
    /// How many people something is done about.
    pub fn number(&self) -> usize {
        let (make, fill, _) = self.plan.counts();
        make + fill
    }

    /// What it was read as, as a sentence without its end.
    pub fn read_as(&self) -> String {
        let broken = if self.broken {
            ", with bytes that are no letters"
        } else {
            ""
        };
        let rows = count(self.rows as u64, "row", "rows");
        format!(
            "{} in {}{broken}: {rows}",
            self.form.words(),
            self.encoding.word()
        )
    }

    /// How many are made, filled, and left as they are, as a sentence without its end.
    pub fn counted(&self) -> String {
        let (make, fill, nothing) = self.plan.counts();
        format!("{make} new, {fill} here already and filled by it, {nothing} here already with nothing new")
    }

    /// The rows of each person who is in the file more than once.
    pub fn twice(&self) -> impl Iterator<Item = &[usize]> {
        let people = self.plan.people.iter();
        people
            .map(|(draft, _)| draft.rows.as_slice())
            .filter(|rows| rows.len() > 1)
    }

    /// Those who are here already.
    pub fn known(&self) -> impl Iterator<Item = Known<'_>> {
        self.plan.people.iter().filter_map(|(draft, step)| {
            let (who, members) = match step {
                Step::Make => return None,
                Step::Fill { who, members } => (who, members.as_slice()),
                Step::Nothing { who } => (who, &[][..]),
            };
            Some(Known {
                row: draft.rows.first().copied().unwrap_or_default(),
                name: draft.name(),
                who,
                fields: members.iter().map(|path| self.word(path)).collect(),
            })
        })
    }

    fn word(&self, path: &str) -> String {
        let added = path
            .strip_prefix("customFields.")
            .and_then(|id| self.custom.iter().find(|field| field.id.as_str() == id));
        added.map_or_else(|| word_for(path), |field| field.name.shown().to_string())
    }

    /// What of it nothing is done about.
    pub fn rest(&self) -> Rest {
        let (_, _, here) = self.plan.counts();
        let rows: BTreeSet<usize> = self.faults.iter().map(|fault| fault.row).collect();
        Rest {
            here,
            joined: self.twice().map(|rows| rows.len() - 1).sum(),
            odd: rows.len(),
        }
    }

    /// The commands that do it, one for everybody whom something is done about.
    pub fn commands(&self) -> Vec<Command> {
        self.plan.commands()
    }
}

/// What of a file nothing is done about, for the line that says how it ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rest {
    /// People who are here already, and the file says nothing new of them.
    pub here: usize,
    /// Rows that were taken as one with another row of the file.
    pub joined: usize,
    /// Rows of which something was not taken as it stands.
    pub odd: usize,
}

impl Rest {
    /// How it ended: who was made and filled, whom nothing was done about, and how many were refused. Without an end.
    pub fn ended(self, done: &Receipt) -> String {
        let rows = |number: usize| count(number as u64, "row", "rows");
        let mut parts = vec![
            format!("{} made", done.made),
            format!("{} filled", done.changed.saturating_sub(done.made)),
        ];
        let more = [
            (self.joined, format!("{} joined with another", rows(self.joined))),
            (self.here, format!("{} here already with nothing new", self.here)),
            (self.odd, format!("{} not taken as it stands", rows(self.odd))),
            (done.refused, format!("{} refused", done.refused)),
        ];
        parts.extend(
            more.into_iter()
                .filter(|(number, _)| *number > 0)
                .map(|(_, words)| words),
        );
        parts.join(", ")
    }
}

/// What is wrong with a row, as a sentence without its end.
pub fn sentence(fault: &Fault) -> String {
    match &fault.column {
        Some(column) => format!("row {}, {column}: {}", fault.row, fault.reason),
        None => format!("row {} {}", fault.row, fault.reason),
    }
}

#[cfg(test)]
mod tests;
