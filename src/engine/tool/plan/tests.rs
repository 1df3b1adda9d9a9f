//! What tools propose over a small copy: checked as the screen checks it, with all that stands against it, and never done.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::copilot::hands::Hands as _;
use crate::domain::access::Role;
use crate::domain::gate::Rules;
use crate::domain::origin::Origin;
use crate::domain::plan::{Permit, Permits};
use crate::domain::record::EntityKind;
use crate::engine::desk::Desk;
use crate::engine::tool::{TOOLS, Toolbox};
use crate::store::scratch::{page, told};
use crate::store::{Options, Roster, Store};

struct House {
    _folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
}

/// Dana, who agreed to texts, Tom, who wants no messages, and Wen; a deal, a calendar and two colleagues. Wednesday, 10 in
/// the morning in Los Angeles.
fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-25T18:00:00Z".parse().unwrap());
    let options = Options {
        clock: clock.clone(),
        role: Role::Owner,
        me: Some("u1".into()),
        rules: Rules::default(),
    };
    let store = Store::open(&folder.path().join("a.db"), options).unwrap();
    let house = House {
        _folder: folder,
        store,
        clock,
    };
    house.tell(
        EntityKind::User,
        "u1",
        json!({"name": "Jo Lee", "email": "jo@example.com"}),
    );
    house.tell(
        EntityKind::User,
        "u2",
        json!({"name": "Sam Park", "email": "sam@example.com"}),
    );
    house.tell(
        EntityKind::CustomField,
        "f1",
        json!({"name": "Budget", "fieldKey": "contact.budget", "dataType": "MONETORY", "model": "contact"}),
    );
    let stages = json!([{"id": "s1", "name": "New"}, {"id": "s2", "name": "Showing"}]);
    house.tell(
        EntityKind::Pipeline,
        "p1",
        json!({"name": "Buyers", "stages": stages}),
    );
    house.tell(EntityKind::Calendar, "k1", json!({"name": "Showings"}));
    let dana = json!({"firstName": "Dana", "lastName": "Lopez", "phone": "+19095550142", "email": "dana@example.com",
                      "type": "customer", "tags": ["buyer"], "assignedTo": "u1", "dndSettings": {}});
    house.tell(EntityKind::Contact, "dana", dana);
    let tom = json!({"firstName": "Tom", "lastName": "Ray", "phone": "+19095550143", "dnd": true, "assignedTo": "u2"});
    house.tell(EntityKind::Contact, "tom", tom);
    house.tell(
        EntityKind::Contact,
        "wen",
        json!({"firstName": "Wen", "lastName": "Ito", "city": "Upland"}),
    );
    house.tell(
        EntityKind::Opportunity,
        "o1",
        json!({"name": "Dana's home", "contactId": "dana", "pipelineId": "p1", "pipelineStageId": "s1", "status": "open"}),
    );
    house
}

impl House {
    fn tell(&self, kind: EntityKind, id: &str, members: Value) {
        let apply = page(vec![told(kind, id, members)]);
        self.store
            .commit_blocking(Command::Sync(apply), Origin::Remote)
            .unwrap();
    }

    fn desk(&self, permits: Permits) -> Desk {
        Desk {
            store: self.store.clone(),
            roster: Roster::default(),
            clock: self.clock.clone(),
            zone: TimeZone::get("America/Los_Angeles").unwrap(),
            me: Some("u1".into()),
            role: Role::Owner,
            rules: Arc::new(Rules::default()),
            terms: Arc::default(),
            permits: Arc::new(permits),
        }
    }

    fn call(&self, tool: &str, input: Value) -> Result<Reply, String> {
        let row = TOOLS.iter().find(|row| row.name == tool).unwrap();
        let answer = self
            .desk(Permits::new())
            .read_blocking(|sources| Ok(row.run(input, sources)));
        answer.unwrap().map_err(|refusal| refusal.0)
    }

    fn plan(&self, tool: &str, input: Value) -> Plan {
        self.call(tool, input).unwrap().plan.unwrap()
    }

    fn facts(&self) -> i64 {
        self.store.read_blocking(crate::store::Reader::last_fact).unwrap()
    }
}

fn shown(plan: &Plan) -> Vec<String> {
    plan.items
        .iter()
        .map(|item| format!("{}: {} → {}", item.who, item.before, item.after))
        .collect()
}

fn said(plan: &Plan) -> String {
    let remarks = plan.items.iter().flat_map(|item| &item.remarks);
    remarks
        .map(|remark| remark.text.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn fields_are_checked_as_the_screen_checks_them_and_what_does_not_fit_is_left_out() {
    let house = house();
    let edit =
        |person: &str, field: &str, value: &str| json!({"person": person, "field": field, "value": value});
    let plan = house.plan(
        "edit_fields",
        json!({"edits": [
            edit("dana", "phone", "(909) 555-0199"), edit("dana", "Budget", "450k"), edit("wen", "city", "Upland"),
            edit("tom", "phone", "12"),
        ]}),
    );
    assert_eq!(
        shown(&plan),
        ["Dana Lopez: phone: +19095550142, Budget: none → phone: +19095550199, Budget: $450,000"]
    );
    assert_eq!(plan.left_out.len(), 2, "{:?}", plan.left_out);
    assert!(
        plan.left_out[0].starts_with("Wen Ito: is so already"),
        "{:?}",
        plan.left_out
    );
    assert!(
        plan.left_out[1].contains("wrong number of digits"),
        "{:?}",
        plan.left_out
    );
    for (field, value) in [
        ("dateOfBirth", "1980-01-01"),
        ("shoe size", "44"),
        ("assignedTo", "u2"),
    ] {
        assert!(
            house
                .call("edit_fields", json!({"edits": [edit("dana", field, value)]}))
                .is_err(),
            "{field}"
        );
    }
    let name = house.plan(
        "edit_fields",
        json!({"edits": [edit("dana", "last name", "O'Brien-Núñez Jr.")]}),
    );
    assert_eq!(name.items.len(), 1);
}

#[test]
fn what_is_told_of_a_plan_is_bounded_however_long_a_name_is() {
    let house = house();
    let ids: Vec<String> = (0..60).map(|nr| format!("long-{nr}")).collect();
    for id in &ids {
        let name = "Zebulon ".repeat(4_000);
        house.tell(
            EntityKind::Contact,
            id,
            json!({"firstName": name, "lastName": "Ray", "tags": ["a"], "dnd": true, "phone": "+19095550143"}),
        );
    }
    let told = |tool: &str, input: Value| {
        let reply = house.call(tool, input).unwrap();
        crate::copilot::wire::Wire::default()
            .told(&reply.content)
            .to_string()
            .len()
    };
    let left_out = told("edit_tags", json!({"people": ids, "add": ["a"], "remove": []}));
    assert!(left_out < 12_000, "{left_out}");
    let messages: Vec<Value> = ids
        .iter()
        .take(25)
        .map(|id| json!({"person": id, "channel": "text", "text": "see https://a.example and https://b.example".repeat(20)}))
        .collect();
    let remarks = told("send_message", json!({ "messages": messages }));
    assert!(remarks < 60_000, "{remarks}");
}

#[test]
fn an_id_that_was_made_up_ends_the_call_and_nothing_is_proposed() {
    let house = house();
    for (tool, input) in [
        (
            "edit_tags",
            json!({"people": ["dana", "nobody"], "add": ["a"], "remove": []}),
        ),
        ("add_note", json!({"people": ["nobody"], "text": "hello"})),
        ("move_deal", json!({"deals": ["nothing"], "stage": "Showing"})),
        (
            "send_message",
            json!({"messages": [{"person": "+19095550142", "channel": "text", "text": "hello"}]}),
        ),
        ("assign", json!({"people": ["dana"], "to": "nobody"})),
    ] {
        let why = house.call(tool, input).unwrap_err();
        assert!(why.starts_with("There is no"), "{tool}: {why}");
    }
}

#[test]
fn deals_owners_tasks_notes_and_days_are_proposed_with_what_they_would_be() {
    let house = house();
    let before = house.facts();
    assert_eq!(
        shown(&house.plan("move_deal", json!({"deals": ["o1"], "stage": "showing"}))),
        ["Dana Lopez: Dana's home: New → Showing"]
    );
    assert_eq!(
        house
            .plan("move_deal", json!({"deals": ["o1"], "stage": "New"}))
            .items
            .len(),
        0
    );
    let assigned = house.plan("assign", json!({"people": ["dana", "tom"], "to": "Sam Park"}));
    assert_eq!(shown(&assigned), ["Dana Lopez: owner: Jo Lee → owner: Sam Park"]);
    assert_eq!(assigned.left_out, ["Tom Ray: is so already"]);
    let task = house.plan(
        "add_task",
        json!({"people": ["wen"], "title": "Call", "due": "fri 10:00"}),
    );
    assert_eq!(shown(&task), ["Wen Ito:  → Call · Fri Nov 27 2026 10:00"]);
    assert!(
        house
            .call(
                "add_task",
                json!({"people": ["wen"], "title": "x", "due": "2026-01-01"})
            )
            .is_err()
    );
    let note = house.plan(
        "add_note",
        json!({"people": ["wen"], "text": "wants [name]'s view"}),
    );
    assert!(note.items[0].is_blocked(), "a blank");
    assert_eq!(
        house
            .plan("snooze", json!({"people": ["wen"], "until": "in 3 days"}))
            .items
            .len(),
        1
    );
    assert_eq!(house.facts(), before, "nothing was done");
}

#[test]
fn a_message_says_all_that_stands_against_it() {
    let house = house();
    let messages =
        |person: &str, text: &str| json!({"messages": [{"person": person, "channel": "text", "text": text}]});
    let fine = house.plan("send_message", messages("dana", "Saturday at 9?"));
    assert!(!fine.items[0].is_blocked(), "{}", said(&fine));
    assert!(said(&fine).contains("1 text"));
    let tom = house.plan("send_message", messages("tom", "Saturday at 9?"));
    assert!(
        tom.items.is_empty() && !tom.left_out.is_empty() || tom.items[0].is_blocked(),
        "do-not-disturb: {tom:?}"
    );
    let bad = house.plan(
        "send_message",
        messages("dana", "great family neighborhood with top schools"),
    );
    assert!(
        bad.items[0].is_blocked() && said(&bad).contains("instead"),
        "{}",
        said(&bad)
    );
    let blank = house.plan(
        "send_message",
        messages("dana", "Hi {first}, Person_3 says hello"),
    );
    assert!(blank.items[0].is_blocked(), "{}", said(&blank));
    let other = house.plan(
        "send_message",
        messages(
            "dana",
            "Tom Ray can be reached at (909) 555-0143, or see https://evil.example/x",
        ),
    );
    let other = said(&other);
    assert!(
        other.contains("number that is not theirs") && other.contains("link"),
        "{other}"
    );
    assert!(other.contains("somebody else: Tom Ray"), "{other}");
    house.clock.advance(std::time::Duration::from_hours(12));
    let night = house.plan("draft_message", messages("dana", "Saturday at 9?"));
    assert!(
        !night.items[0].is_blocked(),
        "a draft may be written at any hour: {}",
        said(&night)
    );
    assert!(house.call("send_message", json!({"messages": []})).is_err());
    let many: Vec<Value> = (0..26)
        .map(|_| json!({"person": "dana", "channel": "text", "text": "x"}))
        .collect();
    assert!(house.call("send_message", json!({"messages": many})).is_err());
}

#[test]
fn an_appointment_is_proposed_only_where_nothing_is_booked() {
    let house = house();
    let booked = json!({"contactId": "wen", "calendarId": "k1", "title": "x", "appointmentStatus": "confirmed",
                        "startTime": "2026-11-27T18:00:00Z", "endTime": "2026-11-27T19:00:00Z"});
    house.tell(EntityKind::Appointment, "a1", booked);
    let at = |start: &str| json!({"person": "dana", "calendar": "k1", "start": start, "title": "Showing"});
    let taken = house
        .call("book_appointment", at("2026-11-27 10:30"))
        .unwrap_err();
    assert!(taken.contains("no free slot"), "{taken}");
    let plan = house.plan("book_appointment", at("2026-11-27 11:00"));
    let Deed::Appointment { slot, .. } = &plan.items[0].deed else {
        panic!("{plan:?}")
    };
    assert_eq!(slot, "2026-11-27T11:00:00-08:00");
    assert!(
        house.call("book_appointment", at("2026-11-20 11:00")).is_err(),
        "it has passed"
    );
    let calendar = json!({"person": "dana", "calendar": "k9", "start": "2026-11-27 11:00", "title": "x"});
    assert!(house.call("book_appointment", calendar).is_err());
}

#[test]
fn a_filter_becomes_people_at_once_and_never_chooses_by_a_protected_trait() {
    let house = house();
    let edit = |filter: &str, tag: &str| json!({"filter": filter, "add_tags": [tag], "remove_tags": [], "fields": []});
    let plan = house.plan("bulk_edit", edit("tag:buyer", "warm"));
    assert_eq!(shown(&plan), ["Dana Lopez: buyer → buyer, warm"]);
    assert!(house.call("bulk_edit", edit("", "warm")).is_err(), "everybody");
    assert!(
        house.call("bulk_edit", edit("tag:nobodyhasit", "warm")).is_err(),
        "nobody"
    );
    for (filter, tag) in [
        ("catholic", "warm"),
        ("tag:buyer", "muslim"),
        ("tag:buyer", "no kids"),
    ] {
        let why = house.call("bulk_edit", edit(filter, tag)).unwrap_err();
        assert!(why.contains("protected trait"), "{filter} {tag}: {why}");
    }
    for nr in 0..500 {
        house.tell(
            EntityKind::Contact,
            &format!("x{nr}"),
            json!({"firstName": "X", "tags": ["many"]}),
        );
    }
    assert_eq!(house.plan("bulk_edit", edit("tag:many", "warm")).items.len(), 500);
    house.tell(
        EntityKind::Contact,
        "x500",
        json!({"firstName": "X", "tags": ["many"]}),
    );
    let why = house.call("bulk_edit", edit("tag:many", "warm")).unwrap_err();
    assert!(why.contains("501 people"), "{why}");
}

#[test]
fn a_rule_denies_narrows_or_frees_a_tool() {
    let house = house();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(rules_hold(&house));
}

async fn rules_hold(house: &House) {
    let tag = |person: &str| json!({"people": [person], "add": ["warm"], "remove": []});
    let toolbox = |rule: &str| {
        let permit: Permit = rule.parse().unwrap();
        Toolbox::new(house.desk(Permits::from([("edit_tags".to_owned(), permit)])))
    };
    let names = toolbox("ask").tools().to_vec();
    assert_eq!(
        names,
        toolbox("deny").tools(),
        "declared the same, whatever the rules"
    );
    assert!(
        toolbox("deny")
            .call("edit_tags", tag("dana"))
            .await
            .unwrap_err()
            .contains("settings")
    );
    assert!(
        toolbox("ask own").call("edit_tags", tag("tom")).await.is_err(),
        "another's"
    );
    let dana = toolbox("ask own")
        .call("edit_tags", tag("dana"))
        .await
        .unwrap()
        .plan
        .unwrap();
    assert!(!toolbox("ask own").is_free("edit_tags", &dana).await);
    assert!(toolbox("allow own").is_free("edit_tags", &dana).await);
    assert!(!toolbox("allow 0").is_free("edit_tags", &dana).await);
    assert!(
        !toolbox("allow").is_free("edit_fields", &dana).await,
        "another tool"
    );
    let tom = toolbox("allow own")
        .call("edit_tags", tag("tom"))
        .await
        .unwrap()
        .plan
        .unwrap();
    assert!(
        !toolbox("allow own").is_free("edit_tags", &tom).await,
        "it waits for a yes"
    );
    let stray = Permits::from([("edit_tag".to_owned(), Permit::default())]);
    assert!(
        crate::engine::tool::unknown(&stray)
            .unwrap()
            .contains("names no tool")
    );
}

#[test]
fn what_was_said_of_a_protected_trait_is_not_searched_for() {
    let house = house();
    for words in ["muslim", "\"catholic family\"", "no kids"] {
        let why = house.call("search_words", json!({ "words": words })).unwrap_err();
        assert!(why.contains("protected trait"), "{words}: {why}");
    }
    for words in ["pre-approval", "\"down payment\" fha", "garden", "family room"] {
        assert!(
            house.call("search_words", json!({ "words": words })).is_ok(),
            "{words}"
        );
    }
}
