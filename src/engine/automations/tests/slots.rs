//! Times that are offered.

use super::*;

const OFFER: &str = "[[step]]\nid = \"offer\"\ndo = \"offer_slots\"\nsays.warm = \"Hello {first_name}, {slot_1} or {slot_2}?\"\n\
    says.es_warm = \"Hello {first_name}: {slot_1} o {slot_2}?\"\n\
    [[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"3 days\"\n";

impl Bench {
    /// A calendar that is open on two days a week from ten to eleven.
    async fn calendar(&self) {
        let hours = json!([{ "openHour": 10, "openMinute": 0, "closeHour": 11, "closeMinute": 0 }]);
        let members = json!({
            "name": "Calls", "isActive": true, "slotDuration": 30, "slotDurationUnit": "mins",
            "openHours": [{ "daysOfTheWeek": [3], "hours": hours }, { "daysOfTheWeek": [4], "hours": hours }],
        });
        self.tell(EntityKind::Calendar, "k1", members).await;
    }
}

#[tokio::test]
async fn times_that_are_free_when_it_leaves_are_offered_each_on_another_day() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", OFFER).await;
    bench.calendar().await;
    let booked = json!({
        "calendarId": "k1", "startTime": "2026-08-05T10:00:00Z", "endTime": "2026-08-05T10:30:00Z",
        "appointmentStatus": "confirmed", "title": "Taken",
    });
    bench.tell(EntityKind::Appointment, "a1", booked).await;
    bench.lead(1).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    let texts = bench.texts().await;
    assert_eq!(texts.len(), 1, "{:?}", bench.log(&run.id).await);
    // The office lives by UTC here, she by the clock of Seattle.
    assert!(
        texts[0].contains("Hello Ana, Wed 5 Aug 3:30 AM or Thu 6 Aug 3:00 AM?"),
        "{texts:?}"
    );
}

#[tokio::test]
async fn where_no_time_is_free_it_waits_and_is_left_out_at_last() {
    let bench = Bench::new();
    bench.publish("T1", "auto_send = true", OFFER).await;
    bench.lead(1).await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    let log = bench.log(&run.id).await;
    assert!(bench.texts().await.is_empty());
    let why = log
        .iter()
        .find(|(what, _)| what == "held")
        .and_then(|(_, why)| why.clone());
    assert!(why.is_some_and(|why| why.contains("no free time")), "{log:?}");
    bench.calendar().await;
    bench.later(2);
    bench.rounds().await;
    assert_eq!(bench.texts().await.len(), 1, "{:?}", bench.log(&run.id).await);

    let other = Bench::new();
    other.publish("T1", "auto_send = true", OFFER).await;
    other.lead(1).await;
    other.rounds().await;
    other.later(24 * 8);
    other.rounds().await;
    let run = other.runs().await.remove(0);
    assert_eq!(run.waits, "timer", "{:?}", other.log(&run.id).await);
}

#[tokio::test]
async fn a_draft_offers_times_too_and_in_their_language() {
    let bench = Bench::new();
    bench.publish("T1", "", OFFER).await;
    bench.calendar().await;
    let members = json!({
        "firstName": "Ana", "phone": "+12065550101", "state": "WA", "type": "client", "tags": ["español"],
        "dateAdded": bench.clock.now().to_string(),
    });
    bench.tell(EntityKind::Contact, "c1", members).await;
    bench.rounds().await;
    let name = message_draft_name(&"c1".into(), Channel::Sms);
    let draft = bench.worker.store.read(move |reader| reader.draft(&name)).await;
    assert_eq!(
        draft.unwrap().unwrap().1,
        "Hello Ana: mié 5/8 3:00 AM o jue 6/8 3:00 AM?"
    );
}

/// The times that were laid ready are the times that were filled in, not their blanks.
#[tokio::test]
async fn who_says_yes_to_times_that_were_laid_ready_does_not_stop_it() {
    let bench = Bench::new();
    let short = OFFER.replace(
        "Hello {first_name}, {slot_1} or {slot_2}?",
        "{slot_1} or {slot_2}?",
    );
    bench.publish("T1", "", &short).await;
    bench.calendar().await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.sends("Wed 5 Aug 3:00 AM, Thu 6 Aug 3:00 AM. Works?").await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "timer", "{run:?} {:?}", bench.log(&run.id).await);
}
