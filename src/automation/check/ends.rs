//! Every path ends, and every step can be reached.

use super::{Case, Finding, Proof, blocks, warns};
use crate::automation::definition::{Definition, Step};
use crate::automation::schema::Spot;

const NAME: &str = "ends";
/// Steps a run takes at most when the file does not say.
const STEPS: i64 = 200;

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "every path ends",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    let mut found = Vec::new();
    if definition.steps.is_empty() {
        let spot = Spot { line: 1, column: 1 };
        found.push(blocks(
            NAME,
            spot,
            "it has no steps, so nobody gets anything; add one as [[step]]",
        ));
    }
    unreached(&definition.steps, &mut found);
    for step in definition.all_steps() {
        let empty = step.branches.iter().all(|(_, inside)| inside.is_empty());
        if !step.branches.is_empty() && empty {
            let message = format!(
                "\"{}\" goes on the same way in every case; put steps into one",
                step.id
            );
            found.push(warns(NAME, step.spot, message));
        }
        let waits = ["for", "until", "at_most"]
            .iter()
            .any(|name| step.args.get(name).is_some());
        if step.action.word == "wait" && !waits {
            let message = format!(
                "\"{}\" does not say how long it waits; give it for = \"2 days\"",
                step.id
            );
            found.push(blocks(NAME, step.spot, message));
        }
    }
    let most = definition.limits.number("steps").unwrap_or(STEPS);
    let longest = longest(&definition.steps);
    if longest > most {
        let spot = definition.limits.spot("steps").unwrap_or_default();
        let message =
            format!("the longest way has {longest} steps and the limit is {most}; it would be cut off");
        found.push(blocks(NAME, spot, message));
    }
    found
}

/// Steps behind one that ends the run on every way.
fn unreached(steps: &[Step], found: &mut Vec<Finding>) {
    for pair in steps.windows(2) {
        if let [step, next] = pair
            && ends(step)
        {
            let message = format!(
                "\"{}\" is never reached; \"{}\" ends the run before it",
                next.id, step.id
            );
            found.push(blocks(NAME, next.spot, message));
        }
    }
    for (_, inside) in steps.iter().flat_map(|step| &step.branches) {
        unreached(inside, found);
    }
}

fn ends(step: &Step) -> bool {
    let last_ends = |(_, inside): &(&str, Vec<Step>)| inside.last().is_some_and(ends);
    step.action.word == "end"
        || step.action.branches.len() > 1 && !step.branches.is_empty() && step.branches.iter().all(last_ends)
}

/// Steps of the longest way through.
fn longest(steps: &[Step]) -> i64 {
    let one = |step: &Step| {
        let inside = step
            .branches
            .iter()
            .map(|(_, inside)| longest(inside))
            .max()
            .unwrap_or(0);
        match step.args.number("times") {
            // The step itself is taken once more than what is in it.
            Some(times) => times.saturating_mul(inside + 1) + 1,
            None => inside + 1,
        }
    };
    steps.iter().map(one).fold(0, i64::saturating_add)
}

/// Steps a run takes at most.
pub(in crate::automation) fn most_steps(definition: &Definition) -> u32 {
    definition.limits.number("steps").unwrap_or(STEPS) as u32
}
