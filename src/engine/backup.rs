//! Backups that are made by themselves, one a day when something has changed, and a loud word when nothing can be saved.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::progress::{Link, Progress};
use super::{Notice, Volume};
use crate::clock::Clock;
use crate::domain::value::Foreign;
use crate::store::{self, Backup, Reader, Restored, Source, Store, StoreError};

/// Between two looks at whether one is due.
const LOOK: Duration = Duration::from_mins(10);
/// How often one is made.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// Between two looks at what became of what was acked, once nothing can be saved.
const SOON: Duration = Duration::from_secs(1);

/// What the two workers stand on.
#[derive(Clone, Debug)]
pub(super) struct Keeper {
    pub store: Store,
    pub clock: Clock,
    pub progress: watch::Sender<Progress>,
    pub notices: broadcast::Sender<Notice>,
    pub stop: CancellationToken,
}

impl Keeper {
    /// Makes a backup whenever one is due. The first look is late enough to be in nobody's way at the start.
    pub(super) async fn back_up(self) {
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            // A first copy changes all the time, and all of it can be had again.
            if self.progress.borrow().first_copy || !self.is_due().await {
                continue;
            }
            match self.store.back_up().await {
                Ok(backup) => tracing::info!(path = %backup.path.display(), "a backup was made"),
                Err(error) => self.tell("backup", &format!("no backup could be made: {error}")),
            }
        }
    }

    async fn is_due(&self) -> bool {
        let health = self.store.read(Reader::health).await;
        health.is_ok_and(|health| match health.backup {
            None => health.records.iter().any(|(_, rows)| *rows > 0),
            Some((at, changed)) => changed && self.clock.now().duration_since(at) >= EVERY,
        })
    }

    /// Says that nothing more can be saved, when that comes to pass, and then what became of what was acked.
    pub(super) async fn watch(self) {
        let mut said = String::new();
        let first = tokio::select! {
            () = self.stop.cancelled() => return,
            error = self.store.stopped() => error.to_string(),
        };
        let mut now = first;
        loop {
            if now != said {
                let why = Foreign::from(now.as_str());
                self.progress
                    .send_modify(|progress| progress.link = Link::Refused { why });
                self.tell("local copy", &now);
                said = now;
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(SOON) => {}
            }
            now = self.store.stopped().await.to_string();
        }
    }

    fn tell(&self, what: &str, sentence: &str) {
        tracing::warn!(sentence, "told");
        let (text, now) = (Foreign::from(sentence), self.clock.now());
        let fault = (what.to_owned(), text.clone(), now);
        self.progress
            .send_modify(|progress| progress.faults.insert(0, fault));
        // Nobody listening is fine.
        let _nobody = self.notices.send(Notice {
            volume: Volume::Fault,
            text: text.shown(),
        });
    }
}

/// The backups of a local copy, newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    store::backups(path)
}

/// Makes a local copy anew from a backup and from what can be read of the copy itself, which is kept aside. Refused
/// while anybody has it open.
pub fn restore(path: &Path, source: &Source, now: Timestamp) -> Result<Restored, StoreError> {
    store::restore(path, source, now)
}
