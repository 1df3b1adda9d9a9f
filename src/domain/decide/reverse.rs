//! Taking a line of the undo list back: what was edited is set to what it was, unless somebody changed it since.

use super::{Decision, Records, call, word_for};
use crate::domain::contact::Contact;
use crate::domain::fact::{Fact, FieldChange};
use crate::domain::merge::{delta, join, same, words};
use crate::domain::outbox::Intent;
use crate::domain::record::{EntityKind, Members, Record, value_at};

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
                        let (added, removed) = delta(&words(&change.from), &words(&change.to));
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
            Fact::Answered {
                entity,
                question,
                from,
                to,
            } => decision.facts.push(Fact::Answered {
                entity: entity.clone(),
                question: *question,
                from: to.clone(),
                to: from.clone(),
            }),
            Fact::Dropped {
                entity,
                answer,
                is_wanted,
            } => decision.facts.push(Fact::Dropped {
                entity: entity.clone(),
                answer: answer.clone(),
                is_wanted: !is_wanted,
            }),
            Fact::HandedOver {
                entity,
                to,
                memories,
                runs,
                sent,
            } => decision.facts.push(Fact::HandedOver {
                entity: to.clone(),
                to: entity.clone(),
                memories: memories.clone(),
                runs: runs.clone(),
                sent: sent.clone(),
            }),
            Fact::Disagreed { entity, from, to } => decision.facts.push(Fact::Disagreed {
                entity: entity.clone(),
                from: to.clone(),
                to: from.clone(),
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
