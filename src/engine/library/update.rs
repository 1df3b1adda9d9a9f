//! A newer template for a file that was copied from an older one. What the copy began with is kept beside it, so that what
//! the person changed and what the template changed can be told apart.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::write::{Written, failed, put_new, put_text};
use crate::automation::gallery::{Template, is_version, template};
use crate::automation::merge::{self, Conflict};

/// The folder, beside the files, of what they began with.
const BEGINNINGS: &str = ".templates";

/// Whose a decision is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// The person's own text.
    #[default]
    Yours,
    /// The newer template.
    Newer,
    /// What both began with.
    Before,
}

/// Something that both changed differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Where it is: a step or a section and its member.
    pub what: String,
    /// One sentence about it.
    pub message: String,
    /// What it says before, in the person's file, and in the newer template; nothing where it is not.
    pub sides: [Option<String>; 3],
    /// What was decided.
    pub side: Side,
    conflict: Conflict,
}

/// A newer template, ready to be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The person's file.
    pub file: PathBuf,
    /// What is taken from the newer template without a question, one line each.
    pub taken: Vec<String>,
    /// What is asked.
    pub clashes: Vec<Clash>,
    /// The text before, in the person's file, in the newer template.
    texts: [String; 3],
    merged: String,
}

fn beginning(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default();
    file.with_file_name(BEGINNINGS).join(name)
}

/// Copies a template into the folder of a person's own. The error is a sentence.
pub fn copy_template(folder: &Path, id: &str) -> Result<Written, String> {
    let Some(template) = template(id) else {
        return Err(format!("there is no template \"{id}\"; nothing was written"));
    };
    let file = put_new(folder, id, template.text)?;
    began_with(&file, template.text)?;
    Ok(Written { file, fault: None })
}

/// Keeps what a file began with.
fn began_with(file: &Path, text: &str) -> Result<(), String> {
    let kept = beginning(file);
    let folder = kept.parent().unwrap_or(file);
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&kept, text))
        .map_err(|error| failed(&kept, &error))
}

/// What a file began with. Copies of before this was kept began with the first version: where the text is still that of a version
/// that is known, that is what it began with.
fn began(file: &Path, template: &Template) -> Result<String, String> {
    let kept = beginning(file);
    match std::fs::read_to_string(&kept) {
        Ok(began) => Ok(began),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let text = std::fs::read_to_string(file).map_err(|error| failed(file, &error))?;
            if is_version(&text, template) {
                return Ok(text);
            }
            Err(format!(
                "{} was copied from template {} before it was kept what a copy begins with, and was changed since: what is yours and \
                 what is newer cannot be told apart; nothing was changed; see the template with `leadline auto show {} --text` and \
                 take from it what you want",
                file.display(),
                template.id,
                template.id
            ))
        }
        Err(error) => Err(failed(&kept, &error)),
    }
}

/// Whether there is a newer template than the one that a file began with.
pub(super) fn is_newer(file: &Path, id: &str) -> bool {
    let Some(template) = template(id) else {
        return false;
    };
    began(file, template).is_ok_and(|began| began != template.text)
}

/// Why nobody can tell whether there is a newer template for a file, in a sentence; nothing where that is known.
pub fn beginning_unknown(file: &Path, id: &str) -> Option<String> {
    began(file, template(id)?).err()
}

/// What a newer template would change in a file; the error is a sentence.
pub fn update_of(file: &Path, id: &str) -> Result<Update, String> {
    let template =
        template(id).ok_or_else(|| format!("there is no template \"{id}\"; nothing was changed"))?;
    let read = |file: &Path| std::fs::read_to_string(file).map_err(|error| failed(file, &error));
    let (base, yours) = (began(file, template)?, read(file)?);
    let newer = template.text.to_owned();
    let merged = merge::merge(&base, &yours, &newer).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        format!("the newer template cannot be taken in: {first}; nothing was changed")
    })?;
    let texts = [base, yours, newer];
    let clashes = merged.conflicts.into_iter().map(|conflict| Clash {
        what: format!("{} {}", conflict.place, conflict.member)
            .trim()
            .to_owned(),
        message: conflict.message.clone(),
        sides: [0, 1, 2].map(|at| texts.get(at).and_then(|text| merge::told(text, &conflict))),
        side: Side::Yours,
        conflict,
    });
    Ok(Update {
        file: file.to_path_buf(),
        taken: merged.taken,
        clashes: clashes.collect(),
        merged: merged.text,
        texts,
    })
}

impl Update {
    /// The file as it would be, with everything that was decided. The error is a sentence.
    pub fn text(&self) -> Result<String, String> {
        let [base, _, newer] = &self.texts;
        let mut text = self.merged.clone();
        for clash in &self.clashes {
            let from = match clash.side {
                Side::Yours => continue,
                Side::Newer => newer,
                Side::Before => base,
            };
            text = merge::take(&text, from, &clash.conflict).map_err(|fault| {
                format!("{} cannot be taken in: {fault}; nothing was changed", clash.what)
            })?;
        }
        Ok(text)
    }
}

/// Takes a newer template in, as it was decided, unless somebody changed the file meanwhile. The error is a sentence.
pub fn take_update(update: &Update) -> Result<Written, String> {
    let [_, yours, newer] = &update.texts;
    let written = put_text(&update.file, yours, &update.text()?)?;
    began_with(&update.file, newer)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::library::copy_template;

    #[test]
    fn a_copy_of_before_beginnings_were_kept_began_with_the_version_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = copy_template(folder.path(), "A01").unwrap().file;
        std::fs::remove_dir_all(folder.path().join(BEGINNINGS)).unwrap();
        assert!(!is_newer(&file, "A01"));
        assert_eq!(beginning_unknown(&file, "A01"), None);
        assert_eq!(update_of(&file, "A01").unwrap().taken, [""; 0]);
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text.replace("55 min", "40 min")).unwrap();
        let why = beginning_unknown(&file, "A01").unwrap();
        assert!(why.contains("cannot be told apart; nothing was changed"), "{why}");
        assert_eq!(update_of(&file, "A01").unwrap_err(), why);
        assert!(!is_newer(&file, "A01"));
        assert_eq!(beginning_unknown(&file, "Z99"), None);
    }

    #[test]
    fn a_newer_template_meets_what_the_person_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = copy_template(folder.path(), "A01").unwrap().file;
        assert!(!is_newer(&file, "A01"));
        let now = std::fs::read_to_string(&file).unwrap();
        // It began with an older one, and both sides changed since.
        let old = now
            .replace("for = \"55 min\"", "for = \"40 min\"")
            .replace("priority = 95", "priority = 80");
        began_with(&file, &old).unwrap();
        let yours = old
            .replace("for = \"40 min\"", "for = \"30 min\"")
            .replace("# Nobody", "# Mine. Nobody");
        std::fs::write(&file, &yours).unwrap();
        assert!(is_newer(&file, "A01"));
        let mut update = update_of(&file, "A01").unwrap();
        assert_eq!(update.taken, ["priority"]);
        let [clash] = update.clashes.as_mut_slice() else {
            panic!("one is asked")
        };
        assert_eq!(clash.what, "hour for");
        let said = ["40 min", "30 min", "55 min"].map(|said| Some(format!("\"{said}\"")));
        assert_eq!(clash.sides, said);
        clash.side = Side::Newer;
        assert!(update.text().unwrap().contains("for = \"55 min\""));
        if let Some(clash) = update.clashes.first_mut() {
            clash.side = Side::Yours;
        }
        take_update(&update).unwrap();
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(
            text.contains("for = \"30 min\"") && text.contains("priority = 95") && text.contains("# Mine.")
        );
        assert!(!is_newer(&file, "A01"));
        std::fs::write(&file, "format = 1").unwrap();
        assert!(
            take_update(&update)
                .unwrap_err()
                .contains("changed by somebody else")
        );
    }
}
