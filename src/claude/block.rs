//! JSON objects that keep the bytes of every member, so that a block goes back exactly as it came.
//!
//! The order of a tool's input is part of the cache's hash and a thinking signature covers its surroundings: parsing
//! a block and printing it again would break both. Here members are replaced without touching their neighbours.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::event::Raw;

/// A JSON object as a list of members in the order received, each value as its own bytes.
#[derive(Clone, Debug, Default)]
pub struct RawObject(Vec<(String, Raw)>);

impl RawObject {
    /// Reads an object; `None` for anything else.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The bytes of a member.
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| &**value)
    }

    /// A member that is a string.
    pub fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.get(name)?.get()).ok()
    }

    /// Puts a member in the place of the one with this name, or at the end.
    pub fn set(&mut self, name: &str, value: Raw) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// The same for a string.
    pub fn set_text(&mut self, name: &str, text: &str) {
        if let Some(value) = quoted(text) {
            self.set(name, value);
        }
    }

    /// Sets every member of `other` except its type.
    pub fn set_members(&mut self, other: Self) {
        for (name, value) in other.0 {
            if name != "type" {
                self.set(&name, value);
            }
        }
    }

    /// The object as JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(
            16 + self
                .0
                .iter()
                .map(|(key, raw)| key.len() + raw.get().len() + 4)
                .sum::<usize>(),
        );
        json.push('{');
        for (at, (name, value)) in self.0.iter().enumerate() {
            if at > 0 {
                json.push(',');
            }
            json.push_str(quoted(name).as_deref().map_or("\"\"", RawValue::get));
            json.push(':');
            json.push_str(value.get());
        }
        json.push('}');
        json
    }
}

/// A text as a JSON string. `None` never happens for text; the type of the serialiser cannot say so.
pub fn quoted(text: &str) -> Option<Raw> {
    serde_json::value::to_raw_value(text).ok()
}

impl<'de> Deserialize<'de> for RawObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = RawObject;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawObject, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(RawObject(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_bytes_and_their_order() {
        let json = r#"{"z":1.50e2,"a":{"y":1, "b":[ ]},"type":"x"}"#;
        let mut object = RawObject::read(json).unwrap();
        assert_eq!(object.to_json(), json);
        object.set_text("a", "quote \" and 🏡");
        object.set_text("new", "");
        assert_eq!(
            object.to_json(),
            r#"{"z":1.50e2,"a":"quote \" and 🏡","type":"x","new":""}"#
        );
        assert_eq!(object.text("type").as_deref(), Some("x"));
        assert_eq!(object.text("z"), None);
    }

    #[test]
    fn only_objects_are_read() {
        for json in ["[]", "null", "1", "{", "{\"a\":1} x"] {
            assert!(RawObject::read(json).is_none(), "{json}");
        }
    }
}
