//! From keys to actions: files are read ([`parse`]), checked for clashes, and asked key by key ([`Keymap::resolve`]).
//!
//! Owns the meaning of every key. Must not know panes or run anything: it answers with an action's row. To bind one
//! more key, write a line in `assets/keymap.toml`; a person's own `keymap.toml` is laid over it, action by action.

pub mod docs;
pub mod key;
pub mod parse;

use std::collections::HashMap;

use crate::tui::action::{ActionSpec, Catalog};
use key::{Key, shown, written};
use parse::{Binding, KeymapError};

/// The keys that come with the program.
pub const DEFAULTS: &str = include_str!("../../../assets/keymap.toml");
/// What that file is called in messages.
pub const DEFAULTS_NAME: &str = "built-in keymap.toml";

/// All keys in force.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    catalog: Catalog,
    bindings: HashMap<&'static str, Binding>,
    tries: HashMap<&'static str, Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    here: Option<&'static ActionSpec>,
    next: Vec<(Key, Node)>,
}

impl Node {
    fn follow(&self, keys: &[Key]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| {
            node.next
                .iter()
                .find(|(step, _)| step == key)
                .map(|(_, next)| next)
        })
    }

    fn insert(&mut self, keys: &[Key], spec: &'static ActionSpec) {
        let Some((first, rest)) = keys.split_first() else {
            self.here = Some(spec);
            return;
        };
        if let Some((_, next)) = self.next.iter_mut().find(|(step, _)| step == first) {
            next.insert(rest, spec);
        } else {
            let mut next = Self::default();
            next.insert(rest, spec);
            self.next.push((*first, next));
        }
    }

    /// The actions whose keys are these, begin them or go on from them.
    fn beside(&self, keys: &[Key], found: &mut Vec<&'static ActionSpec>) {
        found.extend(self.here);
        let (first, rest) = match keys.split_first() {
            Some((first, rest)) => (Some(first), rest),
            None => (None, keys),
        };
        for (step, next) in &self.next {
            if first.is_none_or(|first| first == step) {
                next.beside(rest, found);
            }
        }
    }
}

/// What typed keys mean in a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// They start this action.
    Run(&'static ActionSpec),
    /// They begin something longer.
    Wait(Vec<Hint>),
    /// They mean nothing.
    Unbound,
}

/// One way to go on after the first keys of a sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The next key, as shown.
    pub key: String,
    /// What it starts, or "…" when more keys follow.
    pub title: &'static str,
}

impl Keymap {
    /// The built-in keys with a person's own laid over them: `own` is the file's name and its text.
    pub fn load(catalog: Catalog, own: Option<(&str, &str)>) -> Result<Self, Box<KeymapError>> {
        Self::layered(catalog, (DEFAULTS_NAME, DEFAULTS), own)
    }

    fn layered(
        catalog: Catalog,
        (file, source): (&str, &str),
        own: Option<(&str, &str)>,
    ) -> Result<Self, Box<KeymapError>> {
        let mut bindings: Vec<Binding> = parse::parse(file, source, &catalog)?;
        if let Some((file, source)) = own {
            let own = parse::parse(file, source, &catalog)?;
            // An action named in the own file has exactly the keys that stand there.
            bindings.retain(|theirs| !own.iter().any(|mine| mine.spec.id == theirs.spec.id));
            bindings.extend(own);
        }
        let mut keymap = Self {
            catalog,
            ..Self::default()
        };
        for binding in bindings {
            keymap.add(binding)?;
        }
        Ok(keymap)
    }

    fn add(&mut self, binding: Binding) -> Result<(), Box<KeymapError>> {
        let scope = binding.spec.scope();
        for sequence in &binding.sequences {
            self.check(&binding, sequence)?;
            self.tries
                .entry(scope)
                .or_default()
                .insert(sequence, binding.spec);
        }
        self.bindings.insert(binding.spec.id, binding);
        Ok(())
    }

    /// Refuses a sequence that is, begins or continues another one of the same scope.
    fn check(&self, new: &Binding, sequence: &[Key]) -> Result<(), Box<KeymapError>> {
        let mut beside = Vec::new();
        if let Some(scope) = self.tries.get(new.spec.scope()) {
            scope.beside(sequence, &mut beside);
        }
        for old in beside.iter().filter_map(|spec| self.bindings.get(spec.id)) {
            for other in &old.sequences {
                if other == sequence {
                    return Err(Box::new(KeymapError::Clash {
                        place: new.place.clone(),
                        keys: written(sequence),
                        action: new.spec.id,
                        other: old.spec.id,
                        other_place: old.place.clone(),
                    }));
                }
                let (short, long) = if other.starts_with(sequence) {
                    ((new, sequence), (old, other.as_slice()))
                } else if sequence.starts_with(other) {
                    ((old, other.as_slice()), (new, sequence))
                } else {
                    continue;
                };
                return Err(Box::new(KeymapError::Ambiguous {
                    place: short.0.place.clone(),
                    keys: written(short.1),
                    action: short.0.spec.id,
                    longer: written(long.1),
                    other: long.0.spec.id,
                    other_place: long.0.place.clone(),
                }));
            }
        }
        Ok(())
    }

    /// What `typed` means, asked from the innermost scope outwards. The first scope that knows the keys decides
    /// whether they run something or wait; while waiting, the ways on of all scopes are shown.
    pub fn resolve(&self, scopes: &[&'static str], typed: &[Key]) -> Step {
        let known = || {
            scopes
                .iter()
                .filter_map(|scope| self.tries.get(scope)?.follow(typed))
        };
        match known().next() {
            None => Step::Unbound,
            Some(Node { here: Some(spec), .. }) => Step::Run(spec),
            Some(_) => {
                let mut hints: Vec<Hint> = Vec::new();
                for (key, node) in known().flat_map(|node| &node.next) {
                    let key = key.shown();
                    if !hints.iter().any(|hint| hint.key == key) {
                        hints.push(Hint {
                            key,
                            title: node.here.map_or("…", |spec| spec.title),
                        });
                    }
                }
                Step::Wait(hints)
            }
        }
    }

    /// The first key of an action, as shown; `None` when it has none.
    pub fn key_of(&self, id: &str) -> Option<String> {
        self.bindings.get(id)?.sequences.first().map(|keys| shown(keys))
    }

    /// All keys of an action, as shown.
    pub fn keys_of(&self, id: &str) -> Vec<String> {
        self.bindings
            .get(id)
            .map(|binding| binding.sequences.iter().map(|keys| shown(keys)).collect())
            .unwrap_or_default()
    }

    /// The keys of an action that start it where these scopes are in force, innermost first, as shown: not those that
    /// mean something else further in.
    pub fn keys_in(&self, scopes: &[&'static str], id: &str) -> Vec<String> {
        let sequences = self.bindings.get(id).map(|binding| &binding.sequences);
        let sequences = sequences.into_iter().flatten();
        sequences
            .filter(|keys| self.starts(scopes, keys, id))
            .map(|keys| shown(keys))
            .collect()
    }

    /// Whether these keys, typed one after the other, start an action.
    fn starts(&self, scopes: &[&'static str], keys: &[Key], id: &str) -> bool {
        let types = scopes.first().is_some_and(|scope| self.is_text(scope));
        let is_text = types && keys.iter().any(|key| key.letter().is_some());
        let mut scopes = scopes.to_vec();
        scopes.retain(|scope| !is_text || self.is_text(scope));
        let begins = |typed| matches!(self.resolve(&scopes, typed), Step::Wait(_));
        (1..keys.len()).all(|most| keys.get(..most).is_some_and(begins))
            && matches!(self.resolve(&scopes, keys), Step::Run(spec) if spec.id == id)
    }

    /// Every scope and action.
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Whether letters typed in this scope are text.
    pub fn is_text(&self, scope: &str) -> bool {
        self.catalog.scope(scope).is_some_and(|spec| spec.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::action::ScopeSpec;

    const LIST: ScopeSpec = ScopeSpec {
        id: "list",
        title: "Lists",
        text: false,
    };
    const APP: ScopeSpec = ScopeSpec {
        id: "app",
        title: "Everywhere",
        text: false,
    };
    const LINE: ScopeSpec = ScopeSpec {
        id: "line",
        title: "Line",
        text: true,
    };
    const TOP: ActionSpec = ActionSpec::new("list.top", "Top", "First row.");
    const DOWN: ActionSpec = ActionSpec::new("list.down", "Down", "One row down.");
    const LEADS: ActionSpec = ActionSpec::new("app.leads", "Leads", "Go to Leads.");
    const QUIT: ActionSpec = ActionSpec::new("app.quit", "Quit", "Leave.");
    const SEND: ActionSpec = ActionSpec::new("line.send", "Send", "Send it.");

    fn catalog() -> Catalog {
        Catalog {
            scopes: vec![&LIST, &APP, &LINE],
            actions: vec![&TOP, &DOWN, &LEADS, &QUIT, &SEND],
        }
    }

    const BASE: &str = "[list]\ntop = \"g g\"\ndown = [\"j\", \"down\"]\n[app]\nleads = \"g l\"\nquit = \"q\"\n\
                        [line]\nsend = \"enter\"\n";

    fn with(own: &str) -> Result<Keymap, String> {
        Keymap::layered(catalog(), ("base.toml", BASE), Some(("keymap.toml", own))).map_err(|e| e.to_string())
    }

    fn keys(text: &str) -> Vec<Key> {
        text.split(' ').map(|key| Key::parse(key).unwrap()).collect()
    }

    #[test]
    fn inner_scopes_are_asked_first_and_sequences_wait() {
        let keymap = with("").unwrap();
        let scopes = ["list", "app"];
        assert_eq!(keymap.resolve(&scopes, &keys("j")), Step::Run(&DOWN));
        assert_eq!(keymap.resolve(&scopes, &keys("q")), Step::Run(&QUIT));
        assert_eq!(keymap.resolve(&scopes, &keys("x")), Step::Unbound);
        let Step::Wait(hints) = keymap.resolve(&scopes, &keys("g")) else {
            panic!("g waits")
        };
        let shown: Vec<_> = hints.iter().map(|hint| (hint.key.as_str(), hint.title)).collect();
        assert_eq!(shown, [("g", "Top"), ("l", "Leads")]);
        assert_eq!(keymap.resolve(&scopes, &keys("g l")), Step::Run(&LEADS));
        assert_eq!(keymap.resolve(&scopes, &keys("g x")), Step::Unbound);
    }

    #[test]
    fn keys_that_mean_something_else_further_in_are_not_told() {
        let keymap = with("[app]\nquit = [\"j\", \"q\"]\nleads = \"g g\"\n[list]\ntop = \"g h\"\n").unwrap();
        let (inside, outside) = (["list", "app"], ["app"]);
        assert_eq!(keymap.keys_in(&inside, "app.quit"), ["q"]);
        assert_eq!(keymap.keys_in(&outside, "app.quit"), ["j", "q"]);
        assert_eq!(
            keymap.keys_in(&inside, "app.leads"),
            ["gg"],
            "the first g waits in both"
        );
        // One key further in hides every sequence that it begins.
        let keymap = with("[list]\ntop = \"g\"\n").unwrap();
        assert!(keymap.keys_in(&inside, "app.leads").is_empty());
        // In a line of text a letter is text.
        assert!(keymap.keys_in(&["line", "app"], "app.quit").is_empty());
        assert_eq!(keymap.keys_in(&["line", "app"], "line.send"), ["enter"]);
    }

    #[test]
    fn own_keys_replace_those_of_their_action() {
        let keymap = with("[list]\ndown = \"ctrl-n\"\ntop = []\n").unwrap();
        assert_eq!(keymap.resolve(&["list"], &keys("j")), Step::Unbound);
        assert_eq!(keymap.resolve(&["list"], &keys("ctrl-n")), Step::Run(&DOWN));
        assert_eq!(keymap.key_of("list.top"), None);
        assert_eq!(keymap.key_of("app.leads").as_deref(), Some("gl"));
    }

    #[test]
    fn mistakes_name_file_line_and_both_actions() {
        for (own, said) in [
            (
                "[app]\nquit = \"g l\"\n",
                "keymap.toml:2: \"g l\" would start app.quit, but it already starts app.leads (base.toml:5); \
                 give one of them another key",
            ),
            (
                "[app]\n\nquit = \"g\"\n",
                "keymap.toml:3: \"g\" (app.quit) begins \"g l\" (app.leads, base.toml:5), which could then never be \
                 typed; change one of them",
            ),
            (
                "[app]\nquit = [\"g q\", \"g l x\"]\n",
                "base.toml:5: \"g l\" (app.leads) begins \"g l x\" (app.quit, keymap.toml:2), which could then never be \
                 typed; change one of them",
            ),
            (
                "[list]\ndwn = \"x\"\n",
                "keymap.toml:2: there is no action \"list.dwn\"; did you mean \"list.down\"?",
            ),
            (
                "[lsit]\ndown = \"x\"\n",
                "keymap.toml:1: there is no scope \"lsit\"; did you mean \"list\"?",
            ),
            (
                "[list]\ndown = \"cltr-x\"\n",
                "keymap.toml:2: \"cltr-x\" is no key; write ctrl-k, alt-enter, f1, space, G, or a sequence like \"g g\"",
            ),
            (
                "[list]\ndown = [\"x\", \"x\"]\n",
                "keymap.toml:2: \"x\" stands twice at list.down; take one away",
            ),
            (
                "[line]\nsend = \"s\"\n",
                "keymap.toml:2: \"s\" cannot start line.send: letters are text there; choose a key with ctrl or alt",
            ),
            (
                "[list]\ndown = 3\n",
                "keymap.toml:2: keys are written as \"ctrl-k\" or as [\"j\", \"down\"]",
            ),
        ] {
            assert_eq!(with(own).unwrap_err(), said);
        }
        assert!(with("[list\n").unwrap_err().starts_with("keymap.toml:1: "));
    }
}
