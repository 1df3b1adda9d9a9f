//! What is known of a home for sale. What is not known is `None`, never taken for a middle value.

use serde::{Deserialize, Serialize};

use crate::domain::value::Cents;

/// Where the sale of a home stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is about to be for sale.
    ComingSoon,
    /// It is for sale.
    #[default]
    Active,
    /// Somebody's offer was accepted.
    Pending,
    /// It is sold.
    Sold,
    /// Its listing ran out.
    Expired,
    /// It was taken off the market for now.
    Withdrawn,
    /// Its listing was ended.
    Cancelled,
}

impl Status {
    /// Whether it can be had.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::ComingSoon | Self::Active)
    }
}

/// What kind of home it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A house of its own.
    SingleFamily,
    /// A flat that is owned.
    Condo,
    /// A house in a row.
    Townhome,
    /// Two to four homes in one building.
    Multi,
    /// A lot.
    Land,
    /// Made elsewhere and brought there.
    Manufactured,
}

impl Kind {
    /// Whether one does nearly as well as the other: a flat that is owned, and a house in a row.
    pub const fn is_like(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Condo, Self::Townhome) | (Self::Townhome, Self::Condo)
        )
    }
}

/// A home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    /// Where its sale stands.
    pub status: Status,
    /// What is asked for it.
    pub price: Cents,
    /// What was asked for it at first.
    pub first_price: Option<Cents>,
    /// Days on the market.
    pub days: Option<u32>,
    /// The area it is in, by its name.
    pub area: Option<String>,
    /// The city it is in.
    pub city: Option<String>,
    /// Its postal code.
    pub zip: Option<String>,
    /// Bedrooms.
    pub beds: Option<u8>,
    /// Bathrooms, in halves: 3 is one and a half.
    pub half_baths: Option<u8>,
    /// What kind it is.
    pub kind: Option<Kind>,
    /// Living space, in square feet.
    pub sqft: Option<u32>,
    /// Its lot, in square feet.
    pub lot: Option<u32>,
    /// What it has, by name.
    pub features: Option<Vec<String>>,
    /// Minutes to the place they named.
    pub commute: Option<u16>,
    /// What the owners' association takes a month.
    pub hoa: Option<Cents>,
    /// Years since it was built.
    pub age: Option<u16>,
    /// Cars that can be parked.
    pub parking: Option<u8>,
}
