//! Input for any schema: every property is filled, so that nothing a tool can do is left undone.

use serde_json::{Map, Value, json};

use crate::sandbox::claude::schema::type_of;

/// Deeper than this a schema must be recursive.
const DEPTH: usize = 8;
/// A moment for arguments that want one.
const MOMENT: &str = "2026-12-24T10:00:00Z";

/// A value for a schema: `id` wherever somebody is meant, `text` wherever words are, everything where a search is.
pub(super) fn forge(schema: &Value, id: &str, text: &str) -> Value {
    let forger = Forger {
        root: schema,
        id,
        text,
    };
    match forger.value("", schema, 0) {
        Value::Object(input) => Value::Object(input),
        _ => json!({}),
    }
}

/// Whether a member of this name says who is meant.
pub(super) fn is_recipient(name: &str) -> bool {
    const WHO: &[&str] = &[
        "to",
        "who",
        "whom",
        "contact",
        "contacts",
        "person",
        "people",
        "lead",
        "leads",
        "recipient",
        "recipients",
        "target",
        "targets",
    ];
    let lower = name.to_lowercase();
    lower == "id"
        || ["_id", "_ids"].iter().any(|end| lower.ends_with(end))
        || ["Id", "Ids"].iter().any(|end| name.ends_with(end))
        || WHO.contains(&lower.as_str())
}

struct Forger<'a> {
    root: &'a Value,
    id: &'a str,
    text: &'a str,
}

impl Forger<'_> {
    fn value(&self, name: &str, schema: &Value, depth: usize) -> Value {
        if depth > DEPTH {
            return Value::Null;
        }
        if let Some(fixed) = schema.get("const") {
            return fixed.clone();
        }
        if let Some(choice) = choices(schema, "enum").and_then(<[Value]>::last) {
            return choice.clone();
        }
        if let Some(path) = schema.get("$ref").and_then(Value::as_str) {
            let target = path
                .strip_prefix('#')
                .and_then(|pointer| self.root.pointer(pointer));
            return target.map_or(Value::Null, |target| self.value(name, target, depth + 1));
        }
        for word in ["anyOf", "oneOf"] {
            let some = choices(schema, word).and_then(|all| {
                all.iter()
                    .find(|one| type_of(one) != "null")
                    .or_else(|| all.first())
            });
            if let Some(one) = some {
                return self.value(name, one, depth + 1);
            }
        }
        match type_of(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(name, schema, depth),
            "integer" | "number" => schema.get("maximum").cloned().unwrap_or_else(|| json!(1)),
            "boolean" => json!(true),
            "null" => Value::Null,
            _ => Value::from(self.word(name, schema)),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let properties = schema.get("properties").and_then(Value::as_object);
        let members = properties.into_iter().flatten();
        let filled: Map<String, Value> = members
            .map(|(name, schema)| (name.clone(), self.value(name, schema, depth + 1)))
            .collect();
        Value::Object(filled)
    }

    fn array(&self, name: &str, schema: &Value, depth: usize) -> Value {
        let items = schema.get("items").unwrap_or(&Value::Null);
        let least = schema
            .get("minItems")
            .and_then(Value::as_u64)
            .unwrap_or(1)
            .clamp(1, 100);
        let item = self.value(name, items, depth + 1);
        (0..least).map(|_| item.clone()).collect()
    }

    fn word(&self, name: &str, schema: &Value) -> String {
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let lower = name.to_lowercase();
        if is_recipient(name) {
            self.id.to_owned()
        } else if format == "date" {
            MOMENT.chars().take(10).collect()
        } else if format == "date-time"
            || ["due", "date", "when", "until", "start", "end"].contains(&lower.as_str())
            || lower.ends_with("_at")
        {
            MOMENT.to_owned()
        } else if ["q", "query", "filter", "search"].contains(&lower.as_str()) {
            String::new()
        } else {
            self.text.to_owned()
        }
    }
}

fn choices<'a>(schema: &'a Value, word: &str) -> Option<&'a [Value]> {
    schema.get(word).and_then(Value::as_array).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_is_filled_and_people_are_aimed_at() {
        let schema = json!({"type": "object", "$defs": {"who": {"type": "string"}}, "properties": {
            "contact_ids": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/who"}},
            "body": {"type": "string"},
            "channel": {"enum": ["sms", "email"]},
            "due": {"type": ["string", "null"]},
            "limit": {"type": "integer", "maximum": 50},
            "filter": {"type": "string"},
            "with": {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"yes": {"type": "boolean"}}}]},
        }});
        assert_eq!(
            forge(&schema, "c_1", "hello there"),
            json!({"contact_ids": ["c_1", "c_1"], "body": "hello there", "channel": "email", "due": MOMENT,
                   "limit": 50, "filter": "", "with": {"yes": true}})
        );
    }

    #[test]
    fn a_schema_that_holds_itself_comes_to_an_end() {
        let schema = json!({"type": "object", "properties": {"next": {"$ref": "#"}}});
        assert!(forge(&schema, "c_1", "x").to_string().len() < 200);
    }
}
