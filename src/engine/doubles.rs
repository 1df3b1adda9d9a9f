//! Two records of one person, as a front end compares them before they are made one.

use serde_json::Value;

use super::before::Line;
use super::view::{Double, Twin};
use crate::domain::command::{Change, Command};
use crate::domain::contact::{Contact, EDITABLE};
use crate::domain::custom_field::{CustomField, show_value};
use crate::domain::merge::same;
use crate::domain::record::value_at;
use crate::domain::value::{count, phone};

/// A field in which the two differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Differs {
    /// The CRM's name of the field.
    path: String,
    /// Its name for people.
    pub label: String,
    /// Both values as a person reads them, that of the record that stays first.
    pub shown: [String; 2],
    right: Value,
    /// Whether the value of the record that goes is taken.
    pub takes_right: bool,
}

/// The fields in which the pair differs; `added` are the account's own. What only the right one has is taken unasked.
pub fn differences(double: &Double, added: &[CustomField]) -> Vec<Differs> {
    let own = EDITABLE
        .iter()
        .filter(|(path, _)| *path != "assignedTo")
        .map(|(path, label)| ((*path).to_owned(), (*label).to_owned(), None));
    let added = added
        .iter()
        .filter(|field| field.model == "contact")
        .map(|field| {
            let path = format!("customFields.{}", field.id);
            (path, field.name.shown().to_string(), Some(field))
        });
    let differs = |(path, label, field): (String, String, Option<&CustomField>)| {
        let left = value_at(&double.left.fields, &path).clone();
        let right = value_at(&double.right.fields, &path).clone();
        if same(&path, &left, &right) || words_of(&right).is_empty() {
            return None;
        }
        Some(Differs {
            label,
            takes_right: words_of(&left).is_empty(),
            shown: [shown(&left, field), shown(&right, field)],
            right,
            path,
        })
    };
    own.chain(added).filter_map(differs).collect()
}

/// What is told before they are made one; `undo` is the key or the word that takes it back.
pub fn before(double: &Double, undo: &str) -> Vec<Line> {
    let over = [
        count(double.right.notes, "note", "notes"),
        count(double.right.tasks, "task", "tasks"),
        count(double.right.deals, "open deal", "open deals"),
    ];
    vec![
        ("stays", name(&double.left)),
        ("goes", name(&double.right)),
        ("over", over.join(", ")),
        (
            "lost",
            format!(
                "in the CRM {} of the one that goes; notes carry them",
                count(double.right.messages, "message", "messages")
            ),
        ),
        ("undo", format!("{undo}, until the CRM is told")),
    ]
}

/// Makes them one, with the values that were chosen.
pub fn make_one(double: &Double, fields: &[Differs]) -> Command {
    let chosen: Vec<Change> = fields
        .iter()
        .filter(|field| field.takes_right)
        .map(|field| (field.path.clone(), field.right.clone()))
        .collect();
    Command::MakeOne {
        keep: double.left.id.clone(),
        other: double.right.id.clone(),
        chosen,
    }
}

/// What a record is called.
pub fn name(twin: &Twin) -> String {
    Contact::from_fields(twin.id.clone(), &twin.fields)
        .name()
        .to_string()
}

fn words_of(value: &Value) -> String {
    phone(show_value(value).as_str()).trim().to_owned()
}

fn shown(value: &Value, field: Option<&CustomField>) -> String {
    field.map_or_else(|| words_of(value), |field| field.show(value).to_string())
}
