use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::crew::Crew;
use crate::engine::sync::{Crm, Handle, Shared, with};
use crate::store::scratch::told;
use crate::sync::position::{Answer, Ask};
use crate::sync::pull::{Fault, Source};
use crate::sync::push::{self, Pushed, Sink};

/// Every wait is for a condition; this is for slow machines.
const PATIENCE: Duration = Duration::from_secs(30);

/// A CRM that counts what it is asked and told, by every copy by itself.
#[derive(Clone, Debug, Default)]
struct Counted {
    asked: Arc<AtomicUsize>,
    pushed: Arc<Mutex<Vec<Claim>>>,
}

impl Counted {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn pushed(&self) -> usize {
        self.pushed.lock().unwrap().len()
    }
}

impl Source for Counted {
    async fn ask(&self, _: &'static str, _: Ask) -> Result<Answer, Fault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let fields = json!({"firstName": "Ana", "dateUpdated": "2026-11-20T00:00:00Z"});
        Ok(Answer {
            records: vec![told(EntityKind::Contact, "c1", fields)],
            ..Answer::default()
        })
    }
}

impl Sink for Counted {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        self.pushed.lock().unwrap().push(claim.clone());
        PushOutcome::Done {
            remote_id: None,
            record: None,
        }
    }

    async fn find(&self, _: &Claim) -> Result<Option<String>, String> {
        Ok(None)
    }
}

impl Crm for Counted {
    fn resources(&self) -> Vec<&'static str> {
        vec!["contacts"]
    }

    async fn person(&self, _: &str) -> Result<Vec<RemoteRecord>, Fault> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        Ok(Vec::new())
    }

    fn load(&self) -> ((u32, u32), (u64, u64)) {
        ((1, 80), (1, 200_000))
    }
}

/// One open copy of the program.
struct Copy {
    crm: Counted,
    store: Store,
    helm: Arc<Helm>,
    sync: Handle,
    progress: watch::Receiver<Progress>,
    crew: Crew,
}

impl Copy {
    /// Opens the file; with `every` as a screen does, without as a command does.
    fn open(folder: &std::path::Path, clock: &Clock, every: Option<Duration>) -> Self {
        let shared = Shared::over(folder, clock);
        let (store, helm) = (shared.store.clone(), Arc::clone(&shared.helm));
        let (progress, crm) = (shared.progress.subscribe(), Counted::default());
        let crew = Crew {
            stop: shared.stop.clone(),
            ..Crew::default()
        };
        let sync = with(crm.clone(), shared, every, &crew);
        crew.begun.begin();
        Self {
            crm,
            store,
            helm,
            sync,
            progress,
            crew,
        }
    }

    async fn edit(&self, city: &str) {
        let edit = Command::EditContact {
            contact: "c1".into(),
            changes: vec![("city".into(), city.into())],
        };
        self.store.commit(edit, Origin::Agent).await.unwrap();
    }

    /// Ends without letting go, as a killed program does.
    async fn dies(&self) {
        self.crew.stop.cancel();
        self.crew.workers.close();
        self.crew.workers.wait().await;
    }
}

async fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(PATIENCE, async {
        while !is() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "not in time: {what}");
}

fn bench() -> (tempfile::TempDir, Clock) {
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    (tempfile::tempdir().unwrap(), clock)
}

const HOUR: Option<Duration> = Some(Duration::from_hours(1));

#[tokio::test]
async fn of_two_open_copies_one_talks_and_the_other_follows_when_it_dies() {
    let (folder, clock) = bench();
    let first = Copy::open(folder.path(), &clock, HOUR);
    eventually("the first copies", || first.crm.asked() == 1).await;
    let second = Copy::open(folder.path(), &clock, HOUR);
    eventually("the second reads", || {
        second.progress.borrow().elsewhere && second.progress.borrow().link == Link::Up
    })
    .await;
    second.edit("Rialto").await;
    eventually("the first pushes what was edited in the second", || {
        first.crm.pushed() == 1
    })
    .await;
    assert_eq!((second.crm.asked(), second.crm.pushed()), (0, 0));

    first.dies().await;
    clock.advance(crate::store::EXPIRY);
    eventually("the second copies", || second.crm.asked() == 1).await;
    second.edit("Upland").await;
    eventually("the second pushes", || second.crm.pushed() == 1).await;
    assert_eq!(second.crm.pushed.lock().unwrap()[0].epoch, 2);
    assert!(!second.progress.borrow().elsewhere);

    // The first wakes up: it reads its lease before it does anything.
    assert!(!first.helm.holds().await);
    first.edit("Chino").await;
    let tried = push::next(&first.store, &first.crm, &mut Pushed::default()).await;
    assert_eq!(tried.unwrap(), None);
    eventually("the second pushes that too", || second.crm.pushed() == 2).await;
    assert_eq!(first.crm.pushed(), 1);
    second.dies().await;
}

#[tokio::test]
async fn what_was_edited_elsewhere_is_told_here() {
    let (folder, clock) = bench();
    let screen = Copy::open(folder.path(), &clock, HOUR);
    eventually("it copies", || screen.crm.asked() == 1).await;
    let mut feed = screen.store.subscribe();
    let command = Copy::open(folder.path(), &clock, None);
    command.edit("Rialto").await;
    // What is committed here right afterwards does not hide it.
    screen.edit("Upland").await;
    let told = async {
        while !feed
            .recv()
            .await
            .unwrap()
            .topics
            .contains(&Topic::Records(EntityKind::User))
        {}
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    screen.dies().await;
}

#[tokio::test]
async fn a_command_beside_a_screen_has_the_screen_do_it() {
    let (folder, clock) = bench();
    let screen = Copy::open(folder.path(), &clock, HOUR);
    eventually("it copies", || screen.crm.asked() == 1).await;
    let command = Copy::open(folder.path(), &clock, None);
    command.edit("Rialto").await;
    let drained = command.sync.drain(PATIENCE).await.unwrap();
    assert_eq!(
        (drained.elsewhere, drained.waiting, drained.pushed.done),
        (true, 0, 1)
    );
    let synced = command.sync.once(true).await.unwrap();
    assert!(synced.elsewhere, "{synced:?}");
    assert_eq!((screen.crm.asked(), screen.crm.pushed()), (2, 1));
    command.sync.fetch(&"c1".into()).await.unwrap();
    assert_eq!((command.crm.asked(), command.crm.pushed()), (0, 0));
    screen.dies().await;
}

#[tokio::test]
async fn a_command_alone_does_it_itself_and_lets_go() {
    let (folder, clock) = bench();
    let (one, other) = (
        Copy::open(folder.path(), &clock, None),
        Copy::open(folder.path(), &clock, None),
    );
    for copy in [&one, &other, &one] {
        assert!(!copy.sync.once(false).await.unwrap().elsewhere);
        copy.edit("Rialto").await;
        copy.edit("Upland").await;
        assert!(!copy.sync.drain(PATIENCE).await.unwrap().elsewhere);
    }
    assert_eq!((one.crm.asked(), other.crm.asked()), (2, 1));
}

#[tokio::test]
async fn a_command_that_waits_follows_when_the_holder_goes() {
    let (folder, clock) = bench();
    let (holder, command) = (
        Copy::open(folder.path(), &clock, None),
        Copy::open(folder.path(), &clock, None),
    );
    command.sync.once(false).await.unwrap();
    assert!(holder.helm.ask().await.unwrap().ours);
    command.edit("Rialto").await;
    let (drained, ()) = tokio::join!(command.sync.drain(PATIENCE), async {
        tokio::time::sleep(LOOK).await;
        holder.helm.let_go().await;
    });
    let drained = drained.unwrap();
    assert_eq!(
        (drained.elsewhere, drained.waiting, drained.pushed.done),
        (false, 0, 1)
    );
    assert_eq!((holder.crm.pushed(), command.crm.pushed()), (0, 1));
}
