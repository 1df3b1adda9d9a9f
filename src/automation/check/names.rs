//! Every name it uses is known: blanks, tags, stages, colleagues, workflows, other automations.

use std::collections::BTreeSet;

use super::{Account, Case, Finding, Proof, blocks, warns};
use crate::automation::action::SLOTS;
use crate::automation::definition::{Definition, Step};
use crate::automation::moment::Ask;
use crate::automation::schema::{Arg, Args, Kind, Spot};
use crate::automation::words::{Asks, Condition};
use crate::domain::automation::Yearly;
use crate::domain::filter::{Naming, nearest};
use crate::domain::snippet::blanks;

const NAME: &str = "names";

/// Blanks that are filled in for everybody, where they are known: the house's message rules, and what is known of a person, a
/// deal or a market, each with its source.
pub const FILLED: &[&str] = &[
    "first_name",
    "agent_name",
    "brokerage",
    "property_address",
    "area",
    "price",
    "unsubscribe",
    "market_facts",
    "milestone",
    "referrer",
    "lenders",
];

/// What a run knows from the event that began it.
const TOLD: &[&str] = &["starts", "starts_at", "sort", "figure", "address", "stage"];

/// What a run knows besides from what happened with a home.
const OF_HOMES: &[&str] = &["price", "was"];

/// What is told only when the CRM speaks of a mail once more.
const SELDOM: &[&str] = &["opened", "clicked"];

/// Colleagues as seen from a person.
const COLLEAGUES: &[&str] = &["owner", "lead", "next"];

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "blanks and names are all known",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    let mut found = Vec::new();
    let mut known: BTreeSet<&str> = FILLED.iter().chain(SLOTS).copied().collect();
    known.extend(case.account.blanks.iter().map(String::as_str));
    let mut left: BTreeSet<&str> = definition.all_steps().into_iter().flat_map(left_behind).collect();
    left.extend(TOLD);
    if definition.trigger.word == "listing" {
        left.extend(OF_HOMES);
    }
    known.extend(&left);
    for step in definition.all_steps() {
        for arg in step.action.args {
            let spot = step.args.spot(arg.name).unwrap_or(step.spot);
            if let Some(words) = step.args.words(arg.name) {
                for (_, text) in words.all() {
                    unknown_blanks(text, &known, spot, &mut found);
                }
                unfilled(case.account, step, &words.all(), &left, spot, &mut found);
            }
            if let Some(condition) = step.args.condition(arg.name) {
                asked(condition, case.account, &left, spot, &mut found);
            }
        }
        found.extend(seldom(step));
        members(case, (&step.args, step.action.args), false, &mut found);
    }
    for (args, name) in [
        (&definition.enters, "who"),
        (&definition.enters, "still"),
        (&definition.exits, "when"),
    ] {
        if let Some(condition) = args.condition(name) {
            let spot = args.spot(name).unwrap_or_default();
            asked(condition, case.account, &left, spot, &mut found);
        }
    }
    members(
        case,
        (&definition.enters, definition.trigger.args),
        true,
        &mut found,
    );
    found.extend(day(case));
    found
}

/// The day that puts people in, when it is none that they have.
fn day(case: &Case<'_>) -> Option<Finding> {
    let enters = &case.definition.enters;
    let Some(Ask::Day(Yearly::Field { name, .. })) = Ask::of(case.definition) else {
        return None;
    };
    let dates: Vec<&str> = case.account.names.dates().collect();
    if any(&name, dates.iter().copied()) {
        return None;
    }
    let known = Yearly::KNOWN;
    let all: Vec<&str> = known.iter().map(Yearly::word).chain(dates).collect();
    let near = nearest(&name, all.iter().copied()).map(|near| format!("; did you mean \"{near}\"?"));
    let near = near.unwrap_or_else(|| format!("; there are {}", all.join(", ")));
    let message = format!("people have no day \"{name}\"{near}");
    Some(blocks(NAME, enters.spot("date").unwrap_or_default(), message))
}

/// Blanks that a step fills for those behind it. Every wait leaves behind what came of it, under its own name.
fn left_behind(step: &Step) -> Vec<&str> {
    match step.action.word {
        "classify" => step.args.line("into").into_iter().collect(),
        "wait" => vec![step.id.as_str()],
        _ => Vec::new(),
    }
}

fn unknown_blanks(text: &str, known: &BTreeSet<&str>, spot: Spot, found: &mut Vec<Finding>) {
    for at in blanks(text) {
        let name = &text[at.start + 1..at.end - 1];
        if !known.contains(name) {
            let near = nearest(name, known.iter().copied());
            let meant = near.map_or_else(
                || format!("there are {}", [FILLED, SLOTS].concat().join(", ")),
                |near| format!("did you mean {{{near}}}?"),
            );
            found.push(blocks(
                NAME,
                spot,
                format!("nothing fills the blank {{{name}}}; {meant}"),
            ));
        }
    }
}

/// What the CRM tells of a mail only when it speaks of that message again.
fn seldom(step: &Step) -> Option<Finding> {
    let waits = step.args.line("until");
    let asks = step.args.condition("if").map(|condition| &condition.asks);
    let mut words = SELDOM.iter().copied();
    let word = words.find(|word| waits == Some(*word) || asks == Some(&Asks::Heard(word)))?;
    let message = format!(
        "the CRM tells of \"{word}\" only when it speaks of that mail again, which may be late or never; who did so may \
         count as who did not"
    );
    Some(warns(NAME, step.spot, message))
}

/// What would always be left out: nothing in this account fills a blank of it.
fn unfilled(
    account: &Account,
    step: &Step,
    texts: &[(&str, &str)],
    left: &BTreeSet<&str>,
    spot: Spot,
    found: &mut Vec<Finding>,
) {
    for (name, why) in account.missing.iter().filter(|(name, _)| !left.contains(name)) {
        let blank = format!("{{{name}}}");
        if texts.iter().any(|(_, text)| text.contains(&blank)) {
            let message = format!(
                "\"{}\" would always be left out: nothing fills {blank}; {why}",
                step.id
            );
            found.push(warns(NAME, spot, message));
        }
    }
}

fn asked(
    condition: &Condition,
    account: &Account,
    left: &BTreeSet<&str>,
    spot: Spot,
    found: &mut Vec<Finding>,
) {
    if let Asks::Left { name, .. } = &condition.asks
        && !left.contains(name.as_str())
    {
        let message =
            format!("no step leaves {{{name}}} behind, so the question is never true; name one that does");
        found.push(blocks(NAME, spot, message));
    }
    if let Some(error) = condition.fault(&account.names) {
        found.push(blocks(NAME, spot, error.message));
    }
}

/// The names in the members of a step, or of what `events` put people in.
fn members(case: &Case<'_>, (args, list): (&Args, &[Arg]), events: bool, found: &mut Vec<Finding>) {
    for arg in list {
        let Some(name) = args.line(arg.name) else { continue };
        let spot = args.spot(arg.name).unwrap_or_default();
        match arg.kind {
            Kind::Tag => {
                let tags = case.account.tags.iter().map(String::as_str);
                // A tag can be new; it is made when it is first put on.
                if !case.account.tags.is_empty() && !any(name, tags.clone()) {
                    let near = nearest(name, tags).map(|near| format!("; did you mean \"{near}\"?"));
                    let near = near.unwrap_or_default();
                    found.push(warns(
                        NAME,
                        spot,
                        format!("nobody has the tag \"{name}\" yet{near}"),
                    ));
                }
            }
            Kind::Stage if events => whole(case.account, name, spot, found),
            Kind::Stage => named(case.account, Naming::Stage, name, "stage", spot, found),
            Kind::User if name == "lead" && case.account.no_lead => {
                let message =
                    "the settings name no team lead (automations.lead), so the step would always be left out";
                found.push(warns(NAME, spot, message));
            }
            Kind::User if !COLLEAGUES.contains(&name) => {
                named(case.account, Naming::Owner, name, "colleague", spot, found);
            }
            Kind::Workflow => listed(&case.account.workflows, "workflow", name, spot, found),
            Kind::Form => listed(&case.account.forms, "form", name, spot, found),
            Kind::Automation => {
                let others = case.others.iter().map(|other: &&Definition| other.id());
                if !any(name, others.clone().chain([case.definition.id()])) {
                    found.push(blocks(
                        NAME,
                        spot,
                        none("automation", name, nearest(name, others)),
                    ));
                }
            }
            _ => {}
        }
    }
}

fn named(account: &Account, naming: Naming, name: &str, what: &str, spot: Spot, found: &mut Vec<Finding>) {
    let names = &account.names;
    if !names.list(naming).is_empty() && names.called(naming, name).is_empty() {
        found.push(blocks(NAME, spot, none(what, name, names.nearest(naming, name))));
    }
}

/// A stage as an event tells of it: by its whole name.
fn whole(account: &Account, name: &str, spot: Spot, found: &mut Vec<Finding>) {
    let stages = account.names.list(Naming::Stage);
    let known = stages.iter().map(|stage| stage.name.as_str());
    if stages.is_empty() || any(name, known.clone().map(str::trim)) {
        return;
    }
    // What a part of the name would mean in a step is most likely meant here.
    let meant = account.names.called(Naming::Stage, name);
    let meant = stages.iter().find(|stage| meant.first() == Some(&stage.id));
    let near = meant
        .map(|stage| stage.name.as_str())
        .or_else(|| nearest(name, known));
    found.push(blocks(NAME, spot, none("stage", name, near)));
}

/// A name of a list of the CRM's.
fn listed(list: &[String], what: &str, name: &str, spot: Spot, found: &mut Vec<Finding>) {
    let known = list.iter().map(String::as_str);
    if !list.is_empty() && !any(name, known.clone().map(str::trim)) {
        found.push(blocks(NAME, spot, none(what, name, nearest(name, known))));
    }
}

fn any<'a>(name: &str, mut among: impl Iterator<Item = &'a str>) -> bool {
    among.any(|known| known.eq_ignore_ascii_case(name.trim()))
}

fn none(what: &str, name: &str, near: Option<&str>) -> String {
    let near = near
        .map(|near| format!("; did you mean \"{near}\"?"))
        .unwrap_or_default();
    format!("there is no {what} \"{name}\"{near}")
}
