//! What Claude does about a person, what is remembered of them, and what left for it.

use super::super::Leads;
use super::super::whom::{person, with_person};
use crate::engine::query::LeftFor;
use crate::tui::action::{ActionSpec, Weight};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::overlays::lens::Lens;
use crate::tui::pane::Action;

/// Its rows.
pub const ACTIONS: &[Action<Leads>] = &[
    Action {
        spec: ActionSpec::new(
            "leads.draft",
            "Draft with Claude",
            "Claude writes an answer where you write it; you send it. Names and numbers stay here.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, Acts::draft),
    },
    Action {
        spec: ActionSpec::new(
            "leads.claude",
            "Ask Claude about them",
            "A question in the chat about them; Claude reads what is here, names and numbers stay here.",
        )
        .word("Claude"),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |acts, person, cx| acts.ask_claude(person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.analyse",
            "Analyse with Claude",
            "How likely they close, how they behave, what to do next; with what it rests on.",
        ),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, |acts, person, cx| acts.prepare("analysis", person, cx)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.brief",
            "Call brief with Claude",
            "An opener, what is known and what to ask; made in the background.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.prepare("call_brief", person, cx)
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.prepare",
            "Prepare with Claude",
            "A reply in three tones, a plan, an answer to an objection, a translation and more: made in the background.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.choose_work(person, cx);
                Effects::none()
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.remember",
            "Remember of them",
            "What is remembered of them: add to it, put it differently, forget it.",
        )
        .word("remember")
        .weight(Weight::Local),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |acts, person, cx| {
                acts.remember(person, cx);
                Effects::none()
            })
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.lens",
            "What left for what Claude prepared",
            "Every byte that left for work about them, beside how it reads here.",
        ),
        enabled: person,
        run: |leads, cx| {
            with_person(leads, cx, |_, person, cx| {
                cx.open(Lens::new(LeftFor::Work(person.contact.id.clone())));
                Effects::none()
            })
        },
    },
];
