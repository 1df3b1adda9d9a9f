//! Fields of a person as they are typed: `city=Fontana`, `city` to be asked for the value, `?` to hear which there are.

use serde_json::Value;

use super::desk::Desk;
use super::meant;
use crate::cli::frame::{App, CliError};
use crate::cli::words::find::{self, Subject};
use crate::domain::contact::EDITABLE;
use crate::domain::custom_field::{CustomField, show_value};
use crate::engine::query::PersonById;
use crate::engine::view::Directory;

/// The member of a person that is to change, and its new value. Nothing when it was not said.
pub(super) fn change(
    desk: &mut Desk<'_>,
    app: &mut App,
    typed: &str,
    directory: &Directory,
) -> Result<Option<(String, Value)>, CliError> {
    let (field, value) = match typed.split_once('=') {
        Some((field, value)) => (field, Some(value.to_owned())),
        None => (typed, None),
    };
    let Some(field) = named(desk, app, field, directory)? else {
        return Ok(None);
    };
    let read = |value: &str| find::change(Subject::Contact, &format!("{field}={value}"), directory);
    let names = values(&field, directory);
    let value = match value {
        Some(value) => value,
        None if names.is_empty() => {
            let now = present(desk, &read("").map(|(member, _)| member).unwrap_or_default())?;
            match desk.ask(app, &format!("{field}, now {now}"))? {
                Some(value) if !value.trim().is_empty() => value,
                _ => return Ok(None),
            }
        }
        None => "?".to_owned(),
    };
    let wrong = match read(&value) {
        Ok(change) if !value.ends_with('?') || names.is_empty() => return Ok(Some(change)),
        Ok(_) => CliError::nothing_found("no value begins like that, nothing was changed"),
        Err(wrong) => wrong,
    };
    let chosen = meant::instead(desk, app, wrong, &value, &names)?;
    let chosen = chosen.and_then(|at| names.get(at));
    chosen.map(|name| read(name)).transpose()
}

/// The field that is meant, as `set` takes it.
fn named(
    desk: &mut Desk<'_>,
    app: &mut App,
    typed: &str,
    directory: &Directory,
) -> Result<Option<String>, CliError> {
    let Err(wrong) = find::change(Subject::Contact, &format!("{typed}="), directory) else {
        return Ok(Some(typed.to_owned()));
    };
    let mut names: Vec<String> = EDITABLE.iter().map(|(_, word)| word.replace(' ', "_")).collect();
    names.extend(added(directory).map(|field| format!("custom.{}", field.name.shown())));
    let chosen = meant::instead(desk, app, wrong, typed, &names)?;
    Ok(chosen.and_then(|at| names.get(at)).cloned())
}

/// Fields that the account added to people.
fn added(directory: &Directory) -> impl Iterator<Item = &CustomField> {
    directory
        .custom_fields
        .iter()
        .filter(|field| field.model == "contact")
}

/// What a field can be, where that is one of some names.
fn values(field: &str, directory: &Directory) -> Vec<String> {
    let member = find::change(Subject::Contact, &format!("{field}="), directory).map(|(member, _)| member);
    match member.as_deref() {
        Ok("assignedTo") => directory
            .users
            .iter()
            .map(|user| user.name.shown().to_string())
            .collect(),
        Ok(member) => added(directory)
            .filter(|field| member == format!("customFields.{}", field.id))
            .flat_map(|field| &field.options)
            .map(|option| option.shown().to_string())
            .collect(),
        Err(_) => Vec::new(),
    }
}

/// What a field is now, for whoever is open; of several who are marked that is not one value.
fn present(desk: &Desk<'_>, member: &str) -> Result<String, CliError> {
    let Some(open) = desk.open.as_ref().filter(|_| desk.marked.is_empty()) else {
        return Ok("not the same for all".to_owned());
    };
    let person = desk.running.query(PersonById(open.id.clone()))?;
    let value = person.and_then(|person| person.fields.get(member).cloned());
    Ok(show_value(&value.unwrap_or_default()).or("nothing").to_string())
}
