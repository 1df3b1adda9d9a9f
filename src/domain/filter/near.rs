//! What was probably meant, and what sounds or looks like something.

use rphonetic::{DoubleMetaphone, Encoder as _};
use unicode_normalization::UnicodeNormalization as _;

/// Letters of a word that are looked at; more are never typed and each pair costs.
const LETTERS: usize = 32;

/// Of some names the one that was probably meant.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let typed = folded(typed);
    let near = names
        .map(|name| (steps(&typed, &folded(name)), name))
        .min_by_key(|(steps, _)| *steps);
    near.filter(|(steps, _)| *steps <= slips(&typed))
        .map(|(_, name)| name)
}

/// A text to which others are compared by sound and look.
#[derive(Clone, Debug)]
pub struct Likeness {
    words: Vec<(String, String)>,
}

impl Likeness {
    /// Prepares a text.
    pub fn of(text: &str) -> Self {
        Self {
            words: words(&folded(text))
                .map(|word| (word.clone(), sound(&word)))
                .collect(),
        }
    }

    /// Whether every word of the text sounds or looks like some word of `other`.
    pub fn is_in(&self, other: &str) -> bool {
        let others: Vec<String> = words(&folded(other)).collect();
        let alike = |word: &str, sounds: &str, other: &String| {
            // Nothing can look alike that differs in length by more than the slips that are forgiven.
            let apart = word.len().abs_diff(other.len());
            apart <= slips(word) && steps(word, other) <= slips(word)
                || apart <= 4 && !sounds.is_empty() && sound(other) == sounds
        };
        !self.words.is_empty()
            && self
                .words
                .iter()
                .all(|(word, sounds)| others.iter().any(|other| alike(word, sounds, other)))
    }
}

/// Slips that are forgiven in a word: letters to change, add, drop or swap.
fn slips(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 1,
        _ => 2,
    }
}

fn steps(one: &str, other: &str) -> usize {
    strsim::osa_distance(one, other)
}

fn sound(word: &str) -> String {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).collect();
    if letters.len() < 3 {
        return String::new();
    }
    DoubleMetaphone::default().encode(&letters)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().take(LETTERS).collect())
}

/// Text as it is compared: lower case, without accents.
pub fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .collect::<String>()
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_near_or_nothing() {
        let names = || ["stage", "status", "source", "created"].into_iter();
        assert_eq!(nearest("stge", names()), Some("stage"));
        assert_eq!(nearest("soruce", names()), Some("source"));
        assert_eq!(nearest("Créated", names()), Some("created"));
        assert_eq!(nearest("height", names()), None);
    }

    #[test]
    fn names_are_found_by_sound_and_by_look() {
        let alike = |one: &str, other: &str| Likeness::of(one).is_in(other);
        for (typed, name) in [
            ("ruis", "María Ruiz"),
            ("smyth", "John Smith"),
            ("katherine", "Catherine O'Neill"),
            ("benitez", "Ana Benítez"),
            ("etiwnada", "Etiwanda"),
            ("stephen", "Steven Lee"),
        ] {
            assert!(alike(typed, name), "{typed} {name}");
        }
        for (typed, name) in [
            ("ruiz", "Johnson"),
            ("", "Ana"),
            ("lee", ""),
            ("ana lee", "Ana Ruiz"),
            ("--", "Ana"),
        ] {
            assert!(!alike(typed, name), "{typed} {name}");
        }
    }
}
