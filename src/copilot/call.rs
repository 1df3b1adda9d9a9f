//! One call of a tool that was run: what the model is told, and what is kept of it.

use std::time::Duration;

use serde_json::json;

use super::content::clipped;
use super::hands::Reply;
use super::wire::Wire;
use crate::claude::history::failed_result;
use crate::domain::chat::CallNote;

/// Bytes of the sentence of a call that failed: it may say again what it was given.
const MOST_FAULT: usize = 2_000;

/// A call that was run.
#[derive(Debug)]
pub struct Ran {
    /// The call's id, given by the model.
    pub id: String,
    /// The tool as it was called.
    pub tool: String,
    /// What it gave.
    pub reply: Result<Reply, String>,
    /// The settings let what it proposes be done without a yes.
    pub free: bool,
    /// How long it took.
    pub took: Duration,
}

impl Ran {
    /// What the model is told, as it may leave; from now on everybody in it is known.
    pub fn told(&self, wire: &mut Wire) -> Result<String, String> {
        match &self.reply {
            Ok(reply) => {
                wire.learn(&reply.known);
                Ok(wire.told(&reply.content).to_string())
            }
            Err(why) => Err(clipped(&wire.mask(why), MOST_FAULT, &[])),
        }
    }

    /// The block that answers the call, and what is kept of it.
    pub fn kept(self, wire: &mut Wire) -> (String, CallNote) {
        let block = match self.told(wire) {
            Ok(told) => json!({"type": "tool_result", "tool_use_id": self.id, "content": told}).to_string(),
            Err(why) => failed_result(&self.id, &why),
        };
        let took_ms = u64::try_from(self.took.as_millis()).unwrap_or(u64::MAX);
        let fault = self.reply.is_err();
        let (line, plan) = match self.reply {
            Ok(reply) => (reply.line, reply.plan),
            Err(why) => (why, None),
        };
        let note = CallNote {
            call: self.id,
            tool: self.tool,
            line,
            fault,
            took_ms,
            plan: plan.filter(|plan| !plan.items.is_empty()),
        };
        (block, note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_that_failed_says_no_more_than_a_few_sentences() {
        let ran = |reply| Ran {
            id: "t1".into(),
            tool: "find_people".into(),
            reply,
            free: false,
            took: Duration::ZERO,
        };
        let why = format!("There is no person with the id {}.", "x".repeat(100_000));
        let told = ran(Err(why)).told(&mut Wire::default()).unwrap_err();
        assert!(
            told.len() <= MOST_FAULT + 3 && told.ends_with('\u{2026}'),
            "{}",
            told.len()
        );
        let told = ran(Err("Nothing ran.".into())).told(&mut Wire::default());
        assert_eq!(told, Err("Nothing ran.".to_owned()));
    }
}
