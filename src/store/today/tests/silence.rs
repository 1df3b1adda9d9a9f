//! Of whom nothing is heard.

use std::time::Duration;

use super::*;
use crate::domain::score::{Mark, Scored, Scores};

const DAY: Duration = Duration::from_hours(24);

impl Desk {
    fn ago(&self, hours: i64) -> String {
        (self.clock.now() - SignedDuration::from_hours(hours)).to_string()
    }

    /// A lead of somebody who wrote so many hours ago, and was answered an hour later.
    fn wrote(&self, id: &str, owner: &str, hours: i64) {
        self.tell(vec![
            person(id, &self.ago(hours + 24), owner),
            message(
                &format!("{id}-in"),
                id,
                &self.ago(hours),
                json!({"direction": "inbound"}),
            ),
            self.sent(&format!("{id}-out"), id, hours - 1),
        ]);
    }

    fn sent(&self, id: &str, contact: &str, hours: i64) -> RemoteRecord {
        message(
            id,
            contact,
            &self.ago(hours),
            json!({"direction": "outbound", "userId": "jo"}),
        )
    }

    fn scores(&self, rows: &[(&str, Mark)]) {
        let rows = rows.iter().map(|(contact, mark)| Scored {
            contact: (*contact).into(),
            mark: mark.clone(),
            numbers: json!({ "priority": mark.priority, "drift": mark.drift }).to_string(),
            reasons: "{}".into(),
            inputs: "i".into(),
            hot_with: None,
            peak: None,
            due: self.clock.now(),
        });
        let scores = Scores {
            rows: rows.collect(),
            config: ("w1".into(), "{}".into()),
            upto: None,
            walked: None,
        };
        self.store
            .commit_blocking(Command::Scores(Box::new(scores)), Origin::Engine)
            .unwrap();
    }

    fn drift(&self) -> Vec<String> {
        self.split(Split::Drift)
    }
}

fn open() -> Mark {
    Mark {
        risk: Some(6_000),
        drift: Some(6_000),
        ..Mark::default()
    }
}

/// A past client, who can be lost by no risk.
fn past(drift: i64) -> Mark {
    Mark {
        drift: Some(drift),
        ..Mark::default()
    }
}

#[test]
fn a_step_of_the_ladder_is_due_to_whom_nobody_has_taken_it() {
    let desk = Desk::open();
    for (id, owner, days) in [
        ("fresh", "jo", 6),
        ("recap", "jo", 8),
        ("question", "jo", 15),
        ("taken", "jo", 16),
        ("unowned", "", 22),
        ("theirs", "dev", 22),
        ("won", "jo", 22),
        ("blocked", "jo", 22),
        ("unscored", "jo", 22),
        ("stopped", "jo", 22),
        ("archive", "jo", 61),
        ("gone", "jo", 120),
    ] {
        desk.wrote(id, owner, days * 24);
    }
    desk.tell(vec![
        desk.sent("early", "question", 3 * 24),
        desk.sent("in time", "taken", 24),
        message(
            "stop",
            "stopped",
            &desk.ago(21 * 24),
            json!({"direction": "inbound", "body": "STOP"}),
        ),
    ]);
    let blocked = Mark {
        blocked: true,
        ..open()
    };
    desk.scores(&[
        ("fresh", open()),
        ("recap", open()),
        ("question", open()),
        ("taken", open()),
        ("unowned", open()),
        ("theirs", open()),
        ("won", past(0)),
        ("blocked", blocked),
        ("stopped", open()),
        ("archive", open()),
        ("gone", open()),
    ]);
    assert_eq!(desk.drift(), ["unowned", "question", "recap", "archive"]);
    let queue = desk.queue();
    let first = &queue
        .parts
        .iter()
        .find(|part| part.split == Split::Drift)
        .unwrap()
        .items[0];
    assert_eq!(
        (first.waiting.kind, first.waiting.days(desk.clock.now())),
        (Kind::Silent, 22)
    );
    assert_eq!(first.what.raw(), "hello");
    assert_eq!(
        first.cost.sentence(),
        "silent for 22 days: a new fact with its source by e-mail; a warning; risk of losing them 60 of 100"
    );
    let everybody = desk.asks(&QueueAsk {
        me: None,
        ..desk.ask()
    });
    let all = everybody
        .parts
        .iter()
        .find(|part| part.split == Split::Drift)
        .unwrap();
    assert!(
        all.items.iter().any(|item| item.record.id == "theirs"),
        "{all:#?}"
    );
}

#[test]
fn done_holds_for_one_step_and_nothing_to_be_done_until_they_write() {
    let desk = Desk::open();
    for id in ["done", "declined", "later", "writes"] {
        desk.wrote(id, "jo", 8 * 24);
    }
    desk.scores(&["done", "declined", "later", "writes"].map(|id| (id, open())));
    assert_eq!(desk.drift().len(), 4);
    desk.judges(EntityKind::Contact, "done", Verdict::Done);
    desk.judges(EntityKind::Contact, "declined", Verdict::Declined);
    let until = desk.clock.now() + SignedDuration::from_hours(40 * 24);
    desk.judges(EntityKind::Contact, "later", Verdict::Snoozed { until });
    assert_eq!(desk.drift(), ["writes"]);
    desk.clock.advance(5 * DAY);
    assert_eq!(desk.drift(), ["writes"], "the next step is not due yet");
    desk.clock.advance(DAY);
    assert_eq!(desk.drift(), ["done", "writes"], "one open question is due");
    desk.tell(vec![message(
        "again",
        "writes",
        &desk.ago(1),
        json!({"direction": "inbound"}),
    )]);
    assert_eq!(desk.drift(), ["done"], "any message of theirs ends it");
    desk.tell(vec![desk.sent("asked", "done", 0)]);
    assert!(desk.drift().is_empty(), "what goes out is the step");
}

#[test]
fn a_past_client_who_slides_away_is_looked_after_once_for_each_step() {
    let desk = Desk::open();
    for (id, days) in [
        ("steady", 30),
        ("quarter", 100),
        ("half", 200),
        ("stranger", 400),
        ("open", 100),
    ] {
        desk.wrote(id, "jo", days * 24);
    }
    desk.wrote("theirs", "dev", 100 * 24);
    desk.scores(&[
        ("steady", past(0)),
        ("quarter", past(5_000)),
        ("half", past(7_500)),
        ("stranger", past(10_000)),
        ("open", open()),
        ("theirs", past(5_000)),
    ]);
    assert_eq!(desk.drift(), ["stranger", "half", "quarter"]);
    let queue = desk.queue();
    let items = &queue
        .parts
        .iter()
        .find(|part| part.split == Split::Drift)
        .unwrap()
        .items;
    assert!(
        items.iter().all(|item| item.waiting.kind == Kind::Cooling),
        "{items:#?}"
    );
    assert_eq!(
        items[2].cost.sentence(),
        "past client, no word for 99 days; has slid away by 50 of 100"
    );
    for id in ["quarter", "half", "stranger"] {
        desk.judges(EntityKind::Contact, id, Verdict::Done);
    }
    assert!(desk.drift().is_empty());
    // After half a year the quarter is a half; nobody else has come to another step.
    desk.clock.advance(85 * DAY);
    desk.scores(&[
        ("quarter", past(7_500)),
        ("half", past(7_500)),
        ("stranger", past(10_000)),
    ]);
    assert_eq!(desk.drift(), ["quarter"]);
    desk.clock.advance(6 * DAY);
    assert_eq!(
        desk.drift(),
        ["stranger", "quarter"],
        "a stranger comes back after a quarter"
    );
    desk.judges(EntityKind::Contact, "stranger", Verdict::Declined);
    desk.clock.advance(200 * DAY);
    assert!(
        !desk.drift().contains(&"stranger".to_owned()),
        "nothing is to be done about them"
    );
}

#[test]
fn who_waits_for_an_answer_is_not_silent_as_well_and_a_crowd_is_counted_as_far_as_it_is_looked_at() {
    let desk = Desk::open();
    desk.tell(vec![
        person("asks", &desk.ago(300), "jo"),
        message(
            "asks-in",
            "asks",
            &desk.ago(9 * 24),
            json!({"direction": "inbound"}),
        ),
    ]);
    desk.scores(&[("asks", open())]);
    assert_eq!(desk.split(Split::Replies), ["asks"]);
    assert!(desk.drift().is_empty());
    let crowd: Vec<String> = (0..130).map(|at| format!("c{at}")).collect();
    for id in &crowd {
        desk.wrote(id, "jo", 15 * 24);
    }
    let scores: Vec<(&str, Mark)> = crowd.iter().map(|id| (id.as_str(), open())).collect();
    desk.scores(&scores);
    let queue = desk.queue();
    let part = queue
        .parts
        .iter()
        .find(|part| part.split == Split::Drift)
        .unwrap();
    assert_eq!((part.count, part.more, part.items.len()), (40, true, 40));
}

#[test]
fn whose_score_fell_is_called_within_a_day_and_rests_a_week_when_it_is_done() {
    let desk = Desk::open();
    let scored = |priority| Mark {
        priority: Some(priority),
        ..open()
    };
    for id in ["far", "less", "little", "low", "past", "spoken"] {
        desk.wrote(id, "jo", 3 * 24);
    }
    // How a score has moved is the file's to say: it was another one a week ago.
    desk.scores(&[
        ("far", scored(7_000)),
        ("less", scored(7_000)),
        ("little", scored(7_000)),
        ("low", scored(3_500)),
        ("past", scored(7_000)),
        ("spoken", scored(7_000)),
    ]);
    desk.clock.advance(8 * DAY);
    for id in ["far", "less", "little", "low", "past", "spoken"] {
        let back = message(
            &format!("{id}-back"),
            id,
            &desk.ago(2 * 24),
            json!({"direction": "inbound"}),
        );
        desk.tell(vec![
            back,
            message(
                &format!("{id}-flow"),
                id,
                &desk.ago(47),
                json!({"direction": "outbound", "userId": "jo"}),
            ),
        ]);
    }
    desk.tell(vec![desk.sent("now", "spoken", 2)]);
    desk.scores(&[
        ("far", scored(5_000)),
        ("less", scored(6_000)),
        ("little", scored(6_700)),
        ("low", scored(1_000)),
        (
            "past",
            Mark {
                risk: None,
                ..scored(5_000)
            },
        ),
        ("spoken", scored(5_000)),
    ]);
    assert_eq!(desk.drift(), ["far", "less"]);
    let queue = desk.queue();
    let items = &queue
        .parts
        .iter()
        .find(|part| part.split == Split::Drift)
        .unwrap()
        .items;
    assert_eq!(
        items[0].cost.sentence(),
        "cooling: call within a day; score down by 20 within a week"
    );
    desk.judges(EntityKind::Contact, "far", Verdict::Done);
    assert_eq!(desk.drift(), ["less"]);
    desk.clock.advance(4 * DAY);
    let rested = desk.drift();
    assert_eq!(
        rested,
        ["spoken", "less"],
        "done holds for a week, a talk for a day"
    );
}
