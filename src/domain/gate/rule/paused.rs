//! The switch that stops everything automatic (P12).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "paused",
    look: |request, _| {
        let inputs = json!({ "since": request.paused });
        if request.paused.is_none() || request.by_person() {
            return Look::pass(inputs);
        }
        Look::ask(
            "everything automatic is stopped; it waits here; go on with `leadline resume`, or send it by hand",
            inputs,
        )
    },
};
