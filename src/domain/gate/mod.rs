//! The gate: one pure function that every message to a person passes at the moment it would leave, whoever sends it.
//!
//! [`decide`] is told everything in a [`Request`] and reads nothing: no clock, no file, no zone data. What is missing
//! counts against the send. The sentences go to people, the list of rules looked at goes into the audit row, without a
//! name or a word of the message. To add a rule: a file in `rule/` and a row in [`rule::RULES`]; to add a number: a
//! member of [`Rules`]; to add a state's hours: a row in [`hours::STATES`]. Then a new [`rules::VERSION`].

pub mod consent;
pub mod hours;
mod live;
mod look;
mod places;
mod request;
pub mod rule;
pub mod rules;
pub mod zones;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod wording;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

pub use consent::is_permission;
pub use live::live_until;
pub use look::{Look, Verdict};
pub use request::{Basis, Consent, Flag, Kind, OptOut, Place, Request, Sender, Sent, Severity, Text};
pub use rules::{Hours, Rules};

/// Rounds in which rules that wait may push each other's moment on. Each round is at least one opening of a window.
const ROUNDS: usize = 200;

/// What is to become of a send.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Outcome {
    /// It may leave.
    Allow,
    /// It stays: until a moment, or until a person has decided.
    Hold {
        /// The first moment at which every rule allows it; `None` when a person must look.
        until: Option<Timestamp>,
        /// Which rule holds it.
        rule: &'static str,
        /// What happened, what is safe, what to do.
        reason: String,
    },
    /// It does not leave as it is.
    Refuse {
        /// Which rule refuses it.
        rule: &'static str,
        /// What happened, what is safe, what to do.
        reason: String,
    },
}

/// One rule that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Looked {
    /// Which.
    pub rule: &'static str,
    /// What it said: pass, wait, ask, refuse; "waved" when it asked and a person had said yes.
    pub said: &'static str,
    /// From what.
    pub inputs: Value,
}

/// A decision with everything it was made from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// What is to become of the send.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// The rules as of when.
    pub version: &'static str,
    /// For which moment it was made.
    pub at: Timestamp,
    /// Every rule, in the order of the table.
    pub looked: Vec<Looked>,
}

impl Decision {
    /// Whether it may leave.
    pub const fn allows(&self) -> bool {
        matches!(self.outcome, Outcome::Allow)
    }
}

/// Whether a message may leave now. Refusing is stronger than asking, and asking than waiting.
pub fn decide(request: &Request, rules: &Rules) -> Decision {
    let looks: Vec<(&rule::Rule, Look)> = rule::RULES
        .iter()
        .map(|rule| (rule, (rule.look)(request, rules)))
        .collect();
    let waved = |rule: &rule::Rule| request.waved.iter().any(|id| id == rule.id);
    let first = |wanted: Verdict| {
        let mut found = looks.iter();
        found
            .find(|(rule, look)| look.verdict == wanted && !(wanted == Verdict::Ask && waved(rule)))
            .map(|(rule, look)| (rule.id, look.reason.clone()))
    };
    let outcome = if let Some((rule, reason)) = first(Verdict::Refuse) {
        Outcome::Refuse { rule, reason }
    } else if let Some((rule, reason)) = first(Verdict::Ask) {
        let until = None;
        Outcome::Hold { until, rule, reason }
    } else {
        wait(request, rules)
    };
    let looked = looks
        .iter()
        .map(|(rule, look)| Looked {
            rule: rule.id,
            said: if look.verdict == Verdict::Ask && waved(rule) {
                "waved"
            } else {
                look.verdict.word()
            },
            inputs: look.inputs.clone(),
        })
        .collect();
    Decision {
        outcome,
        version: rules::VERSION,
        at: request.now,
        looked,
    }
}

/// What one rule has against a send, as a person reads it before they say yes.
#[derive(Clone, Debug, PartialEq)]
pub struct Objection {
    /// Which rule.
    pub rule: &'static str,
    /// How hard it stands against it; never a pass.
    pub verdict: Verdict,
    /// What is wrong, what is safe, what to do.
    pub reason: String,
}

/// Everything the rules have against a send, in the order of the table. [`decide`] says what comes of it.
pub fn objections(request: &Request, rules: &Rules) -> Vec<Objection> {
    let looks = rule::RULES.iter().map(|rule| (rule, (rule.look)(request, rules)));
    looks
        .filter(|(rule, look)| {
            let waved = look.verdict == Verdict::Ask && request.waved.iter().any(|id| id == rule.id);
            look.verdict != Verdict::Pass && !waved
        })
        .map(|(rule, look)| Objection {
            rule: rule.id,
            verdict: look.verdict,
            reason: look.reason,
        })
        .collect()
}

/// The first moment that every waiting rule allows. Each names the first it allows itself, so going from one to the
/// latest of them never steps over a moment that all allow.
fn wait(request: &Request, rules: &Rules) -> Outcome {
    let mut then = request.clone();
    let mut holds: Option<(&'static str, String)> = None;
    for _ in 0..ROUNDS {
        let latest = rule::RULES
            .iter()
            .filter_map(|rule| match (rule.look)(&then, rules) {
                Look {
                    verdict: Verdict::Wait(until),
                    reason,
                    ..
                } => Some((until, rule.id, reason)),
                _ => None,
            })
            .max_by_key(|(until, ..)| *until);
        match (latest, holds.take()) {
            (None, None) => return Outcome::Allow,
            (None, Some((rule, reason))) => {
                let until = Some(then.now);
                return Outcome::Hold { until, rule, reason };
            }
            (Some((until, rule, reason)), before) => {
                then.now = until;
                // Sentences say how it is now, not how it will be at a moment that is only being tried.
                holds = before.or(Some((rule, reason)));
            }
        }
    }
    let (rule, reason) = holds.unwrap_or_default();
    let until = None;
    Outcome::Hold { until, rule, reason }
}
