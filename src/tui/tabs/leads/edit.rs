//! Changing a field of the person in place.

use super::Leads;
use super::fields;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::history::History;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::pane::{Cx, Look};

/// Opens the field under the cursor: choices as a list, everything else as text.
pub(super) fn change(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let Some(row) = under_cursor(leads, cx.look) else {
        return Effects::unchanged();
    };
    if row.path == "assignedTo" {
        leads.acts.owner(
            leads.current_id().cloned().into_iter().collect(),
            Some(&row.typed),
            cx,
        );
    } else if let Some((options, many)) = fields::options(&row) {
        let chosen: Vec<&str> = row.typed.split(", ").collect();
        let items: Vec<Item> = options
            .iter()
            .map(|option| Item {
                id: option.raw().to_owned(),
                label: option.shown(),
                note: String::new(),
                on: chosen.contains(&option.raw()),
            })
            .collect();
        let ticket = cx.ticket(&mut leads.choice);
        cx.open(if many {
            Picker::many("choose any", ticket, items, None)
        } else {
            Picker::one("choose one", ticket, items)
        });
    } else if let Some(editing) = &mut leads.editing {
        editing.field = Some(crate::tui::widgets::field::Field::line(&row.typed));
    }
    Effects::none()
}

/// Who set the field under the cursor.
pub(super) fn who_said_so(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let field = under_cursor(leads, cx.look).map(|row| (row.path, row.label));
    if let Some(person) = leads.current() {
        let name = person.contact.name();
        cx.open(History::new(person.contact.id.clone(), &name, field));
    }
    Effects::none()
}

fn under_cursor(leads: &Leads, look: Look<'_>) -> Option<fields::FieldRow> {
    let at = leads.editing.as_ref()?.cursor;
    fields::of(leads.current()?, look, true).into_iter().nth(at)
}

pub(super) fn save(leads: &mut Leads, next: bool, cx: &mut Cx<'_>) -> Effects {
    let (Some(row), Some(id)) = (under_cursor(leads, cx.look), leads.current_id().cloned()) else {
        return Effects::unchanged();
    };
    let Some(editing) = &mut leads.editing else {
        return Effects::unchanged();
    };
    let Some(typed) = editing
        .field
        .as_ref()
        .map(crate::tui::widgets::field::Field::text)
    else {
        return Effects::unchanged();
    };
    let effects = if typed.trim() == row.typed.trim() {
        Effects::none()
    } else {
        match fields::command(id, &row, &typed) {
            Ok(command) => leads.acts.submit("field of", vec![command], cx),
            Err(reason) => {
                cx.say(Notice::warn(reason));
                return Effects::none();
            }
        }
    };
    if let Some(editing) = &mut leads.editing {
        editing.field = None;
        editing.cursor += usize::from(next);
    }
    if next {
        effects.and(change(leads, cx))
    } else {
        effects
    }
}

impl Leads {
    /// Takes over what was chosen for the field under the cursor.
    pub(super) fn take_option(&mut self, picked: &Picked, cx: &mut Cx<'_>) -> Effects {
        let (Some(row), Some(id)) = (under_cursor(self, cx.look), self.current_id().cloned()) else {
            return Effects::unchanged();
        };
        let many = fields::options(&row).is_some_and(|(_, many)| many);
        let typed = if many {
            let kept = row.typed.split(", ").filter(|value| !value.is_empty());
            let kept = kept.filter(|value| !picked.removed.iter().any(|removed| removed == value));
            kept.chain(picked.added.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            picked.added.first().cloned().unwrap_or_default()
        };
        match fields::command(id, &row, &typed) {
            Ok(command) => self.acts.submit("field of", vec![command], cx),
            Err(reason) => {
                cx.say(Notice::warn(reason));
                Effects::none()
            }
        }
    }
}
