//! The pages are true: every fault, promise, field, member and key has its row, and what is named exists: tests, files,
//! commands. `LEADLINE_WRITE_DOCS=1` writes the page of keys anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap_or_default()
}

/// Names of all functions of the tree.
fn functions() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![root().join("src"), root().join("tests")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.extend(functions_of(&path));
            }
        }
    }
    found
}

fn functions_of(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let name = |rest: &str| {
        rest.split(|c: char| !(c.is_alphanumeric() || c == '_'))
            .next()
            .map(str::to_owned)
    };
    text.split("fn ").skip(1).filter_map(name).collect()
}

/// Rows of the tables of a page whose first cell is a number behind `letter`: that number, and the row.
fn rows(text: &str, letter: char) -> Vec<(u32, String)> {
    text.lines()
        .filter_map(|line| {
            let first = line.strip_prefix("| ")?.split('|').next()?.trim();
            let number = first.strip_prefix(letter)?.parse().ok()?;
            Some((number, line.to_owned()))
        })
        .collect()
}

/// Words between backquotes that look like the name of a test.
fn named(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted
        .filter(|word| {
            word.contains('_')
                && word
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        })
        .collect()
}

#[test]
fn every_fault_has_a_row_and_every_test_named_there_exists() {
    let text = page("faults.md");
    let numbers: Vec<u32> = rows(&text, 'F').into_iter().map(|(number, _)| number).collect();
    let wanted: Vec<u32> = (1..=117).collect();
    assert_eq!(numbers, wanted);
    let functions = functions();
    let missing: Vec<&str> = named(&text)
        .into_iter()
        .filter(|name| !functions.contains(*name))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
    for (number, row) in rows(&text, 'F') {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(
            cells[3] != "-" || !cells[4].is_empty(),
            "F{number} has neither a test nor a reason"
        );
    }
}

#[test]
fn every_promise_so_far_has_a_row_with_a_mechanism_and_a_test() {
    let text = page("reliability.md");
    let numbers: Vec<u32> = rows(&text, 'P').into_iter().map(|(number, _)| number).collect();
    let wanted: Vec<u32> = (1..=22).chain(25..=25).chain(36..=48).collect();
    assert_eq!(numbers, wanted);
    let functions = functions();
    let missing: Vec<&str> = named(&text)
        .into_iter()
        .filter(|name| !functions.contains(*name))
        .collect();
    assert!(missing.is_empty(), "no such test: {missing:?}");
    assert!(!text.contains("{{"), "a figure was not filled in");
}

/// Every word of the language of automations stands on its page, with what the program says of it.
#[test]
fn the_page_about_automations_has_every_word() {
    use leadline::automation::action::ACTIONS;
    use leadline::automation::definition::SECTIONS;
    use leadline::automation::trigger::TRIGGERS;
    let page = page("automations.md");
    let rows = TRIGGERS.iter().map(|row| (row.word, row.help));
    for (word, help) in rows.chain(ACTIONS.iter().map(|row| (row.word, row.help))) {
        let row = format!("| `{word}` | {help} |");
        assert!(
            page.contains(&row),
            "docs/automations.md has no row like this: {row}"
        );
    }
    for (section, _) in SECTIONS {
        assert!(
            page.contains(&format!("[{section}]")),
            "docs/automations.md has no [{section}]"
        );
    }
}

/// Every member of a file stands on the page, with what it may hold where that is a few words.
#[test]
fn the_page_about_automations_has_every_member() {
    use leadline::automation::action::ACTIONS;
    use leadline::automation::definition::{HEAD, SECTIONS};
    use leadline::automation::schema::{Arg, Kind};
    use leadline::automation::trigger::TRIGGERS;
    let page = page("automations.md");
    let head = std::iter::once(("the head".to_owned(), HEAD));
    let sections = SECTIONS.iter().map(|(name, args)| (format!("`[{name}]`"), *args));
    let triggers = TRIGGERS.iter().map(|row| (format!("`{}`", row.word), row.args));
    let actions = ACTIONS.iter().map(|row| (format!("`{}`", row.word), row.args));
    let stands = |place: &str, arg: &Arg| {
        let star = if arg.needed { " *" } else { "" };
        let begins = format!("| {place} | `{}`{star} | ", arg.name);
        let ends = format!(" | {} |", arg.help);
        let row = page
            .lines()
            .find(|line| line.starts_with(&begins) && line.ends_with(&ends));
        row.is_some_and(|row| match arg.kind {
            Kind::Choice(words) => words.iter().all(|word| row.contains(&format!("`{word}`"))),
            _ => true,
        })
    };
    for (place, args) in head.chain(sections).chain(triggers).chain(actions) {
        for arg in args {
            let name = arg.name;
            assert!(
                stands(&place, arg),
                "docs/automations.md lacks {name} of {place}: {}",
                arg.help
            );
        }
    }
}

/// Every field of the filter language stands on its page, with what the program says of it, and every question.
#[test]
fn the_page_about_filters_has_every_field() {
    use leadline::domain::filter::{FIELDS, Of};
    let page = page("filters.md");
    for field in FIELDS {
        let row = format!("| `{}` | {} |", field.name, field.help);
        assert!(page.contains(&row), "docs/filters.md has no row like this: {row}");
    }
    for (word, _) in Of::QUESTIONS {
        assert!(
            page.contains(&format!("`{word}( )`")),
            "docs/filters.md has no {word}( )"
        );
    }
}

#[test]
fn the_page_of_keys_is_that_of_the_program() {
    let table = leadline::tui::key_table().unwrap();
    let text = format!(
        "# Keys\n\nEvery key of the program, as `?` shows it where you are. `palette` means that an action has no key and is found with \
         `ctrl-k`.\nA file `keymap.toml` in the config folder is laid over these.\n\n{}\n",
        table.trim_end()
    );
    if std::env::var_os("LEADLINE_WRITE_DOCS").is_some() {
        fs::write(root().join("docs/keys.md"), &text).unwrap();
    }
    assert!(
        page("keys.md") == text,
        "docs/keys.md is stale; LEADLINE_WRITE_DOCS=1 writes it anew"
    );
}

/// README, the way in, and every page, by name.
fn pages() -> Vec<(String, String)> {
    let mut paths = vec![root().join("README.md"), root().join("CONTRIBUTING.md")];
    let docs = fs::read_dir(root().join("docs"));
    paths.extend(docs.into_iter().flatten().flatten().map(|entry| entry.path()));
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths
        .into_iter()
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).unwrap_or_default(),
            )
        })
        .collect()
}

/// Commands that only other builds have.
const ELSEWHERE: [&str; 4] = ["encrypt", "decrypt", "unlock", "failpoints"];

#[test]
fn every_command_that_a_page_shows_is_understood() {
    for (name, text) in pages() {
        let blocks = text.split("```").skip(1).step_by(2).flat_map(str::lines);
        for line in blocks.filter(|line| line.starts_with("leadline ")) {
            let words = words_of(line);
            let parsed = leadline::cli::parse(words.iter().map(Into::into));
            assert!(parsed.is_ok(), "{name}: {line}: {:?}", parsed.err());
        }
        for named in text.split("`leadline ").skip(1) {
            let word = named
                .split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                .next()
                .unwrap();
            let known = word.is_empty()
                || word.starts_with('-')
                || ELSEWHERE.contains(&word)
                || leadline::cli::commands().any(|row| row.name == word);
            assert!(known, "{name}: there is no `leadline {word}`");
        }
    }
}

/// A line as a shell takes it apart, without its comment and what it reads from.
fn words_of(line: &str) -> Vec<String> {
    let (mut words, mut word, mut inside) = (Vec::new(), String::new(), None);
    for c in line.chars().chain([' ']) {
        match (c, inside) {
            ('\'' | '"', None) => inside = Some(c),
            (c, Some(quote)) if c == quote => inside = None,
            ('#' | '<', None) if word.is_empty() => break,
            (' ', None) if word.is_empty() => {}
            (' ', None) => words.push(std::mem::take(&mut word)),
            (c, _) => word.push(c),
        }
    }
    words
}

/// In the table of keys each key is one of the scopes that its row is about.
#[test]
fn every_key_that_readme_names_is_bound_where_it_says() {
    let scopes: [(&str, &[&str]); 11] = [
        ("everywhere", &["app", "always", "list", "choose"]),
        ("everywhere, also while typing", &["always", "app"]),
        ("a person, on Today, in Leads and on the board", &["person"]),
        ("Today", &["today"]),
        ("Leads", &["leads"]),
        ("Pipeline", &["pipeline"]),
        ("Automations", &["automations"]),
        ("Numbers", &["numbers"]),
        ("Health", &["health", "conflict"]),
        ("Chat", &["chat", "chat.plans", "chat.ask"]),
        ("while writing", &["composer"]),
    ];
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, text) = text.split_once("## Keys").unwrap();
    let keys: toml::Table = leadline::tui::keymap::DEFAULTS.parse().unwrap();
    for (place, tables) in scopes {
        let row = text
            .lines()
            .find(|line| line.starts_with(&format!("| {place} |")));
        let row = row.unwrap_or_else(|| panic!("README has no row of keys for {place}"));
        let bound: BTreeSet<String> = tables.iter().flat_map(|table| keys_of(&keys, table)).collect();
        for key in row.split('`').skip(1).step_by(2) {
            assert!(bound.contains(key), "README: {key} is no key of {place}");
        }
    }
}

/// The keys of a table of the key file, a sequence as its keys.
fn keys_of(file: &toml::Table, table: &str) -> Vec<String> {
    let scope = table
        .split('.')
        .try_fold(file, |at, part| at.get(part)?.as_table());
    let values = scope.into_iter().flat_map(|scope| scope.values());
    let texts = values.flat_map(|value| match value {
        toml::Value::Array(keys) => keys.iter().filter_map(|key| key.as_str()).collect(),
        value => value.as_str().into_iter().collect::<Vec<_>>(),
    });
    texts.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// Files that a page names between backquotes are there: as they stand, or below `src`, `tests` or `docs`.
#[test]
fn every_file_that_a_page_names_is_there() {
    let roots = ["", "src", "tests", "docs"];
    for (page, text) in pages() {
        for named in text.split('`').skip(1).step_by(2) {
            let is_file = named.contains('/')
                && !named.contains(['<', '*', ' ', '{', '~', ':', '('])
                && [".rs", ".toml", ".md", ".txt", ".c"]
                    .iter()
                    .any(|end| named.ends_with(end));
            if is_file {
                let there = roots
                    .iter()
                    .any(|folder| root().join(folder).join(named).exists());
                assert!(there, "{page}: there is no {named}");
            }
        }
    }
}
