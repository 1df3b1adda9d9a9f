//! JSON schemas as the service takes them: of a tool's input, of a structured answer.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

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
            members.values_mut().for_each(tidy);
        }
        Value::Array(parts) => parts.iter_mut().for_each(tidy),
        _ => {}
    }
}
