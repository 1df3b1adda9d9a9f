//! One value of a vault as it is kept.

use serde::{Deserialize, Serialize};

use super::Kind;

/// What a vault came to know, as it can be kept: that a stand-in stands for a value. Rows are only ever added; a later row
/// of the same stand-in says more about it. They hold what must not leave the machine.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Row {
    /// What kind of identifier.
    pub kind: Kind,
    /// The number behind the kind's word in the stand-in: 3 in `Person_3`.
    pub number: u32,
    /// The value as it was written.
    pub whole: String,
    /// First name, of a person whose parts are known; else empty.
    #[serde(default)]
    pub first: String,
    /// Last name, likewise.
    #[serde(default)]
    pub last: String,
    /// Whether it was learnt and is found however it is written, or only looked like an identifier once.
    #[serde(default)]
    pub known: bool,
}

impl Row {
    /// What stands for the value: `Person_3`.
    pub fn stand_in(&self) -> String {
        format!("{}_{}", self.kind.word(), self.number)
    }
}
