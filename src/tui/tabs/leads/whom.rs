//! Whom an action of the tab is about.

use super::fields::Editing;
use super::{Leads, shown};
use crate::domain::value::{ContactId, Shown};
use crate::engine::view::Person;
use crate::tui::action::Enabled;
use crate::tui::acts::{Acts, People};
use crate::tui::effect::Effects;
use crate::tui::pane::{Cx, Look};
use crate::tui::person::OnPeople;

pub(super) fn person(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(leads.current().is_some(), "nobody is under the cursor")
}

pub(super) fn somebody(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(!leads.whom().is_empty(), "nobody is under the cursor")
}

impl OnPeople for Leads {
    fn one(&self, _: Look<'_>) -> Option<ContactId> {
        self.current_id().cloned()
    }

    fn name(&self, _: Look<'_>) -> Shown {
        match self.whom().as_slice() {
            // The one who is marked need not be the one under the cursor.
            [only] if self.current_id() != Some(only) => {
                let mut rows = self.window.visible().filter_map(|(_, row)| row);
                let row = rows.find(|row| row.id == *only);
                row.map_or_else(|| Shown::own("the one marked"), shown::name)
            }
            _ => self.called(),
        }
    }

    fn person(&self, _: Look<'_>) -> Option<&Person> {
        self.current()
    }

    fn acts(&mut self) -> &mut Acts {
        &mut self.acts
    }

    fn is_marked(&self) -> bool {
        !self.marked.is_empty() && !self.full
    }

    fn people(&self, _: Look<'_>) -> People {
        self.whom()
    }

    fn edit(&mut self, _: &mut Cx<'_>) -> Effects {
        self.editing = Some(Editing::default());
        Effects::none()
    }
}
