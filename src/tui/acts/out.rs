//! Taking somebody out of the program: to the clipboard, to the CRM on the web.

use crate::domain::contact::Contact;
use crate::domain::value::{Foreign, Shown};
use crate::engine::view::Person;
use crate::engine::web;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;

/// Name, number and address on one line.
pub fn line(contact: &Contact) -> Shown {
    let parts = [
        contact.name().to_string(),
        contact.phone.shown().to_string(),
        contact.email.shown().to_string(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Foreign::from(parts.join(" · ")).shown()
}

/// What goes to the clipboard is made safe as well: it will be pasted into a terminal.
pub fn copy(text: &Shown, cx: &mut Cx<'_>) -> Effects {
    if text.as_str().is_empty() {
        cx.say(Notice::warn("there is nothing to copy"));
        return Effects::none();
    }
    cx.say(Notice::new(format!("copied {text}")));
    Effects::one(Effect::Copy(text.to_string()))
}

/// Opens the page of somebody whom the CRM knows.
pub fn open_on_web(person: &Person, cx: &mut Cx<'_>) -> Effects {
    page(person, cx).map_or_else(Effects::none, |address| Effects::one(Effect::Open(address)))
}

/// Puts the address of that page on the clipboard.
pub fn copy_link(person: &Person, cx: &mut Cx<'_>) -> Effects {
    match page(person, cx) {
        Some(address) => copy(&Foreign::from(address).shown(), cx),
        None => Effects::none(),
    }
}

/// The page of somebody in the CRM, or a sentence that there is none: a made-up account has none.
fn page(person: &Person, cx: &mut Cx<'_>) -> Option<String> {
    let page = web::page(person, &cx.world.directory).filter(|_| !cx.world.demo);
    if page.is_none() {
        cx.say(Notice::warn("this account has no page on the web"));
    }
    page
}
