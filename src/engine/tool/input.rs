//! What a tool takes: its schema for the model, and how strictly it is read.

use serde_json::{Value, json};

use super::{Refusal, Tool};
use crate::claude::schema;

/// The definition of a tool.
pub(super) fn define<T: Tool>() -> Value {
    let mut definition = json!({
        "name": T::NAME,
        "description": T::ABOUT.trim(),
        "input_schema": schema::of::<T::Input>(),
    });
    if T::PROPOSES {
        definition["strict"] = json!(true);
    }
    definition
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
