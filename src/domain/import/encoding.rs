//! Which letters the bytes of a file are. Nobody says so in the file, so it is found out and told.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How letters were written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, as older spreadsheets save.
    Windows1252,
}

impl Encoding {
    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 (little endian)",
            Self::Utf16Be => "UTF-16 (big endian)",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// A text and what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text; where bytes are no letters, it has U+FFFD.
    pub text: String,
    /// What it was taken for.
    pub encoding: Encoding,
    /// Whether some bytes were no letters.
    pub broken: bool,
}

/// Bytes from the start that are looked at for the zeros of UTF-16.
const START: usize = 4_096;

/// Makes text of bytes. A mark at the start decides; then the zeros that UTF-16 has between plain letters; then what is
/// UTF-8. What is none of these, and has fewer letters of UTF-8 than bytes that break it, is Windows-1252.
pub fn decode(bytes: &[u8]) -> Decoded {
    let encoding = marked(bytes)
        .or_else(|| utf16(bytes.get(..START).unwrap_or(bytes)))
        .unwrap_or_else(|| eight_bit(bytes));
    let codec = match encoding {
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Windows1252 => WINDOWS_1252,
    };
    let (text, broken) = codec.decode_with_bom_removal(bytes);
    Decoded {
        text: text.into_owned(),
        encoding,
        broken,
    }
}

fn marked(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xef, 0xbb, 0xbf, ..] => Some(Encoding::Utf8),
        [0xff, 0xfe, ..] => Some(Encoding::Utf16Le),
        [0xfe, 0xff, ..] => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Plain letters in UTF-16 have a zero for every other byte, and no other text has.
fn utf16(start: &[u8]) -> Option<Encoding> {
    let zeros = |first: usize| {
        start
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let many = start.len() / 6;
    match (even, odd) {
        _ if start.len() < 4 => None,
        (0, odd) if odd > many => Some(Encoding::Utf16Le),
        (even, 0) if even > many => Some(Encoding::Utf16Be),
        _ => None,
    }
}

fn eight_bit(bytes: &[u8]) -> Encoding {
    let (mut letters, mut breaks) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        letters += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        breaks += usize::from(!chunk.invalid().is_empty());
    }
    if breaks > letters {
        Encoding::Windows1252
    } else {
        Encoding::Utf8
    }
}
