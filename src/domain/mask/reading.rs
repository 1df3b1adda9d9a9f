//! A text as it is read, whatever it is written with.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Kind;
use crate::domain::value::is_hidden;

/// A text in which nothing hides: characters that draw nothing are gone, letters, digits and blanks of other widths and
/// shapes are the plain ones, and nothing looks like a stand-in. It knows where each part stood.
pub(super) struct Reading<'a> {
    pub(super) text: Cow<'a, str>,
    /// From which byte here on the text stands where in the original, in order.
    shifts: Vec<(usize, usize)>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let Some(first) = first_change(text) else {
            return Self {
                text: Cow::Borrowed(text),
                shifts: Vec::new(),
            };
        };
        let mut out = String::with_capacity(text.len());
        let (same, rest) = text.split_at(first);
        out.push_str(same);
        let mut shifts = Vec::new();
        for (at, c) in rest.char_indices().map(|(at, c)| (first + at, c)) {
            let after = at + c.len_utf8();
            match plain(c, &out) {
                Some('_') if is_stand_in(&out) => out.push('-'),
                Some(c) => out.push(c),
                None => {}
            }
            let shift = shifts
                .last()
                .map_or(0, |(here, there): &(usize, usize)| there - here);
            if after - out.len() != shift {
                shifts.push((out.len(), after));
            }
        }
        Self {
            text: Cow::Owned(out),
            shifts,
        }
    }

    /// Where a byte of this text stood in the original.
    pub(super) fn original(&self, at: usize) -> usize {
        let behind = self.shifts.partition_point(|(here, _)| *here <= at);
        match behind.checked_sub(1).and_then(|last| self.shifts.get(last)) {
            Some((here, there)) => there + (at - here),
            None => at,
        }
    }

    /// Where a byte of the original stands in this text; what is gone stands where the next thing begins.
    pub(super) fn here(&self, original: usize) -> usize {
        let behind = self.shifts.partition_point(|(_, there)| *there <= original);
        let last = behind.checked_sub(1).and_then(|last| self.shifts.get(last));
        let (here, there) = last.copied().unwrap_or_default();
        let next = self.shifts.get(behind).map_or(self.text.len(), |(here, _)| *here);
        (here + original - there).min(next)
    }
}

/// The first byte of a text that may be read as something else.
fn first_change(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let odd = |&byte: &u8| byte == b'_' || byte >= 0x7f || is_odd(byte);
        let at = from + bytes.get(from..)?.iter().position(odd)?;
        let c = text.get(at..)?.chars().next()?;
        if c == '_' || plain(c, text.get(..at)?) != Some(c) {
            return Some(at);
        }
        from = at + c.len_utf8();
    }
}

/// Controls that are no blanks.
const fn is_odd(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r')
}

/// A character as it is read, after what stands before it; none when it draws nothing.
fn plain(c: char, before: &str) -> Option<char> {
    if let Ok(byte) = u8::try_from(c)
        && byte.is_ascii()
    {
        return (!is_odd(byte)).then_some(c);
    }
    if matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}') {
        return Some('\n');
    }
    // Letters of Latin with their marks, in one piece.
    if matches!(c, '\u{c0}'..='\u{24f}') {
        return Some(c);
    }
    let on_digit = before.ends_with(|c: char| c.is_ascii_digit());
    if is_hidden(c) || (on_digit && is_combining_mark(c)) {
        return None;
    }
    // A dash of any length between digits joins them.
    if on_digit && matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') {
        return Some('-');
    }
    if let Some(digit) = digit(c) {
        return Some(digit);
    }
    let mut parts = std::iter::once(c).nfkd();
    match (parts.next(), parts.next()) {
        (Some(one), None) if one.is_ascii() => Some(one),
        _ => Some(c),
    }
}

/// Digits of other scripts that are used in telephone numbers.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{966}'..='\u{96f}' => 0x966,
        '\u{9e6}'..='\u{9ef}' => 0x9e6,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

/// Whether a text ends as a stand-in does before its sign.
fn is_stand_in(before: &str) -> bool {
    let bytes = before.trim_end_matches('\\').as_bytes();
    Kind::ALL.iter().any(|kind| {
        let word = kind.word().as_bytes();
        bytes
            .len()
            .checked_sub(word.len())
            .and_then(|from| bytes.get(from..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word))
    })
}
