//! Many recipients need a person (P13), and very many a role that may.

use serde_json::json;

use super::Rule;
use crate::domain::access::Role;
use crate::domain::gate::look::Look;

pub(super) const RULE: Rule = Rule {
    id: "recipients",
    look: |request, rules| {
        let many = request.recipients;
        let inputs =
            json!({ "recipients": many, "person": request.by_person(), "role": request.role.word() });
        if many > rules.bulk && matches!(request.role, Role::Isa | Role::Coordinator) {
            return Look::refuse(
                format!(
                    "your role ({}) may not send to {many} people; nothing was sent; ask an admin of the account",
                    request.role.word()
                ),
                inputs,
            );
        }
        if many > rules.bulk && request.role == Role::Agent || many > rules.recipients && !request.by_person()
        {
            return Look::ask(
                format!(
                    "this goes to {many} people; nothing was sent; somebody who may must look at the list and say yes"
                ),
                inputs,
            );
        }
        Look::pass(inputs)
    },
};
