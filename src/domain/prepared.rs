//! What Claude prepared about a person: an analysis, a brief, drafts. A result in words of a schema, made from facts.

use jiff::Timestamp;
use serde_json::Value;

use super::conversation::Draft;
use super::mask::{Row, Vault};
use super::value::ContactId;

/// A result as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The kind of work.
    pub kind: String,
    /// What of the person it is about, where the kind can be asked about one thing: a message, a day. Else empty.
    pub about: String,
    /// The hash of what it was made from: the same again costs nothing.
    pub hash: String,
    /// When it was made.
    pub at: Timestamp,
    /// The model that made it.
    pub model: String,
    /// What it cost, in millionths of a dollar.
    pub micro_dollars: i64,
    /// The result as it came, with stand-ins.
    pub result: Value,
    /// What stands for whom in it.
    pub hidden: Vec<Row>,
}

impl Prepared {
    /// The result with the values in place of their stand-ins. Foreign text.
    pub fn restored(&self) -> Value {
        let vault = Vault::from_rows(self.hidden.iter().cloned());
        restored(&vault, self.result.clone())
    }
}

fn restored(vault: &Vault, value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(vault.restore(&text)),
        Value::Array(parts) => parts.into_iter().map(|part| restored(vault, part)).collect(),
        Value::Object(members) => {
            let members = members.into_iter();
            Value::Object(
                members
                    .map(|(name, part)| (name, restored(vault, part)))
                    .collect(),
            )
        }
        other => other,
    }
}

/// One request that left for work about somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedSent {
    /// The kind of work.
    pub kind: String,
    /// When it left.
    pub at: Timestamp,
    /// Its body, byte for byte.
    pub body: String,
    /// What stands for whom in it.
    pub hidden: Vec<Row>,
}

/// One run, whether it came to a result or not: it has cost something either way.
#[derive(Clone, Debug, PartialEq)]
pub struct PreparedRun {
    /// About whom.
    pub contact: ContactId,
    /// The kind of work.
    pub kind: String,
    /// See [`Prepared::about`].
    pub about: String,
    /// See [`Prepared::hash`].
    pub hash: String,
    /// The model that was asked.
    pub model: String,
    /// What it cost, in millionths of a dollar.
    pub micro_dollars: i64,
    /// The body of the request as it left; empty when it was kept before, as of a batch.
    pub body: String,
    /// The result as it came, or the sentence why there is none.
    pub end: Result<Value, String>,
    /// What stands for whom in it.
    pub hidden: Vec<Row>,
    /// A draft made from it. It is kept unless the person has typed one of their own.
    pub draft: Option<Draft>,
}
