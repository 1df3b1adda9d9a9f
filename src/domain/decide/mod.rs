//! From what is wanted to what happens: command and state in, facts or a refusal out. No I/O.
//!
//! The store loads records as they are asked for, applies the facts, and writes the intents to the outbox, all in
//! one transaction. Commands of chat and sync do not pass here: they record what already happened elsewhere.
//! To add a command: its variant beside its record, its arm here, and what it must refuse in `check`.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::command::{Change, Command};
use super::contact::{Contact, EDITABLE};
use super::conversation::Draft;
use super::fact::{Fact, FieldChange};
use super::merge::{join, same, words};
use super::opportunity::OpportunityStatus;
use super::outbox::Intent;
use super::record::{EntityKind, EntityRef, Fields, Members, Record, value_at};
use super::today::Ruling;
use super::value::{ContactId, LostReasonId, OpportunityId, StageId, UserId};
use check::{check_contact, check_opportunity, check_task};

mod call;
mod check;
mod gone;
mod import;
mod judge;
mod opt_out;

pub use call::{is_call, stays};
pub use gone::{Kept, make_one, rebuild};
pub use import::filled;
pub use opt_out::{OPTED_OUT, lifted, opted_out};

/// What a decision may look at.
pub trait Records {
    /// The record as it stands, if it is known here.
    fn record(&self, entity: &EntityRef) -> Option<Record>;

    /// What somebody here has said about it, if anything.
    fn ruling(&self, entity: &EntityRef) -> Option<Ruling> {
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
        Command::EditOpportunity { opportunity, changes } => edit(
            cx,
            EntityKind::Opportunity,
            opportunity.as_str(),
            changes,
            check_opportunity,
        ),
        Command::MoveOpportunity { opportunity, stage } => move_opportunity(cx, opportunity, stage),
        Command::CloseOpportunity {
            opportunity,
            status,
            reason,
        } => close_opportunity(cx, opportunity, *status, reason.as_ref()),
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
        Command::MarkRead { conversation } => {
            let changes = [("unreadCount".to_owned(), json!(0))];
            let mut decision = edit(
                cx,
                EntityKind::Conversation,
                conversation.as_str(),
                &changes,
                |_, _, v| Ok(v.clone()),
            )?;
            decision.undoable = false;
            Ok(decision)
        }
        Command::LogCall { contact, call, and } => call::log_call(cx, contact, call, and),
        Command::Send {
            draft,
            key,
            not_before,
        } => send(cx, draft, key.as_deref(), *not_before),
        Command::Judge { entity, verdict } => judge::judge(cx, entity, *verdict),
        Command::CancelSend { .. }
        | Command::KeepDraft { .. }
        | Command::Resolve { .. }
        | Command::Undo { .. }
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
        | Command::AcceptLog
        | Command::Trim(_)
        | Command::Chat(_)
        | Command::Sync(_) => Ok(Decision::default()),
    }
}

fn exported(what: &str) -> Decision {
    Decision {
        summary: format!("export of {what}"),
        ..Decision::default()
    }
}

/// The decision that takes a list of facts back: edits are set to what they were unless somebody changed the member
/// since, records made here are removed. What cannot be taken back is named in the second part.
pub fn reverse(facts: &[Fact], records: &dyn Records) -> (Decision, Vec<String>) {
    let mut decision = Decision::default();
    let mut cannot = Vec::new();
    for fact in facts.iter().rev() {
        match fact {
            Fact::Edited { entity, changes } => {
                let Some(record) = records.record(entity) else {
                    continue;
                };
                let mut back = Vec::new();
                for change in changes {
                    let here = value_at(&record.fields, &change.path);
                    if same(&change.path, here, &change.to) {
                        back.push(FieldChange {
                            path: change.path.clone(),
                            from: here.clone(),
                            to: change.from.clone(),
                        });
                    } else if change.path == "tags" {
                        let (added, removed) = super::merge::delta(&words(&change.from), &words(&change.to));
                        let to = join(&words(here), &removed, &added);
                        back.push(FieldChange {
                            path: "tags".into(),
                            from: here.clone(),
                            to: to.into(),
                        });
                    } else {
                        let whose = whose(&record);
                        let what = word_for(&change.path);
                        cannot.push(format!("{whose}{what} was changed since and stays"));
                    }
                }
                if !back.is_empty() {
                    decision.facts.push(Fact::Edited {
                        entity: entity.clone(),
                        changes: back,
                    });
                    decision.intents.push(Intent::Update {
                        entity: entity.clone(),
                    });
                }
            }
            Fact::Judged { entity, from, to } => decision.facts.push(Fact::Judged {
                entity: entity.clone(),
                from: *to,
                to: *from,
            }),
            Fact::Created { entity, fields } if entity.kind == EntityKind::Message => {
                cannot.push(call::stays(fields).to_owned());
            }
            Fact::Created { entity, .. } => {
                let Some(record) = records.record(entity) else {
                    continue;
                };
                if record.remote_id.is_some() {
                    decision.intents.push(Intent::Delete {
                        entity: entity.clone(),
                    });
                }
                decision.facts.push(Fact::Removed {
                    entity: entity.clone(),
                });
            }
            _ => {}
        }
    }
    (decision, cannot)
}

/// Whose a record is, to begin a sentence with; nothing when it has no name.
fn whose(record: &Record) -> String {
    let name = match record.entity.kind {
        EntityKind::Contact => Contact::from_fields(record.entity.id.as_str().into(), &record.fields)
            .name()
            .to_string(),
        _ => record.fields.text("name").shown().to_string(),
    };
    if name.is_empty() {
        name
    } else {
        format!("{name}: ")
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
        "contactId": contact, "title": title.trim(), "body": body, "dueDate": due.to_string(),
        "completed": false, "assignedTo": assigned_to.or(cx.me.as_ref()),
    }));
    Ok(create(
        cx,
        EntityKind::Task,
        fields,
        format!("task {}", title.trim()),
    ))
}

fn move_opportunity(cx: &Context<'_>, id: &OpportunityId, stage: &StageId) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Opportunity, id.as_str())?;
    let pipeline = record.fields.word("pipelineId").unwrap_or_default().to_owned();
    let known_pipeline = known(cx, EntityKind::Pipeline, &pipeline)?;
    let pipeline = super::pipeline::Pipeline::from_fields(pipeline.into(), &known_pipeline.fields);
    let Some(to) = pipeline.stages.iter().find(|candidate| candidate.id == *stage) else {
        return Err(Rejection::Invalid(format!(
            "stage {stage} is not in the deal's pipeline"
        )));
    };
    let from = value_at(&record.fields, "pipelineStageId").clone();
    let from_name = pipeline
        .stages
        .iter()
        .find(|s| from == s.id.as_str())
        .map(|s| s.name.shown().to_string());
    let mut changes = Vec::new();
    if from != stage.as_str() {
        changes.push(FieldChange {
            path: "pipelineStageId".into(),
            from,
            to: stage.as_str().into(),
        });
    }
    let summary = format!(
        "{} → {}",
        from_name.unwrap_or_else(|| "?".into()),
        to.name.shown()
    );
    Ok(edited_record(record.entity, changes, summary))
}

fn close_opportunity(
    cx: &Context<'_>,
    id: &OpportunityId,
    status: OpportunityStatus,
    reason: Option<&LostReasonId>,
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Opportunity, id.as_str())?;
    if let Some(reason) = reason {
        if status != OpportunityStatus::Lost {
            return Err(Rejection::Invalid("only a lost deal has a lost reason".into()));
        }
        // Never one that the account does not offer.
        known(cx, EntityKind::LostReason, reason.as_str())?;
    }
    let reason = reason.map(LostReasonId::as_str);
    let wanted = [("status", Some(status.word())), ("lostReasonId", reason)];
    let changes: Vec<_> = wanted
        .into_iter()
        .filter_map(|(path, value)| Some((path, Value::from(value?))))
        .map(|(path, to)| FieldChange {
            path: path.into(),
            from: value_at(&record.fields, path).clone(),
            to,
        })
        .filter(|change| !same(&change.path, &change.from, &change.to))
        .collect();
    Ok(edited_record(record.entity, changes, status.word().to_owned()))
}

fn send(
    cx: &mut Context<'_>,
    draft: &Draft,
    key: Option<&str>,
    not_before: Option<Timestamp>,
) -> Result<Decision, Rejection> {
    let record = known(cx, EntityKind::Contact, draft.contact.as_str())?;
    let contact = Contact::from_fields(draft.contact.clone(), &record.fields);
    let refuse = |why: String| Err(Rejection::NotSendable(why));
    let Some(wire) = draft.wire_type() else {
        return refuse(format!("{} cannot be sent from here", draft.channel.word()));
    };
    if draft.body.trim().is_empty() {
        return refuse("the message is empty".into());
    }
    let message = EntityRef::new(EntityKind::Message, (cx.fresh)());
    let fields = members(json!({
        "contactId": draft.contact, "messageType": format!("TYPE_{}", wire.to_uppercase()),
        "direction": "outbound", "status": "queued", "body": draft.body, "subject": draft.subject,
        "userId": cx.me, "dateAdded": cx.now.to_string(),
    }));
    Ok(Decision {
        facts: vec![Fact::Created {
            entity: message.clone(),
            fields,
        }],
        intents: vec![Intent::Send {
            message,
            draft: draft.clone(),
            key: key.map(str::to_owned),
            not_before,
        }],
        summary: format!("{} to {}", draft.channel.word(), contact.name()),
        undoable: true,
    })
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
