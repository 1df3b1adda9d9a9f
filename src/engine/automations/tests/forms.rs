//! Forms that people fill in, through the file and the worker.

use super::*;

const OPEN_HOUSE: &str = "on = \"form\"\nform = \"Open house\"\nagain_after = \"1 min\"";
const NOTE: &str = "[[step]]\nid = \"hello\"\ndo = \"note\"\nsays = \"Hello\"\n";

impl Bench {
    async fn forms(&self) {
        for (id, name) in [("f1", "Open House"), ("f2", "Home value")] {
            self.tell(EntityKind::Form, id, json!({ "name": name })).await;
        }
    }

    async fn filled_in(&self, id: &str, form: &str, contact: &str) {
        let at = self.clock.now().to_string();
        self.filled_in_at(id, (form, contact), &at).await;
    }

    async fn filled_in_at(&self, id: &str, (form, contact): (&str, &str), at: &str) {
        let members = json!({ "contactId": contact, "formId": form, "createdAt": at });
        self.tell(EntityKind::Submission, id, members).await;
    }

    /// Who was let in where, each time.
    async fn came(&self) -> Vec<(String, String)> {
        self.rounds().await;
        let runs = self.runs().await.into_iter();
        let mut came: Vec<_> = runs
            .map(|run| (run.automation, run.contact.to_string()))
            .collect();
        came.sort();
        came
    }
}

fn inside(who: &[(&str, &str)]) -> Vec<(String, String)> {
    let own = |(automation, contact): &(&str, &str)| ((*automation).to_owned(), (*contact).to_owned());
    who.iter().map(own).collect()
}

#[tokio::test]
async fn who_fills_in_a_form_comes_in_once_and_by_no_other_form() {
    let bench = Bench::new();
    bench.forms().await;
    bench.lead(1).await;
    bench.lead(2).await;
    bench.publish_on("T1", ("", OPEN_HOUSE), NOTE).await;
    bench.publish_on("T2", ("", "on = \"form\""), NOTE).await;
    bench.later(1);
    bench.filled_in("s2", "f2", "c2").await;
    assert_eq!(bench.came().await, inside(&[("T2", "c2")]), "another form");
    let at = bench.clock.now().to_string();
    bench.filled_in_at("s1", ("f1", "c1"), &at).await;
    let both = inside(&[("T1", "c1"), ("T2", "c1"), ("T2", "c2")]);
    assert_eq!(bench.came().await, both);
    // The next page tells of it once more.
    bench.later(1);
    bench.filled_in_at("s1", ("f1", "c1"), &at).await;
    bench.restart();
    assert_eq!(bench.came().await, both);
    bench.filled_in("s3", "f1", "c1").await;
    let again = bench.came().await;
    assert_eq!(again.iter().filter(|(id, _)| id == "T1").count(), 2, "{again:?}");
}

#[tokio::test]
async fn what_was_filled_in_before_it_was_switched_on_lets_nobody_in() {
    let bench = Bench::new();
    bench.forms().await;
    bench.lead(1).await;
    let before = bench.clock.now().to_string();
    bench.later(24);
    bench.publish_on("T1", ("", OPEN_HOUSE), NOTE).await;
    bench.filled_in_at("s1", ("f1", "c1"), &before).await;
    assert_eq!(bench.came().await, inside(&[]), "told late, it still was before");
}

#[tokio::test]
async fn who_signs_in_before_they_are_known_is_heard_once_they_are() {
    let bench = Bench::new();
    bench.forms().await;
    bench.publish_on("T1", ("", OPEN_HOUSE), NOTE).await;
    bench.filled_in("s1", "f1", "c1").await;
    assert_eq!(bench.came().await, inside(&[]));
    bench.lead(1).await;
    for _ in 0..3 {
        assert_eq!(bench.came().await, inside(&[("T1", "c1")]));
    }
}

/// Of a form that is gone nobody knows the name: it is heard by whoever takes any.
#[tokio::test]
async fn a_form_without_a_name_is_a_form() {
    let bench = Bench::new();
    bench.lead(1).await;
    bench.publish_on("T1", ("", OPEN_HOUSE), NOTE).await;
    bench.publish_on("T2", ("", "on = \"form\""), NOTE).await;
    bench.filled_in("s1", "gone", "c1").await;
    assert_eq!(bench.came().await, inside(&[("T2", "c1")]));
}

/// What somebody wrote as they signed in was here before anything was said to them; the next word of theirs is a reply.
#[tokio::test]
async fn what_they_wrote_with_a_form_is_no_reply() {
    let bench = Bench::new();
    bench.forms().await;
    bench.lead(1).await;
    bench.rounds().await;
    bench.publish_on("T1", ("", OPEN_HOUSE), HELLO).await;
    bench.later(1);
    let wrote = async |id: &str| {
        let members = json!({
            "contactId": "c1", "direction": "inbound", "messageType": "TYPE_SMS", "body": "Is it free?",
            "dateAdded": bench.clock.now().to_string(),
        });
        bench.tell(EntityKind::Message, id, members).await;
    };
    bench.filled_in("s1", "f1", "c1").await;
    wrote("m1").await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "timer", "{run:?}");
    bench.later(1);
    wrote("m2").await;
    bench.rounds().await;
    let run = bench.runs().await.remove(0);
    assert_eq!(run.why.as_deref(), Some("reply"), "{run:?}");
}
