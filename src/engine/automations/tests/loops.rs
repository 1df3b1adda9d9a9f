//! What comes back to us.

use super::*;

/// Takes the tag off that brings people in, and lets them in again at once.
fn off(tag: &str, other: &str) -> String {
    let step = format!("[[step]]\nid = \"off\"\ndo = \"tag\"\nremove = \"{tag}\"\n");
    let other = match other {
        "" => String::new(),
        other => format!("add = \"{other}\"\n"),
    };
    step + &other
}

impl Bench {
    async fn publish_loop(&self, id: &str, tag: &str, other: &str) {
        let enters = format!("on = \"tag added\"\ntag = \"{tag}\"\nagain_after = \"0 min\"");
        self.publish_on(id, ("", &enters), &off(tag, other)).await;
    }

    async fn has_tags(&self, tags: &[&str]) {
        let members = json!({
            "firstName": "Ana", "phone": "+12065550101", "state": "WA", "type": "client", "tags": tags,
            "dateUpdated": self.clock.now().to_string(),
        });
        self.tell(EntityKind::Contact, "c1", members).await;
    }

    async fn paused(&self) -> Vec<(String, String)> {
        let rows = self.worker.store.read(Reader::automations).await.unwrap();
        let paused = rows.into_iter().filter(|row| row.state == Switch::Paused);
        paused.map(|row| (row.id, row.why.unwrap_or_default())).collect()
    }
}

#[tokio::test]
async fn a_workflow_of_the_crm_that_sets_again_what_we_take_off_pauses_ours_and_is_named() {
    let bench = Bench::new();
    bench.has_tags(&[]).await;
    // What was taken off and is on its way would not be seen to come back.
    let enters = "on = \"tag added\"\ntag = \"hot\"\nagain_after = \"0 min\"";
    let step = "[[step]]\nid = \"on\"\ndo = \"tag\"\nadd = \"hot\"\n";
    bench.publish_on("T1", ("", enters), step).await;
    for nr in 0..3 {
        assert!(bench.paused().await.is_empty(), "after {nr}");
        bench.has_tags(&["hot"]).await;
        bench.rounds().await;
        bench.later(1);
        bench.has_tags(&[]).await;
        bench.rounds().await;
    }
    let paused = bench.paused().await;
    assert_eq!(paused.len(), 1, "{paused:?}");
    let (id, why) = &paused[0];
    assert!(
        id == "T1" && why.contains("\"hot\"") && why.contains("look there for a workflow"),
        "{why}"
    );
}

/// Whoever closes the program in between begins to count where they were.
#[tokio::test]
async fn a_loop_is_found_across_restarts_and_not_across_days() {
    for (hours, is_loop) in [(1, true), (13, false)] {
        let bench = Bench::new();
        bench.has_tags(&[]).await;
        let enters = "on = \"tag added\"\ntag = \"hot\"\nagain_after = \"0 min\"";
        let step = "[[step]]\nid = \"on\"\ndo = \"tag\"\nadd = \"hot\"\n";
        bench.publish_on("T1", ("", enters), step).await;
        for _ in 0..3 {
            bench.restart();
            bench.has_tags(&["hot"]).await;
            bench.rounds().await;
            bench.later(hours);
            bench.has_tags(&[]).await;
            bench.rounds().await;
        }
        assert_eq!(
            bench.paused().await.len(),
            usize::from(is_loop),
            "every {hours} hours"
        );
    }
}

#[tokio::test]
async fn a_tag_that_a_person_sets_three_times_is_no_loop() {
    let bench = Bench::new();
    bench.has_tags(&[]).await;
    bench.publish_loop("T1", "hot", "").await;
    for _ in 0..4 {
        let tag = |add: bool| {
            let tag = vec!["hot".to_owned()];
            let (add, remove) = if add { (tag, Vec::new()) } else { (Vec::new(), tag) };
            Command::EditTags {
                contact: "c1".into(),
                add,
                remove,
            }
        };
        bench.say(tag(true)).await;
        bench.rounds().await;
        bench.later(1);
    }
    assert!(bench.paused().await.is_empty());
}

#[tokio::test]
async fn two_automations_that_set_each_other_off_are_both_paused() {
    let bench = Bench::new();
    bench.has_tags(&[]).await;
    bench.publish_loop("T1", "one", "two").await;
    bench.publish_loop("T2", "two", "one").await;
    bench.has_tags(&["one"]).await;
    for _ in 0..8 {
        bench.rounds().await;
        bench.later(1);
    }
    let paused = bench.paused().await;
    let names: Vec<&str> = paused.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(names, ["T1", "T2"], "{paused:?}");
}
