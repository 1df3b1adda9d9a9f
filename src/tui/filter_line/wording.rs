//! Plain words behind a `!`: they choose nobody, and Claude makes a filter of them that waits to be taken.

use super::FilterLine;
use crate::tui::backend::WriteFilter;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::pane::Cx;
use crate::tui::ticket::Loaded;
use crate::tui::widgets::field::Field;

/// What came of the key that keeps a filter.
pub enum Kept {
    /// Typing has ended, and the filter in force is what it was.
    Same,
    /// Typing has ended, and the filter in force is another one.
    Another,
    /// Claude makes a filter of the words first, or they are still to be said.
    NotYet(Effects),
}

impl FilterLine {
    /// The plain words behind a `!`, of which Claude is to make a filter.
    pub fn words(&self) -> Option<String> {
        let text = self.text();
        let words = text.trim_start().strip_prefix('!')?;
        Some(words.trim().to_owned())
    }

    /// Types into the line; says whether the list is to be asked anew.
    pub fn edit(&mut self, edit: impl FnOnce(&mut Field) -> bool) -> bool {
        let was = self.in_force();
        if !edit(&mut self.field) {
            return false;
        }
        self.accept();
        if self.words().is_none() {
            return true;
        }
        self.error = None;
        self.in_force() != was
    }

    /// Keeps the filter and ends typing. Of plain words Claude makes one first, and that is taken with the same key.
    pub fn finish(&mut self, cx: &mut Cx<'_>) -> Kept {
        match self.words() {
            Some(words) if words.is_empty() => {
                cx.say(Notice::warn("say behind the ! whom you look for"));
                Kept::NotYet(Effects::none())
            }
            Some(words) => {
                cx.say(Notice::new(
                    "Claude makes a filter of it; the list stays as it is",
                ));
                Kept::NotYet(Effects::one(cx.ask(&mut self.wording, WriteFilter(words))))
            }
            None => {
                let taken = self.accept();
                self.keep();
                if taken { Kept::Another } else { Kept::Same }
            }
        }
    }

    /// Takes in the filter that Claude made, to be taken or left by the keys of these actions; says whether it is what came.
    pub fn take_wording(&mut self, loaded: &mut Loaded, (keep, undo): (&str, &str), cx: &mut Cx<'_>) -> bool {
        let Some(filter) = self.wording.take(loaded) else {
            return false;
        };
        match filter {
            Ok(filter) if self.offer(&filter) => {
                let (keep, undo) = (cx.look.key(keep), cx.look.key(undo));
                cx.say(Notice::new(format!(
                    "Claude's filter chooses nobody yet: {keep} takes it, {undo} leaves it"
                )));
            }
            Ok(_) => {}
            Err(refusal) => cx.say(Notice::bad(refusal.0)),
        }
        true
    }
}
