//! Finding what a person named: a field, a colleague, a stage.

use serde_json::Value;

use crate::cli::frame::CliError;
use crate::config::nearest;
use crate::domain::contact::EDITABLE;
use crate::domain::custom_field::CustomField;
use crate::domain::pipeline::Stage;
use crate::domain::value::{LostReasonId, UserId};
use crate::engine::view::{DealCard, Directory};

/// Members of a deal that can be edited, with the words people use for them.
const DEAL_MEMBERS: &[(&str, &str)] = &[
    ("name", "name"),
    ("monetaryValue", "value"),
    ("source", "source"),
    ("assignedTo", "owner"),
    ("forecastExpectedCloseDate", "close date"),
];

/// What is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Subject {
    /// A person.
    Contact,
    /// A deal.
    Opportunity,
}

/// Reads `field=value`: the member's name in the CRM and the value in the form the CRM takes.
pub(in crate::cli) fn change(
    subject: Subject,
    typed: &str,
    directory: &Directory,
) -> Result<(String, Value), CliError> {
    let (field, value) = typed.split_once('=').ok_or_else(|| {
        CliError::wrong_use(format!("\"{typed}\" is no change, nothing was changed"))
            .hint("write field=value, such as city=Etiwanda; field= clears it")
    })?;
    if let Some(name) = field.trim().strip_prefix("custom.") {
        let custom = custom_field(subject, name, directory)?;
        let value = custom
            .parse(value)
            .map_err(|why| CliError::wrong_use(format!("{why}; nothing was changed")))?;
        return Ok((format!("customFields.{}", custom.id), value));
    }
    let members = match subject {
        Subject::Contact => EDITABLE,
        Subject::Opportunity => DEAL_MEMBERS,
    };
    let wanted = simple(field);
    let member = members
        .iter()
        .find(|(name, word)| simple(name) == wanted || simple(word) == wanted);
    let Some((member, _)) = member else {
        let error = CliError::wrong_use(format!(
            "\"{}\" is no field that can be set, nothing was changed",
            field.trim()
        ));
        let words: Vec<String> = members.iter().map(|(_, word)| word.replace(' ', "_")).collect();
        return Err(match nearest(&wanted, words.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!("fields: {}, custom.NAME", words.join(", "))),
        });
    };
    let value = value.trim();
    if *member == "assignedTo" {
        return Ok((
            (*member).to_owned(),
            user(value, directory, None)?.map_or(Value::Null, |id| id.as_str().into()),
        ));
    }
    Ok((
        (*member).to_owned(),
        if value.is_empty() {
            Value::Null
        } else {
            value.into()
        },
    ))
}

fn custom_field<'a>(
    subject: Subject,
    name: &str,
    directory: &'a Directory,
) -> Result<&'a CustomField, CliError> {
    let model = match subject {
        Subject::Contact => "contact",
        Subject::Opportunity => "opportunity",
    };
    let fields = || {
        directory
            .custom_fields
            .iter()
            .filter(move |field| field.model == model)
    };
    let wanted = simple(name);
    let is = |field: &&CustomField| {
        let key = field.key.rsplit('.').next().unwrap_or_default();
        field.id.as_str() == name.trim() || simple(field.name.raw()) == wanted || simple(key) == wanted
    };
    fields().find(is).ok_or_else(|| {
        let error = CliError::wrong_use(format!(
            "the account has no field \"{}\", nothing was changed",
            name.trim()
        ));
        let names: Vec<String> = fields().map(|field| field.name.shown().to_string()).collect();
        match nearest(name.trim(), names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean custom.{near}?")),
            None => error.hint("leadline sync brings fields that were added in the CRM"),
        }
    })
}

/// A colleague by id, e-mail address or name; `me`; nobody for an empty word and `none`.
pub(in crate::cli) fn user(
    word: &str,
    directory: &Directory,
    me: Option<&UserId>,
) -> Result<Option<UserId>, CliError> {
    let plain = word.trim().trim_start_matches('@').to_lowercase();
    match plain.as_str() {
        "" | "none" => return Ok(None),
        "me" => {
            return me.cloned().map(Some).ok_or_else(|| {
                CliError::wrong_use("it is not known who you are, nothing was changed")
                    .hint("leadline config --set user YOU@EXAMPLE.COM")
            });
        }
        _ => {}
    }
    let exactly = |text: &str| text.trim().to_lowercase() == plain;
    let found = directory.users.iter().find(|user| {
        user.id.as_str() == word.trim() || exactly(user.email.raw()) || exactly(user.name.raw())
    });
    let mut first_names = directory
        .users
        .iter()
        .filter(|user| user.name.raw().split_whitespace().next().is_some_and(&exactly));
    let only = first_names.next().filter(|_| first_names.next().is_none());
    found.or(only).map(|user| Some(user.id.clone())).ok_or_else(|| {
        let names: Vec<String> = directory
            .users
            .iter()
            .map(|user| user.name.shown().to_string())
            .collect();
        let error = CliError::nothing_found(format!(
            "there is no colleague \"{}\", nothing was changed",
            word.trim()
        ));
        match nearest(word.trim(), names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!("colleagues: {}", names.join(", "))),
        }
    })
}

/// A stage of the deal's own pipeline, by id or name.
pub(in crate::cli) fn stage<'a>(
    word: &str,
    deal: &DealCard,
    directory: &'a Directory,
) -> Result<&'a Stage, CliError> {
    let pipeline = directory
        .pipelines
        .iter()
        .find(|pipeline| pipeline.stages.iter().any(|s| s.id == deal.stage));
    let stages = pipeline
        .map(|pipeline| pipeline.stages.as_slice())
        .unwrap_or_default();
    let wanted = simple(word);
    let found = stages
        .iter()
        .find(|stage| stage.id.as_str() == word.trim() || simple(stage.name.raw()) == wanted);
    found.ok_or_else(|| {
        let names: Vec<String> = stages
            .iter()
            .map(|stage| stage.name.shown().to_string())
            .collect();
        let error = CliError::nothing_found(format!(
            "the deal's pipeline has no stage \"{}\", nothing was changed",
            word.trim()
        ));
        match nearest(word.trim(), names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean \"{near}\"?")),
            None => error.hint(format!("stages: {}", names.join(", "))),
        }
    })
}

/// A reason the account offers for lost deals, by id or name.
pub(in crate::cli) fn lost_reason(word: &str, directory: &Directory) -> Result<LostReasonId, CliError> {
    let reasons = directory.lost_reasons.as_slice();
    let wanted = simple(word);
    let found = reasons
        .iter()
        .find(|reason| reason.id.as_str() == word.trim() || simple(reason.name.raw()) == wanted);
    found.map(|reason| reason.id.clone()).ok_or_else(|| {
        let names: Vec<String> = reasons
            .iter()
            .map(|reason| reason.name.shown().to_string())
            .collect();
        let error = CliError::nothing_found(format!(
            "the account has no lost reason \"{}\", nothing was changed",
            word.trim()
        ));
        match nearest(word.trim(), names.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean \"{near}\"?")),
            None if names.is_empty() => {
                error.hint("leadline sync brings the reasons; they are made in the CRM")
            }
            None => error.hint(format!("lost reasons: {}", names.join(", "))),
        }
    })
}

/// A name with only its letters and digits, in small letters: `firstName`, `first_name` and `first name` are one.
fn simple(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
