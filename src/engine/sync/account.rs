//! Looks now and then whether the account is still the one that was copied (F31): before the first push of
//! a day's work, each hour, and after a long absence. What speaks against it is in `domain::account`, what follows in
//! `store::epoch`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Mutex;

use super::{Crm, Worker};
use crate::domain::account::{Found, doubt};
use crate::domain::command::{Command, EpochCommand, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::value::Foreign;
use crate::engine::{Notice, Volume};
use crate::store::{Reader, Receipt};
use crate::sync::pull::{self, PullError};

/// Between two looks; a look costs five requests.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// A first sign of doubt is looked at once more after so long: a copy of the CRM's that trails is no old state.
const AGAIN: Duration = Duration::from_mins(1);
/// The resource that must be here before there is something to compare.
const PEOPLE: &str = "contacts";

/// What was seen last.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// Since when something speaks against the account, by the monotonic clock.
    suspected: Mutex<Option<Duration>>,
    /// Whether something does; nothing is pushed meanwhile.
    holds: AtomicBool,
}

impl<C: Crm> Worker<C> {
    /// Whether rows may be pushed as far as the account is concerned.
    pub(super) fn is_account_sure(&self) -> bool {
        !self.watch.holds.load(Ordering::Relaxed)
    }

    /// Looks at the account when it is time. What goes wrong is tried again with the next round.
    pub(super) async fn watch_account(&self) {
        if let Err(error) = self.look_at_account().await {
            tracing::debug!(%error, "the account is looked at later");
        }
    }

    async fn look_at_account(&self) -> Result<(), PullError> {
        let store = &self.shared.store;
        let mut suspected = self.watch.suspected.lock().await;
        let (looked, in_doubt) = store
            .read(|reader| Ok((reader.looked_at_account()?, reader.doubt()?.is_some())))
            .await?;
        let now = self.shared.clock.now();
        let due = match *suspected {
            Some(since) => self.shared.clock.elapsed().saturating_sub(since) >= AGAIN,
            // A moment in the future is one of a clock that was set.
            None => looked.is_none_or(|at| at > now || now.duration_since(at) >= EVERY),
        };
        if !due || in_doubt || pull::is_first_copy(store, PEOPLE).await? {
            return Ok(());
        }
        let copied = store.read(Reader::copied_account).await?;
        let latest = copied.latest.as_ref().map(|(id, _)| id.as_str());
        let Some(found) = self.crm.account(latest).await? else {
            return Ok(());
        };
        let reason = doubt(&copied, &found);
        self.watch.holds.store(reason.is_some(), Ordering::Relaxed);
        match (reason, suspected.take()) {
            (None, _) => {
                self.epoch(EpochCommand::Looked {
                    mark: Some(found.mark),
                })
                .await?
            }
            (Some(reason), None) => {
                tracing::warn!(reason, "the account is looked at once more");
                *suspected = Some(self.shared.clock.elapsed());
                return Ok(());
            }
            (Some(reason), Some(_)) => return self.begin_epoch(reason, found).await,
        };
        Ok(())
    }

    async fn begin_epoch(&self, reason: &str, found: Found) -> Result<(), PullError> {
        // What is here now can be had back, whatever comes of the reading.
        if let Err(error) = self.shared.store.back_up().await {
            tracing::warn!(%error, "no backup was made before the account is read anew");
        }
        self.epoch(EpochCommand::Doubt {
            reason: reason.to_owned(),
            mark: found.mark,
        })
        .await?;
        // From here on the file says it.
        self.watch.holds.store(false, Ordering::Relaxed);
        let text = format!(
            "the account may not be the one that was copied: {reason}; nothing is pushed; all is read anew"
        );
        let _nobody = self.shared.notices.send(Notice {
            volume: Volume::Ring,
            text: Foreign::from(text).shown(),
        });
        Ok(())
    }

    /// Whether the account is in doubt and being read anew.
    pub(super) async fn is_read_anew(&self) -> bool {
        let doubt = self.shared.store.read(Reader::doubt).await;
        doubt.is_ok_and(|doubt| doubt.is_some_and(|doubt| doubt.reading))
    }

    /// Looks for those whom the sweep did not see under another id, until all were looked for.
    pub(super) async fn match_others(&self) -> Result<(), PullError> {
        if !self.is_read_anew().await {
            return Ok(());
        }
        loop {
            let receipt = self.epoch(EpochCommand::Match).await?;
            self.ring(&receipt.urgent);
            if receipt.changed == 0 || !self.may_go_on().await {
                return Ok(());
            }
        }
    }

    async fn epoch(&self, command: EpochCommand) -> Result<Receipt, PullError> {
        let command = Command::Sync(SyncCommand::Epoch(command));
        Ok(self.shared.store.commit(command, Origin::Remote).await?)
    }
}

#[cfg(test)]
mod tests;
