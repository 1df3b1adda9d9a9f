//! What can be done on the Leads tab.

use serde_json::Value;

use super::Leads;
use super::fields::{self, Editing};
use super::newcomer;
use crate::domain::command::Command;
use crate::domain::contact::Contact;
use crate::domain::opportunity::OpportunityStatus;
use crate::domain::value::Shown;
use crate::engine::view::Person;
use crate::tui::action::{ActionSpec, Enabled, ScopeSpec, Weight};
use crate::tui::backend::FetchContact;
use crate::tui::effect::{Effect, Effects};
use crate::tui::notice::Notice;
use crate::tui::overlays::picker::{Item, Picked, Picker};
use crate::tui::overlays::prompt::Prompt;
use crate::tui::pane::{Action, Cx, Look, Target, always};
use crate::tui::ticket::Loaded;

/// The tab.
pub const LEADS: ScopeSpec = ScopeSpec {
    id: "leads",
    title: "Leads",
    text: false,
};
/// Its filter line.
pub const FILTER: ScopeSpec = ScopeSpec {
    id: "leads.filter",
    title: "Leads, while filtering",
    text: true,
};
/// Going through the fields of a person.
pub const FIELDS: ScopeSpec = ScopeSpec {
    id: "leads.fields",
    title: "Leads, in the fields",
    text: false,
};
/// Typing into one.
pub const FIELD: ScopeSpec = ScopeSpec {
    id: "leads.field",
    title: "Leads, in one field",
    text: true,
};

/// Whether an action goes to everybody marked.
fn bulk(leads: &Leads) -> bool {
    !leads.marked.is_empty() && !leads.full
}

fn person(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(leads.current().is_some(), "nobody is under the cursor")
}

fn somebody(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(!leads.whom().is_empty(), "nobody is under the cursor")
}

fn deal(leads: &Leads, _: Look<'_>) -> Enabled {
    Enabled::when(open_deal(leads).is_some(), "they have no open deal")
}

fn open_deal(leads: &Leads) -> Option<&crate::engine::view::DealCard> {
    leads
        .current()?
        .deals
        .iter()
        .find(|deal| deal.status == OpportunityStatus::Open)
}

/// The table.
pub const ACTIONS: &[Action<Leads>] = &[
    Action {
        spec: ActionSpec::new(
            "leads.search",
            "Filter",
            "Choose whom the list shows, as you type.",
        )
        .word("filter"),
        enabled: always,
        run: |leads, _| {
            leads.full = false;
            leads.line.begin();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.open", "Open", "The person alone, with the whole timeline.")
            .word("open"),
        enabled: |leads, look| match person(leads, look) {
            Enabled::No(_) if leads.is_too_narrow() => Enabled::Yes,
            other => other,
        },
        run: |leads, cx| {
            if leads.is_too_narrow() {
                return leads.widen(cx);
            }
            leads.full = true;
            leads.scroll = 0;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.reply",
            "Reply",
            "Write to them, on the channel of their last message.",
        )
        .word("reply")
        .weight(Weight::Leaves),
        enabled: person,
        run: |leads, cx| with_person(leads, cx, crate::tui::acts::Acts::reply),
    },
    Action {
        spec: ActionSpec::new("leads.note", "Note", "Write a note.")
            .word("note")
            .weight(Weight::Local),
        enabled: somebody,
        run: |leads, cx| {
            let name = leads.name();
            leads.acts.note(leads.whom(), &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.task", "Task", "Plan something to do, and when.")
            .word("task")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |leads, cx| {
            let name = leads.name();
            leads.acts.task(leads.whom(), &name, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.tags", "Tags", "Add and take away tags.")
            .word("tags")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |leads, cx| {
            let on: Vec<Shown> = if bulk(leads) {
                Vec::new()
            } else {
                tags(leads.current())
            };
            leads.acts.tags(leads.whom(), &on, cx);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.stage",
            "Move stage",
            "Move their open deal to another stage.",
        )
        .word("stage")
        .weight(Weight::Pushed),
        enabled: deal,
        run: |leads, cx| {
            let Some(deal) = open_deal(leads) else {
                return Effects::unchanged();
            };
            let (id, stage) = (deal.id.clone(), deal.stage.clone());
            let pipelines = &cx.world.directory.pipelines;
            let pipeline = pipelines
                .iter()
                .find(|p| p.stages.iter().any(|s| s.id == stage))
                .map(|p| p.id.clone());
            if let Some(pipeline) = pipeline {
                leads.acts.stage(id, &pipeline, &stage, cx);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.assign", "Assign", "Give them to a colleague.")
            .word("assign")
            .weight(Weight::Pushed),
        enabled: somebody,
        run: |leads, cx| {
            let owner = leads
                .current()
                .and_then(|person| person.contact.assigned_to.clone());
            leads.acts.owner(
                leads.whom(),
                owner.as_ref().map(crate::domain::value::UserId::as_str),
                cx,
            );
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.edit",
            "Edit fields",
            "Go through the fields and change them in place.",
        )
        .word("edit")
        .weight(Weight::Pushed),
        enabled: person,
        run: |leads, _| {
            leads.editing = Some(Editing::default());
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.done", "Task done", "Tick off one of their tasks.")
            .weight(Weight::Pushed),
        enabled: |leads, _| {
            let open = leads
                .current()
                .is_some_and(|person| person.tasks.iter().any(|task| !task.completed));
            Enabled::when(open, "they have no open task")
        },
        run: pick_done,
    },
    Action {
        spec: ActionSpec::new("leads.new", "New person", "Name, phone and email on one line.")
            .word("new")
            .weight(Weight::Pushed),
        enabled: always,
        run: |leads, cx| {
            let ticket = cx.ticket(&mut leads.created);
            let check = |line: &str| match newcomer::read(line) {
                Some(fields) => Ok(newcomer::described(&fields)),
                None => Err("a name, a phone number or an email address is needed".to_owned()),
            };
            cx.open(Prompt::line(
                "new person",
                "Maria Delgado 909 555 0142 maria@example.com",
                ticket,
                "",
                Box::new(check),
            ));
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.mark",
            "Mark",
            "Mark the person; actions then go to everybody marked.",
        )
        .word("mark"),
        enabled: somebody,
        run: |leads, cx| {
            if let Some(id) = leads.current_id().cloned()
                && !leads.marked.remove(&id)
            {
                leads.marked.insert(id);
            }
            leads
                .move_by(crate::tui::widgets::list::Motion::Down, cx)
                .and(Effects::none())
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.range",
            "Mark a range",
            "Mark from here to where the cursor goes; again ends it.",
        ),
        enabled: somebody,
        run: |leads, _| {
            if leads.range_from.take().is_none() {
                leads.marked.extend(leads.current_id().cloned());
                leads.range_from = Some(leads.window.cursor());
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.all",
            "Mark all",
            "Mark everybody the filter chooses, or nobody.",
        ),
        enabled: always,
        run: Leads::mark_all,
    },
    Action {
        spec: ActionSpec::new("leads.next-list", "Next list", "The next list."),
        enabled: always,
        run: |leads, cx| step_list(leads, 1, cx),
    },
    Action {
        spec: ActionSpec::new("leads.previous-list", "Previous list", "The list before."),
        enabled: always,
        run: |leads, cx| step_list(leads, leads.lists.len().saturating_sub(1), cx),
    },
    Action {
        spec: ActionSpec::new("leads.everybody", "Everybody", "Take the filter away."),
        enabled: always,
        run: |leads, cx| leads.set_filter("", cx),
    },
    Action {
        spec: ActionSpec::new("leads.sort", "Sort", "Put the list in another order."),
        enabled: always,
        run: pick_order,
    },
    Action {
        spec: ActionSpec::new(
            "leads.next",
            "Next person",
            "The next person, without leaving the detail.",
        ),
        enabled: always,
        run: |leads, cx| {
            leads.visitor = None;
            leads.move_by(crate::tui::widgets::list::Motion::Down, cx)
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.previous",
            "Previous person",
            "The person before, without leaving the detail.",
        ),
        enabled: always,
        run: |leads, cx| {
            leads.visitor = None;
            leads.move_by(crate::tui::widgets::list::Motion::Up, cx)
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-down", "Older", "Scroll the timeline down."),
        enabled: person,
        run: |leads, _| {
            leads.scroll += 3;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.scroll-up", "Newer", "Scroll the timeline up."),
        enabled: person,
        run: |leads, _| {
            leads.scroll = leads.scroll.saturating_sub(3);
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.fetch",
            "Fetch again",
            "Fetch this person from the CRM now.",
        ),
        enabled: person,
        run: |leads, cx| {
            let Some(id) = leads.current_id().cloned() else {
                return Effects::unchanged();
            };
            cx.say(Notice::new("fetching this person again"));
            Effects::one(cx.ask(&mut leads.fetched, FetchContact(id)))
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-phone",
            "Copy phone",
            "Put their number on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.phone.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-email",
            "Copy email",
            "Put their address on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| person.contact.email.shown()),
    },
    Action {
        spec: ActionSpec::new(
            "leads.copy-line",
            "Copy line",
            "Put name, phone and email on the clipboard.",
        ),
        enabled: person,
        run: |leads, cx| copy(leads, cx, |person| line(&person.contact)),
    },
    Action {
        spec: ActionSpec::new(
            "leads.web",
            "Open in the CRM",
            "Open this person in the CRM on the web.",
        ),
        enabled: |leads, _| {
            let known = leads.current().is_some_and(|person| person.remote_id.is_some());
            Enabled::when(known, "the CRM does not know them yet")
        },
        run: open_on_web,
    },
    Action {
        spec: ActionSpec::new(
            "leads.deal",
            "Show the deal",
            "Show their open deal on the board.",
        ),
        enabled: deal,
        run: |leads, cx| {
            if let Some(deal) = open_deal(leads) {
                let target = Target::Deal(deal.id.clone());
                cx.go(target);
            }
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.filter.keep", "Keep", "Keep the filter and go to the list.")
            .word("keep"),
        enabled: always,
        run: |leads, _| {
            leads.line.keep();
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.filter.undo", "Back", "Back to the filter before.").word("back"),
        enabled: always,
        run: |leads, cx| {
            if leads.line.undo() {
                leads.refilter(cx)
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new(
            "leads.filter.complete",
            "Complete",
            "Complete the field or value.",
        )
        .word("complete"),
        enabled: always,
        run: |leads, cx| {
            if leads.line.complete(&cx.world.directory) {
                leads.refilter(cx)
            } else {
                Effects::none()
            }
        },
    },
    Action {
        spec: ActionSpec::new("leads.filter.down", "Down", "One row down in the list.").word("move"),
        enabled: always,
        run: |leads, cx| leads.move_by(crate::tui::widgets::list::Motion::Down, cx),
    },
    Action {
        spec: ActionSpec::new("leads.filter.up", "Up", "One row up in the list.").word("move"),
        enabled: always,
        run: |leads, cx| leads.move_by(crate::tui::widgets::list::Motion::Up, cx),
    },
    Action {
        spec: ActionSpec::new(
            "leads.fields.change",
            "Change",
            "Change the field under the cursor.",
        )
        .word("change"),
        enabled: person,
        run: change,
    },
    Action {
        spec: ActionSpec::new("leads.fields.close", "Done", "Back to the person.").word("done"),
        enabled: always,
        run: |leads, _| {
            leads.editing = None;
            Effects::none()
        },
    },
    Action {
        spec: ActionSpec::new("leads.field.save", "Save", "Save the field.").word("save"),
        enabled: person,
        run: |leads, cx| save(leads, false, cx),
    },
    Action {
        spec: ActionSpec::new(
            "leads.field.next",
            "Save, next",
            "Save the field and go on to the next.",
        )
        .word("next"),
        enabled: person,
        run: |leads, cx| save(leads, true, cx),
    },
    Action {
        spec: ActionSpec::new("leads.field.undo", "Leave it", "Leave the field as it was.").word("leave it"),
        enabled: always,
        run: |leads, _| {
            if let Some(editing) = &mut leads.editing {
                editing.field = None;
            }
            Effects::none()
        },
    },
];

fn with_person(
    leads: &mut Leads,
    cx: &mut Cx<'_>,
    act: impl FnOnce(&mut crate::tui::acts::Acts, &Person, &mut Cx<'_>) -> Effects,
) -> Effects {
    let Some(id) = leads.current_id().cloned() else {
        return Effects::unchanged();
    };
    match leads.people.get(&id) {
        Some(person) => act(&mut leads.acts, person, cx),
        None => Effects::unchanged(),
    }
}

fn tags(person: Option<&Person>) -> Vec<Shown> {
    person
        .map(|person| {
            person
                .contact
                .tags
                .iter()
                .map(crate::domain::value::Foreign::shown)
                .collect()
        })
        .unwrap_or_default()
}

fn line(contact: &Contact) -> Shown {
    let parts = [
        contact.name().to_string(),
        contact.phone.shown().to_string(),
        contact.email.shown().to_string(),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    crate::domain::value::Foreign::from(parts.join(" · ")).shown()
}

/// What goes to the clipboard is made safe as well: it will be pasted into a terminal.
fn copy(leads: &Leads, cx: &mut Cx<'_>, what: impl Fn(&Person) -> Shown) -> Effects {
    let Some(text) = leads.current().map(what).filter(|text| !text.as_str().is_empty()) else {
        cx.say(Notice::warn("there is nothing to copy"));
        return Effects::none();
    };
    cx.say(Notice::new(format!("copied {text}")));
    Effects::one(Effect::Copy(text.to_string()))
}

fn step_list(leads: &mut Leads, by: usize, cx: &mut Cx<'_>) -> Effects {
    let at = leads
        .list_at
        .checked_add(by)
        .map_or(0, |at| at % leads.lists.len().max(1));
    match leads.lists.get(at).map(|list| list.filter.clone()) {
        Some(filter) => leads.set_filter(&filter, cx),
        None => Effects::unchanged(),
    }
}

fn open_on_web(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let location = cx
        .world
        .directory
        .location
        .as_ref()
        .map(|location| location.id.as_str().to_owned());
    let remote = leads.current().and_then(|person| person.remote_id.clone());
    let (Some(location), Some(remote)) = (location, remote) else {
        return Effects::unchanged();
    };
    let safe = |id: &str| {
        id.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if cx.world.demo || !safe(&location) || !safe(&remote) {
        cx.say(Notice::warn("this account has no page on the web"));
        return Effects::none();
    }
    let address = format!("https://app.gohighlevel.com/v2/location/{location}/contacts/detail/{remote}");
    Effects::one(Effect::Open(address))
}

fn pick_done(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let Some(person) = leads.current() else {
        return Effects::unchanged();
    };
    let open = person.tasks.iter().filter(|task| !task.completed);
    let items: Vec<Item> = open
        .map(|task| Item {
            id: task.id.as_str().to_owned(),
            label: task.title.shown().or("no title"),
            note: task.due.map_or_else(String::new, |due| cx.due(due)),
            on: false,
        })
        .collect();
    if let [only] = items.as_slice() {
        let command = done(&only.id);
        return leads.acts.submit("task done for", vec![command], cx);
    }
    let ticket = cx.ticket(&mut leads.done);
    cx.open(Picker::one("which task is done?", ticket, items));
    Effects::none()
}

fn done(task: &str) -> Command {
    Command::EditTask {
        task: task.into(),
        changes: vec![("completed".to_owned(), Value::Bool(true))],
    }
}

/// Orders a list can be in, as the filter language says them.
const ORDERS: [(&str, &str); 5] = [
    ("", "last active first"),
    ("sort:-last_in", "last message from them first"),
    ("sort:-added", "newest first"),
    ("sort:added", "oldest first"),
    ("sort:name", "by name"),
];

fn pick_order(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let now = leads.line.text();
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

/// Opens the field under the cursor: choices as a list, everything else as text.
fn change(leads: &mut Leads, cx: &mut Cx<'_>) -> Effects {
    let Some(row) = under_cursor(leads, cx.look) else {
        return Effects::unchanged();
    };
    if row.path == "assignedTo" {
        leads.acts.owner(
            leads.current_id().cloned().into_iter().collect(),
            Some(&row.typed),
            cx,
        );
    } else if let Some((options, many)) = fields::options(&row) {
        let chosen: Vec<&str> = row.typed.split(", ").collect();
        let items: Vec<Item> = options
            .iter()
            .map(|option| Item {
                id: option.raw().to_owned(),
                label: option.shown(),
                note: String::new(),
                on: chosen.contains(&option.raw()),
            })
            .collect();
        let ticket = cx.ticket(&mut leads.choice);
        cx.open(if many {
            Picker::many("choose any", ticket, items, None)
        } else {
            Picker::one("choose one", ticket, items)
        });
    } else if let Some(editing) = &mut leads.editing {
        editing.field = Some(crate::tui::widgets::field::Field::line(&row.typed));
    }
    Effects::none()
}

fn under_cursor(leads: &Leads, look: Look<'_>) -> Option<fields::FieldRow> {
    let at = leads.editing.as_ref()?.cursor;
    fields::of(leads.current()?, look, true).into_iter().nth(at)
}

fn save(leads: &mut Leads, next: bool, cx: &mut Cx<'_>) -> Effects {
    let (Some(row), Some(id)) = (under_cursor(leads, cx.look), leads.current_id().cloned()) else {
        return Effects::unchanged();
    };
    let Some(editing) = &mut leads.editing else {
        return Effects::unchanged();
    };
    let Some(typed) = editing
        .field
        .as_ref()
        .map(crate::tui::widgets::field::Field::text)
    else {
        return Effects::unchanged();
    };
    let effects = if typed.trim() == row.typed.trim() {
        Effects::none()
    } else {
        match fields::command(id, &row, &typed) {
            Ok(command) => leads.acts.submit("field of", vec![command], cx),
            Err(reason) => {
                cx.say(Notice::warn(reason));
                return Effects::none();
            }
        }
    };
    if let Some(editing) = &mut leads.editing {
        editing.field = None;
        editing.cursor += usize::from(next);
    }
    if next {
        effects.and(change(leads, cx))
    } else {
        effects
    }
}

impl Leads {
    /// Takes the answer of an overlay in.
    pub(super) fn take_choice(&mut self, loaded: &mut Loaded, cx: &mut Cx<'_>) -> Effects {
        if let Some(Ok(picked)) = self.choice.take(loaded) {
            return self.take_option(&picked, cx);
        }
        if let Some(Ok(picked)) = self.done.take(loaded) {
            let commands = picked.added.iter().map(|task| done(task)).collect();
            return self.acts.submit("task done for", commands, cx);
        }
        if let Some(Ok(picked)) = self.sorted.take(loaded) {
            let kept = self.line.text();
            let kept = kept.split_whitespace().filter(|word| !word.starts_with("sort:"));
            let filter = kept
                .chain(picked.added.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ");
            return self.set_filter(filter.trim(), cx);
        }
        if let Some(Ok(line)) = self.created.take(loaded) {
            let Some(fields) = newcomer::read(&line) else {
                return Effects::none();
            };
            return self
                .acts
                .submit("new person", vec![Command::CreateContact { fields }], cx);
        }
        match self.fetched.take(loaded) {
            Some(Ok(())) => cx.say(Notice::new("fetched again")),
            Some(Err(refusal)) => cx.say(Notice::bad(refusal.0)),
            None => return Effects::unchanged(),
        }
        Effects::none()
    }

    fn take_option(&mut self, picked: &Picked, cx: &mut Cx<'_>) -> Effects {
        let (Some(row), Some(id)) = (under_cursor(self, cx.look), self.current_id().cloned()) else {
            return Effects::unchanged();
        };
        let many = fields::options(&row).is_some_and(|(_, many)| many);
        let typed = if many {
            let kept = row.typed.split(", ").filter(|value| !value.is_empty());
            let kept = kept.filter(|value| !picked.removed.iter().any(|removed| removed == value));
            kept.chain(picked.added.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            picked.added.first().cloned().unwrap_or_default()
        };
        match fields::command(id, &row, &typed) {
            Ok(command) => self.acts.submit("field of", vec![command], cx),
            Err(reason) => {
                cx.say(Notice::warn(reason));
                Effects::none()
            }
        }
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
        };
        for (order, _) in ORDERS {
            assert!(crate::domain::filter::parse(order, &today).is_ok(), "{order}");
        }
    }
}
