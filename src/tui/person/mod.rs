//! What can be done to a person wherever the cursor stands on one: written to, called, changed, put off, asked about. One
//! row an action, with its name, what it needs and what it does; Today, Leads and the board have all of them by that.
//!
//! A tab says whom it stands on ([`OnPeople`]), puts [`SCOPE`] behind its own scope and hands the rest to [`enabled`] and
//! [`run`]; what it does its own way it says there as well. Rows must not know a tab; what they ask for and send is
//! [`super::acts`]. One more action: a row in the file of its kind and its key in `assets/keymap.toml`; one more kind: a file
//! and its line in `ALL`.

mod change;
mod claude;
mod off;
mod reach;
mod record;

pub use reach::reply;

use super::action::{ActionSpec, Enabled, ScopeSpec};
use super::acts::{Acts, People};
use super::effect::Effects;
use super::overlays::sheet::SheetLine;
use super::overlays::why::Why;
use super::pane::{self, Action, Cx, Look, Target};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::{ContactId, OpportunityId, Shown, StageId, UserId};
use crate::engine::view::Person;

/// On a person.
pub const SCOPE: ScopeSpec = ScopeSpec {
    id: "person",
    title: "On a person",
    text: false,
};

/// Some tab with a cursor on people.
type Tab = dyn OnPeople;

/// A row: it is about whomever the cursor of some tab stands on.
type Row = Action<Tab>;

/// Every table, in the order of help.
const ALL: &[&[Row]] = &[
    reach::ACTIONS,
    change::ACTIONS,
    off::ACTIONS,
    claude::ACTIONS,
    record::ACTIONS,
];

/// The rows without their functions.
pub fn actions() -> impl Iterator<Item = &'static ActionSpec> {
    ALL.iter().copied().flat_map(pane::specs)
}

/// The table that has an action, if it is one of these.
fn table_of(id: &str) -> Option<&'static [Row]> {
    let has = |table: &&&[Row]| table.iter().any(|row| row.spec.id == id);
    ALL.iter().find(has).copied()
}

/// Whether an action can run on whomever the cursor stands on; `None` when it is none of these.
pub fn enabled(tab: &Tab, id: &str, look: Look<'_>) -> Option<Enabled> {
    table_of(id).map(|table| pane::enabled(table, tab, id, look))
}

/// Runs an action on whomever the cursor stands on; `None` when it is none of these.
pub fn run(tab: &mut Tab, id: &str, cx: &mut Cx<'_>) -> Option<Effects> {
    table_of(id).map(|table| pane::run(table, tab, id, cx))
}

/// A tab whose cursor can stand on somebody.
pub trait OnPeople: 'static {
    /// Whom the cursor is on.
    fn one(&self, look: Look<'_>) -> Option<ContactId>;

    /// What they are called; of several marked, what one of them is.
    fn name(&self, look: Look<'_>) -> Shown;

    /// Everything known of whom the cursor is on, once it is here.
    fn person(&self, look: Look<'_>) -> Option<&Person>;

    /// What keeps the questions under way.
    fn acts(&mut self) -> &mut Acts;

    /// Whether anybody is marked: an action that can is then about them, wherever the cursor is.
    fn is_marked(&self) -> bool {
        false
    }

    /// Whom an action is about: everybody marked, else whom the cursor is on.
    fn people(&self, look: Look<'_>) -> People {
        self.one(look).into_iter().collect()
    }

    /// Whether the cursor is on anything that can wait.
    fn something(&self, look: Look<'_>) -> Enabled {
        somebody_of(self.is_marked() || self.one(look).is_some())
    }

    /// The deal that a stage is of, and where it stands: their open one.
    fn deal(&self, look: Look<'_>) -> Option<(OpportunityId, StageId)> {
        let mut deals = self.person(look)?.deals.iter();
        let open = deals.find(|deal| deal.status == OpportunityStatus::Open)?;
        Some((open.id.clone(), open.stage.clone()))
    }

    /// Whose they are.
    fn owner(&self, look: Look<'_>) -> Option<&UserId> {
        self.person(look)?.contact.assigned_to.as_ref()
    }

    /// The pond, where the tab knows it.
    fn pond(&self) -> Option<&UserId> {
        None
    }

    /// What the tab has to say itself of why they are here.
    fn reasons(&self, _: Look<'_>) -> Vec<SheetLine> {
        Vec::new()
    }

    /// Shows why they are where they are.
    fn why(&mut self, cx: &mut Cx<'_>) -> Effects {
        if let Some(contact) = self.one(cx.look) {
            let (name, lines) = (self.name(cx.look), self.reasons(cx.look));
            cx.open(Why::new(contact, &name, lines));
        }
        Effects::none()
    }

    /// The words that a reply begins with where nothing is kept.
    fn ready(&self, _: Look<'_>) -> String {
        String::new()
    }

    /// Puts off what the cursor is on until a moment in words.
    fn snooze(&mut self, until: &str, cx: &mut Cx<'_>) -> Effects {
        let people = self.people(cx.look);
        self.acts().snooze(people, until, cx)
    }

    /// Asks until when it is put off.
    fn snooze_until(&mut self, cx: &mut Cx<'_>) -> Effects {
        let (people, name) = (self.people(cx.look), self.name(cx.look));
        self.acts().snooze_until(people, name.as_str(), cx);
        Effects::none()
    }

    /// Goes through the fields; where the tab has none, those of the person's own place.
    fn edit(&mut self, cx: &mut Cx<'_>) -> Effects {
        if let Some(contact) = self.one(cx.look) {
            cx.go(Target::Contact(contact));
            cx.start("person.edit");
        }
        Effects::none()
    }
}

const fn somebody_of(any: bool) -> Enabled {
    Enabled::when(any, "nobody is under the cursor")
}

/// There is somebody, known or not.
fn somebody(tab: &Tab, look: Look<'_>) -> Enabled {
    somebody_of(tab.is_marked() || tab.one(look).is_some())
}

/// Everything of whom the cursor is on is here.
fn known(tab: &Tab, look: Look<'_>) -> Enabled {
    somebody_of(tab.person(look).is_some())
}

/// It is one, and there is somebody.
fn only_one(tab: &Tab, look: Look<'_>) -> Enabled {
    match tab.people(look).len() {
        0 => somebody_of(false),
        1 => Enabled::Yes,
        _ => Enabled::No("for one person at a time"),
    }
}

/// Does something with everything known of whom the cursor is on.
fn with_person(
    tab: &mut Tab,
    cx: &mut Cx<'_>,
    act: impl FnOnce(&mut Acts, &Person, &mut Cx<'_>) -> Effects,
) -> Effects {
    // The tab lends the person; what it keeps of questions is taken from it meanwhile.
    let mut acts = std::mem::take(tab.acts());
    let effects = match tab.person(cx.look) {
        Some(person) => act(&mut acts, person, cx),
        None => Effects::unchanged(),
    };
    *tab.acts() = acts;
    effects
}

/// Does something with whom an action is about, and what they are called.
fn with_people(
    tab: &mut Tab,
    cx: &mut Cx<'_>,
    act: impl FnOnce(&mut Acts, People, &str, &mut Cx<'_>) -> Effects,
) -> Effects {
    let (people, name) = (tab.people(cx.look), tab.name(cx.look));
    act(tab.acts(), people, name.as_str(), cx)
}
