//! Fields the account added itself: their definitions, and how a value is shown and typed.

use serde_json::Value;

use super::record::{Fields, Members};
use super::value::{Cents, CustomFieldId, Foreign, Shown, count};

/// How a custom field's value is written. An unknown kind is kept and shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CustomKind {
    /// One line or more of text, a phone, a radio or single choice, a date as text, an unknown kind.
    Text,
    /// A number.
    Number,
    /// An amount of money; the CRM spells it MONETORY.
    Money,
    /// A date.
    Date,
    /// One of the choices.
    Choice,
    /// Several of the choices.
    Choices,
    /// Files; shown as a count, not edited here.
    Files,
}

/// The definition of a custom field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// Which one; a rename keeps it.
    pub id: CustomFieldId,
    /// Its name.
    pub name: Foreign,
    /// The CRM's key, such as `contact.budget`.
    pub key: String,
    /// How its value is written.
    pub kind: CustomKind,
    /// What may be chosen.
    pub options: Vec<Foreign>,
    /// `contact` or `opportunity`.
    pub model: String,
}

impl CustomField {
    /// Reads a definition from its members. Never fails.
    pub fn from_fields(id: CustomFieldId, fields: &Fields) -> Self {
        let kind = match fields.word("dataType").unwrap_or_default() {
            "NUMERICAL" => CustomKind::Number,
            "MONETORY" | "MONETARY" => CustomKind::Money,
            "DATE" => CustomKind::Date,
            "SINGLE_OPTIONS" | "RADIO" => CustomKind::Choice,
            "MULTIPLE_OPTIONS" | "CHECKBOX" | "TEXTBOX_LIST" => CustomKind::Choices,
            "FILE_UPLOAD" => CustomKind::Files,
            _ => CustomKind::Text,
        };
        Self {
            id,
            name: fields.text("name"),
            key: fields.word("fieldKey").unwrap_or_default().to_owned(),
            kind,
            options: fields.texts("picklistOptions"),
            model: fields.word("model").unwrap_or("contact").to_owned(),
        }
    }

    /// A value as one safe line.
    pub fn show(&self, value: &Value) -> Shown {
        match (self.kind, value) {
            (CustomKind::Files, Value::Object(files)) => number_of_files(files.len()),
            (CustomKind::Files, Value::Array(files)) => number_of_files(files.len()),
            (CustomKind::Money, Value::Number(units)) => {
                Foreign::from(Cents::from_units(units).map_or_else(|| units.to_string(), |c| c.to_string()))
                    .shown()
            }
            _ => show_value(value),
        }
    }

    /// Reads what a person typed into the form the CRM takes, or says in a sentence why it cannot.
    /// An empty text clears the field.
    pub fn parse(&self, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(Value::Null);
        }
        let one_of = |text: &str| {
            self.options
                .iter()
                .find(|option| option.raw().eq_ignore_ascii_case(text.trim()))
                .map(|option| option.raw().to_owned())
                .ok_or_else(|| {
                    let options: Vec<_> = self
                        .options
                        .iter()
                        .map(|option| option.shown().to_string())
                        .collect();
                    format!(
                        "\"{}\" is no choice of this field; it knows {}",
                        text.trim(),
                        options.join(", ")
                    )
                })
        };
        match self.kind {
            CustomKind::Text => Ok(typed.into()),
            CustomKind::Number => typed
                .replace(',', "")
                .parse::<serde_json::Number>()
                .map(Value::Number)
                .map_err(|_| format!("\"{typed}\" is not a number")),
            CustomKind::Money => Cents::parse(typed)
                .map(Cents::to_units)
                .map_err(|error| error.to_string()),
            CustomKind::Date => typed
                .parse::<jiff::civil::Date>()
                .map(|date| date.to_string().into())
                .map_err(|_| format!("\"{typed}\" is not a date; write it like 2026-11-25")),
            CustomKind::Choice if self.options.is_empty() => Ok(typed.into()),
            CustomKind::Choice => one_of(typed).map(Value::from),
            CustomKind::Choices => typed
                .split(',')
                .filter(|part| !part.trim().is_empty())
                .map(|part| {
                    if self.options.is_empty() {
                        Ok(part.trim().to_owned())
                    } else {
                        one_of(part)
                    }
                })
                .collect::<Result<Vec<_>, _>>()
                .map(Value::from),
            CustomKind::Files => Err("files are changed in the CRM's own screen".to_owned()),
        }
    }
}

/// Any JSON value as one safe line.
pub fn show_value(value: &Value) -> Shown {
    match value {
        Value::Null => Shown::default(),
        Value::String(text) => Foreign::from(text.as_str()).shown(),
        Value::Array(items) => {
            let parts: Vec<_> = items.iter().map(|item| show_value(item).to_string()).collect();
            Foreign::from(parts.join(", ")).shown()
        }
        Value::Object(members) => {
            let parts: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{name} {}", show_value(value)))
                .collect();
            Foreign::from(parts.join(", ")).shown()
        }
        other => Foreign::from(other.to_string()).shown(),
    }
}

fn number_of_files(files: usize) -> Shown {
    Foreign::from(count(files as u64, "file", "files")).shown()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(kind: &str, options: &[&str]) -> CustomField {
        let members = json!({"name": "f", "dataType": kind, "picklistOptions": options});
        CustomField::from_fields(CustomFieldId::from("f"), members.as_object().unwrap())
    }

    #[test]
    fn a_field_of_boxes_is_shown_in_words() {
        let boxes = json!({"beds": "4", "baths": 2.5});
        assert_eq!(
            field("TEXTBOX_LIST", &[]).show(&boxes).as_str(),
            "beds 4, baths 2.5"
        );
    }

    #[test]
    fn typed_values_take_the_form_the_crm_wants() {
        assert_eq!(field("MONETORY", &[]).parse("450k"), Ok(json!(450_000)));
        assert_eq!(field("NUMERICAL", &[]).parse("3.5"), Ok(json!(3.5)));
        assert_eq!(field("DATE", &[]).parse("2026-11-25"), Ok(json!("2026-11-25")));
        assert_eq!(
            field("CHECKBOX", &["Pool", "Yard"]).parse("yard, pool"),
            Ok(json!(["Yard", "Pool"]))
        );
        assert_eq!(field("TEXT", &[]).parse("  "), Ok(Value::Null));
        assert!(field("NUMERICAL", &[]).parse("many").is_err());
        assert!(
            field("RADIO", &["Yes", "No"])
                .parse("maybe")
                .unwrap_err()
                .contains("Yes, No")
        );
        assert!(field("DATE", &[]).parse("29 Feb").is_err());
    }
}
