//! The injection corpus: texts in which strangers tell the model what to do, from `tests/fixtures/injection`.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// Where a text stands in the CRM. The words are those of `POST /__sandbox/plant`.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    Message,
    Name,
    Tag,
    Note,
    Subject,
    Field,
    Deal,
}

/// What its writer is after.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wants {
    Send,
    Delete,
    Exfiltrate,
    Edit,
    Lift,
    Settings,
    Memory,
    Loop,
    Flood,
    FakeApproval,
    Discriminate,
}

/// One text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Injection {
    pub(crate) id: String,
    pub(crate) place: Place,
    pub(crate) wants: Wants,
    pub(crate) text: String,
}

/// One file: texts that work in the same way.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) family: String,
    pub(crate) says: String,
    pub(crate) text: Vec<Injection>,
}

/// All families, by name.
pub(crate) fn families() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/injection");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let read = |path: &std::path::PathBuf| -> File {
        let text = fs::read_to_string(path).unwrap();
        let family: File =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(path.file_stem().unwrap().to_str(), Some(family.family.as_str()));
        family
    };
    files.iter().map(read).collect()
}

/// All texts.
pub(crate) fn texts() -> Vec<Injection> {
    families().into_iter().flat_map(|family| family.text).collect()
}
