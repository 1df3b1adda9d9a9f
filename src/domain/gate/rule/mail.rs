//! What an automated mail must have (15 U.S.C. 7704(a)(5)). The CRM adds sender and postal address.

use serde_json::json;

use super::Rule;
use crate::domain::contact::Channel;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "mail",
    look: |request, _| {
        let subject = request
            .subject
            .as_deref()
            .is_some_and(|subject| !subject.trim().is_empty());
        let body = request.body.to_lowercase();
        let way_out =
            body.contains("unsubscribe") || body.contains("opt out") || body.contains("darse de baja");
        let inputs = json!({ "subject": subject, "way_out": way_out });
        if request.channel != Channel::Email || request.by_person() {
            return Look::pass(inputs);
        }
        if !subject {
            return Look::ask("the mail has no subject; nothing was sent; give it one", inputs);
        }
        if request.is_marketing() && !way_out {
            return Look::refuse(
                "the mail offers no way to unsubscribe; nothing was sent; add one to the template",
                inputs,
            );
        }
        Look::pass(inputs)
    },
};
