//! The first text to somebody who may not know us says who writes and offers a way out.

use super::{Case, Finding, Proof, blocks};
use crate::automation::definition::{Definition, Step};
use crate::domain::gate::Kind;

const NAME: &str = "first";

/// Triggers that people who were never written to come in by.
const STRANGERS: &[&str] = &["contact created", "form", "listing", "tag added"];

/// Words that offer a way out.
const WAYS_OUT: &[&str] = &[
    "stop",
    "unsubscribe",
    "opt out",
    "no more",
    "alto",
    "parar",
    "baja",
];

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "the first text says who writes and offers a way out",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    if !STRANGERS.contains(&definition.trigger.word) || definition.kind() == Kind::Service {
        return Vec::new();
    }
    let mut firsts = Vec::new();
    first(definition, &definition.steps, &mut firsts);
    let mut found = Vec::new();
    for step in firsts {
        if !step.action.reaches {
            let message = "the first text is one that Claude writes, and nobody can say that it tells who writes and offers a way out; \
                           let a text of your own come first, or add only_draft = true";
            found.push(blocks(NAME, step.spot, message));
            continue;
        }
        let spot = step.args.spot("says").unwrap_or(step.spot);
        for (voice, text) in step
            .args
            .words("says")
            .map(|words| words.all())
            .unwrap_or_default()
        {
            let small = text.to_lowercase();
            let which = if voice.is_empty() {
                String::new()
            } else {
                format!(" ({voice})")
            };
            if !text.contains("{agent_name}") || !text.contains("{brokerage}") {
                let message =
                    format!("the first text{which} must say who writes: {{agent_name}} and {{brokerage}}");
                found.push(blocks(NAME, spot, message));
            }
            if !WAYS_OUT.iter().any(|way| small.contains(way)) {
                let message =
                    format!("the first text{which} must offer a way out, such as \"Reply STOP to opt out\"");
                found.push(blocks(NAME, spot, message));
            }
        }
    }
    found
}

/// The first text on every way through; says whether every way has one.
fn first<'a>(definition: &Definition, steps: &'a [Step], firsts: &mut Vec<&'a Step>) -> bool {
    for step in steps {
        let mail = step.action.word == "email" || step.args.line("channel") == Some("email");
        if definition.reaches(step) && !mail {
            firsts.push(step);
            return true;
        }
        if step.action.word == "end" {
            return true;
        }
        let all = step
            .branches
            .iter()
            .filter(|(_, inside)| first(definition, inside, firsts))
            .count();
        if !step.branches.is_empty() && all == step.branches.len() {
            return true;
        }
    }
    false
}
