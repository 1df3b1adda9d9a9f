//! Notices when nobody answers any more: the writer of the local copy, or those who read it (F50). It names who
//! is stuck, once, and says when they answer again. It ends nobody: what is stuck may hold an edit that is half done, and
//! everybody else goes on meanwhile.

use std::time::Duration;

use super::backup::Keeper;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::Reader;

/// Between two looks.
const LOOK: Duration = Duration::from_secs(15);
/// Longer than anything that is right takes: another program may lock the file for five seconds, and a file of a gigabyte
/// is written anew in twenty.
const LIMIT: Duration = Duration::from_mins(1);

/// Asks again and again.
pub(super) struct Watchdog {
    keeper: Keeper,
    look: Duration,
    limit: Duration,
}

impl Watchdog {
    /// Watches what a keeper stands on.
    pub(super) const fn of(keeper: Keeper) -> Self {
        Self {
            keeper,
            look: LOOK,
            limit: LIMIT,
        }
    }

    /// Watches both until the program ends. Each by itself: one that is stuck hides nothing of the other.
    pub(super) async fn watch(self) {
        tokio::select! {
            () = self.keeper.stop.cancelled() => {}
            () = self.lane(Lane::Writing) => {}
            () = self.lane(Lane::Reading) => {}
        }
    }

    async fn lane(&self, lane: Lane) {
        let (name, safe) = match lane {
            Lane::Writing => ("writing", "nothing more is saved; what was acked is safe"),
            Lane::Reading => ("reading", "what is shown may be old; edits are saved"),
        };
        loop {
            tokio::time::sleep(self.look).await;
            let answer = self.ask(lane);
            tokio::pin!(answer);
            if tokio::time::timeout(self.limit, &mut answer).await.is_ok() {
                continue;
            }
            let seconds = self.limit.as_secs();
            self.keeper.tell(
                name,
                &format!(
                    "{name} the local copy has not answered for {seconds} s; {safe}; if it stays so, close leadline and start it again, and send us the log"
                ),
            );
            // The same question, so that an answer is one to it.
            answer.await;
            self.keeper
                .tell(name, &format!("{name} the local copy goes on again"));
        }
    }

    /// Whatever is answered, somebody answers.
    async fn ask(&self, lane: Lane) {
        let store = &self.keeper.store;
        match lane {
            Lane::Writing => {
                let breathe = Command::Sync(SyncCommand::Breathe);
                let _answer = store.commit(breathe, Origin::Engine).await;
            }
            Lane::Reading => {
                let _answer = store.read(Reader::last_fact).await;
            }
        }
    }
}

/// Who is asked.
#[derive(Clone, Copy, Debug)]
enum Lane {
    Writing,
    Reading,
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::{broadcast, watch};
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::clock::Clock;
    use crate::engine::progress::Progress;
    use crate::store::Store;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn f50_who_is_stuck_is_named_and_the_others_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::system();
        let options = crate::store::scratch::options(&clock);
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let (notices, mut heard) = broadcast::channel(8);
        let keeper = Keeper {
            store: store.clone(),
            clock,
            progress: watch::channel(Progress::default()).0,
            notices,
            stop: CancellationToken::new(),
        };
        let dog = Watchdog {
            keeper: keeper.clone(),
            look: Duration::from_millis(1),
            limit: Duration::from_secs(2),
        };
        // Questions that are not answered, on every connection there is.
        let stuck: Vec<mpsc::Sender<()>> = (0..3)
            .map(|_| {
                let (end, ended) = mpsc::channel::<()>();
                let store = store.clone();
                tokio::spawn(async move {
                    store
                        .read(move |_| {
                            let _ended = ended.recv();
                            Ok(())
                        })
                        .await
                });
                end
            })
            .collect();
        let watching = tokio::spawn(dog.watch());
        let said = heard.recv().await.unwrap().text.to_string();
        assert!(
            said.starts_with("reading the local copy has not answered"),
            "{said}"
        );
        assert_eq!(keeper.progress.borrow().faults[0].0, "reading");
        // The writer goes on meanwhile.
        let create = Command::CreateContact {
            fields: serde_json::json!({"firstName": "Ana"})
                .as_object()
                .unwrap()
                .clone(),
        };
        store.commit(create, Origin::Agent).await.unwrap();
        drop(stuck);
        let said = heard.recv().await.unwrap().text.to_string();
        assert_eq!(said, "reading the local copy goes on again");
        keeper.stop.cancel();
        watching.await.unwrap();
    }
}
