//! What Claude does about a person, what is remembered of them, and what left for it.

use super::{Row, known, with_person};
use crate::engine::query::LeftFor;
use crate::tui::action::{ActionSpec, Weight};
use crate::tui::effect::Effects;
use crate::tui::overlays::lens::Lens;

/// Its rows.
pub(super) const ACTIONS: &[Row] = &[
    Row {
        spec: ActionSpec::new(
            "person.claude",
            "Ask Claude about them",
            "A question in the chat about them; Claude reads what is here, names and numbers stay here.",
        )
        .word("Claude"),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, |acts, person, cx| acts.ask_claude(person, cx)),
    },
    Row {
        spec: ActionSpec::new(
            "person.analyse",
            "Analyse with Claude",
            "How likely they close, how they behave, what to do next; with what it rests on.",
        ),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, |acts, person, cx| acts.prepare("analysis", person, cx)),
    },
    Row {
        spec: ActionSpec::new(
            "person.brief",
            "Call brief with Claude",
            "An opener, what is known and what to ask; made in the background.",
        ),
        enabled: known,
        run: |tab, cx| with_person(tab, cx, |acts, person, cx| acts.prepare("call_brief", person, cx)),
    },
    Row {
        spec: ActionSpec::new(
            "person.prepare",
            "Prepare with Claude",
            "A reply in three tones, a plan, an answer to an objection, a translation and more: made in the background.",
        ),
        enabled: known,
        run: |tab, cx| {
            with_person(tab, cx, |acts, person, cx| {
                acts.choose_work(person, cx);
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.remember",
            "Remember of them",
            "What is remembered of them: add to it, put it differently, forget it.",
        )
        .weight(Weight::Local),
        enabled: known,
        run: |tab, cx| {
            with_person(tab, cx, |acts, person, cx| {
                acts.remember(person, cx);
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.lens",
            "What left for what Claude prepared",
            "Every byte that left for work about them, beside how it reads here.",
        ),
        enabled: known,
        run: |tab, cx| {
            with_person(tab, cx, |_, person, cx| {
                cx.open(Lens::new(LeftFor::Work(person.contact.id.clone())));
                Effects::none()
            })
        },
    },
];
