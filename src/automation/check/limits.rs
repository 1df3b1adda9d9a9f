//! Nobody gets more than the limits allow on any way through.

use jiff::SignedDuration;

use super::{Case, Finding, Proof, blocks, warns};
use crate::automation::definition::{Definition, Step};
use crate::automation::length::Length;
use crate::automation::schema::Spot;
use crate::domain::gate::{Kind, Rules};

const NAME: &str = "limits";
/// The most ways through a definition that are looked at; more are judged by these.
const WAYS: usize = 256;

pub(super) const PROOF: Proof = Proof {
    name: NAME,
    proves: "limits are kept",
    look,
};

fn look(case: &Case<'_>) -> Vec<Finding> {
    let definition = case.definition;
    let mut found = Vec::new();
    let rules = Rules::default();
    let ways = ways(definition);
    for way in &ways {
        if let Some((most, per)) = definition.limit()
            && let Some((spot, many)) = crowded(way, per.about(), most)
        {
            let message =
                format!("{many} messages within {per}, and its own limit is {most}; the last would wait");
            found.push(warns(NAME, spot, message));
            break;
        }
    }
    let windows = [
        (SignedDuration::from_hours(24), rules.per_day, "a day"),
        (SignedDuration::from_hours(30 * 24), rules.per_month, "30 days"),
    ];
    for (span, most, called) in windows {
        if let Some((spot, many)) = ways.iter().find_map(|way| crowded(way, span, most)) {
            let message = format!(
                "{many} messages within {called}, and a household gets {most} at most; take some out"
            );
            found.push(blocks(NAME, spot, message));
        }
    }
    if definition.kind() == Kind::Marketing
        && let Some((spot, _)) = ways.iter().find_map(|way| crowded(way, rules.gap, 1))
    {
        let message = "two messages within 24 hours; the second waits until a day has gone by";
        found.push(warns(NAME, spot, message));
    }
    found
}

/// A message on a way: how long after the beginning at the earliest, and where it stands.
type Sent = (SignedDuration, Spot);

/// The first message that makes more than `most` within a span, and how many there are.
fn crowded(way: &[Sent], span: SignedDuration, most: usize) -> Option<(Spot, usize)> {
    way.iter().enumerate().find_map(|(last, (at, spot))| {
        let first = way.iter().position(|(earlier, _)| *at - *earlier < span)?;
        let many = last + 1 - first;
        (many > most).then_some((*spot, many))
    })
}

/// Every way through, by its messages.
fn ways(definition: &Definition) -> Vec<Vec<Sent>> {
    let mut ways = vec![(SignedDuration::ZERO, Vec::new(), false)];
    along(definition, &definition.steps, &mut ways);
    ways.into_iter().map(|(_, sent, _)| sent).collect()
}

/// How far a way has come, what was sent on it, and whether it has ended.
type Way = (SignedDuration, Vec<Sent>, bool);

fn along(definition: &Definition, steps: &[Step], ways: &mut Vec<Way>) {
    for step in steps {
        if let Some(times) = step.args.number("times") {
            for _ in 0..times.min(100) {
                step.branches
                    .iter()
                    .for_each(|(_, inside)| along(definition, inside, ways));
            }
            continue;
        }
        if !step.branches.is_empty() {
            let before = std::mem::take(ways);
            let (ended, going): (Vec<Way>, Vec<Way>) = before.into_iter().partition(|(.., ended)| *ended);
            ways.extend(ended);
            for (_, inside) in &step.branches {
                let mut branch = going.clone();
                along(definition, inside, &mut branch);
                ways.extend(branch);
            }
            // Ways that say the same are one.
            ways.sort_by_key(key);
            ways.dedup_by(|one, other| key(one) == key(other));
            ways.truncate(WAYS);
            continue;
        }
        for (at, sent, ended) in ways.iter_mut().filter(|(.., ended)| !*ended) {
            if definition.reaches(step) {
                sent.push((*at, step.spot));
            }
            *ended = step.action.word == "end";
            *at = later(step, *at);
        }
    }
}

fn key((at, sent, ended): &Way) -> (bool, SignedDuration, Vec<SignedDuration>) {
    (*ended, *at, sent.iter().map(|(at, _)| *at).collect())
}

/// How far the run is behind a step at the earliest. What is waited for may happen at once; a wait in full is what a
/// silent person goes through, and silent people get the most.
fn later(step: &Step, at: SignedDuration) -> SignedDuration {
    let day = SignedDuration::from_hours(24);
    match step.action.word {
        "wait" => {
            let length = step.args.length("for").or_else(|| step.args.length("at_most"));
            at + length.unwrap_or(Length::days(30)).about()
        }
        "wait_until" => match step.args.number("day_number") {
            Some(number) => at.max(day * (number as i32)),
            None if step.args.get("of").is_some() => at.max(around(step)),
            // To the next hour of such a day: between nothing and a while.
            None if step.args.get("day").is_some() => at + day,
            None => at,
        },
        _ => at,
    }
}

/// How long after the beginning something around an appointment comes, when that was booked in good time.
fn around(step: &Step) -> SignedDuration {
    let booked_ahead = SignedDuration::from_hours(72);
    let length = |name: &str| step.args.length(name).map_or(SignedDuration::ZERO, Length::about);
    booked_ahead - length("before") + length("after")
}
