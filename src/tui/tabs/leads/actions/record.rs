//! The pane beside the list, and what goes out of the record: fetched, copied, opened.

use super::super::Leads;
use super::super::deed;
use super::super::whom::{copy, deal, person, with_person};
use crate::tui::action::{ActionSpec, Enabled};
use crate::tui::acts::out;
use crate::tui::effect::Effects;
use crate::tui::pane::Action;

/// Its rows.
pub const ACTIONS: &[Action<Leads>] = &[
    Action {
        spec: ActionSpec::new(
            "leads.left",
            "Back to the list",
            "The keys that move go to the list again.",
        ),
        enabled: |leads, _| Enabled::when(leads.aside, "the list has the keys already"),
        run: |leads, _| {
            leads.aside = false;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.right",
            "Into the timeline",
            "The keys that move scroll the timeline of the person.",
        ),
        enabled: |leads, look| match person(leads, look) {
            Enabled::Yes => Enabled::when(!leads.aside, "the timeline has the keys already"),
            no @ Enabled::No(_) => no,
        },
        run: |leads, _| {
            leads.aside = true;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-down", "Older", "Scroll the timeline down."),
        enabled: person,
        run: |leads, _| {
            leads.scroll += 3;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-up", "Newer", "Scroll the timeline up."),
        enabled: person,
        run: |leads, _| {
            leads.scroll = leads.scroll.saturating_sub(3);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.fetch",
            "Fetch again",
            "Fetch this person from the CRM now.",
        ),
        enabled: person,
        run: deed::fetch,
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-phone",
            "Copy phone",
            "Put their number on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.phone.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-email",
            "Copy email",
            "Put their address on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.email.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-line",
            "Copy line",
            "Put name, phone and email on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| out::line(&person.contact)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-link",
            "Copy link",
            "Put the address of their page in the CRM on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |_, person, cx| out::copy_link(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.web",
            "Open in the CRM",
            "Open this person in the CRM on the web.",
        ),
        enabled: |leads, _| {
            let known = leads.current().is_some_and(|person| person.remote_id.is_some());
            Enabled::when(known, "the CRM does not know them yet")
        },
        run: |leads, cx| with_person(leads, cx, |_, person, cx| out::open_on_web(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.deal",
            "Show the deal",
            "Show their open deal on the board.",
        ),
        enabled: deal,
        run: deed::show_deal,
    },
];
