//! Nothing goes round for ever, alone or through another automation.
//!
//! What one does that puts people into another is an edge: it starts it, puts on a tag it enters on, moves a deal to a
//! stage it enters on. A ring of edges is a loop; the week in which nobody comes in twice slows it and does not end it.

use std::collections::BTreeSet;

use super::{Case, Finding, Proof, blocks, warns};
use crate::automation::definition::{Definition, Step};

const NAME: &str = "loops";

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "nothing loops, alone or with others",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for step in case.definition.all_steps() {
        for next in reached(case, step) {
            let mut way = vec![case.definition.id()];
            if returns(case, next, &mut way, &mut BTreeSet::new()) {
                let ring = format!("{} → {}", way.join(" → "), case.definition.id());
                let message = format!(
                    "\"{}\" leads round to itself: {ring}; take one of them out",
                    step.id
                );
                found.push(blocks(NAME, step.spot, message));
            }
        }
    }
    if let Some(again) = case.definition.enters.length("again_after")
        && again.about() < crate::automation::definition::AGAIN.about()
    {
        let spot = case.definition.enters.spot("again_after").unwrap_or_default();
        let message = format!("people would come in again after {again}; the least is 7 days");
        found.push(blocks(NAME, spot, message));
    }
    for step in case.definition.all_steps() {
        if step.action.word == "enrol" {
            let message = format!(
                "\"{}\" hands them to a workflow of the CRM, which cannot be looked into; what it sends counts, what it starts is not known",
                step.id
            );
            found.push(warns(NAME, step.spot, message));
        }
    }
    found
}

/// Whether the way from here comes back to where it began.
fn returns<'a>(
    case: &Case<'a>,
    from: &'a Definition,
    way: &mut Vec<&'a str>,
    seen: &mut BTreeSet<&'a str>,
) -> bool {
    if from.id() == case.definition.id() {
        return true;
    }
    if !seen.insert(from.id()) {
        return false;
    }
    way.push(from.id());
    for step in from.all_steps() {
        for next in reached(case, step) {
            if returns(case, next, way, seen) {
                return true;
            }
        }
    }
    way.pop();
    false
}

/// The automations that a step puts people into.
fn reached<'a>(case: &Case<'a>, step: &Step) -> Vec<&'a Definition> {
    let own = std::iter::once(case.definition);
    let others = case.others.iter().copied();
    let all = own.chain(others.filter(|other| other.id() != case.definition.id()));
    all.filter(|other| leads(step, other)).collect()
}

fn leads(step: &Step, to: &Definition) -> bool {
    let says = |name: &str| step.args.line(name);
    let wants = |name: &str| to.enters.line(name);
    let same = |said: Option<&str>, wanted: Option<&str>| match (said, wanted) {
        (Some(said), Some(wanted)) => said.trim().eq_ignore_ascii_case(wanted.trim()),
        (Some(_), None) => true,
        (None, _) => false,
    };
    match (step.action.word, to.trigger.word) {
        ("start", _) => says("automation") == Some(to.id()),
        ("tag", "tag added") => same(says("add"), wants("tag")),
        ("tag", "tag removed") => same(says("remove"), wants("tag")),
        ("stage", "stage changed") => same(says("to"), wants("to")),
        _ => false,
    }
}
