mod ahead;
mod alike;
mod apart;
mod entered;
mod forms;
mod moved;
mod said;
mod same;

use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::clock::Clock;
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::record::EntityKind;
use crate::engine::{Engine, Setup};
use crate::store::scratch::{page, told};

const NOW: &str = "2026-11-25T18:00:00Z";

async fn engine(folder: &Path) -> Engine {
    engine_by(folder, Clock::manual(NOW.parse().unwrap())).await
}

async fn engine_by(folder: &Path, clock: Clock) -> Engine {
    let engine = Engine::start(Setup {
        me: Some("u-jo".into()),
        ..Setup::alone(folder.join("a.db"), clock)
    });
    let engine = engine.await.unwrap();
    let place = json!({"name": "Rancho Realty", "timezone": "UTC"});
    tell(&engine, EntityKind::Location, "loc", &place).await;
    tell(&engine, EntityKind::User, "u-jo", &json!({"name": "Jo Park"})).await;
    let stages = json!({"name": "Buyers", "stages": [{"id": "s1", "name": "New", "position": 0}]});
    tell(&engine, EntityKind::Pipeline, "p1", &stages).await;
    engine
}

async fn tell(engine: &Engine, kind: EntityKind, id: &str, members: &Value) {
    let page = page(vec![told(kind, id, members.clone())]);
    engine.submit(Command::Sync(page), Origin::Remote).await.unwrap();
}

async fn person(engine: &Engine, id: &str, first: &str, added: &str, more: &Value) {
    let mut members = json!({"firstName": first, "lastName": "Diaz", "type": "lead", "dateAdded": added, "timezone": "UTC",
        "phone": format!("+1909555{:04}", id.bytes().map(u32::from).sum::<u32>()), "email": format!("{id}@example.com")});
    let into = members.as_object_mut().unwrap();
    into.extend(more.as_object().unwrap().clone());
    tell(engine, EntityKind::Contact, id, &members).await;
}

async fn message(engine: &Engine, id: &str, contact: &str, at: &str, inbound: bool, body: &str) {
    let way = if inbound { "inbound" } else { "outbound" };
    let members = json!({"contactId": contact, "direction": way, "messageType": "TYPE_SMS", "body": body, "dateAdded": at});
    tell(engine, EntityKind::Message, id, &members).await;
}

const SHORT: &str = r#"format = 1
id = "hello"
name = "Say hello"
purpose = "Everybody new hears from us."
version = 3

[enters]
on = "contact created"

[exits]
on = ["opt-out", "reply", "human message"]

[hours]
from = "09:00"
to = "20:00"

[[step]]
id = "first"
do = "text"
says = "Hi {first_name}, {agent_name} at {brokerage} here. Reply STOP to opt out."

[[step]]
id = "night"
do = "wait"
for = "2 days"

[[step]]
id = "answered"
do = "if"
if = "replied"

  [[step.yes]]
  id = "done"
  do = "end"
  why = "they wrote"

  [[step.no]]
  id = "call"
  do = "task"
  title = "Call {first_name}"
  due = "1 day"
"#;

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::create_dir_all(folder).unwrap();
    std::fs::write(folder.join(name), text).unwrap();
}

#[tokio::test]
async fn a_broken_file_says_its_line_and_keeps_no_other_from_being_read() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    put(
        &folder,
        "broken.toml",
        &SHORT.replace("do = \"wait\"", "do = \"wate\""),
    );
    put(&folder, "notes.txt", "not one");
    let shelf = engine.query(ShelfNow::of(folder.clone())).await.unwrap();
    assert_eq!(shelf.templates().count(), 26);
    let states: Vec<_> = shelf.own().map(|book| (book.state, &book.remarks)).collect();
    assert!(
        matches!(states[..], [(State::Broken, _), (State::Draft, _)]),
        "{states:#?}"
    );
    let broken = shelf.book("broken").unwrap();
    let fault = &broken.remarks[0];
    assert_eq!((fault.line, fault.blocks), (24, true), "{fault:?}");
    assert!(fault.words.contains("wate"), "{fault:?}");
    let hello = shelf.book("hello").unwrap();
    let told: Vec<_> = hello
        .steps
        .iter()
        .map(|line| format!("{} {} {}", line.number, line.does, line.words))
        .collect();
    assert_eq!(
        told,
        [
            "1 text \"Hi {first_name}, {agent_name} at {brokerage} here. Reply STOP to opt out.\"",
            "2 wait for 2 days",
            "3 if replied",
            "3a1 end why they wrote",
            "3b1 task \"Call {first_name}\" \u{b7} due 1 day",
        ]
    );
}

#[tokio::test]
async fn every_template_can_be_read_and_says_what_it_says_in_three_tones() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let shelf = engine
        .query(ShelfNow::of(home.path().join("none")))
        .await
        .unwrap();
    assert_eq!(shelf.own().count(), 0);
    for book in shelf.templates() {
        assert_eq!(book.state, State::Template, "{}: {:?}", book.id, book.remarks);
        assert!(!book.steps.is_empty() && !book.purpose.is_empty(), "{}", book.id);
    }
    let first = shelf.book("A01").unwrap();
    assert!(first.says[0].tones[0] != first.says[0].tones[2] && first.says[0].spanish);
}

#[tokio::test]
async fn two_files_of_one_id_cannot_both_be_on() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    put(home.path(), "a.toml", SHORT);
    put(home.path(), "b.toml", SHORT);
    let shelf = engine
        .query(ShelfNow::of(home.path().to_path_buf()))
        .await
        .unwrap();
    let states: Vec<_> = shelf.own().map(|book| book.state).collect();
    assert_eq!(states, [State::Draft, State::Blocked]);
}

#[tokio::test]
async fn a_dry_run_tells_who_would_have_got_what_and_why_not() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    // They wrote on this channel before: that is a permission.
    person(&engine, "ana", "Ana", "2026-11-03T15:00:00Z", &json!({})).await;
    message(&engine, "m1", "ana", "2026-11-03T08:00:00Z", true, "hello?").await;
    person(&engine, "bo", "Bo", "2026-11-04T15:00:00Z", &json!({})).await;
    person(&engine, "cy", "Cy", "2026-11-04T15:00:00Z", &json!({"dnd": true})).await;
    // A workflow of the CRM wrote on the day on which ours would.
    message(&engine, "m2", "ana", "2026-11-03T09:00:00Z", false, "welcome").await;
    // Long ago.
    person(&engine, "di", "Di", "2024-11-04T15:00:00Z", &json!({})).await;
    let trial = Trial {
        folder,
        file: None,
        id: "HELLO".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    assert_eq!(
        (tried.counts.entered, tried.counts.of(What::Text)),
        (3, 1),
        "{tried:#?}"
    );
    assert_eq!(tried.counts.of(What::Refused), 2, "{tried:#?}");
    assert_eq!(tried.people[0].name, "Ana Diaz");
    let why: Vec<_> = tried
        .people
        .iter()
        .map(|somebody| somebody.why.as_str())
        .collect();
    assert!(why[1].contains("agreed to automated messages"), "{why:?}");
    assert!(why[2].contains("not to be disturbed"), "{why:?}");
    assert_eq!((tried.parts, tried.inside), (1, 0));
    let entered: Vec<_> = tried
        .days
        .iter()
        .map(|day| (day.date.to_string(), day.entered))
        .collect();
    assert_eq!(
        entered[..2],
        [("2026-11-03".to_owned(), 1), ("2026-11-04".to_owned(), 2)]
    );
}

/// How far it is, is told to whoever follows the engine.
#[tokio::test]
async fn a_dry_run_tells_how_far_it_is() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    person(&engine, "ana", "Ana", "2026-11-03T15:00:00Z", &json!({})).await;
    let mut progress = engine.progress();
    let follow = async {
        let mut told = Vec::new();
        while progress.changed().await.is_ok() {
            match progress.borrow_and_update().trial.clone() {
                Some(task) => told.push(task),
                None => break,
            }
        }
        told
    };
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let (tried, told) = tokio::join!(engine.try_out(trial), follow);
    assert_eq!(tried.unwrap().unwrap().counts.entered, 1);
    // The newest takes the place of those that nobody looked at in time.
    assert!(
        told.iter().all(|task| task.what.ends_with("the year")),
        "{told:?}"
    );
    assert_eq!(engine.progress().borrow().trial, None);
}

/// Who had the tag on the day, who was open to texts on the day: what was changed since changes nothing.
#[tokio::test]
async fn a_dry_run_asks_of_people_as_they_stood_at_each_moment() {
    let home = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-02T12:00:00Z".parse().unwrap());
    let engine = engine_by(home.path(), clock.clone()).await;
    let folder = home.path().join("automations");
    let asks = SHORT.replace(
        "on = \"contact created\"",
        "on = \"contact created\"\nwho = \"tag:hot -last_in<1d\"",
    );
    put(&folder, "hello.toml", &asks);
    let (early, late) = ("2026-11-03T18:00:00Z", "2026-11-20T12:00:00Z");
    let hot = json!({"tags": ["hot"]});
    let cold = json!({"tags": [], "dnd": true});
    for (id, first, before, since) in [("ana", "Ana", &hot, &cold), ("bo", "Bo", &cold, &hot)] {
        clock.set(early.parse().unwrap());
        person(&engine, id, first, early, before).await;
        message(
            &engine,
            &format!("m-{id}"),
            id,
            "2026-10-20T12:00:00Z",
            true,
            "hello?",
        )
        .await;
        clock.set(late.parse().unwrap());
        person(&engine, id, first, early, since).await;
    }
    // Somebody who wrote on that very day, which another day would not show.
    person(&engine, "cy", "Cy", early, &hot).await;
    message(&engine, "m-cy", "cy", "2026-11-03T12:00:00Z", true, "hello?").await;
    clock.set(NOW.parse().unwrap());
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    let counts = (
        tried.counts.entered,
        tried.counts.not_them,
        tried.counts.of(What::Text),
    );
    assert_eq!(counts, (1, 2, 1), "{tried:#?}");
    assert_eq!(tried.people[0].name, "Ana Diaz");
}

/// Who had the tag on the day that keeps automations away, and not who has it since.
#[tokio::test]
async fn a_dry_run_leaves_alone_whom_a_tag_kept_away_on_the_day() {
    let home = tempfile::tempdir().unwrap();
    let clock = Clock::manual("2026-11-02T12:00:00Z".parse().unwrap());
    let engine = engine_by(home.path(), clock.clone()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    let (early, late) = ("2026-11-03T18:00:00Z", "2026-11-20T12:00:00Z");
    let (off, on) = (json!({"tags": ["AI-Off"]}), json!({"tags": []}));
    for (id, first, before, since) in [("ana", "Ana", &off, &on), ("bo", "Bo", &on, &off)] {
        clock.set(early.parse().unwrap());
        person(&engine, id, first, early, before).await;
        let wrote = "2026-10-20T12:00:00Z";
        message(&engine, &format!("m-{id}"), id, wrote, true, "hello?").await;
        clock.set(late.parse().unwrap());
        person(&engine, id, first, early, since).await;
    }
    clock.set(NOW.parse().unwrap());
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    let counts = (tried.counts.entered, tried.counts.of(What::Refused));
    assert_eq!(counts, (1, 1), "{tried:#?}");
    assert!(tried.people[0].name.starts_with("Bo"), "{tried:#?}");
}

/// It is tried among those that are on, as it would be, and beside the version that is on.
/// As in the real run, what they wrote when they became known is no reply to what comes then.
#[tokio::test]
async fn a_dry_run_takes_an_enquiry_for_no_reply() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    person(&engine, "ana", "Ana", "2026-11-03T18:00:00Z", &json!({})).await;
    message(&engine, "m1", "ana", "2026-11-03T18:00:05Z", true, "is it free?").await;
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    assert_eq!(
        (tried.counts.entered, tried.counts.of(What::Text)),
        (1, 1),
        "{tried:#?}"
    );
    assert!(!tried.counts.ends.contains_key("reply"), "{tried:#?}");
}

/// As in the real run, whoever rang and reached nobody has neither answered nor written in their own words.
#[tokio::test]
async fn a_call_that_reached_nobody_is_no_reply_to_a_dry_run() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "hello.toml", SHORT);
    message(&engine, "m1", "ana", "2026-11-03T08:00:00Z", true, "hello?").await;
    person(&engine, "ana", "Ana", "2026-11-03T15:00:00Z", &json!({})).await;
    for (nr, way) in ["inbound", "outbound"].into_iter().enumerate() {
        let call = json!({"contactId": "ana", "direction": way, "messageType": "TYPE_CALL", "status": "no-answer",
            "userId": "u-jo", "dateAdded": "2026-11-04T15:00:00Z"});
        tell(&engine, EntityKind::Message, &format!("call{nr}"), &call).await;
    }
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    assert_eq!(
        (tried.counts.of(What::Text), tried.counts.of(What::Done)),
        (1, 1),
        "{tried:#?}"
    );
}

#[tokio::test]
async fn a_dry_run_tells_what_changes_against_what_is_on() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    let first = SHORT
        .replace("id = \"hello\"", "id = \"first\"\npriority = 90")
        .replace("Hi {first_name}", "Welcome {first_name}");
    for text in [SHORT, &first] {
        let on = engine.publish_automation(text.to_owned(), Origin::Agent).await;
        assert!(on.is_ok(), "{on:?}");
    }
    let quiet = SHORT.replace(
        "[[step]]\nid = \"first\"\ndo = \"text\"\nsays = \"Hi {first_name}, {agent_name} at {brokerage} here. Reply STOP to opt out.\"\n\n",
        "",
    );
    put(&folder, "hello.toml", &quiet);
    for (id, first) in [("ana", "Ana"), ("bo", "Bo")] {
        message(
            &engine,
            &format!("m-{id}"),
            id,
            "2026-10-20T12:00:00Z",
            true,
            "hello?",
        )
        .await;
        person(&engine, id, first, "2026-11-03T18:00:00Z", &json!({})).await;
    }
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    assert_eq!(tried.among, ["first"], "{tried:#?}");
    assert_eq!(
        (tried.counts.entered, tried.counts.messages()),
        (2, 0),
        "{tried:#?}"
    );
    let against = tried.against.unwrap();
    assert_eq!((against.version, against.entered), (3, 0));
    // The other one writes first, so that this one had collided before it wrote.
    assert_eq!(against.figures.get(&What::Collided), Some(&-2), "{against:#?}");
    assert!(
        against.words().starts_with("against v3: -2 texts"),
        "{}",
        against.words()
    );
}

#[tokio::test]
async fn a_dry_run_of_nothing_is_refused_in_a_sentence() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    put(home.path(), "broken.toml", "format = ");
    let trial = |id: &str| Trial {
        folder: home.path().to_path_buf(),
        file: None,
        id: id.to_owned(),
    };
    let none = engine.query(trial("nothing")).await.unwrap().unwrap_err();
    assert_eq!(none, "there is no automation \"nothing\"");
    let broken = engine.query(trial("broken")).await.unwrap().unwrap_err();
    assert!(
        broken.contains("line 1") && broken.ends_with("nothing was tried"),
        "{broken}"
    );
}

#[test]
fn a_template_is_copied_once_and_an_edit_never_goes_over_somebody_elses() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("automations");
    let written = copy_template(&folder, "A01").unwrap();
    assert!(written.file.ends_with("A01.toml"));
    let again = copy_template(&folder, "A01").unwrap_err();
    assert!(again.contains("is there already"), "{again}");
    assert!(copy_template(&folder, "A99").unwrap_err().contains("no template"));
    let was = std::fs::read_to_string(&written.file).unwrap();
    let fault = put_text(&written.file, &was, "format = 1\nid = 3\n")
        .unwrap()
        .fault;
    assert!(fault.unwrap().starts_with("line "));
    let late = put_text(&written.file, &was, &was).unwrap_err();
    assert!(late.contains("changed by somebody else"), "{late}");
}
