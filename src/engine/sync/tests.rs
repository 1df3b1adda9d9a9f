use serde_json::json;

use super::pulling::ABREAST;
use super::*;
use crate::domain::outbox::{Claim, PushOutcome};
use crate::domain::record::EntityKind;
use crate::engine::progress::Link;
use crate::store::scratch::told;
use crate::sync::position::{Answer, Ask};

/// A CRM with two resources of one record each, that counts what it is asked.
#[derive(Clone, Debug, Default)]
struct Small {
    asked: Arc<std::sync::Mutex<Vec<&'static str>>>,
}

impl Source for Small {
    async fn ask(&self, resource: &'static str, _: Ask) -> Result<Answer, Fault> {
        self.asked.lock().unwrap().push(resource);
        let fields = json!({"firstName": "Ana", "dateUpdated": "2026-11-20T00:00:00Z"});
        Ok(Answer {
            records: vec![told(EntityKind::Contact, resource, fields)],
            ..Answer::default()
        })
    }
}

impl Sink for Small {
    async fn push(&self, _: &Claim) -> PushOutcome {
        PushOutcome::Done {
            remote_id: None,
            record: None,
        }
    }

    async fn find(&self, _: &Claim) -> Result<Option<String>, String> {
        Ok(None)
    }
}

impl Crm for Small {
    fn resources(&self) -> Vec<&'static str> {
        vec!["one", "two", "three", "four", "five", "six"]
    }

    fn load(&self) -> ((u32, u32), (u64, u64)) {
        ((1, 80), (1, 200_000))
    }

    fn stumbles(&self) -> (u64, u64) {
        (3, 0)
    }
}

/// A handle over a fresh file, what is told, and what was asked.
fn bench(folder: &std::path::Path) -> (Handle, watch::Receiver<Progress>, Small) {
    let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
    let shared = Shared::over(folder, &clock);
    let told = shared.progress.subscribe();
    let crm = Small::default();
    let handle = with(crm.clone(), shared, None, &Crew::default());
    (handle, told, crm)
}

#[tokio::test]
async fn a_round_fetches_everything_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (handle, told, crm) = bench(folder.path());
    let report = handle.once(false).await.unwrap();
    assert_eq!((report.pulled.len(), report.failed.len()), (6, 0));
    assert_eq!(crm.asked.lock().unwrap().len(), 6);
    let progress = told.borrow().clone();
    assert!(progress.synced.is_some());
    assert_eq!((progress.link, progress.again), (Link::Up, 3));
}

#[tokio::test]
async fn what_cannot_be_saved_is_not_fetched_on_and_not_called_fetched() {
    let folder = tempfile::tempdir().unwrap();
    let (handle, told, crm) = bench(folder.path());
    // Nothing can be saved any more, and reading goes on.
    let beside = rusqlite::Connection::open(folder.path().join("a.db")).unwrap();
    beside.execute_batch("DROP TABLE raw").unwrap();
    let why = handle.once(false).await.unwrap_err();
    assert!(why.contains("the local copy answered"), "{why}");
    assert!(crm.asked.lock().unwrap().len() <= ABREAST, "{crm:?}");
    let progress = told.borrow().clone();
    assert_eq!(progress.synced, None, "nothing was fetched");
    assert!(!progress.faults.is_empty());
}
