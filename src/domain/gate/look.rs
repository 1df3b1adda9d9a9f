//! What one rule says about one send.

use jiff::Timestamp;
use serde_json::Value;

/// The verdict of one rule, from mild to hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing stands against it.
    Pass,
    /// Not before this moment, which is the first that the rule allows.
    Wait(Timestamp),
    /// Not before a person has looked and said yes.
    Ask,
    /// Not as it is.
    Refuse,
}

impl Verdict {
    /// The word in the audit row.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Wait(_) => "wait",
            Self::Ask => "ask",
            Self::Refuse => "refuse",
        }
    }
}

/// A verdict with its reason and what it was made from.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The verdict.
    pub verdict: Verdict,
    /// What happened, what is safe, what to do; empty for a pass.
    pub reason: String,
    /// What was looked at. Never names, addresses or words of a message: the audit log outlives them.
    pub inputs: Value,
}

impl Look {
    /// Nothing stands against it.
    pub const fn pass(inputs: Value) -> Self {
        Self {
            verdict: Verdict::Pass,
            reason: String::new(),
            inputs,
        }
    }

    /// Not before `until`.
    pub fn wait(until: Timestamp, reason: impl Into<String>, inputs: Value) -> Self {
        Self {
            verdict: Verdict::Wait(until),
            reason: reason.into(),
            inputs,
        }
    }

    /// A person decides.
    pub fn ask(reason: impl Into<String>, inputs: Value) -> Self {
        Self {
            verdict: Verdict::Ask,
            reason: reason.into(),
            inputs,
        }
    }

    /// Not as it is.
    pub fn refuse(reason: impl Into<String>, inputs: Value) -> Self {
        Self {
            verdict: Verdict::Refuse,
            reason: reason.into(),
            inputs,
        }
    }
}
