//! Which questions go to whom.

use serde::{Deserialize, Serialize};

use super::question::Question::{
    self, Accepts, Address, Area, Budget, CloseSpeed, Condition, Deciders, Financing, Funds, Improvements,
    ListedBefore, Mortgage, Motivation, Needs, PreferredContact, Price, Returns, Strategy, Timeline,
};

/// What somebody wants of an agent. Decides which questions are theirs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadType {
    /// Looks for a home.
    Buyer,
    /// Has one to sell.
    Seller,
    /// Has to sell before buying: asked as a seller first.
    Both,
    /// Buys to earn.
    Investor,
    /// Sells what is in distress or inherited.
    DistressedSeller,
    /// Rents.
    Renter,
    /// A colleague of another house. Never asked as a customer.
    Agent,
    /// Sells to agents. Never asked as a customer.
    Vendor,
    /// Not known yet.
    #[default]
    Unknown,
}

impl LeadType {
    /// Every type.
    pub const ALL: [Self; 9] = [
        Self::Buyer,
        Self::Seller,
        Self::Both,
        Self::Investor,
        Self::DistressedSeller,
        Self::Renter,
        Self::Agent,
        Self::Vendor,
        Self::Unknown,
    ];

    /// The word it is kept and shown as.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Buyer => "buyer",
            Self::Seller => "seller",
            Self::Both => "both",
            Self::Investor => "investor",
            Self::DistressedSeller => "distressed_seller",
            Self::Renter => "renter",
            Self::Agent => "agent",
            Self::Vendor => "vendor",
            Self::Unknown => "unknown",
        }
    }

    /// The type that is kept as this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The questions of the short form that are theirs; none for colleagues and vendors.
    pub const fn set(self) -> Option<Set> {
        match self {
            Self::Buyer | Self::Renter | Self::Unknown => Some(Set::Buyer),
            Self::Seller | Self::Both | Self::DistressedSeller => Some(Set::Seller),
            Self::Investor => Some(Set::Investor),
            Self::Agent | Self::Vendor => None,
        }
    }
}

/// A set of questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Set {
    /// Of buyers, and of whom nothing is known.
    Buyer,
    /// The four core questions of sellers.
    Seller,
    /// The ten of sellers, before a listing appointment.
    LongForm,
    /// Of investors.
    Investor,
}

impl Set {
    /// Its questions in the order they are asked. An answer to any question of one place fills the place.
    pub const fn places(self) -> &'static [&'static [Question]] {
        match self {
            Self::Buyer => &[
                &[Budget],
                &[Area],
                &[Timeline],
                &[Needs],
                &[Financing],
                &[Motivation],
            ],
            Self::Seller => &[&[Motivation], &[Timeline], &[Condition], &[Price]],
            Self::LongForm => &[
                &[Address],
                &[Motivation],
                &[Timeline],
                &[Condition],
                &[Price],
                &[Mortgage],
                &[Improvements],
                &[ListedBefore],
                &[Deciders],
                &[PreferredContact],
            ],
            Self::Investor => &[
                &[Strategy],
                &[Funds],
                &[Budget, Area],
                &[Returns],
                &[Accepts],
                &[CloseSpeed],
            ],
        }
    }
}

/// The questions of a set nobody has answered yet, given the names of the fields that hold something. What is known is
/// never asked again.
pub fn still_open<'a>(set: Set, fields: impl Iterator<Item = &'a str> + Clone) -> Vec<Question> {
    let is_known = |place: &&[Question]| {
        let mut names = fields.clone();
        names.any(|name| place.iter().any(|question| question.is_held_by(name)))
    };
    let open = set.places().iter().copied().filter(|place| !is_known(place));
    open.filter_map(|place| place.first().copied()).collect()
}
