//! From the record of a home to what is weighed.

use jiff::Timestamp;

use crate::domain::listing::price;
use crate::domain::record::{Fields, Members};
use crate::domain::value::Cents;
use crate::scoring::matching::home::{Home, Kind, Status};

/// The account's words for where a sale stands.
const STATUSES: &[(Status, &[&str])] = &[
    (Status::ComingSoon, &["coming soon", "pre market", "premarket"]),
    (
        Status::Active,
        &[
            "active",
            "for sale",
            "new",
            "available",
            "listed",
            "on market",
            "back on market",
            "relisted",
            "price change",
            "price reduced",
            "open",
        ],
    ),
    (
        Status::Pending,
        &[
            "pending",
            "under contract",
            "active under contract",
            "contingent",
            "in escrow",
            "sale pending",
            "offer accepted",
        ],
    ),
    (Status::Sold, &["sold", "closed"]),
    (Status::Expired, &["expired"]),
    (
        Status::Withdrawn,
        &[
            "withdrawn",
            "off market",
            "on hold",
            "hold",
            "temporarily off market",
        ],
    ),
    (Status::Cancelled, &["cancelled", "canceled", "terminated"]),
];

/// The account's words for what kind a home is.
const KINDS: &[(Kind, &[&str])] = &[
    (
        Kind::SingleFamily,
        &[
            "single family",
            "single family home",
            "single family residence",
            "house",
            "detached",
            "sfr",
        ],
    ),
    (Kind::Condo, &["condo", "condominium"]),
    (Kind::Townhome, &["townhome", "townhouse", "town home"]),
    (
        Kind::Multi,
        &[
            "multi family",
            "multifamily",
            "multi",
            "duplex",
            "triplex",
            "fourplex",
        ],
    ),
    (Kind::Land, &["land", "lot", "vacant land"]),
    (
        Kind::Manufactured,
        &["manufactured", "manufactured home", "mobile", "mobile home"],
    ),
];

/// Whether the account's word for how a sale stands, or what is sold, says that its owner sells it without an agent. What was
/// withdrawn by its owner is none.
pub(super) fn by_owner(word: &str) -> bool {
    let word = spelled(word);
    word == "by owner" || word.contains("sale by owner") || word.split(' ').any(|part| part == "fsbo")
}

/// Where a sale stands by the account's word; nothing when that says nothing. An account that keeps no status sells all it has.
pub(super) fn status(word: &str) -> Option<Status> {
    let word = spelled(word);
    if word.is_empty() {
        return Some(Status::Active);
    }
    said(STATUSES, &word)
}

/// What kind of home a word means.
pub(super) fn kind(word: &str) -> Option<Kind> {
    said(KINDS, &spelled(word))
}

fn said<T: Copy>(rows: &[(T, &[&str])], word: &str) -> Option<T> {
    rows.iter()
        .find(|(_, words)| words.contains(&word))
        .map(|(one, _)| *one)
}

pub(super) fn spelled(word: &str) -> String {
    let letters = word.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let letters = letters.collect::<String>().to_lowercase();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A home as it is weighed; nothing of one without a price, or of which nobody can tell whether it is to be had.
pub(super) fn read(fields: &Fields, now: Timestamp) -> Option<Home> {
    let line = |name: &str| {
        let text = fields.text(name).raw().trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let number = |name: &str| {
        fields
            .get(name)
            .and_then(serde_json::Value::as_f64)
            .filter(|it| it.is_finite() && *it > 0.0)
    };
    let whole = |name: &str| number(name).map(|number| number.round() as u32);
    let features = fields.texts("features");
    let listed = fields.time("listed").or_else(|| fields.time("createdAt"));
    Some(Home {
        status: status(fields.text("status").raw())?,
        price: price(fields)?,
        first_price: None,
        days: listed.and_then(|listed| u32::try_from(now.duration_since(listed).as_hours() / 24).ok()),
        area: line("area"),
        city: line("city"),
        zip: line("zip"),
        beds: number("beds").map(|beds| beds.min(99.0) as u8),
        half_baths: number("baths").map(|baths| (baths.min(99.0) * 2.0).round() as u8),
        kind: kind(fields.text("type").raw()),
        sqft: whole("sqft"),
        lot: whole("lot"),
        features: (!features.is_empty()).then(|| features.iter().map(|one| one.raw().to_owned()).collect()),
        commute: None,
        hoa: fields
            .get("hoa")
            .and_then(serde_json::Value::as_i64)
            .filter(|cents| *cents >= 0)
            .map(Cents),
        age: number("year").and_then(|year| age(year, now)),
        parking: number("parking").map(|cars| cars.min(99.0) as u8),
    })
}

/// Years since a home was built.
fn age(year: f64, now: Timestamp) -> Option<u16> {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let years = f64::from(today.year()) - year.round();
    (0.0..1_000.0).contains(&years).then_some(years as u16)
}
