//! Whom an action of the tab is about, and taking them out of the program: to the clipboard, to the web.

use super::Leads;
use crate::domain::contact::Contact;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::Shown;
use crate::engine::view::Person;
use crate::tui::action::Enabled;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
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
        Some(person) => act(&mut leads.acts, person, cx),
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

pub(super) fn line(contact: &Contact) -> Shown {
    let parts = [
        contact.name().to_string(),
        contact.phone.shown().to_string(),
        contact.email.shown().to_string(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    crate::domain::value::Foreign::from(parts.join(" · ")).shown()
}

/// What goes to the clipboard is made safe as well: it will be pasted into a terminal.
pub(super) fn copy(leads: &Leads, cx: &mut Cx<'_>, what: impl Fn(&Person) -> Shown) -> Effects {
    let Some(text) = leads.current().map(what).filter(|text| !text.as_str().is_empty()) else {
        cx.say(Notice::warn("there is nothing to copy"));
        return Effects::none();
    };
    cx.say(Notice::new(format!("copied {text}")));
    Effects::one(Effect::Copy(text.to_string()))
}

pub(super) fn open_on_web(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let location = cx
        .world
        .directory
        .location
        .as_ref()
        .map(|location| location.id.as_str().to_owned());
    let remote = leads.current().and_then(|person| person.remote_id.clone());
    let (Some(location), Some(remote)) = (location, remote) else {
        return Effects::unchanged();
    };
    let safe = |id: &str| {
        id.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if cx.world.demo || !safe(&location) || !safe(&remote) {
        cx.say(Notice::warn("this account has no page on the web"));
        return Effects::none();
    }
    let address = format!("https://app.gohighlevel.com/v2/location/{location}/contacts/detail/{remote}");
    Effects::one(Effect::Open(address))
}
