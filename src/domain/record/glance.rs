//! A record looked at once and let go: its texts stay where they were read.
//!
//! For whoever goes through a hundred thousand records to read a few members of each. What is kept, changed or merged is
//! [`Fields`](super::Fields).

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use super::{Members, Said};

/// The members of a record as it lies in a text.
#[derive(Debug, Default)]
pub struct Glance<'d>(Vec<(Word<'d>, Member<'d>)>);

/// A text of it; its own only where signs in it are written in another way.
#[derive(Debug)]
struct Word<'d>(Cow<'d, str>);

#[derive(Debug)]
enum Member<'d> {
    Text(Word<'d>),
    Other(Value),
}

impl Members for Glance<'_> {
    fn said(&self, name: &str) -> Option<Said<'_>> {
        // Of a member that is there twice the last counts, as in a map.
        let (_, member) = self.0.iter().rev().find(|(word, _)| word.0 == name)?;
        Some(match member {
            Member::Text(text) => Said::Text(&text.0),
            Member::Other(value) => Said::Other(value),
        })
    }
}

impl<'de: 'd, 'd> Deserialize<'de> for Glance<'d> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Glance<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the members of a record")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(32);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Glance(members))
            }
        }
        from.deserialize_map(All)
    }
}

impl<'de: 'd, 'd> Deserialize<'de> for Word<'d> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Member::deserialize(from)? {
            Member::Text(word) => Ok(word),
            Member::Other(_) => Err(D::Error::custom("a name is a text")),
        }
    }
}

impl<'de: 'd, 'd> Deserialize<'de> for Member<'d> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Member<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member of a record")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Member::Text(Word(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Member::Text(Word(Cow::Owned(text.to_owned()))))
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::Null))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::Bool(flag)))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::from(number)))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
                Ok(Member::Other(Value::from(number)))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
                Ok(Member::Other(
                    Number::from_f64(number).map_or(Value::Null, Value::Number),
                ))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
                Value::deserialize(SeqAccessDeserializer::new(list)).map(Member::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                Value::deserialize(MapAccessDeserializer::new(map)).map(Member::Other)
            }
        }
        from.deserialize_any(One)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Fields;
    use super::*;
    use crate::domain::contact::Contact;

    /// Every member that a contact can have, each also wrongly typed, missing, twice, or with signs written in another way.
    const TEXTS: &[&str] = &[
        r#"{"firstName":"Ana","lastName":"Ru\u00edz","phone":"+19095550142","additionalPhones":["+1909",7,null],
            "email":"a@b.co","additionalEmails":"c@d.co","address1":"1 Elm St","city":"Irvine","state":"CA","postalCode":92602,
            "country":"US","timezone":"America/Los_Angeles","companyName":null,"website":"","source":"Zillow","type":"lead",
            "dateOfBirth":"1980-02-29T00:00:00Z","assignedTo":"u1","tags":["hot","a \"b\""],"dnd":"true",
            "dndSettings":{"SMS":{"status":"permanent"},"Email":{"status":"active"}},
            "customFields":{"f1":12.5,"f2":null,"f3":["a"],"f4":{"x":1}},"dateAdded":1714500000000,"dateUpdated":"2026-01-02T03:04:05.678Z",
            "unknownToUs":{"deep":[1,[2,{"a":-3}]]}}"#,
        r#"{"firstName":7,"lastName":true,"phone":[],"email":{},"tags":"one","dnd":1,"dndSettings":"x","customFields":[],"dateAdded":"?"}"#,
        r#"{"firstName":"first","firstName":"last","\u0066irstName":"the very last"}"#,
        "{}",
    ];

    #[test]
    fn what_is_only_looked_at_says_the_same_as_what_is_kept() {
        for text in TEXTS {
            let kept: Fields = serde_json::from_str(text).unwrap();
            let seen: Glance<'_> = serde_json::from_str(text).unwrap();
            let contact = Contact::from_fields("c1".into(), &kept);
            assert_eq!(Contact::seen("c1".into(), &seen), contact, "{text}");
        }
        for broken in ["", "[]", "7", "{\"a\":", "{\"a\":1} x"] {
            assert!(serde_json::from_str::<Glance<'_>>(broken).is_err(), "{broken}");
        }
    }
}
