//! Whom the cursor is on: what can be done to people is done to them, and to those who are marked. A snooze is a verdict on the
//! row, a new enquiry has its answer ready, and why they wait is told before why they score.

use super::deed::Deed;
use super::whom::{first_answer, something};
use super::{Today, card};
use crate::domain::value::{ContactId, Shown, UserId};
use crate::engine::view::Person;
use crate::tui::action::Enabled;
use crate::tui::acts::{Acts, People};
use crate::tui::effect::Effects;
use crate::tui::overlays::sheet::{Sheet, SheetLine};
use crate::tui::overlays::why::Why;
use crate::tui::pane::{Cx, Look};
use crate::tui::person::OnPeople;

impl OnPeople for Today {
    fn one(&self, _: Look<'_>) -> Option<ContactId> {
        self.current()?.contact.clone()
    }

    fn name(&self, _: Look<'_>) -> Shown {
        self.people_named().1
    }

    fn person(&self, _: Look<'_>) -> Option<&Person> {
        self.card().map(|card| &card.person)
    }

    fn acts(&mut self) -> &mut Acts {
        &mut self.acts
    }

    fn is_marked(&self) -> bool {
        self.marks.any()
    }

    fn people(&self, _: Look<'_>) -> People {
        self.people_named().0
    }

    fn something(&self, look: Look<'_>) -> Enabled {
        something(self, look)
    }

    fn owner(&self, _: Look<'_>) -> Option<&UserId> {
        self.current()?.owner.as_ref()
    }

    fn pond(&self) -> Option<&UserId> {
        self.queue.as_ref()?.pond.as_ref()
    }

    fn reasons(&self, look: Look<'_>) -> Vec<SheetLine> {
        self.current()
            .map_or_else(Vec::new, |item| card::why_lines(self, item, look))
    }

    /// A task or deal of nobody waits as well, and has no score.
    fn why(&mut self, cx: &mut Cx<'_>) -> Effects {
        let lines = self.reasons(cx.look);
        if let Some(item) = self.current() {
            let name = item.name.shown();
            match &item.contact {
                Some(contact) => cx.open(Why::new(contact.clone(), &name, lines)),
                None => cx.open(Sheet::new(format!("why now: {name}"), lines)),
            }
        }
        Effects::none()
    }

    /// A new enquiry has its answer ready.
    fn ready(&self, look: Look<'_>) -> String {
        first_answer(self, look).map(|(text, _)| text).unwrap_or_default()
    }

    /// Here it is a verdict on the row: it can be given once more.
    fn snooze(&mut self, until: &str, cx: &mut Cx<'_>) -> Effects {
        self.give(Deed::Snooze(until.to_owned()), cx)
    }

    fn snooze_until(&mut self, cx: &mut Cx<'_>) -> Effects {
        self.ask_until(cx)
    }
}
