//! What is known of how the agent writes: read, put differently, forgotten, added to. It stays on this machine.

use super::Composer;
use crate::domain::command::Command;
use crate::domain::style::{MOST, Manner, StyleCommand, StyleSource};
use crate::engine::query::StyleNow;
use crate::engine::view::Receipt;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::facts::{self, Words};
use crate::tui::overlays::picker::Picked;
use crate::tui::pane::{Cx, Look};
use crate::tui::ticket::{Loaded, Slot};

/// What is said where a fact is put into words.
const WORDS: Words = Words {
    title: "how do you write?",
    example: "says you, never one",
    kept: "it stays on this computer; Claude reads it masked when it drafts",
    most: MOST,
};

/// Questions about it that are under way.
#[derive(Default)]
pub(super) struct Manners {
    known: Slot<Vec<Manner>>,
    which: Slot<Picked>,
    words: Slot<String>,
    done: Slot<Receipt>,
    /// What was shown.
    shown: Vec<Manner>,
    /// The fact that is being put differently.
    about: Option<String>,
}

/// Where a fact comes from and since when.
fn origin(manner: &Manner, look: Look<'_>) -> String {
    let whose = match manner.source {
        StyleSource::Edits => "from your edits",
        StyleSource::Agent => "by hand",
    };
    format!("{whose}, {}", look.stamp(manner.at))
}

impl Composer {
    /// Asks what is known of how they write.
    pub(super) fn ask_manners(&mut self, cx: &mut Cx<'_>) -> Effects {
        Effects::one(cx.ask(&mut self.hand.manners.known, StyleNow))
    }

    fn show_manners(&mut self, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.hand.manners.which);
        let look = cx.look;
        let known = self.hand.manners.shown.iter();
        let facts = known.map(|manner| (manner.id.as_str(), manner.text.as_str(), origin(manner, look)));
        cx.open(facts::list("how you write", ticket, facts));
    }

    fn ask_words(&mut self, id: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.hand.manners.words);
        let known = self.hand.manners.shown.iter().find(|manner| manner.id == id);
        cx.open(facts::words(
            &WORDS,
            ticket,
            known.map(|manner| manner.text.as_str()),
        ));
        self.hand.manners.about = known.map(|manner| manner.id.clone());
    }

    /// Takes an answer in, if it is about how they write.
    pub(super) fn take_manners(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(known) = self.hand.manners.known.take(loaded) {
            match known {
                Ok(known) => {
                    self.hand.manners.shown = known;
                    self.show_manners(cx);
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        if let Some(Ok(picked)) = self.hand.manners.which.take(loaded) {
            if let Some(id) = picked.added.first() {
                self.ask_words(id, cx);
            }
            return Some(Effects::none());
        }
        if let Some(done) = self.hand.manners.done.take(loaded) {
            match done {
                Ok(_) => cx.say(Notice::new("kept; Claude's next drafts go by it")),
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        let Ok(text) = self.hand.manners.words.take(loaded)? else {
            return Some(Effects::none());
        };
        let text = text.trim().to_owned();
        let command = match self.hand.manners.about.take() {
            Some(id) if text.is_empty() => StyleCommand::Drop { id },
            id => StyleCommand::Put { id, text },
        };
        let submitted = cx.submit(&mut self.hand.manners.done, Command::Style(command));
        Some(Effects::one(submitted))
    }
}
