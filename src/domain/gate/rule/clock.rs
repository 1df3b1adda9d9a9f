//! A machine that is wrong about the time must not judge quiet hours (F55).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "clock",
    look: |request, rules| {
        let inputs = json!({ "skew_seconds": request.skew.map(|skew| skew.as_secs()) });
        match request.skew {
            Some(skew) if skew.abs() > rules.skew => Look::ask(
                format!(
                    "this machine's clock and the CRM's differ by {} minutes, so quiet hours cannot be judged; nothing was sent; set the clock, then send it again",
                    skew.abs().as_mins()
                ),
                inputs,
            ),
            _ => Look::pass(inputs),
        }
    },
};
