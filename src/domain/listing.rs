//! Homes for sale, as the account keeps them in an object of its own, and what happens with them. Read only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::{Fields, Members};
use super::value::{Cents, Foreign, ListingId};

/// What can be known of a listing: the words by which settings name a field of it, and under which it is kept.
pub const FIELDS: [&str; 20] = [
    "address", "area", "baths", "beds", "city", "features", "hoa", "liked", "listed", "lot", "mls", "owner",
    "parking", "price", "seen", "sqft", "status", "type", "year", "zip",
];

/// How the account models homes, where that cannot be seen by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// The key of the object; nothing when it is to be found by its fields.
    pub object: Option<String>,
    /// The names or keys of its fields, by the words of [`FIELDS`].
    pub fields: BTreeMap<String, String>,
}

/// A home for sale. What is not known is nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Which one.
    pub id: ListingId,
    /// Where it stands.
    pub address: Foreign,
    /// The area it is in.
    pub area: Foreign,
    /// The city.
    pub city: Foreign,
    /// Its postal code.
    pub zip: Foreign,
    /// Its number at the multiple listing service.
    pub mls: Foreign,
    /// The account's word for where its sale stands.
    pub status: Foreign,
    /// What is asked for it.
    pub price: Option<Cents>,
}

impl Listing {
    /// Reads a listing from its members. Never fails.
    pub fn from_fields(id: ListingId, fields: &Fields) -> Self {
        Self {
            id,
            address: fields.text("address"),
            area: fields.text("area"),
            city: fields.text("city"),
            zip: fields.text("zip"),
            mls: fields.text("mls"),
            status: fields.text("status"),
            price: price(fields),
        }
    }
}

/// What is asked for a home; a price of nothing is none.
pub fn price(fields: &Fields) -> Option<Cents> {
    let cents = fields.get("price").and_then(serde_json::Value::as_i64);
    cents.filter(|cents| *cents > 0).map(Cents)
}

/// What happens with a home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It fits what somebody looks for; the figure is how well, in points.
    Match,
    /// It became cheaper; the figure is by how many per cent.
    PriceDrop,
    /// It left the market unsold.
    Expired,
    /// Its owner sells it without an agent.
    ByOwner,
    /// It stands longer than others of its area and is hardly looked at; the figure is its days on the market in per cent of
    /// theirs.
    Slow,
    /// Its status became another.
    Status,
}

/// What happens with a home, as it concerns somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// What.
    pub turn: Turn,
    /// Which home.
    pub listing: ListingId,
    /// Where it stands.
    pub address: String,
    /// What is asked for it.
    pub price: Option<Cents>,
    /// What was asked for it before, when that is what happens.
    pub was: Option<Cents>,
    /// How much, where that says something.
    pub figure: u32,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_listing_is_read_whatever_its_members_are() {
        let of = |members: serde_json::Value| {
            let fields = members.as_object().unwrap();
            Listing::from_fields("l1".into(), fields)
        };
        let home = of(json!({"address": "12 Elm St", "price": 45_000_000, "status": "Active"}));
        assert_eq!(
            (home.address.raw(), home.price),
            ("12 Elm St", Some(Cents(45_000_000)))
        );
        for strange in [
            json!({}),
            json!({"price": "much", "address": 7}),
            json!({"price": -3}),
        ] {
            assert_eq!(of(strange).price, None);
        }
    }
}
