//! Whether a value fits a member, and the form in which the CRM stores it.

use serde_json::Value;

use super::super::contact::EDITABLE;
use super::super::record::Record;
use super::super::value::Cents;
use super::Rejection;

pub(super) fn check_contact(_: &Record, path: &str, value: &Value) -> Result<Value, Rejection> {
    if path.starts_with("customFields.") {
        return Ok(value.clone());
    }
    if path == "dnd" || path.starts_with("dndSettings.") {
        return Ok(value.clone());
    }
    if !EDITABLE.iter().any(|(name, _)| *name == path) {
        return Err(Rejection::Invalid(format!(
            "\"{path}\" is no field that can be edited here"
        )));
    }
    let Some(text) = value.as_str().map(str::trim) else {
        return if value.is_null() {
            Ok(Value::Null)
        } else {
            Err(Rejection::Invalid(format!("{path} must be a text")))
        };
    };
    if text.is_empty() {
        return Ok(Value::Null);
    }
    match path {
        "phone" => phone(text).map(Value::from),
        "email" => email(text).map(Value::from),
        "dateOfBirth" => text
            .parse::<jiff::civil::Date>()
            .map(|date| date.to_string().into())
            .map_err(|_| Rejection::Invalid(format!("\"{text}\" is not a date; write it like 1980-02-29"))),
        "firstName" | "lastName" if text.chars().count() > 100 => Err(Rejection::Invalid(
            "a name part has at most 100 characters".into(),
        )),
        _ => Ok(text.into()),
    }
}

/// A number as E.164. Ten digits, or eleven that begin with 1, are taken as North American (the account's country);
/// anything else needs its `+`. Fewer than 8 or more than 15 digits are no number that can be reached.
fn phone(text: &str) -> Result<String, Rejection> {
    let refuse = |why: &str| Err(Rejection::Invalid(format!("\"{text}\" {why}")));
    if text
        .chars()
        .any(|c| !(c.is_ascii_digit() || " -().+".contains(c)))
    {
        return refuse("is not a phone number; write one number like (909) 555-0142 or +44 20 7946 0018");
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match (text.starts_with('+'), digits.len()) {
        (true, 8..=15) => Ok(format!("+{digits}")),
        (false, 10) if !digits.starts_with(['0', '1']) => Ok(format!("+1{digits}")),
        (false, 11) if digits.starts_with('1') => Ok(format!("+{digits}")),
        _ => refuse("has the wrong number of digits for a phone number"),
    }
}

fn email(text: &str) -> Result<String, Rejection> {
    let good = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty()
            && host.contains('.')
            && !host.contains('@')
            && !host.starts_with('.')
            && !host.ends_with('.')
    }) && !text.chars().any(|c| c.is_whitespace() || ",;<>".contains(c));
    if good {
        Ok(text.to_lowercase())
    } else {
        Err(Rejection::Invalid(format!(
            "\"{text}\" is not one e-mail address"
        )))
    }
}

pub(super) fn check_task(_: &Record, path: &str, value: &Value) -> Result<Value, Rejection> {
    match (path, value) {
        ("completed", Value::Bool(_))
        | ("title" | "body" | "dueDate", Value::String(_))
        | ("assignedTo", Value::String(_) | Value::Null) => Ok(value.clone()),
        _ => Err(Rejection::Invalid(format!(
            "\"{path}\" of a task cannot be set to {value}"
        ))),
    }
}

pub(super) fn check_opportunity(_: &Record, path: &str, value: &Value) -> Result<Value, Rejection> {
    match path {
        "monetaryValue" => match value {
            Value::Number(_) | Value::Null => Ok(value.clone()),
            Value::String(text) => Cents::parse(text)
                .map(Cents::to_units)
                .map_err(|error| Rejection::Invalid(error.to_string())),
            _ => Err(Rejection::Invalid("the value must be an amount".into())),
        },
        "name" if value.as_str().is_none_or(|name| name.trim().is_empty()) => {
            Err(Rejection::Invalid("a deal needs a name".into()))
        }
        "name" | "source" | "assignedTo" | "forecastExpectedCloseDate" => Ok(value.clone()),
        _ if path.starts_with("customFields.") => Ok(value.clone()),
        _ => Err(Rejection::Invalid(format!(
            "\"{path}\" of a deal cannot be edited here"
        ))),
    }
}
