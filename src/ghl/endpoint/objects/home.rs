//! Which object holds homes for sale, and how a record of it is read: by the names of its fields, or by what the settings say.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Map, Number, Value, json};

use super::{CustomObject, ObjectField};
use crate::domain::listing::Model;
use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::value::Cents;
use crate::ghl::page::{Page, Skipped};
use crate::ghl::record::{Form, Shape, member};

/// How a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A line.
    Line,
    /// A number.
    Number,
    /// An amount, in cents.
    Money,
    /// A moment.
    Time,
    /// Several words.
    Words,
    /// People, by the CRM's ids; numbers and addresses of theirs are not taken over.
    People,
}

/// What can be known of a home: the word it is kept under, how, and the names that fields for it have.
const ROWS: [(&str, Kind, &[&str]); 20] = [
    (
        "address",
        Kind::Line,
        &[
            "address",
            "property address",
            "listing address",
            "street address",
            "street",
            "full address",
        ],
    ),
    (
        "area",
        Kind::Line,
        &[
            "area",
            "neighborhood",
            "neighbourhood",
            "subdivision",
            "community",
        ],
    ),
    (
        "baths",
        Kind::Number,
        &["baths", "bathrooms", "bath", "number of bathrooms"],
    ),
    (
        "beds",
        Kind::Number,
        &["beds", "bedrooms", "bed", "number of bedrooms"],
    ),
    ("city", Kind::Line, &["city", "town"]),
    ("features", Kind::Words, &["features", "amenities"]),
    (
        "hoa",
        Kind::Money,
        &["hoa", "hoa fee", "hoa dues", "hoa monthly", "hoa per month"],
    ),
    (
        "liked",
        Kind::People,
        &[
            "liked by",
            "liked",
            "saved by",
            "favorited by",
            "interested",
            "interested contacts",
            "interested buyers",
        ],
    ),
    (
        "listed",
        Kind::Time,
        &["listed", "list date", "listing date", "date listed", "listed on"],
    ),
    (
        "lot",
        Kind::Number,
        &["lot", "lot size", "lot sqft", "lot square feet"],
    ),
    ("mls", Kind::Line, &["mls", "mls number", "mls no", "mls id"]),
    (
        "owner",
        Kind::People,
        &[
            "owner",
            "owner contact",
            "owner contact id",
            "seller",
            "seller contact",
            "seller contact id",
        ],
    ),
    (
        "parking",
        Kind::Number,
        &["parking", "parking spaces", "garage spaces"],
    ),
    (
        "price",
        Kind::Money,
        &[
            "price",
            "list price",
            "listing price",
            "asking price",
            "current price",
        ],
    ),
    (
        "seen",
        Kind::People,
        &["seen by", "seen", "shown to", "toured by", "viewed by"],
    ),
    (
        "sqft",
        Kind::Number,
        &[
            "sqft",
            "sq ft",
            "square feet",
            "square footage",
            "living area",
            "living space",
        ],
    ),
    (
        "status",
        Kind::Line,
        &["status", "listing status", "property status", "mls status"],
    ),
    ("type", Kind::Line, &["type", "property type", "home type"]),
    ("year", Kind::Number, &["year", "year built", "built"]),
    (
        "zip",
        Kind::Line,
        &["zip", "zip code", "zipcode", "postal code", "postcode"],
    ),
];

/// When a record was made and changed, under the names of both generations.
const DATES: Shape = Shape {
    kind: EntityKind::Listing,
    members: &[
        member("createdAt", Form::Time).or("dateAdded"),
        member("updatedAt", Form::Time).or("dateUpdated"),
    ],
};

/// An object that holds homes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HomeObject {
    key: String,
    /// The member of a record, by the row of [`ROWS`] it is for.
    members: BTreeMap<usize, String>,
}

impl HomeObject {
    /// Whether an object may hold homes by its name: those are looked at first.
    pub fn is_likely(object: &CustomObject) -> bool {
        let words = spelled(&format!("{} {}", object.key, object.label));
        let mut words = words.split(' ');
        words.any(|word| {
            [
                "property",
                "properties",
                "listing",
                "listings",
                "home",
                "homes",
                "house",
                "houses",
            ]
            .contains(&word)
        })
    }

    /// The object of this key, when its fields are those of homes: an address and a price, and how the sale stands, the number
    /// of the listing or the rooms. What the settings name counts as it is.
    pub fn of(key: &str, fields: &[ObjectField], model: &Model) -> Option<Self> {
        let mut members = BTreeMap::new();
        for (nr, (word, _, names)) in ROWS.iter().enumerate() {
            let found = match model.fields.get(*word) {
                Some(named) => find(fields, &[named]),
                None => find(fields, names),
            };
            if let Some(field) = found {
                members.insert(nr, field.key.clone());
            }
        }
        let has = |word: &str| members.keys().any(|nr| ROWS[*nr].0 == word);
        let is_named = model.object.as_deref() == Some(key);
        let is_home = has("address") && has("price") && ["status", "mls", "beds"].into_iter().any(has);
        (is_named || is_home).then(|| Self {
            key: key.to_owned(),
            members,
        })
    }

    /// By what it is asked for.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// How many of the things that can be known of a home it has a field for.
    pub fn known(&self) -> usize {
        self.members.len()
    }

    /// Reads records; one that cannot be read is set aside.
    pub(super) fn page(&self, list: &[&RawValue]) -> Page {
        let mut page = Page::default();
        for raw in list {
            match self.read(raw) {
                Ok(record) => page.records.push(record),
                Err(skipped) => page.skipped.push(skipped),
            }
        }
        page
    }

    pub(super) fn read(&self, raw: &RawValue) -> Result<RemoteRecord, Skipped> {
        let mut record = DATES.read(raw)?;
        let told: Map<String, Value> = serde_json::from_str(raw.get()).unwrap_or_default();
        let properties = properties(&told);
        for (nr, key) in &self.members {
            let (word, kind, _) = ROWS[*nr];
            let Some(value) = properties.get(key) else {
                continue;
            };
            if let Some(value) = kind.read(value) {
                record.fields.insert(word.to_owned(), value);
            } else {
                tracing::debug!(
                    id = record.id,
                    member = word,
                    "a member of a home has a strange type"
                );
            }
        }
        // What else is in it, people's numbers among it, is nobody's business here.
        let mut kept: Fields = record.fields.clone();
        kept.insert("id".to_owned(), record.id.as_str().into());
        record.raw = Value::Object(kept).to_string();
        Ok(record)
    }
}

/// The properties of a record, which one published answer has as text; their names without what stands before the last dot.
fn properties(told: &Map<String, Value>) -> Map<String, Value> {
    let properties = match told.get("properties") {
        Some(Value::Object(properties)) => properties.clone(),
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        _ => Map::new(),
    };
    let short = |key: String| key.rsplit('.').next().unwrap_or_default().to_owned();
    properties
        .into_iter()
        .map(|(key, value)| (short(key), value))
        .collect()
}

/// The first field that is called by one of these names, or has one of these keys.
fn find<'a>(fields: &'a [ObjectField], names: &[impl AsRef<str>]) -> Option<&'a ObjectField> {
    let is = |field: &&ObjectField, name: &str| {
        let name = spelled(name);
        spelled(&field.name) == name || spelled(&field.key) == name
    };
    names
        .iter()
        .find_map(|name| fields.iter().find(|field| is(field, name.as_ref())))
}

/// A name in small letters, its words apart by one space, without signs.
fn spelled(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' });
    let letters: String = letters.collect::<String>().to_lowercase();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Kind {
    /// A value in its one form: null when nothing is said, nothing when it is of a strange type.
    fn read(self, value: &Value) -> Option<Value> {
        let empty = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        if empty {
            return Some(Value::Null);
        }
        // What a choice among several holds is often a list of one.
        if let (Self::Line | Self::Number | Self::Money | Self::Time, Value::Array(items)) = (self, value) {
            return items
                .first()
                .map_or(Some(Value::Null), |first| self.read_one(first));
        }
        self.read_one(value)
    }

    fn read_one(self, value: &Value) -> Option<Value> {
        match self {
            Self::Line => line(value).map(Value::from),
            Self::Number => number(value).map(Value::Number),
            Self::Money => {
                let number = number(value.get("value").unwrap_or(value))?;
                Cents::from_units(&number).map(|cents| json!(cents.0))
            }
            Self::Time => Form::Time.read(value).ok().flatten(),
            Self::Words => Some(words(value).into()),
            Self::People => {
                let ids = words(value).into_iter().filter(|word| is_id(word));
                Some(ids.collect::<Vec<_>>().into())
            }
        }
    }
}

fn line(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(members) => ["label", "value", "key"]
            .iter()
            .find_map(|name| line(members.get(*name)?)),
        _ => None,
    }
}

/// A number, or a text that begins with one: `$450,000`, `2,100 sq ft`.
fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => {
            let digits: String = text
                .trim()
                .trim_start_matches('$')
                .trim_start()
                .chars()
                .filter(|c| *c != ',')
                .take_while(|c| c.is_ascii_digit() || *c == '.')
                .collect();
            serde_json::from_str(&digits).ok()
        }
        _ => None,
    }
}

/// Several words, sorted and each once: a list, or a text that counts them up.
fn words(value: &Value) -> Vec<String> {
    let mut words: Vec<String> = match value {
        Value::Array(items) => items.iter().filter_map(line).collect(),
        Value::String(text) => text
            .split([',', ';', '\n'])
            .map(|word| word.trim().to_owned())
            .collect(),
        _ => line(value).into_iter().collect(),
    };
    words.retain(|word| !word.is_empty());
    words.sort();
    words.dedup();
    words
}

/// Whether this is an id of the CRM's: letters, digits and their like, and not a number to be called.
fn is_id(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (8..=64).contains(&word.len()) && word.chars().all(plain) && word.chars().any(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listing::FIELDS;

    fn field(key: &str, name: &str) -> ObjectField {
        ObjectField {
            key: key.to_owned(),
            name: name.to_owned(),
        }
    }

    fn object() -> HomeObject {
        let fields = [
            field("street", "Property Address"),
            field("list_price", "List price"),
            field("status", "Listing status"),
            field("br", "Bedrooms"),
            field("baths", "Baths"),
            field("mls_number", "MLS #"),
            field("seller", "Seller"),
            field("extras", "Features"),
            field("notes", "Notes"),
        ];
        HomeObject::of("custom_objects.property", &fields, &Model::default()).unwrap()
    }

    fn read(record: &Value) -> RemoteRecord {
        let raw = RawValue::from_string(record.to_string()).unwrap();
        object().read(&raw).unwrap()
    }

    #[test]
    fn every_row_is_one_that_settings_can_name() {
        assert_eq!(ROWS.map(|row| row.0), FIELDS);
    }

    #[test]
    fn the_object_is_found_by_its_fields_or_by_what_the_settings_say() {
        let object = object();
        assert_eq!((object.key(), object.known()), ("custom_objects.property", 8));
        let pets = [
            field("name", "Name"),
            field("price", "Price"),
            field("status", "Status"),
        ];
        assert_eq!(
            HomeObject::of("custom_objects.pet", &pets, &Model::default()),
            None
        );
        let mut model = Model {
            object: Some("custom_objects.pet".to_owned()),
            ..Model::default()
        };
        model.fields.insert("address".to_owned(), "Name".to_owned());
        let named = HomeObject::of("custom_objects.pet", &pets, &model).unwrap();
        assert_eq!(named.known(), 3);
        let likely = |key: &str, label: &str| {
            HomeObject::is_likely(&CustomObject {
                key: key.to_owned(),
                label: label.to_owned(),
            })
        };
        assert!(
            likely("custom_objects.property", "Property") && likely("custom_objects.x", "Active Listings")
        );
        assert!(!likely("custom_objects.homeless", "Homeless") && !likely("custom_objects.pet", "Pet"));
    }

    #[test]
    fn a_record_is_read_in_whatever_form_its_values_come() {
        for (price, cents) in [
            (
                json!({"currency": "default", "value": 450_000}),
                json!(45_000_000),
            ),
            (json!(450_000.5), json!(45_000_050)),
            (json!("$450,000"), json!(45_000_000)),
            (json!(["450000"]), json!(45_000_000)),
            (json!(""), json!(null)),
            (json!(null), json!(null)),
        ] {
            let record = read(&json!({"id": "r1", "properties": {"list_price": price}}));
            assert_eq!(record.fields["price"], cents, "{price}");
        }
        let record = read(&json!({
            "id": "r1", "createdAt": "2026-11-01T10:00:00Z", "updatedAt": 1_795_446_000_000_i64,
            "properties": {
                "street": " 12 Elm St ", "status": ["coming_soon"], "br": "3", "baths": 2.5, "custom_objects.property.mls_number": 77,
                "seller": ["CONTACT0001abc", "ana@example.com", "+12065550100", "9095550100"], "notes": "Ana's own words",
                "list_price": {"value": true},
            },
        }));
        assert_eq!(
            Value::Object(record.fields),
            json!({
                "createdAt": "2026-11-01T10:00:00.000Z", "updatedAt": "2026-11-23T15:00:00.000Z", "address": "12 Elm St",
                "baths": 2.5, "beds": 3, "mls": "77", "owner": ["CONTACT0001abc"], "status": "coming_soon",
            })
        );
        assert!(
            !record.raw.contains("Ana's") && !record.raw.contains('@'),
            "{}",
            record.raw
        );
        let text = read(&json!({"id": "r1", "properties": "{\"br\": 4}"}));
        assert_eq!(text.fields["beds"], json!(4));
    }

    #[test]
    fn strange_records_cost_nothing_but_themselves() {
        for strange in ["7", "{}", "[]", "{\"id\":{}}"] {
            let raw = RawValue::from_string(strange.to_owned()).unwrap();
            assert!(object().read(&raw).is_err(), "{strange}");
        }
        for properties in [
            json!(7),
            json!([]),
            json!("no JSON"),
            json!({"street": {}, "br": [], "seller": 3}),
        ] {
            read(&json!({"id": "r1", "properties": properties}));
        }
    }
}
