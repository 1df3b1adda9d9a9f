//! The queue of a day, over an office with a few people. `verdicts` has what a person says of it, `silence` those of whom nothing
//! is heard, `same` who is in the same situation, `pace` the statements that keep pace with a large account.

mod pace;
mod same;
mod silence;
mod verdicts;

use std::ops::Deref;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::*;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::record::{Fields, RemoteRecord};
use crate::domain::today::Verdict;
use crate::store::Receipt;
use crate::store::scratch::{Scratch, steps, told};

struct Desk(Scratch);

impl Deref for Desk {
    type Target = Scratch;

    fn deref(&self) -> &Scratch {
        &self.0
    }
}

fn person(id: &str, added: &str, owner: &str) -> RemoteRecord {
    told(
        EntityKind::Contact,
        id,
        json!({"firstName": id, "phone": "+19095550142", "assignedTo": owner, "dateAdded": added, "type": "lead",
               "source": "Zillow"}),
    )
}

fn message(id: &str, contact: &str, at: &str, more: Value) -> RemoteRecord {
    let mut members =
        json!({"contactId": contact, "messageType": "TYPE_SMS", "dateAdded": at, "body": "hello"});
    members
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    told(EntityKind::Message, id, members)
}

impl Desk {
    /// A Tuesday, four minutes past nine.
    fn open() -> Self {
        let desk = Self(Scratch::with("2026-04-14T09:04:00Z", |options| {
            options.me = Some("jo".into());
        }));
        desk.tell(vec![
            told(EntityKind::User, "jo", json!({"name": "Jo Park"})),
            told(EntityKind::User, "pond", json!({"name": "Team Pond"})),
            told(
                EntityKind::Pipeline,
                "p1",
                json!({"name": "Buyers", "stages": [
                    {"id": "s1", "name": "Contacted", "position": 0}, {"id": "s2", "name": "Offer", "position": 1}]}),
            ),
        ]);
        desk
    }

    fn does(&self, command: Command) -> Receipt {
        self.store.commit_blocking(command, Origin::Agent).unwrap()
    }

    fn judges(&self, kind: EntityKind, id: &str, verdict: Verdict) {
        self.does(Command::Judge {
            entity: EntityRef::new(kind, id),
            verdict: Some(verdict),
        });
    }

    fn queue(&self) -> Queue {
        self.chosen(None)
    }

    fn chosen(&self, filter: Option<Filter>) -> Queue {
        self.asks(&QueueAsk { filter, ..self.ask() })
    }

    fn asks(&self, ask: &QueueAsk) -> Queue {
        self.store.read_blocking(|reader| reader.queue(ask)).unwrap()
    }

    fn ask(&self) -> QueueAsk {
        QueueAsk {
            now: self.clock.now(),
            day: "2026-04-14T00:00:00Z".parse().unwrap(),
            tomorrow: "2026-04-15T00:00:00Z".parse().unwrap(),
            date: "2026-04-14".into(),
            me: Some("jo".into()),
            terms: Terms {
                pond: Some("team pond".into()),
                ..Terms::default()
            },
            rows: 60,
            filter: None,
        }
    }

    /// Ids of a split, in order.
    fn split(&self, split: Split) -> Vec<String> {
        let queue = self.queue();
        let part = queue.parts.into_iter().find(|part| part.split == split).unwrap();
        assert_eq!(part.count, part.items.len());
        part.items.into_iter().map(|item| item.record.id).collect()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn who_was_entered_here_did_not_arrive() {
    let desk = Desk::open();
    desk.tell(vec![person("maria", "2026-04-14T09:03:00Z", "jo")]);
    let fields = |name: &str| {
        json!({"firstName": name, "phone": "+19095550142"})
            .as_object()
            .unwrap()
            .clone()
    };
    desk.does(Command::ImportContact {
        contact: None,
        fill: fields("Ana"),
        set: Fields::new(),
        note: None,
    });
    desk.does(Command::CreateContact { fields: fields("Bo") });
    assert_eq!(desk.split(Split::Now), ["maria"]);
}

#[test]
fn a_new_lead_waits_until_a_person_answers() {
    let desk = Desk::open();
    desk.tell(vec![
        person("maria", "2026-04-14T09:00:12Z", "jo"),
        person("nobodys", "2026-04-14T09:03:00Z", ""),
        person("devs", "2026-04-14T09:03:00Z", "dev"),
        person("old", "2026-03-01T09:00:00Z", "jo"),
        // A workflow of the CRM greets everybody; that is no answer of a person.
        message(
            "m1",
            "maria",
            "2026-04-14T09:00:20Z",
            json!({"direction": "outbound"}),
        ),
    ]);
    assert_eq!(desk.split(Split::Now), ["maria", "nobodys"]);
    let maria = desk.queue().parts.remove(0).items.remove(0);
    assert_eq!(
        maria.waiting.since,
        at("2026-04-14T09:00:12Z"),
        "the CRM's own time counts"
    );
    assert_eq!(maria.waiting.due, Some(at("2026-04-14T09:05:12Z")));
    assert_eq!((maria.name.raw(), maria.more.raw()), ("maria", "Zillow"));
    assert_eq!(desk.queue().changes_at, maria.waiting.due);
    let draft = Draft {
        contact: "maria".into(),
        channel: Channel::Sms,
        subject: None,
        body: "Hi, Jo here".into(),
    };
    desk.does(Command::Send {
        draft,
        key: None,
        not_before: None,
    });
    assert_eq!(desk.split(Split::Now), ["nobodys"]);
    desk.does(Command::Undo { line: None });
    assert_eq!(
        desk.split(Split::Now),
        ["maria", "nobodys"],
        "taken back it is no answer"
    );
    desk.tell(vec![message(
        "m2",
        "maria",
        "2026-04-14T09:03:40Z",
        json!({"direction": "outbound", "userId": "dev"}),
    )]);
    assert_eq!(desk.split(Split::Now), ["nobodys"], "a colleague answered");
}

#[test]
fn who_said_stop_waits_for_no_answer_until_they_write_again() {
    let desk = Desk::open();
    let wrote = |id: &str, at: &str, words: &str| {
        message(id, "tom", at, json!({"direction": "inbound", "body": words}))
    };
    desk.tell(vec![person("tom", "2026-03-01T09:00:00Z", "jo")]);
    desk.tell(vec![wrote("m1", "2026-04-14T08:52:00Z", "is it still free?")]);
    assert_eq!(desk.split(Split::Replies), ["tom"]);
    desk.tell(vec![wrote("m2", "2026-04-14T08:55:00Z", "STOP")]);
    assert!(desk.split(Split::Replies).is_empty(), "it has been acted upon");
    desk.tell(vec![wrote(
        "m3",
        "2026-04-14T09:02:00Z",
        "sorry, call me about the house",
    )]);
    assert_eq!(desk.split(Split::Replies), ["tom"]);
}

#[test]
fn who_wrote_waits_until_a_person_answers() {
    let desk = Desk::open();
    desk.tell(vec![
        person("tom", "2026-03-01T09:00:00Z", "jo"),
        person("ana", "2026-03-01T09:00:00Z", "jo"),
        person("cold", "2026-03-01T09:00:00Z", "jo"),
        message(
            "m1",
            "tom",
            "2026-04-14T08:52:00Z",
            json!({"body": "can we see it Saturday?"}),
        ),
        message("m2", "ana", "2026-04-14T08:30:00Z", json!({"body": "thanks"})),
        message(
            "m3",
            "cold",
            "2026-03-20T08:30:00Z",
            json!({"body": "too long ago"}),
        ),
        told(
            EntityKind::Conversation,
            "v1",
            json!({"contactId": "tom", "unreadCount": 1, "lastMessageDate": "2026-04-14T08:52:00Z"}),
        ),
        // A robot answers at once; what is not read still waits.
        message(
            "m4",
            "tom",
            "2026-04-14T08:52:10Z",
            json!({"direction": "outbound"}),
        ),
    ]);
    assert_eq!(desk.split(Split::Replies), ["tom", "ana"]);
    let queue = desk.queue();
    let tom = &queue.parts[1].items[0];
    assert!(tom.waiting.asks && tom.what.raw() == "can we see it Saturday?");
    assert_eq!(tom.waiting.since, at("2026-04-14T08:52:00Z"));
    desk.tell(vec![message(
        "m5",
        "tom",
        "2026-04-14T08:55:00Z",
        json!({"direction": "outbound", "userId": "jo"}),
    )]);
    assert_eq!(desk.split(Split::Replies), ["ana"]);
}

#[test]
fn tasks_promised_calls_and_still_deals_wait() {
    let desk = Desk::open();
    let task = |id: &str, title: &str, due: &str, owner: &str| {
        told(
            EntityKind::Task,
            id,
            json!({"contactId": "tom", "title": title, "dueDate": due, "completed": false, "assignedTo": owner}),
        )
    };
    let deal = |id: &str, stage: &str, since: &str| {
        told(
            EntityKind::Opportunity,
            id,
            json!({"contactId": "tom", "pipelineId": "p1", "pipelineStageId": stage, "status": "open",
                   "monetaryValue": 525_000, "name": id, "lastStageChangeAt": since, "assignedTo": "jo"}),
        )
    };
    desk.tell(vec![
        person("tom", "2026-03-01T09:00:00Z", "jo"),
        task("call", "call back Tom", "2026-04-14T09:30:00Z", "jo"),
        task("comps", "Send comps", "2026-04-14T16:00:00Z", "jo"),
        task("late", "Send papers", "2026-04-10T16:00:00Z", ""),
        task("devs", "Send papers", "2026-04-10T16:00:00Z", "dev"),
        task("later", "Order the sign", "2026-04-16T16:00:00Z", "jo"),
        deal("stands", "s2", "2026-04-05T09:00:00Z"),
        deal("moves", "s2", "2026-04-11T09:00:00Z"),
        deal("usual", "s1", "2026-04-08T09:00:00Z"),
        deal("ages", "s1", "2025-04-08T09:00:00Z"),
    ]);
    assert_eq!(desk.split(Split::Now), ["call"]);
    assert_eq!(desk.split(Split::Tasks), ["late", "comps"]);
    assert_eq!(desk.split(Split::Deals), ["stands"]);
    let queue = desk.queue();
    assert_eq!(
        queue.next.as_ref().map(|next| next.what.raw()),
        Some("Order the sign")
    );
    let stands = &queue.parts[4].items[0];
    assert_eq!(stands.contact, Some("tom".into()));
    assert_eq!((stands.more.raw(), stands.waiting.usual_days), ("Offer", 5));
    desk.judges(EntityKind::Opportunity, "stands", Verdict::Done);
    assert!(desk.split(Split::Deals).is_empty());
    // Whoever is put off is so with everything that is theirs.
    let until = at("2026-04-14T12:00:00Z");
    desk.judges(EntityKind::Contact, "tom", Verdict::Snoozed { until });
    assert!(desk.split(Split::Now).is_empty() && desk.split(Split::Tasks).is_empty());
}

#[test]
fn a_call_list_is_made_once_a_day_and_worked_off() {
    let desk = Desk::open();
    let quiet = |id: &str, days: i64, worth: i64| {
        let wrote = (desk.clock.now() - SignedDuration::from_hours(24 * days)).to_string();
        let deal = json!({"contactId": id, "pipelineId": "p1", "pipelineStageId": "s1", "status": "open",
                          "monetaryValue": worth, "name": id, "assignedTo": "jo"});
        [
            person(id, "2026-01-01T09:00:00Z", "jo"),
            message(
                &format!("m-{id}"),
                id,
                &wrote,
                json!({"direction": "outbound", "userId": "jo"}),
            ),
            told(EntityKind::Opportunity, &format!("o-{id}"), deal),
        ]
    };
    let mut all = Vec::new();
    for (id, days, worth) in [
        ("dana", 12, 300_000),
        ("rob", 30, 900_000),
        ("fresh", 3, 900_000),
        ("lost", 80, 900_000),
    ] {
        all.extend(quiet(id, days, worth));
    }
    all.push(person("dealless", "2026-04-01T09:00:00Z", "jo"));
    desk.tell(all);
    let build = || Command::BuildCalls {
        day: "2026-04-14".into(),
        me: Some("jo".into()),
    };
    desk.does(build());
    assert_eq!(desk.split(Split::Calls), ["rob", "dana"]);
    let built = desk.clock.now();
    desk.clock.advance(std::time::Duration::from_mins(1));
    desk.judges(EntityKind::Contact, "rob", Verdict::Done);
    desk.tell(quiet("late", 9, 100_000).into());
    desk.does(build());
    assert_eq!(
        desk.split(Split::Calls),
        ["dana"],
        "nobody takes the place of who was called"
    );
    let calls = desk.queue().calls;
    assert_eq!(calls, Some(CallList { built, people: 2 }));
    // A call by a person takes them off, too.
    desk.tell(vec![message(
        "dial",
        "dana",
        "2026-04-14T09:05:30Z",
        json!({"direction": "outbound", "messageType": "TYPE_CALL", "userId": "jo"}),
    )]);
    assert!(desk.split(Split::Calls).is_empty());
}

#[test]
fn the_pond_is_named_by_id_or_name() {
    let desk = Desk::open();
    let pond = |named: Option<&str>| {
        let terms = Terms {
            pond: named.map(str::to_owned),
            ..Terms::default()
        };
        desk.store.read_blocking(|reader| reader.pond(&terms)).unwrap()
    };
    assert_eq!(pond(Some("pond")), Some("pond".into()));
    assert_eq!(pond(Some("TEAM POND")), Some("pond".into()));
    assert_eq!(
        (pond(Some("other")), pond(Some(" ")), pond(None)),
        (None, None, None)
    );
}

#[test]
fn a_crowd_is_counted_as_far_as_it_is_looked_at() {
    let desk = Desk::open();
    let mut crowd = Vec::new();
    for at in 0..260 {
        let (id, wrote) = (format!("p{at:03}"), SignedDuration::from_mins(at));
        crowd.push(person(&id, "2026-03-01T09:00:00Z", "jo"));
        let wrote = (desk.clock.now() - wrote).to_string();
        crowd.push(message(&format!("m{at}"), &id, &wrote, json!({})));
    }
    desk.tell(crowd);
    let part = desk.queue().parts.remove(1);
    assert_eq!((part.count, part.more, part.items.len()), (MOST, true, 60));
    assert_eq!(
        part.items[0].record.id, "p014",
        "of the freshest the one that waits longest"
    );
}

/// No question of the queue may walk a table or sort one.
#[test]
fn the_queue_is_answered_from_indexes() {
    let desk = Desk::open();
    let db = rusqlite::Connection::open(desk.store.path()).unwrap();
    let statements = [
        sql::leads(),
        sql::replies(),
        sql::put_off("DESC"),
        sql::put_off("ASC"),
        sql::calls(),
        sql::silent(),
        sql::cooling(),
        sql::falling(),
        sql::quiet(true),
        sql::quiet(false),
        crate::store::today::pond::untaken(),
        sql::WROTE.to_owned(),
        sql::tasks(true),
        sql::tasks(false),
        sql::DEALS.to_owned(),
        sql::next_task(true),
        sql::next_task(false),
        sql::NEXT_BACK.to_owned(),
        "SELECT max(at) FROM verdict WHERE at >= ?1".to_owned(),
        "SELECT max(built), count(*) FROM call_list WHERE day = ?1".to_owned(),
    ];
    for sql in statements {
        let plan = steps(&db, &sql);
        for step in &plan {
            let walks = step.starts_with("SCAN")
                && !step.contains("USING")
                && !["SCAN n", "SCAN c", "SCAN w"].contains(&step.as_str());
            assert!(!walks && !step.contains("TEMP B-TREE"), "{sql}\n{plan:#?}");
        }
        // The deals of a person are theirs, not those of everybody that happen to be open.
        let all = plan.iter().any(|step| step.contains("opportunity_asked"));
        assert!(!all, "{sql}\n{plan:#?}");
        // Of one colleague's tasks no others are looked at.
        assert!(
            !sql.contains("t.owner = ?2") || plan[0].contains("task_doer (owner=? AND due>?"),
            "{sql}\n{plan:#?}"
        );
        // What is scanned is the bounded part of the people that an index has found.
        let scans = plan.iter().any(|step| step.starts_with("SCAN"));
        let found = plan.iter().any(|step| {
            step.starts_with("SEARCH c USING INDEX contact_")
                || step.starts_with("SEARCH contact USING COVERING INDEX contact_added")
                || step.starts_with("SEARCH contact USING COVERING INDEX contact_last_in")
                || step.starts_with("SEARCH score USING COVERING INDEX score_c")
        });
        assert!(!scans || found, "{sql}\n{plan:#?}");
    }
}

#[test]
fn whoever_waits_with_others_of_their_household_names_them() {
    let desk = Desk::open();
    let with_number = |id: &str, added: &str, phone: &str| {
        let mut person = person(id, added, "jo");
        person.fields.insert("phone".into(), phone.into());
        person
    };
    desk.tell(vec![
        with_number("ana", "2026-04-14T09:01:00Z", "+19095550101"),
        with_number("leo", "2026-04-14T09:02:00Z", "+19095550101"),
        with_number("tom", "2026-04-14T09:03:00Z", "+19095550102"),
        // The same number, and nothing waits.
        with_number("eva", "2026-01-01T09:00:00Z", "+19095550102"),
    ]);
    let queue = desk.queue();
    let named = |id: &str| {
        let mut items = queue.parts.iter().flat_map(|part| &part.items);
        let item = items.find(|item| item.record.id == id).unwrap();
        item.household.iter().map(Foreign::raw).collect::<Vec<_>>()
    };
    assert_eq!(
        (named("ana"), named("leo"), named("tom")),
        (vec!["leo"], vec!["ana"], vec![])
    );
}

/// What a filter leaves of the queue is what it leaves of the people when all of them are looked at.
#[test]
fn a_filter_leaves_those_whom_it_chooses_and_every_new_lead_still_rings() {
    let desk = Desk::open();
    let mut people = Vec::new();
    for at in 0..12 {
        let id = format!("w{at}");
        let added = if at % 4 == 0 {
            "2026-04-14T09:02:00Z"
        } else {
            "2026-03-01T09:00:00Z"
        };
        let mut one = person(&id, added, if at % 3 == 0 { "" } else { "jo" });
        one.fields.insert(
            "tags".into(),
            if at % 2 == 0 { json!(["hot"]) } else { json!([]) },
        );
        people.push(one);
        people.push(message(
            &format!("m{at}"),
            &id,
            "2026-04-14T08:00:00Z",
            json!({"direction": "inbound"}),
        ));
    }
    desk.tell(people);
    let today = crate::domain::filter::Today {
        now: desk.clock.now(),
        zone: jiff::tz::TimeZone::UTC,
        me: Some("jo".into()),
        vocabulary: std::sync::Arc::default(),
    };
    let ids = |queue: &Queue| {
        let items = queue.parts.iter().flat_map(|part| &part.items);
        items.map(|item| item.record.id.clone()).collect::<BTreeSet<_>>()
    };
    let whole = desk.queue();
    assert_eq!(ids(&whole).len(), 12);
    for text in [
        "tag:hot",
        "-tag:hot",
        "owner:@me tag:hot",
        "w1",
        "(w2 | w3) -tag:hot",
        "nobody",
    ] {
        let filter = crate::domain::filter::parse(text, &today).unwrap();
        let all = desk
            .store
            .read_blocking(|reader| reader.people_ids(&filter, 1_000))
            .unwrap();
        let all: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
        let left = desk.chosen(Some(filter));
        let wanted: BTreeSet<String> = ids(&whole).intersection(&all).cloned().collect();
        assert_eq!(ids(&left), wanted, "{text}");
        assert_eq!(left.leads.len(), whole.leads.len(), "{text}");
    }
}
