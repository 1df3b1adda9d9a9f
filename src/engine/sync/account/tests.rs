use std::sync::{Arc, Mutex as StdMutex};

use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::account::{Came, Latest, Mark};
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::engine::crew::Crew;
use crate::engine::sync::{Handle, Shared, with};
use crate::store::Store;
use crate::store::scratch::told;
use crate::sync::position::{Answer, Ask};
use crate::sync::pull::{Fault, FaultKind, Source};
use crate::sync::push::Sink;

/// A CRM with twelve people whose ids begin with a letter that a restore changes.
#[derive(Clone, Debug)]
struct Office {
    prefix: Arc<StdMutex<&'static str>>,
    pushed: Arc<StdMutex<u32>>,
    looks: Arc<StdMutex<u32>>,
}

impl Office {
    fn people(&self) -> Vec<Came> {
        let prefix = *self.prefix.lock().unwrap();
        (1..=12)
            .map(|day| {
                (
                    format!("{prefix}{day:02}"),
                    format!("2026-03-{day:02}T10:00:00Z").parse().unwrap(),
                )
            })
            .collect()
    }

    fn record((id, at): &Came) -> RemoteRecord {
        let email = format!("{}@b.co", &id[1..]);
        let members = json!({"firstName": "Ana", "email": email, "dateAdded": at.to_string(),
                             "dateUpdated": at.to_string()});
        told(EntityKind::Contact, id, members)
    }
}

impl Source for Office {
    async fn ask(&self, _: &'static str, ask: Ask) -> Result<Answer, Fault> {
        let records = match ask {
            Ask::Newest { .. } => self.people().iter().map(Self::record).collect(),
            Ask::Since { .. } => Vec::new(),
        };
        Ok(Answer {
            records,
            ..Answer::default()
        })
    }
}

impl Sink for Office {
    async fn push(&self, _: &Claim) -> PushOutcome {
        *self.pushed.lock().unwrap() += 1;
        PushOutcome::Done {
            remote_id: None,
            record: None,
        }
    }

    async fn find(&self, _: &Claim) -> Result<Option<String>, String> {
        Ok(None)
    }
}

impl Crm for Office {
    fn resources(&self) -> Vec<&'static str> {
        vec!["contacts"]
    }

    fn sweeps(&self) -> Vec<(&'static str, EntityKind)> {
        vec![("contacts.sweep", EntityKind::Contact)]
    }

    async fn account(&self, latest: Option<&str>) -> Result<Option<Found>, Fault> {
        *self.looks.lock().unwrap() += 1;
        let oldest = self.people();
        let there = oldest.iter().find(|(id, _)| latest == Some(id.as_str()));
        Ok(Some(Found {
            mark: Mark::default(),
            newest: oldest.iter().rev().cloned().collect(),
            latest: there.map_or(Latest::Missing, |(_, at)| Latest::At(*at)),
            oldest,
        }))
    }

    async fn get(&self, _: &EntityRef) -> Result<RemoteRecord, Fault> {
        let (kind, sentence) = (FaultKind::Missing, "404".to_owned().into());
        Err(Fault { kind, sentence })
    }

    fn load(&self) -> ((u32, u32), (u64, u64)) {
        ((1, 80), (1, 200_000))
    }
}

fn bench(folder: &std::path::Path, clock: &Clock) -> (Handle, Store, Office) {
    let shared = Shared::over(folder, clock);
    let store = shared.store.clone();
    let office = Office {
        prefix: Arc::new(StdMutex::new("a")),
        pushed: Arc::default(),
        looks: Arc::default(),
    };
    let handle = with(office.clone(), shared, None, &Crew::default());
    (handle, store, office)
}

async fn edit(store: &Store, city: &str) {
    let edit = Command::EditContact {
        contact: "a03".into(),
        changes: vec![("city".to_owned(), city.into())],
    };
    store.commit(edit, Origin::Agent).await.unwrap();
}

async fn people(store: &Store) -> usize {
    let all = store.read(|reader| reader.people_ids(&crate::domain::filter::Filter::default(), 100));
    all.await.unwrap().len()
}

#[tokio::test]
async fn f31_an_account_with_other_ids_stops_pushes_until_it_is_read_and_accepted() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let (handle, store, office) = bench(folder.path(), &clock);
    handle.once(false).await.unwrap();
    edit(&store, "Rialto").await;
    handle.once(false).await.unwrap();
    let looks = *office.looks.lock().unwrap();
    assert_eq!(
        (*office.pushed.lock().unwrap(), looks),
        (1, 1),
        "a living account"
    );
    handle.once(false).await.unwrap();
    assert_eq!(*office.looks.lock().unwrap(), 1, "not with every round");

    *office.prefix.lock().unwrap() = "b";
    clock.advance(Duration::from_hours(2));
    edit(&store, "Upland").await;
    handle.once(false).await.unwrap();
    assert_eq!(*office.pushed.lock().unwrap(), 1, "the first sign holds pushes");
    assert_eq!(
        store.read(Reader::doubt).await.unwrap(),
        None,
        "and is no doubt yet"
    );
    clock.advance(Duration::from_secs(61));
    handle.once(false).await.unwrap();
    let doubt = store.read(Reader::doubt).await.unwrap().unwrap();
    assert_eq!((doubt.reading, doubt.followed, doubt.left_over), (false, 12, 0));
    assert_eq!((people(&store).await, *office.pushed.lock().unwrap()), (12, 1));
    store.commit(Command::AcceptAccount, Origin::Agent).await.unwrap();
    handle.once(false).await.unwrap();
    assert_eq!(*office.pushed.lock().unwrap(), 2, "it goes on");
}

#[tokio::test]
async fn a_sign_that_passes_is_no_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let (handle, store, office) = bench(folder.path(), &clock);
    handle.once(false).await.unwrap();
    handle.once(false).await.unwrap();
    *office.prefix.lock().unwrap() = "b";
    clock.advance(Duration::from_hours(2));
    handle.once(false).await.unwrap();
    *office.prefix.lock().unwrap() = "a";
    clock.advance(Duration::from_secs(61));
    edit(&store, "Upland").await;
    handle.once(false).await.unwrap();
    assert_eq!(store.read(Reader::doubt).await.unwrap(), None);
    assert_eq!(*office.pushed.lock().unwrap(), 1);
}
