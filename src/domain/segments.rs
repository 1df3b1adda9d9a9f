//! How many parts a text message is sent in, and so what it costs: GSM 03.38 and UCS-2 as phones count them.

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits a letter: 160 in one part, 153 in each of several.
    Gsm7,
    /// Sixteen bits a unit, as soon as one letter is outside GSM-7: 70 in one part, 67 in each of several.
    Ucs2,
}

/// The size of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// How it is encoded.
    pub encoding: Encoding,
    /// Units used: letters, those of the extension table counted twice, or UTF-16 units.
    pub units: usize,
    /// Messages on the wire.
    pub parts: usize,
    /// The first letter that forces UCS-2, when it does.
    pub culprit: Option<char>,
}

/// The GSM 03.38 alphabet besides the letters and digits of ASCII.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Letters of its extension table; each takes two places.
const EXTENDED: &str = "^{}\\[~]|€\u{c}";

/// Counts a text. An escape pair is never split between two parts.
pub fn count(text: &str) -> Segments {
    let culprit = text.chars().find(|letter| size(*letter).is_none());
    let (encoding, whole, piece) = match culprit {
        None => (Encoding::Gsm7, 160, 153),
        Some(_) => (Encoding::Ucs2, 70, 67),
    };
    let sizes = text.chars().map(|letter| match encoding {
        Encoding::Gsm7 => size(letter).unwrap_or(1),
        Encoding::Ucs2 => letter.len_utf16(),
    });
    let units: usize = sizes.clone().sum();
    let parts = if units <= whole {
        usize::from(units > 0)
    } else {
        pieces(sizes, piece)
    };
    Segments {
        encoding,
        units,
        parts,
        culprit,
    }
}

/// Places that a letter takes; nothing for one that neither table has.
fn size(letter: char) -> Option<usize> {
    match letter {
        // Nearly all there are, without a look into the tables.
        ' '..='Z' | 'a'..='z' | '_' => Some(1),
        letter if BASIC.contains(letter) => Some(1),
        letter => EXTENDED.contains(letter).then_some(2),
    }
}

/// Parts when letters of these sizes go into pieces that no letter may straddle.
fn pieces(sizes: impl Iterator<Item = usize>, piece: usize) -> usize {
    let mut parts = 1;
    let mut used = 0;
    for size in sizes {
        if used + size > piece {
            parts += 1;
            used = 0;
        }
        used += size;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> usize {
        count(text).parts
    }

    #[test]
    fn parts_are_counted_as_phones_count_them() {
        assert_eq!(parts(""), 0);
        assert_eq!(parts(&"a".repeat(160)), 1);
        assert_eq!(parts(&"a".repeat(161)), 2);
        assert_eq!(parts(&"a".repeat(306)), 2);
        assert_eq!(parts(&"a".repeat(307)), 3);
        assert_eq!(parts(&"€".repeat(80)), 1);
        // 76 pairs fit 153 places; the 77th begins the next part.
        assert_eq!(parts(&"€".repeat(152)), 2);
        assert_eq!(parts(&"€".repeat(153)), 3);
        assert_eq!(parts(&"ж".repeat(70)), 1);
        assert_eq!(parts(&"ж".repeat(71)), 2);
        assert_eq!(parts(&"😀".repeat(35)), 1);
        assert_eq!(parts(&"😀".repeat(36)), 2);
    }

    #[test]
    fn a_letter_takes_the_places_that_the_tables_say() {
        for letter in (0..=255_u8).map(char::from) {
            let said = match (BASIC.contains(letter), EXTENDED.contains(letter)) {
                (false, false) if letter.is_ascii_alphanumeric() => Some(1),
                (false, false) => None,
                (basic, _) => Some(if basic { 1 } else { 2 }),
            };
            assert_eq!(size(letter), said, "{letter:?}");
        }
    }

    #[test]
    fn one_letter_changes_the_encoding() {
        let curly = count("don’t");
        assert_eq!((curly.encoding, curly.culprit), (Encoding::Ucs2, Some('’')));
        assert_eq!(count("don't").encoding, Encoding::Gsm7);
        assert_eq!(count("¿Mañana a las 10?").encoding, Encoding::Gsm7);
    }
}
