//! The sweep over all ids, once a night, and the second look at what it did not see (P18, P19).
//!
//! It walks in the lane that yields to everything and spends a tenth of the day's requests at most, goes on where it
//! stopped after a restart, and deletes nothing: `store::sweep` says what counts as proof. What changed without our
//! hearing of it comes along with the pages.

use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use super::{Crm, Worker};
use crate::domain::command::{Command, SweepCommand, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::EntityRef;
use crate::store::{CommitError, Reader, StoreError};
use crate::sync::pull::{self, FaultKind, PullError};

/// Between two looks at whether something is to be swept or looked at again.
pub(super) const LOOK: Duration = if cfg!(feature = "failpoints") {
    Duration::from_secs(1)
} else {
    Duration::from_mins(1)
};
/// At night a sweep begins when the last one is so old, by day only when it is older still.
const AGE: SignedDuration = SignedDuration::from_hours(20);
const OLD: SignedDuration = SignedDuration::from_hours(36);
/// Hours of the night, by the person's clock.
const NIGHT: std::ops::Range<i8> = 1..6;
/// One in so many requests of the day may be spent, so that people never wait for it.
const SHARE: u64 = 10;
/// Records asked for by their id at one look.
const SUSPECTS: usize = 50;

/// Whether a sweep is to begin now, given when the last one ended.
fn is_due(now: Timestamp, ended: Option<Timestamp>, zone: &TimeZone) -> bool {
    let night = NIGHT.contains(&now.to_zoned(zone.clone()).hour());
    let age = ended.map(|ended| now.duration_since(ended));
    match age {
        None => night,
        Some(age) => age >= OLD || night && age >= AGE,
    }
}

impl<C: Crm> Worker<C> {
    /// Looks again and again, until the program ends.
    pub(super) async fn sweep_loop(&self) {
        loop {
            tokio::select! {
                () = self.shared.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            if !self.may_go_on().await || self.shared.progress.borrow().first_copy {
                continue;
            }
            if let Err(error) = self.sweep_when_due().await {
                tracing::debug!(%error, "the sweep goes on later");
            }
        }
    }

    async fn sweep_when_due(&self) -> Result<(), PullError> {
        self.look_at_suspects().await?;
        let (began, ended) = self.shared.store.read(Reader::sweeps).await?;
        let under_way = began > ended;
        if !under_way {
            self.match_others().await?;
        }
        if under_way || is_due(self.shared.clock.now(), ended, &self.shared.zone) {
            self.sweep().await?;
        }
        Ok(())
    }

    /// Walks all ids from where the last walk stopped. True when it came to the end.
    pub(super) async fn sweep(&self) -> Result<bool, PullError> {
        let store = &self.shared.store;
        let (began, ended) = store.read(Reader::sweeps).await?;
        let walks = self.crm.sweeps();
        if began <= ended {
            for (name, _) in &walks {
                pull::start_over(store, name).await?;
            }
            self.swept(SweepCommand::Begin).await?;
        }
        for (name, _) in &walks {
            while pull::is_first_copy(store, name).await? {
                if !self.may_go_on().await || !self.may_spend().await? {
                    return Ok(false);
                }
                pull::page(store, &self.crm, name).await?;
            }
        }
        let kinds = walks.into_iter().map(|(_, kind)| kind).collect();
        self.swept(SweepCommand::End { kinds }).await?;
        self.match_others().await?;
        self.look_at_suspects().await?;
        Ok(true)
    }

    /// Whether the day's share is not spent yet.
    async fn may_spend(&self) -> Result<bool, StoreError> {
        let now = self.shared.clock.now();
        let spent = self
            .shared
            .store
            .read(move |reader| reader.swept_today(now))
            .await?;
        let (_, (_, limit)) = self.crm.load();
        Ok(spent < limit / SHARE)
    }

    /// Asks for what may be gone, one by one.
    pub(super) async fn look_at_suspects(&self) -> Result<(), PullError> {
        let now = self.shared.clock.now();
        let suspects = self
            .shared
            .store
            .read(move |reader| reader.suspects(now, SUSPECTS))
            .await?;
        for suspect in suspects {
            if !self.may_go_on().await || !self.may_spend().await? {
                return Ok(());
            }
            self.swept(SweepCommand::Ask).await?;
            match self.crm.get(&suspect).await {
                Ok(record) => {
                    let (cursor, first_copy) = (None, false);
                    let records = vec![record];
                    let apply = SyncCommand::Apply {
                        records,
                        cursor,
                        first_copy,
                    };
                    self.shared
                        .store
                        .commit(Command::Sync(apply), Origin::Remote)
                        .await?;
                }
                Err(fault) if fault.kind == FaultKind::Missing => self.denied(suspect).await?,
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    /// The CRM has just said that it has no such record.
    pub(super) async fn denied(&self, entity: EntityRef) -> Result<(), CommitError> {
        self.swept(SweepCommand::Denied { entity }).await
    }

    async fn swept(&self, command: SweepCommand) -> Result<(), CommitError> {
        let command = Command::Sync(SyncCommand::Sweep(command));
        self.shared.store.commit(command, Origin::Remote).await?;
        Ok(())
    }

    pub(super) async fn may_go_on(&self) -> bool {
        !self.shared.stop.is_cancelled()
            && !self.paused.load(Ordering::Relaxed)
            && self.shared.helm.holds().await
    }
}

#[cfg(test)]
mod tests;
