//! An agent says that a score is wrong.

use super::{Context, Decision, Rejection, known};
use crate::domain::fact::Fact;
use crate::domain::record::EntityKind;
use crate::domain::score::{Disagree, Opinion, REASON};

/// Decides what is kept of it: the last opinion about a person, as a label to learn from. The score stays as it is.
pub(super) fn disagree(cx: &Context<'_>, command: &Disagree) -> Result<Decision, Rejection> {
    let person = known(cx, EntityKind::Contact, command.contact.as_str())?;
    let why = command.why.trim();
    if why.chars().count() > REASON {
        return Err(Rejection::Invalid(
            "a reason has at most 200 characters; say it shorter".to_owned(),
        ));
    }
    let from = cx.records.opinion(&person.entity);
    let to = command.says.map(|says| Opinion {
        says,
        why: why.to_owned(),
        at: cx.now,
    });
    let summary = to.as_ref().map_or_else(
        || "agrees with the score again".to_owned(),
        |to| format!("disagrees with the score: {}", to.says.word()),
    );
    let facts = if from.is_none() && to.is_none() {
        Vec::new()
    } else {
        vec![Fact::Disagreed {
            entity: person.entity,
            from,
            to,
        }]
    };
    Ok(Decision {
        facts,
        summary,
        undoable: true,
        ..Decision::default()
    })
}
