//! Masks what must not be read by whoever is sent a log or a crash report.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use memchr::memmem;

use crate::secret::Secret;

/// What stands where a secret stood.
const MASK: &str = "***";
/// Shorter keys are not learnt: masking them would shred ordinary words.
const SHORTEST: usize = 8;
/// Digits that make a phone number.
const PHONE_DIGITS: Range<usize> = 10..16;

/// Knows the keys of this run and the looks of keys in general. Clones share what was learnt.
#[derive(Clone, Debug, Default)]
pub struct Scrubber(Arc<RwLock<Vec<Secret>>>);

impl Scrubber {
    /// Remembers a key, so that it is masked wherever it turns up.
    pub fn learn(&self, secret: &Secret) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secret.expose().len() >= SHORTEST && !known.contains(secret) {
            known.push(secret.clone());
        }
    }

    /// The text with every known key, everything that looks like a key, every e-mail address and every phone number
    /// masked. Text without any of them is returned as it is.
    pub fn scrub<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut spans = self.known(text);
        spans.extend(lookalikes(text));
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        spans.sort_by_key(|span| (span.start, span.end));
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for span in spans {
            if span.start >= done {
                out.push_str(text.get(done..span.start).unwrap_or_default());
                out.push_str(MASK);
            }
            done = done.max(span.end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Cow::Owned(out)
    }

    fn known(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let of = |secret: &Secret| -> Vec<Range<usize>> {
            let len = secret.expose().len();
            memmem::find_iter(text.as_bytes(), secret.expose())
                .map(|at| at..at + len)
                .collect()
        };
        known.iter().flat_map(of).collect()
    }
}

fn lookalikes(text: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    // Tokens of the CRM, keys of Claude, and the JSON tokens that OAuth hands out.
    for start in ["pit-", "sk-ant-", "eyJ"] {
        spans.extend(memmem::find_iter(text.as_bytes(), start).filter_map(|at| {
            let end = at + start.len() + length(text, at + start.len(), is_token);
            (end - at >= start.len() + SHORTEST).then_some(at..end)
        }));
    }
    for word in ["Bearer ", "bearer ", "BEARER "] {
        spans.extend(memmem::find_iter(text.as_bytes(), word).filter_map(|at| {
            let start = at + word.len();
            let end = start + length(text, start, |b| b.is_ascii_graphic() && b != b'"' && b != b',');
            (end > start).then_some(start..end)
        }));
    }
    spans.extend(memchr::memchr_iter(b'@', text.as_bytes()).filter_map(|at| address(text, at)));
    spans.extend(memchr::memchr_iter(b'+', text.as_bytes()).filter_map(|at| phone(text, at)));
    spans
}

fn length(text: &str, from: usize, belongs: fn(u8) -> bool) -> usize {
    text.bytes().skip(from).take_while(|b| belongs(*b)).count()
}

fn is_token(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')
}

/// An e-mail address around the `@` at `at`.
fn address(text: &str, at: usize) -> Option<Range<usize>> {
    let local = |b: &u8| is_token(*b) || matches!(b, b'+' | b'\'') || !b.is_ascii();
    let before = text
        .as_bytes()
        .get(..at)?
        .iter()
        .rev()
        .take_while(|b| local(b))
        .count();
    let after = length(text, at + 1, |b| is_token(b) || !b.is_ascii());
    let host = text.get(at + 1..at + 1 + after)?;
    (before > 0 && host.contains('.')).then_some(at - before..at + 1 + after)
}

/// A phone number with its `+` at `at`.
fn phone(text: &str, at: usize) -> Option<Range<usize>> {
    let separator = |b: u8| matches!(b, b' ' | b'-' | b'.' | b'(' | b')');
    let run = text
        .as_bytes()
        .get(at + 1..)?
        .iter()
        .take_while(|b| b.is_ascii_digit() || separator(**b));
    let run: Vec<u8> = run.copied().collect();
    let last_digit = run.iter().rposition(u8::is_ascii_digit)?;
    let digits = run.iter().filter(|b| b.is_ascii_digit()).count();
    PHONE_DIGITS.contains(&digits).then_some(at..at + 2 + last_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learnt_keys_and_everything_that_looks_like_one_is_masked() {
        let scrubber = Scrubber::default();
        scrubber.learn(&Secret::new("own-canary-77"));
        scrubber.learn(&Secret::new("a"));
        for (text, clean) in [
            ("key own-canary-77, own-canary-77x", "key ***, ***x"),
            ("GET / pit-0a1b2c3d-1234 ok", "GET / *** ok"),
            ("x-api-key: sk-ant-api03-AbC_d-9 end", "x-api-key: *** end"),
            (
                "Authorization: Bearer abc.def/x==\n",
                "Authorization: Bearer ***\n",
            ),
            (
                "{\"authorization\":\"bearer s3cret\"}",
                "{\"authorization\":\"bearer ***\"}",
            ),
            ("t=eyJhbGciOiJI.eyJzdWIi.x", "t=***"),
            ("to ana.o'neil+x@mail.example.com.", "to ***"),
            ("to \u{fc}nal@\u{f6}rnek.tr!", "to ***!"),
            ("call +1 (909) 555-0142 now", "call *** now"),
            (
                "pit-stop, eyJ, a@b, 2026-04-09T10:11:12+02:00",
                "pit-stop, eyJ, a@b, 2026-04-09T10:11:12+02:00",
            ),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
        }
    }

    #[test]
    fn no_text_breaks_it() {
        let scrubber = Scrubber::default();
        for text in [
            "",
            "@",
            "+",
            "Bearer ",
            "\u{1f600}@\u{1f600}.\u{1f600}",
            "+++@@@",
            "eyJ\u{e9}",
            "Bearer \u{e9}",
        ] {
            let _ = scrubber.scrub(text);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_key_never_survives_whatever_stands_around_it(before in ".{0,20}", after in ".{0,20}") {
            let scrubber = Scrubber::default();
            scrubber.learn(&Secret::new("canary-key-1"));
            let text = format!("{before}canary-key-1{after}");
            proptest::prop_assert!(!scrubber.scrub(&text).contains("canary-key-1"));
        }
    }
}
