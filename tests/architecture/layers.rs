//! Who may import whom, and that nobody stands in a ring.

use std::collections::{BTreeMap, BTreeSet};

use super::house::{Fault, House};
use super::imports::imports;

/// One row of the table in `src/lib.rs`.
pub struct Layer {
    /// Its number there.
    pub number: u8,
    /// The modules that live on it.
    pub modules: &'static [&'static str],
    /// Every module these may import.
    pub may: &'static [&'static str],
}

/// The table of `src/lib.rs`; [`the_map_agrees`] keeps the two in step.
pub const LAYERS: &[Layer] = &[
    Layer {
        number: 0,
        modules: &["clock", "process", "backoff", "secret", "failpoint"],
        may: &[],
    },
    Layer {
        number: 1,
        modules: &["domain"],
        may: &["backoff", "secret"],
    },
    Layer {
        number: 2,
        modules: &[
            "config",
            "telemetry",
            "store",
            "ghl",
            "claude",
            "courier",
            "sandbox",
        ],
        may: &["clock", "process", "backoff", "secret", "failpoint", "domain"],
    },
    Layer {
        number: 3,
        modules: &["scoring", "extract"],
        may: &["backoff", "secret", "domain"],
    },
    Layer {
        number: 4,
        modules: &["sync", "copilot", "automation"],
        may: &[
            "clock",
            "backoff",
            "secret",
            "failpoint",
            "domain",
            "telemetry",
            "store",
            "ghl",
            "claude",
            "courier",
        ],
    },
    Layer {
        number: 5,
        modules: &["engine"],
        may: &[
            "clock",
            "backoff",
            "secret",
            "failpoint",
            "domain",
            "config",
            "telemetry",
            "store",
            "ghl",
            "claude",
            "courier",
            "scoring",
            "extract",
            "sync",
            "copilot",
            "automation",
        ],
    },
    Layer {
        number: 6,
        modules: &["tui", "cli", "daemon"],
        may: &[
            "clock",
            "backoff",
            "secret",
            "failpoint",
            "domain",
            "config",
            "telemetry",
            "engine",
        ],
    },
];

/// Imports that the table allows to one module of a layer and not to its neighbours.
const ALSO: &[(&str, &str)] = &[
    ("cli", "sandbox"),
    ("cli", "scoring"),
    ("cli", "extract"),
    ("cli", "daemon"),
];

/// Imports that the table forbids.
pub fn upward_imports(house: &House) -> Vec<Fault> {
    let mut faults = BTreeSet::new();
    for import in imports(house) {
        let source = &house.sources[&import.path];
        let (from, to) = (source.top(), import.to[0].as_str());
        if from == to || matches!(from, "main" | "lib") || ALSO.contains(&(from, to)) {
            continue;
        }
        match LAYERS.iter().find(|layer| layer.modules.contains(&from)) {
            None => {
                faults.insert(source.fault(
                    0,
                    &format!("`{from}` is on no layer; give it a row in `src/lib.rs`"),
                ));
            }
            Some(layer) if !layer.may.contains(&to) => {
                let number = layer.number;
                let sentence = format!("`{from}` (layer {number}) must not import `{to}`; see `src/lib.rs`");
                faults.insert(source.fault(import.at, &sentence));
            }
            Some(_) => {}
        }
    }
    faults.into_iter().collect()
}

/// Differences between [`LAYERS`] and the table and module list of `src/lib.rs`.
pub fn the_map_agrees(house: &House) -> Vec<Fault> {
    let Some(lib) = house.sources.get("src/lib.rs") else {
        return vec![Fault("src/lib.rs: the map of the house is gone".to_owned())];
    };
    let mut faults = Vec::new();
    for layer in LAYERS {
        let start = format!("//! | {} |", layer.number);
        let row = lib
            .text
            .lines()
            .find(|line| line.starts_with(&start))
            .unwrap_or_default();
        let cell = row.split('|').nth(2).unwrap_or_default();
        let drawn: BTreeSet<_> = cell.split('`').skip(1).step_by(2).collect();
        if drawn != layer.modules.iter().copied().collect() {
            let number = layer.number;
            faults.push(lib.fault(
                0,
                &format!(
                    "row {number} of the table says {drawn:?}, the test {:?}",
                    layer.modules
                ),
            ));
        }
    }
    let known: BTreeSet<_> = LAYERS.iter().flat_map(|layer| layer.modules).copied().collect();
    let declared = super::folders::declared_modules(lib);
    for module in declared.iter().filter(|module| !known.contains(module.as_str())) {
        faults.push(lib.fault(0, &format!("`{module}` has no row in the table of layers")));
    }
    faults
}

/// Rings of imports: between top modules, and between the neighbours of every folder (each taken with all that is
/// under it). A folder's own `mod.rs` may name its children and be named by them; that is what registries do.
pub fn rings(house: &House) -> Vec<Fault> {
    let mut graphs: BTreeMap<Vec<String>, Graph> = BTreeMap::new();
    for import in imports(house) {
        let shared = import
            .from
            .iter()
            .zip(&import.to)
            .take_while(|(a, b)| a == b)
            .count();
        let (Some(from), Some(to)) = (import.from.get(shared), import.to.get(shared)) else {
            continue;
        };
        let place = format!("{}:{}", import.path, house.sources[&import.path].line(import.at));
        let graph = graphs.entry(import.from[..shared].to_vec()).or_default();
        graph
            .entry(from.clone())
            .or_default()
            .entry(to.clone())
            .or_insert(place);
    }
    graphs
        .iter()
        .filter_map(|(folder, graph)| ring_in(graph).map(|ring| told(folder, graph, &ring)))
        .collect()
}

/// From a module to those it imports, each with one place that does it.
type Graph = BTreeMap<String, BTreeMap<String, String>>;

fn told(folder: &[String], graph: &Graph, ring: &[String]) -> Fault {
    let folder = if folder.is_empty() {
        "the house".to_owned()
    } else {
        format!("`{}`", folder.join("::"))
    };
    let step = |pair: &[String]| format!("{} -> {} ({})", pair[0], pair[1], graph[&pair[0]][&pair[1]]);
    let steps: Vec<_> = ring.windows(2).map(step).collect();
    Fault(format!(
        "a ring of imports in {folder}: {}; move what they share below both",
        steps.join(", ")
    ))
}

/// The shortest ring, its first member repeated at the end.
fn ring_in(graph: &Graph) -> Option<Vec<String>> {
    graph
        .keys()
        .filter_map(|start| way_back(graph, start))
        .min_by_key(Vec::len)
}

fn way_back(graph: &Graph, start: &str) -> Option<Vec<String>> {
    let mut came: BTreeMap<&str, &str> = BTreeMap::new();
    let mut front = vec![start];
    while let Some(next_front) = (!front.is_empty()).then(Vec::new) {
        let here_front = std::mem::replace(&mut front, next_front);
        for here in here_front {
            for next in graph.get(here).into_iter().flat_map(BTreeMap::keys) {
                if next == start {
                    let mut ring = vec![start.to_owned()];
                    let mut at = here;
                    while at != start {
                        ring.push(at.to_owned());
                        at = came[at];
                    }
                    ring.push(start.to_owned());
                    ring.reverse();
                    return Some(ring);
                }
                if !came.contains_key(next.as_str()) {
                    came.insert(next, here);
                    front.push(next);
                }
            }
        }
    }
    None
}

#[test]
fn an_import_against_the_table_is_found_however_it_is_written() {
    let house = House::planted(&[
        ("src/lib.rs", "pub mod clock;"),
        ("src/clock.rs", ""),
        ("src/store/mod.rs", ""),
        (
            "src/ghl/mod.rs",
            "use crate::{clock::Clock,\n store::{self, Store}};",
        ),
        ("src/domain/contact.rs", "fn f() { crate::clock::now() }"),
        (
            "src/tui/mod.rs",
            "#[cfg(test)] mod tests { use crate::store::Store; }",
        ),
        (
            "src/cli/mod.rs",
            "use crate::sandbox::Sandbox; use crate::store::Store;",
        ),
        ("src/sandbox/mod.rs", ""),
        ("src/cellar/mod.rs", "use super::store::Store;"),
        ("src/main.rs", "use leadline::store::Store;"),
    ]);
    let told: Vec<_> = upward_imports(&house).into_iter().map(|f| f.0).collect();
    assert_eq!(
        told,
        [
            "src/cellar/mod.rs:1: `cellar` is on no layer; give it a row in `src/lib.rs`",
            "src/cli/mod.rs:1: `cli` (layer 6) must not import `store`; see `src/lib.rs`",
            "src/domain/contact.rs:1: `domain` (layer 1) must not import `clock`; see `src/lib.rs`",
            "src/ghl/mod.rs:1: `ghl` (layer 2) must not import `store`; see `src/lib.rs`",
        ]
    );
}

#[test]
fn a_ring_is_found_between_files_and_between_folders() {
    let house = House::planted(&[
        (
            "src/store/mod.rs",
            "mod a; mod b; mod c; pub use b::B; pub struct Row;",
        ),
        ("src/store/a.rs", "use super::{B, Row};"),
        ("src/store/b.rs", "use super::c::C;"),
        ("src/store/c/mod.rs", "pub struct C; mod deep;"),
        ("src/store/c/deep.rs", "use crate::store::a::A;"),
        ("src/tui/mod.rs", "use crate::engine::Engine;"),
        ("src/engine/mod.rs", "use crate::tui::Screen;"),
    ]);
    let told: Vec<_> = rings(&house).into_iter().map(|f| f.0).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("a ring of imports in the house: engine -> tui"),
        "{told:?}"
    );
    assert!(
        told[1]
            .contains("a -> b (src/store/a.rs:1), b -> c (src/store/b.rs:1), c -> a (src/store/c/deep.rs:1)")
    );
}

#[test]
fn a_folder_may_register_its_children_and_lend_them_types() {
    let house = House::planted(&[
        (
            "src/tui/tabs/mod.rs",
            "mod leads; pub struct TabSpec; const TABS: &[TabSpec] = &[leads::SPEC];",
        ),
        ("src/tui/tabs/leads.rs", "use super::TabSpec;"),
    ]);
    assert_eq!(rings(&house), []);
}

#[test]
fn a_table_that_drifts_from_the_test_is_found() {
    let house = House::planted(&[(
        "src/lib.rs",
        "//! | 0 | [`clock`], [`cellar`] | nothing |\npub mod attic;",
    )]);
    let told: Vec<_> = the_map_agrees(&house).into_iter().map(|f| f.0).collect();
    assert_eq!(told.len(), LAYERS.len() + 1, "{told:?}");
    assert!(told.iter().any(|f| f.contains("`attic` has no row")), "{told:?}");
}
