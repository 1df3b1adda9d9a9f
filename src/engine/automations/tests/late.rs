//! What leaves late, or not at all, because nobody was there to let it leave.

use super::*;
use crate::domain::gate::hours::DEFAULT;
use crate::domain::gate::{Hours, Rules};

impl Bench {
    /// With the hours that the product keeps.
    fn by_day() -> Self {
        let mut bench = Self::new();
        bench.worker.rules = Arc::new(Rules {
            hours: Hours::Within(DEFAULT),
            ..Rules::default()
        });
        bench
    }

    async fn publish_late(&self, (head, late): (&str, &str), steps: &str) {
        let text = format!(
            "format = 1\nid = \"T1\"\nname = \"T1\"\nkind = \"service\"\nauto_send = true\n{head}[enters]\non = \"contact created\"\n\
             [exits]\non = [\"opt-out\"]\n[hours]\ndays = \"every day\"\nfrom = \"09:00\"\nto = \"20:00\"\n[late]\n{late}\n{steps}"
        );
        let definition = read(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}"));
        let publish = AutomationCommand::Publish(crate::domain::automation::AutomationText {
            id: "T1".into(),
            name: "T1".into(),
            auto_send: definition.sends(),
            text,
        });
        self.say(Command::Automation(publish)).await;
    }

    async fn at(&self, moment: &str) {
        let moment: jiff::Timestamp = moment.parse().unwrap();
        let left = moment.duration_since(self.clock.now());
        self.clock.advance(left.try_into().unwrap());
        self.rounds().await;
    }
}

const AFTER: &str = "[[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"20 hours\"\n\
    [[step]]\nid = \"hello\"\ndo = \"text\"\nsays = \"Hello\"\n";

/// Held till nine in the morning, and the lid was shut till six in the evening.
#[tokio::test]
async fn what_was_held_for_the_morning_and_slept_through_its_time_does_not_leave() {
    for (late, within) in [
        ("policy = \"ask\"", "within = \"4 hours\"\n"),
        ("policy = \"skip\"\ngrace = \"4 hours\"", ""),
    ] {
        for (woken, leaves) in [("2026-08-05T16:41:00Z", 1), ("2026-08-06T01:00:00Z", 0)] {
            let bench = Bench::by_day();
            bench.publish_late(("", late), &format!("{AFTER}{within}")).await;
            bench.lead(1).await;
            bench.rounds().await;
            // It is half past six in the morning in Seattle, and it waits till nine.
            bench.at("2026-08-05T13:30:00Z").await;
            assert!(bench.texts().await.is_empty());
            let run = bench.runs().await.remove(0);
            assert_eq!(run.waits, "effect", "{run:?}");
            bench.at(woken).await;
            let told = format!("{late} {woken} {:?}", bench.log(&run.id).await);
            assert_eq!(bench.texts().await.len(), leaves, "{told}");
        }
    }
}

/// The timer itself rang too late for what is said behind it.
#[tokio::test]
async fn what_is_true_for_ten_minutes_is_not_written_when_its_timer_rings_an_hour_late() {
    let steps = AFTER.replace("20 hours", "1 hour");
    for (woken, leaves) in [("2026-08-04T18:05:00Z", 1), ("2026-08-04T19:00:00Z", 0)] {
        let bench = Bench::by_day();
        bench
            .publish_late(("", "policy = \"ask\""), &format!("{steps}within = \"10 min\"\n"))
            .await;
        bench.lead(1).await;
        bench.rounds().await;
        bench.at(woken).await;
        let run = bench.runs().await.remove(0);
        let told = format!("{woken} {:?}", bench.log(&run.id).await);
        assert_eq!(bench.texts().await.len(), leaves, "{told}");
    }
}

/// As a trial says it: the last waits until there is room.
#[tokio::test]
async fn a_message_above_the_limit_of_its_automation_waits_until_there_is_room() {
    let bench = Bench::new();
    let steps = HELLO.replace("3 days", "25 hours");
    let late = "policy = \"ask\"\n[limits]\nmessages = 1\nper = \"3 days\"";
    bench.publish_late(("", late), &steps).await;
    bench.lead(1).await;
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1);
    bench.at("2026-08-05T18:01:00Z").await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.due, Some("2026-08-07T17:00:00Z".parse().unwrap()), "{run:?}");
    bench.at("2026-08-07T16:59:00Z").await;
    assert_eq!(bench.texts().await.len(), 1, "{:?}", bench.log(&run.id).await);
    bench.at("2026-08-07T17:00:01Z").await;
    assert_eq!(bench.texts().await.len(), 2, "{:?}", bench.log(&run.id).await);
}

/// Held for the morning, and the laptop was opened days later.
#[tokio::test]
async fn what_was_held_and_is_more_than_a_day_late_is_asked_about_or_left_out() {
    for (policy, asks) in [("ask", true), ("fire", true), ("skip", false)] {
        let bench = Bench::by_day();
        let late = format!("policy = \"{policy}\"");
        bench.publish_late(("", &late), AFTER).await;
        bench.lead(1).await;
        bench.rounds().await;
        bench.at("2026-08-05T13:30:00Z").await;
        bench.at("2026-08-08T17:00:00Z").await;
        let run = bench.runs().await.remove(0);
        let told = format!("{policy} {run:?} {:?}", bench.log(&run.id).await);
        assert!(bench.texts().await.is_empty(), "{told}");
        assert_eq!(run.waits == "person", asks, "{told}");
        bench.worker.by_hand(&run.id, Input::Resume).await.unwrap();
        bench.rounds().await;
        assert_eq!(bench.texts().await.len(), usize::from(asks), "{told}");
    }
}
