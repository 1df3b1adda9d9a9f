//! Changes to a person's own files. A file is put in place whole or not at all, and never over what somebody else changed.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::book::Page;
use super::update;
use crate::automation::gallery::template;

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Which.
    pub file: PathBuf,
    /// What is still wrong with it, the first thing; nothing when it can be read.
    pub fault: Option<String>,
}

/// Copies a template into the folder of a person's own. The error is a sentence.
pub fn copy_template(folder: &Path, id: &str) -> Result<Written, String> {
    let Some(template) = template(id) else {
        return Err(format!("there is no template \"{id}\"; nothing was written"));
    };
    let file = folder.join(format!("{id}.toml"));
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let made = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file);
    match made.and_then(|mut made| made.write_all(template.text.as_bytes())) {
        Ok(()) => {
            update::began_with(&file, template.text)?;
            Ok(Written { file, fault: None })
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(format!(
            "{} is there already; nothing was written; open it with E",
            file.display()
        )),
        Err(error) => Err(failed(&file, &error)),
    }
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
