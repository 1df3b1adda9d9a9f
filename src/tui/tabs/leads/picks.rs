//! What is chosen from a list over the tab: an order, another list; and what the answers come to.

use super::Leads;
use crate::domain::value::Shown;
use crate::engine::lists;
use crate::tui::backend::ExportList;
use crate::tui::effect::Effects;
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::Cx;
use crate::tui::path::{complete, place};
use crate::tui::text::count;
use crate::tui::ticket::Loaded;

/// Orders a list can be in, as the filter language says them.
const ORDERS: [(&str, &str); 5] = [
    ("", "last active first"),
    ("sort:-last_in", "last message from them first"),
    ("sort:-added", "newest first"),
    ("sort:added", "oldest first"),
    ("sort:name", "by name"),
];

pub(super) fn pick_order(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let now = leads.line.in_force();
    let now = now
        .split_whitespace()
        .find(|word| word.starts_with("sort:"))
        .unwrap_or("");
    let items = ORDERS
        .iter()
        .map(|(sort, label)| Item {
            id: (*sort).to_owned(),
            label: Shown::own(label),
            note: (*sort).to_owned(),
            on: *sort == now,
        })
        .collect();
    let ticket = cx.ticket(&mut leads.sorted);
    cx.open(Picker::one("order", ticket, items));
    Effects::none()
}

/// The name of the list that the tab opens with.
pub(super) const EVERYBODY: &str = "everybody";

/// Shows the next list, or the one before.
pub(super) fn step_list(leads: &mut Leads, forward: bool, cx: &mut Cx<'_>) -> Effects {
    let lists = lists::all(&cx.world.directory.lists);
    let at = lists.iter().position(|list| list.name == leads.list);
    let at = match (at, forward) {
        (Some(at), true) => at + 1,
        (Some(at), false) => (at + lists.len()).saturating_sub(1),
        (None, true) => 0,
        (None, false) => lists.len().saturating_sub(1),
    };
    let Some(list) = lists.get(at % lists.len().max(1)) else {
        return Effects::unchanged();
    };
    let effects = leads.set_filter(&list.filter, cx);
    // Two lists may have the same filter; the one that was stepped to is shown as open.
    leads.list.clone_from(&list.name);
    effects
}

/// Asks for the file that a list goes into.
pub(super) fn export_list(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let check = |typed: &str| match place(typed) {
        file if typed.trim().is_empty() || file.file_name().is_none() => Err("a file is needed".to_owned()),
        file if file.exists() => Err("it is there already and is not written over".to_owned()),
        file => Ok(format!(
            "a table with everybody in the list, at {}",
            file.display()
        )),
    };
    let ticket = cx.ticket(&mut leads.export_to);
    let named = format!("~/leads-{}.csv", cx.now.to_zoned(cx.world.zone.clone()).date());
    let prompt = Prompt::line(
        "export this list",
        "~/buyers.csv",
        ticket,
        &named,
        Box::new(check),
    );
    cx.open(prompt.completing(complete));
    Effects::none()
}

impl Leads {
    /// Takes the answer of an overlay in.
    pub(super) fn take_choice(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(Ok(picked)) = self.choice.take(loaded) {
            return self.take_option(&picked, cx);
        }
        if let Some(Ok(picked)) = self.sorted.take(loaded) {
            let kept = self.line.in_force();
            let kept = kept.split_whitespace().filter(|word| !word.starts_with("sort:"));
            let filter = kept
                .chain(picked.added.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ");
            return self.set_filter(filter.trim(), cx);
        }
        if let Some(Ok(file)) = self.export_to.take(loaded) {
            let (filter, file) = (self.line.in_force(), place(&file));
            return Effects::one(cx.ask(&mut self.exported, ExportList { filter, file }));
        }
        if let Some(exported) = self.exported.take(loaded) {
            cx.say(match exported {
                Ok(rows) => Notice::new(format!("{} are in the file", count(rows, "person", "people"))),
                Err(refusal) => Notice::bad(refusal.0),
            });
            return Effects::none();
        }
        if let Some(effects) = self.take_import(loaded, cx) {
            return effects;
        }
        if let Some(effects) = self.take_kept(loaded, cx) {
            return effects;
        }
        Effects::unchanged()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_is_one_the_filter_language_knows() {
        let today = crate::domain::filter::Today {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            me: None,
            vocabulary: std::sync::Arc::default(),
        };
        for (order, _) in ORDERS {
            assert!(crate::domain::filter::parse(order, &today).is_ok(), "{order}");
        }
    }
}
