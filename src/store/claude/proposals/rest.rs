//! What an item of a proposal rests on: the members whose `before` was shown, the number or address it would go to, and of a
//! draft what stands in the field already. It is noted when it is made and looked at once more at the yes.

use rusqlite::{Connection, params};
use serde_json::Value;

use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::{Deed, Item, Proposal};
use crate::domain::record::{EntityKind, value_at};
use crate::store::ask::drafts;
use crate::store::error::StoreError;
use crate::store::rows::record::find;

/// What is noted of an item when it is made. The text that a draft takes the place of is the one that was shown: what somebody
/// types between the look and the making counts as a change as well.
pub(super) fn noted(db: &Connection, item: &Item) -> Result<Option<String>, StoreError> {
    match &item.deed {
        Deed::Draft(_) => Ok(Some(serde_json::to_string(&item.before)?)),
        deed => rests_on(db, deed),
    }
}

/// Members and their values now, as JSON; nothing for what takes the place of nothing and reaches nobody.
fn rests_on(db: &Connection, deed: &Deed) -> Result<Option<String>, StoreError> {
    let (kind, id, paths): (_, _, Vec<&str>) = match deed {
        Deed::Tags { contact, .. } => (EntityKind::Contact, contact.as_str(), vec!["tags"]),
        Deed::Fields { contact, changes } => (
            EntityKind::Contact,
            contact.as_str(),
            changes.iter().map(|(path, _)| path.as_str()).collect(),
        ),
        Deed::Stage { opportunity, .. } => (
            EntityKind::Opportunity,
            opportunity.as_str(),
            vec!["pipelineStageId", "status"],
        ),
        Deed::Send(draft) => {
            let way = match draft.channel {
                Channel::Email => "email",
                _ => "phone",
            };
            (EntityKind::Contact, draft.contact.as_str(), vec![way])
        }
        // The CRM tells them by whatever it has.
        Deed::Appointment { contact, .. } => (EntityKind::Contact, contact.as_str(), vec!["phone", "email"]),
        Deed::Draft(draft) => {
            let name = drafts::name_here(db, &draft.contact, draft.channel)?;
            let typed =
                drafts::read(db, &name)?.map(|(subject, body)| Draft::as_one(subject.as_deref(), &body));
            return Ok(Some(serde_json::to_string(&typed.unwrap_or_default())?));
        }
        Deed::Task { .. } | Deed::Note { .. } | Deed::Snooze { .. } => return Ok(None),
    };
    let Some(stored) = find(db, kind, id)? else {
        return Ok(None);
    };
    let values: Vec<(&str, Value)> = paths
        .into_iter()
        .map(|path| (path, without_order(value_at(&stored.record.fields, path).clone())))
        .collect();
    Ok(Some(serde_json::to_string(&values)?))
}

/// Tags in another order are the same tags.
fn without_order(value: Value) -> Value {
    match value {
        Value::Array(mut parts) => {
            parts.sort_by_key(ToString::to_string);
            Value::Array(parts)
        }
        other => other,
    }
}

/// Which items rest on something that is not so any more.
pub(super) fn moved(db: &Connection, proposal: &Proposal) -> Result<Vec<usize>, StoreError> {
    let mut noted = db.prepare_cached(
        "SELECT rests FROM proposal_item WHERE proposal = (SELECT seq FROM proposal WHERE id = ?1) AND nr = ?2",
    )?;
    let mut moved = Vec::new();
    for (nr, (item, _)) in proposal.items.iter().enumerate() {
        let rests: Option<String> =
            noted.query_row(params![proposal.id.as_str(), nr as i64], |row| row.get(0))?;
        if rests.is_some() && rests != rests_on(db, &item.deed)? {
            moved.push(nr);
        }
    }
    Ok(moved)
}
