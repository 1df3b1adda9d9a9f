//! Dates in fields that the account added.

use super::*;

const TASK: &str = "[[step]]\nid = \"task\"\ndo = \"task\"\ntitle = \"Call\"\ndue = \"1 hour\"\n";

impl Bench {
    async fn date_field(&self, name: &str) {
        let members = json!({ "name": name, "dataType": "DATE", "model": "contact" });
        self.tell(EntityKind::CustomField, "f1", members).await;
    }

    async fn has_date(&self, day: &str) {
        let members = json!({
            "firstName": "Ana", "phone": "+12065550101", "state": "WA", "dateAdded": "2026-01-01T00:00:00Z",
            "customFields": { "f1": day },
        });
        self.tell(EntityKind::Contact, "c1", members).await;
    }

    /// Looks every hour of some days.
    async fn days_pass(&self, days: u64) {
        for _ in 0..days * 24 {
            self.later(1);
            self.worker.round().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_date_of_an_added_field_comes_once_on_its_day_or_every_year() {
    for (every, in_a_year) in [("", 1), ("\nevery = \"year\"", 2)] {
        let bench = Bench::new();
        bench.date_field("Lease ends").await;
        bench.has_date("2026-08-06").await;
        let enters = format!("on = \"date reached\"\ndate = \"lease ENDS\"{every}");
        bench.publish_on("T1", ("", &enters), TASK).await;
        // A Tuesday at ten; their Thursday at nine.
        bench.later(46);
        bench.rounds().await;
        assert_eq!(bench.runs().await.len(), 0, "{every}");
        bench.later(1);
        bench.rounds().await;
        assert_eq!(bench.runs().await.len(), 1, "{every}");
        bench.later(363 * 24);
        bench.days_pass(3).await;
        assert_eq!(bench.runs().await.len(), in_a_year, "{every}");
    }
}

/// An inspection is a date of a deal; what was to happen with one that was lost does not.
#[tokio::test]
async fn a_date_of_a_deal_comes_for_whose_deal_it_is() {
    let bench = Bench::new();
    let members = json!({ "name": "Inspection by", "dataType": "DATE", "model": "opportunity" });
    bench.tell(EntityKind::CustomField, "f2", members).await;
    for (nr, status) in [(1, "open"), (2, "lost"), (3, "won")] {
        bench.lead(nr).await;
        for deal in 0..2 {
            let members = json!({
                "contactId": format!("c{nr}"), "name": "Deal", "status": status, "pipelineId": "p1", "pipelineStageId": "s1",
                "customFields": { "f2": "2026-08-06" },
            });
            bench
                .tell(EntityKind::Opportunity, &format!("d{nr}-{deal}"), members)
                .await;
        }
    }
    let enters = "on = \"date reached\"\ndate = \"Inspection by\"";
    bench.publish_on("T1", ("", enters), TASK).await;
    bench.later(46);
    bench.rounds().await;
    assert_eq!(bench.runs().await.len(), 0);
    bench.later(1);
    bench.rounds().await;
    let runs = bench.runs().await.into_iter();
    let mut who: Vec<String> = runs.map(|run| run.contact.to_string()).collect();
    who.sort();
    assert_eq!(who, ["c1", "c3"]);
}

#[tokio::test]
async fn an_automation_whose_date_field_is_gone_is_paused_and_says_so() {
    let bench = Bench::new();
    bench.date_field("Lease ends").await;
    bench
        .publish_on("T1", ("", "on = \"date reached\"\ndate = \"Lease ends\""), TASK)
        .await;
    bench.rounds().await;
    bench.date_field("Rent ends").await;
    bench.rounds().await;
    let row = bench
        .worker
        .store
        .read(Reader::automations)
        .await
        .unwrap()
        .remove(0);
    let why = row.why.unwrap_or_default();
    assert_eq!(row.state, Switch::Paused);
    assert!(why.contains("no date field \"Lease ends\""), "{why}");
}
