//! JSON schemas as the service takes them: of a tool's input, of a structured answer.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// Members of a schema that the service does not take, or that say nothing to a model. What they bound is checked here and
/// said in the descriptions.
const DROPPED: &[&str] = &[
    "$schema",
    "title",
    "format",
    "minimum",
    "maximum",
    "default",
    "minLength",
    "maxLength",
    "maxItems",
];

/// The schema of a type of ours. What is read into it denies unknown members, so that the schema does as well.
pub fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    tidy(&mut schema);
    schema
}

/// Leaves out what the service does not take, and says "may be missing" by not requiring, not by a second type.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            for name in DROPPED {
                // A member of the input may be called like that; then its value is a schema.
                if members.get(*name).is_some_and(|value| !value.is_object()) {
                    members.remove(*name);
                }
            }
            if let Some(Value::Array(types)) = members.get("type")
                && let [kind, null] = types.as_slice()
                && null == "null"
            {
                let kind = kind.clone();
                members.insert("type".to_owned(), kind);
            }
            if let Some(Value::Array(kinds)) = members.get("anyOf")
                && let [kind, null] = kinds.as_slice()
                && null["type"] == "null"
                && let Value::Object(kind) = kind.clone()
            {
                members.remove("anyOf");
                members.extend(kind);
            }
            choices(members);
            members.values_mut().for_each(tidy);
        }
        Value::Array(parts) => parts.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Says a choice between words as a list of them, and what each means in the description: the service knows no `oneOf`.
fn choices(members: &mut Map<String, Value>) {
    let Some(Value::Array(choices)) = members.get("oneOf") else {
        return;
    };
    let words: Option<Vec<Value>> = choices
        .iter()
        .map(|choice| choice.get("const").cloned())
        .collect();
    let Some(words) = words else { return };
    let said = |choice: &Value| {
        Some(format!(
            "{}: {}",
            choice["const"].as_str()?,
            choice["description"].as_str()?
        ))
    };
    let mut about: Vec<String> = choices.iter().filter_map(said).collect();
    if let Some(whole) = members.get("description").and_then(Value::as_str) {
        about.insert(0, whole.to_owned());
    }
    members.remove("oneOf");
    members.insert("type".to_owned(), Value::from("string"));
    members.insert("enum".to_owned(), Value::Array(words));
    if !about.is_empty() {
        members.insert("description".to_owned(), Value::from(about.join(" ")));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Whom to take.
    #[derive(JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema is of interest")]
    struct Choice {
        /// On which way.
        by: Way,
        /// How many, from 1 to 9.
        count: Option<u8>,
    }

    #[derive(JsonSchema)]
    #[serde(rename_all = "snake_case")]
    #[expect(dead_code, reason = "only its schema is of interest")]
    enum Way {
        /// By mail.
        Mail,
        /// By hand.
        Hand,
    }

    #[test]
    fn a_schema_holds_only_what_the_service_takes() {
        assert_eq!(
            of::<Choice>(),
            json!({
                "type": "object",
                "description": "Whom to take.",
                "additionalProperties": false,
                "properties": {
                    "by": {
                        "type": "string",
                        "enum": ["mail", "hand"],
                        "description": "On which way. mail: By mail. hand: By hand.",
                    },
                    "count": { "type": "integer", "description": "How many, from 1 to 9." },
                },
                "required": ["by"],
            })
        );
    }
}
