//! What the actions of the tab do, where that is more than a line.

use super::Leads;
use super::whom::{bulk, open_deal, tags};
use crate::domain::value::{Shown, UserId};
use crate::tui::backend::FetchContact;
use crate::tui::effect::Effects;
use crate::tui::filter_line::Kept;
use crate::tui::notice::Notice;
use crate::tui::pane::{Cx, Target};
use crate::tui::widgets::list::Motion;

/// Shows the person alone; of a list with nobody in it, takes the wider filter.
pub(super) fn open(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if leads.is_too_narrow() {
        return leads.widen(cx);
    }
    leads.full = true;
    leads.scroll = 0;
    leads.sought = super::Sought::default();
    Effects::none()
}

/// Asks before somebody is forgotten for good.
pub(super) fn forget(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let name = leads.name();
    if let [contact] = leads.whom().as_slice() {
        leads.acts.forget(contact.clone(), &name, cx);
    }
    Effects::none()
}

/// Asks why an opt-out is lifted.
pub(super) fn lift(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let name = leads.name();
    if let [contact] = leads.whom().as_slice() {
        leads.acts.lift(contact.clone(), &name, cx);
    }
    Effects::none()
}

/// Lets tags be picked; those they have are on, where it is one person.
pub(super) fn edit_tags(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let on: Vec<Shown> = if bulk(leads) {
        Vec::new()
    } else {
        tags(leads.current())
    };
    leads.acts.tags(leads.whom(), &on, cx);
    Effects::none()
}

/// Lets the stage be picked, of one deal or of all who are marked.
pub(super) fn move_stage(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if bulk(leads) {
        return leads.acts.stages(leads.whom(), cx);
    }
    let Some(deal) = open_deal(leads) else {
        return Effects::unchanged();
    };
    let (id, stage) = (deal.id.clone(), deal.stage.clone());
    let pipelines = &cx.world.directory.pipelines;
    let pipeline = pipelines
        .iter()
        .find(|p| p.stages.iter().any(|s| s.id == stage))
        .map(|p| p.id.clone());
    if let Some(pipeline) = pipeline {
        leads.acts.stage(id, &pipeline, &stage, cx);
    }
    Effects::none()
}

/// Lets an owner be picked.
pub(super) fn assign(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let owner = leads
        .current()
        .and_then(|person| person.contact.assigned_to.clone());
    leads
        .acts
        .owner(leads.whom(), owner.as_ref().map(UserId::as_str), cx);
    Effects::none()
}

/// Goes to the next of those with the same number or address.
pub(super) fn next_of_household(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let next = leads.current().and_then(|person| person.household.first());
    if let Some(next) = next.map(|kin| kin.id.clone()) {
        cx.go(Target::Contact(next));
    }
    Effects::none()
}

/// Marks the person under the cursor, or takes the mark away, and goes on.
pub(super) fn mark(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if let Some(id) = leads.current_id().cloned()
        && !leads.marked.remove(&id)
    {
        leads.marked.insert(id);
    }
    leads.move_by(Motion::Down, cx).and(Effects::none())
}

/// Begins a range under the cursor, or ends the one that was begun.
pub(super) fn mark_range(leads: &mut Leads, _: &mut Cx<'_>) -> Effects {
    if leads.range_from.take().is_none() {
        leads.marked.extend(leads.current_id().cloned());
        leads.range_from = Some(leads.window.cursor());
    }
    Effects::none()
}

/// Fetches the person from the CRM again.
pub(super) fn fetch(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let Some(id) = leads.current_id().cloned() else {
        return Effects::unchanged();
    };
    cx.say(Notice::new("fetching this person again"));
    Effects::one(cx.ask(&mut leads.fetched, FetchContact(id)))
}

/// Shows their open deal in its tab.
pub(super) fn show_deal(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if let Some(deal) = open_deal(leads) {
        let target = Target::Deal(deal.id.clone());
        cx.go(target);
    }
    Effects::none()
}

/// Takes the filter back to what it was before.
pub(super) fn undo_filter(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if leads.line.undo() {
        leads.refilter(cx)
    } else {
        Effects::none()
    }
}

/// Keeps the filter and goes to the list; of plain words Claude makes one first.
pub(super) fn keep_filter(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    match leads.line.finish(cx) {
        Kept::NotYet(effects) => effects,
        Kept::Another => leads.refilter(cx),
        Kept::Same => Effects::none(),
    }
}

/// Completes the field or value that is being typed.
pub(super) fn complete_filter(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    if leads.line.complete(&cx.world.directory) {
        leads.refilter(cx)
    } else {
        Effects::none()
    }
}

/// Leaves a field as it was.
pub(super) fn leave_field(leads: &mut Leads, _: &mut Cx<'_>) -> Effects {
    if let Some(editing) = &mut leads.editing {
        editing.field = None;
    }
    Effects::none()
}
