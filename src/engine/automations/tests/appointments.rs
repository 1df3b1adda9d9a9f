//! An appointment that is moved, called off, deleted in the CRM and booked anew.

use serde_json::json;

use super::*;
use crate::domain::command::SweepCommand;
use crate::domain::conversation::Draft;
use crate::domain::record::EntityRef;

const BOOKED: &str = "on = \"appointment\"\nturn = \"booked\"";
const REMINDS: &str = "[[step]]\nid = \"before\"\ndo = \"wait_until\"\nof = \"starts_at\"\nbefore = \"24 hours\"\nmissed = \"skip next\"\n\
    [[step]]\nid = \"tell\"\ndo = \"text\"\nsays = \"Hello, we meet {starts}\"\n\
    [[step]]\nid = \"near\"\ndo = \"wait_until\"\nof = \"starts_at\"\nbefore = \"2 hours\"\nmissed = \"skip next\"\n\
    [[step]]\nid = \"soon\"\ndo = \"text\"\nsays = \"Again: in two hours\"\n\
    [[step]]\nid = \"over\"\ndo = \"wait_until\"\nof = \"starts_at\"\n";

impl Bench {
    async fn reminds(&self) {
        let text = format!(
            "format = 1\nid = \"T1\"\nname = \"T1\"\nkind = \"service\"\nauto_send = true\n[enters]\n{BOOKED}\n\
             [exits]\non = [\"opt-out\", \"appointment cancelled\"]\nresume_after = \"at once\"\n[late]\npolicy = \"skip\"\ngrace = \"16 hours\"\n{REMINDS}"
        );
        let publish = AutomationCommand::Publish(crate::domain::automation::AutomationText {
            id: "T1".into(),
            name: "T1".into(),
            auto_send: true,
            text,
        });
        self.say(Command::Automation(publish)).await;
        self.lead(1).await;
    }

    async fn books(&self, id: &str, status: &str, starts: &str) {
        let members = json!({
            "contactId": "c1", "title": "Showing", "appointmentStatus": status, "startTime": starts,
            "dateAdded": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Appointment, id, members).await;
        self.rounds().await;
    }

    async fn comes(&self, moment: &str) -> usize {
        let moment: jiff::Timestamp = moment.parse().unwrap();
        let left = moment.duration_since(self.clock.now());
        self.clock.advance(left.try_into().unwrap());
        self.rounds().await;
        self.texts().await.len()
    }
}

#[tokio::test]
async fn reminders_follow_an_appointment_that_is_moved() {
    let bench = Bench::new();
    bench.reminds().await;
    // A Thursday at three in Seattle; on the Tuesday it is put off to the Friday at ten.
    bench.books("a1", "confirmed", "2026-08-06T22:00:00Z").await;
    bench.later(1);
    bench.books("a1", "confirmed", "2026-08-07T17:00:00Z").await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.due, Some("2026-08-06T17:00:00Z".parse().unwrap()), "{run:?}");
    assert_eq!(
        bench.comes("2026-08-05T22:00:30Z").await,
        0,
        "not by the old time"
    );
    assert_eq!(bench.comes("2026-08-06T17:00:00Z").await, 1);
    assert!(
        bench.texts().await[0].contains("Fri 7 Aug, 10:00"),
        "{:?}",
        bench.texts().await
    );
    // Moved once more, after the first reminder had left: all of them come for the new time.
    bench.books("a1", "confirmed", "2026-08-10T17:00:00Z").await;
    assert_eq!(bench.comes("2026-08-07T15:00:30Z").await, 1);
    assert_eq!(bench.comes("2026-08-09T17:00:00Z").await, 2);
    assert_eq!(bench.comes("2026-08-10T15:00:00Z").await, 3);
    let run = bench.runs().await.remove(0);
    assert!(
        bench.texts().await.iter().any(|text| text.contains("Mon 10 Aug")),
        "{run:?}"
    );
}

#[tokio::test]
async fn one_that_is_deleted_in_the_crm_is_called_off_and_one_booked_anew_is_reminded_of() {
    for deleted in [true, false] {
        let bench = Bench::new();
        bench.reminds().await;
        bench.books("a1", "confirmed", "2026-08-06T22:00:00Z").await;
        if deleted {
            for _ in 0..2 {
                bench.clock.advance(Duration::from_mins(11));
                let entity = EntityRef::new(EntityKind::Appointment, "a1");
                let denied = SyncCommand::Sweep(SweepCommand::Denied { entity });
                let told = bench.worker.store.commit(Command::Sync(denied), Origin::Remote);
                told.await.unwrap();
            }
            bench.rounds().await;
        } else {
            bench.books("a1", "cancelled", "2026-08-06T22:00:00Z").await;
        }
        let run = bench.runs().await.remove(0);
        assert_eq!(
            run.why.as_deref(),
            Some("appointment cancelled"),
            "{deleted} {run:?}"
        );
        assert_eq!(bench.comes("2026-08-05T22:00:30Z").await, 0);
        bench.books("a2", "confirmed", "2026-08-07T17:00:00Z").await;
        assert_eq!(
            bench.comes("2026-08-06T17:00:30Z").await,
            1,
            "{deleted} {:?}",
            bench.runs().await
        );
        // Somebody who was in and not called off is not let in a second time.
        bench.books("a3", "confirmed", "2026-08-09T17:00:00Z").await;
        assert_eq!(bench.runs().await.len(), 2);
    }
}

#[tokio::test]
async fn one_that_was_called_off_and_stands_again_is_reminded_of() {
    let bench = Bench::new();
    bench.reminds().await;
    bench.books("a1", "confirmed", "2026-08-06T22:00:00Z").await;
    bench.books("a1", "cancelled", "2026-08-06T22:00:00Z").await;
    bench.later(1);
    bench.books("a1", "confirmed", "2026-08-06T22:00:00Z").await;
    assert_eq!(
        bench.comes("2026-08-05T22:00:30Z").await,
        1,
        "{:?}",
        bench.runs().await
    );
}

/// A message that was laid ready and names the old time would be sent by a yes that nobody meant.
#[tokio::test]
async fn what_was_laid_ready_for_the_old_time_is_taken_away_unless_somebody_changed_it() {
    for changed in [false, true] {
        let bench = Bench::new();
        let steps = REMINDS.replace("before = \"24 hours\"", "before = \"48 hours\"");
        bench.publish_on("T1", ("", BOOKED), &steps).await;
        bench.lead(1).await;
        bench.books("a1", "confirmed", "2026-08-06T22:00:00Z").await;
        let name = crate::store::message_draft_name(&"c1".into(), Channel::Sms);
        let draft = async || {
            let name = name.clone();
            let draft = bench.worker.store.read(move |reader| reader.draft(&name)).await;
            draft.unwrap().map(|(_, body)| body)
        };
        assert_eq!(bench.comes("2026-08-05T01:00:00Z").await, 0);
        let laid = draft().await.unwrap_or_else(|| panic!("nothing was laid ready"));
        assert!(laid.contains("Thu 6 Aug"), "{laid}");
        if changed {
            let draft = Draft {
                contact: "c1".into(),
                channel: Channel::Sms,
                subject: None,
                body: format!("{laid}!"),
            };
            let keep = bench
                .worker
                .store
                .commit(Command::KeepDraft { draft }, Origin::Agent);
            keep.await.unwrap();
        }
        bench.books("a1", "confirmed", "2026-08-12T17:00:00Z").await;
        let stands = draft().await;
        assert_eq!(stands, changed.then(|| format!("{laid}!")), "{changed}");
        if !changed {
            bench.comes("2026-08-10T18:00:00Z").await;
            let laid = draft().await;
            assert!(
                laid.as_ref().is_some_and(|laid| laid.contains("Wed 12 Aug")),
                "{laid:?}"
            );
        }
    }
}
