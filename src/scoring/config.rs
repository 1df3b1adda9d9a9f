//! The numbers that scores are weighed with. A value with a version: every snapshot says which it was made with.

use serde::{Deserialize, Serialize};

use super::dimension::{ALL, COUNT};
use super::inputs::hash;

/// The weights in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Grows when what the parts mean changes.
    pub version: u32,
    /// Of each part, in the order of [`ALL`].
    pub weights: Vec<u16>,
    /// Of qualification, conversion and staying, in the priority.
    pub priority: [u16; 3],
    /// Of completeness and of messages, in the confidence.
    pub confidence: [u16; 2],
}

/// What the parts mean at present.
const VERSION: u32 = 3;

impl Default for Config {
    fn default() -> Self {
        Self {
            version: VERSION,
            weights: ALL.iter().map(|dimension| dimension.weight).collect(),
            priority: [30, 50, 20],
            confidence: [60, 40],
        }
    }
}

impl Config {
    /// The weight of a part; of one that the configuration does not name, its own.
    pub fn weight(&self, at: usize) -> u16 {
        self.weights
            .get(at)
            .copied()
            .unwrap_or_else(|| ALL[at % COUNT].weight)
    }

    /// What this configuration is known by.
    pub fn hash(&self) -> String {
        hash(self)
    }
}
