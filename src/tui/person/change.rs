//! What is changed of people, here and in the CRM: notes, tasks, tags, stage, owner, fields; who is new, who goes.

use super::{Row, Tab, known, only_one, somebody, somebody_of, with_people, with_person};
use crate::domain::value::{Foreign, Shown, UserId};
use crate::tui::action::{ActionSpec, Enabled, Weight};
use crate::tui::acts::Acts;
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look, Target, always};

/// Its rows.
pub(super) const ACTIONS: &[Row] = &[
    Row {
        spec: ActionSpec::new("person.note", "Note", "Write a note.")
            .word("note")
            .weight(Weight::Local),
        enabled: somebody,
        run: |tab, cx| {
            with_people(tab, cx, |acts, people, name, cx| {
                acts.note(people, name, cx);
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new("person.task", "Task", "Plan something to do, and when.")
            .word("task")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |tab, cx| {
            with_people(tab, cx, |acts, people, name, cx| {
                acts.task(people, name, cx);
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new("person.tags", "Tags", "Add and take away tags.")
            .word("tags")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: tags,
    },
    Row {
        spec: ActionSpec::new(
            "person.stage",
            "Move stage",
            "Move their open deal to another stage; of everybody marked, if several are.",
        )
        .word("stage")
        .weight(Weight::Pushed),
        enabled: |tab, look| {
            if tab.is_marked() {
                return Enabled::Yes;
            }
            has_deal(tab, look)
        },
        run: stage,
    },
    Row {
        spec: ActionSpec::new(
            "person.assign",
            "Assign or pond",
            "Give them to a colleague or to the pond.",
        )
        .word("assign")
        .weight(Weight::Pushed),
        enabled: somebody,
        run: assign,
    },
    Row {
        spec: ActionSpec::new(
            "person.why",
            "Why",
            "The parts of their score with what each rests on, what moved, the questions still open; on Today what waiting costs \
             as well.",
        )
        .word("why"),
        enabled: |tab, look| tab.something(look),
        run: |tab, cx| tab.why(cx),
    },
    Row {
        spec: ActionSpec::new(
            "person.edit",
            "Edit fields",
            "Open the person and go through the fields, to change them in place.",
        )
        .word("edit")
        .weight(Weight::Pushed),
        enabled: known,
        run: |tab, cx| tab.edit(cx),
    },
    Row {
        spec: ActionSpec::new("person.new", "New person", "Name, phone and email on one line.")
            .word("new")
            .late()
            .weight(Weight::Pushed),
        enabled: always,
        run: |tab, cx| {
            tab.acts().newcomer(cx);
            Effects::none()
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.duplicate",
            "Duplicate",
            "They are here twice: the other record side by side, and the two are made one.",
        )
        .weight(Weight::Local),
        enabled: |tab, look| somebody_of(tab.one(look).is_some()),
        run: |tab, cx| match tab.one(cx.look) {
            Some(contact) => {
                let name = tab.name(cx.look).to_string();
                tab.acts().doubles(contact, name, cx)
            }
            None => Effects::unchanged(),
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.lift",
            "Lift the opt-out",
            "They have agreed to hear more: lift it, with the reason.",
        )
        .weight(Weight::Pushed),
        enabled: only_one,
        run: |tab, cx| {
            with_people(tab, cx, |acts, people, name, cx| {
                if let [contact] = people.as_slice() {
                    acts.lift(contact.clone(), name, cx);
                }
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.delete",
            "Delete",
            "Delete them in the CRM, after a question.",
        )
        .weight(Weight::Pushed),
        enabled: somebody,
        run: |tab, cx| with_people(tab, cx, Acts::delete),
    },
    Row {
        spec: ActionSpec::new(
            "person.forget",
            "Forget",
            "Everything of theirs leaves this machine for good, after a question.",
        )
        .weight(Weight::Local),
        enabled: only_one,
        run: |tab, cx| {
            with_people(tab, cx, |acts, people, name, cx| {
                if let [contact] = people.as_slice() {
                    acts.forget(contact.clone(), name, cx);
                }
                Effects::none()
            })
        },
    },
    Row {
        spec: ActionSpec::new("person.deal", "Show the deal", "Show their open deal on the board."),
        enabled: has_deal,
        run: |tab, cx| {
            if let Some((deal, _)) = tab.deal(cx.look) {
                cx.go(Target::Deal(deal));
            }
            Effects::none()
        },
    },
    Row {
        spec: ActionSpec::new(
            "person.household",
            "Household",
            "The next of those with the same number or address.",
        ),
        enabled: |tab, look| {
            let others = tab.person(look).is_some_and(|person| !person.household.is_empty());
            Enabled::when(others, "nobody shares their number or address")
        },
        run: |tab, cx| {
            with_person(tab, cx, |_, person, cx| {
                if let Some(kin) = person.household.first() {
                    cx.go(Target::Contact(kin.id.clone()));
                }
                Effects::none()
            })
        },
    },
];

fn has_deal(tab: &Tab, look: Look<'_>) -> Enabled {
    Enabled::when(tab.deal(look).is_some(), "they have no open deal")
}

/// Lets tags be picked; those they have are on, where it is one person.
fn tags(tab: &mut Tab, cx: &mut Cx<'_>) -> Effects {
    let one = tab.person(cx.look).filter(|_| !tab.is_marked());
    let tags = one.iter().flat_map(|person| &person.contact.tags);
    let on: Vec<Shown> = tags.map(Foreign::shown).collect();
    let people = tab.people(cx.look);
    tab.acts().tags(people, &on, cx);
    Effects::none()
}

/// Lets the stage be picked, of one deal or of all who are marked.
fn stage(tab: &mut Tab, cx: &mut Cx<'_>) -> Effects {
    if tab.is_marked() {
        let people = tab.people(cx.look);
        return tab.acts().stages(people, cx);
    }
    let Some((deal, stage)) = tab.deal(cx.look) else {
        return Effects::unchanged();
    };
    let mut pipelines = cx.world.directory.pipelines.iter();
    let its = pipelines.find(|pipeline| pipeline.stages.iter().any(|s| s.id == stage));
    if let Some(pipeline) = its.map(|pipeline| pipeline.id.clone()) {
        tab.acts().stage(deal, &pipeline, &stage, cx);
    }
    Effects::none()
}

/// Lets an owner be picked.
fn assign(tab: &mut Tab, cx: &mut Cx<'_>) -> Effects {
    let (people, owner, pond) = (
        tab.people(cx.look),
        tab.owner(cx.look).cloned(),
        tab.pond().cloned(),
    );
    tab.acts()
        .owner_or_pond(people, owner.as_ref().map(UserId::as_str), pond.as_ref(), cx);
    Effects::none()
}
