//! What must not leave the machine, found in a text, replaced by stand-ins, and put back.
//!
//! Two lines of defence. First what is *known*: every name, number and address of the records a question is about
//! ([`Known`]), found exactly however it is written. Then what is *likely*: detectors for the rest ([`find`]), which lean
//! towards hiding too much. A [`Vault`] belongs to one chat: the same value has the same stand-in for as long as the chat
//! lasts, and only the vault can put a value back ([`Restore`]). It can be kept as [`Row`]s and made again.
//! What is forbidden outright (class P1 of `docs/privacy.md`) is withheld and never put back; so is what tells a protected
//! trait of somebody (class P2). The value of a field is judged together with the field's name ([`Vault::cover_field`]).
//!
//! Pure: no I/O, no clock. It must not know what a text is for. To add a kind of identifier: a variant of [`Kind`] and a
//! finder beside the others.

mod address;
mod field;
mod known;
mod lexicon;
mod names;
mod numbers;
mod reading;
mod restore;
mod row;
#[cfg(test)]
mod ten_thousand;
#[cfg(test)]
mod tests;
mod traits;
mod vault;

use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::words::{Word, words};
pub use field::kind_of_field;
pub use known::{Identity, Known};
use lexicon::{LISTS, Lexicon, Marks};
use reading::Reading;
pub use restore::Restore;
pub use row::Row;
pub use vault::{Hidden, Masked, Vault};

/// The hash of the tables that every word is looked up in: their keys are ours, or come from records of the account.
type Fast = foldhash::fast::FixedState;

/// What stands for a protected trait.
const WITHHELD: &str = "[withheld]";

/// What kind of identifier. It is kept under the word its stand-ins begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A person's name.
    Person,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A street address.
    Address,
    /// A name in a social network.
    Handle,
    /// An address in a network of computers.
    Network,
    /// A page on the web; it may say whose it is.
    Link,
    /// A social security number. Forbidden.
    #[serde(rename = "SSN")]
    Ssn,
    /// The number of a payment card. Forbidden.
    Card,
    /// The number of a bank account or of its bank. Forbidden.
    Account,
    /// A date of birth. Forbidden.
    #[serde(rename = "Birthdate")]
    Birth,
    /// The number of a driver's licence or passport. Forbidden.
    Licence,
    /// What tells a protected trait of somebody: belief, family, health, origin, sex, age (class P2 of `docs/privacy.md`).
    /// Replaced, and never put back.
    Trait,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 13] = [
        Self::Person,
        Self::Phone,
        Self::Email,
        Self::Address,
        Self::Handle,
        Self::Network,
        Self::Link,
        Self::Ssn,
        Self::Card,
        Self::Account,
        Self::Birth,
        Self::Licence,
        Self::Trait,
    ];

    /// The word its stand-ins begin with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Phone => "Phone",
            Self::Email => "Email",
            Self::Address => "Address",
            Self::Handle => "Handle",
            Self::Network => "Network",
            Self::Link => "Link",
            Self::Ssn => "SSN",
            Self::Card => "Card",
            Self::Account => "Account",
            Self::Birth => "Birthdate",
            Self::Licence => "Licence",
            Self::Trait => "Trait",
        }
    }

    /// The kind whose stand-ins begin with a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it may never leave, not even as something that is put back (classes P1 and P2 of
    /// `docs/privacy.md`).
    pub const fn is_forbidden(self) -> bool {
        matches!(
            self,
            Self::Ssn | Self::Card | Self::Account | Self::Birth | Self::Licence | Self::Trait
        )
    }
}

/// Something found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The bytes it stands on.
    pub at: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// Everything in `text` that looks like an identifier, in order, without overlaps. `plain` says which folded words are no
/// names here: cities of the account, names of its lists.
pub fn find(text: &str, plain: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let reading = Reading::of(text);
    let mut found = find_among(&reading.text, &words(&reading.text), plain);
    for one in &mut found {
        one.at = reading.original(one.at.start)..reading.original(one.at.end);
    }
    found
}

/// Every word that is known as something.
static WORDS: LazyLock<Lexicon> = LazyLock::new(|| LISTS.with(traits::cores(), Marks::CORE));

/// A text cut into words, each looked up.
struct Seen<'a> {
    text: &'a str,
    words: &'a [Word],
    marks: Vec<Marks>,
    plain: &'a dyn Fn(&str) -> bool,
}

impl Seen<'_> {
    /// Whether a word may be this.
    fn has(&self, at: usize, mark: Marks) -> bool {
        self.marks.get(at).is_some_and(|marks| marks.has(mark))
    }

    /// Whether a word with a capital is no name.
    fn is_plain(&self, at: usize) -> bool {
        self.has(at, Marks::PLAIN) || self.words.get(at).is_some_and(|word| (self.plain)(&word.text))
    }
}

/// The same for a text that was cut into words already.
fn find_among(text: &str, words: &[Word], plain: &dyn Fn(&str) -> bool) -> Vec<Found> {
    let seen = Seen {
        text,
        words,
        marks: WORDS.marks(words),
        plain,
    };
    let mut found = numbers::reach(text);
    // Numbers, codes and addresses have a digit; most messages have none.
    if text.bytes().any(|byte| byte.is_ascii_digit()) {
        found.extend(numbers::find(text, words));
        found.extend(address::find(&seen));
    }
    found.extend(names::find(&seen));
    found.extend(traits::find(words, &seen.marks));
    tidy(found)
}

/// The longest of those that overlap, in order.
fn tidy(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.at.start, std::cmp::Reverse(one.at.end), one.kind));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        match kept.last_mut() {
            Some(last) if one.at.start < last.at.end => {
                // What sticks out is hidden as well; what is forbidden stays so, else the longer one says what it is.
                let rank = |found: &Found| (found.kind.is_forbidden(), found.at.len());
                if rank(&one) > rank(last) {
                    last.kind = one.kind;
                }
                last.at.end = last.at.end.max(one.at.end);
            }
            _ => kept.push(one),
        }
    }
    kept
}
