//! A phrase as it stands in a table of rules, and where it is found among words.
//!
//! Items are separated by blanks. `near|close_to`: one of several, `_` joins the words of one; `@kin`: one of a named
//! set; a `?` at the end: may be left out; `..3`: up to three words of any kind; `~2`: up to two words, none of which
//! begins another part of the sentence (`in`, `near`, `with`); `^` and `$`: the start and the end of a sentence or line; `,`: a comma or more stands here.
//! Of several choices the longest is tried first. Every text is some phrase, so that reading one cannot fail.

use std::ops::Range;

use super::{Break, Word};

/// Named sets of a table: name, and its choices as in a phrase (`near|close_to`).
pub type Sets = [(&'static str, &'static str)];

/// A compiled phrase.
#[derive(Clone, Debug)]
pub struct Phrase {
    items: Vec<Item>,
}

#[derive(Clone, Debug)]
enum Item {
    /// One of these runs of words; the flag says that it may be left out.
    OneOf(Vec<Vec<String>>, bool),
    /// Up to so many words; the flag says that none of them may be one of [`CONNECTING`].
    Gap(usize, bool),
    /// The start of a sentence or line.
    Start,
    /// The end of a sentence or line.
    End,
    /// A comma, bracket or more.
    Comma,
}

/// Words after which an adjective no longer belongs to the noun: `quiet home in a gated community`.
const CONNECTING: &[&str] = &[
    "in", "near", "of", "at", "to", "with", "for", "on", "from", "by", "into", "is", "are", "was", "off",
    "has", "have", "minutes", "close", "within", "which", "plus", "features", "en", "de", "con", "cerca",
    "para",
];

/// What a phrase may run across.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// The strongest break between two neighbouring words of the phrase.
    pub words: Break,
    /// The strongest break inside a gap.
    pub gaps: Break,
}

impl Phrase {
    /// Reads a phrase. An unknown set is taken for a word, which a test of the table finds.
    pub fn new(text: &str, sets: &Sets) -> Self {
        let items = text
            .split_whitespace()
            .map(|item| Item::read(item, sets))
            .collect();
        Self { items }
    }

    /// Where the phrase stands, as a range of words; of each start the first way it fits.
    pub fn find(&self, words: &[Word], reach: Reach) -> Vec<Range<usize>> {
        (0..words.len())
            .filter_map(|at| self.at(words, at, reach).map(|end| at..end))
            .collect()
    }

    /// The end of the phrase when it begins at word `at`.
    pub fn at(&self, words: &[Word], at: usize, reach: Reach) -> Option<usize> {
        let end = fits(
            &self.items,
            words,
            Place {
                start: at,
                at,
                gap: false,
            },
            reach,
        )?;
        (end > at).then_some(end)
    }

    /// The words a phrase can begin with, or `None` when that can be any word.
    pub fn beginnings(&self) -> Option<Vec<&str>> {
        let mut firsts = Vec::new();
        for item in &self.items {
            match item {
                Item::Start => {}
                Item::Gap(..) | Item::End | Item::Comma => return None,
                Item::OneOf(choices, optional) => {
                    firsts.extend(
                        choices
                            .iter()
                            .filter_map(|choice| choice.first())
                            .map(String::as_str),
                    );
                    if !optional {
                        return Some(firsts);
                    }
                }
            }
        }
        None
    }

    /// Every word the phrase names, for the tests of a table.
    #[cfg(test)]
    pub fn vocabulary(&self) -> Vec<&str> {
        let choices = self.items.iter().filter_map(|item| match item {
            Item::OneOf(choices, _) => Some(choices),
            _ => None,
        });
        choices.flatten().flatten().map(String::as_str).collect()
    }
}

impl Item {
    fn read(text: &str, sets: &Sets) -> Self {
        if text == "^" {
            return Self::Start;
        }
        if text == "$" {
            return Self::End;
        }
        if text == "," {
            return Self::Comma;
        }
        for (sign, close) in [("..", false), ("~", true)] {
            if let Some(most) = text.strip_prefix(sign).and_then(|most| most.parse().ok()) {
                return Self::Gap(most, close);
            }
        }
        let (text, optional) = text.strip_suffix('?').map_or((text, false), |text| (text, true));
        let mut choices = Vec::new();
        expand(text, sets, &mut choices, 0);
        choices.sort_by_key(|choice| std::cmp::Reverse(choice.len()));
        Self::OneOf(choices, optional)
    }
}

/// Sets within sets, this deep.
const DEEPEST: usize = 4;

fn expand(text: &str, sets: &Sets, choices: &mut Vec<Vec<String>>, depth: usize) {
    for choice in text.split('|') {
        let set = choice
            .strip_prefix('@')
            .and_then(|name| sets.iter().find(|(known, _)| *known == name));
        match set {
            Some((_, inside)) if depth < DEEPEST => expand(inside, sets, choices, depth + 1),
            _ => choices.push(choice.split('_').map(str::to_owned).collect()),
        }
    }
}

/// Where the matching stands.
#[derive(Clone, Copy)]
struct Place {
    /// The word the phrase began with.
    start: usize,
    /// The next word to look at.
    at: usize,
    /// Whether a gap was just passed.
    gap: bool,
}

impl Place {
    fn step(self, by: usize) -> Self {
        Self {
            at: self.at + by,
            gap: false,
            ..self
        }
    }

    /// Whether the word at hand may follow the one before it.
    fn follows(self, words: &[Word], reach: Reach) -> bool {
        let most = if self.gap { reach.gaps } else { reach.words };
        self.at == self.start || words[self.at].before <= most
    }
}

fn fits(items: &[Item], words: &[Word], place: Place, reach: Reach) -> Option<usize> {
    let Some((item, rest)) = items.split_first() else {
        return Some(place.at);
    };
    match item {
        Item::Start => {
            let fresh = words.get(place.at).is_some_and(|word| word.before >= Break::Line);
            fresh.then(|| fits(rest, words, place, reach)).flatten()
        }
        Item::End => {
            let over = words.get(place.at).is_none_or(|word| word.before >= Break::Line);
            over.then(|| fits(rest, words, place, reach)).flatten()
        }
        Item::Comma => {
            let parted = words
                .get(place.at)
                .is_some_and(|word| word.before >= Break::Comma);
            parted.then(|| fits(rest, words, place, reach)).flatten()
        }
        Item::Gap(most, close) => gap((*most, *close), rest, words, place, reach),
        Item::OneOf(choices, optional) => choices
            .iter()
            .filter(|choice| run(choice, words, place, reach))
            .find_map(|choice| fits(rest, words, place.step(choice.len()), reach))
            .or_else(|| optional.then(|| fits(rest, words, place, reach)).flatten()),
    }
}

/// Tries the shortest gap first.
fn gap(
    (most, close): (usize, bool),
    rest: &[Item],
    words: &[Word],
    place: Place,
    reach: Reach,
) -> Option<usize> {
    for skipped in 0..=most {
        let here = Place {
            at: place.at + skipped,
            gap: skipped > 0 || place.gap,
            ..place
        };
        if let Some(end) = fits(rest, words, Place { gap: true, ..here }, reach) {
            return Some(end);
        }
        let next = words.get(here.at)?;
        let connects = close && CONNECTING.contains(&next.text.as_str());
        if connects || (here.at != place.start && next.before > reach.gaps) {
            return None;
        }
    }
    None
}

fn run(choice: &[String], words: &[Word], place: Place, reach: Reach) -> bool {
    choice.iter().enumerate().all(|(offset, wanted)| {
        let here = if offset == 0 { place } else { place.step(offset) };
        words
            .get(here.at)
            .is_some_and(|word| word.text == *wanted && here.follows(words, reach))
    })
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    const REACH: Reach = Reach {
        words: Break::Space,
        gaps: Break::Comma,
    };
    const SETS: &Sets = &[("kin", "family|mother_in_law"), ("all", "@kin|friend")];

    fn found(phrase: &str, text: &str) -> Vec<String> {
        let words = words(text);
        let phrase = Phrase::new(phrase, SETS);
        let ranges = phrase.find(&words, REACH).into_iter();
        ranges
            .map(|range| super::super::squeezed(&words[range]))
            .collect()
    }

    #[test]
    fn words_choices_and_sets_are_found_whole() {
        assert_eq!(
            found("stop texting|calling", "Please stop calling"),
            ["stopcalling"]
        );
        assert!(found("stop", "nonstop stops").is_empty());
        assert_eq!(
            found("my @all", "my mother-in-law, my friend"),
            ["mymotherinlaw", "myfriend"]
        );
        assert_eq!(found("a big? dog", "a dog. a big dog"), ["adog", "abigdog"]);
    }

    #[test]
    fn gaps_cross_commas_and_neighbours_do_not() {
        assert_eq!(found("safe ..2 area", "a safe, quiet area"), ["safequietarea"]);
        assert!(found("safe area", "safe, area").is_empty());
        assert!(found("safe ..2 area", "It is safe. The area").is_empty());
        assert!(found("safe ..1 area", "safe and quiet area").is_empty());
        assert_eq!(found("quiet ~2 area", "a quiet Upland area"), ["quietuplandarea"]);
        assert!(found("quiet ~2 area", "quiet in this area").is_empty());
    }

    #[test]
    fn anchors_stand_at_the_ends_of_a_sentence() {
        assert_eq!(found("^ stop $", "No. Stop! I said"), ["stop"]);
        assert!(found("^ stop $", "stop it").is_empty());
        assert!(found("^ stop $", "do stop").is_empty());
    }

    #[test]
    fn a_phrase_knows_what_it_begins_with() {
        assert_eq!(
            Phrase::new("a? b|c d", &[]).beginnings(),
            Some(vec!["a", "b", "c"])
        );
        assert_eq!(Phrase::new("..2 b", &[]).beginnings(), None);
    }
}
