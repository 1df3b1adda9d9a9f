//! Phone numbers as people write them, and the one form in which they are stored and compared.
//!
//! Here lives the reader; which numbers there are is in [`plan`]. What a screen shows of a number is not here
//! ([`super::number`]). To add a spelling: a word in a list below and a line in the tests.

mod plan;
mod spelling;
#[cfg(test)]
mod tests;

use plan::{COUNTRIES, Country, NORTH_AMERICA, is_area};
use spelling::Written;

/// The account's country, whose numbers are written without a code.
const HOME: &str = "US";
/// What is dialled before a country code in North America.
const ABROAD: &str = "011";

/// A number that can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// As E.164, with its `+`.
    pub number: String,
    /// What is dialled when somebody answers; the CRM has no place for it.
    pub extension: Option<String>,
}

/// A number of the account's country, or of another with its `+`, as E.164. One with an extension is refused, for
/// there is no place to keep it. The error is a sentence without its end.
pub fn parse_phone(text: &str) -> Result<String, String> {
    let phone = Phone::read(text)?;
    match phone.extension {
        None => Ok(phone.number),
        Some(extension) => Err(format!(
            "\"{}\" has an extension, for which there is no place; write the number alone and {extension} in a note",
            text.trim()
        )),
    }
}

impl Phone {
    /// Reads a number of the account's country, or of another with its `+` or `011`, with what people write beside
    /// it. The error is a sentence without its end.
    pub fn read(text: &str) -> Result<Self, String> {
        Self::read_in(text, HOME)
    }

    /// The same for somebody in `country`, by its two letters: numbers there need no code.
    pub fn read_in(text: &str, country: &str) -> Result<Self, String> {
        let refuse = |why: &str| format!("\"{}\" {why}", text.trim());
        let written = spelling::read(text).ok_or_else(|| {
            refuse("is not a phone number; write one number like (909) 555-0142 or +44 20 7946 0018")
        })?;
        let number = number(&written, country).map_err(|wrong| refuse(wrong.why()))?;
        Ok(Self {
            number: format!("+{number}"),
            extension: written.extension,
        })
    }
}

/// Why digits are no number.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Country,
    Length,
    Area,
    Plan,
}

impl Wrong {
    fn why(self) -> &'static str {
        match self {
            Self::Country => {
                "has no known country code; write a number of another country like +44 20 7946 0018"
            }
            Self::Length => "has the wrong number of digits for a phone number",
            Self::Area => "has no known area code; write a number of another country like +44 20 7946 0018",
            Self::Plan => {
                "is no number that is given out; area code and the three digits after it begin with 2 to 9"
            }
        }
    }
}

/// Code and number, without the `+`.
fn number(written: &Written, country: &str) -> Result<String, Wrong> {
    let digits = written.digits.as_str();
    if written.plus {
        return abroad(digits);
    }
    if NORTH_AMERICA.contains(&country) {
        return match digits.strip_prefix(ABROAD) {
            Some(rest) => abroad(rest),
            None => at_home(digits),
        };
    }
    let row = COUNTRIES
        .iter()
        .find(|row| row.iso == country)
        .ok_or(Wrong::Country)?;
    match national(digits, row) {
        Some(rest) => Ok(format!("{}{rest}", row.code)),
        None => digits.strip_prefix("00").map_or(Err(Wrong::Length), abroad),
    }
}

/// Digits behind a `+`.
fn abroad(digits: &str) -> Result<String, Wrong> {
    if let Some(rest) = digits.strip_prefix('1') {
        is_north_american(rest)?;
        return Ok(digits.to_owned());
    }
    let mut rows = COUNTRIES
        .iter()
        .filter(|row| digits.starts_with(row.code))
        .peekable();
    if rows.peek().is_none() {
        return Err(Wrong::Country);
    }
    // The number within the country may stand with its trunk prefix, as in +44 (0)20.
    rows.find_map(|row| {
        let rest = digits.strip_prefix(row.code)?;
        let rest = if fits(rest, row) {
            rest
        } else {
            national(rest, row)?
        };
        Some(format!("{}{rest}", row.code))
    })
    .ok_or(Wrong::Length)
}

/// Digits of a number in North America, where a ten-digit number of somewhere else is only told by its area code.
fn at_home(digits: &str) -> Result<String, Wrong> {
    let rest = match (digits.len(), digits.strip_prefix('1')) {
        (11, Some(rest)) => rest,
        _ => digits,
    };
    is_north_american(rest)?;
    match rest.get(..3) {
        Some(area) if is_area(area) => Ok(format!("1{rest}")),
        _ => Err(Wrong::Area),
    }
}

/// Whether ten digits have the form of the North American plan: NXX NXX XXXX, and no area code N11 or N9X.
fn is_north_american(digits: &str) -> Result<(), Wrong> {
    match digits.as_bytes() {
        [b'2'..=b'9', middle, last, b'2'..=b'9', _, _, _, _, _, _]
            if *middle != b'9' && (*middle, *last) != (b'1', b'1') =>
        {
            Ok(())
        }
        digits if digits.len() == 10 => Err(Wrong::Plan),
        _ => Err(Wrong::Length),
    }
}

fn fits(digits: &str, row: &Country) -> bool {
    (row.least..=row.most).contains(&digits.len())
}

/// A number as it is dialled within a country, without what is dialled before it.
fn national<'a>(digits: &'a str, row: &Country) -> Option<&'a str> {
    let bare = row.trunks.iter().filter_map(|trunk| digits.strip_prefix(trunk));
    bare.chain(std::iter::once(digits)).find(|rest| fits(rest, row))
}
