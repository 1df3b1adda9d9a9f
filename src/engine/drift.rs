//! Proves on demand that what is here is what the CRM has, and names what is not. Reads only, on both sides; works beside
//! a running copy: the CRM tells each of them what both together have used.
//!
//! An account lives while it is compared. What changed there since the copy last heard of it is no difference: the next
//! round brings it, and it is only counted. What is named is what no round would bring.

use std::collections::HashSet;

use super::Engine;
use super::setup::CrmSetup;
use super::trial::TrialError;
use crate::clock::Clock;
use crate::domain::command::SWEEP;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::store::{Difference, StoreError};
use crate::sync::position::{Ask, Position, changed_at};
use crate::sync::pull::{Fault, FaultKind, Source};
use crate::sync::resource::RemoteCrm;

/// Records that are asked for once more by their id at most: lists trail, so what a list says is looked at again.
const AGAIN: usize = 200;

/// How much is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// So many people, deals and homes, at random, by their ids.
    Some(usize),
    /// Everybody, every deal and every home.
    All,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drift {
    /// Records that were compared.
    pub compared: u64,
    /// What differs.
    pub differences: Vec<Difference>,
    /// Records that changed there since the copy last heard of them, or that it is about to ask for once more: rounds to
    /// come bring them.
    pub coming: u64,
    /// Records whose list entry differed and that were too many to be asked for once more.
    pub unconfirmed: u64,
}

/// Why the comparison ended early.
#[derive(Debug, thiserror::Error)]
pub enum DriftError {
    /// The CRM cannot be asked.
    #[error(transparent)]
    Crm(#[from] TrialError),
    /// The CRM did not answer.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The local copy.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Compares.
pub async fn compare(
    engine: &Engine,
    setup: CrmSetup,
    clock: Clock,
    extent: Extent,
) -> Result<Drift, DriftError> {
    let crm = setup
        .connect(clock, None, None)
        .map_err(|error| TrialError::Refused(error.to_string()))?;
    let mut drift = Drift::default();
    for (walk, kind) in crm.sweeps() {
        let lane = Lane {
            engine,
            crm: &crm,
            walk,
            kind,
        };
        let doubtful = match extent {
            Extent::Some(some) => lane.ids(Some(some)).await?,
            Extent::All => lane.walk(&mut drift).await?,
        };
        let (now, later) = doubtful.split_at(doubtful.len().min(AGAIN));
        drift.unconfirmed += later.len() as u64;
        for id in now {
            lane.look(id, &mut drift).await?;
        }
        if let Extent::Some(_) = extent {
            drift.compared += now.len() as u64;
        }
    }
    Ok(drift)
}

/// One kind of record, on both sides.
#[derive(Clone, Copy)]
struct Lane<'a> {
    engine: &'a Engine,
    crm: &'a RemoteCrm,
    /// The walk over all of them.
    walk: &'static str,
    kind: EntityKind,
}

impl Lane<'_> {
    /// Compares page by page. The ids of the records that may differ, and of those that no page told.
    async fn walk(self, drift: &mut Drift) -> Result<Vec<String>, DriftError> {
        let (mut doubtful, mut coming, mut told) = (HashSet::new(), HashSet::new(), HashSet::new());
        let mut after = None;
        loop {
            let ask = Ask::Newest { after: after.clone() };
            let answer = self.crm.ask(self.walk, ask).await?;
            drift.compared += answer.records.len() as u64;
            let ended = answer.records.is_empty() || answer.after.is_none() || answer.after == after;
            told.extend(answer.records.iter().map(|record| record.id.clone()));
            let found = self.compared(answer.records).await?;
            doubtful.extend(
                found
                    .differences
                    .into_iter()
                    .map(|difference| difference.entity.id),
            );
            coming.extend(found.coming);
            if ended {
                break;
            }
            after = answer.after;
        }
        drift.coming += coming.len() as u64;
        let here = self.ids(None).await?;
        doubtful.extend(here.into_iter().filter(|id| !told.contains(id)));
        let mut doubtful: Vec<String> = doubtful.difference(&coming).cloned().collect();
        doubtful.sort();
        Ok(doubtful)
    }

    /// Asks for one record by its id.
    async fn look(self, id: &str, drift: &mut Drift) -> Result<(), DriftError> {
        let entity = EntityRef::new(self.kind, id);
        let told = match self.crm.get(&entity).await {
            Ok(record) => record,
            Err(fault) if fault.kind == FaultKind::Missing => return self.missing(entity, drift).await,
            Err(fault) => return Err(fault.into()),
        };
        let found = self.compared(vec![told]).await?;
        drift.differences.extend(found.differences);
        drift.coming += found.coming.len() as u64;
        Ok(())
    }

    /// The CRM has no such record. A copy that knows looks once more before it lets go of it.
    async fn missing(self, entity: EntityRef, drift: &mut Drift) -> Result<(), DriftError> {
        let asked = entity.clone();
        let store = &self.engine.store;
        if store.read(move |reader| reader.is_denied(&asked)).await? {
            drift.coming += 1;
            return Ok(());
        }
        drift.differences.push(Difference {
            entity,
            path: String::new(),
            here: true.into(),
            there: serde_json::Value::Null,
        });
        Ok(())
    }

    async fn compared(self, told: Vec<RemoteRecord>) -> Result<Found, StoreError> {
        let name = self.walk.strip_suffix(SWEEP).unwrap_or(self.walk);
        let found = self.engine.store.read(move |reader| {
            // Before what is here: what a running copy takes in between is here then.
            let position = Position::read(reader.cursor(name)?.as_deref());
            let (later, settled): (Vec<_>, Vec<_>) = told
                .into_iter()
                .partition(|record| position.still_tells(changed_at(&record.fields)));
            let coming = reader.differences(&later)?;
            Ok(Found {
                differences: reader.differences(&settled)?,
                coming: coming
                    .into_iter()
                    .map(|difference| difference.entity.id)
                    .collect(),
            })
        });
        found.await
    }

    async fn ids(self, some: Option<usize>) -> Result<Vec<String>, StoreError> {
        let store = &self.engine.store;
        store.read(move |reader| reader.remote_ids(self.kind, some)).await
    }
}

/// What some records differ in.
struct Found {
    differences: Vec<Difference>,
    /// The ids of those that differ and that the next round brings.
    coming: HashSet<String>,
}
