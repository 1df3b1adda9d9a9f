//! Whom or what an action of the tab is about.

use super::Today;
use crate::domain::contact::{Channel, Contact};
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::today::Kind;
use crate::domain::value::{ContactId, Shown};
use crate::engine::is_spanish;
use crate::engine::view::{DealCard, Person};
use crate::tui::action::Enabled;
use crate::tui::acts::{Acts, out, way_to};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::ready;

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

/// Writes to the person under the cursor; a new enquiry has its answer ready.
pub(super) fn reply(today: &mut Today, cx: &mut Cx<'_>) -> Effects {
    let ready = first_answer(today, cx.look).map(|(text, _)| text);
    with_card(today, cx, |acts, person, cx| {
        acts.reply_with(person, ready.unwrap_or_default(), cx)
    })
}

/// The words that answer the new enquiry under the cursor at once, and the snippet they are from; nothing where somebody or
/// Claude has written to them already.
pub(super) fn first_answer(today: &Today, look: Look<'_>) -> Option<(String, &'static str)> {
    let (item, card) = (today.current()?, today.card()?);
    let fresh = item.waiting.kind == Kind::Lead && card.ready.is_none() && !look.world.reads_only;
    let person = &card.person;
    if !fresh || way_to(person) != Some(Channel::Sms) {
        return None;
    }
    let vocabulary = look.world.directory.vocabulary();
    let spanish = is_spanish(&person.contact, &person.messages, &vocabulary);
    ready::first_answer(&person.contact.first_name.shown(), spanish, look)
}

pub(super) fn copy(today: &mut Today, cx: &mut Cx<'_>, what: impl FnOnce(&Contact) -> Shown) -> Effects {
    with_card(today, cx, |_, person, cx| out::copy(&what(&person.contact), cx))
}
