//! From what is wanted to what happens: command and state in, facts or a refusal out. No I/O.
//!
//! The store loads records as they are asked for, applies the facts, and writes the intents to the outbox, all in
//! one transaction. Commands of chat and sync do not pass here: they record what already happened elsewhere.
//! To add a command: its variant beside its record, its arm here, and what it must refuse in `check`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::command::{Change, Command};
use super::contact::EDITABLE;
use super::fact::{Fact, FieldChange};
use super::merge::{join, same, words};
use super::outbox::Intent;
use super::qualification::{Answer, Question};
use super::record::{EntityKind, EntityRef, Fields, Members, Record, value_at};
use super::score::Opinion;
use super::today::Ruling;
use super::value::{ContactId, ConversationId, UserId, crm_time};
use check::{check_contact, check_opportunity, check_task};

mod answer;
mod call;
mod check;
mod deal;
mod disagree;
mod enrol;
mod gone;
mod import;
mod judge;
mod message;
mod opt_out;
mod reverse;

pub use call::{is_call, stays};
pub use gone::{Kept, make_one, rebuild};
pub use import::filled;
pub use opt_out::{OPTED_OUT, lifted, opted_out};
pub use reverse::reverse;

/// What a decision may look at.
pub trait Records {
    /// The record as it stands, if it is known here.
    fn record(&self, entity: &EntityRef) -> Option<Record>;

    /// What somebody here has said about it, if anything.
    fn ruling(&self, entity: &EntityRef) -> Option<Ruling> {
        let _ = entity;
        None
    }

    /// What they have answered to a question, if anything.
    fn answer(&self, entity: &EntityRef, question: Question) -> Option<Answer> {
        let _ = (entity, question);
        None
    }

    /// What somebody here says instead of their score, if anything.
    fn opinion(&self, entity: &EntityRef) -> Option<Opinion> {
        let _ = entity;
        None
    }
}

/// What a decision is made with.
pub struct Context<'a> {
    /// The present.
    pub now: Timestamp,
    /// Makes ids for records made here.
    pub fresh: &'a mut dyn FnMut() -> String,
    /// The colleague at the keyboard, when known.
    pub me: Option<UserId>,
    /// The state.
    pub records: &'a dyn Records,
}

/// What happens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// The facts, in order.
    pub facts: Vec<Fact>,
    /// What is to be pushed.
    pub intents: Vec<Intent>,
    /// One line for the log and the undo list, without the name of the record.
    pub summary: String,
    /// Whether the undo list gets a line.
    pub undoable: bool,
}

/// Why nothing happens. Each says what was wrong; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// The record is not here.
    #[error("there is no {kind} {id} in the local copy; nothing was changed; sync, or check the id")]
    Unknown {
        /// Its kind.
        kind: &'static str,
        /// The id asked for.
        id: String,
    },
    /// The record is gone in the CRM.
    #[error("this {0} was deleted in the CRM; your edits to it are kept, new ones are not taken")]
    Gone(&'static str),
    /// A value does not fit.
    #[error("{0}; nothing was changed")]
    Invalid(String),
    /// A message that cannot be sent at all.
    #[error("{0}; nothing was sent, the text is kept as a draft")]
    NotSendable(String),
    /// The gate refuses a message. The sentence is the rule's own.
    #[error("{reason}")]
    Gate {
        /// Which rule.
        rule: &'static str,
        /// What happened, what is safe, what to do.
        reason: String,
    },
}

/// Decides a command of a person. Commands of chat and sync, resolving and undoing are the store's own and decide
/// nothing here.
pub fn decide(command: &Command, cx: &mut Context<'_>) -> Result<Decision, Rejection> {
    match command {
        Command::EditContact { contact, changes } => {
            edit(cx, EntityKind::Contact, contact.as_str(), changes, check_contact)
        }
        Command::EditTags { contact, add, remove } => edit_tags(cx, contact, add, remove),
        Command::CreateContact { fields } => create_contact(cx, fields),
        Command::ImportContact {
            contact,
            fill,
            set,
            note,
        } => import::import_contact(cx, contact.as_ref(), (fill, set), note.as_deref()),
        Command::LogExport { what } => Ok(exported(what)),
        Command::DeleteContact { contact } => gone::delete_contact(cx, contact),
        Command::AddNote { contact, body } => add_note(cx, contact, body),
        Command::AddTask {
            contact,
            title,
            body,
            due,
            assigned_to,
        } => add_task(cx, contact, title, body, *due, assigned_to.as_ref()),
        Command::EditTask { task, changes } => edit(cx, EntityKind::Task, task.as_str(), changes, check_task),
        Command::EditOpportunity { opportunity, changes } => {
            let kind = EntityKind::Opportunity;
            edit(cx, kind, opportunity.as_str(), changes, check_opportunity)
        }
        Command::MoveOpportunity { opportunity, stage } => deal::move_opportunity(cx, opportunity, stage),
        Command::CloseOpportunity {
            opportunity,
            status,
            reason,
        } => deal::close_opportunity(cx, opportunity, *status, reason.as_ref()),
        Command::BookAppointment {
            contact,
            calendar,
            slot,
            title,
        } => {
            known(cx, EntityKind::Contact, contact.as_str())?;
            known(cx, EntityKind::Calendar, calendar.as_str())?;
            let fields = members(json!({
                "contactId": contact, "calendarId": calendar, "startTime": slot, "title": title,
                "appointmentStatus": "confirmed", "assignedUserId": cx.me,
            }));
            Ok(create(
                cx,
                EntityKind::Appointment,
                fields,
                format!("appointment {slot}"),
            ))
        }
        Command::MarkRead { conversation } => mark_read(cx, conversation),
        Command::LogCall { contact, call, and } => call::log_call(cx, contact, call, and),
        Command::Enrol { .. } => enrol::enrol(cx, command),
        Command::Send {
            draft,
            key,
            not_before,
        } => message::send(cx, draft, key.as_deref(), *not_before),
        Command::Judge { entity, verdict } => judge::judge(cx, entity, *verdict),
        Command::Answer(command) => answer::decide(cx, command),
        Command::Disagree(command) => disagree::disagree(cx, command),
        Command::CancelSend { .. }
        | Command::KeepDraft { .. }
        | Command::Resolve { .. }
        | Command::Undo { .. }
        | Command::UndoSome { .. }
        | Command::Redo
        | Command::Retry { .. }
        | Command::SwitchAutomatic { .. }
        | Command::Pond(_)
        | Command::BuildCalls { .. }
        | Command::LiftOptOut { .. }
        | Command::Each { .. }
        | Command::Rebuild { .. }
        | Command::MakeOne { .. }
        | Command::TellApart { .. }
        | Command::Follow { .. }
        | Command::Forget { .. }
        | Command::AcceptAccount
        | Command::List(_)
        | Command::SeeTour
        | Command::AcceptLog
        | Command::Trim(_)
        | Command::Chat(_)
        | Command::Memory(_)
        | Command::Style(_)
        | Command::Proposal(_)
        | Command::Prepare(_)
        | Command::Spend(_)
        | Command::Settle { .. }
        | Command::Automation(_)
        | Command::Scores(_)
        | Command::Learned(_)
        | Command::Sync(_) => Ok(Decision::default()),
    }
}

fn mark_read(cx: &mut Context<'_>, conversation: &ConversationId) -> Result<Decision, Rejection> {
    let changes = [("unreadCount".to_owned(), json!(0))];
    let id = conversation.as_str();
    let mut decision = edit(
        cx,
        EntityKind::Conversation,
        id,
        &changes,
        |_, _, v| Ok(v.clone()),
    )?;
    decision.undoable = false;
    Ok(decision)
}

fn exported(what: &str) -> Decision {
    Decision {
        summary: format!("export of {what}"),
        ..Decision::default()
    }
}

fn known(cx: &Context<'_>, kind: EntityKind, id: &str) -> Result<Record, Rejection> {
    let record = cx
        .records
        .record(&EntityRef::new(kind, id))
        .ok_or_else(|| Rejection::Unknown {
            kind: kind.word(),
            id: id.to_owned(),
        })?;
    if record.tombstone {
        Err(Rejection::Gone(kind.word()))
    } else {
        Ok(record)
    }
}

type Check = fn(&Record, &str, &Value) -> Result<Value, Rejection>;

fn edit(
    cx: &Context<'_>,
    kind: EntityKind,
    id: &str,
    changes: &[Change],
    check: Check,
) -> Result<Decision, Rejection> {
    let record = known(cx, kind, id)?;
    let mut edited = Vec::new();
    for (path, value) in changes {
        let to = check(&record, path, value)?;
        let from = value_at(&record.fields, path).clone();
        if !same(path, &from, &to) {
            edited.push(FieldChange {
                path: path.clone(),
                from,
                to,
            });
        }
    }
    let names: Vec<_> = edited.iter().map(|change| word_for(&change.path)).collect();
    Ok(edited_record(record.entity, edited, names.join(", ")))
}

fn edited_record(entity: EntityRef, changes: Vec<FieldChange>, summary: String) -> Decision {
    if changes.is_empty() {
        return Decision {
            summary: "nothing to change".to_owned(),
            ..Decision::default()
        };
    }
    Decision {
        intents: vec![Intent::Update {
            entity: entity.clone(),
        }],
        facts: vec![Fact::Edited { entity, changes }],
        summary,
        undoable: true,
    }
}

fn edit_tags(
    cx: &Context<'_>,
    contact: &ContactId,
    add: &[String],
    remove: &[String],
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Contact, contact.as_str())?;
    let cleaned = |list: &[String]| words(&Value::from(list.to_vec()));
    let (add, remove) = (cleaned(add), cleaned(remove));
    let from = value_at(&record.fields, "tags").clone();
    let to = join(&words(&from), &add, &remove);
    if to == words(&from) {
        return Ok(edited_record(record.entity, Vec::new(), String::new()));
    }
    let signs = add
        .iter()
        .map(|tag| format!("+{tag}"))
        .chain(remove.iter().map(|tag| format!("−{tag}")));
    let summary = format!("tags {}", signs.collect::<Vec<_>>().join(" "));
    Ok(edited_record(
        record.entity,
        vec![FieldChange {
            path: "tags".into(),
            from,
            to: to.into(),
        }],
        summary,
    ))
}

fn create(cx: &mut Context<'_>, kind: EntityKind, fields: Fields, summary: String) -> Decision {
    let entity = EntityRef::new(kind, (cx.fresh)());
    Decision {
        facts: vec![Fact::Created {
            entity: entity.clone(),
            fields,
        }],
        intents: vec![Intent::Create { entity }],
        summary,
        undoable: true,
    }
}

fn create_contact(cx: &mut Context<'_>, fields: &Fields) -> Result<Decision, Rejection> {
    let blank = Record {
        entity: EntityRef::new(EntityKind::Contact, ""),
        remote_id: None,
        fields: Fields::new(),
        base: Fields::new(),
        tombstone: false,
    };
    let mut checked = Fields::new();
    for path in super::record::paths(fields) {
        let value = if path == "tags" {
            fields["tags"].clone()
        } else {
            check_contact(&blank, &path, value_at(fields, &path))?
        };
        super::record::set_at(&mut checked, &path, value);
    }
    let named = ["firstName", "lastName", "email", "phone"]
        .iter()
        .any(|name| !checked.text(name).is_empty());
    if !named {
        return Err(Rejection::Invalid(
            "a person needs a name, a phone or an e-mail address".into(),
        ));
    }
    checked.insert("dateAdded".into(), json!(cx.now.to_string()));
    Ok(create(cx, EntityKind::Contact, checked, "new person".into()))
}

fn add_note(cx: &mut Context<'_>, contact: &ContactId, body: &str) -> Result<Decision, Rejection> {
    known(cx, EntityKind::Contact, contact.as_str())?;
    if body.trim().is_empty() {
        return Err(Rejection::Invalid("the note is empty".into()));
    }
    Ok(add_note_to(cx, contact.as_str(), body))
}

/// A note on somebody who is known to be here, or is made in the same decision.
fn add_note_to(cx: &mut Context<'_>, contact: &str, body: &str) -> Decision {
    let fields = members(json!({
        "contactId": contact, "body": body, "userId": cx.me, "dateAdded": cx.now.to_string(),
    }));
    create(cx, EntityKind::Note, fields, "note".into())
}

fn add_task(
    cx: &mut Context<'_>,
    contact: &ContactId,
    title: &str,
    body: &str,
    due: Timestamp,
    assigned_to: Option<&UserId>,
) -> Result<Decision, Rejection> {
    known(cx, EntityKind::Contact, contact.as_str())?;
    if title.trim().is_empty() {
        return Err(Rejection::Invalid("the task has no words".into()));
    }
    let fields = members(json!({
        "contactId": contact, "title": title.trim(), "body": body, "dueDate": crm_time(due),
        "completed": false, "assignedTo": assigned_to.or(cx.me.as_ref()),
    }));
    Ok(create(
        cx,
        EntityKind::Task,
        fields,
        format!("task {}", title.trim()),
    ))
}

/// The screen's word for a member.
pub fn word_for(path: &str) -> String {
    EDITABLE.iter().find(|(name, _)| *name == path).map_or_else(
        || match path {
            "monetaryValue" => "value".to_owned(),
            "pipelineStageId" => "stage".to_owned(),
            "completed" => "done".to_owned(),
            "dueDate" => "due".to_owned(),
            _ => path.to_owned(),
        },
        |(_, word)| (*word).to_owned(),
    )
}

fn members(value: Value) -> Fields {
    match value {
        Value::Object(members) => members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .collect(),
        _ => Fields::new(),
    }
}

#[cfg(test)]
mod tests;
