//! That every folder says what it is for, every file is part of the program, and every row stands in its registry.

use super::house::{Fault, House, Source, words_in};
use super::imports::imports;

/// Folders of one kind of thing: each file is a row of the list in `mod.rs`, or serves a neighbour that is.
const REGISTRIES: &[&str] = &[
    "src/tui/tabs",
    "src/engine/query",
    "src/cli",
    "src/cli/sample",
    "src/cli/link",
    "src/cli/people",
    "src/cli/edits",
    "src/cli/messages",
    "src/cli/records",
    "src/cli/copilot",
    "src/cli/care",
    "src/cli/files",
    "src/cli/about",
    "src/sync/resource",
    "src/ghl/endpoint",
    "src/engine/tool",
    "src/domain/gate/rule",
    "src/automation/trigger",
    "src/automation/action",
    "src/automation/check",
];

/// Endings and names that say nothing about what a thing is.
const EMPTY_WORDS: &[&str] = &[
    "Manager", "Helper", "Helpers", "Util", "Utils", "Data", "Info", "Misc",
];

/// Folders whose `mod.rs` does not say what it owns, what it must not do and how to add one more.
pub fn silent_folders(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for folder in house.folders() {
        let inside = house
            .sources
            .values()
            .filter(|source| source.path.starts_with(&format!("{folder}/")));
        let rust = inside
            .filter(|source| !source.production.trim().is_empty())
            .count();
        let Some(head) = house.sources.get(&format!("{folder}/mod.rs")) else {
            if rust > 0 {
                faults.push(Fault(format!("{folder}: no mod.rs says what this folder owns")));
            }
            continue;
        };
        // A folder that holds nothing yet, or nothing but tests, owes nothing.
        if rust == 0 {
            continue;
        }
        let lines = head.text.lines().map_while(|line| line.strip_prefix("//!"));
        let said = lines
            .flat_map(str::split_whitespace)
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase();
        let limits = ["not", "never", "no ", "only", "nothing", "without"];
        if said.len() < 80 {
            faults.push(head.fault(
                0,
                "the head comment must say what the folder owns, in a sentence or two",
            ));
        }
        if !limits.iter().any(|word| said.contains(word)) {
            faults.push(head.fault(0, "the head comment must say what the folder must not do"));
        }
        if !said.contains("add") && !said.contains("one more") {
            faults.push(head.fault(0, "the head comment must say how to add one more"));
        }
    }
    faults
}

/// The modules a file declares, tests included.
pub fn declared_modules(source: &Source) -> Vec<String> {
    let declared = |at: usize| {
        let rest = &source.code[at + 3..];
        let name = rest[..rest.find([';', '{'])?].trim();
        rest[rest.find(name)? + name.len()..]
            .starts_with(';')
            .then(|| name.to_owned())
    };
    words_in(&source.code, "mod").filter_map(declared).collect()
}

/// Files that no `mod` line makes part of the program, so that nothing in them is compiled.
pub fn orphans(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in house.sources.values() {
        let Some((name, parent)) = source.module.split_last() else {
            continue;
        };
        let root = if parent.is_empty() {
            house.sources.get("src/lib.rs")
        } else {
            house.file_of(parent)
        };
        let main = house.sources.get("src/main.rs").filter(|_| parent.is_empty());
        if ![root, main]
            .into_iter()
            .flatten()
            .any(|head| declared_modules(head).contains(name))
        {
            faults.push(source.fault(
                0,
                &format!("`mod {name};` is missing in its folder; the file is not compiled"),
            ));
        }
    }
    faults
}

/// Files in a registry folder that neither stand in its list nor serve one that does.
pub fn unregistered(house: &House) -> Vec<Fault> {
    let imports = imports(house);
    let mut faults = Vec::new();
    for folder in REGISTRIES {
        let Some(head) = house.sources.get(&format!("{folder}/mod.rs")) else {
            continue;
        };
        for name in declared_modules(head) {
            let mut module = head.module.clone();
            module.push(name.clone());
            let Some(row) = house
                .file_of(&module)
                .filter(|row| !row.production.trim().is_empty())
            else {
                continue;
            };
            let listed = head
                .words(&name)
                .any(|at| head.production[at + name.len()..].starts_with("::"));
            let inside = |from: &[String]| from.starts_with(&head.module) && !from.starts_with(&module);
            let serves = imports
                .iter()
                .any(|import| import.to.starts_with(&module) && inside(&import.from));
            if !listed && !serves {
                faults.push(row.fault(0, &format!("`{name}` is in no row of {folder}/mod.rs")));
            }
        }
    }
    faults
}

/// Migrations that are not numbered in a row, or that the store does not list.
pub fn migrations(house: &House) -> Vec<Fault> {
    let names = house
        .others
        .iter()
        .filter(|path| path.starts_with("src/store/migrations/"));
    let listed = |name: &str| {
        let store = house.sources.values().filter(|source| source.top() == "store");
        store
            .flat_map(|source| &source.strings)
            .any(|(_, text)| text.ends_with(name))
    };
    let mut faults = Vec::new();
    for (index, path) in names.enumerate() {
        let name = path.rsplit('/').next().unwrap_or_default();
        let expected = format!("{:04}_", index + 1);
        if !name.starts_with(&expected) {
            faults.push(Fault(format!(
                "{path}: the next migration in order begins with {expected}"
            )));
        }
        if !listed(name) {
            faults.push(Fault(format!(
                "{path}: the store does not list this migration, so it never runs"
            )));
        }
    }
    faults
}

/// Types and files with names that say nothing.
pub fn empty_names(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in house.sources.values() {
        for keyword in ["struct", "enum", "trait", "type"] {
            for at in source.words(keyword) {
                let rest = source.production[at + keyword.len()..].trim_start();
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if EMPTY_WORDS.iter().any(|word| name.ends_with(word)) {
                    faults
                        .push(source.fault(at, &format!("`{name}` does not say what it is; name the thing")));
                }
            }
        }
        let stem = source.module.last().map_or("", String::as_str);
        if ["util", "utils", "helper", "helpers", "misc", "common", "manager"].contains(&stem) {
            faults.push(source.fault(0, "a file is named for what is in it"));
        }
    }
    faults
}

#[cfg(test)]
fn told(check: fn(&House) -> Vec<Fault>, files: &[(&str, &str)]) -> Vec<String> {
    check(&House::planted(files))
        .into_iter()
        .map(|fault| fault.0)
        .collect()
}

#[test]
fn a_folder_that_does_not_explain_itself_is_found() {
    let good = "//! Owns the rows of the outbox and their order, and nothing of the network.\n//! To add a kind of row: a file and a line in the list.\nmod a;";
    assert_eq!(
        told(
            silent_folders,
            &[("src/store/mod.rs", good), ("src/store/a.rs", "")]
        ),
        Vec::<String>::new()
    );
    assert_eq!(
        told(silent_folders, &[("src/store/mod.rs", "//! Rows.\nmod a;")]).len(),
        3
    );
    assert_eq!(
        told(silent_folders, &[("src/store/a.rs", "fn a() {}")]),
        ["src/store: no mod.rs says what this folder owns"]
    );
    assert_eq!(
        told(silent_folders, &[("src/store/mod.rs", "//! Not begun.\n")]),
        Vec::<String>::new()
    );
}

#[test]
fn a_file_outside_the_program_is_found() {
    let files = [
        ("src/lib.rs", "pub mod store; // mod cellar;"),
        ("src/store/mod.rs", "mod a; mod inline { }"),
        ("src/store/a.rs", "#[cfg(test)] mod tests;"),
        ("src/store/a/tests.rs", ""),
        ("src/store/inline.rs", ""),
        ("src/cellar.rs", ""),
    ];
    let found = told(orphans, &files);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("src/cellar.rs") && found[1].starts_with("src/store/inline.rs"),
        "{found:?}"
    );
}

#[test]
fn a_row_that_is_not_in_its_registry_is_found() {
    let files = [
        (
            "src/tui/tabs/mod.rs",
            "mod leads; mod chat; mod window; const TABS: &[Spec] = &[leads::SPEC];",
        ),
        ("src/tui/tabs/leads.rs", "use super::window::Window;"),
        ("src/tui/tabs/window.rs", "pub struct Window;"),
        ("src/tui/tabs/chat.rs", "pub const SPEC: u8 = 1;"),
    ];
    assert_eq!(
        told(unregistered, &files),
        ["src/tui/tabs/chat.rs:1: `chat` is in no row of src/tui/tabs/mod.rs"]
    );
}

#[test]
fn a_migration_out_of_order_or_out_of_the_list_is_found() {
    let files = [
        (
            "src/store/file/schema.rs",
            "const A: &str = include_str!(\"migrations/0001_start.sql\");",
        ),
        ("src/store/migrations/0001_start.sql", ""),
        ("src/store/migrations/0003_later.sql", ""),
    ];
    assert_eq!(told(migrations, &files).len(), 2);
}

#[test]
fn names_that_say_nothing_are_found() {
    let files = [(
        "src/sync/helpers.rs",
        "pub struct PullManager; struct Metadata; type ContactData = u8;",
    )];
    let found = told(empty_names, &files);
    assert_eq!(found.len(), 3, "{found:?}");
}
