//! What the actions of the tab do, where that is more than a line.

use super::Leads;
use crate::tui::effect::Effects;
use crate::tui::filter_line::Kept;
use crate::tui::pane::Cx;
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
