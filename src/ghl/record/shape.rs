//! A resource's members as a table, and the two walks over it: reading an answer, writing a body.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::ghl::page::Skipped;

use super::Form;

/// One member of a record.
#[derive(Clone, Copy, Debug)]
pub(in crate::ghl) struct Member {
    /// Its name in the get-by-id answer.
    pub name: &'static str,
    /// Its name elsewhere, where it differs.
    other: Option<&'static str>,
    pub form: Form,
    pub create: bool,
    pub update: bool,
    /// Whether an empty text clears it, as the published schema gives it no null.
    emptied: bool,
}

/// A member that is only read.
pub(in crate::ghl) const fn member(name: &'static str, form: Form) -> Member {
    Member {
        name,
        other: None,
        form,
        create: false,
        update: false,
        emptied: false,
    }
}

impl Member {
    /// Also found under this name, when the usual one is absent.
    pub const fn or(self, other: &'static str) -> Self {
        Self {
            other: Some(other),
            ..self
        }
    }

    /// May be sent when the record is made, and later.
    pub const fn written(self) -> Self {
        Self {
            create: true,
            update: true,
            ..self
        }
    }

    /// May be sent only when the record is made.
    pub const fn made(self) -> Self {
        Self {
            create: true,
            update: false,
            ..self
        }
    }

    /// Is cleared by an empty text; the published schema has no null for it.
    pub const fn emptied(self) -> Self {
        Self {
            emptied: true,
            ..self
        }
    }

    /// May be sent only later.
    pub const fn changed(self) -> Self {
        Self {
            create: false,
            update: true,
            ..self
        }
    }
}

/// A resource: its kind and its members.
#[derive(Clone, Copy, Debug)]
pub(in crate::ghl) struct Shape {
    pub kind: EntityKind,
    pub members: &'static [Member],
}

impl Shape {
    /// Reads one record of an answer.
    pub fn read(&self, raw: &RawValue) -> Result<RemoteRecord, Skipped> {
        let skip = |reason| Skipped {
            raw: raw.get().to_owned(),
            reason,
        };
        let Ok(received) = serde_json::from_str::<Map<String, Value>>(raw.get()) else {
            return Err(skip("it is not an object that can be read"));
        };
        let Some(id) = ["id", "_id"].iter().find_map(|name| id(received.get(*name)?)) else {
            return Err(skip("it has no id"));
        };
        let fields = self.fields(&received, &id);
        Ok(RemoteRecord {
            kind: self.kind,
            id,
            fields,
            raw: raw.get().to_owned(),
        })
    }

    /// The known members of an object, each in its one form. What does not fit stays in the raw JSON only.
    pub fn fields(&self, received: &Map<String, Value>, id: &str) -> Fields {
        let mut fields = Fields::new();
        for member in self.members {
            let Some(value) = received.get(member.name).or_else(|| received.get(member.other?)) else {
                continue;
            };
            match member.form.read(value) {
                Ok(Some(value)) => {
                    fields.insert(member.name.to_owned(), value);
                }
                Ok(None) => {}
                Err(()) => {
                    tracing::warn!(
                        kind = self.kind.word(),
                        id,
                        member = member.name,
                        "a member has a strange type"
                    );
                }
            }
        }
        fields
    }

    /// The body that makes a record with these members; an error names one that cannot be sent.
    pub fn create(&self, fields: &Fields) -> Result<Map<String, Value>, String> {
        self.body(fields, |member| member.create)
    }

    /// The body that changes these members; an error names one that cannot be sent.
    pub fn update(&self, fields: &Fields) -> Result<Map<String, Value>, String> {
        self.body(fields, |member| member.update)
    }

    fn body(&self, fields: &Fields, allowed: impl Fn(&Member) -> bool) -> Result<Map<String, Value>, String> {
        let mut body = Map::new();
        for (name, value) in fields {
            let Some(member) = self.members.iter().find(|m| m.name == name && allowed(m)) else {
                return Err(name.clone());
            };
            let value = match member.form.write(value) {
                Value::Null if member.emptied => Value::String(String::new()),
                value => value,
            };
            body.insert(name.clone(), value);
        }
        Ok(body)
    }
}

fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.trim().is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SHAPE: Shape = Shape {
        kind: EntityKind::Contact,
        members: &[
            member("address1", Form::Text).or("address").written(),
            member("tags", Form::Set("name")).made(),
            member("postalCode", Form::Text).written().emptied(),
            member("dnd", Form::Flag),
        ],
    };

    fn raw(text: &str) -> Box<RawValue> {
        RawValue::from_string(text.to_owned()).unwrap()
    }

    #[test]
    fn a_member_is_cleared_as_its_schema_allows() {
        let cleared = json!({"address1": null, "postalCode": null});
        let body = SHAPE.update(cleared.as_object().unwrap()).unwrap();
        assert_eq!(Value::Object(body), json!({"address1": null, "postalCode": ""}));
    }

    #[test]
    fn a_record_keeps_its_raw_json_and_only_members_that_were_said() {
        let text = r#"{"id":"c1","address":"1 Main","dnd":"perhaps","new":{"a":1},"big":1e400}"#;
        assert_eq!(
            SHAPE.read(&raw(text)).unwrap_err().reason,
            "it is not an object that can be read"
        );
        let text = r#"{"_id":7,"address":"1 Main","dnd":"perhaps","new":{"a":1}}"#;
        let record = SHAPE.read(&raw(text)).unwrap();
        assert_eq!((record.id.as_str(), record.raw.as_str()), ("7", text));
        assert_eq!(Value::Object(record.fields), json!({"address1": "1 Main"}));
    }

    #[test]
    fn a_record_without_an_id_is_skipped_with_its_reason() {
        for text in ["{}", r#"{"id":null}"#, r#"{"id":" "}"#, r#"{"id":{}}"#] {
            assert_eq!(
                SHAPE.read(&raw(text)).unwrap_err().reason,
                "it has no id",
                "{text}"
            );
        }
        for text in ["null", "[]", "7", r#"{"id":"a","x":"\ud800"}"#] {
            assert!(SHAPE.read(&raw(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn bodies_carry_documented_members_only() {
        let fields = |value: Value| value.as_object().unwrap().clone();
        assert!(
            SHAPE
                .create(&fields(json!({"tags": ["a"], "address1": "x"})))
                .is_ok()
        );
        assert_eq!(
            SHAPE.update(&fields(json!({"tags": ["a"]}))),
            Err("tags".to_owned())
        );
        assert_eq!(SHAPE.create(&fields(json!({"dnd": true}))), Err("dnd".to_owned()));
    }
}
