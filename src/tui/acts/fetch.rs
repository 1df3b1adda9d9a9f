//! Fetching somebody from the CRM once more.

use super::Acts;
use crate::domain::value::ContactId;
use crate::tui::backend::FetchContact;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;

impl Acts {
    /// Fetches a person now.
    pub fn fetch(&mut self, contact: ContactId, cx: &mut Cx<'_>) -> Effects {
        cx.say(Notice::new("fetching this person again"));
        Effects::one(cx.ask(&mut self.fetched.slot, FetchContact(contact)))
    }
}
