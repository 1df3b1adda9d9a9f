//! Whether a sentence asks its reader to do something: to answer, call, meet, send.
//!
//! A weighted sum of short marks (words, pairs of words, how it begins and ends), pressed to a chance. The weights are in
//! `weights`, which tells where they come from. What is asked for is not known here. To add a mark: its line in `marks`, and the
//! weights fitted anew.

mod weights;

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use super::speech::{clauses, number};
use crate::domain::words::words;
use weights::{BASE, WEIGHTS};

static TABLE: LazyLock<HashMap<&'static str, f64>> = LazyLock::new(|| {
    WEIGHTS
        .iter()
        .map(|(mark, weight)| (*mark, f64::from(*weight)))
        .collect()
});

/// The chance, from 0 to 1, that a sentence asks its reader to do something.
pub fn request(text: &str) -> f64 {
    let sum: f64 = marks(text)
        .iter()
        .filter_map(|mark| TABLE.get(mark.as_str()))
        .sum();
    1.0 / (1.0 + (-(f64::from(BASE) + sum)).exp())
}

/// Words of time, all one mark: that a time is named matters, not which.
const TIMES: &[&str] = &[
    "today",
    "tomorrow",
    "tonight",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "morning",
    "afternoon",
    "evening",
    "week",
    "am",
    "pm",
    "noon",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// What the weights are given for: `word`, `two words`, `^first`, `^first two`, `#shape`.
fn marks(text: &str) -> BTreeSet<String> {
    let words = words(text);
    let mut marks = BTreeSet::new();
    for clause in clauses(text, &words) {
        let plain: Vec<&str> = clause.words.iter().map(|word| kept(&word.text)).collect();
        if let [first, rest @ ..] = plain.as_slice() {
            marks.insert(format!("^{first}"));
            if let Some(second) = rest.first() {
                marks.insert(format!("^{first} {second}"));
            }
        }
        marks.extend(plain.iter().map(|word| (*word).to_owned()));
        marks.extend(plain.windows(2).map(|pair| pair.join(" ")));
        if clause.asks {
            marks.insert("#question".into());
            if clause.has(&["you", "your", "we", "u"]) {
                marks.insert("#question to you".into());
            }
        }
    }
    let length = match words.len() {
        0..4 => "#1",
        4..8 => "#4",
        8..15 => "#8",
        15..25 => "#15",
        25..40 => "#25",
        _ => "#40",
    };
    marks.insert(length.into());
    if text.contains('!') {
        marks.insert("#shout".into());
    }
    if words.iter().any(|word| TIMES.contains(&word.text.as_str())) {
        marks.insert("#time".into());
    }
    marks
}

/// Numbers are one mark, as are times of the calendar.
fn kept(word: &str) -> &str {
    if number(word).is_some() || word.bytes().all(|b| b.is_ascii_digit()) {
        "0"
    } else if TIMES[3..10].contains(&word) {
        "sunday"
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_request_is_told_from_news() {
        for text in [
            "Can you call me tomorrow at 5?",
            "Please send me the disclosures.",
            "Let me know when we can meet",
            "Could you check if the inspection is done?",
        ] {
            assert!(request(text) > 0.5, "{text}: {}", request(text));
        }
        for text in [
            "Thanks, the appraisal was fine.",
            "I was at the house yesterday.",
            "The roof is from 2003 and the owners did change the windows.",
        ] {
            assert!(request(text) < 0.5, "{text}: {}", request(text));
        }
    }

    #[test]
    fn every_weight_is_for_a_mark_that_a_text_can_have() {
        for (mark, weight) in WEIGHTS {
            assert!(weight.is_finite());
            let plain = mark.trim_start_matches('^');
            let known = mark.starts_with('#')
                || !marks(&format!("{plain}.")).is_disjoint(&BTreeSet::from([plain.to_owned()]));
            assert!(known || plain.contains("sunday") || plain.contains('0'), "{mark}");
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_chance(text in any::<String>()) {
            let chance = request(&text);
            prop_assert!((0.0..=1.0).contains(&chance));
        }
    }
}
