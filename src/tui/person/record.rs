//! What goes out of the record of a person: who said so, fetched anew, copied, opened on the web.

use super::{Row, Tab, known, somebody_of, with_person};
use crate::domain::contact::Contact;
use crate::domain::value::Shown;
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::acts::out;
use crate::tui::effect::Effects;
use crate::tui::overlays::history::History;
use crate::tui::pane::Cx;

/// Its rows.
pub(super) const ACTIONS: &[Row] = &[
    Row {
        spec: ActionSpec::new(
            "person.history",
            "Who said so",
            "The values their fields had, who set them and when.",
        ),
        enabled: known,
        run: |tab, cx| {
            with_person(tab, cx, |_, person, cx| {
                let contact = &person.contact;
                cx.open(History::new(contact.id.clone(), &contact.name(), None));
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.fetch",
            "Fetch again",
            "Fetch this person from the CRM now.",
        ),
        enabled: |tab, look| somebody_of(tab.one(look).is_some()),
        run: |tab, cx| match tab.one(cx.look) {
            Some(contact) => tab.acts().fetch(contact, cx),
            None => Effects::unchanged(),
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.copy-phone",
            "Copy phone",
            "Put their number on the clipboard.",
        ),
        enabled: known,
        run: |tab, cx| copy(tab, cx, |contact| contact.phone.shown()),
    },
    Row {
        spec: ActionSpec::new(
            "person.copy-email",
            "Copy email",
            "Put their address on the clipboard.",
        ),
        enabled: known,
        run: |tab, cx| copy(tab, cx, |contact| contact.email.shown()),
    },
    Row {
        spec: ActionSpec::new(
            "person.copy-line",
            "Copy line",
            "Put name, phone and email on the clipboard.",
        ),
        enabled: known,
        run: |tab, cx| copy(tab, cx, out::line),
    },
    Row {
        spec: ActionSpec::new(
            "person.copy-link",
            "Copy link",
            "Put the address of their page in the CRM on the clipboard.",
        ),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, |_, person, cx| out::copy_link(person, cx)),
    },
    Row {
        spec: ActionSpec::new(
            "person.web",
            "Open in the CRM",
            "Open this person in the CRM on the web.",
        ),
        enabled: |tab, look| {
            let is_known = tab.person(look).is_some_and(|person| person.remote_id.is_some());
            Enabled::when(is_known, "the CRM does not know them yet")
        },
        run: |tab, cx| with_person(tab, cx, |_, person, cx| out::open_on_web(person, cx)),
    },
];

/// Puts something of theirs on the clipboard.
fn copy(tab: &mut Tab, cx: &mut Cx<'_>, what: impl FnOnce(&Contact) -> Shown) -> Effects {
    with_person(tab, cx, |_, person, cx| out::copy(&what(&person.contact), cx))
}
