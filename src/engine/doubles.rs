//! Two records of one person, as a front end compares them before they are made one.

use serde_json::Value;

use super::before::Line;
use super::view::{Double, Twin};
use crate::domain::command::{Change, Command};
use crate::domain::contact::{Contact, EDITABLE};
use crate::domain::custom_field::{CustomField, CustomKind, show_value};
use crate::domain::merge::{join, same, words};
use crate::domain::record::value_at;
use crate::domain::value::{count, phone};

/// Which value of a field stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// That of the record that stays.
    Left,
    /// That of the record that goes.
    Right,
    /// Both, where there is room for more than one.
    Both,
}

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
    /// Which of the two stays.
    pub takes: Takes,
    /// The list that the other value joins when both stay, with what is in it then; nothing where there is no room for two.
    both: Option<(String, Value)>,
}

impl Differs {
    /// Whether both values can stay.
    pub const fn has_room(&self) -> bool {
        self.both.is_some()
    }

    /// Whether the value of the record that stays, or of the one that goes, is kept.
    pub fn keeps(&self, right: bool) -> bool {
        match self.takes {
            Takes::Both => true,
            Takes::Right => right,
            Takes::Left => !right,
        }
    }
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
        let is_blank = words_of(&left).is_empty();
        Some(Differs {
            label,
            takes: if is_blank { Takes::Right } else { Takes::Left },
            both: if is_blank {
                None
            } else {
                both(double, &path, field)
            },
            shown: [shown(&left, field), shown(&right, field)],
            right,
            path,
        })
    };
    own.chain(added).filter_map(differs).collect()
}

/// Where the value of the one that goes can stand beside the other: a number or an address among the further ones, a choice
/// among the choices.
fn both(double: &Double, path: &str, field: Option<&CustomField>) -> Option<(String, Value)> {
    let list = match path {
        "phone" => "additionalPhones",
        "email" => "additionalEmails",
        _ if field.is_some_and(|field| field.kind == CustomKind::Choices) => path,
        _ => return None,
    };
    let (left, right) = (&double.left.fields, &double.right.fields);
    let mut more = words(value_at(right, list));
    if list != path {
        more.extend(value_at(right, path).as_str().map(str::to_owned));
    }
    more.retain(|word| value_at(left, path) != word.as_str());
    let all = join(&words(value_at(left, list)), &more, &[]);
    Some((list.to_owned(), all.into()))
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
        .filter_map(|field| match field.takes {
            Takes::Left => None,
            Takes::Right => Some((field.path.clone(), field.right.clone())),
            Takes::Both => field.both.clone(),
        })
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::record::Fields;

    fn twin(id: &str, members: &Value) -> Twin {
        let fields: Fields = members.as_object().cloned().unwrap_or_default();
        Twin {
            id: id.into(),
            fields,
            messages: 0,
            notes: 0,
            tasks: 0,
            deals: 0,
        }
    }

    #[test]
    fn both_values_stay_where_there_is_room_for_two() {
        let areas = json!({"name": "Areas", "model": "contact", "fieldKey": "contact.areas", "dataType": "MULTIPLE_OPTIONS"});
        let areas = CustomField::from_fields("f1".into(), areas.as_object().unwrap());
        let double = Double {
            shared: "phone",
            left: twin(
                "c1",
                &json!({"firstName": "Ana", "phone": "+19095550100", "email": "a@x.io", "additionalEmails": ["c@x.io"],
                    "customFields": {"f1": ["North"]}}),
            ),
            right: twin(
                "c2",
                &json!({"firstName": "Anna", "phone": "+19095550100", "email": "b@x.io", "additionalEmails": ["a@x.io"],
                    "customFields": {"f1": ["South", "North"]}}),
            ),
        };
        let mut fields = differences(&double, &[areas]);
        let room: Vec<(&str, bool)> = fields
            .iter()
            .map(|field| (field.label.as_str(), field.has_room()))
            .collect();
        assert_eq!(room, [("first name", false), ("email", true), ("Areas", true)]);
        for field in &mut fields {
            field.takes = Takes::Both;
        }
        let Command::MakeOne { chosen, .. } = make_one(&double, &fields) else {
            panic!("no command that makes two one")
        };
        let further = ("additionalEmails".to_owned(), json!(["b@x.io", "c@x.io"]));
        let areas = ("customFields.f1".to_owned(), json!(["North", "South"]));
        assert_eq!(
            chosen,
            [further, areas],
            "a name has room for one, and stays as it is"
        );
    }
}
