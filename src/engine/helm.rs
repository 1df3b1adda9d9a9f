//! Whether this copy is the one that talks to the CRM: it asks for the lease, gives its signs, and lets go.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::progress::{Link, Progress};
use crate::clock::{Clock, Term};
use crate::domain::command::{Command, LeaseCommand, SyncCommand};
use crate::domain::fact::Topic;
use crate::domain::origin::Origin;
use crate::store::{BEAT, CommitError, Lease, Reader, Store, StoreError, term};

/// Between two looks at whether the holder has done what was asked of it, or has gone.
pub(super) const LOOK: Duration = Duration::from_millis(500);

/// Asks for the lease and knows until when this copy may act.
#[derive(Debug)]
pub(super) struct Helm {
    store: Store,
    progress: watch::Sender<Progress>,
    term: Term,
    /// Changes when there is something to fetch: this copy took over, or another asks for a round.
    calls: watch::Sender<()>,
}

impl Helm {
    pub(super) fn new(store: Store, clock: Clock, progress: watch::Sender<Progress>) -> Self {
        Self {
            store,
            progress,
            term: Term::over(clock),
            calls: watch::Sender::new(()),
        }
    }

    /// Until when this copy may act; for who writes to the socket.
    pub(super) fn term(&self) -> Term {
        self.term.clone()
    }

    /// Asks for the lease, or gives a sign when it is ours.
    pub(super) async fn ask(&self) -> Result<Lease, CommitError> {
        let lease = self.say(LeaseCommand::Ask).await?;
        if lease.ours {
            self.term.extend(lease.epoch, term(lease.beat));
        } else {
            self.term.end();
        }
        if lease.taken {
            tracing::info!(epoch = lease.epoch, "this copy talks to the CRM from now on");
            self.calls.send_replace(());
        }
        self.progress.send_if_modified(|progress| {
            let differs = progress.elsewhere == lease.ours;
            progress.elsewhere = !lease.ours;
            differs
        });
        Ok(lease)
    }

    /// Whether this copy may act now. Who slept, or gave no sign for long, reads its lease again.
    pub(super) async fn holds(&self) -> bool {
        self.term.runs() || self.ask().await.is_ok_and(|lease| lease.ours)
    }

    /// Does some work and gives signs meanwhile.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(BEAT) => drop(self.beat().await),
            }
        }
    }

    /// Lets whoever asks next follow at once. Nothing may be on its way any more.
    pub(super) async fn let_go(&self) {
        if !self.term.runs() {
            return;
        }
        self.term.end();
        if let Err(error) = self.say(LeaseCommand::LetGo).await {
            tracing::debug!(%error, "the lease ends by itself");
        }
    }

    /// Asks the holder for a round; the number to wait for.
    pub(super) async fn wish(&self, full: bool) -> Result<i64, CommitError> {
        Ok(self.say(LeaseCommand::Wish { full }).await?.wished)
    }

    /// Tells those who asked for rounds up to this number that they are done.
    pub(super) async fn grant(&self, upto: i64, fault: Option<String>) {
        if let Err(error) = self.say(LeaseCommand::Grant { upto, fault }).await {
            tracing::debug!(%error, "another copy waits longer for its round");
        }
    }

    /// Changes when this copy took over, or another one asks for a round.
    pub(super) fn calls(&self) -> watch::Receiver<()> {
        self.calls.subscribe()
    }

    /// For as long as a screen is open: holds the lease when it can be had, and tells of what other copies did.
    pub(super) async fn stand(&self, stop: &CancellationToken) {
        let mut seen = None;
        loop {
            if let Some(lease) = self.beat().await
                && let Err(error) = self.look_around(&lease, &mut seen).await
            {
                tracing::debug!(%error, "what other copies did is shown later");
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(BEAT) => {}
            }
        }
    }

    async fn beat(&self) -> Option<Lease> {
        match self.ask().await {
            Ok(lease) => {
                if lease.ours && lease.wished > lease.served {
                    self.calls.send_replace(());
                }
                Some(lease)
            }
            Err(error) => {
                tracing::warn!(%error, "the lease could not be asked for; it is tried again");
                None
            }
        }
    }

    /// Another copy writes to the same file: whoever shows or pushes something here looks again. `seen` is the version
    /// of the file and its last fact at the last look; the holder's signs change the one and not the other.
    async fn look_around(&self, lease: &Lease, seen: &mut Option<(i64, i64)>) -> Result<(), StoreError> {
        if seen.is_none_or(|(version, _)| version != lease.version) {
            let last = self.store.read(Reader::last_fact).await?;
            if seen.is_some_and(|(_, before)| before != last) {
                self.store.tell(last, Topic::all());
            }
            *seen = Some((lease.version, last));
        }
        if !lease.ours {
            self.show_holder().await?;
        }
        Ok(())
    }

    /// What the holder has fetched is how new everything is here.
    async fn show_holder(&self) -> Result<(), StoreError> {
        let cursors = self.store.read(Reader::cursors).await?;
        let synced = cursors.iter().map(|cursor| cursor.at).max();
        self.progress.send_if_modified(|progress| {
            let differs = progress.link != Link::Up || progress.synced != synced;
            (progress.link, progress.synced) = (Link::Up, synced);
            differs
        });
        Ok(())
    }

    async fn say(&self, command: LeaseCommand) -> Result<Lease, CommitError> {
        let command = Command::Sync(SyncCommand::Lease(command));
        Ok(self.store.commit(command, Origin::Engine).await?.lease)
    }
}

#[cfg(test)]
mod tests;
