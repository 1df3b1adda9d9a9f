//! A record made here gets the CRM's id, and takes over from the copy of itself that a poll may have brought before.

use crate::domain::fact::Fact;
use crate::domain::record::EntityKind;
use crate::store::error::{CommitError, StoreError};
use crate::store::gate::listen;
use crate::store::merge::twin;
use crate::store::news::told::{happen, take};
use crate::store::rows::project;
use crate::store::rows::record::{Stored, by_rid};
use crate::store::write::work::{Outcome, Work};

/// Gives a record made here the CRM's id. A poll can bring our own record before the answer to its push is stored: the
/// copy gives way to ours, and comes back for its edits.
pub(in crate::store) fn name(
    work: &mut Work<'_>,
    stored: &Stored,
    remote_id: &str,
    outcome: &mut Outcome,
) -> Result<Option<Stored>, CommitError> {
    let twin = twin::of(work.db, stored, remote_id)?;
    if let Some(twin) = &twin {
        twin::hand_over(work.db, twin, stored, work.at)?;
        let entity = twin.record.entity.clone();
        happen(work, &Fact::Removed { entity }, outcome)?;
        twin::retire(work.db, twin.rid)?;
    }
    let entity = stored.record.entity.clone();
    let named = Fact::Named {
        entity: entity.clone(),
        remote_id: remote_id.to_owned(),
    };
    happen(work, &named, outcome)?;
    if entity.kind == EntityKind::Contact {
        project::adopt(work.db, stored.rid, remote_id)?;
        listen::to(work, stored.rid, outcome)?;
    }
    Ok(twin)
}

/// Takes over from a twin that gave way: what the CRM told of it, its edits, and what is contested about them.
pub(in crate::store) fn take_over(
    work: &mut Work<'_>,
    twin: &Stored,
    rid: i64,
    remote_id: &str,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let told = twin::told(work.db, twin, remote_id)?;
    take(work, &told, Some(rid), outcome)?;
    let Some(stays) = by_rid(work.db, rid)? else {
        return Ok(());
    };
    let changes = twin::edits(twin, &stays);
    if !changes.is_empty() {
        let entity = stays.record.entity;
        happen(work, &Fact::Edited { entity, changes }, outcome)?;
    }
    twin::hand_over_conflicts(work.db, twin.rid, rid)
}
