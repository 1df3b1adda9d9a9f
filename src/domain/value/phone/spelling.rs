//! What stands in a cell beside the digits of a number: words that say which phone it is, extensions, signs, letters
//! for digits.

use unicode_normalization::UnicodeNormalization;

/// Words before or behind a number, without their full stop or colon.
const LABELS: &[&str] = &[
    "assistant",
    "business",
    "c",
    "call",
    "cel",
    "celular",
    "cell",
    "cellphone",
    "cellular",
    "contact",
    "direct",
    "f",
    "fax",
    "h",
    "home",
    "iphone",
    "landline",
    "m",
    "main",
    "mobile",
    "no",
    "number",
    "o",
    "office",
    "p",
    "ph",
    "phone",
    "preferred",
    "primary",
    "sms",
    "t",
    "tel",
    "telephone",
    "teléfono",
    "text",
    "toll-free",
    "w",
    "whatsapp",
    "work",
];
/// Words and signs before an extension; the longest first.
const EXTENSIONS: &[&str] = &[";ext=", "extension", "extn", "ext", "anexo", ",,", "x", "#"];
/// Digits of an extension at most.
const EXTENSION: usize = 7;
/// Digits that must stand before letters are taken as keys.
const BEFORE_LETTERS: usize = 3;

/// A number as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// Whether its country's code stands first.
    pub plus: bool,
    /// Its digits.
    pub digits: String,
    /// The digits of its extension.
    pub extension: Option<String>,
}

/// What is written in a cell; `None` when it is not one number.
pub(super) fn read(text: &str) -> Option<Written> {
    let text = plain(text)?;
    let text = without_labels(&text);
    let (number, extension) = split_extension(text);
    let number = without_labels(number);
    // "+44 (0)20" names the trunk digit that nobody dials behind the code.
    let number = if number.starts_with(['+', '(']) && number.contains('+') {
        number.replacen("(0)", "", 1)
    } else {
        number.to_owned()
    };
    let (plus, rest) = match number.trim_start_matches(['(', ' ']).strip_prefix('+') {
        Some(rest) => (true, rest.trim_start()),
        None => (false, number.as_str()),
    };
    Some(Written {
        plus,
        digits: digits(rest)?,
        extension: extension.map(str::to_owned),
    })
}

/// One spelling of blanks, dashes, full-width and Arabic digits. A tab or a line end is no part of one number.
fn plain(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for letter in text.trim().nfkc() {
        match letter {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{660}'..='\u{669}' => plain.push(shifted(letter, 0x660)),
            '\u{6f0}'..='\u{6f9}' => plain.push(shifted(letter, 0x6f0)),
            // Marks of direction, which a copied number brings along.
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {}
            letter if letter.is_control() => return None,
            letter => plain.push(letter),
        }
    }
    Some(plain)
}

fn shifted(letter: char, zero: u32) -> char {
    char::from_digit(u32::from(letter) - zero, 10).unwrap_or(letter)
}

/// Cuts words such as "cell", "Tel:" and "(home)" off both ends.
fn without_labels(text: &str) -> &str {
    const EDGES: [char; 7] = [' ', ':', '.', '-', '(', ')', '/'];
    let is_label = |word: &str| LABELS.contains(&word.to_lowercase().as_str());
    let is_word = |letter: char| letter.is_alphabetic() || letter == '-';
    let mut text = text.trim();
    loop {
        let open = text.trim_start_matches(['(', ' ']);
        let start = open.find(|letter| !is_word(letter)).unwrap_or(open.len());
        let (word, rest) = open.split_at(start);
        if is_label(word.trim_end_matches('-')) {
            text = rest.trim_start_matches([' ', ':', '.', '-', ')', '/']);
            continue;
        }
        let closed = text.trim_end_matches(EDGES);
        let end = closed.rfind(|letter| !is_word(letter));
        let (rest, word) =
            match end.and_then(|at| closed.get(at..).and_then(|tail| Some((at, tail.chars().next()?)))) {
                Some((at, letter)) => closed.split_at(at + letter.len_utf8()),
                None => ("", closed),
            };
        if !is_label(word.trim_start_matches('-')) {
            return text;
        }
        text = rest.trim_end_matches([' ', '(', '-', '/', ':', ',']);
    }
}

/// A number and the digits of its extension.
fn split_extension(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_end_matches([' ', '#']).trim_end_matches(')');
    let front = text.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let extension = text.get(front.len()..).unwrap_or_default();
    let before = front.trim_end_matches([' ', '.', ':', '-']);
    let lower = before.to_ascii_lowercase();
    let sign = EXTENSIONS.iter().find_map(|sign| lower.strip_suffix(sign));
    let number = sign.and_then(|rest| text.get(..rest.len()));
    match number {
        Some(number)
            if (1..=EXTENSION).contains(&extension.len())
                && number.contains(|c: char| c.is_ascii_digit()) =>
        {
            (
                number.trim_end_matches([' ', ',', ';', '(', '-', '/']),
                Some(extension),
            )
        }
        _ => (text, None),
    }
}

/// The digits of a number, with capital letters as the keys they stand on.
fn digits(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            ' ' | '-' | '(' | ')' | '.' | '/' | '~' => {}
            'A'..='Z' if digits.len() >= BEFORE_LETTERS => digits.push(key(letter)),
            _ => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

fn key(letter: char) -> char {
    match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        _ => '9',
    }
}
