//! A run of the engine and a dry run over the same history differ in nothing but time.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::automation::definition::read;
use crate::automation::machine::Program;
use crate::automation::simulate::{Settings, Simulation};
use crate::domain::automation::{Arm, AutomationText};
use crate::domain::command::AutomationCommand;
use crate::engine::library::facts::Standing;
use crate::engine::library::past::{Wanted, events};
use crate::engine::query::{Query, Sources};
use crate::store::{Reader, StoreError};

/// Each person's days are a history.
const PEOPLE: usize = 5;
const DAYS: i64 = 30;
const FIRST: &str = r#"format = 1
id = "F"
name = "F"
[enters]
on = "message received"
who = "-tag:done"
[exits]
on = ["opt-out", "appointment"]
resume_after = "5 hours"
[late]
policy = "fire"
[[step]]
id = "seen"
do = "note"
says = "seen"
[[step]]
id = "day"
do = "wait"
for = "1 day"
[[step]]
id = "hot"
do = "if"
if = "tag:hot last_in<3d"
  [[step.yes]]
  id = "call"
  do = "task"
  title = "Call {first_name}"
  due = "1 day"
  [[step.no]]
  id = "cold"
  do = "field"
  field = "city"
  to = "Upland"
[[step]]
id = "rest"
do = "wait"
until = "replied"
at_most = "2 days"
[[step]]
id = "over"
do = "tag"
add = "done"
"#;
const SECOND: &str = r#"format = 1
id = "S"
name = "S"
[enters]
on = "tag added"
tag = "hot"
[exits]
on = ["opt-out", "reply", "human message"]
[late]
policy = "fire"
[[step]]
id = "task"
do = "task"
title = "Look at {first_name}"
due = "1 day"
[[step]]
id = "wait"
do = "wait"
for = "30 hours"
[[step]]
id = "hello"
do = "text"
says = "Hello {first_name}, {agent_name} at {brokerage} here. Reply STOP to opt out."
"#;

/// Waits for a word, and says that it is through.
const WAITS: &str = r#"format = 1
id = "W"
name = "W"
[enters]
on = "message received"
who = "-tag:done"
again_after = "1 hour"
[exits]
on = ["opt-out"]
[late]
policy = "fire"
[[step]]
id = "seen"
do = "note"
says = "seen"
[[step]]
id = "rest"
do = "wait"
until = "replied"
at_most = "2 days"
[[step]]
id = "over"
do = "tag"
add = "done"
"#;
/// Begins with what another one did.
const AFTER: &str = r#"format = 1
id = "A"
name = "A"
[enters]
on = "tag added"
tag = "done"
who = "tag:done"
[exits]
on = ["opt-out"]
[[step]]
id = "noted"
do = "note"
says = "noted"
"#;

/// What was done in which automation for whom at which step, and how runs ended, each so many times.
type Done = BTreeMap<(String, String, String), usize>;

#[derive(Debug)]
struct Played {
    texts: [&'static str; 2],
    from: Timestamp,
    until: Timestamp,
}

impl Query for Played {
    type Answer = Done;

    fn answer(self, sources: &Sources<'_>) -> Result<Done, StoreError> {
        let programs = self.texts.map(|text| Program::of(read(text).unwrap()));
        let wanted = Wanted::by(programs.iter().map(|program| program.definition.as_ref()));
        let past = events(sources, &wanted, self.from, self.until, None)?;
        let facts = Standing::of(sources, &past)?;
        let settings = Settings {
            drafts_leave: false,
            rules: sources.rules.clone(),
            ..Settings::default()
        };
        let mut simulation = Simulation::new(&programs, &facts, self.from, settings);
        for event in past {
            simulation.event(event);
        }
        simulation.until(self.until);
        let mut done = Done::new();
        for line in simulation.report().lines {
            let what = match line.what {
                What::Done | What::Draft => line.step,
                What::Ended => format!("ended: {}", line.why),
                _ => continue,
            };
            *done
                .entry((line.automation, line.contact.to_string(), what))
                .or_default() += 1;
        }
        Ok(done)
    }
}

struct World {
    engine: Engine,
    clock: Clock,
    random: StdRng,
    nr: u32,
    next: Option<Timestamp>,
}

impl World {
    /// Some people, and two automations that are on.
    async fn begun(home: &Path, texts: [&str; 2], seed: u64) -> Self {
        let clock = Clock::manual("2026-10-12T00:00:00Z".parse().unwrap());
        let engine = engine_by(home, clock.clone()).await;
        for nr in 0..PEOPLE {
            let id = format!("c{nr}");
            person(&engine, &id, "Ana", "2026-10-01T00:00:00Z", &json!({})).await;
        }
        for text in texts {
            let id = read(text).unwrap().id().to_owned();
            let publish = AutomationCommand::Publish(AutomationText {
                id: id.clone(),
                name: id,
                auto_send: false,
                text: text.into(),
            });
            engine
                .submit(Command::Automation(publish), Origin::Cli)
                .await
                .unwrap();
        }
        Self {
            engine,
            clock,
            random: StdRng::seed_from_u64(seed),
            nr: 0,
            next: None,
        }
    }

    /// What was done, and what a dry run since then says was.
    async fn both(&self, texts: [&'static str; 2], from: Timestamp) -> (Done, Done) {
        let until = self.clock.now();
        let dry = self.engine.query(Played { texts, from, until }).await.unwrap();
        (really(&self.engine).await, dry)
    }

    fn until(&self, at: Timestamp) {
        let left = at.duration_since(self.clock.now());
        self.clock.advance(Duration::try_from(left).unwrap_or_default());
    }

    async fn looks(&mut self) {
        for _ in 0..6 {
            self.next = self.engine.automations.round().await.unwrap();
        }
    }

    /// Lets everything happen that is due by then, each at its own moment.
    async fn goes_on(&mut self, until: Timestamp) {
        while let Some(next) = self.next.filter(|next| *next <= until) {
            self.until(next);
            self.looks().await;
        }
        self.until(until);
        self.looks().await;
    }

    async fn happens(&mut self, hot: &mut [bool; PEOPLE], away: &mut [bool; PEOPLE]) {
        let nr = self.random.random_range(0..PEOPLE);
        let who = format!("c{nr}");
        self.nr += 1;
        let (id, now) = (format!("x{}", self.nr), self.clock.now());
        match self.random.random_range(0..12) {
            0..6 => {
                let inbound = self.random.random_bool(0.6);
                message(&self.engine, &id, &who, &now.to_string(), inbound, "hello").await;
            }
            6..7 => {
                let members = json!({
                    "contactId": who, "title": "Showing", "appointmentStatus": "confirmed", "dateAdded": now.to_string(),
                    "startTime": (now + SignedDuration::from_hours(50)).to_string(),
                });
                tell(&self.engine, EntityKind::Appointment, &id, &members).await;
            }
            7..8 => {
                let tags = ["hot", "cold", "ai-off"][self.random.random_range(0..3)];
                let members = json!({ "tags": [tags] });
                person(
                    &self.engine,
                    &format!("n{}", self.nr),
                    "Bea",
                    &now.to_string(),
                    &members,
                )
                .await;
            }
            drawn => {
                let (tag, has) = if drawn == 11 {
                    ("AI-Off".to_owned(), &mut away[nr])
                } else {
                    ("hot".to_owned(), &mut hot[nr])
                };
                *has = !*has;
                let (add, remove) = if *has {
                    (vec![tag], vec![])
                } else {
                    (vec![], vec![tag])
                };
                let edit = Command::EditTags {
                    contact: who.as_str().into(),
                    add,
                    remove,
                };
                self.engine.submit(edit, Origin::Agent).await.unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_real_run_differs_from_a_dry_one_in_nothing_but_time() {
    let number = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    let first = number("LEADLINE_SEED").unwrap_or(1);
    let many = number("LEADLINE_HISTORIES").unwrap_or(20) / PEOPLE as u64;
    for seed in first..first + many {
        println!("seed {seed}");
        let home = tempfile::tempdir().unwrap();
        let mut world = World::begun(home.path(), [FIRST, SECOND], seed).await;
        let from = world.clock.now();
        let (mut hot, mut away) = ([false; PEOPLE], [false; PEOPLE]);
        let mut at = from;
        while at < from + SignedDuration::from_hours(DAYS * 24) {
            at += SignedDuration::from_secs(world.random.random_range(600..36_000));
            world.goes_on(at).await;
            world.happens(&mut hot, &mut away).await;
            world.looks().await;
        }
        world.goes_on(at + SignedDuration::from_secs(1)).await;
        let (real, dry) = world.both([FIRST, SECOND], from).await;
        assert!(real.len() > 15, "seed {seed}: {real:?}");
        let apart: Vec<_> = real
            .iter()
            .filter(|(what, many)| dry.get(*what) != Some(*many))
            .map(|(what, many)| (what, Some(many), dry.get(what)))
            .chain(
                dry.iter()
                    .filter(|(what, _)| !real.contains_key(*what))
                    .map(|(what, many)| (what, None, Some(many))),
            )
            .collect();
        assert!(apart.is_empty(), "seed {seed}, (what, real, dry): {apart:#?}");
    }
}

/// A word ends a wait, behind which a tag is put on, and lets them in again: whether they have the tag is asked before, as it
/// was when they wrote. Of what comes of the tag it is asked with it.
#[tokio::test]
async fn what_comes_of_a_moment_is_not_so_yet_when_it_is_heard() {
    let home = tempfile::tempdir().unwrap();
    let mut world = World::begun(home.path(), [WAITS, AFTER], 0).await;
    let from = world.clock.now();
    for (nr, hours) in [5, 10, 15].into_iter().enumerate() {
        world.goes_on(from + SignedDuration::from_hours(hours)).await;
        let now = world.clock.now().to_string();
        message(&world.engine, &format!("m{nr}"), "c1", &now, true, "hello").await;
        world.looks().await;
    }
    world.goes_on(from + SignedDuration::from_hours(24)).await;
    let (real, dry) = world.both([WAITS, AFTER], from).await;
    let many = |id: &str, step: &str| real.get(&(id.into(), "c1".into(), step.into())).copied();
    assert_eq!(
        (many("W", "seen"), many("W", "over")),
        (Some(2), Some(2)),
        "{real:#?}"
    );
    assert_eq!(many("A", "noted"), Some(1), "{real:#?}");
    assert_eq!(real, dry);
}

/// Whoever comes with a tag gets it then, whether the CRM tells of them or they are typed in here, and whatever their tags are by now.
#[tokio::test]
async fn tags_that_people_come_with_are_heard_by_both() {
    let home = tempfile::tempdir().unwrap();
    let mut world = World::begun(home.path(), [SECOND, AFTER], 0).await;
    let from = world.clock.now();
    world.goes_on(from + SignedDuration::from_hours(5)).await;
    let now = world.clock.now().to_string();
    let hot = json!({ "tags": ["hot"] });
    person(&world.engine, "stays", "Bea", &now, &hot).await;
    person(&world.engine, "loses", "Cy", &now, &hot).await;
    person(&world.engine, "gets", "Di", &now, &json!({ "tags": ["cold"] })).await;
    let typed = Command::CreateContact {
        fields: json!({ "firstName": "Ed", "lastName": "Typed", "tags": ["Hot"] })
            .as_object()
            .unwrap()
            .clone(),
    };
    world.engine.submit(typed, Origin::Agent).await.unwrap();
    world.looks().await;
    world.goes_on(from + SignedDuration::from_hours(10)).await;
    let edit = |contact: &str, add: &[&str], remove: &[&str]| Command::EditTags {
        contact: contact.into(),
        add: add.iter().copied().map(str::to_owned).collect(),
        remove: remove.iter().copied().map(str::to_owned).collect(),
    };
    for edit in [edit("loses", &["done"], &["hot"]), edit("gets", &["hot"], &[])] {
        world.engine.submit(edit, Origin::Agent).await.unwrap();
        world.looks().await;
    }
    world.goes_on(from + SignedDuration::from_hours(24)).await;
    let (real, dry) = world.both([SECOND, AFTER], from).await;
    assert_eq!(real, dry);
    let tasks = real
        .iter()
        .filter(|((id, _, step), _)| id == "S" && step == "task");
    assert_eq!(tasks.count(), 4, "{real:#?}");
}

/// Somebody with the same number who comes later, with a tag that keeps automations away, kept nobody away before they came.
#[tokio::test]
async fn who_is_not_known_yet_keeps_nobody_of_their_household_away() {
    let home = tempfile::tempdir().unwrap();
    let mut world = World::begun(home.path(), [SECOND, AFTER], 0).await;
    let from = world.clock.now();
    for (hours, id, tag) in [
        (5, "first", "hot"),
        (50, "second", "ai-off"),
        (60, "third", "hot"),
    ] {
        world.goes_on(from + SignedDuration::from_hours(hours)).await;
        let now = world.clock.now().to_string();
        let members = json!({ "tags": [tag], "phone": "+19095550999" });
        person(&world.engine, id, "Bea", &now, &members).await;
        world.looks().await;
    }
    world.goes_on(from + SignedDuration::from_hours(72)).await;
    let (real, dry) = world.both([SECOND, AFTER], from).await;
    assert_eq!(real, dry);
    let tasks = real
        .iter()
        .filter(|((id, _, step), _)| id == "S" && step == "task");
    assert_eq!(tasks.count(), 1, "{real:#?}");
}

async fn really(engine: &Engine) -> Done {
    let runs = engine
        .automations
        .store
        .read(|reader: &Reader| reader.runs(None, 5_000));
    let mut done = Done::new();
    let runs = runs.await.unwrap().into_iter();
    for run in runs.filter(|run| run.arm == Arm::In) {
        let id = run.id.clone();
        let tries = engine
            .automations
            .store
            .read(move |reader: &Reader| reader.run_tries(&id));
        for line in tries.await.unwrap() {
            let is_done = line.key.is_some() && line.result.as_deref() == Some("done");
            if is_done {
                let step = (run.automation.clone(), run.contact.to_string(), line.step);
                *done.entry(step).or_default() += 1;
            }
        }
        if let Some(why) = run.why.filter(|_| run.ended.is_some()) {
            let ended = (run.automation, run.contact.to_string(), format!("ended: {why}"));
            *done.entry(ended).or_default() += 1;
        }
    }
    done
}
