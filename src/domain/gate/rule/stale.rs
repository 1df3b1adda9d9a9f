//! An automated message that is much too late is asked about.

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "stale",
    look: |request, rules| {
        let late = request.now.duration_since(request.due);
        let inputs = json!({ "late_seconds": late.as_secs() });
        if late <= rules.late || request.by_person() {
            return Look::pass(inputs);
        }
        Look::ask(
            format!(
                "this was to leave {} hours ago; nothing was sent; send it again if it still fits, or take it back",
                late.as_hours()
            ),
            inputs,
        )
    },
};
