//! What comes of a person in a file: made, or filled where they are blank.

use serde_json::Value;

use super::super::fact::FieldChange;
use super::super::merge::{join, loosens, same, words};
use super::super::record::{EntityKind, Fields, paths, set_at, value_at};
use super::super::value::{ContactId, parse_phone};
use super::check::check_contact;
use super::{Context, Decision, Rejection, add_note_to, create_contact, edited_record, known};

/// Makes a person, with their note, or fills one who is here. Who is here gets no note: it may be the second time that
/// the file is read.
pub(super) fn import_contact(
    cx: &mut Context<'_>,
    contact: Option<&ContactId>,
    (fill, set): (&Fields, &Fields),
    note: Option<&str>,
) -> Result<Decision, Rejection> {
    let summary = "import".to_owned();
    if let Some(contact) = contact {
        let record = known(cx, EntityKind::Contact, contact.as_str())?;
        let mut changes = Vec::new();
        for change in filled(&record.fields, fill, set) {
            let to = match change.path.as_str() {
                "tags" => change.to,
                path => check_contact(&record, path, &change.to)?,
            };
            changes.push(FieldChange { to, ..change });
        }
        return Ok(Decision {
            summary,
            ..edited_record(record.entity, changes, String::new())
        });
    }
    let mut fields = fill.clone();
    for path in paths(set) {
        set_at(&mut fields, &path, value_at(set, &path).clone());
    }
    let mut decision = create_contact(cx, &fields)?;
    if let Some(note) = note.filter(|note| !note.trim().is_empty()) {
        let new = decision.facts.first().and_then(super::Fact::entity).cloned();
        if let Some(new) = new {
            let note = add_note_to(cx, &new.id, note);
            decision.facts.extend(note.facts);
            decision.intents.extend(note.intents);
        }
    }
    Ok(Decision { summary, ..decision })
}

/// The changes by which `fill` fills what is blank here and `set` goes before what is here. Lists only grow, and
/// do-not-disturb only gets stricter, whatever the file says.
pub fn filled(here: &Fields, fill: &Fields, set: &Fields) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for (wanted, over) in [(fill, false), (set, true)] {
        for path in paths(wanted) {
            let (from, to) = (value_at(here, &path), value_at(wanted, &path));
            if let Some(to) = one(here, &path, to, over)
                && !same(&path, from, &to)
            {
                let from = from.clone();
                changes.push(FieldChange { path, from, to });
            }
        }
    }
    changes
}

fn one(here: &Fields, path: &str, to: &Value, over: bool) -> Option<Value> {
    let from = value_at(here, path);
    match path {
        "tags" | "additionalPhones" | "additionalEmails" => {
            let main = value_at(
                here,
                if path == "additionalPhones" {
                    "phone"
                } else {
                    "email"
                },
            );
            let mut more = words(to);
            more.retain(|word| main != word.as_str());
            let grown = join(&words(from), &more, &[]);
            (grown.len() > words(from).len()).then(|| grown.into())
        }
        _ if path == "dnd" || path.starts_with("dndSettings.") => loosens(path, to, from).then(|| to.clone()),
        // The same number in another form is no news.
        "phone" if from.as_str().and_then(|text| parse_phone(text).ok()).as_deref() == to.as_str() => None,
        _ => (over || same(path, from, &Value::Null)).then(|| to.clone()),
    }
}
