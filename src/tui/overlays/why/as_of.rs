//! The score as it was on another day, beside the one that holds.

use jiff::Timestamp;

use super::Why;
use crate::domain::when::past;
use crate::engine::query::{ScoreAt, Then};
use crate::tui::effect::Effects;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::Cx;

/// What can be typed, within the width of the box.
const HINT: &str = "last friday, 3 days ago, march 9";

/// A day, and the score as it was at its end.
pub(super) struct AsOf {
    /// The day as it was typed.
    pub typed: String,
    /// The day in words.
    pub name: String,
    /// Its end.
    pub at: Timestamp,
    /// The score; `None` when there was none yet.
    pub was: Option<Then>,
}

impl Why {
    /// Asks for a day.
    pub(super) fn ask_day(&mut self, cx: &mut Cx<'_>) -> Effects {
        let (now, zone) = (cx.now, cx.world.zone.clone());
        let before = self.read.as_of.as_ref().map(|as_of| as_of.typed.clone());
        let ticket = cx.ticket(&mut self.day);
        let check = Box::new(move |text: &str| {
            if text.trim().is_empty() {
                return Ok("enter shows the score as it is, alone".to_owned());
            }
            let read = past::end(text, now, &zone);
            read.map(|(name, _)| format!("as it was at the end of {name}, beside what it is"))
                .ok_or_else(|| format!("no day that lies behind; write {HINT}"))
        });
        let text = before.unwrap_or_default();
        cx.open(Prompt::line("as of which day?", HINT, ticket, &text, check));
        Effects::none()
    }

    /// Takes the day over that was typed; without one the score stands alone.
    pub(super) fn take_day(&mut self, text: &str, cx: &mut Cx<'_>) -> Effects {
        let read = past::end(text, cx.now, &cx.world.zone);
        self.read.as_of = read.map(|(name, at)| AsOf {
            typed: text.trim().to_owned(),
            name,
            at,
            was: None,
        });
        self.window.set_cursor(0);
        self.look_up(cx)
    }

    /// Reads the score of the day, if one is chosen.
    pub(super) fn look_back(&mut self, cx: &mut Cx<'_>) -> Effects {
        let Some(at) = self.read.as_of.as_ref().map(|as_of| as_of.at) else {
            return Effects::unchanged();
        };
        let contact = self.contact.clone();
        Effects::one(cx.ask(&mut self.then, ScoreAt { contact, at }))
    }
}
