//! Whether a value fits a member, and the form in which the CRM stores it.

use serde_json::Value;

use super::super::contact::EDITABLE;
use super::super::record::Record;
use super::super::value::{Cents, parse_email, parse_phone};
use super::Rejection;

pub(super) fn check_contact(_: &Record, path: &str, value: &Value) -> Result<Value, Rejection> {
    if path.starts_with("customFields.") {
        return Ok(value.clone());
    }
    match path {
        "additionalPhones" => return each(value, path, parse_phone),
        "additionalEmails" => return each(value, path, parse_email),
        _ => {}
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
        "phone" => parse_phone(text).map(Value::from).map_err(Rejection::Invalid),
        "email" => parse_email(text).map(Value::from).map_err(Rejection::Invalid),
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

/// Each of a list of texts, checked; what is there twice is kept once.
fn each(value: &Value, path: &str, check: fn(&str) -> Result<String, String>) -> Result<Value, Rejection> {
    let mut list: Vec<String> = Vec::new();
    for item in value.as_array().into_iter().flatten() {
        let text = item
            .as_str()
            .ok_or_else(|| Rejection::Invalid(format!("{path} must be a list of texts")))?;
        let checked = check(text).map_err(Rejection::Invalid)?;
        if !list.contains(&checked) {
            list.push(checked);
        }
    }
    Ok(list.into())
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
