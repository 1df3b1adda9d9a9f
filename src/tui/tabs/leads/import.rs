//! People from a file: which one, what is in it, and then an edit of many like any other.

use std::path::PathBuf;

use super::Leads;
use crate::domain::command::Command;
use crate::engine::import::{Incoming, Rest};
use crate::tui::backend::ReadPeople;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::import::Import;
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::Cx;
use crate::tui::path::{complete, place};
use crate::tui::ticket::{Loaded, Slot};

/// What is under way.
#[derive(Debug, Default)]
pub(super) struct Importing {
    typed: Slot<String>,
    file: PathBuf,
    rest: Rest,
    read: Slot<Incoming>,
    agreed: Slot<Vec<Command>>,
}

impl Importing {
    /// Whether the sheet is about to open.
    pub(super) fn is_opening(&self) -> bool {
        self.read.is_open()
    }
}

impl Leads {
    /// Shows what is in a file; asks for its name where none was typed.
    pub(super) fn import(&mut self, typed: &str, cx: &mut Cx<'_>) -> Effects {
        if typed.trim().is_empty() {
            self.ask_file(cx);
            return Effects::none();
        }
        self.importing.file = place(typed);
        let file = self.importing.file.clone();
        Effects::one(cx.ask(&mut self.importing.read, ReadPeople(file))).and(Effects::none())
    }

    /// Which file is being read, as long as it is.
    pub(super) fn reading(&self) -> String {
        if self.importing.is_opening() {
            format!("reading {}", self.file_name())
        } else {
            String::new()
        }
    }

    fn ask_file(&mut self, cx: &mut Cx<'_>) {
        let check = |typed: &str| match place(typed) {
            _ if typed.trim().is_empty() => Err("a file is needed".to_owned()),
            file if file.is_dir() => Err("that is a folder".to_owned()),
            file if file.exists() => Ok("enter shows what is in it; nothing is done yet".to_owned()),
            _ => Err("there is no such file".to_owned()),
        };
        let ticket = cx.ticket(&mut self.importing.typed);
        let prompt = Prompt::line(
            "import people from a file",
            "~/people.csv",
            ticket,
            "",
            Box::new(check),
        );
        cx.open(prompt.completing(complete));
    }

    /// Takes an answer in, if it is about a file.
    pub(super) fn take_import(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(Ok(typed)) = self.importing.typed.take(loaded) {
            return Some(self.import(&typed, cx));
        }
        if let Some(read) = self.importing.read.take(loaded) {
            match read {
                Ok(incoming) => {
                    self.importing.rest = incoming.rest();
                    let ticket = cx.ticket(&mut self.importing.agreed);
                    cx.open(Import::new(&self.file_name(), incoming, ticket));
                }
                Err(refusal) => cx.say(Notice::bad(refusal.0)),
            }
            return Some(Effects::none());
        }
        let commands = self.importing.agreed.take(loaded)?.ok()?;
        let what = format!("import {}", self.file_name());
        Some(self.acts.take_in(&what, commands, self.importing.rest, cx))
    }

    fn file_name(&self) -> String {
        let name = self.importing.file.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests;
