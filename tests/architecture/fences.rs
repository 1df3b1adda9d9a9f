//! What may be used only in one part of the house: crates, SQL, the time, and whatever can panic.

use super::house::{Fault, House, Source};

/// A crate or path, and the modules it may be named in.
const FENCED: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("reqwest", &["ghl", "claude", "courier"]),
    ("axum", &["sandbox", "daemon"]),
    ("fake", &["sandbox"]),
    ("ratatui", &["tui"]),
    ("crossterm", &["tui"]),
    ("tui_textarea", &["tui"]),
    ("keyring", &["config"]),
    ("clap", &["cli"]),
    ("anyhow", &["cli", "main"]),
];

/// Ways of reading the time; only `clock` may.
const CLOCKS: &[&str] = &[
    "Instant::now",
    "SystemTime::now",
    "Timestamp::now",
    "Zoned::now",
    "thread::sleep",
];

/// What a pure module must not name: the outside world, and waiting for it. A scope of threads that has ended before its
/// function answers is neither: the answer is the same on one core.
const OUTSIDE: &[&str] = &[
    "tokio",
    "futures_util",
    "async",
    "await",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "thread::spawn",
    "thread::Builder",
    "thread::park",
    "thread::current",
];

/// Modules without any I/O, by the start of their path.
const PURE: &[&str] = &[
    "src/domain/",
    "src/scoring/",
    "src/extract/",
    "src/backoff.rs",
    "src/copilot/turn",
    "src/automation/action/",
    "src/automation/check/",
    "src/automation/definition/",
    "src/automation/trigger/",
    "src/automation/arbiter",
    "src/automation/event.rs",
    "src/automation/facts.rs",
    "src/automation/gallery",
    "src/automation/length.rs",
    "src/automation/machine",
    "src/automation/merge",
    "src/automation/schema.rs",
    "src/automation/share.rs",
    "src/automation/simulate",
    "src/automation/words.rs",
];

/// What ends the program instead of telling the person.
const PANICS: &[&str] = &[
    ".unwrap()",
    ".unwrap_err()",
    ".expect(",
    ".expect_err(",
    "panic!",
    "todo!",
    "unimplemented!",
    "unreachable!",
    "dbg!",
];

/// A crate named outside its fence.
pub fn fenced_crates(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in house.sources.values() {
        for (name, homes) in FENCED {
            if homes.contains(&source.top()) {
                continue;
            }
            let sentence = format!("`{name}` is used in {} only", homes.join(" and "));
            faults.extend(
                source
                    .words(name)
                    .filter(|at| is_crate(source, *at, name))
                    .map(|at| source.fault(at, &sentence)),
            );
        }
    }
    faults
}

/// Whether the word at `at` is the crate and not a field, a method or a module of ours of the same name.
fn is_crate(source: &Source, at: usize, name: &str) -> bool {
    let before = source.production[..at].trim_end();
    let after = source.production[at + name.len()..].trim_start();
    let leads_path = after.starts_with("::") && !before.ends_with("::");
    let imported = before.ends_with("use") && (after.starts_with(';') || after.starts_with("as "));
    leads_path || imported
}

/// Time read outside `clock`.
pub fn stray_clocks(house: &House) -> Vec<Fault> {
    let strangers = house.sources.values().filter(|source| source.top() != "clock");
    named(
        strangers,
        CLOCKS,
        "the time is read in `clock` only; take a `Clock`",
    )
}

/// The outside world named in a pure module.
pub fn impure_modules(house: &House) -> Vec<Fault> {
    let pure = house
        .sources
        .values()
        .filter(|source| PURE.iter().any(|start| source.path.starts_with(start)));
    named(
        pure,
        OUTSIDE,
        "this module is pure; ask for the effect as a value instead",
    )
}

/// Production code that can panic where a person would want a sentence.
pub fn panics(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in house.sources.values() {
        for pattern in PANICS {
            let places = source.production.match_indices(pattern).map(|(at, _)| at);
            let whole = places.filter(|at| {
                pattern.starts_with('.') || source.words(&pattern[..pattern.len() - 1]).any(|w| w == *at)
            });
            faults.extend(
                whole.map(|at| source.fault(at, &format!("`{pattern}` in production code; return an error"))),
            );
        }
    }
    faults
}

/// Lints switched off without the compiler noticing when the reason is gone.
pub fn allowed_lints(house: &House) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in house.sources.values() {
        for at in super::house::words_in(&source.code, "allow") {
            let before = source.code[..at].trim_end();
            if ["#[", "#![", ","].iter().any(|start| before.ends_with(start))
                && source.code[at + 5..].starts_with('(')
            {
                faults.push(source.fault(at, "`allow` hides a lint for ever; use `expect` with a reason"));
            }
        }
    }
    faults
}

/// SQL in a string outside the store.
pub fn stray_sql(house: &House) -> Vec<Fault> {
    let strangers = house.sources.values().filter(|source| source.top() != "store");
    strangers
        .flat_map(|source| {
            let sql = source.strings.iter().filter(|(_, text)| is_sql(text));
            sql.map(|(at, _)| source.fault(*at, "SQL lives in `store` only; give the question a name there"))
        })
        .collect()
}

fn is_sql(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let both = |first: &str, second: &str| words.starts_with(first) && words.contains(second);
    let opening = [
        "INSERT INTO ",
        "INSERT OR ",
        "CREATE TABLE ",
        "CREATE INDEX ",
        "CREATE UNIQUE ",
        "CREATE VIRTUAL ",
    ];
    let more = [
        "CREATE TRIGGER ",
        "ALTER TABLE ",
        "DROP TABLE ",
        "DROP INDEX ",
        "DELETE FROM ",
        "PRAGMA ",
        "REPLACE INTO ",
    ];
    let upper = opening.iter().chain(&more).any(|start| words.starts_with(start));
    let lower = ["insert into ", "create table ", "alter table ", "pragma "]
        .iter()
        .any(|s| words.starts_with(s));
    upper
        || lower
        || both("SELECT ", " FROM ")
        || both("select ", " from ")
        || both("UPDATE ", " SET ")
        || both("WITH ", " AS (")
        || words.contains("BEGIN IMMEDIATE")
}

fn named<'a>(sources: impl Iterator<Item = &'a Source>, words: &[&str], sentence: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    for source in sources {
        for word in words {
            faults.extend(
                source
                    .words(word)
                    .map(|at| source.fault(at, &format!("`{word}`: {sentence}"))),
            );
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
fn a_crate_outside_its_fence_is_found() {
    let files = [
        ("src/store/mod.rs", "use rusqlite::Connection;"),
        (
            "src/sync/pull.rs",
            "use rusqlite as db;\nfn f(e: anyhow::Error) { self.keyring.get(); let fake = 1; }",
        ),
        (
            "src/main.rs",
            "fn main() -> anyhow::Result<()> { ratatui::init() }",
        ),
        (
            "src/ghl/mod.rs",
            "// axum::Router\n#[cfg(test)] mod tests { use axum::Router; }",
        ),
    ];
    assert_eq!(
        told(fenced_crates, &files),
        [
            "src/main.rs:1: `ratatui` is used in tui only",
            "src/sync/pull.rs:1: `rusqlite` is used in store only",
            "src/sync/pull.rs:2: `anyhow` is used in cli and main only",
        ]
    );
}

#[test]
fn a_clock_read_outside_its_place_is_found() {
    let code = "fn f() { let a = std::time::Instant::now(); let b = jiff::Timestamp::now(); my_thread::sleep_well() }";
    let found = told(
        stray_clocks,
        &[("src/clock.rs", code), ("src/sync/pull.rs", code)],
    );
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found
            .iter()
            .all(|fault| fault.starts_with("src/sync/pull.rs:1: ")),
        "{found:?}"
    );
}

#[test]
fn the_outside_world_in_a_pure_module_is_found() {
    let code = "use std::fs;\nasync fn f() {}";
    let files = [
        ("src/domain/contact.rs", code),
        ("src/copilot/turn.rs", code),
        ("src/copilot/driver.rs", code),
    ];
    assert_eq!(told(impure_modules, &files).len(), 4);
}

#[test]
fn what_can_panic_is_found_outside_tests_only() {
    let code = "fn f() { a.unwrap(); b.expect(\"x\"); panic!(\"y\"); c.unwrap_or(1); no_panic!(); }\n#[test]\nfn t() { a.unwrap() }";
    let found = told(panics, &[("src/store/mod.rs", code)]);
    assert_eq!(found.len(), 3, "{found:?}");
}

#[test]
fn a_lint_switched_off_is_found() {
    let code = "#[allow(dead_code)]\nfn f() {}\n#![cfg_attr(unix, allow(unused))]\nfn allow(x: u8) { allow(1) }\n#[expect(unused, reason = \"r\")]";
    assert_eq!(told(allowed_lints, &[("src/store/mod.rs", code)]).len(), 2);
}

#[test]
fn sql_outside_the_store_is_found_and_prose_is_not() {
    let code = "const A: &str = \"SELECT name\n FROM contact\"; const B: &str = r#\"PRAGMA user_version\"#;\nconst C: &str = \"Select a lead from the list\";";
    assert_eq!(
        told(stray_sql, &[("src/store/mod.rs", code)]),
        Vec::<String>::new()
    );
    assert_eq!(told(stray_sql, &[("src/sync/mod.rs", code)]).len(), 2);
}
