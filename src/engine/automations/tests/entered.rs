//! Who was typed in here or read from a file is nobody who arrived.

use super::*;
use crate::domain::record::Fields;

const NOTE: &str = "[[step]]\nid = \"hello\"\ndo = \"note\"\nsays = \"Hello\"\n";

fn members(nr: u32, tags: &[&str]) -> Fields {
    let members = json!({
        "firstName": "Bo", "phone": format!("+120655502{nr:02}"), "state": "WA", "tags": tags,
    });
    members.as_object().unwrap().clone()
}

impl Bench {
    async fn who_is_inside(&self) -> Vec<String> {
        self.rounds().await;
        let runs = self.runs().await.into_iter();
        runs.map(|run| run.automation).collect()
    }
}

/// An import of old contacts starts no speed to lead on all of them; who comes by the CRM is new.
#[tokio::test]
async fn who_was_typed_in_or_read_from_a_file_did_not_arrive() {
    let bench = Bench::new();
    bench.publish("T1", "", NOTE).await;
    for nr in 0..20 {
        bench
            .say(Command::ImportContact {
                contact: None,
                fill: members(nr, &[]),
                set: Fields::new(),
                note: None,
            })
            .await;
    }
    let fields = members(30, &[]);
    bench.say(Command::CreateContact { fields }).await;
    assert!(bench.who_is_inside().await.is_empty());
    bench.lead(1).await;
    assert_eq!(bench.who_is_inside().await, ["T1"]);
}

/// Whoever wants an automation for them gives them its tag.
#[tokio::test]
async fn a_tag_of_a_file_takes_them_in_where_an_automation_waits_for_it() {
    let bench = Bench::new();
    bench.publish("T1", "", NOTE).await;
    bench
        .publish_on("T2", ("", "on = \"tag added\"\ntag = \"old-list\""), NOTE)
        .await;
    for (nr, tags) in [(1, &["old-list"][..]), (2, &[])] {
        bench
            .say(Command::ImportContact {
                contact: None,
                fill: members(nr, tags),
                set: Fields::new(),
                note: None,
            })
            .await;
    }
    assert_eq!(bench.who_is_inside().await, ["T2"]);
}
