//! The stand-ins of one chat: what was hidden behind which, so that it can be put back here and nowhere else.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::known::{Form, Hit, Identity, Known};
use super::restore::Restore;
use super::{Kind, find_among};
use crate::domain::words::words;

/// What stands for the first and the last name of a person alone.
const FIRST: &str = "_first";
const LAST: &str = "_last";

#[derive(Clone, Debug)]
struct Value {
    kind: Kind,
    stand_in: String,
    whole: String,
    first: String,
    last: String,
}

/// The stand-ins of one chat.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    known: Known,
    values: Vec<Value>,
    places: HashMap<(Kind, String), usize>,
    counts: HashMap<Kind, usize>,
}

impl Vault {
    /// Learns what is known of somebody; from now on it is hidden however it is written.
    pub fn learn(&mut self, identity: &Identity) {
        let (first, last) = (identity.first.trim(), identity.last.trim());
        let whole = format!("{first} {last}").trim().to_owned();
        if !whole.is_empty() {
            let place = self.place(Kind::Person, &whole);
            if let Some(value) = self.values.get_mut(place) {
                first.clone_into(&mut value.first);
                last.clone_into(&mut value.last);
            }
            self.known.add_name(first, last, place);
        }
        for other in identity.others.iter().filter(|other| !other.trim().is_empty()) {
            let place = self.place(Kind::Person, other);
            self.known.add_other(other, place);
        }
        for phone in &identity.phones {
            let place = self.place(Kind::Phone, phone);
            self.known.add_phone(phone, place);
        }
        for email in &identity.emails {
            let place = self.place(Kind::Email, email);
            self.known.add_email(email, place);
        }
        for address in identity
            .addresses
            .iter()
            .filter(|address| !address.trim().is_empty())
        {
            let place = self.place(Kind::Address, address);
            self.known.add_address(address, place);
        }
    }

    /// The stand-in of a person who was learnt, to be used where a name is expected.
    pub fn stand_in(&self, first: &str, last: &str) -> Option<&str> {
        let whole = format!("{} {}", first.trim(), last.trim());
        let place = self
            .places
            .get(&(Kind::Person, key(Kind::Person, whole.trim())))?;
        self.values.get(*place).map(|value| value.stand_in.as_str())
    }

    fn place(&mut self, kind: Kind, written: &str) -> usize {
        let key = (kind, key(kind, written));
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        let number = self.counts.entry(kind).or_default();
        *number += 1;
        let place = self.values.len();
        self.values.push(Value {
            kind,
            stand_in: format!("{}_{number}", kind.word()),
            whole: written.to_owned(),
            first: String::new(),
            last: String::new(),
        });
        self.places.insert(key, place);
        place
    }

    /// `text` as it may leave: what is known and what is likely is hidden, what is forbidden is withheld, and what looks
    /// like a stand-in but came from outside is made harmless. `plain`: see [`super::find`].
    pub fn mask(&mut self, text: &str, plain: &dyn Fn(&str) -> bool) -> String {
        let text = harmless(text);
        let cuts = cuts(&text, &self.known, plain);
        let stand_ins = cuts.into_iter().map(|(at, what)| {
            let written = text.get(at.clone()).unwrap_or_default();
            let stand_in = match what {
                What::Known(hit) => self.known_as(&hit),
                What::Likely(kind) => self.hide(kind, written),
            };
            (at, stand_in)
        });
        let stand_ins: Vec<(Range<usize>, String)> = stand_ins.collect();
        with(&text, &stand_ins)
    }

    /// `text` with the word for its kind in place of each identifier: for a text that a person reads before it leaves.
    /// Nothing of it is put back.
    pub fn redact(&self, text: &str, plain: &dyn Fn(&str) -> bool) -> String {
        let blanks = cuts(text, &self.known, plain).into_iter().map(|(at, what)| {
            let kind = match what {
                What::Known(hit) => self
                    .values
                    .get(hit.value)
                    .map_or(Kind::Person, |value| value.kind),
                What::Likely(kind) => kind,
            };
            (at, kind.blank().to_owned())
        });
        with(text, &blanks.collect::<Vec<_>>())
    }

    fn known_as(&self, hit: &Hit) -> String {
        let stand_in = self
            .values
            .get(hit.value)
            .map_or("", |value| value.stand_in.as_str());
        match hit.form {
            Form::Whole => stand_in.to_owned(),
            Form::First => format!("{stand_in}{FIRST}"),
            Form::Last => format!("{stand_in}{LAST}"),
        }
    }

    fn hide(&mut self, kind: Kind, written: &str) -> String {
        if kind.is_forbidden() {
            return format!("[{} withheld]", kind.word());
        }
        let place = self.place(kind, written);
        self.values
            .get(place)
            .map(|value| value.stand_in.clone())
            .unwrap_or_default()
    }

    /// Puts values back into an answer, piece by piece.
    pub fn restorer(&self) -> Restore {
        let pairs = self.values.iter().flat_map(|value| {
            let whole = (value.stand_in.clone(), value.whole.clone());
            let part = |part: &str, name: &str| (format!("{}{part}", value.stand_in), name.to_owned());
            let names = (!value.first.is_empty() || !value.last.is_empty())
                .then(|| [part(FIRST, &value.first), part(LAST, &value.last)]);
            std::iter::once(whole).chain(names.into_iter().flatten())
        });
        Restore::new(pairs.collect())
    }

    /// Puts values back into a whole text.
    pub fn restore(&self, text: &str) -> String {
        let mut restore = self.restorer();
        let mut out = restore.push(text);
        out.push_str(&restore.finish());
        out
    }
}

/// Why a part of a text is hidden.
enum What {
    /// It is known.
    Known(Hit),
    /// It looks like it.
    Likely(Kind),
}

/// The parts of a text to be hidden, in order, without overlaps: what is known wins, and of what is likely the rest.
fn cuts(text: &str, known: &Known, plain: &dyn Fn(&str) -> bool) -> Vec<(Range<usize>, What)> {
    let words = words(text);
    let hits = known.find(text, &words);
    let mut cuts: Vec<(Range<usize>, What)> = Vec::new();
    for found in find_among(text, &words, plain) {
        let mut from = found.at.start;
        let holes = hits
            .iter()
            .filter(|hit| hit.at.start < found.at.end && found.at.start < hit.at.end)
            .map(|hit| hit.at.clone())
            .chain(std::iter::once(found.at.end..found.at.end));
        for hole in holes {
            let free = from..hole.start.max(from);
            from = hole.end.max(from);
            cuts.extend(trimmed(text, free).map(|free| (free, What::Likely(found.kind))));
        }
    }
    cuts.extend(hits.into_iter().map(|hit| (hit.at.clone(), What::Known(hit))));
    cuts.sort_by_key(|(at, _)| at.start);
    cuts
}

/// A text with other words in place of some of its parts.
fn with(text: &str, parts: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (at, words) in parts {
        out.push_str(text.get(from..at.start).unwrap_or_default());
        out.push_str(words);
        from = at.end.max(from);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The one form under which a value is remembered.
fn key(kind: Kind, written: &str) -> String {
    match kind {
        Kind::Phone => {
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            digits
                .get(digits.len().saturating_sub(10)..)
                .unwrap_or_default()
                .to_owned()
        }
        Kind::Email | Kind::Handle | Kind::Network => written.trim().to_lowercase(),
        _ => {
            let folded: Vec<String> = words(written).into_iter().map(|word| word.text).collect();
            folded.join(" ")
        }
    }
}

/// The part of a range that begins and ends with a letter or digit, if anything is left.
fn trimmed(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(at.clone())?;
    let start = part.find(|c: char| c.is_alphanumeric() || c == '+' || c == '(' || c == '@')?;
    let end = part.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    (start < end).then(|| at.start + start..at.start + end)
}

/// Text from outside in which nothing is a stand-in.
fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains('_') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let before = before.trim_end_matches('\\').to_lowercase();
        let looks = Kind::ALL
            .iter()
            .any(|kind| before.ends_with(&kind.word().to_lowercase()));
        out.push(if looks { '-' } else { '_' });
        rest = behind.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}
