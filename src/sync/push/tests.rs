use std::sync::Mutex;
use std::time::Duration;

use serde_json::json;

use super::*;
use crate::domain::command::LeaseCommand;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::outbox::OutboxState;
use crate::domain::record::{EntityKind, RemoteRecord};

/// A CRM that does what it is told, loses answers, and shows messages late.
#[derive(Default)]
struct Crm {
    /// Messages that reached a person.
    reached: Mutex<Vec<String>>,
    /// Answers still to lose.
    lose: Mutex<u32>,
    /// Whether lists show what was done.
    shows: Mutex<bool>,
    /// Whether it cannot be asked.
    fails: Mutex<bool>,
}

impl Sink for Crm {
    async fn push(&self, claim: &Claim) -> PushOutcome {
        let Intent::Send { draft, .. } = &claim.intent else {
            return PushOutcome::Done {
                remote_id: None,
                record: None,
            };
        };
        self.reached.lock().unwrap().push(draft.body.clone());
        let mut lose = self.lose.lock().unwrap();
        if *lose > 0 {
            *lose -= 1;
            let at = claim.claimed.checked_add(self.care().settle).unwrap();
            return PushOutcome::Uncertain {
                at,
                error: "the answer was lost".into(),
            };
        }
        PushOutcome::Done {
            remote_id: Some("m1".into()),
            record: None,
        }
    }

    async fn find(&self, claim: &Claim) -> Result<Option<String>, String> {
        let Intent::Send { draft, .. } = &claim.intent else {
            return Ok(None);
        };
        if *self.fails.lock().unwrap() {
            return Err("no answer".into());
        }
        let there = *self.shows.lock().unwrap() && self.reached.lock().unwrap().contains(&draft.body);
        Ok(there.then(|| "m1".to_owned()))
    }
}

struct Bench {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
    crm: Crm,
    pushed: Pushed,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T10:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let ask = SyncCommand::Lease(LeaseCommand::Ask);
        store.commit(Command::Sync(ask), Origin::Engine).await.unwrap();
        let fields = json!({"firstName": "Ana", "phone": "+19095550142"})
            .as_object()
            .unwrap()
            .clone();
        let record = RemoteRecord {
            kind: EntityKind::Contact,
            id: "c1".into(),
            raw: "{}".into(),
            fields,
        };
        let apply = SyncCommand::Apply {
            records: vec![record],
            cursor: None,
            first_copy: false,
        };
        store.commit(Command::Sync(apply), Origin::Remote).await.unwrap();
        Self {
            _folder: folder,
            store,
            clock,
            crm: Crm::default(),
            pushed: Pushed::default(),
        }
    }

    async fn text(&self) {
        let draft = Draft {
            contact: "c1".into(),
            channel: Channel::Sms,
            subject: None,
            body: "hello".into(),
        };
        self.store
            .commit(
                Command::Send {
                    draft,
                    key: None,
                    not_before: None,
                },
                Origin::Agent,
            )
            .await
            .unwrap();
    }

    async fn push(&mut self) -> Option<PushOutcome> {
        next(&self.store, &self.crm, &mut self.pushed).await.unwrap()
    }

    async fn look(&mut self) -> Option<PushOutcome> {
        look_up(&self.store, &self.crm, &self.clock, &mut self.pushed)
            .await
            .unwrap()
    }

    async fn state(&self) -> OutboxState {
        self.store.read(|reader| reader.outbox(None, 1)).await.unwrap()[0].state
    }

    fn reached(&self) -> usize {
        self.crm.reached.lock().unwrap().len()
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_the_text_goes_once() {
    let mut bench = Bench::new().await;
    *bench.crm.lose.lock().unwrap() = 1;
    bench.text().await;
    bench.push().await;
    assert_eq!(bench.state().await, OutboxState::Uncertain);
    assert_eq!(
        bench.look().await,
        None,
        "not before the lists have had time to show it"
    );
    assert_eq!(bench.push().await, None);
    bench.clock.advance(Duration::from_secs(61));
    *bench.crm.shows.lock().unwrap() = true;
    assert!(matches!(bench.look().await, Some(PushOutcome::Done { .. })));
    assert_eq!((bench.state().await, bench.reached()), (OutboxState::Sent, 1));
}

#[tokio::test]
async fn a_text_never_seen_again_is_held_for_a_person_and_not_sent_twice() {
    let mut bench = Bench::new().await;
    *bench.crm.lose.lock().unwrap() = 1;
    bench.text().await;
    bench.push().await;
    for expected in [OutboxState::Uncertain, OutboxState::Held] {
        bench.clock.advance(Duration::from_secs(61));
        bench.look().await;
        assert_eq!(bench.state().await, expected);
    }
    bench.clock.advance(Duration::from_hours(10));
    assert_eq!(
        (bench.push().await, bench.look().await, bench.reached()),
        (None, None, 1)
    );
}

#[tokio::test]
async fn neither_a_clock_that_was_set_nor_a_failed_look_makes_the_wait_shorter() {
    let mut bench = Bench::new().await;
    *bench.crm.lose.lock().unwrap() = 1;
    bench.text().await;
    bench.push().await;
    let hour = Duration::from_hours(1);
    for wall in [bench.clock.now() + hour, bench.clock.now() - hour] {
        bench.clock.set(wall);
        bench.look().await;
        assert_eq!(
            bench.state().await,
            OutboxState::Uncertain,
            "nothing has passed at {wall}"
        );
    }
    *bench.crm.fails.lock().unwrap() = true;
    for _ in 0..5 {
        bench.clock.advance(Duration::from_secs(61));
        assert!(matches!(bench.look().await, Some(PushOutcome::Uncertain { .. })));
    }
    *bench.crm.fails.lock().unwrap() = false;
    bench.clock.advance(Duration::from_secs(61));
    assert!(
        matches!(bench.look().await, Some(PushOutcome::Unseen { .. })),
        "the first that counts"
    );
    bench.clock.advance(Duration::from_secs(61));
    assert!(matches!(bench.look().await, Some(PushOutcome::Held { .. })));
    assert_eq!(bench.reached(), 1);
}

#[tokio::test]
async fn only_an_automatic_text_goes_again_and_only_when_told_so() {
    let mut bench = Bench::new().await;
    *bench.crm.lose.lock().unwrap() = 1;
    bench.text().await;
    bench.push().await;
    bench.clock.advance(Duration::from_secs(61));
    let probed = bench
        .store
        .commit(Command::Sync(SyncCommand::Probe), Origin::Engine);
    let claim = probed.await.unwrap().claim.unwrap();
    let late = Duration::from_secs(121);
    for (by_person, unseen, goes) in [
        (true, Unseen::Hold, false),
        (true, Unseen::Resend, false),
        (false, Unseen::Hold, false),
        (false, Unseen::Resend, true),
    ] {
        let claim = Claim {
            by_person,
            probes: 1,
            waited: late,
            ..claim.clone()
        };
        let care = Care {
            unseen,
            ..Care::default()
        };
        let outcome = verdict(&claim, Ok(None), care, bench.clock.now());
        assert_eq!(
            matches!(outcome, PushOutcome::Later { .. }),
            goes,
            "{by_person} {unseen:?}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn nothing_waits_nothing_is_done() {
    let mut bench = Bench::new().await;
    assert_eq!(bench.push().await, None);
    assert_eq!(bench.pushed, Pushed::default());
}
