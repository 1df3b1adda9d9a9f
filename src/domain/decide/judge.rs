//! What somebody says about what waits: done, put off, declined, or none of these any more.

use super::{Context, Decision, Rejection, known};
use crate::domain::fact::Fact;
use crate::domain::record::{EntityKind, EntityRef};
use crate::domain::today::{Ruling, Verdict};

/// Decides a verdict. Only people, tasks and deals wait; a moment that has passed puts nothing off.
pub(super) fn judge(
    cx: &Context<'_>,
    entity: &EntityRef,
    verdict: Option<Verdict>,
) -> Result<Decision, Rejection> {
    if !matches!(
        entity.kind,
        EntityKind::Contact | EntityKind::Task | EntityKind::Opportunity
    ) {
        let why = format!("a {} does not wait for anybody", entity.kind.word());
        return Err(Rejection::Invalid(why));
    }
    let record = known(cx, entity.kind, &entity.id)?;
    if let Some(Verdict::Snoozed { until }) = verdict
        && until <= cx.now
    {
        return Err(Rejection::Invalid(
            "that moment has passed; name one that is still to come".to_owned(),
        ));
    }
    let from = cx.records.ruling(&record.entity);
    let to = verdict.map(|verdict| Ruling { verdict, at: cx.now });
    let summary = match verdict {
        Some(verdict) => verdict.word(),
        None if from.is_none() => "nothing was put off",
        None => "back in the queue",
    };
    let facts = if from.is_none() && to.is_none() {
        Vec::new()
    } else {
        vec![Fact::Judged {
            entity: record.entity,
            from,
            to,
        }]
    };
    Ok(Decision {
        facts,
        summary: summary.to_owned(),
        undoable: true,
        ..Decision::default()
    })
}
