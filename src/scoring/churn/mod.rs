//! The risk of losing somebody, what it will be if nothing is heard, and what to do about it.
//!
//! The five signals are rows in `dimension`; here they are combined, moved forward and told. Beside them live what a
//! loss means for trying again; the steps of a silence are `domain::silence`; `next` tells both. To add a reason for a loss: a row
//! in `loss`.

mod loss;
mod next;

pub use crate::domain::silence::{LADDER, Mark, Rung, drift, mark, rung};
pub use loss::{LossReason, Retry, Stakes, retry};
pub use next::{Loss, next};

use serde::{Deserialize, Serialize};

use super::config::Config;
use super::dimension::Whole;
use super::inputs::Inputs;
use super::number::Hundredths;
use super::whole;

/// How high a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Below 30.
    Low,
    /// Below 60.
    Medium,
    /// Below 80.
    High,
    /// From 80 on.
    Critical,
}

impl Tier {
    /// Of a risk.
    pub const fn of(risk: Hundredths) -> Self {
        match risk {
            8_000.. => Self::Critical,
            6_000.. => Self::High,
            3_000.. => Self::Medium,
            _ => Self::Low,
        }
    }

    /// The word it is shown as.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What to do about a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Nothing now.
    Low,
    /// Nurture.
    Moderate,
    /// Call within a day.
    Urgent,
    /// Call today.
    Immediate,
}

impl Urgency {
    /// What it asks for.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "nothing now",
            Self::Moderate => "nurture",
            Self::Urgent => "call within a day",
            Self::Immediate => "call today",
        }
    }

    const fn of(tier: Tier) -> Self {
        match tier {
            Tier::Low => Self::Low,
            Tier::Medium => Self::Moderate,
            Tier::High => Self::Urgent,
            Tier::Critical => Self::Immediate,
        }
    }

    const fn higher(self) -> Self {
        match self {
            Self::Low => Self::Moderate,
            Self::Moderate => Self::Urgent,
            Self::Urgent | Self::Immediate => Self::Immediate,
        }
    }
}

/// Days of further silence that the risk is told for.
pub const AHEAD: [u32; 3] = [7, 14, 30];
/// Points that a week of silence may add before the urgency is a step higher.
const STEEP: Hundredths = 2_000;

/// A risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Risk {
    /// Now, 0 to 100 points.
    pub now: Hundredths,
    /// When nothing is heard for 7, 14 and 30 more days.
    pub later: [Hundredths; 3],
    /// How high it is now.
    pub tier: Tier,
    /// What to do.
    pub urgency: Urgency,
}

/// The risk of losing somebody who is open and not under contract; of others there is none.
pub fn risk(inputs: &Inputs, config: &Config) -> Option<Risk> {
    if !inputs.open {
        return None;
    }
    let now = whole::of(inputs, config, Whole::Risk)?;
    let mut moved = inputs.clone();
    let mut later = [now; 3];
    for (risk, days) in later.iter_mut().zip(AHEAD) {
        forward(&mut moved, inputs, days);
        // A signal that gets better with time alone says nothing about time.
        *risk = whole::of(&moved, config, Whole::Risk).unwrap_or(now).max(now);
    }
    let tier = Tier::of(now);
    let urgency = Urgency::of(tier);
    let urgency = if later[0] - now >= STEEP {
        urgency.higher()
    } else {
        urgency
    };
    Some(Risk {
        now,
        later,
        tier,
        urgency,
    })
}

/// The same person after so many more days of silence.
fn forward(moved: &mut Inputs, inputs: &Inputs, days: u32) {
    let later = |known: Option<u32>| known.map(|known| known.saturating_add(days));
    moved.quiet_days = later(inputs.quiet_days);
    moved.silent_days = later(inputs.silent_days);
    moved.stage_days = inputs
        .stage_days
        .map(|(spent, usual)| (spent.saturating_add(days), usual));
}

#[cfg(test)]
mod tests;
