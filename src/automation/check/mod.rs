//! What a definition would do, proven before it is switched on: one file for each proof.
//!
//! A proof looks at one definition, and at the others it lives with, and says what is wrong in a sentence with its line.
//! It never looks at a person. To add one: a file with a function, a `mod` line and a row in [`PROOFS`].

mod ends;
mod first;
mod hours;
mod limits;
mod loops;
mod names;
mod says;
mod stops;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::definition::Definition;
use super::schema::Spot;
use crate::domain::filter::Vocabulary;

pub(in crate::automation) use ends::most_steps;
pub use names::FILLED;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Good to know.
    Warns,
    /// It cannot be switched on like that.
    Blocks,
}

/// What a proof found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Which proof.
    pub proof: &'static str,
    /// How much it weighs.
    pub weight: Weight,
    /// Where.
    pub spot: Spot,
    /// What is wrong and what would be right: one sentence.
    pub message: String,
}

/// What is known of the account. What is empty is not known yet, and is not held against a definition.
#[derive(Clone, Debug, Default)]
pub struct Account {
    /// Names for filters, stages and colleagues among them.
    pub names: Arc<Vocabulary>,
    /// Tags in use.
    pub tags: Vec<String>,
    /// Workflows of the CRM.
    pub workflows: Vec<String>,
    /// Forms of the CRM.
    pub forms: Vec<String>,
    /// Blanks that can be filled besides the usual ones.
    pub blanks: Vec<String>,
    /// Usual blanks that nothing in this account fills, each with the reason.
    pub missing: Vec<(&'static str, String)>,
    /// Nobody is named as the team lead.
    pub no_lead: bool,
}

/// A definition with what it lives with.
pub struct Case<'a> {
    /// The one that is looked at.
    pub definition: &'a Definition,
    /// Every automation of the account, itself among them or not.
    pub others: &'a [&'a Definition],
    /// What is known of the account.
    pub account: &'a Account,
}

/// A proof.
pub struct Proof {
    /// Its name on the screen and in `auto check`.
    pub name: &'static str,
    /// What it proves.
    pub proves: &'static str,
    /// Looks at a definition.
    pub look: fn(&Case<'_>) -> Vec<Finding>,
}

/// Every proof, in the order of the screen.
pub const PROOFS: &[Proof] = &[
    ends::PROOF,
    stops::PROOF,
    hours::PROOF,
    loops::PROOF,
    limits::PROOF,
    names::PROOF,
    first::PROOF,
    says::PROOF,
];

/// Everything that the proofs find, in the order of the file.
pub fn check(definition: &Definition, others: &[&Definition], account: &Account) -> Vec<Finding> {
    let case = Case {
        definition,
        others,
        account,
    };
    let mut found: Vec<Finding> = PROOFS.iter().flat_map(|proof| (proof.look)(&case)).collect();
    found.sort_by_key(|finding| (finding.spot.line, finding.spot.column));
    found
}

/// Whether it may be switched on.
pub fn is_sound(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.weight != Weight::Blocks)
}

fn blocks(proof: &'static str, spot: Spot, message: impl Into<String>) -> Finding {
    let (weight, message) = (Weight::Blocks, message.into());
    Finding {
        proof,
        weight,
        spot,
        message,
    }
}

fn warns(proof: &'static str, spot: Spot, message: impl Into<String>) -> Finding {
    let weight = Weight::Warns;
    Finding {
        weight,
        ..blocks(proof, spot, message)
    }
}
