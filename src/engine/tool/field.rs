//! What a model calls a field, a colleague or a moment, as what the copy knows by it.

use jiff::Timestamp;
use serde_json::Value;

use super::Refusal;
use super::plan::lawful_field;
use crate::domain::command::Command;
use crate::domain::contact::{Contact, EDITABLE};
use crate::domain::custom_field::show_value;
use crate::domain::decide::word_for;
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::plan::Deed;
use crate::domain::value::UserId;
use crate::domain::when;
use crate::engine::query::Sources;
use crate::store::Directory;

use super::plan::Wish;

/// Ids of colleagues or calendars that are named where one of them is asked for.
pub(super) const NAMED: usize = 40;
/// Members that Claude may not write: what is forbidden to leave is none of its business, and an owner has a tool.
const NOT_HERE: &[&str] = &["dateOfBirth", "assignedTo"];

/// The path of a field and the value in the form in which it is kept, checked as the screen checks it.
pub(super) fn change(field: &str, typed: &str, directory: &Directory) -> Result<(String, Value), Refusal> {
    let wanted = simple(field.trim().trim_start_matches("custom."));
    let own = EDITABLE
        .iter()
        .filter(|(name, _)| !NOT_HERE.contains(name))
        .find(|(name, word)| simple(name) == wanted || simple(word) == wanted);
    if let Some((name, _)) = own {
        let value = typed.trim();
        let value = if value.is_empty() {
            Value::Null
        } else {
            value.into()
        };
        return Ok(((*name).to_owned(), value));
    }
    let added = directory
        .custom_fields
        .iter()
        .filter(|added| added.model == "contact")
        .find(|added| {
            let key = added.key.rsplit('.').next().unwrap_or_default();
            added.id.as_str() == field.trim() || simple(added.name.raw()) == wanted || simple(key) == wanted
        });
    let Some(added) = added else {
        let words = EDITABLE.iter().filter(|(name, _)| !NOT_HERE.contains(name));
        let words: Vec<&str> = words.map(|(_, word)| *word).collect();
        return Err(Refusal(format!(
            "There is no field \"{}\" that can be edited; nothing was proposed. Fields: {}, and those the account added.",
            field.trim(),
            words.join(", ")
        )));
    };
    lawful_field(added.name.raw())?;
    let value = added
        .parse(typed)
        .map_err(|why| Refusal(format!("{why}; nothing was proposed.")))?;
    Ok((format!("customFields.{}", added.id), value))
}

/// The wish to change members of somebody; `None` with the sentence when a value does not fit.
pub(super) fn fields(
    contact: &Contact,
    changes: Vec<(String, Value)>,
    sources: &Sources<'_>,
    directory: &Directory,
) -> Result<Wish, String> {
    let deed = Deed::Fields {
        contact: contact.id.clone(),
        changes,
    };
    let today = &sources.today;
    let decision = sources
        .reader
        .preview(&Command::from(&deed), today.now, today.me.as_ref())
        .map_err(|rejection| rejection.to_string())?;
    let changed: Vec<&FieldChange> = decision
        .facts
        .iter()
        .filter_map(|fact| match fact {
            Fact::Edited { changes, .. } => Some(changes),
            _ => None,
        })
        .flatten()
        .collect();
    let shown = |value: fn(&FieldChange) -> &Value| {
        let parts = changed.iter().map(|change| {
            format!(
                "{}: {}",
                word(&change.path, directory),
                named(change, value(change), directory)
            )
        });
        parts.collect::<Vec<_>>().join(", ")
    };
    Ok(Wish {
        before: shown(|change| &change.from),
        after: shown(|change| &change.to),
        deed,
        remarks: Vec::new(),
    })
}

fn word(path: &str, directory: &Directory) -> String {
    let added = path
        .strip_prefix("customFields.")
        .and_then(|id| directory.custom_field(&id.into()));
    added.map_or_else(|| word_for(path), |added| added.name.shown().to_string())
}

fn named(change: &FieldChange, value: &Value, directory: &Directory) -> String {
    if value.is_null() {
        return "none".to_owned();
    }
    if change.path == "assignedTo"
        && let Some(name) = value.as_str().and_then(|id| directory.user_name(&id.into()))
    {
        return name.to_string();
    }
    let added = change
        .path
        .strip_prefix("customFields.")
        .and_then(|id| directory.custom_field(&id.into()));
    added
        .map_or_else(|| show_value(value), |added| added.show(value))
        .to_string()
}

/// A colleague by id, name or e-mail address; `me`; nobody for `none`.
pub(super) fn colleague(
    word: &str,
    directory: &Directory,
    me: Option<&UserId>,
) -> Result<Option<UserId>, Refusal> {
    let plain = word.trim().to_lowercase();
    match plain.as_str() {
        "none" => return Ok(None),
        "me" => {
            let unknown = || Refusal::new("It is not known who the agent is; nothing was proposed.");
            return me.cloned().map(Some).ok_or_else(unknown);
        }
        _ => {}
    }
    let is = |text: &str| text.trim().to_lowercase() == plain;
    let mut found = directory
        .users
        .iter()
        .filter(|user| user.id.as_str() == word.trim() || is(user.name.raw()) || is(user.email.raw()));
    let first = found.next().filter(|_| found.next().is_none());
    first.map(|user| Some(user.id.clone())).ok_or_else(|| {
        let all = directory.users.iter().take(NAMED).map(|user| user.id.as_str());
        let all: Vec<&str> = all.collect();
        Refusal(format!(
            "There is no one colleague \"{}\"; nothing was proposed. Ids: {}.",
            word.trim(),
            all.join(", ")
        ))
    })
}

/// A moment that is still to come, in plain words.
pub(super) fn moment(words: &str, sources: &Sources<'_>) -> Result<Timestamp, Refusal> {
    let today = &sources.today;
    let at = when::parse(words, today.now, &today.zone).ok_or_else(|| {
        Refusal(format!(
            "\"{words}\" is no moment; nothing was proposed. Write {}.",
            when::EXAMPLES
        ))
    })?;
    if at <= today.now {
        return Err(Refusal(format!("\"{words}\" has passed; nothing was proposed.")));
    }
    Ok(at)
}

/// A moment as the agent reads it.
pub(super) fn told(at: Timestamp, sources: &Sources<'_>) -> String {
    at.to_zoned(sources.today.zone.clone())
        .strftime("%a %b %-d %Y %H:%M")
        .to_string()
}

/// A name with only its letters and digits, in small letters.
pub(super) fn simple(name: &str) -> String {
    let letters = name.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
