//! No permission, no automated message (47 CFR 64.1200). A person may write by hand all the same.

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "consent",
    look: |request, _| {
        let inputs = json!({ "consent": request.consent, "sender": request.sender });
        if request.consent.is_some() || request.by_person() {
            return Look::pass(inputs);
        }
        Look::refuse(
            format!(
                "nothing says that {} agreed to automated messages by {}; nothing was sent; write it by hand, or write down their consent",
                request.name,
                request.channel.word()
            ),
            inputs,
        )
    },
};
