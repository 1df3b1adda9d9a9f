//! Owns: the rules about what a well-typed request may say, each with the service's own refusal. Must not: change the
//! request or remember anything. To add a rule: a function in the file of its matter, called from that file's `check`.

mod content;
mod fields;
mod history;
mod markers;
mod schema;
mod thinking;
mod tools;

use super::error::ApiError;
use super::prefix;
use super::request::{MessageRequest, Purpose};

pub(super) use thinking::Dropped;

/// Checks everything. What comes back names the thinking blocks the model does not get to see.
pub(super) fn all(request: &MessageRequest, purpose: Purpose, seed: u64) -> Result<Vec<Dropped>, ApiError> {
    fields::check(request, purpose)?;
    tools::check(request)?;
    content::check(request)?;
    history::check(request)?;
    markers::check(request)?;
    if let Some(schema) = &request.format {
        schema::check(schema, "output_config.format.schema")?;
    }
    let row = prefix::segments(request, &[]);
    let dropped = thinking::check(request, &row, seed)?;
    fits(request, &dropped)?;
    Ok(dropped)
}

/// The prompt must fit into the model's window.
fn fits(request: &MessageRequest, dropped: &[Dropped]) -> Result<(), ApiError> {
    let places: Vec<_> = dropped.iter().map(|dropped| dropped.place).collect();
    let (tokens, most) = (
        prefix::total(&prefix::segments(request, &places)),
        request.model.family.window,
    );
    if tokens > most {
        return Err(ApiError::invalid(format!(
            "prompt is too long: {tokens} tokens > {most} maximum"
        )));
    }
    Ok(())
}
