//! Backups that are made by themselves, one a day when something has changed, and a loud word when nothing can be saved.

use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::progress::{Link, Progress};
use super::{Notice, Volume};
use crate::clock::Clock;
use crate::domain::command::{Command, TrimCommand};
use crate::domain::origin::Origin;
use crate::domain::value::Foreign;
use crate::store::{self, Backup, Reader, Restored, Source, Store, StoreError, Trace};

/// Between two looks at whether one is due.
const LOOK: Duration = Duration::from_mins(10);
/// How often one is made.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// Between two looks at what became of what was acked, once nothing can be saved.
const SOON: Duration = Duration::from_secs(1);

/// How often, and how far apart, it is tried to have a file alone.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

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
    /// Makes backups, and goes on with what a person has agreed to trim.
    pub(super) async fn tend(self) {
        tokio::join!(self.clone().back_up(), self.trim());
    }

    /// Makes a backup whenever one is due. The first look is late enough to be in nobody's way at the start.
    pub(super) async fn back_up(self) {
        if let Err(error) = self.store.finish_forgetting().await {
            let sentence = format!("what is left of somebody who was forgotten stays for now: {error}");
            self.tell("forget", &sentence);
        }
        loop {
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(LOOK) => {}
            }
            // A first copy changes all the time, and all of it can be had again.
            if self.progress.borrow().first_copy || !self.is_due().await {
                continue;
            }
            self.back_up_now().await;
        }
    }

    async fn back_up_now(&self) {
        match self.store.back_up().await {
            Ok(backup) => tracing::info!(path = %backup.path.display(), "a backup was made"),
            Err(error) => self.tell("backup", &format!("no backup could be made: {error}")),
        }
    }

    async fn is_due(&self) -> bool {
        let health = self.store.read(Reader::health).await;
        health.is_ok_and(|health| match health.backup {
            None => health.records.iter().any(|(_, rows)| *rows > 0),
            Some((at, changed)) => changed && self.clock.now().duration_since(at) >= EVERY,
        })
    }

    /// Goes on with what a person has agreed to trim, one step after the other, with a pause for everybody else.
    async fn trim(self) {
        loop {
            let agreed = self.store.read(Reader::trimming).await;
            let nap = if matches!(agreed, Ok(Some(_))) {
                PAUSE
            } else {
                LOOK
            };
            if nap == PAUSE
                && let Err(error) = self
                    .store
                    .commit(Command::Trim(TrimCommand::Step), Origin::Engine)
                    .await
            {
                tracing::warn!(error = error.outline(), "trimming goes on later");
            }
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = tokio::time::sleep(nap) => {}
            }
        }
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

    /// Says something loud, and keeps it where Health shows it.
    pub(super) fn tell(&self, what: &str, sentence: &str) {
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

/// Looks for words in every file of the folder of a local copy that nobody has open. One that was closed just now may
/// take a moment to let go.
pub async fn trace(path: &Path, words: &[String]) -> Result<Trace, StoreError> {
    let mut tries = TRIES;
    loop {
        match store::trace(path, words) {
            Err(StoreError::InUse) if tries > 0 => tries -= 1,
            done => return done,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::command::Command;
    use crate::domain::origin::Origin;

    #[tokio::test]
    async fn one_is_due_a_day_when_something_has_changed() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let keeper = Keeper {
            store: Store::open(&folder.path().join("a.db"), options).unwrap(),
            clock: clock.clone(),
            progress: watch::channel(Progress::default()).0,
            notices: broadcast::channel(1).0,
            stop: CancellationToken::new(),
        };
        let edit = async || {
            let fields = json!({"firstName": "Ana"}).as_object().unwrap().clone();
            let create = Command::CreateContact { fields };
            keeper.store.commit(create, Origin::Agent).await.unwrap();
        };
        assert!(!keeper.is_due().await, "nothing is here");
        edit().await;
        assert!(keeper.is_due().await, "there is none yet");
        keeper.store.back_up().await.unwrap();
        clock.advance(Duration::from_hours(48));
        assert!(!keeper.is_due().await, "nothing has changed");
        edit().await;
        assert!(keeper.is_due().await);
        keeper.store.back_up().await.unwrap();
        edit().await;
        assert!(!keeper.is_due().await, "it is not a day yet");
    }

    #[tokio::test]
    async fn a_backup_that_fails_is_told() {
        let (notices, mut heard) = broadcast::channel(1);
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let keeper = Keeper {
            store: Store::open(&folder.path().join("a.db"), options).unwrap(),
            clock,
            progress: watch::channel(Progress::default()).0,
            notices,
            stop: CancellationToken::new(),
        };
        // A file where the folder is to be.
        std::fs::write(folder.path().join("backups"), "x").unwrap();
        keeper.back_up_now().await;
        let notice = heard.try_recv().unwrap();
        assert!(
            notice.text.to_string().starts_with("no backup could be made"),
            "{}",
            notice.text
        );
        assert_eq!(keeper.progress.borrow().faults[0].0, "backup");
    }
}
