//! The sheet "before it goes": an edit of many is looked at first, and told: who changes, who has it already, who is left
//! out and why, how long the CRM takes for it, what can be undone.

use super::{ASK_FROM, Acts};
use crate::domain::command::Command;
use crate::tui::backend::BeforeMany;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::confirm::{Confirm, Line};
use crate::tui::pane::Cx;
use crate::tui::text::count;

/// Reasons that are told one by one.
const REASONS: usize = 3;
/// Requests to the CRM for an edit: it is read before it is written.
const REQUESTS: u64 = 2;
/// Requests in an interval as long as nothing else is known: the default of `ghl.requests_per_10s`.
const USUAL: u32 = 80;
/// The CRM's interval for its limit, in seconds (GHL-API section 4).
const INTERVAL: u64 = 10;

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
        let all = before.commands.len() as u64;
        let mut lines = vec![("who", count(all, "person", "people"))];
        if would.same > 0 {
            let words = format!("{} already; they stay as they are", have(would.same));
            lines.push(("same", words));
        }
        let mut reasons: Vec<String> = would
            .left_out
            .iter()
            .take(REASONS)
            .map(|(why, number)| format!("{number}: {why}"))
            .collect();
        if would.left_out.len() > REASONS {
            reasons.push("and other reasons".to_owned());
        }
        for (at, words) in reasons.into_iter().enumerate() {
            lines.push((if at == 0 { "left out" } else { "" }, words));
        }
        if would.recent > 0 {
            lines.push(("recent", format!("{} edited in the last hour", would.recent)));
        }
        let limit = if limit == 0 { USUAL } else { limit };
        let seconds = would.changes as u64 * REQUESTS * INTERVAL / u64::from(limit);
        let when = format!(
            "here at once; in the CRM within {}, other work goes on",
            match seconds.div_ceil(60) {
                0 | 1 => "a minute".to_owned(),
                minutes => format!("{minutes} min"),
            }
        );
        lines.push(("when", when));
        if before.warning.is_empty() {
            lines.push(("undo", "yes, all of it as one line".to_owned()));
        } else {
            lines.extend(before.warning.iter().cloned());
        }
        let ticket = cx.ticket(&mut self.sure.slot);
        self.sure.about = before.commands;
        cx.open(Confirm::new(before.what, lines, would.changes as u64, ticket).about(would.people));
        Effects::none()
    }
}

fn have(number: usize) -> String {
    match number {
        1 => "1 has it".to_owned(),
        many => format!("{many} have it"),
    }
}
