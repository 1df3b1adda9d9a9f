//! Random people with everything they have, in a file of their own. What they have is in `people`, what the program keeps beside
//! them in `stays`, what happens to them later in `changed`, and what is asked about them in `asked`.

mod asked;
mod changed;
mod changes;
mod people;
mod stays;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, Fields, RemoteRecord};
use crate::domain::score::{Mark, Scored, Scores};
use crate::store::{Options, Store};
pub(super) use asked::{each, filter, filter_of_the_past};
pub(super) use changed::changed;
pub(super) use changes::{Change, changes};
use people::{deal, message, person, with};
pub(super) use stays::{AUTOMATIONS, POND, Stay, given, stays};
use stays::{number, stay};

/// The present of the made-up account.
pub(super) const NOW: &str = "2026-11-25T10:00:00Z";

/// Fields of the account that hold a permission, by id and name.
pub(super) const CONSENTS: [(&str, &str); 2] = [("f4", "SMS consent"), ("f5", "Opt-in")];

/// Everything that is in a file.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub people: Vec<(String, Fields)>,
    pub deals: Vec<(String, Fields)>,
    pub messages: Vec<(String, Fields)>,
    pub notes: Vec<(String, Fields)>,
    pub tasks: Vec<(String, Fields)>,
    pub threads: Vec<(String, Fields)>,
}

pub(super) struct Chance(StdRng);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    pub(super) fn below(&mut self, most: usize) -> usize {
        self.0.random_range(0..most)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.choose(&mut self.0).copied().unwrap_or_default()
    }

    fn text(&mut self, from: &[&str]) -> Value {
        match self.pick(from) {
            "" => Value::Null,
            text => text.into(),
        }
    }

    /// A moment up to so many days before and after now, or none.
    fn moment(&mut self, before: i64, after: i64) -> Value {
        if self.below(6) == 0 {
            return Value::Null;
        }
        let now: jiff::Timestamp = NOW.parse().unwrap();
        let hours = self.0.random_range(-before * 24..=after * 24);
        (now + jiff::SignedDuration::from_hours(hours)).to_string().into()
    }
}

const OWNERS: &[&str] = &["u1", "u2", ""];
const STAGES: &[&str] = &["s1", "s2", "s3", "t1", ""];
const BODIES: &[&str] = &[
    "a yard for the dog",
    "Is the yard fenced?",
    "call me, María",
    "Open House on Vine St",
    "no",
    "",
];

impl World {
    /// A few people.
    pub(super) fn random(chance: &mut Chance, people: usize) -> Self {
        let mut world = Self::default();
        for nr in 0..people {
            let id = format!("c{nr:03}");
            world.people.push((id.clone(), person(chance)));
            for _ in 0..chance.below(3) {
                let fields = with(&id, deal(chance));
                world.deals.push((format!("o{:03}", world.deals.len()), fields));
            }
            for _ in 0..chance.below(4) {
                let fields = with(&id, message(chance));
                world
                    .messages
                    .push((format!("m{:03}", world.messages.len()), fields));
            }
            if chance.below(4) == 0 {
                let body = json!({"body": chance.pick(BODIES), "dateAdded": chance.moment(30, 0)});
                world.notes.push((format!("n{nr:03}"), with(&id, body)));
            }
            for _ in 0..chance.below(3) {
                let task = json!({"title": chance.pick(&["Call Ana", "Send forms", "réview offer"]), "dueDate": chance.moment(9, 9),
                    "completed": chance.below(2) == 0, "assignedTo": chance.text(OWNERS)});
                world
                    .tasks
                    .push((format!("k{:03}", world.tasks.len()), with(&id, task)));
            }
            if chance.below(2) == 0 {
                let thread = json!({"unreadCount": chance.below(4)});
                world.threads.push((format!("v{nr:03}"), with(&id, thread)));
            }
        }
        world
    }

    /// A file with all of it.
    pub(super) fn filed(&self) -> (tempfile::TempDir, Store, Clock) {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::manual(NOW.parse().unwrap());
        let options = Options {
            clock: clock.clone(),
            role: Role::Owner,
            me: Some("u1".into()),
            rules: crate::store::at_any_hour(),
        };
        let store = Store::open(&folder.path().join("a.db"), options).unwrap();
        let mut records = reference();
        for (kind, list) in [
            (EntityKind::Contact, &self.people),
            (EntityKind::Opportunity, &self.deals),
            (EntityKind::Message, &self.messages),
            (EntityKind::Note, &self.notes),
            (EntityKind::Task, &self.tasks),
            (EntityKind::Conversation, &self.threads),
        ] {
            records.extend(list.iter().map(|(id, fields)| told(kind, id, fields.clone())));
        }
        apply(&store, records);
        let db = rusqlite::Connection::open(folder.path().join("a.db")).unwrap();
        for (id, _) in &self.people {
            stay(&db, id);
        }
        changes::write(&db, self);
        score(&store, self.people.iter().map(|(id, _)| id.as_str()));
        (folder, store, clock)
    }
}

/// Priority and drift of a made-up person, in hundredths of a point; nobody is scored whose number divides by four.
pub(super) fn scores(id: &str) -> (Option<i64>, Option<i64>) {
    let nr = number(id);
    let scored = nr % 4 != 0;
    (
        scored.then(|| 100 + nr * 977 % 9_800),
        (nr % 3 != 0).then(|| 100 + nr * 313 % 9_800),
    )
}

fn score<'a>(store: &Store, people: impl Iterator<Item = &'a str>) {
    let rows = people.map(|id| {
        let (priority, drift) = scores(id);
        Scored {
            contact: id.into(),
            mark: Mark {
                priority,
                drift,
                ..Mark::default()
            },
            numbers: "{}".into(),
            reasons: "{}".into(),
            inputs: String::new(),
            hot_with: None,
            peak: None,
            due: NOW.parse().unwrap(),
        }
    });
    let scores = Scores {
        rows: rows.collect(),
        config: Default::default(),
        upto: None,
        walked: None,
    };
    store
        .commit_blocking(Command::Scores(Box::new(scores)), Origin::Engine)
        .unwrap();
}

/// Has the store take over what the CRM tells.
pub(super) fn apply(store: &Store, records: Vec<RemoteRecord>) {
    let apply = SyncCommand::Apply {
        records,
        cursor: None,
        first_copy: false,
    };
    store
        .commit_blocking(Command::Sync(apply), Origin::Remote)
        .unwrap();
}

pub(super) fn told(kind: EntityKind, id: &str, fields: Fields) -> RemoteRecord {
    RemoteRecord {
        kind,
        id: id.into(),
        raw: "{}".into(),
        fields,
    }
}

fn reference() -> Vec<RemoteRecord> {
    let stage = |id: &str, name: &str, position: u8| json!({"id": id, "name": name, "position": position});
    let all = [
        (EntityKind::User, "u1", json!({"name": "Jo March"})),
        (EntityKind::User, "u2", json!({"name": "Ben Ortíz"})),
        (
            EntityKind::Pipeline,
            "p1",
            json!({"name": "Buyers", "stages": [stage("s3", "Showing", 2), stage("s1", "New", 0), stage("s2", "Contacted", 1)]}),
        ),
        (
            EntityKind::Pipeline,
            "p2",
            json!({"name": "Sellers", "stages": [stage("t1", "Listed", 0)]}),
        ),
        (EntityKind::LostReason, "r1", json!({"name": "Price too high"})),
        (
            EntityKind::CustomField,
            "f1",
            json!({"name": "Budget", "fieldKey": "contact.budget", "dataType": "MONETORY"}),
        ),
        (
            EntityKind::CustomField,
            "f2",
            json!({"name": "Lender", "fieldKey": "contact.lender"}),
        ),
        (
            EntityKind::CustomField,
            "f3",
            json!({"name": "Lease end", "fieldKey": "contact.lease_end", "dataType": "DATE"}),
        ),
        (
            EntityKind::CustomField,
            CONSENTS[0].0,
            json!({"name": CONSENTS[0].1}),
        ),
        (
            EntityKind::CustomField,
            CONSENTS[1].0,
            json!({"name": CONSENTS[1].1}),
        ),
    ];
    all.into_iter()
        .map(|(kind, id, fields)| told(kind, id, fields.as_object().unwrap().clone()))
        .collect()
}
