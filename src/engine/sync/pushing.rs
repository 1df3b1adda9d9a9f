//! The worker that pushes: the queue whenever it changes, and what of it is told.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::broadcast;

use super::{Crm, LOOK, Worker};
use crate::domain::fact::Topic;
use crate::domain::outbox::{OutboxState, PushOutcome};
use crate::domain::value::Foreign;
use crate::engine::{Notice, Volume};
use crate::store::CommitError;
use crate::sync::push::{self, Pushed};

impl<C: Crm> Worker<C> {
    pub(super) async fn push_loop(&self) {
        let mut feed = self.shared.store.subscribe();
        loop {
            if !self.paused.load(Ordering::Relaxed)
                && self.shared.helm.holds().await
                && let Err(error) = self.push_all(None, &mut Pushed::default()).await
            {
                tracing::error!(error = error.outline(), "the queue could not be worked");
            }
            self.count_waiting().await;
            let wait = self.until_next().await;
            tokio::select! {
                () = self.shared.stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
                () = outbox_changed(&mut feed) => {}
            }
        }
    }

    /// Pushes and looks up what may go now, until nothing may, or the time is up.
    pub(super) async fn push_all(
        &self,
        limit: Option<Duration>,
        pushed: &mut Pushed,
    ) -> Result<(), CommitError> {
        let _turn = self.turn.lock().await;
        let began = self.shared.clock.elapsed();
        let store = &self.shared.store;
        self.keep_clock().await?;
        self.watch_account().await;
        loop {
            let spent = self.shared.clock.elapsed().saturating_sub(began);
            if self.shared.stop.is_cancelled() || limit.is_some_and(|limit| spent >= limit) {
                return Ok(());
            }
            if !self.is_account_sure() || !self.shared.helm.holds().await {
                return Ok(());
            }
            let outcome = match push::next(store, &self.crm, pushed).await? {
                Some(outcome) => outcome,
                None => match push::look_up(store, &self.crm, &self.shared.clock, pushed).await? {
                    Some(outcome) => outcome,
                    None => return Ok(()),
                },
            };
            self.tell(&outcome);
        }
    }

    fn tell(&self, outcome: &PushOutcome) {
        let text = match outcome {
            PushOutcome::Refused { error } => {
                format!("the CRM refused a change: {error}; it is kept, see Health")
            }
            PushOutcome::Held { reason } => format!("held: {reason}"),
            PushOutcome::Done { .. }
            | PushOutcome::Contested { .. }
            | PushOutcome::Later { .. }
            | PushOutcome::Missing
            | PushOutcome::Uncertain { .. }
            | PushOutcome::Unseen { .. } => return,
        };
        // Nobody listening is fine: the row says the same.
        let _nobody = self.shared.notices.send(Notice {
            volume: Volume::Fault,
            text: Foreign::from(text).shown(),
        });
    }

    pub(super) async fn until_next(&self) -> Duration {
        let now = self.shared.clock.now();
        let due = self
            .shared
            .store
            .read(crate::store::Reader::next_due)
            .await
            .ok()
            .flatten();
        due.map_or(LOOK, |at| {
            let wait = at.duration_since(now);
            // A row that is due and did not go waits for something else; it is not asked for in a circle.
            Duration::try_from(wait)
                .unwrap_or(Duration::from_secs(1))
                .clamp(Duration::from_millis(200), LOOK)
        })
    }

    pub(super) async fn outbox(&self) -> Vec<(OutboxState, u64)> {
        let counts = self.shared.store.read(crate::store::Reader::outbox_counts).await;
        counts.unwrap_or_default()
    }

    pub(super) async fn count_waiting(&self) -> u64 {
        let counts = self.outbox().await;
        let waiting = counts
            .iter()
            .filter(|(state, _)| {
                matches!(
                    state,
                    OutboxState::Queued | OutboxState::Sending | OutboxState::Uncertain
                )
            })
            .map(|(_, rows)| rows)
            .sum();
        let stopped = self
            .shared
            .store
            .read(crate::store::Reader::stopped)
            .await
            .ok()
            .flatten();
        self.shared.progress.send_if_modified(|progress| {
            let differs = (progress.waiting, progress.stopped) != (waiting, stopped);
            (progress.waiting, progress.stopped) = (waiting, stopped);
            differs
        });
        waiting
    }
}

/// Waits until the queue may look different.
async fn outbox_changed(feed: &mut broadcast::Receiver<crate::store::Committed>) {
    loop {
        match feed.recv().await {
            Ok(committed) if !committed.topics.contains(&Topic::Outbox) => {}
            // Lagging means: look again.
            Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Err(broadcast::error::RecvError::Closed) => return std::future::pending().await,
        }
    }
}
