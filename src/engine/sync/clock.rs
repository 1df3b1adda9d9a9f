//! Before anything leaves, the clock here is compared with the CRM's: a machine that is wrong about the time must not judge
//! quiet hours (F55).

use jiff::SignedDuration;

use super::{Crm, Worker};
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::{CommitError, Reader};

/// Answers take their time and dates come in whole seconds; a smaller difference is none.
const NOISE: SignedDuration = SignedDuration::from_secs(5);

impl<C: Crm> Worker<C> {
    /// Tells the store what the CRM's clock says, when something waits to leave and the CRM says something new.
    pub(super) async fn keep_clock(&self) -> Result<(), CommitError> {
        let (store, now) = (&self.shared.store, self.shared.clock.now());
        if !store.read(move |reader| reader.has_due(now)).await? {
            return Ok(());
        }
        let Some(at_boot) = self.crm.clock_at_boot().await else {
            return Ok(());
        };
        let kept = store.read(Reader::crm_clock).await?;
        if kept.is_some_and(|kept| kept.duration_since(at_boot).abs() < NOISE) {
            return Ok(());
        }
        let keep = Command::Sync(SyncCommand::KeepClock { at_boot });
        store.commit(keep, Origin::Engine).await?;
        Ok(())
    }
}
