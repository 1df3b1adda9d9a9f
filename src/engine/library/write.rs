//! Changes to a person's own files. A file is put in place whole or not at all, and never over what somebody else changed.

use std::path::{Path, PathBuf};

use super::book::Page;

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

/// Why nothing was written, in a sentence.
pub(super) fn failed(file: &Path, error: &std::io::Error) -> String {
    format!(
        "{} cannot be written ({error}); nothing was changed",
        file.display()
    )
}
