//! Who wants to hear no more hears no more (P10).

use serde_json::json;

use super::Rule;
use crate::domain::gate::look::Look;
use crate::domain::opt_out::RULES_VERSION;

pub(super) const RULE: Rule = Rule {
    id: "opt_out",
    look: |request, _| {
        let inputs = json!({ "opt_out": request.opt_out, "rules": RULES_VERSION });
        let name = &request.name;
        match &request.opt_out {
            None => Look::pass(inputs),
            Some(said) if said.certain => Look::refuse(
                format!(
                    "{name} asked to hear no more; nothing was sent; only START from them, or an admin with a reason, lifts it"
                ),
                inputs,
            ),
            Some(_) if request.by_person() => Look::ask(
                format!(
                    "{name} may have asked to hear no more; nothing was sent; read what they wrote, then send it again if it was not that"
                ),
                inputs,
            ),
            Some(_) => Look::refuse(
                format!(
                    "{name} may have asked to hear no more; nothing was sent; a person decides what they meant"
                ),
                inputs,
            ),
        }
    },
};
