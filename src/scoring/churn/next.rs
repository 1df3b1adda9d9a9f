//! What the house's rules say to do next about somebody, in sentences: what cooling asks for, the step of their silence, whether
//! to try again after a loss. Nothing is sent by that; a person reads it beside the score.

use super::loss::{LossReason, Stakes, retry};
use crate::domain::silence;
use crate::scoring::number::shown;
use crate::scoring::trend::{self, Point, trend};

/// A deal that was lost, of somebody who has no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss<'a> {
    /// The reason in the account's words; empty where none was given.
    pub reason: &'a str,
    /// Days since.
    pub days: u32,
    /// What was at stake.
    pub stakes: Stakes,
}

/// What is to be done about somebody who may be written to. `open_for` are the days since they were heard of last, of somebody who
/// can be lost; `priorities` are those of somebody who can be lost, as they were, oldest first.
pub fn next(open_for: Option<u32>, lost: Option<Loss<'_>>, priorities: &[Point]) -> Vec<String> {
    let mut all = Vec::new();
    if trend::asks_for_call(priorities) {
        let by = shown(-trend(priorities).1);
        all.push(format!("cooling by {by} points: call within a day"));
    }
    match lost {
        Some(loss) => all.push(again(loss)),
        None => all.extend(open_for.and_then(silence)),
    }
    all
}

/// The step of the ladder that is due.
fn silence(days: u32) -> Option<String> {
    let rung = silence::rung(days)?;
    let means = silence::mark(days).map_or_else(String::new, |mark| format!(", {}", mark.words()));
    Some(format!("silent for {days} days{means}: {}", rung.told()))
}

/// Whether and when to try again.
fn again(loss: Loss<'_>) -> String {
    let reason = if loss.reason.is_empty() {
        "without a reason".to_owned()
    } else {
        format!("for \u{201c}{}\u{201d}", loss.reason)
    };
    let Some(retry) = retry(LossReason::named(loss.reason), loss.stakes) else {
        return format!("lost {reason}: never again");
    };
    let when = match retry.after_days.saturating_sub(loss.days) {
        0 => "now".to_owned(),
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    };
    let most = if retry.tries == 1 {
        "once".to_owned()
    } else {
        format!("at most {} times", retry.tries)
    };
    format!("lost {reason}: {when} {most}, {}", retry.how)
}
