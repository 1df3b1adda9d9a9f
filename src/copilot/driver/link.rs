//! Questions that wait until Claude can be reached, and are then asked by themselves, once.
//!
//! They are kept on disk. The wait ends on disk before the question leaves: whatever ends the program in between, it is not
//! asked twice.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::Driver;
use crate::domain::chat::ChatCommand;
use crate::domain::value::ThreadId;

/// Between two looks whether Claude can be reached.
const LOOK: Duration = Duration::from_mins(1);
/// Before the first look after a start: whoever asks something at once goes first.
const FIRST: Duration = Duration::from_secs(10);

/// Whether Claude can be reached, while a question waits for that.
#[derive(Default)]
pub(super) struct Link {
    /// When to look.
    pub(super) due: Option<Duration>,
    looking: Option<BoxFuture<'static, bool>>,
}

/// Whether Claude was reached, once somebody looked.
pub(super) async fn reached(link: &mut Link) -> bool {
    match &mut link.looking {
        Some(looking) => {
            let reached = looking.await;
            link.looking = None;
            reached
        }
        None => std::future::pending().await,
    }
}

impl Driver {
    /// What an earlier run left waiting.
    pub(super) async fn read_waits(&mut self) {
        match self.store.read(crate::store::Reader::waiting_chats).await {
            Ok(waits) => self.set_waits(waits, FIRST),
            Err(error) => tracing::warn!(%error, "waiting questions could not be read"),
        }
    }

    fn set_waits(&mut self, waits: Vec<ThreadId>, after: Duration) {
        self.link.due = (!waits.is_empty()).then(|| self.now() + after);
        self.live.waits = Arc::from(waits);
        self.dirty = true;
    }

    /// The last question of the open chat waits.
    pub(super) async fn ask_later(&mut self) -> Result<(), crate::store::CommitError> {
        let Some(thread) = self.thread.clone() else {
            return Ok(());
        };
        let waits = true;
        self.keep(ChatCommand::Wait {
            thread: thread.clone(),
            waits,
        })
        .await?;
        let others = self.live.waits.iter().filter(|other| **other != thread);
        let all = others.cloned().chain([thread.clone()]).collect();
        self.set_waits(all, LOOK);
        Ok(())
    }

    /// The question of a chat waits no more: it was taken back, or it is asked now.
    pub(super) async fn waits_no_more(&mut self, thread: &ThreadId) {
        if !self.live.waits.contains(thread) {
            return;
        }
        let waits = false;
        let kept = self.keep(ChatCommand::Wait {
            thread: thread.clone(),
            waits,
        });
        if let Err(error) = kept.await {
            tracing::warn!(error = error.outline(), "the end of a wait could not be kept");
        }
        let others = self.live.waits.iter().filter(|other| *other != thread);
        let others = others.cloned().collect();
        self.set_waits(others, LOOK);
    }

    /// Looks whether Claude can be reached; costs nothing.
    pub(super) fn try_link(&mut self) {
        self.link.due = None;
        let client = self.client.clone();
        self.link.looking = Some(Box::pin(async move {
            match client.models().await {
                Ok(_) => true,
                Err(error) => !error.is_offline(),
            }
        }));
    }

    /// Asks what waits, one after the other, or looks again later.
    pub(super) async fn link_is(&mut self, reached: bool) {
        let next = self.live.waits.first().cloned();
        self.link.due = next.is_some().then(|| self.now() + LOOK);
        if let Some(thread) = next.filter(|_| reached && !self.machine.is_open()) {
            self.again(thread).await;
        }
    }
}
