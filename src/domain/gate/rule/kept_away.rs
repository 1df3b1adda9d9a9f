//! A tag that keeps everything automatic away from a person and their household (the house's business rules).

use serde_json::json;

use super::Rule;
use crate::domain::automation::KEPT_AWAY;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "kept_away",
    look: |request, _| {
        let inputs = json!({ "tagged": request.kept_away });
        if !request.kept_away || request.by_person() {
            return Look::pass(inputs);
        }
        Look::refuse(
            format!(
                "{KEPT_AWAY} from {}; nothing was sent; take the tag off, or write by hand",
                request.name
            ),
            inputs,
        )
    },
};
