//! The sheet "before it goes": an edit of many is looked at first, and told: who changes, who has it already, who is left
//! out and why, how long the CRM takes for it, what can be undone.

use super::Acts;
use crate::domain::command::Command;
use crate::engine::before::{self, ASK_FROM};
use crate::tui::backend::BeforeMany;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::{Confirm, Line};
use crate::tui::pane::Cx;

/// An edit of many that is being looked at.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// What it is called on the sheet.
    pub what: String,
    /// The edits.
    pub commands: Vec<Command>,
    /// What is lost and how it comes back, where that is not "as one line".
    pub warning: Vec<Line>,
}

impl Acts {
    /// Looks first at what an edit would do; the sheet opens with the answer.
    pub(super) fn look(&mut self, before: Before, cx: &mut Cx<'_>) -> Effects {
        let question = BeforeMany {
            commands: before.commands.clone(),
            now: cx.now,
        };
        self.before.about = before;
        Effects::one(cx.ask(&mut self.before.slot, question))
    }

    /// The answer is here. What touches few people is simply done.
    pub(super) fn ask_before(
        &mut self,
        (would, limit): <BeforeMany as crate::tui::backend::Question>::Answer,
        before: Before,
        cx: &mut Cx<'_>,
    ) -> Effects {
        if would.changes == 0 {
            let why = would.left_out.first();
            let why = why.map_or("they have it already".to_owned(), |(why, _)| why.clone());
            cx.say(Notice::warn(format!("nothing to change: {why}")));
            return Effects::none();
        }
        if would.changes < ASK_FROM && before.warning.is_empty() {
            return self.submit_now(before.commands, cx);
        }
        let lines = before::lines(&would, before.commands.len() as u64, limit, &before.warning);
        let ticket = cx.ticket(&mut self.sure.slot);
        self.sure.about = before.commands;
        cx.open(Confirm::new(before.what, lines, would.changes as u64, ticket).about(would.people));
        Effects::none()
    }
}
