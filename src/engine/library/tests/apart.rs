//! A dry run plays household by household on every core, and comes to what comes of it when everybody is played together.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::automation::definition::read;
use crate::automation::gallery::template;
use crate::automation::machine::Program;
use crate::automation::simulate::{Seen, Settings, Simulation};
use crate::engine::library::dry::shown;
use crate::engine::library::facts::Standing;
use crate::engine::library::past::{Wanted, events};
use crate::engine::library::tally::Watch;
use crate::engine::query::{Query, Sources};
use crate::store::StoreError;

/// People, some of whom share a number.
const PEOPLE: usize = 60;
const HAPPENED: usize = 500;
const ASKS: &str = r#"format = 1
id = "asks"
name = "Asks"
[enters]
on = "message received"
who = "type:lead last_in<2d -tag:done"
[exits]
on = ["opt-out", "human message"]
resume_after = "3 hours"
[[step]]
id = "text"
do = "text"
says = "Hi {first_name}, {agent_name} here."
[[step]]
id = "wait"
do = "wait"
until = "replied"
at_most = "30 days"
[[step]]
id = "over"
do = "tag"
add = "done"
"#;

/// The year, everybody together.
#[derive(Debug)]
struct Together(String);

impl Query for Together {
    type Answer = DryRun;

    fn answer(self, sources: &Sources<'_>) -> Result<DryRun, StoreError> {
        let programs = [Program::of(read(&self.0).unwrap())];
        let wanted = Wanted::by(programs.iter().map(|program| program.definition.as_ref()));
        let until = sources.today.now;
        let year_ago = until.to_zoned(sources.today.zone.clone()).checked_sub(1.year());
        let from = year_ago.unwrap().timestamp();
        let past = events(sources, &wanted, from, until, None)?;
        let facts = Standing::of(sources, &past)?;
        let settings = Settings {
            rules: sources.rules.clone(),
            ..Settings::default()
        };
        let mut watch = Watch::over(&past, &sources.today.zone);
        let mut sees = |seen: Seen<'_>| watch.sees(seen);
        let mut simulation = Simulation::new(&programs, &facts, from, settings);
        simulation.seen_by(&mut sees);
        for event in past {
            simulation.event(event);
        }
        simulation.until(until);
        let report = simulation.report();
        let tally = watch.comes_to(report, &facts);
        facts.sound()?;
        Ok(shown(tally))
    }
}

/// Something that happened with somebody within the year.
async fn happens(engine: &Engine, random: &mut StdRng, nr: usize) {
    let now: Timestamp = NOW.parse().unwrap();
    let at = now - SignedDuration::from_secs(random.random_range(0..380 * 86_400));
    let who = format!("c{:02}", random.random_range(0..PEOPLE));
    let mut members = json!({ "contactId": who, "dateAdded": at.to_string() });
    let into = members.as_object_mut().unwrap();
    let kind = match random.random_range(0..12) {
        0 => {
            into.insert("title".into(), "Showing".into());
            into.insert("appointmentStatus".into(), "confirmed".into());
            into.insert(
                "startTime".into(),
                (at + SignedDuration::from_hours(50)).to_string().into(),
            );
            EntityKind::Appointment
        }
        chance => {
            let sort =
                ["TYPE_SMS", "TYPE_EMAIL", "TYPE_CALL"][usize::from(chance == 1) + usize::from(chance < 3)];
            into.insert("messageType".into(), sort.into());
            let way = if random.random_bool(0.5) {
                "inbound"
            } else {
                "outbound"
            };
            into.insert("direction".into(), way.into());
            let body = if random.random_range(0..60) == 0 {
                "STOP"
            } else {
                "hello"
            };
            into.insert("body".into(), body.into());
            let status = ["delivered", "completed"][random.random_range(0..2)];
            into.insert("status".into(), status.into());
            if random.random_bool(0.5) {
                into.insert("userId".into(), "u-jo".into());
            }
            EntityKind::Message
        }
    };
    tell(engine, kind, &format!("x{nr}"), &members).await;
}

#[tokio::test]
async fn a_dry_run_comes_to_what_all_households_together_come_to() {
    let seed = std::env::var("LEADLINE_SEED")
        .ok()
        .and_then(|seed| seed.parse::<u64>().ok());
    let seed = seed.unwrap_or(1);
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    put(&folder, "asks.toml", ASKS);
    let now: Timestamp = NOW.parse().unwrap();
    for nr in 0..PEOPLE {
        let added = now - SignedDuration::from_hours(random.random_range(0..24 * 500));
        let tags = [json!([]), json!(["done"]), json!(["AI-Off"])];
        let tags = &tags[random.random_range(0..12_usize).saturating_sub(9)];
        let zone = ["UTC", "America/New_York"][nr % 2];
        let more = json!({ "tags": tags, "timezone": zone });
        person(&engine, &format!("c{nr:02}"), "Ana", &added.to_string(), &more).await;
    }
    for nr in 0..HAPPENED {
        happens(&engine, &mut random, nr).await;
    }
    // What was edited is asked as it stood.
    for nr in 0..5 {
        let edit = Command::EditTags {
            contact: format!("c{nr:02}").as_str().into(),
            add: vec!["AI-Off".into()],
            remove: vec!["done".into()],
        };
        engine.submit(edit, Origin::Agent).await.unwrap();
    }
    let mut messages = 0;
    for id in ["A01", "A06", "A23", "asks"] {
        let text = template(id).map_or(ASKS, |template| template.text);
        let whole = engine.query(Together(text.to_owned())).await.unwrap();
        let trial = Trial {
            folder: folder.clone(),
            file: None,
            id: id.to_owned(),
        };
        let tried = engine.query(trial).await.unwrap().unwrap();
        assert!(tried.counts.entered > 5, "{id}: {tried:#?}");
        messages += tried.counts.messages();
        let whole = DryRun {
            from: tried.from,
            until: tried.until,
            events: tried.events,
            asides: tried.asides.clone(),
            ..whole
        };
        assert_eq!(tried, whole, "{id}, seed {seed}");
    }
    assert!(messages > 20, "{messages}");
}
