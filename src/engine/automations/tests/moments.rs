//! Moments that nobody writes down, through the file and the worker.

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::domain::score::{Mark, Scored, Scores};
use crate::engine::automations::{arrive, derive};

const TASK: &str = "[[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\ndue = \"1 hour\"\n";
const SILENT: &str = "on = \"no reply\"\nafter = \"24 hours\"";

impl Bench {
    async fn wrote(&self, id: &str, contact: &str, way: &str) {
        let members = json!({
            "contactId": contact, "direction": way, "messageType": "TYPE_SMS", "body": "Let me think",
            "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Message, id, members).await;
    }

    fn until(&self, moment: &str) {
        let moment: Timestamp = moment.parse().unwrap();
        let left = moment.duration_since(self.clock.now());
        self.clock.advance(left.try_into().unwrap());
    }

    /// Who was let in, each time.
    async fn inside(&self) -> Vec<String> {
        self.rounds().await;
        let mut who: Vec<_> = self
            .runs()
            .await
            .into_iter()
            .map(|run| run.contact.to_string())
            .collect();
        who.sort();
        who
    }

    async fn born(&self, id: &str, (state, phone): (&str, &str), day: &str) {
        let members = json!({
            "firstName": "Ana", "phone": phone, "state": state, "dateOfBirth": day, "dateAdded": "2026-01-01T00:00:00Z",
        });
        self.tell(EntityKind::Contact, id, members).await;
    }

    async fn scored(&self, contact: &str, priority: i64) {
        let scored = Scored {
            contact: contact.into(),
            mark: Mark {
                priority: Some(priority),
                ..Mark::default()
            },
            numbers: json!({ "priority": priority, "qualification": priority / 2 }).to_string(),
            reasons: "{}".into(),
            inputs: "i".into(),
            hot_with: None,
            peak: None,
            due: self.clock.now(),
        };
        let scores = Scores {
            rows: vec![scored],
            config: ("w1".into(), "{}".into()),
            upto: None,
            walked: None,
        };
        let keep = Command::Scores(Box::new(scores));
        self.worker.store.commit(keep, Origin::Engine).await.unwrap();
    }
}

#[tokio::test]
async fn who_does_not_answer_comes_in_at_that_hour_once_whoever_dies_in_between() {
    let bench = Bench::new();
    bench.publish_on("T1", ("", SILENT), TASK).await;
    bench.lead(1).await;
    bench.wrote("m1", "c1", "outbound").await;
    bench.lead(2).await;
    bench.wrote("m2", "c2", "outbound").await;
    bench.later(2);
    bench.wrote("m3", "c2", "inbound").await;
    bench.later(21);
    bench.clock.advance(Duration::from_secs(3_599));
    assert!(bench.inside().await.is_empty(), "a second is missing");
    bench.restart();
    bench.clock.advance(Duration::from_secs(1));
    // Dies when they were let in and before it is kept that the moment was heard.
    let live = bench.worker.live().await.unwrap();
    let now = bench.clock.now();
    bench.worker.let_silent_in_and_die(&live, 24, now).await;
    for _ in 0..3 {
        bench.restart();
        assert_eq!(bench.inside().await, ["c1"], "who answered is not silent");
        bench.clock.advance(Duration::from_mins(1));
    }
    assert_eq!(bench.runs().await[0].entered, now);
    // A message later they may be silent again, a week later at the earliest.
    bench.later(24 * 8);
    bench.wrote("m4", "c1", "outbound").await;
    bench.later(25);
    assert_eq!(bench.inside().await, ["c1", "c1"]);
}

#[tokio::test]
async fn only_who_had_answered_before_is_in_mid_conversation() {
    let bench = Bench::new();
    let engaged = format!("{SILENT}\nengaged = true");
    bench.publish_on("T1", ("", &engaged), TASK).await;
    for nr in 1..3 {
        bench.lead(nr).await;
    }
    bench.wrote("m1", "c1", "inbound").await;
    bench.later(1);
    bench.wrote("m2", "c1", "outbound").await;
    bench.wrote("m3", "c2", "outbound").await;
    bench.later(24);
    assert_eq!(bench.inside().await, ["c1"]);
}

#[tokio::test]
async fn after_a_long_absence_what_is_too_old_is_dropped_and_the_rest_comes_in_measure() {
    let bench = Bench::new();
    bench.publish_on("T1", ("", SILENT), TASK).await;
    for nr in 0..50 {
        bench.lead(nr).await;
        bench
            .wrote(&format!("m{nr}"), &format!("c{nr}"), "outbound")
            .await;
    }
    bench.lead(90).await;
    bench.wrote("m90", "c90", "outbound").await;
    bench.later(7 * 24);
    assert!(bench.inside().await.is_empty(), "a week ago is too long ago");
    for nr in 0..50 {
        bench
            .wrote(&format!("n{nr}"), &format!("c{nr}"), "outbound")
            .await;
    }
    bench.later(30);
    bench.restart();
    assert_eq!(bench.inside().await.len(), LATE_PER_MINUTE);
    bench.clock.advance(Duration::from_secs(61));
    assert_eq!(bench.inside().await.len(), 50);
}

#[tokio::test]
async fn a_birthday_comes_at_nine_where_they_live_through_the_end_of_summer_time() {
    let bench = Bench::new();
    bench
        .publish_on("T1", ("", "on = \"date reached\"\ndate = \"birthday\""), TASK)
        .await;
    bench.born("west", ("WA", "+12065550101"), "1980-11-01").await;
    bench.born("east", ("NY", "+12125550102"), "1990-11-01").await;
    bench.born("leap", ("WA", "+12065550103"), "1984-02-29").await;
    // Summer time ends in this night: nine is an hour later by the clock of the world.
    bench.until("2026-11-01T13:59:00Z");
    assert!(bench.inside().await.is_empty(), "nobody's morning yet");
    bench.until("2026-11-01T14:00:30Z");
    assert_eq!(bench.inside().await, ["east"]);
    bench.until("2026-11-01T16:59:59Z");
    assert_eq!(bench.inside().await, ["east"]);
    bench.until("2026-11-01T17:01:00Z");
    bench.restart();
    assert_eq!(bench.inside().await, ["east", "west"]);
    // Who moves west in the afternoon has had their day.
    bench.born("east", ("WA", "+12065550102"), "1990-11-01").await;
    bench.restart();
    assert_eq!(bench.inside().await, ["east", "west"]);
    bench.until("2027-02-28T17:01:00Z");
    assert_eq!(
        bench.inside().await,
        ["east", "leap", "west"],
        "no 29th this year"
    );
}

#[tokio::test]
async fn the_day_of_a_closing_comes_in_later_years_and_a_quarter_for_everybody() {
    let bench = Bench::new();
    let home = "on = \"date reached\"\ndate = \"home anniversary\"";
    bench.publish_on("T1", ("", home), TASK).await;
    for (id, closed, status) in [
        ("c1", "2024-08-06", "won"),
        ("c2", "2026-08-06", "won"),
        ("c3", "2024-08-06", "lost"),
    ] {
        bench.born(id, ("WA", "+12065550101"), "").await;
        let deal = json!({
            "contactId": id, "name": "Elm St", "status": status, "forecastExpectedCloseDate": closed,
            "createdAt": "2024-01-01T00:00:00Z",
        });
        bench
            .tell(EntityKind::Opportunity, &format!("o-{id}"), deal)
            .await;
    }
    bench.until("2026-08-06T15:59:00Z");
    assert!(bench.inside().await.is_empty());
    bench.until("2026-08-06T16:00:30Z");
    assert_eq!(bench.inside().await, ["c1"]);
    bench
        .publish_on("T2", ("", "on = \"date reached\"\ndate = \"quarter\""), TASK)
        .await;
    bench.until("2026-10-01T15:59:00Z");
    assert_eq!(bench.inside().await, ["c1"]);
    bench.until("2026-10-01T16:01:00Z");
    assert_eq!(bench.inside().await, ["c1", "c1", "c2", "c3"]);
}

#[tokio::test]
async fn an_appointment_is_near_a_day_before_and_not_when_it_was_called_off() {
    let bench = Bench::new();
    let soon = "on = \"appointment\"\nturn = \"soon\"\nsort = \"showing\"\nagain_after = \"1 hour\"";
    bench.publish_on("T1", ("", soon), TASK).await;
    let book = async |id: &str, title: &str, status: &str, starts: &str| {
        let members = json!({
            "contactId": "c1", "title": title, "appointmentStatus": status, "startTime": starts,
            "dateAdded": "2026-08-04T10:00:00Z",
        });
        bench.tell(EntityKind::Appointment, id, members).await;
    };
    bench.lead(1).await;
    book("a1", "Showing Elm St", "confirmed", "2026-08-06T20:00:00Z").await;
    book("a2", "Showing Oak St", "cancelled", "2026-08-06T20:00:00Z").await;
    book("a3", "Coffee", "confirmed", "2026-08-06T20:00:00Z").await;
    bench.until("2026-08-05T19:59:00Z");
    assert!(bench.inside().await.is_empty());
    bench.until("2026-08-05T20:00:30Z");
    assert_eq!(bench.inside().await, ["c1"]);
    bench.restart();
    assert_eq!(bench.inside().await, ["c1"]);
    // Put off, it is near once more.
    book("a1", "Showing Elm St", "confirmed", "2026-08-09T20:00:00Z").await;
    bench.until("2026-08-08T21:00:00Z");
    assert_eq!(bench.inside().await, ["c1", "c1"]);
}

#[tokio::test]
async fn a_number_that_rises_over_a_mark_lets_in_and_one_that_stays_above_does_not() {
    let bench = Bench::new();
    bench.lead(1).await;
    bench.scored("c1", 6_900).await;
    bench.later(1);
    let hot = "on = \"score crosses\"\nscore = \"priority\"\nup_to = 70\nagain_after = \"1 hour\"";
    bench.publish_on("T1", ("", hot), TASK).await;
    bench.rounds().await;
    for (priority, entered) in [(6_949, 0), (6_950, 1), (9_000, 1), (6_000, 1), (7_100, 2)] {
        bench.later(2);
        bench.scored("c1", priority).await;
        bench.restart();
        assert_eq!(bench.inside().await.len(), entered, "{priority}");
        bench.restart();
        assert_eq!(bench.inside().await.len(), entered, "{priority} again");
    }
    // The first number of somebody new has risen from nothing.
    bench.lead(2).await;
    bench.scored("c2", 8_000).await;
    bench.later(1);
    assert_eq!(bench.inside().await, ["c1", "c1", "c2"]);
}

const MORNING: &str = "[[step]]\nid = \"morning\"\ndo = \"wait_until\"\nat = \"09:00\"\n";

#[tokio::test]
async fn who_moves_is_met_at_the_same_hour_of_their_new_clock_and_a_wait_stays_a_wait() {
    let bench = Bench::new();
    bench.publish("T1", "", MORNING).await;
    let day = "[[step]]\nid = \"day\"\ndo = \"wait\"\nfor = \"1 day\"\n";
    bench.publish("T2", "", day).await;
    bench.lead(1).await;
    let due = async |id: &str| {
        bench.rounds().await;
        let runs = bench.runs().await;
        let run = runs.into_iter().find(|run| run.automation == id);
        run.unwrap().due.unwrap().to_string()
    };
    assert_eq!(due("T1").await, "2026-08-05T16:00:00Z", "nine in Seattle");
    assert_eq!(due("T2").await, "2026-08-05T17:00:00Z");
    let moved =
        json!({ "firstName": "Ana", "phone": "+12065550101", "state": "NY", "timezone": "America/New_York" });
    bench.tell(EntityKind::Contact, "c1", moved).await;
    assert_eq!(due("T1").await, "2026-08-05T13:00:00Z", "nine in New York");
    assert_eq!(due("T2").await, "2026-08-05T17:00:00Z");
    bench.restart();
    bench.until("2026-08-05T12:59:00Z");
    bench.rounds().await;
    let ended = async || {
        let runs = bench.runs().await;
        runs.iter().filter(|run| run.ended.is_some()).count()
    };
    assert_eq!(ended().await, 0);
    bench.until("2026-08-05T13:00:01Z");
    bench.rounds().await;
    assert_eq!(ended().await, 1);
}

#[tokio::test]
async fn when_the_rules_of_zones_are_replaced_every_timer_is_worked_out_anew_once() {
    let bench = Bench::new();
    bench.publish("T1", "", MORNING).await;
    bench.lead(1).await;
    bench.rounds().await;
    // As it was kept by rules that had Seattle an hour further east.
    let run = bench.runs().await.remove(0);
    let state = run.state.replace("2026-08-05T16:00:00Z", "2026-08-05T15:00:00Z");
    assert_ne!(state, run.state);
    let other = AutomationCommand::Move {
        run: run.id.clone(),
        rev: run.rev,
        version: 1,
        state,
    };
    bench.say(Command::Automation(other)).await;
    bench
        .say(Command::Automation(AutomationCommand::Zones { rules: 7 }))
        .await;
    bench.restart();
    bench.rounds().await;
    let now = bench.runs().await.remove(0);
    assert_eq!(now.due.unwrap().to_string(), "2026-08-05T16:00:00Z");
    assert!(now.state.contains("2026-08-05T16:00:00Z"), "{}", now.state);
    bench.restart();
    bench.rounds().await;
    assert_eq!(bench.runs().await[0].rev, now.rev, "once");
    let rules = bench.worker.store.read(Reader::zone_rules).await.unwrap();
    assert_eq!(
        rules,
        Some(crate::automation::length::rules_of_zones(bench.clock.now()))
    );
}

impl Automations {
    async fn let_silent_in_and_die(&self, live: &HashMap<String, Live>, hours: u32, now: Timestamp) {
        let since = now - SignedDuration::from_hours(24);
        let found = self
            .ask(move |known| derive::silences(known, hours, (since, now)))
            .await;
        for moment in found.unwrap() {
            for one in live.values() {
                let arrival = arrive::Arrival {
                    one: one.clone(),
                    event: moment.event.clone(),
                    cause: moment.cause.clone(),
                    seq: 0,
                };
                self.come_in(vec![arrival]).await.unwrap();
            }
        }
    }
}

/// The CRM lists a call while it rings, and says later that they talked; of a mail it says later that it was opened.
#[tokio::test]
async fn what_came_of_a_message_later_is_heard() {
    let bench = Bench::new();
    let look = "[[step]]\nid = \"look\"\ndo = \"wait\"\nuntil = \"opened\"\nat_most = \"9 days\"\n\
                [[step]]\nid = \"then\"\ndo = \"wait\"\nfor = \"2 days\"\n";
    bench
        .publish_as("T1", ("", "on = \"contact created\"", "\"call connected\""), look)
        .await;
    bench.lead(1).await;
    bench.rounds().await;
    let first = bench.runs().await.remove(0).due;
    let tell = async |id: &str, kind: &str, status: &str| {
        bench.clock.advance(Duration::from_mins(1));
        let members = json!({
            "contactId": "c1", "direction": "outbound", "messageType": kind, "status": status, "body": "Hello",
            "dateAdded": "2026-08-04T17:00:30Z",
        });
        bench.tell(EntityKind::Message, id, members).await;
        bench.rounds().await;
        bench.runs().await.remove(0)
    };
    assert_eq!(tell("m1", "TYPE_EMAIL", "delivered").await.due, first);
    let run = tell("m1", "TYPE_EMAIL", "opened").await;
    assert_ne!(run.due, first, "it was opened: {run:?}");
    let run = tell("m2", "TYPE_CALL", "ringing").await;
    assert!(run.ended.is_none(), "{run:?}");
    let run = tell("m2", "TYPE_CALL", "completed").await;
    assert_eq!(run.why.as_deref(), Some("call connected"), "{run:?}");
}
