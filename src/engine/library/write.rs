//! Changes to a person's own files. A file is put in place whole or not at all, and never over what somebody else changed.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::book::Page;
use crate::automation::definition::read;
use crate::domain::value::Foreign;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which.
    pub file: PathBuf,
    /// What is still wrong with it, the first thing; nothing when it can be read.
    pub fault: Option<String>,
}

/// Puts a text in the place of one that was read before. The error is a sentence.
pub fn put_text(file: &Path, was: &str, text: &str) -> Result<Written, String> {
    let now = std::fs::read_to_string(file).map_err(|error| failed(file, &error))?;
    if now != was {
        return Err(format!(
            "{} was changed by somebody else meanwhile; nothing was written; read it anew and edit again",
            file.display()
        ));
    }
    let beside = file.with_extension("toml.new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, file))
        .map_err(|error| failed(file, &error))?;
    let from = super::From::File(file.to_path_buf());
    let fault = Page::of(from, text.to_owned()).read.err();
    Ok(Written {
        file: file.to_path_buf(),
        fault: fault.and_then(|faults| faults.first().map(ToString::to_string)),
    })
}

/// Puts a text that was read into the folder of a person's own, under its id. The error is a sentence.
pub fn take_in(folder: &Path, text: &str) -> Result<Written, String> {
    let definition = read(text).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        format!("it cannot be read ({}); nothing was written", faults.join("; "))
    })?;
    let id = definition.id();
    if !id
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    {
        return Err(format!(
            "its id \"{}\" is no name for a file; nothing was written; use letters, digits, - and _",
            Foreign::from(id).shown()
        ));
    }
    let file = put_new(folder, id, text)?;
    Ok(Written { file, fault: None })
}

/// Makes a file in the folder of a person's own, never over another. The error is a sentence.
pub(super) fn put_new(folder: &Path, id: &str, text: &str) -> Result<PathBuf, String> {
    let file = folder.join(format!("{id}.toml"));
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file);
    match made.and_then(|mut made| made.write_all(text.as_bytes())) {
        Ok(()) => Ok(file),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(format!(
            "{} is there already; nothing was written; edit it, or give the other another id",
            file.display()
        )),
        Err(error) => Err(failed(&file, &error)),
    }
}

/// Why nothing was written, in a sentence.
pub(super) fn failed(file: &Path, error: &std::io::Error) -> String {
    format!(
        "{} cannot be written ({error}); nothing was changed",
        file.display()
    )
}
