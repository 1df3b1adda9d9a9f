//! What a key or the palette can start, as rows of tables. Footer, help, palette and docs/keys.md are generated
//! from these rows, and the key file is held to them.
//!
//! An action's id is its scope and a name (`leads.tags`); the scope says where its key works. The function an action
//! runs stands beside its row in the table of the pane that owns it (see [`super::pane::Action`]).

/// How much an action weighs; decides what is asked before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Only looks or moves.
    Look,
    /// Reversible, and only here.
    Local,
    /// Reversible in the CRM; pushed in order, `z` sends the opposite.
    Pushed,
    /// Leaves the building: shown before it goes.
    Leaves,
    /// Many people or for ever: go on by typing the number.
    Grave,
}

/// One row: everything there is to say about an action, except its key.
#[derive(Debug, PartialEq, Eq)]
pub struct ActionSpec {
    /// `scope.name`; the name it has in the key file.
    pub id: &'static str,
    /// For palette and help, imperative: "Move stage".
    pub title: &'static str,
    /// The word in the footer, beside the key; empty: not in the footer. Neighbouring rows with the same word share
    /// one entry: `j k move`.
    pub word: &'static str,
    /// In the footer its word stands behind those of the places further out.
    pub late: bool,
    /// One sentence more, for help and docs/keys.md.
    pub help: &'static str,
    /// What it costs to be wrong.
    pub weight: Weight,
}

impl ActionSpec {
    /// A row without a footer word that only looks or moves; the rest is set with struct update syntax.
    pub const fn new(id: &'static str, title: &'static str, help: &'static str) -> Self {
        Self {
            id,
            title,
            word: "",
            late: false,
            help,
            weight: Weight::Look,
        }
    }

    /// The same with a word in the footer.
    #[must_use]
    pub const fn word(mut self, word: &'static str) -> Self {
        self.word = word;
        self
    }

    /// The same with its word behind those of the places further out.
    #[must_use]
    pub const fn late(mut self) -> Self {
        self.late = true;
        self
    }

    /// The same with a weight.
    #[must_use]
    pub const fn weight(mut self, weight: Weight) -> Self {
        self.weight = weight;
        self
    }

    /// Whether it changes the account's data. Asking Claude does not: a role that only reads may ask.
    pub fn changes_data(&self) -> bool {
        self.weight != Weight::Look && self.scope().split('.').next() != Some("chat")
    }

    /// The scope in which its key works: the id without its last word.
    pub fn scope(&self) -> &'static str {
        self.id.rsplit_once('.').map_or("", |(scope, _)| scope)
    }
}

/// Where keys mean the same. Panes name their scopes from inner to outer.
#[derive(Debug, PartialEq, Eq)]
pub struct ScopeSpec {
    /// First part of its actions' ids, and the table name in the key file.
    pub id: &'static str,
    /// Heading in help and docs/keys.md.
    pub title: &'static str,
    /// Letters typed here are text: outer scopes are not asked, and no plain letter can be bound.
    pub text: bool,
}

/// Whether an action can run now, and if not, why: shown in palette and help, and said when its key is pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enabled {
    /// It can.
    Yes,
    /// It cannot; the reason completes "not now: …".
    No(&'static str),
}

impl Enabled {
    /// Yes when `condition` holds, otherwise the reason.
    pub const fn when(condition: bool, reason: &'static str) -> Self {
        if condition { Self::Yes } else { Self::No(reason) }
    }
}

/// All scopes and actions of the program, in the order in which help lists them.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Every scope.
    pub scopes: Vec<&'static ScopeSpec>,
    /// Every action.
    pub actions: Vec<&'static ActionSpec>,
}

impl Catalog {
    /// The action `id`.
    pub fn action(&self, id: &str) -> Option<&'static ActionSpec> {
        self.actions.iter().find(|spec| spec.id == id).copied()
    }

    /// The scope `id`.
    pub fn scope(&self, id: &str) -> Option<&'static ScopeSpec> {
        self.scopes.iter().find(|spec| spec.id == id).copied()
    }

    /// The actions of one scope, in table order.
    pub fn of<'a>(&'a self, scope: &'a str) -> impl Iterator<Item = &'static ActionSpec> + 'a {
        self.actions
            .iter()
            .copied()
            .filter(move |spec| spec.scope() == scope)
    }
}
