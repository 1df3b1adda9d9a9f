//! Who names whom: every path in the production code, resolved to the module that really holds the item.

use std::collections::BTreeMap;

use super::house::{House, Source, words_in};
use super::lexer::is_word;

/// A file that names something of another module of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// The naming file.
    pub path: String,
    /// Its module.
    pub from: Vec<String>,
    /// The module that holds what is named. Re-exports are followed within a top module and not beyond: what `engine`
    /// shows of the `store` is the engine's word.
    pub to: Vec<String>,
    /// Where it stands in the file.
    pub at: usize,
}

/// A leaf of a `use` tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The path, as in `["crate", "domain", "value", "Cents"]`; a glob ends in `*`.
    pub path: Vec<String>,
    /// The name it gets here.
    pub name: String,
    /// Whether the `use` is public in any degree.
    pub public: bool,
    /// Where the `use` begins.
    pub at: usize,
}

/// Every import in the house, in the order of the files.
pub fn imports(house: &House) -> Vec<Import> {
    let exports = Exports::of(house);
    let mut found = Vec::new();
    for source in house.sources.values() {
        let leaves = use_leaves(&source.production)
            .into_iter()
            .map(|leaf| (leaf.at, leaf.path));
        let inline = inline_paths(&without_uses(&source.production));
        for (at, path) in leaves.chain(inline) {
            let Some(path) = absolute(house, source, &path) else {
                continue;
            };
            let holder = exports.holder(house, &path);
            let to = if holder.first() == path.first() {
                holder
            } else {
                path[..1].to_vec()
            };
            if !to.is_empty() && to != source.module {
                found.push(Import {
                    path: source.path.clone(),
                    from: source.module.clone(),
                    to,
                    at,
                });
            }
        }
    }
    found
}

/// The leaves of every `use` in `code`.
pub fn use_leaves(code: &str) -> Vec<Leaf> {
    let mut leaves = Vec::new();
    for at in words_in(code, "use") {
        let Some(end) = code[at..].find(';').map(|n| at + n) else {
            continue;
        };
        // `impl Trait + use<'a>` is not an import.
        if code[at + 3..].trim_start().starts_with('<') {
            continue;
        }
        let line = code[..at]
            .rsplit(['\n', ';', '}', '{'])
            .next()
            .unwrap_or_default();
        let public = line.trim_start().starts_with("pub");
        let tree: String = code[at + 3..end]
            .replace(" as ", "@")
            .split_whitespace()
            .collect();
        spread(&[], &tree, &mut |path, name| {
            leaves.push(Leaf {
                path,
                name,
                public,
                at,
            });
        });
    }
    leaves
}

/// Walks a `use` tree whose white space is gone and whose ` as ` is `@`.
fn spread(prefix: &[String], tree: &str, found: &mut impl FnMut(Vec<String>, String)) {
    let (head, group) = match tree.find('{') {
        Some(open) => (&tree[..open], tree[open + 1..].strip_suffix('}')),
        None => (tree, None),
    };
    let mut path = prefix.to_vec();
    let (head, alias) = head.split_once('@').map_or((head, None), |(h, a)| (h, Some(a)));
    path.extend(
        head.split("::")
            .filter(|part| !part.is_empty())
            .map(str::to_owned),
    );
    if let Some(group) = group {
        for branch in branches(group) {
            spread(&path, branch, found);
        }
        return;
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let name = alias
        .map(str::to_owned)
        .or_else(|| path.last().cloned())
        .unwrap_or_default();
    found(path, name);
}

fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    for (at, byte) in group.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                found.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&group[start..]);
    found.retain(|branch| !branch.is_empty());
    found
}

/// `code` with every `use` blanked, so that what is left are paths in the code itself.
fn without_uses(code: &str) -> String {
    let mut bytes = code.as_bytes().to_vec();
    for at in words_in(code, "use") {
        let end = code[at..].find(';').map_or(code.len(), |n| at + n);
        bytes[at..end]
            .iter_mut()
            .filter(|byte| **byte != b'\n')
            .for_each(|byte| *byte = b' ');
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Paths that begin with `crate`, `super`, `self` or our own name and stand in the code itself.
fn inline_paths(code: &str) -> Vec<(usize, Vec<String>)> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for root in ["crate", "super", "self", "leadline"] {
        for at in words_in(code, root) {
            let inside_path = code[..at].trim_end().ends_with("::");
            let mut path = vec![root.to_owned()];
            let mut here = at + root.len();
            while code[here..].starts_with("::") {
                let end = (here + 2..bytes.len())
                    .find(|n| !is_word(bytes[*n]))
                    .unwrap_or(bytes.len());
                if end == here + 2 {
                    break;
                }
                path.push(code[here + 2..end].to_owned());
                here = end;
            }
            if path.len() > 1 && !inside_path {
                found.push((at, path));
            }
        }
    }
    found
}

/// `path` from the root of the crate; `None` if it leads to another crate.
fn absolute(house: &House, source: &Source, path: &[String]) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    let mut base = source.module.clone();
    match first.as_str() {
        "crate" | "leadline" => return Some(rest.to_vec()),
        "self" => {}
        "super" => {
            let ups = path.iter().take_while(|part| *part == "super").count();
            base.truncate(base.len().saturating_sub(ups));
            base.extend(path[ups..].iter().cloned());
            return Some(base);
        }
        child => {
            base.push(child.to_owned());
            house.file_of(&base)?;
            base.pop();
            base.push(child.to_owned());
        }
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// What each module hands on under which name.
struct Exports {
    named: BTreeMap<(Vec<String>, String), Vec<String>>,
    globs: BTreeMap<Vec<String>, Vec<Vec<String>>>,
}

impl Exports {
    fn of(house: &House) -> Self {
        let mut exports = Self {
            named: BTreeMap::new(),
            globs: BTreeMap::new(),
        };
        for source in house.sources.values() {
            for leaf in use_leaves(&source.production)
                .into_iter()
                .filter(|leaf| leaf.public)
            {
                let Some(mut path) = absolute(house, source, &leaf.path) else {
                    continue;
                };
                if leaf.name == "*" {
                    path.pop();
                    exports.globs.entry(source.module.clone()).or_default().push(path);
                } else {
                    exports.named.insert((source.module.clone(), leaf.name), path);
                }
            }
        }
        exports
    }

    /// The module that holds the item at `path`.
    fn holder(&self, house: &House, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        for _hop in 0..8 {
            let depth = (0..=path.len())
                .rev()
                .find(|n| *n == 0 || house.file_of(&path[..*n]).is_some());
            let (module, item) = path.split_at(depth.unwrap_or(0));
            let Some(name) = item.first() else {
                return module.to_vec();
            };
            let named = self.named.get(&(module.to_vec(), name.clone())).cloned();
            let Some(next) = named.or_else(|| self.through_glob(house, module, name)) else {
                return module.to_vec();
            };
            path = next;
        }
        path
    }

    fn through_glob(&self, house: &House, module: &[String], name: &str) -> Option<Vec<String>> {
        let target = self.globs.get(module)?.iter().find(|target| {
            house
                .file_of(target)
                .is_some_and(|source| defines(&source.production, name))
        })?;
        let mut path = target.clone();
        path.push(name.to_owned());
        Some(path)
    }
}

fn defines(code: &str, name: &str) -> bool {
    words_in(code, name).any(|at| {
        let before = code[..at].trim_end();
        ["struct", "enum", "trait", "type", "fn", "const", "static", "mod"]
            .iter()
            .any(|k| before.ends_with(k))
    })
}

#[test]
fn use_trees_are_spread_into_paths() {
    let code = "pub use crate::{domain::{self, value::{Cents as Money, *}}, store};\nuse super::x;";
    let leaves = use_leaves(code);
    let shown: Vec<_> = leaves
        .iter()
        .map(|l| format!("{} {} {}", l.path.join("::"), l.name, l.public))
        .collect();
    assert_eq!(
        shown,
        [
            "crate::domain domain true",
            "crate::domain::value::Cents Money true",
            "crate::domain::value::* * true",
            "crate::store store true",
            "super::x x false"
        ]
    );
}

#[test]
fn names_are_followed_to_the_file_that_holds_them() {
    let house = House::planted(&[
        ("src/lib.rs", "pub mod domain; pub mod store;"),
        (
            "src/domain/mod.rs",
            "mod money; mod all; pub use money::Cents; pub use all::*;",
        ),
        ("src/domain/money.rs", "pub struct Cents; use std::fmt;"),
        ("src/domain/all.rs", "pub struct Every;"),
        (
            "src/store/mod.rs",
            "use crate::domain::{Cents, Every};\nfn f() -> crate::domain::money::Cents { super::store::g() }",
        ),
    ]);
    let to: Vec<_> = imports(&house)
        .into_iter()
        .filter(|i| i.from == ["store"])
        .map(|i| i.to.join("::"))
        .collect();
    assert_eq!(to, ["domain::money", "domain::all", "domain::money"]);
}

#[test]
fn what_a_module_shows_of_another_is_its_own_word() {
    let house = House::planted(&[
        ("src/store/mod.rs", "pub struct Row;"),
        ("src/engine/mod.rs", "pub mod view;"),
        ("src/engine/view.rs", "pub use crate::store::Row;"),
        ("src/tui/mod.rs", "use crate::engine::view::Row;"),
    ]);
    let to: Vec<_> = imports(&house)
        .into_iter()
        .map(|i| format!("{} {}", i.from[0], i.to[0]))
        .collect();
    assert_eq!(to, ["engine store", "tui engine"]);
}
