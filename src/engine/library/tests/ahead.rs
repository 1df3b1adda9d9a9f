//! What one person will get: by what is on, and by where they are inside.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::*;
use crate::automation::action::Effect;
use crate::automation::definition::read;
use crate::automation::event::{Event, EventKind};
use crate::automation::machine::{Answer, Input, Program, Run, World};
use crate::automation::simulate::People;
use crate::domain::automation::{Arm, Entering};
use crate::domain::command::{AutomationCommand, Did, RunLine, RunStep};
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::plan::Deed;

/// It writes, waits two days and writes again.
const TWICE: &str = r#"format = 1
id = "twice"
name = "Twice"

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
id = "second"
do = "text"
says = "Still looking, {first_name}?"
"#;

async fn publish(engine: &Engine, text: &str) {
    let on = engine.publish_automation(text.to_owned(), Origin::Agent).await;
    assert!(on.is_ok(), "{on:?}");
}

async fn ahead(engine: &Engine) -> Forecast {
    let next = NextDays {
        templates: false,
        contact: "ana".into(),
    };
    engine.query(next).await.unwrap()
}

fn texts(forecast: &Forecast) -> Vec<(String, &str)> {
    let lines = forecast.lines.iter().filter(|line| line.what == What::Text);
    lines
        .map(|line| (line.at.to_string(), line.why.as_str()))
        .collect()
}

/// Ana, who may be written to, is inside of `twice`: her first text went, or waits to leave.
async fn inside(engine: &Engine, went: bool) -> String {
    person(engine, "ana", "Ana", "2024-11-03T15:00:00Z", &json!({})).await;
    message(engine, "m0", "ana", "2026-10-17T11:00:00Z", true, "let me think").await;
    let program = Program::of(read(TWICE).unwrap());
    let now = NOW.parse().unwrap();
    let people = People::default();
    let world = World {
        now,
        zone: Cow::Owned(TimeZone::UTC),
        facts: &people,
    };
    let id = "twice-ana".to_owned();
    let mut run = Run::new(id.clone(), &program.definition, "ana".into(), now);
    let event = Event {
        contact: "ana".into(),
        at: now,
        kind: EventKind::Created,
    };
    run.handle(&program, Input::Entered(event), &world);
    let key = format!("{id}/first/1/ana");
    if went {
        let found = std::collections::BTreeMap::new();
        run.handle(
            &program,
            Input::Answer(key.clone(), Answer::Done { found }),
            &world,
        );
    }
    let planned = Effect::Deed {
        deed: Deed::Draft(Draft {
            contact: "ana".into(),
            channel: Channel::Sms,
            subject: None,
            body: "Hi Ana, this is what was planned.".into(),
        }),
    };
    let line = RunLine {
        step: "first".into(),
        what: "effect",
        key: Some(key),
        effect: Some(serde_json::to_string(&planned).unwrap()),
        did: if went { Did::Done(None) } else { Did::Planned },
        cents: 0,
        facts: None,
    };
    let hours = if went { 48 } else { 1 };
    let step = RunStep {
        run: id.clone(),
        rev: 0,
        enters: Some(Entering {
            automation: "twice".into(),
            version: 1,
            contact: "ana".into(),
            cause: "test".into(),
            arm: Arm::In,
        }),
        state: serde_json::to_string(&run).unwrap(),
        waits: if went { "timer" } else { "effect" },
        due: Some(now + jiff::SignedDuration::from_hours(hours)),
        ended: None,
        upto: i64::MAX,
        lines: vec![line],
    };
    let step = Command::Automation(AutomationCommand::Step(Box::new(step)));
    engine.submit(step, Origin::Engine).await.unwrap();
    id
}

#[tokio::test]
async fn what_somebody_will_get_is_told_with_its_reason() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let asks = SHORT.replace(
        "on = \"contact created\"",
        "on = \"no reply\"\nafter = \"240 hours\"",
    );
    publish(&engine, &asks).await;
    person(&engine, "ana", "Ana", "2024-11-03T15:00:00Z", &json!({})).await;
    message(&engine, "m0", "ana", "2026-11-17T11:00:00Z", true, "let me think").await;
    message(
        &engine,
        "m1",
        "ana",
        "2026-11-17T12:00:00Z",
        false,
        "take your time",
    )
    .await;
    let forecast = ahead(&engine).await;
    assert_eq!(forecast.among, ["hello"]);
    let told: Vec<_> = forecast
        .lines
        .iter()
        .map(|line| (line.at.to_string(), line.what))
        .collect();
    assert_eq!(
        told[0],
        ("2026-11-27T12:00:00Z".to_owned(), What::Entered),
        "{forecast:#?}"
    );
    // Their number is of California: at noon here it is night there.
    assert_eq!(told[1].1, What::Held, "{forecast:#?}");
    let text = forecast
        .lines
        .iter()
        .find(|line| line.what == What::Text)
        .unwrap();
    assert!(text.at.to_string().starts_with("2026-11-27T17:"), "{forecast:#?}");
    assert!(
        text.why.contains("Hi Ana, Jo at Rancho Realty here"),
        "{forecast:#?}"
    );
}

/// Whoever is inside stays on their version, and gets what is left of it.
#[tokio::test]
async fn who_is_inside_gets_what_is_left_of_their_version() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    publish(&engine, TWICE).await;
    inside(&engine, true).await;
    publish(&engine, &TWICE.replace("Still looking", "Another version")).await;
    let forecast = ahead(&engine).await;
    // Their clock stands at ten in the morning when the two days are over.
    let second = ("2026-11-27T18:00:00Z".to_owned(), "Still looking, Ana?");
    assert_eq!(texts(&forecast), [second], "{forecast:#?}");
}

#[tokio::test]
async fn what_was_planned_and_waits_to_leave_is_told_as_it_was_planned() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    publish(&engine, TWICE).await;
    inside(&engine, false).await;
    let forecast = ahead(&engine).await;
    let told = texts(&forecast);
    assert_eq!(told.len(), 2, "{forecast:#?}");
    assert_eq!(
        told[0],
        (
            "2026-11-25T19:00:00Z".to_owned(),
            "Hi Ana, this is what was planned."
        )
    );
    assert!(told[1].0.starts_with("2026-11-27T19:"), "{forecast:#?}");
}

#[tokio::test]
async fn what_is_over_paused_or_only_written_brings_nothing() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "twice.toml", TWICE);
    assert!(ahead(&engine).await.among.is_empty(), "it is not on");
    publish(&engine, TWICE).await;
    let run = inside(&engine, true).await;
    assert_eq!(texts(&ahead(&engine).await).len(), 1);

    let pause = AutomationCommand::Pause {
        id: "twice".into(),
        why: "paused by hand".into(),
    };
    let pause = Command::Automation(pause);
    engine.submit(pause, Origin::Agent).await.unwrap();
    let forecast = ahead(&engine).await;
    assert!(forecast.lines.is_empty(), "{forecast:#?}");
    let said = forecast.asides.join("; ");
    assert!(said.contains("paused") && said.contains("twice"), "{said}");
    let on = AutomationCommand::Resume { id: "twice".into() };
    engine
        .submit(Command::Automation(on), Origin::Agent)
        .await
        .unwrap();

    engine
        .pause_run(&run, "wait for the photos".into())
        .await
        .unwrap();
    let forecast = ahead(&engine).await;
    assert!(texts(&forecast).is_empty(), "{forecast:#?}");
    let said = forecast.asides.join("; ");
    assert!(said.contains("wait for the photos"), "{said}");
    engine.go_on_with_run(&run).await.unwrap();
    assert_eq!(texts(&ahead(&engine).await).len(), 1);

    engine.end_run(&run, "ended by hand".into()).await.unwrap();
    assert!(ahead(&engine).await.lines.is_empty());
}
