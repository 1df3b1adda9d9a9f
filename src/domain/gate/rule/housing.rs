//! Homes are described, never people (42 U.S.C. 3604). Finding the words is the business of `domain::fair_housing`.

use serde_json::json;

use super::Rule;
use crate::domain::fair_housing::RULES_VERSION;
use crate::domain::gate::look::Look;
use crate::domain::gate::request::Severity;

pub(super) const RULE: Rule = Rule {
    id: "housing",
    look: |request, _| {
        let severities: Vec<_> = request.housing.iter().map(|flag| flag.severity).collect();
        let inputs = json!({ "flags": severities, "rules": RULES_VERSION });
        let Some(worst) = request.housing.iter().max_by_key(|flag| flag.severity) else {
            return Look::pass(inputs);
        };
        let reason = format!(
            "\"{}\" says whom a home is for, which fair-housing law forbids; nothing was sent; write {} instead",
            worst.words, worst.instead
        );
        match worst.severity {
            Severity::Critical | Severity::High => Look::refuse(reason, inputs),
            Severity::Medium if !request.by_person() => Look::ask(reason, inputs),
            Severity::Medium | Severity::Low => Look::pass(inputs),
        }
    },
};
