//! Lists that are kept: saving the filter under a name, renaming and deleting what was saved, choosing columns.

use super::{Leads, shown};
use crate::domain::command::Command;
use crate::domain::saved_list::{ListCommand, SavedList, checked_name};
use crate::domain::value::{Foreign, Shown};
use crate::tui::action::Enabled;
use crate::tui::effect::Effects;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::overlays::prompt::{Check, Prompt};
use crate::tui::pane::{Cx, Look};
use crate::tui::ticket::Loaded;

/// Only a filter that can be read is kept.
pub(super) fn readable(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(leads.line.error.is_none(), "this filter cannot be read")
}

/// Only a list that somebody saved can be changed.
pub(super) fn saved(leads: &Leads, look: Look<'_>) -> Enabled {
    let saved = look
        .world
        .directory
        .lists
        .iter()
        .any(|list| list.name == leads.list);
    Enabled::when(saved, "this list was not saved here")
}

fn check() -> Check {
    Box::new(|name| match checked_name(name) {
        Ok(_) => Ok(String::new()),
        Err(why) => Err(why.to_owned()),
    })
}

/// Asks under which name the filter is kept; the list that is open is offered.
pub(super) fn ask_name(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let ticket = cx.ticket(&mut leads.named);
    let name = Foreign::from(leads.list.as_str()).shown().to_string();
    cx.open(Prompt::line(
        "save the list as",
        "hot and waiting",
        ticket,
        &name,
        check(),
    ));
    Effects::none()
}

pub(super) fn ask_new_name(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let ticket = cx.ticket(&mut leads.renamed);
    let name = Foreign::from(leads.list.as_str()).shown().to_string();
    cx.open(Prompt::line(
        "rename the list",
        "hot and waiting",
        ticket,
        &name,
        check(),
    ));
    Effects::none()
}

pub(super) fn delete_list(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let name = std::mem::take(&mut leads.list);
    leads.submit_list(ListCommand::Delete { name }, cx)
}

/// Offers every column; those that are shown are on.
pub(super) fn pick_columns(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let now = shown::of(&leads.line.in_force());
    let items = shown::every()
        .map(|(field, title)| Item {
            id: field.to_owned(),
            label: Shown::own(field),
            note: title.to_owned(),
            on: now.iter().any(|(shown, _)| *shown == field),
        })
        .collect();
    let ticket = cx.ticket(&mut leads.shown);
    cx.open(Picker::many("columns of this list", ticket, items, None));
    Effects::none()
}

impl Leads {
    fn submit_list(&mut self, command: ListCommand, cx: &mut Cx<'_>) -> Effects {
        self.acts.submit("the list", vec![Command::List(command)], cx)
    }

    /// Takes an answer about a list in, if it is one.
    pub(super) fn take_kept(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Option<Effects> {
        if let Some(answer) = self.named.take(loaded) {
            let name = checked_name(&answer.ok()?).ok()?;
            let filter = self.line.in_force().trim().to_owned();
            self.list.clone_from(&name);
            return Some(self.submit_list(ListCommand::Save(SavedList { name, filter }), cx));
        }
        if let Some(answer) = self.renamed.take(loaded) {
            let to = checked_name(&answer.ok()?).ok()?;
            let from = std::mem::replace(&mut self.list, to.clone());
            return Some(self.submit_list(ListCommand::Rename { from, to }, cx));
        }
        let picked = self.shown.take(loaded)?.ok()?;
        let now = shown::of(&self.line.in_force());
        let kept = now
            .iter()
            .map(|(field, _)| *field)
            .filter(|field| !picked.removed.iter().any(|gone| gone == field));
        let columns: Vec<&str> = kept.chain(picked.added.iter().map(String::as_str)).collect();
        let filter = self.line.in_force();
        let rest = filter
            .split_whitespace()
            .filter(|word| !word.starts_with("columns:"));
        let columns = format!("columns:{}", columns.join(","));
        let filter = rest.chain([columns.as_str()]).collect::<Vec<_>>().join(" ");
        let list = self.list.clone();
        let effects = self.set_filter(&filter, cx);
        // The same list, shown otherwise.
        self.list = list;
        Some(effects)
    }
}
