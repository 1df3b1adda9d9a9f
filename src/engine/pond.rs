//! Watches the promise for everybody: a lead that nobody has answered in time goes to the pond that the settings name.
//!
//! Acts only in the copy that talks to the CRM, only while nothing automatic is stopped, and only after the CRM has told
//! everything that happened up to the end of the promise: what a colleague has answered is never given away.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;

use super::helm::Helm;
use super::progress::{Link, Progress};
use super::sync::Handle;
use super::{Notice, Volume};
use crate::clock::Clock;
use crate::domain::command::{Command, PondCommand};
use crate::domain::origin::Origin;
use crate::domain::today::Terms;
use crate::domain::value::{ContactId, Foreign, UserId};
use crate::store::{CommitError, Store, StoreError, Untaken};

/// Rounds of copying that must have ended since a promise was over: the first may have begun before.
const ROUNDS: usize = 2;
/// Between two looks when nothing is known to come.
const LOOK: Duration = Duration::from_mins(1);

/// The watch.
pub(super) struct Pond {
    pub store: Store,
    pub clock: Clock,
    pub terms: Terms,
    pub progress: watch::Receiver<Progress>,
    pub notices: broadcast::Sender<Notice>,
    pub helm: Arc<Helm>,
    pub sync: Handle,
    pub stop: CancellationToken,
}

impl Pond {
    /// Watches until it is told to stop; without a pond there is nothing to watch.
    pub(super) async fn watch(mut self) {
        if self.terms.pond.is_none() {
            return;
        }
        let stop = self.stop.clone();
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.go_on() => {}
        }
    }

    async fn go_on(&mut self) {
        let mut feed = self.store.subscribe();
        loop {
            let nap = match self.look().await {
                Ok(Some((pond, untaken))) if !untaken.over.is_empty() => {
                    self.catch_up().await;
                    self.give_all(&pond, untaken.over).await;
                    continue;
                }
                Ok(Some((_, untaken))) => untaken.next.map_or(LOOK, |next| {
                    let left = Duration::try_from(next.duration_since(self.clock.now()));
                    left.unwrap_or_default().saturating_add(Duration::from_millis(1))
                }),
                Ok(None) => LOOK,
                Err(error) => {
                    tracing::warn!(%error, "the pond could not be watched; it is tried again");
                    LOOK
                }
            };
            tokio::select! {
                // Whatever is committed may be a new lead, or the answer to one.
                _news = feed.recv() => {}
                () = tokio::time::sleep(nap) => {}
            }
        }
    }

    /// The pond and who is to go there; nothing while it is not for this copy to say.
    pub(super) async fn look(&self) -> Result<Option<(UserId, Untaken)>, CommitError> {
        let up = matches!(self.progress.borrow().link, Link::Up);
        if !up || self.progress.borrow().first_copy || !self.helm.holds().await {
            return Ok(None);
        }
        let terms = self.terms.clone();
        let found = self.store.read(move |reader| {
            let pond = match reader.stopped()? {
                None => reader.pond(&terms)?,
                Some(_) => None,
            };
            let named = pond.map(|pond| Ok::<_, StoreError>((reader.is_pond(&pond)?, pond)));
            named.transpose()
        });
        let Some((is_named, pond)) = found.await? else {
            return Ok(None);
        };
        if !is_named {
            let name = PondCommand::Name { pond: pond.clone() };
            self.store.commit(Command::Pond(name), Origin::Engine).await?;
        }
        let (of, promise, now) = (pond.clone(), self.terms.promise, self.clock.now());
        let untaken = self
            .store
            .read(move |reader| reader.untaken(&of, promise, now))
            .await?;
        Ok(Some((pond, untaken)))
    }

    /// Waits until the CRM has told what happened until now.
    async fn catch_up(&mut self) {
        for _ in 0..ROUNDS {
            let before = self.progress.borrow().synced;
            self.sync.now();
            let told = self.progress.wait_for(|progress| progress.synced != before).await;
            if told.is_err() {
                return;
            }
        }
    }

    async fn give_all(&self, pond: &UserId, over: Vec<ContactId>) {
        for contact in over {
            if let Err(error) = self.give(pond, contact).await {
                tracing::warn!(error = error.outline(), "a lead stays where it is");
            }
        }
    }

    /// Gives one lead to the pond, unless somebody was faster, and says so.
    pub(super) async fn give(&self, pond: &UserId, contact: ContactId) -> Result<(), CommitError> {
        let give = PondCommand::Give {
            contact: contact.clone(),
            pond: pond.clone(),
            promise: self.terms.promise,
        };
        let receipt = self.store.commit(Command::Pond(give), Origin::Engine).await?;
        if receipt.outbox.is_empty() {
            return Ok(());
        }
        let who = self.store.read(move |reader| reader.person(&contact)).await?;
        let name = who.map(|who| who.contact.name().to_string()).unwrap_or_default();
        let text = format!("{name} went {}", receipt.summary);
        // Nobody listening is fine.
        let _nobody = self.notices.send(Notice {
            volume: Volume::Ring,
            text: Foreign::from(text).shown(),
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::access::Role;
    use crate::domain::command::SyncCommand;
    use crate::domain::record::{EntityKind, RemoteRecord};
    use crate::store::{Options, Person};

    struct Bench {
        _folder: tempfile::TempDir,
        pond: Pond,
        progress: watch::Sender<Progress>,
        heard: broadcast::Receiver<Notice>,
    }

    impl Bench {
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let clock = Clock::manual("2026-04-14T09:00:00Z".parse().unwrap());
            let options = Options {
                clock: clock.clone(),
                role: Role::Owner,
                me: Some("jo".into()),
                rules: crate::store::at_any_hour(),
            };
            let store = Store::open(&folder.path().join("a.db"), options).unwrap();
            let (progress, _) = watch::channel(Progress {
                link: Link::Up,
                ..Progress::default()
            });
            let (notices, heard) = broadcast::channel(8);
            let helm = Helm::new(store.clone(), clock.clone(), progress.clone());
            let pond = Pond {
                terms: Terms {
                    pond: Some("Team Pond".into()),
                    ..Terms::default()
                },
                progress: progress.subscribe(),
                helm: Arc::new(helm),
                sync: super::super::sync::without(progress.clone()),
                stop: CancellationToken::new(),
                store,
                clock,
                notices,
            };
            let bench = Self {
                _folder: folder,
                pond,
                progress,
                heard,
            };
            bench
                .tell(vec![
                    told(EntityKind::User, "jo", json!({"name": "Jo Park"})),
                    told(EntityKind::User, "pond", json!({"name": "Team Pond"})),
                    person("before", "2026-04-14T08:59:00Z"),
                ])
                .await;
            bench
        }

        async fn tell(&self, records: Vec<RemoteRecord>) {
            let apply = SyncCommand::Apply {
                records,
                cursor: None,
                first_copy: false,
            };
            let store = &self.pond.store;
            store.commit(Command::Sync(apply), Origin::Remote).await.unwrap();
        }

        async fn over(&self) -> Vec<String> {
            let (_, untaken) = self.pond.look().await.unwrap().unwrap();
            untaken.over.iter().map(ToString::to_string).collect()
        }

        async fn person(&self, id: &str) -> Person {
            let id = ContactId::from(id);
            self.pond
                .store
                .read(move |reader| reader.person(&id))
                .await
                .unwrap()
                .unwrap()
        }
    }

    fn told(kind: EntityKind, id: &str, members: Value) -> RemoteRecord {
        RemoteRecord {
            kind,
            id: id.into(),
            raw: "{}".into(),
            fields: members.as_object().unwrap().clone(),
        }
    }

    fn person(id: &str, added: &str) -> RemoteRecord {
        told(
            EntityKind::Contact,
            id,
            json!({"firstName": id, "assignedTo": "jo", "dateAdded": added, "type": "lead"}),
        )
    }

    #[tokio::test]
    async fn a_lead_not_answered_in_time_goes_to_the_pond_once_and_both_are_told() {
        let mut bench = Bench::new().await;
        assert!(
            bench.over().await.is_empty(),
            "the pond is named now; who was there before stays"
        );
        bench
            .tell(vec![
                person("maria", "2026-04-14T09:00:30Z"),
                person("ken", "2026-04-14T09:00:40Z"),
                told(
                    EntityKind::Message,
                    "m1",
                    json!({"contactId": "ken", "messageType": "TYPE_SMS", "direction": "outbound", "body": "hi",
                           "userId": "dev", "dateAdded": "2026-04-14T09:02:00Z"}),
                ),
            ])
            .await;
        let (pond, untaken) = bench.pond.look().await.unwrap().unwrap();
        let ends: Timestamp = "2026-04-14T09:05:30Z".parse().unwrap();
        assert_eq!((untaken.over.len(), untaken.next), (0, Some(ends)));
        bench.pond.clock.advance(Duration::from_secs(331));
        assert_eq!(bench.over().await, ["maria"]);
        bench.pond.give(&pond, "maria".into()).await.unwrap();
        let maria = bench.person("maria").await;
        assert_eq!(maria.contact.assigned_to, Some("pond".into()));
        assert!(
            maria.notes[0].body.raw().contains("within 5:00"),
            "{:?}",
            maria.notes[0].body.raw()
        );
        assert!(maria.notes[0].body.raw().contains("They were with Jo Park"));
        let said = bench.heard.try_recv().unwrap().text.to_string();
        assert_eq!(said, "maria went to Team Pond: nobody answered in 5:00");
        // Taken back by a person it stays where they put it.
        let back = Command::EditContact {
            contact: "maria".into(),
            changes: vec![("assignedTo".to_owned(), "jo".into())],
        };
        bench.pond.store.commit(back, Origin::Agent).await.unwrap();
        assert!(bench.over().await.is_empty());
        bench.pond.give(&pond, "maria".into()).await.unwrap();
        assert_eq!(bench.person("maria").await.contact.assigned_to, Some("jo".into()));
        assert!(bench.heard.try_recv().is_err());
    }

    #[tokio::test]
    async fn nothing_is_given_away_offline_or_while_everything_automatic_is_stopped() {
        let bench = Bench::new().await;
        assert!(bench.pond.look().await.unwrap().is_some());
        let stop = Command::SwitchAutomatic { on: false };
        bench.pond.store.commit(stop, Origin::Agent).await.unwrap();
        assert!(bench.pond.look().await.unwrap().is_none());
        let go = Command::SwitchAutomatic { on: true };
        bench.pond.store.commit(go, Origin::Agent).await.unwrap();
        bench.progress.send_modify(|progress| progress.link = Link::None);
        assert!(bench.pond.look().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn the_watch_waits_for_what_the_crm_has_to_tell() {
        let bench = Bench::new().await;
        bench.pond.look().await.unwrap();
        bench.tell(vec![person("maria", "2026-04-14T09:00:30Z")]).await;
        bench.pond.clock.advance(Duration::from_secs(331));
        let (store, progress, stop) = (
            bench.pond.store.clone(),
            bench.progress.clone(),
            bench.pond.stop.clone(),
        );
        let now = bench.pond.clock.now();
        let watching = tokio::spawn(bench.pond.watch());
        // However often it is looked at: she goes only after rounds of copying that have ended since.
        let mut rounds = 0;
        while !is_given(&store).await {
            assert!(rounds < 2_000, "she was never given to the pond");
            rounds += 1;
            let ended = now + jiff::SignedDuration::from_secs(rounds);
            progress.send_modify(|progress| progress.synced = Some(ended));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(rounds >= ROUNDS as i64, "after {rounds} rounds");
        stop.cancel();
        watching.await.unwrap();
    }

    async fn is_given(store: &Store) -> bool {
        let found = store.read(|reader| reader.person(&"maria".into())).await;
        found.unwrap().unwrap().contact.assigned_to == Some("pond".into())
    }
}
