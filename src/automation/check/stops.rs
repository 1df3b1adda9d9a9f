//! Who wants to hear no more, who answers and who is served leaves.

use super::{Case, Finding, Proof, blocks, warns};
use crate::domain::gate::Kind;

const NAME: &str = "stops";

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "a stop word, a reply and a contract take people out",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    if !definition.writes() {
        return Vec::new();
    }
    let spot = definition.exits.spot("on").unwrap_or_default();
    let on = |word: &str| definition.exits.list("on").iter().any(|on| on == word);
    let mut found = Vec::new();
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
