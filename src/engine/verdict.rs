//! What somebody says about rows of the day's queue, as commands: the screen and linear mode mean the same by it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::command::Command;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::Verdict;

/// A row of the queue, as far as a verdict is about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The record that waits: a person, a task or a deal.
    pub record: EntityRef,
    /// Whose it is: the person, or the record itself when it belongs to nobody.
    pub subject: EntityRef,
}

/// What a verdict on these rows comes to, each record once: a task that is done is ticked off in the CRM; everything else
/// that is done or declined is so until something new comes; who is put off is put off with all that waits of theirs.
pub fn commands(rows: impl IntoIterator<Item = Judged>, verdict: Verdict) -> Vec<Command> {
    let mut seen = BTreeSet::new();
    let mut commands = Vec::new();
    for Judged { record, subject } in rows {
        let entity = match verdict {
            Verdict::Snoozed { .. } => subject,
            _ => record,
        };
        if !seen.insert(entity.clone()) {
            continue;
        }
        commands.push(match (verdict, entity.kind) {
            (Verdict::Done, EntityKind::Task) => Command::EditTask {
                task: entity.id.as_str().into(),
                changes: vec![("completed".to_owned(), Value::Bool(true))],
            },
            _ => Command::Judge {
                entity,
                verdict: Some(verdict),
            },
        });
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_ticked_off_and_who_is_put_off_is_put_off_once() {
        let person = EntityRef::new(EntityKind::Contact, "c1");
        let row = |record: &EntityRef| Judged {
            record: record.clone(),
            subject: person.clone(),
        };
        let rows = [
            row(&person),
            row(&EntityRef::new(EntityKind::Task, "k1")),
            row(&person),
        ];
        let done = commands(rows.clone(), Verdict::Done);
        assert!(
            matches!(done.as_slice(), [Command::Judge { .. }, Command::EditTask { .. }]),
            "{done:?}"
        );
        let declined = commands(rows.clone(), Verdict::Declined);
        assert!(
            matches!(
                declined.as_slice(),
                [Command::Judge { .. }, Command::Judge { .. }]
            ),
            "{declined:?}"
        );
        let until = jiff::Timestamp::UNIX_EPOCH;
        let off = commands(rows, Verdict::Snoozed { until });
        let [Command::Judge { entity, .. }] = off.as_slice() else {
            panic!("{off:?}")
        };
        assert_eq!(*entity, person);
    }
}
