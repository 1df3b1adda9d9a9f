//! Nights with the simulated Claude: together, one by one, and cut off between.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;
use crate::claude::client::{Client, Settings};
use crate::claude::price::PriceTable;
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
    let sandbox = Sandbox::start(options, Clock::system()).await.unwrap();
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

    fn runner(&self, limits: Limits) -> Runner {
        let settings = Settings {
            base_url: self.sandbox.claude_url().to_owned(),
            ..Settings::with_key(self.sandbox.claude_key().clone())
        };
        let client = Client::new(&settings, self.clock.clone()).unwrap();
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
        let stop = CancellationToken::new();
        overnight(&self.runner(limits), &self.desk(), LIMIT, &stop)
            .await
            .unwrap()
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
async fn a_batch_that_is_not_answered_in_time_is_given_up_and_the_night_is_whole_all_the_same() {
    let house = house("2026-04-14T05:50:00Z").await;
    let lost = OpenBatch {
        id: "msgbatch_lost".into(),
        hold: "none".into(),
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
        records: vec![told(EntityKind::Message, "later".into(), &said)],
        cursor: None,
        first_copy: false,
    };
    house
        .store
        .commit(Command::Sync(apply), Origin::Remote)
        .await
        .unwrap();
    let night = house.night(Limits::default()).await.unwrap();
    assert!(night.made > 2 * (PEOPLE - 1), "{night:?}");
    assert!(
        house.spent().await > night.micro_dollars,
        "what was not used was paid for"
    );
    assert!(house.left("w_0").await > 2, "asked anew by itself");
    assert_eq!(house.left("w_1").await, 2, "of whom nothing changed, once");
}
