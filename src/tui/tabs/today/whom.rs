//! Whom or what an action of the tab is about.

use super::Today;
use crate::domain::contact::Channel;
use crate::domain::today::Kind;
use crate::engine::is_spanish;
use crate::tui::action::Enabled;
use crate::tui::acts::way_to;
use crate::tui::pane::Look;
use crate::tui::ready;

pub(super) fn something(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.current().is_some(), "nothing waits")
}

pub(super) fn known(today: &Today, _: Look<'_>) -> Enabled {
    Enabled::when(today.card().is_some(), "nobody is under the cursor")
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
