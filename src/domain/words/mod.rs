//! Words of a text as they are compared, and phrases looked for among them.
//!
//! Here a text becomes [`Word`]s: folded for case, width, marks and hidden characters, each with the bytes it stands
//! on and the [`Break`] before it; and a written [`Phrase`] is found in them, word by word, never inside a word. What a
//! phrase means is not known here: that is for `opt_out` and `fair_housing`. To add a fold: a line in `fold` and
//! a case in its tests; look-alike letters of other scripts are not folded.

mod phrase;
mod small;
mod table;

pub use phrase::{Phrase, Reach, Sets};
pub use small::{english_number, spanish_number};
pub use table::{Hit, Table};

use std::ops::Range;

use compact_str::CompactString;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::value::is_hidden;

/// What stands before a word, from the weakest to the strongest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Break {
    /// Nothing but a hyphen, a slash or a point inside a word: `walk-in`.
    Joined,
    /// Blanks, quotes, emoji.
    Space,
    /// The end of a line after which the sentence goes on, as mail programs wrap: the next letter is small.
    Wrap,
    /// A comma, colon or bracket.
    Comma,
    /// The end of a line, a bullet, or a dash with blanks around it.
    Line,
    /// The end of a sentence, a blank line, or the start of the text.
    Sentence,
}

/// One word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Letters and digits in small letters, without marks.
    pub text: CompactString,
    /// The bytes of the original text it stands on.
    pub at: Range<usize>,
    /// What stands before it.
    pub before: Break,
}

/// Words whose point does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "st", "mr", "mrs", "ms", "dr", "ave", "blvd", "rd", "ln", "ct", "pl", "sq", "ft", "approx", "jr", "sr",
    "mt", "vs", "apt", "hwy", "pkwy", "bldg", "fl", "br", "ba", "bd", "bdrm", "min", "mins", "mi", "rev",
    "fr",
];

/// Bytes that a word and what parts it from the next take up, about.
const LETTERS: usize = 5;

/// Cuts a text into folded words.
pub fn words(text: &str) -> Vec<Word> {
    let mut cut = Cut::new(text);
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        // What most of every text is made of is taken in one piece.
        if byte.is_ascii_alphanumeric() {
            let rest = bytes.get(at..).unwrap_or_default();
            let length = rest
                .iter()
                .take_while(|byte| byte.is_ascii_alphanumeric())
                .count();
            cut.take_run(at, text.get(at..at + length).unwrap_or_default());
            at += length;
        } else if byte == b' ' {
            cut.blank();
            at += 1;
        } else if let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            cut.take(at, c);
            at += c.len_utf8();
        } else {
            break;
        }
    }
    cut.finish()
}

/// All letters and digits of a text, folded and run together: what is left of `S T O P !!`.
pub fn squeezed(words: &[Word]) -> String {
    words.iter().map(|word| word.text.as_str()).collect()
}

/// A character as it is compared: no marks, one width, small. Empty for what is not part of a word.
fn fold(c: char) -> impl Iterator<Item = char> {
    let c = circled(c);
    std::iter::once(c)
        .filter(|c| !matches!(c, '\u{2122}' | '\u{2120}' | '\u{ae}' | '\u{a9}'))
        .nfkd()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric() && !is_combining_mark(*c) && !is_hidden(*c))
}

/// White letters in black circles and squares have no decomposition of their own.
fn circled(c: char) -> char {
    let letter = match c {
        '\u{1f150}'..='\u{1f169}' => u32::from(c) - 0x1_f150,
        '\u{1f170}'..='\u{1f189}' => u32::from(c) - 0x1_f170,
        _ => return c,
    };
    char::from_u32(u32::from('a') + letter).unwrap_or(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`' | '\u{b4}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2bc}' | '\u{2032}' | '\u{ff07}'
    )
}

/// Marks and hidden characters: neither part of a word nor its end.
fn draws_nothing(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && !c.is_whitespace();
    }
    is_combining_mark(c) || (is_hidden(c) && !c.is_whitespace() && !matches!(c, '\u{2028}' | '\u{2029}'))
}

/// The work of [`words`], character by character.
struct Cut<'a> {
    text: &'a str,
    done: Vec<Word>,
    /// Letters of the word at hand, and where it began.
    word: CompactString,
    began: usize,
    ended: usize,
    /// The strongest break since the last word.
    gap: Break,
    /// Line ends since the last word.
    lines: usize,
    /// Whether there was a comma since the last word.
    comma: bool,
}

impl<'a> Cut<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            done: Vec::with_capacity(text.len() / LETTERS),
            word: CompactString::default(),
            began: 0,
            ended: 0,
            gap: Break::Sentence,
            lines: 0,
            comma: false,
        }
    }

    /// Takes letters and digits that need no table.
    fn take_run(&mut self, at: usize, run: &str) {
        let before = self.word.len();
        if before == 0 {
            self.began = at;
            if self.gap == Break::Line {
                self.wrap(run.chars().next().unwrap_or_default());
            }
            self.word = CompactString::new(run);
        } else {
            self.word.push_str(run);
        }
        if run.bytes().any(|byte| byte.is_ascii_uppercase())
            && let Some(new) = self.word.get_mut(before..)
        {
            new.make_ascii_lowercase();
        }
        self.ended = at + run.len();
    }

    /// Takes any other character.
    fn take(&mut self, at: usize, c: char) {
        let before = self.word.len();
        if !c.is_ascii() {
            self.word.extend(fold(c));
        }
        if self.word.len() > before {
            if before == 0 {
                self.began = at;
                self.wrap(c);
            }
            self.ended = at + c.len_utf8();
        } else if is_apostrophe(c) || draws_nothing(c) {
            // Neither part of the word nor its end.
        } else {
            self.close();
            self.separate(at, c);
        }
    }

    /// A single line end before a small letter is a wrapped line.
    fn wrap(&mut self, c: char) {
        if self.gap == Break::Line && self.lines == 1 && c.is_lowercase() {
            self.gap = if self.comma { Break::Comma } else { Break::Wrap };
        }
    }

    /// Takes a blank.
    fn blank(&mut self) {
        self.close();
        self.gap = self.gap.max(Break::Space);
    }

    fn close(&mut self) {
        if self.word.is_empty() {
            return;
        }
        self.done.push(Word {
            text: std::mem::take(&mut self.word),
            at: self.began..self.ended,
            before: self.gap,
        });
        self.gap = Break::Joined;
        self.lines = 0;
        self.comma = false;
    }

    fn separate(&mut self, at: usize, c: char) {
        let next = self.text[at + c.len_utf8()..]
            .chars()
            .find(|next| !draws_nothing(*next));
        let open = next.is_none_or(|next| next.is_whitespace() || !next.is_alphanumeric());
        let strength = match c {
            '\n' | '\u{2028}' | '\u{85}' => {
                self.lines += 1;
                if self.lines > 1 {
                    Break::Sentence
                } else {
                    Break::Line
                }
            }
            '.' if open && self.after_abbreviation() && next.is_some_and(char::is_whitespace) => Break::Space,
            '.' | '!' | '?' if open => Break::Sentence,
            '\u{2029}' | '\u{2026}' | ';' | '\u{a1}' | '\u{bf}' | '\u{3002}' => Break::Sentence,
            '\u{2022}' | '\u{b7}' | '|' => Break::Line,
            '-' | '\u{2013}' | '\u{2014}' if self.gap >= Break::Space && open => Break::Line,
            ',' | ':' | '(' | ')' | '[' | ']' | '\u{2013}' | '\u{2014}' => Break::Comma,
            '-' | '/' | '.' | '_' | '!' | '?' | '\u{2010}' | '\u{2011}' => Break::Joined,
            _ => Break::Space,
        };
        self.comma |= strength == Break::Comma;
        self.gap = self.gap.max(strength);
    }

    fn after_abbreviation(&self) -> bool {
        self.gap == Break::Joined
            && self
                .done
                .last()
                .is_some_and(|word| ABBREVIATIONS.contains(&word.text.as_str()))
    }

    fn finish(mut self) -> Vec<Word> {
        self.close();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.text.into()).collect()
    }

    fn breaks(text: &str) -> Vec<Break> {
        words(text).into_iter().map(|word| word.before).collect()
    }

    #[test]
    fn case_width_marks_and_hidden_characters_are_folded() {
        for text in [
            "no más",
            "NO MAS",
            "ｎｏ　ｍａｓ",
            "n\u{200b}o m\u{ad}a\u{301}s",
            "𝐧𝐨 𝓶𝓪𝓼",
            "🅝🅞 ⓜⓐⓢ",
        ] {
            assert_eq!(texts(text), ["no", "mas"], "{text}");
        }
        assert_eq!(texts("don’t Don't DON`T don´t"), ["dont"; 4]);
        assert_eq!(texts("Realtor™ walk-in"), ["realtor", "walk", "in"]);
    }

    #[test]
    fn look_alike_letters_and_digits_stay_what_they_are() {
        assert_eq!(texts("ST0P"), ["st0p"]);
        assert_ne!(texts("ЅТОР"), ["stop"]);
    }

    #[test]
    fn breaks_tell_sentences_from_words() {
        use Break::{Comma, Joined, Line, Sentence, Space, Wrap};
        assert_eq!(breaks("walk-in closet, new"), [Sentence, Joined, Space, Comma]);
        assert_eq!(breaks("Done. Next!!! Last"), [Sentence; 3]);
        assert_eq!(breaks("near St. Mary's"), [Sentence, Space, Space]);
        assert_eq!(breaks("a\nb\nC\n\nd"), [Sentence, Wrap, Line, Sentence]);
        assert_eq!(breaks("one - two"), [Sentence, Line]);
        assert_eq!(breaks("3.5 don?t"), [Sentence, Joined, Space, Joined]);
    }

    #[test]
    fn a_word_knows_its_bytes() {
        let text = "¡Ñandú, \u{200b}ｏｋ!";
        for word in words(text) {
            assert!(text.get(word.at.clone()).is_some(), "{word:?}");
        }
        let found = words(text);
        assert_eq!(&text[found[0].at.clone()], "Ñandú");
        assert_eq!(&text[found[1].at.clone()], "ｏｋ");
    }
}
