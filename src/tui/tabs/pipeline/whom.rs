//! Whose deal the cursor is on: what can be done to people is done to them, and their stage is that of the card.

use super::Pipeline;
use crate::domain::value::{ContactId, OpportunityId, Shown, StageId};
use crate::engine::view::Person;
use crate::tui::acts::Acts;
use crate::tui::pane::Look;
use crate::tui::person::OnPeople;

impl OnPeople for Pipeline {
    fn one(&self, look: Look<'_>) -> Option<ContactId> {
        self.current(look)?.contact.clone()
    }

    fn name(&self, look: Look<'_>) -> Shown {
        let card = self.current(look);
        card.map(|card| card.who.shown()).unwrap_or_default()
    }

    fn person(&self, look: Look<'_>) -> Option<&Person> {
        let whose = self.current(look)?.contact.as_ref()?;
        self.people.get(whose).map(|card| &card.person)
    }

    fn acts(&mut self) -> &mut Acts {
        &mut self.acts
    }

    fn deal(&self, look: Look<'_>) -> Option<(OpportunityId, StageId)> {
        let card = self.current(look)?;
        Some((card.id.clone(), card.stage.clone()))
    }
}
