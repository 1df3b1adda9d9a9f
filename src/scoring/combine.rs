//! From inputs to numbers.

use serde::{Deserialize, Serialize};

use super::churn::{self, Tier, Urgency};
use super::config::Config;
use super::dimension::{self, Whole, boost, commitment};
use super::inputs::Inputs;
use super::number::{FULL, Hundredths, clamped, log2_256ths, mean, rounded};
use super::part::Told;
use super::qualify::{self, Standing};
use super::whole;
use crate::domain::qualification::LeadType;
use crate::domain::score::{Chance, Temperature};

/// Priority from which somebody of whom no answer is known is hot, or warm.
const HOT: Hundredths = 7_000;
/// See [`HOT`].
const WARM: Hundredths = 4_000;
/// Days without a word after which the badge is a step colder, and two.
const STALE: [u32; 2] = [14, 30];
/// Days of a season.
const SEASON: u32 = 90;
/// Pillars that must be known for financial readiness.
const PILLARS: usize = 2;

/// The scores of a person. Each is 0 to 100 points; `None` is "unscored", never a middle value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    /// What they want of an agent, by which their questions were chosen.
    pub kind: LeadType,
    /// Their business is done and they have not written for a season: no lead.
    #[serde(default)]
    pub rests: bool,
    /// They are not to be disturbed: a block, not a low score.
    pub blocked: bool,
    /// The one number of lists.
    pub priority: Option<Hundredths>,
    /// The badge beside it.
    pub badge: Option<Temperature>,
    /// What the badge was before silence took from it.
    pub was: Option<Temperature>,
    /// How sure all this is.
    pub confidence: Hundredths,
    /// Half of the interval around the priority.
    pub half_width: Hundredths,
    /// Answers to the questions of their set.
    pub qualification: Option<Hundredths>,
    /// The chance of a closing.
    pub conversion: Option<Hundredths>,
    /// Financial readiness.
    pub readiness: Option<Hundredths>,
    /// Commitment, as it is after the silence.
    pub commitment: Option<Hundredths>,
    /// The risk of losing them, now.
    pub risk: Option<Hundredths>,
    /// The same when nothing is heard for 7, 14 and 30 more days.
    pub risk_in: Option<[Hundredths; 3]>,
    /// How high the risk is.
    pub tier: Option<Tier>,
    /// What to do about it.
    pub urgency: Option<Urgency>,
    /// What a closing is worth to the house, in cents, times its probability.
    pub value: Option<i64>,
    /// The chance of a closing by the account's own past, where scores go by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<Chance>,
}

impl Numbers {
    /// Where they stand in a list: the priority times the logarithm of what is at stake. Higher comes first.
    pub fn order(&self) -> u64 {
        let priority = self.priority.unwrap_or(0).unsigned_abs();
        match self.value {
            Some(value) if value > 0 => priority * log2_256ths(value.unsigned_abs()),
            _ => priority,
        }
    }
}

/// The numbers of a person by the rules.
pub fn numbers(inputs: &Inputs, config: &Config) -> Numbers {
    numbers_by(inputs, config, None)
}

/// The numbers of a person; the chance of a closing is what was learned, where something was.
pub fn numbers_by(inputs: &Inputs, config: &Config, told: Option<&Told>) -> Numbers {
    if inputs.blocked {
        return Numbers {
            kind: inputs.kind,
            blocked: true,
            ..Numbers::default()
        };
    }
    // Who told something else than what their set asks is not asked less for it: nothing of the set is known, not nothing of it true.
    let standing = qualify::standing(inputs).filter(|standing| standing.answered > 0);
    let qualification = standing.map(|standing| standing.percent);
    let rests = rests(inputs);
    // Of whom nothing is known no chance is said, whatever was learned from others; nor of whose business is done, for nobody who
    // had closed is among the others.
    let told = told.filter(|_| inputs.has_evidence() && !rests);
    let conversion = told.map_or_else(|| conversion(inputs, config), |told| Some(told.points));
    let risk = churn::risk(inputs, config);
    let priority = if !rests && inputs.has_evidence() && (qualification.is_some() || conversion.is_some()) {
        self::priority(
            config,
            qualification,
            conversion,
            risk.as_ref().map(|risk| risk.now),
        )
    } else {
        None
    };
    let (badge, was) = if rests {
        (None, None)
    } else {
        badge(inputs, standing, priority)
    };
    let confidence = confidence(inputs, config, standing);
    Numbers {
        kind: inputs.kind,
        rests,
        blocked: false,
        priority,
        badge,
        was,
        confidence,
        half_width: rounded(FULL - confidence, 2),
        qualification,
        conversion,
        readiness: readiness(inputs, config),
        commitment: commitment::now(inputs),
        risk: risk.as_ref().map(|risk| risk.now),
        risk_in: risk.as_ref().map(|risk| risk.later),
        tier: risk.as_ref().map(|risk| risk.tier),
        urgency: risk.as_ref().map(|risk| risk.urgency),
        value: inputs.value,
        chance: told.map(|told| told.chance.clone()),
    }
}

/// Whether their business is done: a client of the past who has not written for a season is no lead, whatever they once said.
/// How far they have slid away is told by the drift; the day they write they are scored again.
const fn rests(inputs: &Inputs) -> bool {
    inputs.past
        && match inputs.silent_days {
            Some(days) => days > SEASON,
            None => true,
        }
}

/// The one number of lists, out of qualification, conversion and the risk of losing them.
pub fn priority(
    config: &Config,
    qualification: Option<Hundredths>,
    conversion: Option<Hundredths>,
    risk: Option<Hundredths>,
) -> Option<Hundredths> {
    let stays = risk.map(|risk| FULL - risk);
    mean(
        config
            .priority
            .into_iter()
            .zip([qualification, conversion, stays]),
    )
}

fn conversion(inputs: &Inputs, config: &Config) -> Option<Hundredths> {
    whole::of(inputs, config, Whole::Conversion).filter(|_| inputs.has_evidence())
}

/// Financial readiness: of two pillars at least, with what tags, fields and the calendar add.
pub fn readiness(inputs: &Inputs, config: &Config) -> Option<Hundredths> {
    let known = inputs.pillars.iter().flatten().count();
    let pillars = whole::of(inputs, config, Whole::Readiness).filter(|_| known >= PILLARS)?;
    Some(clamped(pillars + boost::total(inputs, boost::To::Readiness)))
}

fn badge(
    inputs: &Inputs,
    standing: Option<Standing>,
    priority: Option<Hundredths>,
) -> (Option<Temperature>, Option<Temperature>) {
    let band = |priority: Hundredths| match priority {
        HOT.. => Temperature::Hot,
        WARM.. => Temperature::Warm,
        _ => Temperature::Cold,
    };
    let by_class = standing
        .filter(|standing| standing.answered > 0)
        .map(|standing| standing.class);
    let Some(full) = by_class.or_else(|| priority.map(band)) else {
        return (None, None);
    };
    let silent = inputs.stale_days.unwrap_or(0);
    let steps = STALE.iter().filter(|days| silent > **days).count();
    let badge = (0..steps).fold(full, |badge, _| badge.cooler());
    (Some(badge), (badge != full).then_some(full))
}

/// How much of what could be known is known, and how much they have written.
fn confidence(inputs: &Inputs, config: &Config, standing: Option<Standing>) -> Hundredths {
    if !inputs.has_evidence() {
        return 0;
    }
    let known = dimension::ALL
        .iter()
        .filter(|dimension| (dimension.score)(inputs).is_some());
    let (answered, places) = standing.map_or((0, 6), |standing| (standing.answered, standing.places));
    let known = known.count() as i64 + i64::from(answered);
    let complete = rounded(known * FULL, dimension::COUNT as i64 + i64::from(places));
    let written = (i64::from(inputs.messages) * 1_000).min(FULL);
    let [complete_weight, messages_weight] = config.confidence;
    mean([
        (complete_weight, Some(complete)),
        (messages_weight, Some(written)),
    ])
    .unwrap_or(0)
}

#[cfg(test)]
mod tests;
