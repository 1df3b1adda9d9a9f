//! The stand-ins of one chat: what was hidden behind which, so that it can be put back here and nowhere else.

use std::borrow::Cow;
use std::collections::HashMap;

use super::known::{Form, Identity, Known};
use super::restore::Restore;
use super::{Kind, find_among};
use crate::domain::words::words;

/// What stands for the first and the last name of a person alone.
const FIRST: &str = "_first";
const LAST: &str = "_last";

#[derive(Clone, Debug)]
struct Value {
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
        let words = words(&text);
        let hits = self.known.find(&text, &words);
        let mut cuts: Vec<(std::ops::Range<usize>, String)> = hits
            .iter()
            .filter_map(|hit| {
                let value = self.values.get(hit.value)?;
                let stand_in = match hit.form {
                    Form::Whole => value.stand_in.clone(),
                    Form::First => format!("{}{FIRST}", value.stand_in),
                    Form::Last => format!("{}{LAST}", value.stand_in),
                };
                Some((hit.at.clone(), stand_in))
            })
            .collect();
        for found in find_among(&text, &words, plain) {
            let mut from = found.at.start;
            let overlaps = hits
                .iter()
                .filter(|hit| hit.at.start < found.at.end && found.at.start < hit.at.end)
                .map(|hit| hit.at.clone())
                .chain(std::iter::once(found.at.end..found.at.end));
            for hole in overlaps {
                let free = from..hole.start.max(from);
                from = hole.end.max(from);
                if let Some(free) = trimmed(&text, free) {
                    let stand_in = self.hide(found.kind, text.get(free.clone()).unwrap_or_default());
                    cuts.push((free, stand_in));
                }
            }
        }
        cuts.sort_by_key(|(at, _)| at.start);
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for (at, stand_in) in cuts {
            out.push_str(text.get(from..at.start).unwrap_or_default());
            out.push_str(&stand_in);
            from = at.end.max(from);
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
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
fn trimmed(text: &str, at: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
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
