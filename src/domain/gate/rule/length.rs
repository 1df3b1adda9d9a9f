//! Something to say, and not too much of it for a text.

use serde_json::json;

use super::Rule;
use crate::domain::contact::Channel;
use crate::domain::gate::look::Look;
use crate::domain::segments::count;

pub(super) const RULE: Rule = Rule {
    id: "length",
    look: |request, rules| {
        if request.body.trim().is_empty() {
            return Look::refuse(
                "the message is empty; nothing was sent; write something first",
                json!({}),
            );
        }
        if request.channel != Channel::Sms {
            return Look::pass(json!({ "letters": request.body.chars().count() }));
        }
        let size = count(&request.body);
        let inputs = json!({ "units": size.units, "parts": size.parts, "most": rules.parts });
        if size.parts <= rules.parts {
            return Look::pass(inputs);
        }
        let why = size
            .culprit
            .map(|letter| format!(" (\"{letter}\" makes each part 67 letters instead of 153)"))
            .unwrap_or_default();
        Look::ask(
            format!(
                "this text takes {} parts, more than {}{why}; nothing was sent; shorten it, or send it again as it is",
                size.parts, rules.parts
            ),
            inputs,
        )
    },
};
