//! What a tool takes: its schema for the model, and how strictly it is read.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::{Refusal, Tool};

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

/// The definition of a tool.
pub(super) fn define<T: Tool>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T::Input>();
    let mut schema = schema.to_value();
    tidy(&mut schema);
    let mut definition = json!({
        "name": T::NAME,
        "description": T::ABOUT.trim(),
        "input_schema": schema,
    });
    if T::PROPOSES {
        definition["strict"] = json!(true);
    }
    definition
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
            members.values_mut().for_each(tidy);
        }
        Value::Array(parts) => parts.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Reads the input of a call. What is not in the schema is refused, and so is what has another type.
pub(super) fn read<T: Tool>(value: Value) -> Result<T::Input, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let at = error.path().to_string();
        let at = if at == "." {
            String::new()
        } else {
            format!(" at `{at}`")
        };
        Refusal(format!(
            "The input does not fit{at}: {}. Nothing ran; make the call again as its schema says.",
            error.inner()
        ))
    })
}
