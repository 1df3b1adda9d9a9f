//! An appointment that is moved and called off is heard by a dry run at the times that it had, as the engine heard it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::automation::definition::{Definition, read};
use crate::automation::event::{Event, EventKind, Turn};
use crate::engine::library::past::{Wanted, events};
use crate::engine::query::{Query, Sources};
use crate::store::StoreError;

/// What a dry run hears.
#[derive(Debug)]
pub(super) struct Heard {
    pub definition: Definition,
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Query for Heard {
    type Answer = Vec<Event>;

    fn answer(self, sources: &Sources<'_>) -> Result<Vec<Event>, StoreError> {
        let wanted = Wanted::by(std::iter::once(&self.definition));
        events(sources, &wanted, self.from, self.until, None)
    }
}

#[tokio::test]
async fn a_dry_run_knows_the_times_that_an_appointment_had() {
    let home = tempfile::tempdir().unwrap();
    let from: Timestamp = "2026-10-12T00:00:00Z".parse().unwrap();
    let clock = Clock::manual(from);
    let engine = engine_by(home.path(), clock.clone()).await;
    person(&engine, "ana", "Ana", "2026-10-01T00:00:00Z", &json!({})).await;
    let hours = |hours| from + SignedDuration::from_hours(hours);
    // Moved twice, the second time when it was near already, and called off.
    let stood = [
        (5, 55, "confirmed"),
        (10, 80, "confirmed"),
        (60, 90, "confirmed"),
        (70, 90, "cancelled"),
    ];
    for (at, starts, status) in stood {
        clock.advance(Duration::try_from(hours(at).duration_since(clock.now())).unwrap());
        let members = json!({
            "contactId": "ana", "title": "Showing", "appointmentStatus": status, "dateAdded": hours(5).to_string(),
            "startTime": hours(starts).to_string(),
        });
        tell(&engine, EntityKind::Appointment, "a1", &members).await;
    }
    let soon = "format = 1\nid = \"N\"\nname = \"N\"\n[enters]\non = \"appointment\"\nturn = \"soon\"\n[exits]\non = [\"opt-out\"]\n\
                [[step]]\nid = \"e\"\ndo = \"end\"\n";
    let heard = Heard {
        definition: read(soon).unwrap(),
        from,
        until: hours(200),
    };
    let heard = engine.query(heard).await.unwrap().into_iter();
    let heard: Vec<(Timestamp, EventKind)> = heard.map(|event| (event.at, event.kind)).collect();
    let turn = |turn, starts| EventKind::Appointment {
        turn,
        sort: "showing".into(),
        starts: hours(starts),
    };
    let moved = |from, starts| EventKind::Moved {
        from: hours(from),
        starts: hours(starts),
    };
    let expected = [
        (hours(5), turn(Turn::Booked, 55)),
        (hours(10), moved(55, 80)),
        (hours(56), turn(Turn::Soon, 80)),
        (hours(60), moved(80, 90)),
        (hours(66), turn(Turn::Soon, 90)),
        (hours(70), turn(Turn::Cancelled, 90)),
    ];
    assert_eq!(heard, expected);
}

/// A showing that is confirmed and of which nobody said what became may have taken place or not: the engine hears of neither, and
/// so does a dry run. What kind of appointment it is, its calendar may say.
#[tokio::test]
async fn an_appointment_is_held_only_when_somebody_said_so() {
    let home = tempfile::tempdir().unwrap();
    let from: Timestamp = "2026-10-12T00:00:00Z".parse().unwrap();
    let clock = Clock::manual(from);
    let engine = engine_by(home.path(), clock.clone()).await;
    person(&engine, "ana", "Ana", "2026-10-01T00:00:00Z", &json!({})).await;
    tell(
        &engine,
        EntityKind::Calendar,
        "k1",
        &json!({ "name": "Showings" }),
    )
    .await;
    let hours = |hours| from + SignedDuration::from_hours(hours);
    for (at, id, starts, status) in [
        (1, "a1", 10, "confirmed"),
        (2, "a2", 20, "confirmed"),
        (30, "a2", 20, "showed"),
    ] {
        clock.advance(Duration::try_from(hours(at).duration_since(clock.now())).unwrap());
        let members = json!({
            "contactId": "ana", "title": "12 Elm St", "calendarId": "k1", "appointmentStatus": status,
            "dateAdded": hours(at.min(2)).to_string(), "startTime": hours(starts).to_string(),
        });
        tell(&engine, EntityKind::Appointment, id, &members).await;
    }
    let done = "format = 1\nid = \"N\"\nname = \"N\"\n[enters]\non = \"appointment\"\nturn = \"done\"\nsort = \"showing\"\n\
                [exits]\non = [\"opt-out\"]\n[[step]]\nid = \"e\"\ndo = \"end\"\n";
    let heard = Heard {
        definition: read(done).unwrap(),
        from,
        until: hours(200),
    };
    let heard = engine.query(heard).await.unwrap().into_iter();
    let held = heard.filter_map(|event| match event.kind {
        EventKind::Appointment {
            turn: Turn::Done,
            sort,
            starts,
        } => Some((event.at, sort, starts)),
        _ => None,
    });
    let held: Vec<_> = held.collect();
    assert_eq!(held, [(hours(30), "showing".to_owned(), hours(20))]);
}
