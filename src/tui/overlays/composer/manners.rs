//! What is known of how the agent writes: read, put differently, forgotten, added to. It stays on this machine.

use super::Composer;
use crate::domain::command::Command;
use crate::domain::style::{MOST, Manner, StyleCommand, StyleSource};
use crate::domain::value::{Foreign, Shown};
use crate::engine::query::StyleNow;
use crate::engine::view::Receipt;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Cx, Look};
use crate::tui::ticket::{Loaded, Slot};

/// What stands for "something new" in the list.
const NEW: &str = "";

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
        let known = self.hand.manners.shown.iter().map(|manner| Item {
            id: manner.id.clone(),
            label: Foreign::from(manner.text.as_str()).shown(),
            note: origin(manner, look),
            on: false,
        });
        let new = Item {
            id: NEW.to_owned(),
            label: Shown::own("something new"),
            note: String::new(),
            on: false,
        };
        let items = known.chain([new]).collect();
        cx.open(Picker::one("how you write", ticket, items));
    }

    fn ask_words(&mut self, id: &str, cx: &mut Cx<'_>) {
        let ticket = cx.ticket(&mut self.hand.manners.words);
        let known = self.hand.manners.shown.iter().find(|manner| manner.id == id);
        let is_known = known.is_some();
        let check = move |line: &str| match line.trim() {
            "" if is_known => Ok("enter forgets it".to_owned()),
            "" => Err("nothing typed yet".to_owned()),
            words if words.chars().count() > MOST => {
                Err(format!("a fact has at most {MOST} characters; make two of it"))
            }
            _ => Ok("it stays on this computer; Claude reads it masked when it drafts".to_owned()),
        };
        let title = if is_known {
            "put it differently; empty forgets it"
        } else {
            "how do you write?"
        };
        let text = known.map_or("", |manner| manner.text.as_str());
        let shown = Foreign::from(text).shown().to_string();
        self.hand.manners.about = known.map(|manner| manner.id.clone());
        cx.open(Prompt::line(
            title,
            "says you, never one",
            ticket,
            &shown,
            Box::new(check),
        ));
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
