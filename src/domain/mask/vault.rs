//! The stand-ins of one chat: what was hidden behind which, so that it can be put back here and nowhere else.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::known::{Form, Hit, Identity, Known};
use super::reading::Reading;
use super::restore::Restore;
use super::row::Row;
use super::{Kind, WITHHELD, field, find_among};
use crate::domain::words::words;

/// What stands for the first and the last name of a person alone.
const FIRST: &str = "_first";
const LAST: &str = "_last";

#[derive(Clone, Debug)]
struct Value {
    kind: Kind,
    number: u32,
    stand_in: String,
    whole: String,
    first: String,
    last: String,
    /// Whether a record says so; else it only looked like an identifier.
    known: bool,
}

/// A text as it may leave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Masked {
    /// What may leave.
    pub text: String,
    /// What is hidden in it, in order, without overlaps.
    pub hidden: Vec<Hidden>,
}

/// A part of a text that was hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// The bytes of the text as it was.
    pub at: Range<usize>,
    /// The bytes of the text as it may leave.
    pub now: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// What stands there now.
    pub stand_in: String,
}

/// The stand-ins of one chat.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    known: Known,
    values: Vec<Value>,
    places: HashMap<(Kind, String), usize>,
    counts: HashMap<Kind, u32>,
    /// All that was added, in order, and the same to be looked up.
    rows: Vec<Row>,
    kept: HashSet<Row>,
}

impl Vault {
    /// Learns what is known of somebody; from now on it is hidden however it is written.
    pub fn learn(&mut self, identity: &Identity) {
        let (first, last) = (identity.first.trim(), identity.last.trim());
        let whole = format!("{first} {last}");
        self.know(Kind::Person, &whole, first, last);
        let alone = [
            (Kind::Person, &identity.others),
            (Kind::Phone, &identity.phones),
            (Kind::Email, &identity.emails),
            (Kind::Address, &identity.addresses),
        ];
        for (kind, values) in alone {
            for whole in values {
                self.know(kind, whole, "", "");
            }
        }
    }

    /// Learns one value; a person's parts are empty when only the whole is known.
    fn know(&mut self, kind: Kind, whole: &str, first: &str, last: &str) {
        if whole.trim().is_empty() {
            return;
        }
        let place = self.place(kind, whole);
        let number = self.values.get(place).map_or(0, |value| value.number);
        let row = Row {
            kind,
            number,
            whole: whole.trim().to_owned(),
            first: first.to_owned(),
            last: last.to_owned(),
            known: true,
        };
        if !self.kept.contains(&row) {
            self.tell(place, &row);
            self.keep(row);
        }
    }

    /// Takes what a record says of a value over what it looked like.
    fn tell(&mut self, place: usize, row: &Row) {
        let Some(value) = self.values.get_mut(place).filter(|_| row.known) else {
            return;
        };
        if !value.known {
            row.whole.clone_into(&mut value.whole);
            value.known = true;
        }
        if value.first.is_empty() && value.last.is_empty() {
            row.first.clone_into(&mut value.first);
            row.last.clone_into(&mut value.last);
        }
        let known = &mut self.known;
        match row.kind {
            Kind::Person if !row.first.is_empty() || !row.last.is_empty() => {
                known.add_name(&row.first, &row.last, place);
            }
            Kind::Person => known.add_other(&row.whole, place),
            Kind::Phone => known.add_phone(&row.whole, place),
            Kind::Email => known.add_email(&row.whole, place),
            Kind::Address => known.add_address(&row.whole, place),
            _ => {}
        }
    }

    fn keep(&mut self, row: Row) {
        self.kept.insert(row.clone());
        self.rows.push(row);
    }

    /// What was added since there were `from` rows, so that the vault can be made again from all of them.
    pub fn rows(&self, from: usize) -> &[Row] {
        self.rows.get(from..).unwrap_or_default()
    }

    /// The vault whose [`Vault::rows`] these are, in their order: it hides and puts back the same values with the same
    /// stand-ins, and goes on counting behind them. A row of a kind that is forbidden stands for nothing.
    pub fn from_rows(rows: impl IntoIterator<Item = Row>) -> Self {
        let mut vault = Self::default();
        let mut places: HashMap<(Kind, u32), usize> = HashMap::new();
        for row in rows {
            if !row.kind.is_forbidden() {
                let place = *places
                    .entry((row.kind, row.number))
                    .or_insert_with(|| vault.add(row.kind, row.number, &row.whole));
                vault.tell(place, &row);
            }
            vault.keep(row);
        }
        vault
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
        if let Some(place) = self.places.get(&(kind, key(kind, written))) {
            return *place;
        }
        let number = self.counts.get(&kind).map_or(1, |count| count.saturating_add(1));
        self.add(kind, number, written)
    }

    /// Adds a value that has no stand-in yet.
    fn add(&mut self, kind: Kind, number: u32, written: &str) -> usize {
        let place = self.values.len();
        let count = self.counts.entry(kind).or_default();
        *count = number.max(*count);
        self.values.push(Value {
            kind,
            number,
            stand_in: format!("{}_{number}", kind.word()),
            whole: written.trim().to_owned(),
            first: String::new(),
            last: String::new(),
            known: false,
        });
        self.places.entry((kind, key(kind, written))).or_insert(place);
        place
    }

    /// `text` as it may leave: what is known and what is likely is hidden, what is forbidden is withheld, and what looks
    /// like a stand-in but came from outside is made harmless. `plain`: see [`super::find`].
    pub fn mask(&mut self, text: &str, plain: &dyn Fn(&str) -> bool) -> String {
        self.cover(text, plain).text
    }

    /// The same, and what was hidden where.
    pub fn cover(&mut self, text: &str, plain: &dyn Fn(&str) -> bool) -> Masked {
        self.cover_from(text, 0, plain)
    }

    /// The rest of a text from a byte on, as it may leave. What stands before it is read as well: it may say what the rest
    /// is, and an identifier that begins there is hidden whole.
    pub fn cover_from(&mut self, text: &str, begin: usize, plain: &dyn Fn(&str) -> bool) -> Masked {
        let reading = Reading::of(text);
        let mut from = reading.here(begin);
        let mut masked = String::with_capacity(reading.text.len().saturating_sub(from));
        let mut hidden = Vec::new();
        for (at, what) in cuts(&reading.text, &self.known, plain) {
            if at.end <= from {
                continue;
            }
            let written = reading.text.get(at.clone()).unwrap_or_default();
            let kind = self.kind(&what);
            let stand_in = match what {
                What::Known(hit) => self.known_as(&hit),
                What::Likely(kind) => self.hide(kind, written),
            };
            masked.push_str(reading.text.get(from..at.start).unwrap_or_default());
            let now = masked.len();
            masked.push_str(&stand_in);
            from = at.end;
            hidden.push(Hidden {
                at: reading.original(at.start)..reading.original(at.end),
                now: now..masked.len(),
                kind,
                stand_in,
            });
        }
        masked.push_str(reading.text.get(from..).unwrap_or_default());
        Masked { text: masked, hidden }
    }

    /// The value of a field as it may leave. It is judged together with the field's name, which is often all that tells what
    /// it is: `1980-02-29` alone is a day like any other.
    pub fn cover_field(&mut self, name: &str, value: &str, plain: &dyn Fn(&str) -> bool) -> Masked {
        if let Some(kind) = field::forbids(name, value) {
            let stand_in = self.hide(kind, value);
            let hidden = Hidden {
                at: 0..value.len(),
                now: 0..stand_in.len(),
                kind,
                stand_in: stand_in.clone(),
            };
            return Masked {
                text: stand_in,
                hidden: vec![hidden],
            };
        }
        let cue: Vec<_> = words(name).into_iter().map(|word| word.text).collect();
        let whole = format!("{}: {value}", cue.join(" "));
        let begin = whole.len() - value.len();
        let mut masked = self.cover_from(&whole, begin, plain);
        for hidden in &mut masked.hidden {
            hidden.at = hidden.at.start.saturating_sub(begin)..hidden.at.end.saturating_sub(begin);
        }
        masked
    }

    fn kind(&self, what: &What) -> Kind {
        match what {
            What::Known(hit) => self
                .values
                .get(hit.value)
                .map_or(Kind::Person, |value| value.kind),
            What::Likely(kind) => *kind,
        }
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
        if kind == Kind::Trait {
            return WITHHELD.to_owned();
        }
        if kind.is_forbidden() {
            return format!("[{} withheld]", kind.word());
        }
        let before = self.values.len();
        let place = self.place(kind, written);
        let Some(value) = self.values.get(place) else {
            return String::new();
        };
        let stand_in = value.stand_in.clone();
        if place == before {
            let row = Row {
                kind,
                number: value.number,
                whole: value.whole.clone(),
                first: String::new(),
                last: String::new(),
                known: false,
            };
            self.keep(row);
        }
        stand_in
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

/// The one form under which a value is remembered.
fn key(kind: Kind, written: &str) -> String {
    let key = match kind {
        Kind::Phone => {
            let digits: String = written.chars().filter(char::is_ascii_digit).collect();
            digits
                .get(digits.len().saturating_sub(10)..)
                .unwrap_or_default()
                .to_owned()
        }
        Kind::Email | Kind::Handle | Kind::Network => String::new(),
        _ => {
            let folded: Vec<_> = words(written).into_iter().map(|word| word.text).collect();
            folded.join(" ")
        }
    };
    // What has no letters, as a name of emoji, is still itself.
    if key.is_empty() {
        written.trim().to_lowercase()
    } else {
        key
    }
}

/// The part of a range that begins and ends with a letter or digit, if anything is left.
fn trimmed(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    let part = text.get(at.clone())?;
    let start = part.find(|c: char| c.is_alphanumeric() || c == '+' || c == '(' || c == '@')?;
    let end = part.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
    (start < end).then(|| at.start + start..at.start + end)
}
