//! An automated step that no longer knows how things stand is dropped (P25).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "stirred",
    look: |request, _| {
        let inputs = json!({ "since": request.stirred });
        match request.stirred {
            Some(what) if !request.by_person() => Look::refuse(
                format!(
                    "{what} since this was planned; nothing was sent; answer {} by hand",
                    request.name
                ),
                inputs,
            ),
            _ => Look::pass(inputs),
        }
    },
};
