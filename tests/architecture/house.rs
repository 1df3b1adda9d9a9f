//! The sources of the program as the rules see them, read from disk or planted by a self-test.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::lexer::{self, is_word};

/// Everything under `src`.
#[derive(Debug, Default)]
pub struct House {
    /// By path, as in `src/store/mod.rs`.
    pub sources: BTreeMap<String, Source>,
    /// Other files in the tree (`.sql` and the like), by path.
    pub others: Vec<String>,
}

/// One Rust file.
#[derive(Debug)]
pub struct Source {
    /// As in `src/store/mod.rs`.
    pub path: String,
    /// As in `["store"]`; empty for `lib.rs` and `main.rs`.
    pub module: Vec<String>,
    /// The text as it stands in the file.
    pub text: String,
    /// The text without comments and without the insides of literals; every character where it was.
    pub code: String,
    /// As `code`, with everything blanked that is compiled for tests only.
    pub production: String,
    /// String literals outside tests: the byte where each begins, and its text.
    pub strings: Vec<(usize, String)>,
}

/// Something that breaks a rule, with the place and a sentence that says what to do.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault(pub String);

impl Source {
    /// Takes a file apart.
    pub fn new(path: &str, text: String) -> Self {
        let lexed = lexer::lex(&text);
        let code = String::from_utf8(lexed.code).unwrap_or_default();
        let production = without_tests(&code);
        let strings = lexed
            .strings
            .into_iter()
            .filter(|(at, _)| production.as_bytes()[at - 1] == b'"')
            .collect();
        Self {
            path: path.to_owned(),
            module: module_of(path),
            text,
            code,
            production,
            strings,
        }
    }

    /// A fault at byte `at` of this file.
    pub fn fault(&self, at: usize, sentence: &str) -> Fault {
        Fault(format!("{}:{}: {sentence}", self.path, self.line(at)))
    }

    /// The line, counted from one, on which byte `at` stands.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// The top module (`store`), or `main`, or `lib`.
    pub fn top(&self) -> &str {
        match self.path.as_str() {
            "src/main.rs" => "main",
            "src/lib.rs" => "lib",
            _ => self.module.first().map_or("lib", String::as_str),
        }
    }

    /// Whether this is a folder's `mod.rs` or the root.
    pub fn is_folder_head(&self) -> bool {
        self.path.ends_with("/mod.rs") || self.path == "src/lib.rs" || self.path == "src/main.rs"
    }

    /// Every place in the production code where `word` stands as a whole word.
    pub fn words<'a>(&'a self, word: &'a str) -> impl Iterator<Item = usize> + 'a {
        words_in(&self.production, word)
    }
}

impl House {
    /// Reads `src` of this package.
    pub fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        collect(&root.join("src"), "src", &mut files);
        Self::of(files)
    }

    /// A house made of (path, text); used by the self-tests.
    pub fn planted(files: &[(&str, &str)]) -> Self {
        Self::of(
            files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    fn of(files: Vec<(String, String)>) -> Self {
        let mut house = Self::default();
        for (path, text) in files {
            if is_rust(&path) {
                house.sources.insert(path.clone(), Source::new(&path, text));
            } else {
                house.others.push(path);
            }
        }
        // The file system names them in any order.
        house.others.sort();
        let tests: Vec<_> = house.sources.values().flat_map(test_only_children).collect();
        for (path, source) in &mut house.sources {
            if tests
                .iter()
                .any(|test| *path == format!("{test}.rs") || path.starts_with(&format!("{test}/")))
            {
                source.production = " ".repeat(source.production.len());
                source.strings.clear();
            }
        }
        house
    }

    /// The file of a module, if `module` names one.
    pub fn file_of(&self, module: &[String]) -> Option<&Source> {
        let base = format!("src/{}", module.join("/"));
        self.sources
            .get(&format!("{base}.rs"))
            .or_else(|| self.sources.get(&format!("{base}/mod.rs")))
    }

    /// The folders under `src` that hold anything, as in `src/store`.
    pub fn folders(&self) -> Vec<String> {
        let paths = self.sources.keys().chain(&self.others);
        let mut folders: Vec<_> = paths
            .filter_map(|p| p.rsplit_once('/'))
            .map(|(f, _)| f.to_owned())
            .collect();
        folders.sort();
        folders.dedup();
        folders.retain(|folder| folder != "src");
        folders
    }
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{} cannot be read: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder entry").path();
        let name = format!(
            "{name}/{}",
            path.file_name().unwrap_or_default().to_string_lossy()
        );
        if path.is_dir() {
            collect(&path, &name, files);
        } else {
            files.push((
                name,
                String::from_utf8_lossy(&fs::read(&path).expect("a source file")).into_owned(),
            ));
        }
    }
}

fn is_rust(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "rs")
}

fn module_of(path: &str) -> Vec<String> {
    let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inner = inner.strip_suffix("/mod").unwrap_or(inner);
    if matches!(inner, "lib" | "main") {
        return Vec::new();
    }
    inner.split('/').map(str::to_owned).collect()
}

/// Every place where `word` stands in `code` as a whole word.
pub fn words_in<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = code.as_bytes();
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        let before = at.checked_sub(1).map(|n| bytes[n]);
        let after = bytes.get(at + word.len()).copied();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

/// The byte after the item that begins at `at`: behind its `;` or behind its closing brace.
pub fn end_of_item(code: &str, at: usize) -> usize {
    let mut depth = 0_usize;
    let mut brackets = 0_usize;
    for (here, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'{' => depth += 1,
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets = brackets.saturating_sub(1),
            b'}' if depth <= 1 => return here + 1,
            b'}' => depth -= 1,
            b';' if depth == 0 && brackets == 0 => return here + 1,
            _ => {}
        }
    }
    code.len()
}

/// The places of `#[cfg(test)]`, `#[cfg(all(test, …))]` and `#[test]`: start of the attribute, start of its item.
fn test_attributes(code: &str) -> Vec<(usize, usize)> {
    let attribute = |(at, _): (usize, &str)| {
        let close = at + code[at..].find(']')?;
        let inside: String = code[at + 2..close]
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let test = ["cfg(test)", "cfg(all(test,", "cfg(any(test,", "test"];
        let tokio = inside.starts_with("tokio::test");
        let is_test = tokio
            || test.iter().any(|t| {
                if t.ends_with(',') {
                    inside.starts_with(t)
                } else {
                    inside == *t
                }
            });
        is_test.then_some((at, close + 1))
    };
    code.match_indices("#[").filter_map(attribute).collect()
}

fn without_tests(code: &str) -> String {
    if code.trim_start().starts_with("#![cfg(test)]") {
        return " ".repeat(code.len());
    }
    let mut bytes = code.as_bytes().to_vec();
    for (at, item) in test_attributes(code) {
        let end = end_of_item(code, item);
        for byte in &mut bytes[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Files that exist only for tests, because their parent says `#[cfg(test)] mod name;`: paths without ending.
fn test_only_children(source: &Source) -> Vec<String> {
    let folder = match source.path.strip_suffix("/mod.rs") {
        Some(folder) => folder.to_owned(),
        None if source.is_folder_head() => "src".to_owned(),
        None => source.path.trim_end_matches(".rs").to_owned(),
    };
    let child = |(_, item): (usize, usize)| {
        let declaration = source.code[item..end_of_item(&source.code, item)].trim();
        let name = declaration.strip_suffix(';')?.rsplit_once("mod ")?.1;
        Some(format!("{folder}/{}", name.trim()))
    };
    test_attributes(&source.code)
        .into_iter()
        .filter_map(child)
        .collect()
}

#[test]
fn code_for_tests_is_told_from_production_code() {
    let house = House::planted(&[
        (
            "src/store/mod.rs",
            "mod a;\n#[cfg(test)]\nmod probe;\nfn real() { one() }\n#[cfg(test)]\nmod tests { fn t() { two() } }\nfn also() {}\n",
        ),
        ("src/store/probe.rs", "fn p() { three() }"),
        ("src/store/a.rs", "fn q() { four() }"),
    ]);
    let production: String = house.sources.values().map(|s| s.production.as_str()).collect();
    assert!(
        ["one", "also", "four"]
            .iter()
            .all(|word| production.contains(word)),
        "{production}"
    );
    assert!(
        !production.contains("two") && !production.contains("three"),
        "{production}"
    );
    assert_eq!(house.sources["src/store/a.rs"].module, ["store", "a"]);
    assert_eq!(house.folders(), ["src/store"]);
}
