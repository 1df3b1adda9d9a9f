//! "Before it goes": the words that are told before an edit of many is done. Who, who has it already, who is left out and
//! why, how long the CRM takes for it, what can be undone. The screen and linear mode tell the same.

use super::view::Would;
use crate::domain::plan::FREELY;
use crate::domain::value::count;

/// From this many people on, the number has to be typed: one more than without a yes.
pub const ASK_FROM: usize = FREELY + 1;
/// Reasons that are told one by one.
const REASONS: usize = 3;
/// Requests to the CRM for an edit: it is read before it is written.
const REQUESTS: u64 = 2;
/// Requests in an interval as long as nothing else is known: the default of `ghl.requests_per_10s`.
const USUAL: u32 = 80;
/// The CRM's interval for its limit, in seconds (its published 100 requests in 10 s).
const INTERVAL: u64 = 10;

/// A line: what it is about, and words. One that goes on with the line before is about nothing.
pub type Line = (&'static str, String);

/// What a deletion loses and how it comes back; `undo` is the key or the word that takes it back.
pub fn deletion(undo: &str) -> Vec<Line> {
    vec![
        ("lost", "conversation, notes and tasks in the CRM".to_owned()),
        ("kept", "all of it, here".to_owned()),
        ("undo", format!("{undo}, until the CRM is told; after that")),
        ("", "leadline rebuild makes them anew".to_owned()),
    ]
}

/// The lines about an edit of `all` records. `limit` is how many requests the CRM allows in its interval, 0 when that is not
/// known; `warning` says what is lost and how it comes back, where that is not "as one line".
pub fn lines(would: &Would, all: u64, limit: u32, warning: &[Line]) -> Vec<Line> {
    let mut lines = vec![("who", count(all, "person", "people"))];
    if would.same > 0 {
        let words = format!("{} already; they stay as they are", have(would.same));
        lines.push(("same", words));
    }
    let mut reasons: Vec<String> = would
        .left_out
        .iter()
        .take(REASONS)
        .map(|(why, number)| format!("{number}: {why}"))
        .collect();
    if would.left_out.len() > REASONS {
        reasons.push("and other reasons".to_owned());
    }
    for (at, words) in reasons.into_iter().enumerate() {
        lines.push((if at == 0 { "left out" } else { "" }, words));
    }
    if would.recent > 0 {
        lines.push(("recent", format!("{} edited in the last hour", would.recent)));
    }
    lines.push(("when", when(would.changes as u64, limit)));
    if warning.is_empty() {
        lines.push(("undo", "yes, all of it as one line".to_owned()));
    } else {
        lines.extend_from_slice(warning);
    }
    lines
}

fn when(changes: u64, limit: u32) -> String {
    let limit = if limit == 0 { USUAL } else { limit };
    let seconds = changes * REQUESTS * INTERVAL / u64::from(limit);
    let within = match seconds.div_ceil(60) {
        0 | 1 => "a minute".to_owned(),
        minutes => format!("{minutes} min"),
    };
    format!("here at once; in the CRM within {within}, other work goes on")
}

fn have(number: usize) -> String {
    match number {
        1 => "1 has it".to_owned(),
        many => format!("{many} have it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_and_how_long_it_takes_is_told() {
        let would = Would {
            changes: 1_204,
            same: 1,
            recent: 3,
            left_out: (1..=4).map(|nr| (format!("reason {nr}"), nr)).collect(),
            people: Vec::new(),
        };
        let told = lines(&would, 1_215, 0, &[]);
        let told: Vec<String> = told
            .iter()
            .map(|(about, words)| format!("{about}: {words}"))
            .collect();
        assert_eq!(
            told,
            [
                "who: 1,215 people",
                "same: 1 has it already; they stay as they are",
                "left out: 1: reason 1",
                ": 2: reason 2",
                ": 3: reason 3",
                ": and other reasons",
                "recent: 3 edited in the last hour",
                "when: here at once; in the CRM within 6 min, other work goes on",
                "undo: yes, all of it as one line",
            ]
        );
        let gone = lines(&would, 1_215, 0, &deletion("z"));
        assert!(!gone.iter().any(|(_, words)| words.starts_with("yes")));
    }
}
