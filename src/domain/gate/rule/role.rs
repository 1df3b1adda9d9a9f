//! Who may send at all: `domain::access` says which roles.

use serde_json::json;

use super::Rule;
use crate::domain::access::Role;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "role",
    look: |request, _| {
        let inputs = json!({ "role": request.role.word() });
        match request.role {
            Role::Analyst | Role::Viewer => Look::refuse(
                format!(
                    "your role ({}) may not send messages; nothing was sent; ask an admin of the account",
                    request.role.word()
                ),
                inputs,
            ),
            _ => Look::pass(inputs),
        }
    },
};
