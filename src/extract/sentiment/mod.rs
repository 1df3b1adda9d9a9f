//! How a person sounds: a number from their words, and the mood behind it.
//!
//! The number adds up words of feeling (`valence`), turned by a "not" before them, made stronger or weaker by their neighbours,
//! and presses the sum between -1 and 1. The mood is told by phrases (`moods`) before the number. To add a word: see
//! `valence` and `lexicon`; a phrase: a row in `moods`.

mod lexicon;
mod moods;
mod valence;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::fast::FixedState;

use super::speech::REACH;
use crate::domain::signal::Sentiment;
use crate::domain::words::{Break, Table, Word, words};
use lexicon::{FACES, STRONGER, TURNING, WEAKER};
use valence::WORDS;

/// How a text sounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Mood {
    /// From -1 (bad) to 1 (good).
    pub score: f64,
    /// The class it belongs to.
    pub class: Sentiment,
    /// The bytes that say it; empty when nothing does.
    pub at: Range<usize>,
}

static STRENGTHS: LazyLock<HashMap<&'static str, f64, FixedState>> = LazyLock::new(|| {
    let rows = WORDS.iter().flat_map(|(strength, words)| {
        words
            .split_whitespace()
            .map(move |word| (word, f64::from(*strength)))
    });
    rows.collect()
});

static MOODS: LazyLock<Table> = LazyLock::new(|| {
    Table::new(
        moods::ROWS.iter().map(|row| (row.1, row.2.to_vec())),
        moods::SETS,
        REACH,
    )
});

/// Squared strength at which a sum is pressed to about 0.7: with it an everyday compliment is "good", not "best".
const PRESS: f64 = 20.0;
/// A sum further from zero than this is not neutral.
const CLEAR: f64 = 0.25;
/// What is left of a word's strength, and how, after a "not".
const TURNED: f64 = -0.7;
/// "Not angry" is less than glad.
const TURNED_BAD: f64 = -0.35;
const STRONG: f64 = 1.3;
const WEAK: f64 = 0.75;
/// What comes after a "but" weighs more than what came before.
const BEFORE_BUT: f64 = 0.6;
const AFTER_BUT: f64 = 1.3;
/// What an exclamation mark adds to a feeling, and how many count.
const SHOUT: f64 = 0.12;
const SHOUTS: usize = 3;
/// "Like" as a verb, and a refusal that turns nothing.
const LIKED: f64 = 1.2;
const DENIAL: f64 = -0.6;
const DENYING: &[&str] = &[
    "dont", "cant", "couldnt", "wouldnt", "isnt", "doesnt", "didnt", "wont", "wasnt",
];
/// Words before a feeling that may turn it.
const REACHES: usize = 3;

/// Reads how a text sounds.
pub fn sentiment(text: &str) -> Mood {
    mood(text, &words(text))
}

/// The same of a text whose words are known.
pub(super) fn mood(text: &str, words: &[Word]) -> Mood {
    let (score, mut at) = score(text, words);
    let hit = MOODS
        .hits(words)
        .into_iter()
        .max_by_key(|hit| moods::ROWS[hit.row].0.weight());
    let class = match hit {
        Some(hit) => {
            at = words[hit.words.start].at.start..words[hit.words.end - 1].at.end;
            moods::ROWS[hit.row].0.class()
        }
        None if score >= CLEAR => Sentiment::Positive,
        None if score <= -CLEAR => Sentiment::Disappointed,
        None => Sentiment::Neutral,
    };
    // Words of anger or grief are never good news, however kindly they are put.
    let bad = !matches!(class, Sentiment::Positive | Sentiment::Neutral);
    Mood {
        score: if bad { score.min(0.0) } else { score },
        class,
        at,
    }
}

/// The number, and the strongest word.
fn score(text: &str, words: &[Word]) -> (f64, Range<usize>) {
    let but = words
        .iter()
        .rposition(|word| matches!(word.text.as_str(), "but" | "however" | "although" | "though"));
    let mut sum = 0.0;
    let mut strongest = (0.0, 0..0);
    for (at, word) in words.iter().enumerate() {
        let strength = match word.text.as_str() {
            "like" => Some(if liked(words, at) { LIKED } else { 0.0 }),
            denial if DENYING.contains(&denial) => Some(DENIAL),
            other => strength(other),
        };
        let Some(strength) = strength else { continue };
        let turned = if strength < 0.0 { TURNED_BAD } else { TURNED };
        let mut felt = strength * around(words, at, turned);
        if text.get(word.at.clone()).is_some_and(shouted) {
            felt *= STRONG;
        }
        felt *= match but {
            Some(but) if at < but => BEFORE_BUT,
            Some(but) if at > but && but > 0 => AFTER_BUT,
            _ => 1.0,
        };
        sum += felt;
        if felt.abs() > f64::abs(strongest.0) {
            strongest = (felt, word.at.clone());
        }
    }
    sum += faces(text);
    let shouts = text.bytes().filter(|b| *b == b'!').count().min(SHOUTS) as f64;
    sum *= 1.0 + shouts * SHOUT;
    (sum / (sum * sum + PRESS).sqrt(), strongest.1)
}

/// A word's own strength, with endings taken away.
fn strength(word: &str) -> Option<f64> {
    if let Some(strength) = STRENGTHS.get(word) {
        return Some(*strength);
    }
    // `loooove`: letters drawn out, down to two and then to one.
    let two = shortened(word, 2);
    stem_strength(&two).or_else(|| {
        let one = shortened(word, 1);
        (one != two).then(|| stem_strength(&one)).flatten()
    })
}

/// A word with runs of one letter cut to so many.
fn shortened(word: &str, most: usize) -> String {
    let mut plain = String::with_capacity(word.len());
    let mut run = 0;
    for c in word.chars() {
        run = if plain.ends_with(c) { run + 1 } else { 1 };
        if run <= most {
            plain.push(c);
        }
    }
    plain
}

const ENDINGS: &[&str] = &[
    "", "s", "es", "ed", "d", "ing", "ly", "er", "est", "y", "ful", "ness", "r", "st", "n",
];

fn stem_strength(word: &str) -> Option<f64> {
    let known = |stem: &str| STRENGTHS.get(stem).copied();
    let mut longer = String::with_capacity(word.len() + 1);
    let mut with = |stem: &str, end: char| {
        longer.clear();
        longer.push_str(stem);
        longer.push(end);
        known(&longer)
    };
    let stems = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() >= 3));
    stems.into_iter().find_map(|stem| {
        let doubled = || {
            let last = stem.chars().last()?;
            known(stem.strip_suffix(last).filter(|short| short.ends_with(last))?)
        };
        known(stem)
            .or_else(|| with(stem, 'e'))
            .or_else(|| with(stem.strip_suffix('i')?, 'y'))
            .or_else(doubled)
    })
}

/// What the words before a feeling make of it.
fn around(words: &[Word], at: usize, turned: f64) -> f64 {
    let mut factor = 1.0;
    for back in 1..=REACHES {
        let Some(before) = at.checked_sub(back) else { break };
        if words[before + 1].before >= Break::Comma {
            break;
        }
        let word = words[before].text.as_str();
        if TURNING.contains(&word) {
            factor *= match (word, &words[at].text) {
                // `don't waste your time` warns all the same; `not only good` is good.
                (_, felt) if felt.starts_with("wast") => 1.0,
                ("not", _) if words[before + 1].text == "only" => 1.0,
                // `couldn't be happier`: no better is thinkable.
                ("couldnt" | "cant" | "cannot" | "dont", felt) if back >= 2 && felt.ends_with("er") => STRONG,
                _ if words[at + 1..].iter().take(3).any(|word| word.text == "enough")
                    && word.starts_with("can") =>
                {
                    STRONG
                }
                _ => turned,
            };
        } else if back == 1 && STRONGER.contains(&word) {
            factor *= STRONG;
        } else if back == 1 && WEAKER.contains(&word) {
            factor *= WEAK;
        }
    }
    factor
}

/// `I like it`, not `looks like it`.
fn liked(words: &[Word], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        matches!(
            words[before].text.as_str(),
            "i" | "we"
                | "you"
                | "they"
                | "really"
                | "id"
                | "would"
                | "also"
                | "dont"
                | "didnt"
                | "not"
                | "do"
                | "did"
                | "people"
                | "will"
                | "to"
        )
    })
}

fn shouted(word: &str) -> bool {
    word.len() > 2 && word.chars().all(|c| !c.is_lowercase()) && word.chars().any(char::is_uppercase)
}

fn faces(text: &str) -> f64 {
    // There are many faces, and few texts have one: nothing is looked for of which a byte is missing.
    let mut bytes = [false; 256];
    for byte in text.bytes() {
        bytes[usize::from(byte)] = true;
    }
    let may_be = |face: &&&str| face.bytes().all(|byte| bytes[usize::from(byte)]);
    let count = |face: &&str| {
        let mut found = text.matches(*face).count();
        // `http://` holds a sad face.
        if matches!(
            *face,
            ":/" | ":s" | ":S" | ":c" | ":p" | ":P" | ":3" | ":D" | "D:" | "8)" | "xD"
        ) {
            found = text
                .split_whitespace()
                .filter(|word| word.ends_with(*face) && word.len() <= face.len() + 1)
                .count();
        }
        found.min(2) as f64
    };
    FACES
        .iter()
        .flat_map(|(strength, faces)| {
            let there = faces.iter().filter(may_be);
            there.map(|face| f64::from(*strength) * count(face))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_told_by_its_mood() {
        use Sentiment::{Angry, Anxious, Confused, Disappointed, Frustrated, Neutral, Positive};
        for (text, class) in [
            ("We love the kitchen, thank you so much!", Positive),
            ("No worries, sounds great", Positive),
            ("The appointment is at ten.", Neutral),
            ("", Neutral),
            ("I'm worried the loan will fall through", Anxious),
            ("Honestly I'm not worried at all", Positive),
            ("I don't understand the escrow part", Confused),
            ("This is so frustrating, nobody calls back", Frustrated),
            ("We are disappointed about the price", Disappointed),
            ("not the best, pretty bad really", Disappointed),
            ("This is unacceptable. I am furious.", Angry),
            ("I'm not angry", Neutral),
        ] {
            let mood = sentiment(text);
            assert_eq!(mood.class, class, "{text}: {mood:?}");
        }
    }

    #[test]
    fn a_no_turns_a_feeling_and_a_very_lifts_it() {
        let score = |text: &str| sentiment(text).score;
        assert!(score("good") > 0.0 && score("not good") < 0.0);
        assert!(score("very good") > score("good") && score("GOOD!") > score("good"));
        assert!(score("good but ugly") < score("ugly but good"));
        assert!(score("I looooove it") > 0.3 && score("it looks like a house").abs() < f64::EPSILON);
        assert!(score("couldn't be happier") > 0.0 && score("don't waste your time") < 0.0);
    }

    #[test]
    fn the_tables_are_in_folded_words() {
        for (_, phrase, unless) in moods::ROWS {
            for text in std::iter::once(phrase).chain(*unless) {
                assert!(
                    crate::extract::speech::is_folded(text),
                    "{text:?} can never be found"
                );
            }
        }
        for word in WORDS.iter().flat_map(|(_, words)| words.split_whitespace()) {
            assert!(
                word.bytes().all(|b| b.is_ascii_lowercase()),
                "{word:?} can never be found"
            );
        }
    }

    proptest! {
        #[test]
        fn any_text_has_a_mood(text in any::<String>()) {
            let mood = sentiment(&text);
            prop_assert!((-1.0..=1.0).contains(&mood.score));
            prop_assert!(text.get(mood.at).is_some());
        }
    }
}
