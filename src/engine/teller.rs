//! Says what automations told the person, to whoever listens first, once: also what was told while nobody did, or by another
//! copy of the program.

use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, broadcast};
use tokio_util::sync::CancellationToken;

use super::{Notice, Volume};
use crate::clock::Clock;
use crate::domain::command::{AutomationCommand, Command};
use crate::domain::fact::Topic;
use crate::domain::origin::Origin;
use crate::domain::value::{Foreign, UserId};
use crate::store::{CommitError, Committed, Store, Untold};

/// Between two looks: another copy may have told something.
const LOOK: Duration = Duration::from_secs(5);
/// Said in one look at most; fewer than a front end may fall behind.
const MOST: usize = 32;
/// What was told longer ago says when.
const NEWS: SignedDuration = SignedDuration::from_mins(10);

/// Whoever says it.
#[derive(Debug)]
pub(super) struct Teller {
    pub store: Store,
    pub clock: Clock,
    pub zone: TimeZone,
    pub me: Option<UserId>,
    pub notices: broadcast::Sender<Notice>,
    /// Rings when somebody begins to listen.
    pub listener: Arc<Notify>,
}

impl Teller {
    /// Says everything until it is told to stop.
    pub(super) async fn watch(self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.go_on() => {}
        }
    }

    async fn go_on(&self) {
        let mut feed = self.store.subscribe();
        let told = |committed: &Committed| committed.topics.contains(&Topic::Automations);
        loop {
            if let Err(error) = self.tell().await {
                tracing::warn!(error = error.outline(), "what was told waits to be said");
            }
            let news = async { while feed.recv().await.is_ok_and(|committed| !told(&committed)) {} };
            tokio::select! {
                () = news => {}
                () = self.listener.notified() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// Says what nobody has said; without anybody who listens it stays for whoever does.
    pub(super) async fn tell(&self) -> Result<(), CommitError> {
        if self.notices.receiver_count() == 0 {
            return Ok(());
        }
        let me = self.me.clone();
        let untold = self
            .store
            .read(move |reader| reader.untold(me.as_ref(), MOST))
            .await?;
        for one in untold {
            let told = AutomationCommand::Told { notice: one.seq };
            let receipt = self
                .store
                .commit(Command::Automation(told), Origin::Engine)
                .await?;
            // Another screen was faster.
            if receipt.changed == 0 {
                continue;
            }
            // Nobody listening any more is fine.
            let _nobody = self.notices.send(Notice {
                volume: Volume::Ring,
                text: Foreign::from(self.words(&one, self.clock.now())).shown(),
            });
        }
        Ok(())
    }

    fn words(&self, one: &Untold, now: Timestamp) -> String {
        if now.duration_since(one.at) < NEWS {
            return one.says.clone();
        }
        let at = one.at.to_zoned(self.zone.clone());
        format!("{} ({})", one.says, at.strftime("%-d %b %H:%M"))
    }
}
