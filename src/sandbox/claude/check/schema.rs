//! Which JSON schemas can be compiled for structured answers and strict tools.

use serde_json::Value;

use crate::sandbox::claude::error::ApiError;
use crate::sandbox::claude::request::kind;

/// Words the compiler does not know.
const UNSUPPORTED: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "maxItems",
    "uniqueItems",
];
const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "hostname",
    "uri",
    "ipv4",
    "ipv6",
    "uuid",
];

pub(super) fn check(schema: &Value, path: &str) -> Result<(), ApiError> {
    node(schema, path)?;
    recursion(schema, schema, &mut Vec::new()).map_err(|target| {
        refuse(
            path,
            &format!("recursive schemas are not supported ('{target}' contains itself)"),
        )
    })
}

fn refuse(path: &str, message: &str) -> ApiError {
    ApiError::invalid(format!("{path}: {message}"))
}

fn node(schema: &Value, path: &str) -> Result<(), ApiError> {
    let Some(fields) = schema.as_object() else {
        return Ok(());
    };
    for word in UNSUPPORTED {
        if fields.contains_key(*word) {
            return Err(refuse(
                path,
                &format!("For '{}' type, property '{word}' is not supported", kind(schema)),
            ));
        }
    }
    if kind(schema) == "object" && fields.get("additionalProperties") != Some(&Value::Bool(false)) {
        return Err(refuse(
            path,
            "For 'object' type, 'additionalProperties' must be explicitly set to false",
        ));
    }
    if fields
        .get("minItems")
        .and_then(Value::as_u64)
        .is_some_and(|least| least > 1)
    {
        return Err(refuse(
            path,
            "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
        ));
    }
    if let Some(format) = fields
        .get("format")
        .and_then(Value::as_str)
        .filter(|format| !FORMATS.contains(format))
    {
        return Err(refuse(path, &format!("format '{format}' is not supported")));
    }
    let pattern = fields.get("pattern").and_then(Value::as_str).unwrap_or_default();
    if ["(?=", "(?!", "(?<", "\\b", "\\B"]
        .iter()
        .any(|word| pattern.contains(word))
    {
        return Err(refuse(
            path,
            "look-around and word boundaries are not supported in 'pattern'",
        ));
    }
    if fields
        .get("$ref")
        .and_then(Value::as_str)
        .is_some_and(|target| !target.starts_with('#'))
    {
        return Err(refuse(path, "external '$ref' is not supported"));
    }
    let all_of = fields
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    if all_of.into_iter().any(|part| part.get("$ref").is_some()) {
        return Err(refuse(path, "'allOf' with '$ref' is not supported"));
    }
    children(schema)
        .into_iter()
        .try_for_each(|(name, child)| node(child, &format!("{path}.{name}")))
}

/// Every schema directly inside another.
fn children(schema: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for word in ["properties", "$defs", "definitions"] {
        let named = schema.get(word).and_then(Value::as_object).into_iter().flatten();
        found.extend(named.map(|(name, child)| (format!("{word}.{name}"), child)));
    }
    for word in ["anyOf", "allOf", "oneOf"] {
        let listed = schema.get(word).and_then(Value::as_array).into_iter().flatten();
        found.extend(
            listed
                .enumerate()
                .map(|(at, child)| (format!("{word}.{at}"), child)),
        );
    }
    found.extend(schema.get("items").map(|child| ("items".to_owned(), child)));
    found
}

/// Follows references from `schema`; the error is a reference that leads back to itself.
fn recursion<'a>(schema: &'a Value, root: &'a Value, trail: &mut Vec<&'a str>) -> Result<(), &'a str> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        if trail.contains(&target) || target == "#" {
            return Err(target);
        }
        if let Some(found) = target.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) {
            trail.push(target);
            recursion(found, root, trail)?;
            trail.pop();
        }
    }
    let definition = |name: &str| name.starts_with("$defs.") || name.starts_with("definitions.");
    children(schema)
        .into_iter()
        .filter(|(name, _)| !definition(name))
        .try_for_each(|(_, child)| recursion(child, root, trail))
}

/// Properties anywhere in the schema that need not be there.
pub(super) fn optional_parameters(schema: &Value) -> usize {
    let required = schema
        .get("required")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    let own = schema
        .get("properties")
        .and_then(Value::as_object)
        .map_or(0, serde_json::Map::len);
    own.saturating_sub(required)
        + children(schema)
            .iter()
            .map(|(_, child)| optional_parameters(child))
            .sum::<usize>()
}

/// Parts anywhere in the schema that may have one of several types.
pub(super) fn union_parameters(schema: &Value) -> usize {
    let own = schema.get("anyOf").is_some() || schema.get("type").is_some_and(Value::is_array);
    usize::from(own)
        + children(schema)
            .iter()
            .map(|(_, child)| union_parameters(child))
            .sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_compiled_is_named_with_its_place() {
        let closed = |properties: Value| json!({"type": "object", "properties": properties, "additionalProperties": false});
        check(&closed(json!({"a": {"type": "string", "format": "date"}})), "s").unwrap();
        for (schema, part) in [
            (
                json!({"type": "object", "properties": {}}),
                "additionalProperties",
            ),
            (closed(json!({"a": {"type": "integer", "minimum": 1}})), "minimum"),
            (
                closed(json!({"a": {"type": "string", "pattern": "(?=x)"}})),
                "look-around",
            ),
            (
                closed(json!({"a": {"$ref": "https://example.com/x"}})),
                "external",
            ),
            (closed(json!({"a": {"$ref": "#"}})), "recursive"),
            (
                closed(json!({"a": {"type": "string", "format": "phone"}})),
                "phone",
            ),
        ] {
            let said = check(&schema, "s").unwrap_err().message;
            assert!(said.contains(part), "{said}");
        }
        let shared = json!({"type": "object", "additionalProperties": false,
            "$defs": {"n": {"type": "string"}},
            "properties": {"a": {"$ref": "#/$defs/n"}, "b": {"$ref": "#/$defs/n"}}});
        check(&shared, "s").unwrap();
    }
}
