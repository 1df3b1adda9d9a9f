//! Proves on demand that what is here is what the CRM has, and names what is not. Reads only, on both sides; works beside
//! a running copy: the CRM tells each of them what both together have used.

use std::collections::HashSet;

use super::Engine;
use super::setup::CrmSetup;
use super::trial::TrialError;
use crate::clock::Clock;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::store::{Difference, StoreError};
use crate::sync::position::Ask;
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
    for (name, kind) in crm.sweeps() {
        let doubtful = match extent {
            Extent::Some(some) => {
                engine
                    .store
                    .read(move |reader| reader.remote_ids(kind, Some(some)))
                    .await?
            }
            Extent::All => walk(engine, &crm, (name, kind), &mut drift).await?,
        };
        let (now, later) = doubtful.split_at(doubtful.len().min(AGAIN));
        drift.unconfirmed += later.len() as u64;
        for id in now {
            look(engine, &crm, EntityRef::new(kind, id.clone()), &mut drift).await?;
        }
        if let Extent::Some(_) = extent {
            drift.compared += now.len() as u64;
        }
    }
    Ok(drift)
}

/// Compares page by page. The ids of the records that may differ, and of those that no page told.
async fn walk(
    engine: &Engine,
    crm: &RemoteCrm,
    (name, kind): (&'static str, EntityKind),
    drift: &mut Drift,
) -> Result<Vec<String>, DriftError> {
    let mut doubtful = HashSet::new();
    let mut told = HashSet::new();
    let mut after = None;
    loop {
        let answer = crm.ask(name, Ask::Newest { after: after.clone() }).await?;
        drift.compared += answer.records.len() as u64;
        let ended = answer.records.is_empty() || answer.after.is_none() || answer.after == after;
        told.extend(answer.records.iter().map(|record| record.id.clone()));
        let found = differences(engine, answer.records).await?;
        doubtful.extend(found.into_iter().map(|difference| difference.entity.id));
        if ended {
            break;
        }
        after = answer.after;
    }
    let here = engine
        .store
        .read(move |reader| reader.remote_ids(kind, None))
        .await?;
    doubtful.extend(here.into_iter().filter(|id| !told.contains(id)));
    let mut doubtful: Vec<String> = doubtful.into_iter().collect();
    doubtful.sort();
    Ok(doubtful)
}

async fn look(
    engine: &Engine,
    crm: &RemoteCrm,
    entity: EntityRef,
    drift: &mut Drift,
) -> Result<(), DriftError> {
    match crm.get(&entity).await {
        Ok(record) => drift.differences.extend(differences(engine, vec![record]).await?),
        Err(fault) if fault.kind == FaultKind::Missing => drift.differences.push(Difference {
            entity,
            path: String::new(),
            here: true.into(),
            there: serde_json::Value::Null,
        }),
        Err(fault) => return Err(fault.into()),
    }
    Ok(())
}

async fn differences(engine: &Engine, told: Vec<RemoteRecord>) -> Result<Vec<Difference>, StoreError> {
    engine.store.read(move |reader| reader.differences(&told)).await
}
