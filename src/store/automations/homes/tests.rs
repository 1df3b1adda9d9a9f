use serde_json::json;

use super::*;
use crate::clock::Clock;
use crate::domain::command::{AutomationCommand, Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::store::Store;
use crate::store::scratch::{page, told};

struct Bench {
    _folder: tempfile::TempDir,
    clock: Clock,
    store: Store,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
        let options = crate::store::scratch::options(&clock);
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        Self {
            _folder: folder,
            clock,
            store,
        }
    }

    fn tell(&self, kind: EntityKind, id: &str, members: &serde_json::Value) {
        let apply = page(vec![told(kind, id, members.clone())]);
        self.store
            .commit_blocking(Command::Sync(apply), Origin::Remote)
            .unwrap();
    }

    fn home(&self, price: i64, status: &str) {
        let members = json!({"address": "12 Elm St", "price": price, "status": status});
        self.tell(EntityKind::Listing, "h1", &members);
    }

    fn news(&self) -> Vec<HomeNews> {
        self.store.read_blocking(|reader| reader.home_news(100)).unwrap()
    }

    fn say(&self, upto: i64, concerned: Vec<(ContactId, News)>) {
        let homes = AutomationCommand::Homes { upto, concerned };
        self.store
            .commit_blocking(Command::Automation(homes), Origin::Engine)
            .unwrap();
    }

    fn said(&self) -> i64 {
        let count = |reader: &Reader| {
            let sql = "SELECT count(*) FROM journal WHERE fact = 'concerned'";
            Ok(reader.db.query_row(sql, [], |row| row.get(0))?)
        };
        self.store.read_blocking(count).unwrap()
    }
}

fn news(turn: Turn) -> News {
    News {
        turn,
        listing: "h1".into(),
        address: "12 Elm St".to_owned(),
        price: Some(Cents(45_000_000)),
        was: None,
        figure: 91,
    }
}

#[test]
fn what_is_new_of_a_home_waits_until_somebody_has_looked_at_it() {
    let bench = Bench::new();
    bench.home(48_000_000, "Active");
    bench.home(48_000_000, "Active");
    bench.home(45_000_000, "Active");
    bench.home(45_000_000, "Expired");
    let all = bench.news();
    let told: Vec<_> = all
        .iter()
        .map(|one| {
            (
                one.price_was.map(|was| was.0),
                one.status_was.as_deref(),
                one.price.map(|now| now.0),
                one.status.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (None, None, Some(48_000_000), "active"),
            (Some(48_000_000), Some("active"), Some(45_000_000), "active"),
            (Some(45_000_000), Some("active"), Some(45_000_000), "expired"),
        ]
    );
    assert_eq!(all[0].home.fields["address"], "12 Elm St");
    bench.say(all[1].nr, Vec::new());
    assert_eq!(bench.news(), all[2..]);
    bench.say(all[2].nr, Vec::new());
    assert_eq!(bench.news(), []);
    let open = |status: &str| status == "active";
    assert_eq!(
        bench.store.read_blocking(|reader| reader.homes(open)).unwrap(),
        []
    );
    let expired = bench
        .store
        .read_blocking(|reader| reader.homes(|status| status == "expired"));
    assert_eq!(expired.unwrap().len(), 1);
}

#[test]
fn a_home_is_said_to_fit_somebody_once_and_the_rest_as_often_as_it_happens() {
    let bench = Bench::new();
    bench.home(45_000_000, "Active");
    for id in ["c1", "c2"] {
        bench.tell(EntityKind::Contact, id, &json!({"firstName": "Ana"}));
    }
    let to = |id: &str, turn| (ContactId::from(id), news(turn));
    bench.say(1, vec![to("c1", Turn::Match), to("c2", Turn::Match)]);
    bench.say(1, vec![to("c1", Turn::Match), to("c1", Turn::PriceDrop)]);
    bench.say(1, vec![to("c1", Turn::PriceDrop), to("nobody", Turn::Match)]);
    assert_eq!(bench.said(), 4);
}

#[test]
fn who_has_an_open_deal_or_was_heard_of_lately_may_be_looking() {
    let bench = Bench::new();
    let now = bench.clock.now();
    for id in ["deal", "wrote", "long", "never"] {
        bench.tell(EntityKind::Contact, id, &json!({"firstName": id}));
    }
    let deal = json!({"contactId": "deal", "status": "open", "name": "d", "pipelineId": "p", "pipelineStageId": "s"});
    bench.tell(EntityKind::Opportunity, "o1", &deal);
    for (id, who, at) in [
        ("m1", "wrote", "2026-11-01T00:00:00Z"),
        ("m2", "long", "2026-01-01T00:00:00Z"),
    ] {
        let message = json!({"contactId": who, "direction": "inbound", "body": "hi", "dateAdded": at});
        bench.tell(EntityKind::Message, id, &message);
    }
    let looking = |behind, most| {
        let rids = bench.store.read_blocking(move |reader| {
            let people = reader.seekers(behind, now, most)?;
            Ok(people
                .into_iter()
                .map(|one| (one.rid, one.contact.id.to_string(), one.pipelines))
                .collect::<Vec<_>>())
        });
        rids.unwrap()
    };
    let all = looking(0, 10);
    assert_eq!(
        all.iter().map(|one| one.1.as_str()).collect::<Vec<_>>(),
        ["deal", "wrote"]
    );
    assert_eq!((all[0].2.as_slice(), all[1].2.len()), (&["p".to_owned()][..], 0));
    assert_eq!(looking(all[0].0, 10), all[1..]);
    assert_eq!(looking(0, 1), all[..1]);
}

/// The CRM says twice, some time apart, that it has no such home: then it is nobody's to be had, until the CRM shows it again.
#[test]
fn a_home_that_was_deleted_over_there_goes_here() {
    use crate::domain::command::SweepCommand;
    let bench = Bench::new();
    bench.home(50_000_000, "active");
    let many = || {
        let homes = bench.store.read_blocking(|reader| reader.homes(|_| true));
        homes.unwrap().len()
    };
    for left in [1, 0] {
        let entity = EntityRef::new(EntityKind::Listing, "h1");
        let denied = SyncCommand::Sweep(SweepCommand::Denied { entity });
        bench
            .store
            .commit_blocking(Command::Sync(denied), Origin::Remote)
            .unwrap();
        assert_eq!(many(), left);
        bench.clock.advance(std::time::Duration::from_mins(11));
    }
    bench.home(50_000_000, "active");
    assert_eq!(many(), 1);
}
