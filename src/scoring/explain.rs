//! Why a score is what it is: parts that add up to it, each with a sentence and something that can be opened.

use serde::{Deserialize, Serialize};

use super::combine::Numbers;
use super::config::Config;
use super::dimension::{self, Whole, boost, commitment};
use super::inputs::{Inputs, Slot, Sources};
use super::number::{FULL, Hundredths, adding_up};
use super::part::Told;
use super::qualify;
use super::whole;

pub use super::part::Part;

/// Why the scores of a person are what they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons {
    /// The parts of the priority; they add up to it.
    pub priority: Vec<Part>,
    /// The parts of financial readiness; they add up to it.
    pub readiness: Vec<Part>,
    /// The parts of commitment; they add up to it.
    pub commitment: Vec<Part>,
    /// The parts of the risk of losing them; they add up to it.
    pub risk: Vec<Part>,
    /// What keeps them out of every score.
    pub block: Option<Part>,
    /// Names of what is not known.
    pub missing: Vec<String>,
}

/// Millionths of a point, before rounding.
type Raw = (i64, String, String, Slot);

/// A hundredth of a point in millionths.
const HUNDREDTH: i64 = 10_000;

/// The reasons for the numbers of a person by the rules.
pub fn reasons(inputs: &Inputs, sources: &Sources, numbers: &Numbers, config: &Config) -> Reasons {
    reasons_by(inputs, sources, numbers, config, None)
}

/// The reasons for the numbers of a person; those of the chance are what was learned, where something was.
pub fn reasons_by(
    inputs: &Inputs,
    sources: &Sources,
    numbers: &Numbers,
    config: &Config,
    told: Option<&Told>,
) -> Reasons {
    if numbers.blocked {
        let block = Raw::from((
            0,
            "block".to_owned(),
            "opted out, or not to be disturbed".to_owned(),
            Slot::Block,
        ));
        return Reasons {
            block: finished(0, vec![block], sources).pop(),
            ..Reasons::default()
        };
    }
    Reasons {
        priority: priority(
            inputs,
            sources,
            numbers,
            config,
            told.filter(|_| numbers.chance.is_some()),
        ),
        readiness: readiness(inputs, sources, numbers, config),
        commitment: committed(inputs, sources, numbers, config),
        risk: risk(inputs, sources, numbers, config),
        block: None,
        missing: missing(inputs),
    }
}

/// Finds what each part rests on. What rests on nothing known is no part; its points, if any were left, would be nobody's,
/// so that a test holds that there are none.
fn rested(raw: Vec<Raw>, sources: &Sources) -> Vec<(i64, Part)> {
    raw.into_iter()
        .filter_map(|(share, id, sentence, slot)| {
            let part = Part {
                id,
                points: 0,
                sentence,
                evidence: sources.of(slot)?.clone(),
            };
            Some((share, part))
        })
        .collect()
}

/// Rounds parts so that they add up.
fn rounded(total: Hundredths, raw: Vec<(i64, Part)>) -> Vec<Part> {
    let millionths: Vec<i64> = raw.iter().map(|part| part.0).collect();
    let points = adding_up(total, &millionths);
    raw.into_iter()
        .zip(points)
        .map(|((_, part), points)| Part { points, ..part })
        .collect()
}

fn finished(total: Hundredths, raw: Vec<Raw>, sources: &Sources) -> Vec<Part> {
    rounded(total, rested(raw, sources))
}

/// The parts of a whole, each with its share of so many millionths.
fn shares(inputs: &Inputs, sources: &Sources, config: &Config, whole: Whole, scale: i64) -> Vec<Raw> {
    let known: Vec<_> = dimension::of(whole)
        .filter_map(|(at, dimension)| {
            let value = (dimension.score)(inputs)?;
            Some((i64::from(config.weight(at)), value, dimension))
        })
        .collect();
    let weights: i64 = known.iter().map(|(weight, ..)| weight).sum();
    known
        .into_iter()
        .map(|(weight, value, dimension)| {
            let about = sources.about(dimension.slot);
            let sentence = (dimension.say)(inputs, about);
            let share = weight * value * scale / weights.max(1);
            (share, dimension.id.to_owned(), sentence, dimension.slot)
        })
        .collect()
}

fn priority(
    inputs: &Inputs,
    sources: &Sources,
    numbers: &Numbers,
    config: &Config,
    told: Option<&Told>,
) -> Vec<Part> {
    let Some(total) = numbers.priority else {
        return Vec::new();
    };
    let known = [numbers.qualification, numbers.conversion, numbers.risk];
    let all = config.priority.iter().zip(known);
    let weights: i64 = all
        .filter(|(_, known)| known.is_some())
        .map(|(weight, _)| i64::from(*weight))
        .sum();
    let scale = |at: usize| i64::from(config.priority[at]) * HUNDREDTH / weights.max(1);
    let mut raw = rested(answered(inputs, sources, numbers, scale(0)), sources);
    if let Some(told) = told {
        let parts = told.parts.iter().cloned();
        raw.extend(parts.map(|(share, part)| (share * scale(1) / HUNDREDTH, part)));
    } else if numbers.conversion.is_some() {
        let parts = shares(inputs, sources, config, Whole::Conversion, scale(1));
        raw.extend(rested(parts, sources));
    }
    if numbers.risk.is_some() {
        let sentence = "open, and not lost yet".to_owned();
        let stays = (FULL * scale(2), "stays".to_owned(), sentence, Slot::Open);
        let against = shares(inputs, sources, config, Whole::Risk, scale(2));
        let against = against
            .into_iter()
            .filter(|part| part.0 != 0)
            .map(|(share, id, sentence, slot)| (-share, id, sentence, slot));
        raw.extend(rested(std::iter::once(stays).chain(against).collect(), sources));
    }
    rounded(total, raw)
}

/// Each filled place of their set has the same share of the qualification.
fn answered(inputs: &Inputs, sources: &Sources, numbers: &Numbers, scale: i64) -> Vec<Raw> {
    let (Some(percent), Some(set)) = (numbers.qualification, inputs.kind.set()) else {
        return Vec::new();
    };
    let filled: Vec<_> = set
        .places()
        .iter()
        .filter_map(|place| {
            place
                .iter()
                .copied()
                .find(|question| inputs.has_answered(*question))
        })
        .collect();
    // An answer that is not one of their set fills no place, and still the class says something about it.
    let told = if filled.is_empty() {
        let any = crate::domain::qualification::Question::ALL;
        any.into_iter()
            .filter(|question| inputs.has_answered(*question))
            .take(1)
            .collect()
    } else {
        filled
    };
    let many = told.len() as i64;
    told.into_iter()
        .map(|question| {
            let slot = Slot::Question(question);
            let sentence = format!("{}: {}", question.word().replace('_', " "), sources.about(slot));
            (
                percent * scale / many.max(1),
                format!("answer.{}", question.word()),
                sentence,
                slot,
            )
        })
        .collect()
}

fn readiness(inputs: &Inputs, sources: &Sources, numbers: &Numbers, config: &Config) -> Vec<Part> {
    let Some(total) = numbers.readiness else {
        return Vec::new();
    };
    let mut raw = shares(inputs, sources, config, Whole::Readiness, HUNDREDTH);
    let before = whole::of(inputs, config, Whole::Readiness).unwrap_or(0);
    boosted(inputs, boost::To::Readiness, total - before, &mut raw);
    finished(total, raw, sources)
}

fn committed(inputs: &Inputs, sources: &Sources, numbers: &Numbers, config: &Config) -> Vec<Part> {
    let (Some(total), Some(then)) = (numbers.commitment, commitment::then(inputs)) else {
        return Vec::new();
    };
    let mut raw = shares(inputs, sources, config, Whole::Commitment, HUNDREDTH);
    let weeks = inputs.silent_days.unwrap_or(0) / 7;
    let left = commitment::decayed(then, weeks);
    if left != then {
        let sentence = format!(
            "quiet for {}",
            crate::domain::value::count(u64::from(weeks), "week", "weeks")
        );
        raw.push((
            (left - then) * HUNDREDTH,
            "commitment.decay".to_owned(),
            sentence,
            Slot::LastIn,
        ));
    }
    boosted(inputs, boost::To::Commitment, total - left, &mut raw);
    finished(total, raw, sources)
}

/// Boosts, cut to what they really added: a cap and the ends of the scale take from the last ones.
fn boosted(inputs: &Inputs, to: boost::To, added: Hundredths, raw: &mut Vec<Raw>) {
    let mut left = added;
    let all = boost::in_force(inputs, to);
    // What takes away comes first, so that what the cap cuts is what is above it.
    let (minus, plus): (Vec<_>, Vec<_>) = all.into_iter().partition(|(points, ..)| *points < 0);
    let last = minus.len() + plus.len();
    for (nr, (points, sentence, slot)) in minus.into_iter().chain(plus).enumerate() {
        let points = if nr + 1 == last {
            left
        } else {
            points.min(left.max(points.min(0)))
        };
        left -= points;
        if points != 0 {
            raw.push((points * HUNDREDTH, format!("boost.{nr}"), sentence, slot));
        }
    }
}

fn risk(inputs: &Inputs, sources: &Sources, numbers: &Numbers, config: &Config) -> Vec<Part> {
    numbers.risk.map_or_else(Vec::new, |total| {
        finished(
            total,
            shares(inputs, sources, config, Whole::Risk, HUNDREDTH),
            sources,
        )
    })
}

fn missing(inputs: &Inputs) -> Vec<String> {
    let unknown = dimension::ALL
        .iter()
        .filter(|dimension| (dimension.score)(inputs).is_none());
    let mut names: Vec<String> = Vec::new();
    for dimension in unknown {
        // Two wholes may want the same thing.
        if !names.iter().any(|name| name == dimension.title) {
            names.push(dimension.title.to_owned());
        }
    }
    if qualify::standing(inputs).is_some_and(|standing| standing.answered == 0) {
        names.insert(0, "answers".to_owned());
    }
    names
}

#[cfg(test)]
mod tests;
