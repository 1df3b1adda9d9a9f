//! Everything out of the local copy into a folder of open formats, or a list of people into one file.
//!
//! Owns the files: their names, that they appear all at once or not at all, and that nothing that is there is ever
//! written over. What a record looks like is `domain::export`; what there is says the store, one record after another, so
//! that memory stays the same for a million people. Who may do it is asked and the log told before the first byte
//! leaves. To add a file: a page in `pages`.

mod folder;
mod pages;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{Engine, cipher};
use crate::domain::command::Command;
use crate::domain::export::Names;
use crate::domain::filter::parse;
use crate::domain::origin::Origin;
use crate::store::{CommitError, Directory, Reader, StoreError};
use folder::{Folder, Page};
use pages::Pages;

/// Why nothing was written. What was begun is removed again.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The filter does not read.
    #[error("the filter does not read: {0}; nothing was written")]
    Filter(String),
    /// There is something already.
    #[error("{} is there already and not empty; nothing was written, name another place", .0.display())]
    Occupied(PathBuf),
    /// The copy is encrypted, and what would be written is not (P41).
    #[error(
        "the local copy is encrypted and an export is not; nothing was written; leadline export --unencrypted writes it in the clear"
    )]
    Encrypted,
    /// The disk would not have it.
    #[error("{} cannot be written ({why}); what was begun is removed, the local copy is unharmed", path.display())]
    Unwritable {
        /// Where.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// Not allowed, or the log could not be told.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The copy cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExportError {
    fn at(path: &Path, error: &std::io::Error) -> Self {
        Self::Unwritable {
            path: path.to_owned(),
            why: error.to_string(),
        }
    }
}

/// Whether an export may be readable to everybody although the local copy is encrypted. Of one that is not, nothing is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// Nothing that is encrypted here is written in the clear.
    Keep,
    /// A person has said that it may be.
    Lift,
}

impl Cover {
    fn check(self) -> Result<(), ExportError> {
        if self == Self::Keep && cipher::in_use() {
            return Err(ExportError::Encrypted);
        }
        Ok(())
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name in the folder.
    pub name: String,
    /// Records in it.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

impl Written {
    fn json(&self) -> Value {
        json!({ "name": self.name, "rows": self.rows, "bytes": self.bytes, "sha256": self.sha256 })
    }
}

/// What was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The folder.
    pub folder: PathBuf,
    /// Its files.
    pub files: Vec<Written>,
    /// The row of the log that says so.
    pub ack: String,
}

impl Engine {
    /// Writes everything, or the people of a filter with what hangs on them, into a folder that is not there yet or is
    /// empty. It appears when all of it is on disk.
    pub async fn export(
        &self,
        folder: &Path,
        filter: &str,
        cover: Cover,
        by: Origin,
    ) -> Result<Exported, ExportError> {
        cover.check()?;
        let chosen = self.chosen(filter)?;
        Folder::is_free(folder)?;
        let whom = if filter.trim().is_empty() {
            "everything"
        } else {
            filter.trim()
        };
        let what = format!("{whom} to {}", folder.display());
        let receipt = self.submit(Command::LogExport { what }, by).await?;
        let (folder, now) = (folder.to_owned(), self.now());
        let head = json!({
            "format": "leadline export", "version": 1, "made": now, "program": env!("CARGO_PKG_VERSION"),
            "filter": filter.trim(),
        });
        let files = self
            .store
            .read(move |reader| Ok(write(reader, &folder, chosen.as_ref(), head)));
        let (folder, files) = files.await??;
        Ok(Exported {
            folder,
            files,
            ack: receipt.ack,
        })
    }

    /// Writes the people of a filter, in its order, as one table into a file that is not there yet. Refused where the
    /// local copy is encrypted.
    pub async fn export_list(&self, file: &Path, filter: &str, by: Origin) -> Result<Written, ExportError> {
        Cover::Keep.check()?;
        let chosen = self.chosen(filter)?.unwrap_or_default();
        if file.exists() {
            return Err(ExportError::Occupied(file.to_owned()));
        }
        let what = format!("the list \"{}\" to {}", filter.trim(), file.display());
        self.submit(Command::LogExport { what }, by).await?;
        let file = file.to_owned();
        let written = self.store.read(move |reader| Ok(list(reader, &file, &chosen)));
        written.await?
    }

    fn chosen(&self, filter: &str) -> Result<Option<crate::domain::filter::Filter>, ExportError> {
        if filter.trim().is_empty() {
            return Ok(None);
        }
        parse(filter, &self.desk.today())
            .map(Some)
            .map_err(|error| ExportError::Filter(error.message))
    }
}

fn write(
    reader: &Reader,
    to: &Path,
    chosen: Option<&crate::domain::filter::Filter>,
    head: Value,
) -> Result<(PathBuf, Vec<Written>), ExportError> {
    let folder = Folder::begin(to)?;
    let names = names(&reader.directory()?);
    let mut pages = Pages::open(&folder, names)?;
    reader.pour(chosen, |poured| pages.take(&poured))?;
    if chosen.is_none() {
        pages.chats(reader)?;
    }
    let files = pages.close()?;
    let mut manifest = head;
    if let Some(members) = manifest.as_object_mut() {
        members.insert("files".to_owned(), files.iter().map(Written::json).collect());
    }
    let mut page = folder.page("manifest.json")?;
    page.text(&format!("{manifest:#}\n"))?;
    page.close()?;
    Ok((folder.appear()?, files))
}

fn list(
    reader: &Reader,
    file: &Path,
    filter: &crate::domain::filter::Filter,
) -> Result<Written, ExportError> {
    let names = names(&reader.directory()?);
    let mut page = Page::beside(file)?;
    pages::begin_people(&mut page, &names)?;
    reader.pour_people(filter, |person| pages::person(&mut page, &person, &names))?;
    page.appear(file)
}

/// What the ids of the account's reference data stand for.
fn names(directory: &Directory) -> Names {
    let users = directory.users.iter().map(|user| (user.id.as_str(), &user.name));
    let calendars = directory
        .calendars
        .iter()
        .map(|calendar| (calendar.id.as_str(), &calendar.name));
    let reasons = directory
        .lost_reasons
        .iter()
        .map(|reason| (reason.id.as_str(), &reason.name));
    let forms = directory.forms.iter().map(|form| (form.id.as_str(), &form.name));
    let pipelines = directory.pipelines.iter();
    let stages = pipelines.clone().flat_map(|pipeline| &pipeline.stages);
    let stages = stages.map(|stage| (stage.id.as_str(), &stage.name));
    let pipelines = pipelines.map(|pipeline| (pipeline.id.as_str(), &pipeline.name));
    let all = users
        .chain(calendars)
        .chain(reasons)
        .chain(forms)
        .chain(pipelines)
        .chain(stages);
    Names {
        of: all
            .map(|(id, name)| (id.to_owned(), name.raw().to_owned()))
            .collect(),
        custom: directory.custom_fields.clone(),
    }
}

#[cfg(test)]
mod tests;
