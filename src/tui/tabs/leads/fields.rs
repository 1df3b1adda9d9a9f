//! A person's fields, and editing them in place.

use serde_json::Value;

use crate::domain::command::Command;
use crate::domain::contact::EDITABLE;
use crate::domain::custom_field::{CustomField, CustomKind, show_value};
use crate::domain::record::value_at;
use crate::domain::value::{ContactId, Foreign, Shown};
use crate::engine::view::Person;
use crate::tui::msg::Input;
use crate::tui::pane::Look;
use crate::tui::widgets::field::Field;
use crate::tui::widgets::list::Motion;

/// Members that stand above the fields already, unless they are being edited.
const ABOVE: [&str; 5] = ["firstName", "lastName", "phone", "email", "assignedTo"];

/// A field of a person.
pub(super) struct FieldRow {
    /// The member, as commands name it.
    pub path: String,
    /// The word on the screen.
    pub label: Shown,
    /// The value as shown; empty when there is none.
    pub shown: Shown,
    /// The value as it is typed.
    pub typed: String,
    /// Edited here and not yet confirmed by the CRM.
    pub pending: bool,
    /// The definition, for fields the account added.
    pub custom: Option<CustomField>,
}

/// The fields of a person: those with a value, or `all` that can be edited.
pub(super) fn of(person: &Person, look: Look<'_>, all: bool) -> Vec<FieldRow> {
    let pending = |path: &str| person.pending.iter().any(|edited| edited == path);
    let own = EDITABLE.iter().map(|(path, label)| {
        let value = value_at(&person.fields, path);
        let shown = if *path == "assignedTo" {
            owner(value, look)
        } else {
            show_value(value)
        };
        FieldRow {
            path: (*path).to_owned(),
            label: Shown::own(label),
            shown,
            typed: typed(value),
            pending: pending(path),
            custom: None,
        }
    });
    let added = look
        .world
        .directory
        .custom_fields
        .iter()
        .filter(|field| field.model == "contact")
        .map(|field| {
            let path = format!("customFields.{}", field.id);
            let value = value_at(&person.fields, &path);
            FieldRow {
                label: field.name.shown().or("no name"),
                shown: field.show(value),
                typed: typed(value),
                pending: pending(&path),
                custom: Some(field.clone()),
                path,
            }
        });
    let seen = |row: &FieldRow| !row.shown.as_str().is_empty() && !ABOVE.contains(&row.path.as_str());
    // What the account added comes first: it is what they want to know about a person.
    if all {
        own.chain(added).collect()
    } else {
        added.chain(own).filter(seen).collect()
    }
}

fn owner(value: &Value, look: Look<'_>) -> Shown {
    let name = value
        .as_str()
        .and_then(|id| look.world.directory.user_name(&id.into()));
    name.unwrap_or_else(|| show_value(value))
}

fn typed(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(typed).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What a field's value is chosen from, when it is chosen and not typed.
pub(super) fn options(row: &FieldRow) -> Option<(Vec<Foreign>, bool)> {
    let field = row.custom.as_ref().filter(|field| !field.options.is_empty())?;
    match field.kind {
        CustomKind::Choice => Some((field.options.clone(), false)),
        CustomKind::Choices => Some((field.options.clone(), true)),
        _ => None,
    }
}

/// The command that gives a field what was typed, or why it cannot be.
pub(super) fn command(contact: ContactId, row: &FieldRow, typed: &str) -> Result<Command, String> {
    let typed = typed.trim();
    let value = match &row.custom {
        Some(field) => field.parse(typed)?,
        None if typed.is_empty() => Value::Null,
        None => typed.into(),
    };
    Ok(Command::EditContact {
        contact,
        changes: vec![(row.path.clone(), value)],
    })
}

/// Going through the fields, and typing into one.
#[derive(Debug, Default)]
pub(super) struct Editing {
    /// The field under the cursor.
    pub cursor: usize,
    /// What is typed into it, while it is.
    pub field: Option<Field>,
}

impl Editing {
    /// Whether keys are text now.
    pub fn is_typing(&self) -> bool {
        self.field.is_some()
    }

    /// Moves among `len` fields.
    pub fn go(&mut self, motion: Motion, len: usize) {
        self.cursor = motion.target(self.cursor, len, 10);
    }

    /// Takes typing in; says whether it was for here.
    pub fn input(&mut self, input: &Input) -> bool {
        match (&mut self.field, input) {
            (Some(field), Input::Key(key)) => {
                field.key(*key);
                true
            }
            (Some(field), Input::Paste(text)) => {
                field.insert(text);
                true
            }
            _ => false,
        }
    }
}
