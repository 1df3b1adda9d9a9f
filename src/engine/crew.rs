//! The workers of an engine, as one.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SetOnce;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Whether work that nobody has asked for may go on.
#[derive(Clone, Debug, Default)]
pub(super) struct Begun(Arc<SetOnce<()>>);

impl Begun {
    /// It may, from now on.
    pub(super) fn begin(&self) {
        // Said before is as good.
        let _begun = self.0.set(());
    }

    /// Does `work` once it may, unless it is told to stop before.
    pub(super) async fn then(self, stop: CancellationToken, work: impl Future<Output = ()>) {
        tokio::select! {
            () = stop.cancelled() => {}
            &() = self.0.wait() => work.await,
        }
    }
}

/// Works beside whoever looks: nobody of it begins before the first page was there, and all end when they are told to.
#[derive(Clone, Debug, Default)]
pub(super) struct Crew {
    pub begun: Begun,
    pub stop: CancellationToken,
    pub workers: TaskTracker,
}

impl Crew {
    /// Those who wait for something else than the first page.
    pub(super) fn after(&self, begun: Begun) -> Self {
        Self {
            begun,
            ..self.clone()
        }
    }

    /// Takes a worker in, who is given the word to stop.
    pub(super) fn keep<W>(&self, worker: impl FnOnce(CancellationToken) -> W)
    where
        W: Future<Output = ()> + Send + 'static,
    {
        let stop = self.stop.child_token();
        let work = worker(stop.clone());
        self.workers.spawn(self.begun.clone().then(stop, work));
    }

    /// The word to stop, for who begins at once.
    pub(super) fn stop(&self) -> CancellationToken {
        self.stop.child_token()
    }

    /// Says that all end, and waits until they have, for so long at most. False when some had not.
    pub(super) async fn end(&self, within: Duration) -> bool {
        self.stop.cancel();
        self.workers.close();
        tokio::time::timeout(within, self.workers.wait()).await.is_ok()
    }
}
