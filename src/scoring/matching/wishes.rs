//! What somebody said they want of a home. What they did not say is `None` or empty, and counts for nothing.

use serde::{Deserialize, Serialize};

use super::home::{Home, Kind};
use crate::domain::fair_housing::{Context, Surface, Verdict, check, verdict};
use crate::domain::value::Cents;

/// A wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish<T> {
    /// What it is.
    pub wanted: T,
    /// They cannot do without.
    pub need: bool,
}

impl<T> Wish<T> {
    /// They would like it.
    pub const fn want(wanted: T) -> Self {
        Self { wanted, need: false }
    }

    /// They cannot do without.
    pub const fn need(wanted: T) -> Self {
        Self { wanted, need: true }
    }
}

/// Something a home has or has not: a garage, a fenced yard, an attendance area they named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Feature(String);

impl Feature {
    /// By its name. What tells people apart or steers them is no feature of a home, and is not matched by.
    pub fn new(name: &str) -> Result<Self, String> {
        let context = Context {
            surface: Surface::MatchingInput,
            ..Context::default()
        };
        let name = name.trim();
        let findings = check(name, context);
        match findings.first() {
            _ if name.is_empty() => Err("a feature without a name; nothing is matched by it".to_owned()),
            Some(finding) if verdict(&findings) == Verdict::Block => Err(format!(
                "homes are not matched by \u{201c}{name}\u{201d}; say instead: {}",
                finding.instead
            )),
            _ => Ok(Self(name.to_owned())),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Whether a home has it; of a home whose features are not known, nothing.
    pub fn is_in(&self, home: &Home) -> Option<bool> {
        let all = home.features.as_ref()?;
        Some(all.iter().any(|feature| is_same(feature, &self.0)))
    }
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        Self::new(&name).map_err(serde::de::Error::custom)
    }
}

/// Where they want to live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Areas {
    /// Areas and cities they named.
    pub named: Vec<String>,
    /// Postal codes they named.
    pub zips: Vec<String>,
    /// Areas and cities that lie beside those.
    pub beside: Vec<String>,
}

/// From and up to how many square feet; one end is enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// At least.
    pub least: Option<u32>,
    /// At most.
    pub most: Option<u32>,
}

/// Everything they said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishes {
    /// What they can spend at most.
    pub budget: Option<Wish<Cents>>,
    /// Where.
    pub areas: Option<Wish<Areas>>,
    /// Bedrooms.
    pub beds: Option<Wish<u8>>,
    /// Bathrooms at least, in halves: 3 is one and a half.
    pub half_baths: Option<Wish<u8>>,
    /// Kinds of home.
    pub kinds: Option<Wish<Vec<Kind>>>,
    /// Living space.
    pub sqft: Option<Wish<Span>>,
    /// What it must have.
    pub musts: Option<Wish<Vec<Feature>>>,
    /// Minutes to the place they named, at most.
    pub commute: Option<Wish<u16>>,
    /// What would be nice to have.
    pub extras: Vec<Feature>,
    /// What the owners' association may take a month.
    pub hoa: Option<Wish<Cents>>,
    /// The lot, in square feet at least.
    pub lot: Option<Wish<u32>>,
    /// Years since it was built, at most.
    pub age: Option<Wish<u16>>,
    /// Cars to be parked.
    pub parking: Option<Wish<u8>>,
    /// They want room to negotiate.
    pub room: bool,
    /// What it must not have.
    pub breakers: Vec<Feature>,
}

/// Whether two names are the same to a person.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    // Asked some million times when many homes are held against many wishes.
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}
