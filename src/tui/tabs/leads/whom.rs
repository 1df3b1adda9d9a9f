//! Whom an action of the tab is about.

use super::Leads;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::Shown;
use crate::engine::view::Person;
use crate::tui::action::Enabled;
use crate::tui::acts::out;
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};

/// Whether an action goes to everybody marked.
pub(super) fn bulk(leads: &Leads) -> bool {
    !leads.marked.is_empty() && !leads.full
}

pub(super) fn person(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(leads.current().is_some(), "nobody is under the cursor")
}

pub(super) fn somebody(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(!leads.whom().is_empty(), "nobody is under the cursor")
}

pub(super) fn deal(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(open_deal(leads).is_some(), "they have no open deal")
}

pub(super) fn open_deal(leads: &Leads) -> Option<&crate::engine::view::DealCard> {
    leads
        .current()?
        .deals
        .iter()
        .find(|deal| deal.status == OpportunityStatus::Open)
}

pub(super) fn with_person(
    leads: &mut Leads,
    cx: &mut Cx<'_>,
    act: impl FnOnce(&mut crate::tui::acts::Acts, &Person, &mut Cx<'_>) -> Effects,
) -> Effects {
    let Some(id) = leads.current_id().cloned() else {
        return Effects::unchanged();
    };
    match leads.people.get(&id) {
        Some(card) => act(&mut leads.acts, &card.person, cx),
        None => Effects::unchanged(),
    }
}

pub(super) fn tags(person: Option<&Person>) -> Vec<Shown> {
    person
        .map(|person| {
            person
                .contact
                .tags
                .iter()
                .map(crate::domain::value::Foreign::shown)
                .collect()
        })
        .unwrap_or_default()
}

/// Puts something of the person shown on the clipboard.
pub(super) fn copy(leads: &Leads, cx: &mut Cx<'_>, what: impl Fn(&Person) -> Shown) -> Effects {
    out::copy(&leads.current().map(what).unwrap_or_default(), cx)
}
