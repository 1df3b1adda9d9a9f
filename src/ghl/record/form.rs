//! The forms of values. Reading is tolerant and ends in one form; writing produces what the specification asks for.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Number, Value};

use crate::domain::value::parse_crm_value;

/// The DND channels of generation v3; the dated generation and webhooks capitalise them.
const CHANNELS: [&str; 7] = ["call", "email", "sms", "whatsApp", "gmb", "fb", "all"];

/// How a member is written on the wire and kept here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ghl) enum Form {
    /// A string.
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A moment: kept as ISO 8601 UTC with milliseconds, whatever form it came in.
    Time,
    /// A calendar day: kept as `YYYY-MM-DD`, never moved by a time zone.
    Day,
    /// A set of strings: sorted, each once. Some lists hold objects; then this member of them counts.
    Set(&'static str),
    /// Custom fields: kept as `{id: value}`, written as `[{id, fieldValue}]`.
    Custom,
    /// Custom fields whose numbers must be written as text (opportunities).
    CustomText,
    /// Do-not-disturb by channel, channels spelled as in v3.
    Dnd,
    /// `TYPE_SMS` and its like; some answers say `SMS`.
    MessageType,
    /// Anything, as it came.
    Any,
}

impl Form {
    /// The value in its one form. `None` means "nothing said": a compound member that is null, or a value of the
    /// wrong type (`Err`).
    pub fn read(self, value: &Value) -> Result<Option<Value>, ()> {
        let read = match (self, value) {
            (Self::Any, _) => value.clone(),
            // The CRM says "none" with an empty list; a null there is an index that does not know, and must not
            // wipe tags or lift a do-not-disturb.
            // And the number of a message type says the same as its word, in a code nobody published.
            (Self::Set(_) | Self::Custom | Self::CustomText | Self::Dnd, Value::Null)
            | (Self::MessageType, Value::Number(_)) => return Ok(None),
            (_, Value::Null) => Value::Null,
            (Self::Text, _) => text(value).ok_or(())?,
            (Self::Number, _) => number(value).ok_or(())?,
            (Self::Flag, _) => flag(value).ok_or(())?,
            (Self::Time | Self::Day, Value::String(empty)) if empty.trim().is_empty() => Value::Null,
            (Self::Time, _) => time(parse_crm_value(value).ok_or(())?),
            (Self::Day, _) => day(value).ok_or(())?,
            (Self::Set(key), _) => set(value, key).ok_or(())?,
            (Self::Custom | Self::CustomText, _) => custom(value).ok_or(())?,
            (Self::Dnd, _) => dnd(value).ok_or(())?,
            (Self::MessageType, _) => message_type(value).ok_or(())?,
        };
        Ok(Some(read))
    }

    /// The value as a request carries it.
    pub fn write(self, value: &Value) -> Value {
        match (self, value) {
            (Self::Custom | Self::CustomText, Value::Object(fields)) => {
                let entry = |(id, value): (&String, &Value)| {
                    let value = match value {
                        Value::Null => Value::from(""),
                        Value::Number(_) | Value::Bool(_) if self == Self::CustomText => {
                            value.to_string().into()
                        }
                        _ => value.clone(),
                    };
                    serde_json::json!({ "id": id, "fieldValue": value })
                };
                fields.iter().map(entry).collect()
            }
            (Self::Dnd, Value::Object(channels)) => channels.iter().map(channel_to_write).collect(),
            _ => value.clone(),
        }
    }
}

/// One form for every moment.
fn time(moment: Timestamp) -> Value {
    format!("{moment:.3}").into()
}

fn text(value: &Value) -> Option<Value> {
    match value {
        Value::String(_) => Some(value.clone()),
        Value::Number(number) => Some(number.to_string().into()),
        _ => None,
    }
}

fn number(value: &Value) -> Option<Value> {
    match value {
        Value::Number(_) => Some(value.clone()),
        Value::String(digits) => digits.trim().parse::<Number>().ok().map(Value::Number),
        _ => None,
    }
}

fn flag(value: &Value) -> Option<Value> {
    match value {
        Value::Bool(_) => Some(value.clone()),
        Value::String(word) if word == "true" || word == "false" => Some((word == "true").into()),
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false.into()),
            Some(1) => Some(true.into()),
            _ => None,
        },
        _ => None,
    }
}

fn day(value: &Value) -> Option<Value> {
    let date = match value {
        Value::String(text) => text.trim().get(..10).and_then(|day| day.parse::<Date>().ok())?,
        Value::Number(_) => parse_crm_value(value)?.to_zoned(jiff::tz::TimeZone::UTC).date(),
        _ => return None,
    };
    Some(date.to_string().into())
}

fn set(value: &Value, key: &str) -> Option<Value> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        Value::String(_) => std::slice::from_ref(value),
        _ => return None,
    };
    let mut words: Vec<String> = items
        .iter()
        .filter_map(|item| match item {
            Value::String(word) => Some(word.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(object) => object.get(key).and_then(Value::as_str).map(str::to_owned),
            _ => None,
        })
        .filter(|word| !word.is_empty())
        .collect();
    words.sort();
    words.dedup();
    Some(words.into())
}

fn custom(value: &Value) -> Option<Value> {
    let items = match value {
        Value::Array(items) => items,
        // Already an object: some answers and our own records.
        Value::Object(_) => return Some(value.clone()),
        _ => return None,
    };
    let mut fields = Map::new();
    for item in items.iter().filter_map(Value::as_object) {
        if let Some(id) = item.get("id").and_then(Value::as_str)
            && let Some(value) = custom_value(item)
        {
            fields.insert(id.to_owned(), value.clone());
        }
    }
    Some(Value::Object(fields))
}

/// Contacts say `value`; opportunities say `fieldValue`, or a name that begins with it and tells the type.
fn custom_value(item: &Map<String, Value>) -> Option<&Value> {
    let named = |name: &str| item.get(name).filter(|value| !value.is_null());
    let typed = || {
        let mut typed = item
            .iter()
            .filter(|(name, _)| name.starts_with("fieldValue") || *name == "field_value");
        typed.find(|(_, value)| !value.is_null()).map(|(_, value)| value)
    };
    named("value")
        .or_else(|| named("fieldValue"))
        .or_else(typed)
        .or_else(|| item.get("value"))
}

fn dnd(value: &Value) -> Option<Value> {
    let channels = value.as_object()?;
    let spelled = channels
        .iter()
        .filter(|(_, setting)| !setting.is_null())
        .map(|(name, setting)| {
            let name = CHANNELS
                .iter()
                .find(|channel| channel.eq_ignore_ascii_case(name))
                .copied()
                .unwrap_or(name);
            (name.to_owned(), setting.clone())
        });
    Some(Value::Object(spelled.collect()))
}

/// Only these members of a channel are taken by the CRM.
fn channel_to_write((name, setting): (&String, &Value)) -> (String, Value) {
    let setting = setting.as_object().map(|setting| {
        let known = ["status", "message", "code"].into_iter();
        let kept = known.filter_map(|key| Some((key.to_owned(), setting.get(key)?.clone())));
        kept.filter(|(_, value)| value.is_string()).collect::<Map<_, _>>()
    });
    (name.clone(), Value::Object(setting.unwrap_or_default()))
}

fn message_type(value: &Value) -> Option<Value> {
    let word = value.as_str()?.trim();
    if word.is_empty() {
        return None;
    }
    let word = word.to_uppercase();
    Some(if word.starts_with("TYPE_") {
        word.into()
    } else {
        format!("TYPE_{word}").into()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(form: Form, value: Value) -> Option<Value> {
        form.read(&value).unwrap()
    }

    #[test]
    fn every_date_becomes_one_form() {
        for same in [
            json!("2026-11-23T15:00:00.000Z"),
            json!("2026-11-23T10:00:00-05:00"),
            json!(1_795_446_000_000_i64),
            json!("1795446000000"),
        ] {
            assert_eq!(
                read(Form::Time, same.clone()),
                Some(json!("2026-11-23T15:00:00.000Z")),
                "{same}"
            );
        }
        assert_eq!(read(Form::Time, json!("")), Some(Value::Null));
        for wrong in [json!("soon"), json!({}), json!(true), json!("0000-00-00")] {
            assert_eq!(Form::Time.read(&wrong), Err(()), "{wrong}");
        }
    }

    #[test]
    fn a_birthday_is_a_day_and_not_a_moment() {
        for same in [
            json!("1990-09-25"),
            json!("1990-09-25T00:00:00.000Z"),
            json!("1990-09-25T23:30:00-05:00"),
        ] {
            assert_eq!(read(Form::Day, same), Some(json!("1990-09-25")));
        }
        assert_eq!(Form::Day.read(&json!("1990-02-31")), Err(()));
        assert_eq!(Form::Day.read(&json!({"year": 1990})), Err(()));
    }

    #[test]
    fn custom_fields_of_both_products_become_one_object() {
        let contact =
            json!([{"id": "a", "value": ["x", "y"]}, {"id": "b", "value": 7}, {"value": "lost"}, null]);
        assert_eq!(
            read(Form::Custom, contact),
            Some(json!({"a": ["x", "y"], "b": 7}))
        );
        let opportunity = json!([
            {"id": "a", "fieldValue": "plain"},
            {"id": "b", "type": "string", "fieldValueString": "typed"},
            {"id": "c", "fieldValueString": null, "fieldValueArray": ["1"]},
            {"id": "d", "value": null}
        ]);
        let kept = json!({"a": "plain", "b": "typed", "c": ["1"], "d": null});
        assert_eq!(read(Form::CustomText, opportunity), Some(kept.clone()));
        assert_eq!(
            Form::CustomText.write(&json!({"a": 7, "b": null})),
            json!([{"id": "a", "fieldValue": "7"}, {"id": "b", "fieldValue": ""}])
        );
        assert_eq!(
            Form::Custom.write(&json!({"a": 7})),
            json!([{"id": "a", "fieldValue": 7}])
        );
        assert_eq!(read(Form::Custom, Value::Null), None);
    }

    #[test]
    fn tags_are_a_set_and_channels_are_spelled_one_way() {
        assert_eq!(
            read(Form::Set("name"), json!(["b", "a", "b", null, 3, ""])),
            Some(json!(["3", "a", "b"]))
        );
        assert_eq!(
            read(Form::Set("email"), json!([{"email": "x@y.z"}, "a@b.c"])),
            Some(json!(["a@b.c", "x@y.z"]))
        );
        let read = read(
            Form::Dnd,
            json!({"SMS": {"status": "active", "at": 1}, "WhatsApp": null, "fb": {}}),
        );
        assert_eq!(
            read,
            Some(json!({"sms": {"status": "active", "at": 1}, "fb": {}}))
        );
        assert_eq!(
            Form::Dnd.write(&read.unwrap()),
            json!({"sms": {"status": "active"}, "fb": {}})
        );
    }

    #[test]
    fn retyped_values_are_understood_or_refused() {
        assert_eq!(read(Form::Number, json!("450000.5")), Some(json!(450_000.5)));
        assert_eq!(read(Form::Flag, json!("true")), Some(json!(true)));
        assert_eq!(read(Form::Text, json!(90210)), Some(json!("90210")));
        assert_eq!(read(Form::MessageType, json!("Email")), Some(json!("TYPE_EMAIL")));
        for (form, wrong) in [
            (Form::Number, json!("much")),
            (Form::Flag, json!(2)),
            (Form::Text, json!(["a"])),
            (Form::Set("name"), json!(7)),
            (Form::MessageType, json!([])),
        ] {
            assert_eq!(form.read(&wrong), Err(()), "{form:?} {wrong}");
        }
    }
}
