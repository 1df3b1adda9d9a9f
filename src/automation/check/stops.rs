//! Who wants to hear no more, who answers and who is served leaves; and nobody is left out of what keeps them safe.

use super::{Case, Finding, Proof, blocks, warns};
use crate::automation::definition::Definition;
use crate::domain::gate::Kind;

const NAME: &str = "stops";

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "a stop word, a reply and a contract take people out",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    let mut found = Vec::new();
    if definition.hold_out() > 0 && keeps_safe(definition) {
        let spot = definition.head.spot("hold_out").unwrap_or_default();
        let message = format!(
            "it only has machines stop and people told, and {} of a hundred would be left out of that; take hold_out away",
            definition.hold_out()
        );
        found.push(warns(NAME, spot, message));
    }
    if !definition.writes() {
        return found;
    }
    let spot = definition.exits.spot("on").unwrap_or_default();
    let on = |word: &str| definition.exits.list("on").iter().any(|on| on == word);
    if !on("opt-out") {
        let message =
            "it writes to people and does not say that an opt-out ends it; add \"opt-out\" to exits.on";
        found.push(blocks(NAME, spot, message));
    }
    let resumes = definition.exits.get("resume_after").is_some();
    if definition.kind() != Kind::Service && !on("reply") && !resumes {
        let message = "a reply only pauses it, for good; add \"reply\" to exits.on, or say when it goes on: resume_after";
        found.push(warns(NAME, spot, message));
    }
    found
}

/// Whether it is there so that somebody is told or something stops, and nothing of it leaves to them by itself.
fn keeps_safe(definition: &Definition) -> bool {
    let steps = definition.all_steps();
    let does = |word: &str| steps.iter().any(|step| step.action.word == word);
    let leaves = steps
        .iter()
        .any(|step| step.action.reaches || (step.action.word == "draft" && !step.args.flag("only_draft")));
    (does("stop") || does("notify")) && !leaves
}
