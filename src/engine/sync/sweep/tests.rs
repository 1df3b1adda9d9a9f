use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use serde_json::json;

use super::*;
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::engine::crew::Crew;
use crate::engine::sync::{Handle, Shared, with};
use crate::store::Store;
use crate::store::scratch::told;
use crate::sync::position::{Answer, Ask};
use crate::sync::pull::{Fault, Source};
use crate::sync::push::Sink;

/// A CRM with people that can be deleted, and two on a page.
#[derive(Clone, Debug, Default)]
struct Shelf {
    people: Arc<Mutex<BTreeMap<String, u32>>>,
    /// Pages told of the walk.
    pages: Arc<Mutex<u32>>,
    /// Requests allowed in a day.
    daily: u64,
}

impl Shelf {
    fn record(id: &str) -> RemoteRecord {
        let members = json!({"firstName": id, "dateUpdated": "2026-11-20T00:00:00Z"});
        told(EntityKind::Contact, id, members)
    }
}

impl Source for Shelf {
    async fn ask(&self, resource: &'static str, ask: Ask) -> Result<Answer, Fault> {
        let people = self.people.lock().unwrap();
        let after = match ask {
            Ask::Newest { after } => after,
            Ask::Since { .. } => return Ok(Answer::default()),
        };
        if resource.ends_with(crate::domain::command::SWEEP) {
            *self.pages.lock().unwrap() += 1;
        }
        let behind = people
            .keys()
            .filter(|id| after.as_ref().is_none_or(|after| *id > after));
        let page: Vec<&String> = behind.take(2).collect();
        Ok(Answer {
            after: page.last().filter(|_| page.len() == 2).map(|id| (*id).clone()),
            records: page.into_iter().map(|id| Self::record(id)).collect(),
            ..Answer::default()
        })
    }
}

impl Sink for Shelf {
    async fn push(&self, _: &Claim) -> PushOutcome {
        PushOutcome::Missing
    }

    async fn find(&self, _: &Claim) -> Result<Option<String>, String> {
        Ok(None)
    }
}

impl Crm for Shelf {
    fn resources(&self) -> Vec<&'static str> {
        vec!["contacts"]
    }

    fn sweeps(&self) -> Vec<(&'static str, EntityKind)> {
        vec![("contacts.sweep", EntityKind::Contact)]
    }

    async fn get(&self, entity: &EntityRef) -> Result<RemoteRecord, Fault> {
        if self.people.lock().unwrap().contains_key(&entity.id) {
            return Ok(Self::record(&entity.id));
        }
        let (kind, sentence) = (FaultKind::Missing, "404".to_owned().into());
        Err(Fault { kind, sentence })
    }

    fn load(&self) -> ((u32, u32), (u64, u64)) {
        ((1, 80), (1, self.daily))
    }
}

fn bench(folder: &std::path::Path, clock: &Clock, daily: u64) -> (Handle, Store, Shelf) {
    let shared = Shared::over(folder, clock);
    let store = shared.store.clone();
    let shelf = Shelf {
        daily,
        ..Shelf::default()
    };
    for id in ["a", "b", "c", "d", "e"] {
        shelf.people.lock().unwrap().insert(id.into(), 0);
    }
    let handle = with(shelf.clone(), shared, None, &Crew::default());
    (handle, store, shelf)
}

async fn here(store: &Store) -> usize {
    let all = store.read(|reader| reader.people_ids(&crate::domain::filter::Filter::default(), 100));
    all.await.unwrap().len()
}

use crate::clock::Clock;

#[tokio::test]
async fn who_was_deleted_there_is_gone_here_after_two_looks_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let (handle, store, shelf) = bench(folder.path(), &clock, 200_000);
    handle.once(false).await.unwrap();
    assert_eq!(here(&store).await, 5);
    clock.advance(Duration::from_hours(1));
    shelf.people.lock().unwrap().remove("c");
    handle.once(true).await.unwrap();
    assert_eq!(
        (here(&store).await, *shelf.pages.lock().unwrap()),
        (5, 3),
        "one look is no proof"
    );
    clock.advance(Duration::from_mins(11));
    handle.once(false).await.unwrap();
    assert_eq!(here(&store).await, 4);
}

#[tokio::test]
async fn a_sweep_spends_a_tenth_of_the_day_and_goes_on_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let (handle, store, shelf) = bench(folder.path(), &clock, 20);
    handle.once(true).await.unwrap();
    assert_eq!(*shelf.pages.lock().unwrap(), 2, "two of twenty");
    let (began, ended) = store.read(Reader::sweeps).await.unwrap();
    assert!(began.is_some() && ended.is_none(), "it is under way");
    let now = clock.now();
    let spent = store.read(move |reader| reader.swept_today(now)).await.unwrap();
    assert_eq!(
        spent, 2,
        "it is in the file, so that a restart does not forget it"
    );
    clock.advance(Duration::from_hours(24));
    handle.once(true).await.unwrap();
    assert_eq!(*shelf.pages.lock().unwrap(), 3, "it goes on where it stopped");
    assert!(store.read(Reader::sweeps).await.unwrap().1.is_some());
}

#[test]
fn a_sweep_begins_at_night_and_by_day_only_when_it_is_long_due() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let zone = TimeZone::get("America/Los_Angeles").unwrap();
    let (night, day) = (at("2026-11-25T10:30:00Z"), at("2026-11-25T20:00:00Z"));
    let ago = |now: Timestamp, hours| Some(now - SignedDuration::from_hours(hours));
    for (now, ended, due) in [
        (night, None, true),
        (day, None, false),
        (night, ago(night, 21), true),
        (night, ago(night, 3), false),
        (day, ago(day, 21), false),
        (day, ago(day, 37), true),
    ] {
        assert_eq!(is_due(now, ended, &zone), due, "{now} {ended:?}");
    }
}
