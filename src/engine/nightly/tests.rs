//! Nights with the simulated Claude: together, one by one, and cut off between.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;
use crate::claude::client::{Client, Settings};
use crate::claude::price::PriceTable;
use crate::claude::request::Body;
use crate::clock::Clock;
use crate::copilot::budget::Budget;
use crate::copilot::order::{Lanes, Limits};
use crate::copilot::work::runner::WorkTerms;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::plan::Permits;
use crate::domain::record::{EntityKind, RemoteRecord};
use crate::domain::spend::{OpenBatch, SpendCommand};
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::store::{Reader, Roster, Store};

/// People who wait for an answer: two pieces of work each.
const PEOPLE: usize = 5;
const LIMIT: i64 = 5_000_000;

struct House {
    folder: tempfile::TempDir,
    sandbox: Sandbox,
    clock: Clock,
    store: Store,
}

fn told(kind: EntityKind, id: String, members: &Value) -> RemoteRecord {
    RemoteRecord {
        kind,
        id,
        raw: members.to_string(),
        fields: members.as_object().unwrap().clone(),
    }
}

fn waiting(nr: usize) -> [RemoteRecord; 3] {
    let contact = format!("w_{nr}");
    let at = format!("2026-04-13T1{nr}:00:00Z");
    [
        told(
            EntityKind::Contact,
            contact.clone(),
            &json!({ "firstName": format!("Lena{nr}"), "lastName": "Ruiz", "phone": format!("+1909555020{nr}"),
                "dateAdded": "2026-01-01T00:00:00Z" }),
        ),
        told(
            EntityKind::Conversation,
            format!("cv_{nr}"),
            &json!({ "contactId": contact, "unreadCount": 1, "lastMessageDate": at, "lastMessageDirection": "inbound" }),
        ),
        told(
            EntityKind::Message,
            format!("wm_{nr}"),
            &json!({ "contactId": contact, "conversationId": format!("cv_{nr}"), "messageType": "TYPE_SMS",
                "direction": "inbound", "body": "Can we see the home this week?", "dateAdded": at }),
        ),
    ]
}

async fn house(now: &str) -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual(now.parse().unwrap());
    let options = SandboxOptions {
        contacts: 1,
        unlimited: true,
        lively: false,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(options, clock.clone()).await.unwrap();
    let path = folder.path().join("a.db");
    let store = Store::open(&path, crate::store::scratch::options(&clock)).unwrap();
    let records = (0..PEOPLE).flat_map(waiting).collect();
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    store.commit(Command::Sync(apply), Origin::Remote).await.unwrap();
    House {
        folder,
        sandbox,
        clock,
        store,
    }
}

impl House {
    /// Another run of the program.
    fn again(&mut self) {
        let path = self.folder.path().join("a.db");
        self.store = Store::open(&path, crate::store::scratch::options(&self.clock)).unwrap();
    }

    fn desk(&self) -> Desk {
        Desk {
            store: self.store.clone(),
            roster: Roster::default(),
            clock: self.clock.clone(),
            zone: TimeZone::UTC,
            me: None,
            role: Role::Owner,
            rules: Arc::default(),
            terms: Arc::default(),
            permits: Arc::new(Permits::new()),
        }
    }

    /// A client whose requests bring a control, or none.
    fn client(&self, control: Option<&Value>) -> Client {
        let control = control.map(|control| ("x-claude-sim".to_owned(), control.to_string()));
        let settings = Settings {
            base_url: self.sandbox.claude_url().to_owned(),
            headers: control.into_iter().collect(),
            ..Settings::with_key(self.sandbox.claude_key().clone())
        };
        Client::new(&settings, self.clock.clone()).unwrap()
    }

    fn runner(&self, limits: Limits) -> Runner {
        self.runner_of(self.client(None), limits)
    }

    fn runner_of(&self, client: Client, limits: Limits) -> Runner {
        let terms = WorkTerms {
            model: crate::claude::model::CHAT_MODEL.to_owned(),
            lanes: Lanes::default(),
            me: None,
        };
        let prices = PriceTable::built_in().unwrap();
        let budget = Budget::new(
            self.store.clone(),
            self.clock.clone(),
            prices,
            limits,
            TimeZone::UTC,
        );
        Runner::new(self.store.clone(), client, budget, terms)
    }

    async fn night(&self, limits: Limits) -> Option<Night> {
        self.night_of(&self.runner(limits)).await
    }

    async fn night_of(&self, runner: &Runner) -> Option<Night> {
        let stop = CancellationToken::new();
        overnight(runner, &self.desk(), LIMIT, &stop).await.unwrap()
    }

    /// Batches that the service has.
    async fn batches(&self) -> usize {
        let since = jiff::Timestamp::UNIX_EPOCH;
        self.client(None).batches_since(since).await.unwrap().len()
    }

    /// As if the program were killed as soon as the service has taken the batch: nobody keeps what it answers.
    async fn killed_when_it_is_sent(&mut self) {
        let before = self.batches().await;
        let waits = json!({ "wait_ms": 600_000 });
        let runner = self.runner_of(self.client(Some(&waits)), Limits::default());
        tokio::select! {
            _ = self.night_of(&runner) => unreachable!("the service does not answer"),
            () = async {
                while self.batches().await == before {
                    tokio::task::yield_now().await;
                }
            } => {}
        }
        self.again();
    }

    /// A batch of as many requests, of another program that uses the same account.
    async fn another_program_sends(&self, requests: usize) {
        let model = crate::claude::model::CHAT_MODEL;
        let params =
            json!({ "model": model, "max_tokens": 64, "messages": [{"role": "user", "content": "hello"}] });
        let body = Body {
            bytes: params.to_string().into_bytes(),
            betas: Vec::new(),
        };
        let all: Vec<_> = (0..requests)
            .map(|nr| (format!("theirs_{nr}"), body.clone()))
            .collect();
        self.client(None).send_batch(&all).await.unwrap();
    }

    async fn spent(&self) -> i64 {
        let all = |reader: &Reader| reader.spent_since(jiff::Timestamp::UNIX_EPOCH);
        self.store.read(all).await.unwrap()
    }

    async fn is_open(&self) -> bool {
        self.store.read(Reader::open_batch).await.unwrap().is_some()
    }

    /// How many requests about somebody left, none with their name.
    async fn left(&self, person: &'static str) -> usize {
        let sent = self
            .store
            .read(move |reader| reader.prepared_sent(&person.into()))
            .await
            .unwrap();
        for one in &sent {
            assert!(!one.body.contains("Lena"), "{}", one.body);
        }
        sent.len()
    }
}

#[test]
fn a_night_has_two_beginnings_and_an_end() {
    let at = |text: &str| text.parse::<Zoned>().unwrap();
    for (now, begins) in [
        ("2026-04-14T03:59:59[America/Los_Angeles]", None),
        ("2026-04-14T04:00:00[America/Los_Angeles]", Some(4)),
        ("2026-04-14T05:44:59[America/Los_Angeles]", Some(4)),
        ("2026-04-14T05:45:00[America/Los_Angeles]", Some(5)),
        ("2026-04-14T06:29:59[America/Los_Angeles]", Some(5)),
        ("2026-04-14T06:30:00[America/Los_Angeles]", None),
        ("2026-04-14T19:00:00[America/Los_Angeles]", None),
    ] {
        let due = due(&at(now));
        assert_eq!(due.map(|(_, time)| time.hour()), begins, "{now}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_many_need_is_asked_together_at_half_the_price_and_fetched_by_the_next_run() {
    let mut house = house("2026-04-14T04:00:00Z").await;
    assert_eq!(house.night(Limits::default()).await, None);
    assert!(house.is_open().await);
    // Killed here; the next run knows the batch and asks nothing twice.
    house.again();
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!(
        (night.made, night.stopped.as_deref()),
        (2 * PEOPLE, None),
        "{night:?}"
    );
    assert!(!house.is_open().await);
    assert_eq!(house.left("w_0").await, 2, "each left once");
    let together = house.spent().await;
    assert_eq!(together, night.micro_dollars, "nothing is held any more");
    let again = house.night(Limits::default()).await.unwrap();
    assert_eq!((again.made, again.cached), (0, 2 * PEOPLE), "{again:?}");
    let alone = self::house("2026-04-14T06:01:00Z").await;
    let night = alone.night(Limits::default()).await.unwrap();
    assert_eq!(night.made, 2 * PEOPLE, "too late to wait: {night:?}");
    let (half, whole) = (together * 2, alone.spent().await);
    assert!(
        (whole * 9 / 10..=whole * 11 / 10).contains(&half),
        "{half} of {whole}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_id_nobody_kept_is_found_again_and_nothing_is_paid_twice() {
    let mut house = house("2026-04-14T04:00:00Z").await;
    house.another_program_sends(2 * PEOPLE).await;
    house.killed_when_it_is_sent().await;
    house.another_program_sends(2 * PEOPLE).await;
    house.another_program_sends(1).await;
    // The clock here is not the service's.
    house.clock.set("2026-04-14T05:00:00Z".parse().unwrap());
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!(
        (night.made, night.stopped.as_deref()),
        (2 * PEOPLE, None),
        "{night:?}"
    );
    assert_eq!(house.left("w_0").await, 2, "each left once");
    assert_eq!(
        house.spent().await,
        night.micro_dollars,
        "nothing is held any more"
    );
    assert!(!house.is_open().await);
    assert_eq!(house.batches().await, 3, "only ours is deleted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_whose_answer_was_lost_is_looked_for_and_one_that_was_refused_is_not() {
    let house = house("2026-04-14T04:00:00Z").await;
    let fails = |status: u16| json!({ "fault": { "status": status } });
    let runner = |status| house.runner_of(house.client(Some(&fails(status))), Limits::default());
    assert_eq!(house.night_of(&runner(504)).await, None, "nobody knows");
    assert!(house.is_open().await);
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!(
        (night.made, house.left("w_0").await),
        (2 * PEOPLE, 2),
        "{night:?}"
    );
    let other = self::house("2026-04-14T04:00:00Z").await;
    let runner = other.runner_of(other.client(Some(&fails(401))), Limits::default());
    let night = other.night_of(&runner).await.unwrap();
    assert!(night.stopped.is_some() && !other.is_open().await, "{night:?}");
    assert_eq!(other.spent().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_never_came_there_is_sent_anew_once_that_is_sure() {
    let house = house("2026-04-14T04:00:00Z").await;
    let meant = OpenBatch {
        id: None,
        hold: "none".into(),
        at: house.clock.now(),
        requests: 10,
    };
    let keep = Command::Spend(SpendCommand::KeepBatch(Some(meant)));
    house.store.commit(keep, Origin::Engine).await.unwrap();
    assert_eq!(
        house.night(Limits::default()).await,
        None,
        "it may still come there"
    );
    assert_eq!(house.batches().await, 0);
    house.clock.advance(Duration::from_mins(1));
    assert_eq!(house.night(Limits::default()).await, None);
    assert_eq!(house.batches().await, 1, "sent anew");
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!(night.made, 2 * PEOPLE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_is_not_answered_in_time_is_given_up_and_the_night_is_whole_all_the_same() {
    let house = house("2026-04-14T05:50:00Z").await;
    let lost = OpenBatch {
        id: Some("msgbatch_lost".into()),
        hold: "none".into(),
        at: house.clock.now(),
        requests: 10,
    };
    let keep = Command::Spend(SpendCommand::KeepBatch(Some(lost)));
    house.store.commit(keep, Origin::Engine).await.unwrap();
    assert_eq!(house.night(Limits::default()).await, None, "it is waited for");
    house.clock.advance(Duration::from_mins(11));
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!((night.made, night.stopped), (2 * PEOPLE, None));
    assert!(!house.is_open().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_limit_leaves_too_little_for_all_at_once_it_is_asked_one_by_one() {
    let house = house("2026-04-14T04:00:00Z").await;
    let tight = Limits {
        day: Some(30_000),
        ..Limits::default()
    };
    let night = house.night(tight).await.unwrap();
    assert!(!house.is_open().await && night.made > 0, "{night:?}");
    assert!(house.spent().await <= 30_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_whose_facts_changed_is_not_used_and_its_price_is_counted() {
    let house = house("2026-04-14T04:00:00Z").await;
    assert_eq!(house.night(Limits::default()).await, None);
    let said = json!({ "contactId": "w_0", "conversationId": "cv_0", "messageType": "TYPE_SMS",
        "direction": "inbound", "body": "Can we still see the home this week?", "dateAdded": "2026-04-14T03:59:00Z" });
    let apply = SyncCommand::Apply {
        records: vec![told(EntityKind::Message, "wm_later_0".into(), &said)],
        cursor: None,
        first_copy: false,
    };
    house
        .store
        .commit(Command::Sync(apply), Origin::Remote)
        .await
        .unwrap();
    let night = house.night(Limits::default()).await.unwrap();
    assert_eq!((night.made, night.cached), (2 * PEOPLE, 0), "{night:?}");
    assert!(
        house.spent().await > night.micro_dollars,
        "what was not used was paid for"
    );
    assert_eq!(house.left("w_0").await, 4, "asked anew by itself, once each");
    assert_eq!(house.left("w_1").await, 2, "of whom nothing changed, once");
}
