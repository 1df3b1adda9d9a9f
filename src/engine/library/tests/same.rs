//! The engine and a dry run hear the same moments that nobody writes down, the same forms and homes.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::automation::definition::{Definition, read};
use crate::automation::machine::{Program, fires};
use crate::domain::automation::AutomationText;
use crate::domain::command::AutomationCommand;
use crate::domain::score::{Mark, Scored, Scores};
use crate::engine::library::past::{Wanted, events};
use crate::engine::query::{Query, Sources};
use crate::store::{Reader, StoreError};

const PEOPLE: usize = 6;
const DAYS: i64 = 40;
const ENTERS: [(&str, &str); 9] = [
    ("S", "on = \"no reply\"\nafter = \"24 hours\""),
    ("B", "on = \"date reached\"\ndate = \"birthday\""),
    ("D", "on = \"date reached\"\ndate = \"lease ends\""),
    ("N", "on = \"appointment\"\nturn = \"soon\""),
    (
        "C",
        "on = \"score crosses\"\nscore = \"priority\"\nup_to = 70\ndown_to = 30",
    ),
    ("F", "on = \"form\"\nform = \"Open house\""),
    ("H", "on = \"listing\"\nwhat = \"price drop\"\nat_least = 3"),
    ("L", "on = \"listing\"\nwhat = \"new match\"\nat_least = 80"),
    (
        "M",
        "on = \"message received\"\nmood = [\"angry\", \"hardship\", \"legal\"]",
    ),
];
const SAID: [&str; 4] = [
    "hello",
    "My mom passed away",
    "My lawyer will contact you",
    "Is this a foreclosure?",
];

/// Who came in where, once for each time.
type Came = BTreeSet<(String, String, i64)>;

/// What a dry run would hear.
#[derive(Debug)]
struct Heard {
    from: Timestamp,
    until: Timestamp,
    definitions: Vec<Definition>,
}

impl Query for Heard {
    type Answer = Came;

    fn answer(self, sources: &Sources<'_>) -> Result<Came, StoreError> {
        let wanted = Wanted::by(self.definitions.iter());
        let past = events(sources, &wanted, self.from, self.until, None)?;
        let mut came = Came::new();
        for definition in self.definitions {
            let program = Program::of(definition);
            for event in past.iter().filter(|event| fires(&program, &event.kind)) {
                let id = program.definition.id().to_owned();
                came.insert((id, event.contact.to_string(), tick(event.at)));
            }
        }
        Ok(came)
    }
}

/// The engine looks at whole hours, and just before something happens.
fn tick(at: Timestamp) -> i64 {
    (at.as_second() + 3_599) / 3_600
}

fn definition(id: &str, enters: &str) -> (String, Definition) {
    let text = format!(
        "format = 1\nid = \"{id}\"\nname = \"{id}\"\n[enters]\n{enters}\nagain_after = \"1 min\"\n[exits]\non = [\"opt-out\"]\n\
         [[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 min\"\n"
    );
    let definition = read(&text).unwrap();
    (text, definition)
}

struct World {
    engine: Engine,
    clock: Clock,
    random: StdRng,
    /// How many things have happened.
    nr: u32,
}

impl World {
    fn until(&self, at: Timestamp) {
        let left = at.duration_since(self.clock.now());
        self.clock.advance(Duration::try_from(left).unwrap_or_default());
    }

    async fn happens(&mut self) {
        let who = format!("c{}", self.random.random_range(0..PEOPLE));
        self.nr += 1;
        let (id, now) = (format!("x{}", self.nr), self.clock.now());
        match self.random.random_range(0..14) {
            0..6 => {
                let inbound = self.random.random_bool(0.4);
                let says = SAID[self.random.random_range(0..SAID.len())];
                message(&self.engine, &id, &who, &now.to_string(), inbound, says).await;
            }
            6..8 => {
                let ahead = self.random.random_range(1..80);
                let members = json!({
                    "contactId": who, "title": "Showing", "appointmentStatus": "confirmed", "dateAdded": now.to_string(),
                    "startTime": (now + SignedDuration::from_mins(ahead * 60 + 7)).to_string(),
                });
                tell(&self.engine, EntityKind::Appointment, &id, &members).await;
            }
            8..10 => self.scored(&who).await,
            12 => self.listed(&id, 40_000_000, &who).await,
            13 => {
                let price = self.random.random_range(30_000_000..50_000_000);
                self.listed("h1", price, &who).await;
            }
            _ => {
                let form = ["f1", "f2"][self.random.random_range(0..2)];
                let members = json!({ "contactId": who, "formId": form, "createdAt": now.to_string() });
                tell(&self.engine, EntityKind::Submission, &id, &members).await;
            }
        }
    }

    /// A home that somebody likes is put in now, or has another price.
    async fn listed(&self, id: &str, price: i64, who: &str) {
        let members = json!({
            "address": "12 Elm St", "price": price, "status": "active", "beds": 3, "liked": [who],
            "createdAt": self.clock.now().to_string(),
        });
        tell(&self.engine, EntityKind::Listing, id, &members).await;
    }

    async fn scored(&mut self, who: &str) {
        let priority = self.random.random_range(0..10_000);
        let row = Scored {
            contact: who.into(),
            mark: Mark {
                priority: Some(priority),
                ..Mark::default()
            },
            numbers: json!({ "priority": priority }).to_string(),
            reasons: "{}".into(),
            inputs: "i".into(),
            hot_with: None,
            peak: None,
            due: self.clock.now(),
        };
        let scores = Scores {
            rows: vec![row],
            config: ("w".into(), "{}".into()),
            upto: None,
            walked: None,
        };
        let keep = Command::Scores(Box::new(scores));
        self.engine.submit(keep, Origin::Engine).await.unwrap();
    }

    async fn looks(&self) {
        self.engine.automations.round().await.unwrap();
    }
}

#[tokio::test]
async fn the_engine_hears_what_a_dry_run_over_the_same_days_hears() {
    for seed in [1, 2, 3] {
        println!("seed {seed}");
        let home = tempfile::tempdir().unwrap();
        let from: Timestamp = "2026-10-12T00:00:00Z".parse().unwrap();
        let clock = Clock::manual(from);
        let engine = engine_by(home.path(), clock.clone()).await;
        let zones = ["America/New_York", "America/Los_Angeles", "Europe/Madrid"];
        for nr in 0..PEOPLE {
            let born = format!("1980-{:02}-{:02}", 10 + nr % 2, 13 + 3 * nr);
            let lease = format!("2026-{:02}-{:02}", 10 + nr % 2, 15 + nr);
            let fields = json!({ "lease": lease, "budget": "450k", "beds": 3 });
            let more = json!({ "dateOfBirth": born, "timezone": zones[nr % 3], "customFields": fields });
            person(&engine, &format!("c{nr}"), "Ana", "2026-10-01T00:00:00Z", &more).await;
        }
        for (id, name) in [("f1", "Open house"), ("f2", "Home value")] {
            tell(&engine, EntityKind::Form, id, &json!({ "name": name })).await;
        }
        let lease = json!({ "name": "Lease ends", "dataType": "DATE", "model": "contact" });
        tell(&engine, EntityKind::CustomField, "lease", &lease).await;
        for (id, name) in [("budget", "Budget"), ("beds", "Bedrooms")] {
            let field = json!({ "name": name, "model": "contact", "dataType": "TEXT" });
            tell(&engine, EntityKind::CustomField, id, &field).await;
        }
        let mut definitions = Vec::new();
        for (id, enters) in ENTERS {
            let (text, definition) = definition(id, enters);
            // Past the checks: people come in again at once, so that no moment is passed over.
            let publish = AutomationCommand::Publish(AutomationText {
                id: id.into(),
                name: id.into(),
                auto_send: false,
                text,
            });
            engine
                .submit(Command::Automation(publish), Origin::Cli)
                .await
                .unwrap();
            definitions.push(definition);
        }
        let mut world = World {
            engine,
            clock,
            random: StdRng::seed_from_u64(seed),
            nr: 0,
        };
        for hour in 1..=DAYS * 24 {
            if world.random.random_bool(0.3) {
                let minute = world.random.random_range(5..55);
                let second = world.random.random_range(1..59);
                let at = from + SignedDuration::from_secs((hour - 1) * 3_600 + minute * 60 + second);
                world.until(at);
                world.looks().await;
                world.happens().await;
            }
            world.until(from + SignedDuration::from_hours(hour));
            world.looks().await;
        }
        let until = world.clock.now();
        let real = came(&world.engine).await;
        let dry = Heard {
            from,
            until,
            definitions,
        };
        let dry = world.engine.query(dry).await.unwrap();
        for (id, _) in ENTERS {
            assert!(
                real.iter().any(|(came, ..)| came == id),
                "seed {seed}: nobody came into {id}"
            );
        }
        let apart: Vec<_> = real.symmetric_difference(&dry).collect();
        assert!(apart.is_empty(), "seed {seed}: {apart:?}");
    }
}

async fn came(engine: &Engine) -> Came {
    let runs = engine
        .automations
        .store
        .read(|reader: &Reader| reader.runs(None, 5_000));
    let runs = runs.await.unwrap();
    runs.into_iter()
        .map(|run| (run.automation, run.contact.to_string(), tick(run.entered)))
        .collect()
}
