//! How an edit is answered: the receipt first, flushed, then what was done.

use serde_json::{Value, json};

use crate::cli::frame::{App, Exit, Outcome};
use crate::engine::view::Receipt;

/// Tells that a write is on disk: `ACK`, a sentence, `{"ack","outbox",…}`. Only called after the commit.
pub(in crate::cli) fn tell(app: &mut App, receipt: &Receipt) -> Outcome {
    tell_with(app, receipt, &[])
}

/// The same with more JSON keys.
pub(in crate::cli) fn tell_with(app: &mut App, receipt: &Receipt, more: &[(&str, Value)]) -> Outcome {
    app.out.acknowledge(&receipt.ack)?;
    let way = match receipt.outbox.len() {
        0 => "",
        _ => "; the CRM is told with the next sync",
    };
    app.out.say(&format!("Saved: {}{way}.", receipt.summary))?;
    let mut answer = json!({ "ack": receipt.ack, "outbox": receipt.outbox, "summary": receipt.summary });
    if let Some(members) = answer.as_object_mut() {
        members.extend(more.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
        if let Some(created) = &receipt.created {
            members.insert(
                "created".to_owned(),
                json!({ "kind": created.kind.word(), "id": created.id }),
            );
        }
    }
    app.out.json(&answer)?;
    Ok(Exit::Done)
}
