//! Random people with everything they have, and random filters about them.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::domain::access::Role;
use crate::domain::command::{Command, SyncCommand};
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, Fields, Members, RemoteRecord};
use crate::domain::score::{Mark, Scored, Scores};
use crate::store::{Options, Store};

/// The present of the made-up account.
pub(super) const NOW: &str = "2026-11-25T10:00:00Z";

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
        score(&store, self.people.iter().map(|(id, _)| id.as_str()));
        (folder, store, clock)
    }
}

/// Automations of the made-up account: id, name, state.
pub(super) const AUTOMATIONS: &[(&str, &str, &str)] = &[
    ("hello", "New lead", "on"),
    ("drift", "Past clients, \u{c9}t\u{e9}", "paused"),
];
/// Who holds the pond.
pub(super) const POND: &str = "u2";

/// A run of an automation with a made-up person. Times in epoch milliseconds, 0 for none.
#[derive(Clone, Debug)]
pub(super) struct Stay {
    pub automation: usize,
    /// The number of its step, from 0.
    pub at: Option<i64>,
    pub version: i64,
    pub entered: i64,
    pub ended: i64,
    pub due: i64,
    pub waits: &'static str,
    pub refused: bool,
    pub held_out: bool,
}

fn number(id: &str) -> i64 {
    id.trim_start_matches(|c: char| !c.is_ascii_digit())
        .parse()
        .unwrap_or(0)
}

fn days(from: i64) -> i64 {
    let now: jiff::Timestamp = NOW.parse().unwrap();
    now.as_millisecond() + from * 86_400_000 + 3_600_000
}

/// The runs of a made-up person.
pub(super) fn stays(id: &str) -> Vec<Stay> {
    let nr = number(id);
    let stay = |which: i64| {
        let mixed = nr * 7 + which * 5;
        let over = mixed % 5 == 0;
        let due = !over && mixed % 2 == 0;
        Stay {
            automation: (mixed % 2) as usize,
            at: (mixed % 6 > 0).then_some(mixed % 6 - 1),
            version: 1 + mixed % 3,
            entered: days(-(mixed * 13 % 40) - 2),
            ended: if over { days(-(mixed % 9) - 1) } else { 0 },
            due: if due { days(mixed * 11 % 9 - 3) } else { 0 },
            waits: if over {
                "nothing"
            } else {
                ["timer", "pause", "person", "effect"][(mixed % 4) as usize]
            },
            refused: mixed % 3 == 0,
            held_out: mixed % 7 == 0,
        }
    };
    (0..nr % 3).map(stay).collect()
}

/// When a made-up person was given to the pond.
pub(super) fn given(id: &str) -> Option<i64> {
    let nr = number(id);
    (nr % 2 == 0).then(|| days(-(nr % 20) - 1))
}

fn stay(db: &rusqlite::Connection, id: &str) {
    if id.ends_with("000") {
        for (id, name, state) in AUTOMATIONS {
            let sql = "INSERT INTO automation (id, name, state, who, at) VALUES (?1, ?2, ?3, 'me', 0)";
            db.execute(sql, [id, name, state]).unwrap();
        }
        let sql = "INSERT INTO setting (name, value) VALUES ('today.pond', ?1)";
        db.execute(sql, [format!("{POND} 1")]).unwrap();
    }
    let rid: i64 = db
        .query_row(
            "SELECT rid FROM record WHERE kind = 'contact' AND id = ?1",
            [id],
            |row| row.get(0),
        )
        .unwrap();
    if let Some(at) = given(id) {
        db.execute("INSERT INTO pond (contact, at) VALUES (?1, ?2)", [rid, at])
            .unwrap();
    }
    for (nr, stay) in stays(id).into_iter().enumerate() {
        let none = |at: i64| (at > 0).then_some(at);
        let state = json!({ "at": stay.at }).to_string();
        db.execute(
            "INSERT INTO automation_run
               (id, automation, version, contact, cause, arm, rev, state, waits, due, upto, entered, ended)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, 0, ?10, ?11)",
            rusqlite::params![
                format!("{id}/{nr}"),
                AUTOMATIONS[stay.automation].0,
                stay.version,
                rid,
                format!("cause {nr}"),
                if stay.held_out { "held out" } else { "in" },
                state,
                stay.waits,
                none(stay.due),
                stay.entered,
                none(stay.ended),
            ],
        )
        .unwrap();
        if stay.refused {
            let run = db.last_insert_rowid();
            let sql = "INSERT INTO automation_step (run, at, step, what, result) VALUES (?1, 0, 'a', 'text', 'refused: no')";
            db.execute(sql, [run]).unwrap();
        }
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
    ];
    all.into_iter()
        .map(|(kind, id, fields)| told(kind, id, fields.as_object().unwrap().clone()))
        .collect()
}

fn with(contact: &str, fields: Value) -> Fields {
    let mut fields = fields.as_object().unwrap().clone();
    fields.insert("contactId".into(), contact.into());
    fields
}

fn person(chance: &mut Chance) -> Fields {
    let tags: Vec<&str> = ["Hot", "buyer", "open house", "VIP"]
        .into_iter()
        .filter(|_| chance.below(3) == 0)
        .collect();
    let person = json!({
        "firstName": chance.text(&["Ana", "María", "Bo", "100%_Odd", "Steven", ""]),
        "lastName": chance.text(&["Ruiz", "Benítez", "O'Neill", "Lee", ""]),
        "phone": chance.text(&["+19095550142", "+13105550188", ""]),
        "email": chance.text(&["Ana@x.io", "bo.lee@example.com", ""]),
        "city": chance.text(&["Upland", "Rancho Cucamonga", ""]),
        "postalCode": chance.text(&["91739", "91701", "K1A 0B1", ""]),
        "source": chance.text(&["Zillow", "Open house", ""]),
        "type": chance.text(&["lead", "Customer", ""]),
        "timezone": chance.text(&["America/Los_Angeles", "America/New_York", ""]),
        "dateOfBirth": chance.text(&["1980-02-29", "1975-12-24", "1990-11-25", "1962-01-10", ""]),
        "assignedTo": chance.text(OWNERS),
        "dnd": chance.below(5) == 0,
        "tags": tags,
        "dateAdded": chance.moment(90, 0),
        "dateUpdated": chance.moment(30, 0),
        "customFields": {
            "f1": chance.text(&["500000", "not yet", ""]),
            "f2": chance.text(&["Wells & Co", "Cháse", ""]),
            "f3": chance.text(&["2026-12-31", "2027-06-30", "2026-01-31", ""]),
        },
    });
    let mut person = person.as_object().unwrap().clone();
    if chance.below(5) == 0 {
        person.insert("dndSettings".into(), json!({"call": {"status": "active"}}));
    }
    if chance.below(3) == 0
        && let Some(Value::Object(custom)) = person.get_mut("customFields")
    {
        custom.insert("f1".into(), (chance.below(9) * 100_000).into());
    }
    person
}

fn deal(chance: &mut Chance) -> Value {
    json!({
        "name": chance.pick(&["Vine St", "Éts 12", "Ana's house"]), "pipelineId": chance.text(&["p1", "p2"]),
        "pipelineStageId": chance.text(STAGES), "status": chance.pick(&["open", "open", "won", "lost"]),
        "monetaryValue": chance.below(9) * 100_000, "assignedTo": chance.text(OWNERS), "createdAt": chance.moment(90, 0),
        "updatedAt": chance.moment(30, 0), "lastStageChangeAt": chance.moment(60, 0),
        "forecastExpectedCloseDate": chance.moment(5, 60), "lostReasonId": chance.text(&["r1", ""]),
    })
}

fn message(chance: &mut Chance) -> Value {
    json!({
        "messageType": chance.pick(&["TYPE_SMS", "TYPE_EMAIL", "TYPE_CALL", "TYPE_WEBCHAT", "TYPE_ACTIVITY_CONTACT"]),
        "direction": chance.pick(&["inbound", "outbound"]), "body": chance.pick(BODIES), "dateAdded": chance.moment(40, 0),
        "status": chance.pick(&["sent", "delivered", "read", "clicked", "failed", "undelivered"]),
    })
}

/// Questions about people that stand alone.
const ASKED: &[&str] = &[
    "ana",
    "ruiz",
    "909",
    "(909) 555-0142",
    "x.io",
    "100%_",
    "o'neill",
    "\"for the\"",
    "\"yard fen\"",
    "\"maria\"",
    "\"no\"",
    "name:ru",
    "name:none",
    "name~ruis",
    "name~stephen",
    "name:\"ana ruiz\"",
    "phone:555-0142",
    "phone:none",
    "email:any",
    "email:@x.io,lee",
    "tag:hot",
    "tag:HOT,vip",
    "tag:\"open house\"",
    "tag:none",
    "tag:any",
    "tag~hott",
    "tag:nobody",
    "stage:showing",
    "stage:new,listed",
    "stage:new..showing",
    "stage:any",
    "stage:none",
    "stage~shwing",
    "owner:@me",
    "owner:@team",
    "owner:@none",
    "owner:ortiz,@none",
    "owner:none",
    "source:open",
    "source:none",
    "type:customer",
    "type:lead,customer",
    "city:rancho",
    "city~uplnd",
    "zip:91739,91701",
    "zip:\"k1a 0b1\"",
    "zip:none",
    "tz:los_ang",
    "tz:none",
    "birthday<30d",
    "birthday<90d",
    "birthday:today",
    "birthday:any",
    "birthday:2026-12-01..2027-02-01",
    "created<30d",
    "created>30d",
    "created:none",
    "created:2026-10-01..2026-10-31",
    "created:mon..today",
    "updated<7d",
    "active<7d",
    "active>2w",
    "last_in<14d",
    "last_in>14d",
    "last_in:none",
    "last_out:any",
    "last_out<=2026-11-10",
    "last_call<20d",
    "last_call>20d",
    "last_call:none",
    "last_call:any",
    "attempts>0",
    "attempts:0",
    "attempts:1..2",
    "next<3d",
    "next>3d",
    "next<today",
    "next:none",
    "next:any",
    "next:-2d..+2d",
    "unread>0",
    "unread:0",
    "unread:1,2",
    "unread>=2",
    "score>60",
    "score<=40",
    "score:30..70",
    "score:none",
    "score:any",
    "drift>50",
    "drift:none",
    "score_change<-5",
    "score_change:none",
    "dnd:yes",
    "dnd:no",
    "dnc:yes",
    "dnc:none",
    "pond:any",
    "pond:none",
    "pond<9d",
    "pond>9d",
    "pending:no",
    "pipeline:buyers",
    "pipeline:none",
    "status:won,lost",
    "status:open",
    "value>300k",
    "value:100k..500k",
    "value:none",
    "value<=200k",
    "age>30d",
    "stuck>14d",
    "stuck<14d",
    "close_date<30d",
    "close_date:none",
    "lost_reason:price",
    "lost_reason:any",
    "custom.budget>300k",
    "custom.budget:500000",
    "custom.budget:none",
    "budget<=500k",
    "custom.lender:wells",
    "custom.lender~chaise",
    "custom.lender:any",
    "custom.lease_end<90d",
    "custom.lease_end:2026-01-01..2026-02-01",
];
const DEALS: &[&str] = &[
    "stage:showing",
    "stage:new..contacted",
    "stage:none",
    "value>200k",
    "value:any",
    "status:open",
    "pipeline:sellers",
    "owner:@me",
    "owner:none",
    "age<60d",
    "created<60d",
    "updated<7d",
    "stuck>7d",
    "close_date<60d",
    "lost_reason:none",
    "vine",
    "name:éts",
    "name~vin",
];
const MESSAGES: &[&str] = &[
    "in",
    "out",
    "in:no",
    "failed",
    "opened",
    "clicked",
    "within<7d",
    "within>20d",
    "channel:text",
    "channel:email,chat",
    "channel:call",
    "text:yard",
    "text:\"the dog\",house",
    "dog",
    "\"yard fenc\"",
    "within:today",
];
const TASKS: &[&str] = &[
    "done",
    "done:no",
    "due<3d",
    "due<today",
    "due:none",
    "owner:@me",
    "owner:any",
    "text:forms",
    "call",
    "text~revue",
];
const STAYS: &[&str] = &[
    "name:hello",
    "name:\"new lead\",nothing",
    "name:\u{e9}t\u{e9}",
    "name~helo",
    "name:any",
    "drift",
    "step:2",
    "step>=3",
    "step:none",
    "version:1..2",
    "entered<20d",
    "entered>20d",
    "ended:none",
    "ended<5d",
    "due<2d",
    "due<today",
    "due:none",
    "paused",
    "paused:no",
    "failed",
    "held",
    "held:no",
];
const ABOUT: &[&str] = &[
    "sort:name",
    "sort:-name",
    "sort:-created",
    "sort:last_in",
    "sort:-value",
    "sort:city",
    "sort:birthday",
    "sort:-unread",
    "sort:-score",
    "sort:active",
    "limit:3",
    "limit:1",
    "sort:-updated",
    "sort:owner",
    "sort:zip",
];

/// A random filter.
pub(super) fn filter(chance: &mut Chance) -> String {
    let mut text = any(chance, ASKED, 3);
    while chance.below(3) == 0 {
        text = format!("{text} {}", chance.pick(ABOUT));
    }
    text
}

fn any(chance: &mut Chance, asked: &[&str], depth: usize) -> String {
    let mut parts = Vec::new();
    for _ in 0..=chance.below(3) {
        let part = match chance.below(9) {
            0 | 1 if depth > 0 => format!("({})", any(chance, asked, depth - 1)),
            2 if depth > 0 => format!(
                "({} | {})",
                any(chance, asked, depth - 1),
                any(chance, asked, depth - 1)
            ),
            3 if depth > 0 && std::ptr::eq(asked, ASKED) => question(chance, depth - 1),
            _ => chance.pick(asked).to_owned(),
        };
        let not = if chance.below(4) == 0 { "-" } else { "" };
        parts.push(format!("{not}{part}"));
    }
    parts.join(" ")
}

fn question(chance: &mut Chance, depth: usize) -> String {
    let (name, asked) = match chance.below(5) {
        0 => ("deal", DEALS),
        1 => ("msg", MESSAGES),
        2 => ("call", MESSAGES),
        3 => ("auto", STAYS),
        _ => ("task", TASKS),
    };
    format!("{name}({})", any(chance, asked, depth))
}

/// Every question there is, each alone.
pub(super) fn each() -> impl Iterator<Item = String> {
    let within = |name: &'static str, asked: &'static [&'static str]| {
        asked.iter().map(move |asked| format!("{name}({asked})"))
    };
    ASKED
        .iter()
        .map(|asked| (*asked).to_owned())
        .chain(within("deal", DEALS))
        .chain(within("msg", MESSAGES))
        .chain(within("call", MESSAGES))
        .chain(within("task", TASKS))
        .chain(within("auto", STAYS))
        .chain(ABOUT.iter().map(|about| (*about).to_owned()))
}

/// Questions whose answer changes with the records and not with the clock.
const LASTING: &[&str] = &[
    "city:upland",
    "city:ontario",
    "tag:hot",
    "tag:none",
    "stage:showing",
    "stage:new,listed",
    "stage:none",
    "status:won",
    "value>300k",
    "owner:@me",
    "owner:@none",
    "attempts>0",
    "last_in:none",
    "last_call:any",
    "unread>1",
    "next:any",
    "dnc:yes",
    "custom.budget>300k",
    "msg(in channel:text)",
    "msg(text:yard)",
    "deal(stage:showing value>200k)",
    "task(done)",
    "zip:none",
    "\"yard\"",
    "name:ruiz",
];

/// A random filter whose answer changes with the records alone.
pub(super) fn filter_of_the_past(chance: &mut Chance) -> String {
    any(chance, LASTING, 1)
}

/// Changes some records of a world, adds some, and returns what the CRM tells of it.
pub(super) fn changed(world: &mut World, chance: &mut Chance, now: jiff::Timestamp) -> Vec<RemoteRecord> {
    let mut records = Vec::new();
    for _ in 0..4 {
        let nr = chance.below(world.people.len());
        let mut fields = person(chance);
        let (id, before) = &mut world.people[nr];
        fields.insert(
            "dateAdded".into(),
            before.get("dateAdded").cloned().unwrap_or_default(),
        );
        fields.insert("dateUpdated".into(), now.to_string().into());
        before.clone_from(&fields);
        records.push(told(EntityKind::Contact, id, fields));
    }
    for (kind, list, word) in [
        (EntityKind::Opportunity, &mut world.deals, "createdAt"),
        (EntityKind::Task, &mut world.tasks, "dateAdded"),
        (EntityKind::Conversation, &mut world.threads, "dateAdded"),
    ] {
        let Some(nr) = list.len().checked_sub(1).map(|most| chance.below(most + 1)) else {
            continue;
        };
        let (id, before) = &mut list[nr];
        let contact = before.word("contactId").unwrap_or_default().to_owned();
        let mut fields = match kind {
            EntityKind::Opportunity => deal(chance),
            EntityKind::Task => {
                json!({"title": "Call", "completed": chance.below(2) == 0, "dueDate": before.get("dueDate")})
            }
            _ => json!({"unreadCount": chance.below(4)}),
        };
        fields[word] = before.get(word).cloned().unwrap_or_default();
        fields["updatedAt"] = now.to_string().into();
        *before = with(&contact, fields);
        records.push(told(kind, id, before.clone()));
    }
    let (contact, _) = world.people[chance.below(world.people.len())].clone();
    for (kind, mut fields) in [
        (EntityKind::Message, message(chance)),
        (EntityKind::Opportunity, deal(chance)),
    ] {
        let list = if kind == EntityKind::Message {
            &mut world.messages
        } else {
            &mut world.deals
        };
        for word in ["dateAdded", "createdAt", "updatedAt"] {
            fields[word] = now.to_string().into();
        }
        let id = format!("{}-new-{}", kind.word(), list.len());
        list.push((id.clone(), with(&contact, fields)));
        records.push(told(kind, &id, list[list.len() - 1].1.clone()));
    }
    let id = format!("c-new-{}", world.people.len());
    let mut fields = person(chance);
    fields.insert("dateAdded".into(), now.to_string().into());
    world.people.push((id.clone(), fields.clone()));
    records.push(told(EntityKind::Contact, &id, fields));
    records
}
