//! Whom or what an action of the tab is about.

use super::Today;
use crate::domain::contact::Contact;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::{ContactId, Shown};
use crate::engine::view::{DealCard, Person};
use crate::tui::action::Enabled;
use crate::tui::acts::{Acts, out};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};

pub(super) fn something(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.current().is_some(), "nothing waits")
}

pub(super) fn somebody(today: &Today, _: Look<'_>) -> Enabled {
    let whose = today.current().and_then(|item| item.contact.as_ref());
    Enabled::when(whose.is_some(), "nobody is under the cursor")
}

pub(super) fn known(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.card().is_some(), "nobody is under the cursor")
}

/// The person under the cursor, by id and by name.
pub(super) fn person(today: &Today) -> Option<(ContactId, String)> {
    let item = today.current()?;
    Some((item.contact.clone()?, item.name.shown().to_string()))
}

/// Their open deal.
pub(super) fn open_deal(today: &Today) -> Option<&DealCard> {
    let deals = &today.card()?.person.deals;
    deals.iter().find(|deal| deal.status == OpportunityStatus::Open)
}

/// Does something with everything known of the person under the cursor.
pub(super) fn with_card(
    today: &mut Today,
    cx: &mut Cx<'_>,
    act: impl FnOnce(&mut Acts, &Person, &mut Cx<'_>) -> Effects,
) -> Effects {
    let contact = today.current().and_then(|item| item.contact.as_ref());
    match contact.and_then(|contact| today.cards.get(contact)) {
        Some(card) => act(&mut today.acts, &card.person, cx),
        None => Effects::unchanged(),
    }
}

pub(super) fn copy(today: &mut Today, cx: &mut Cx<'_>, what: impl FnOnce(&Contact) -> Shown) -> Effects {
    with_card(today, cx, |_, person, cx| out::copy(&what(&person.contact), cx))
}
