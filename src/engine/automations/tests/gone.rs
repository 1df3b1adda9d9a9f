//! What an automation needs and the account has no more.

use super::*;
use crate::domain::command::Cursor;

const CALL: &str = "[[step]]\nid = \"call\"\ndo = \"task\"\ntitle = \"Call\"\n";

impl Bench {
    /// The whole list, as the CRM has it now.
    async fn list(&self, name: &str, kind: EntityKind, all: &[(&str, &str)]) {
        let record = |(id, called): &(&str, &str)| {
            let members = json!({ "name": called, "status": "published" });
            RemoteRecord {
                kind,
                id: (*id).to_owned(),
                raw: members.to_string(),
                fields: members.as_object().unwrap().clone(),
            }
        };
        let apply = SyncCommand::Apply {
            records: all.iter().map(record).collect(),
            cursor: Some(Cursor {
                name: name.to_owned(),
                value: "{}".to_owned(),
            }),
            first_copy: false,
        };
        let told = self.worker.store.commit(Command::Sync(apply), Origin::Remote);
        told.await.unwrap();
        self.rounds().await;
    }

    async fn stages(&self, names: &[&str]) {
        let stages = names
            .iter()
            .enumerate()
            .map(|(nr, name)| json!({ "id": format!("s{nr}"), "name": name }));
        let pipeline = json!({ "name": "Sellers", "stages": stages.collect::<Vec<_>>() });
        self.tell(EntityKind::Pipeline, "p1", pipeline).await;
        self.rounds().await;
    }

    /// Why the first is paused; nothing while it is on.
    async fn why(&self) -> Option<String> {
        let rows = self.worker.store.read(Reader::automations).await.unwrap();
        assert_eq!(rows[0].state == Switch::Paused, rows[0].why.is_some());
        rows[0].why.clone()
    }
}

#[tokio::test]
async fn a_stage_that_is_renamed_pauses_what_waits_for_it_and_what_moves_there() {
    let move_there = "[[step]]\nid = \"on\"\ndo = \"stage\"\nto = \"Listed\"\n";
    for (enters, steps) in [
        ("on = \"stage changed\"\nto = \"Listed\"", CALL),
        ("on = \"stage changed\"\nfrom = \"Listed\"", CALL),
        ("on = \"contact created\"", move_there),
    ] {
        let bench = Bench::new();
        bench.stages(&["Signed", "Listed"]).await;
        bench.publish_on("T1", ("", enters), steps).await;
        bench.rounds().await;
        assert_eq!(bench.why().await, None, "{enters}");
        bench.stages(&["Signed", "On the market"]).await;
        let why = bench.why().await.unwrap_or_default();
        assert!(
            why.contains("no stage \"Listed\" any more") && why.contains("publish it again"),
            "{enters}: {why}"
        );
    }
}

/// One list proves nothing, and neither does an empty one.
#[tokio::test]
async fn a_colleague_or_workflow_that_two_lists_are_without_pauses_what_needs_it() {
    for (name, kind, step, said) in [
        (
            "users",
            EntityKind::User,
            "do = \"assign\"\nto",
            "no colleague \"Jo Park\"",
        ),
        (
            "users",
            EntityKind::User,
            "do = \"task\"\ntitle = \"Call\"\nfor",
            "no colleague \"Jo Park\"",
        ),
        (
            "workflows",
            EntityKind::Workflow,
            "do = \"enrol\"\nworkflow",
            "no workflow \"Jo Park\"",
        ),
    ] {
        let bench = Bench::new();
        let both = [("one", "Jo Park"), ("two", "Sam Lee")];
        bench.list(name, kind, &both).await;
        let step = format!("[[step]]\nid = \"it\"\n{step} = \"Jo Park\"\n");
        bench.publish("T1", "", &step).await;
        bench.list(name, kind, &both[1..]).await;
        assert_eq!(bench.why().await, None, "one list proves nothing");
        bench.later(1);
        bench.list(name, kind, &[]).await;
        assert_eq!(bench.why().await, None, "nor does an empty one");
        bench.list(name, kind, &both[1..]).await;
        let why = bench.why().await.unwrap_or_default();
        assert!(why.contains(said), "{name}: {why}");
    }
}

#[tokio::test]
async fn a_tag_that_is_new_pauses_nothing_and_one_that_is_deleted_what_listens_for_it() {
    for (enters, pauses) in [
        ("on = \"tag added\"\ntag = \"Hot\"", true),
        ("on = \"contact created\"\nwho = \"-tag:hot\"", true),
        ("on = \"contact created\"", false),
    ] {
        let bench = Bench::new();
        let tags = async |all: &[(&str, &str)]| bench.list("tags", EntityKind::Tag, all).await;
        let steps = "[[step]]\nid = \"tag\"\ndo = \"tag\"\nadd = \"hot\"\n";
        tags(&[("t1", "buyer")]).await;
        bench.publish_on("T1", ("", enters), steps).await;
        bench.later(1);
        tags(&[("t1", "buyer")]).await;
        assert_eq!(bench.why().await, None, "it can be new");
        tags(&[("t1", "buyer"), ("t2", "hot")]).await;
        tags(&[("t1", "buyer")]).await;
        bench.later(1);
        tags(&[("t1", "buyer")]).await;
        let why = bench.why().await.unwrap_or_default();
        assert_eq!(why.contains("no tag"), pauses, "{enters}: {why}");
        // Made anew, it has another id.
        tags(&[("t1", "buyer"), ("t3", "hot")]).await;
        let on = AutomationCommand::Resume { id: "T1".into() };
        bench.say(Command::Automation(on)).await;
        bench.rounds().await;
        assert_eq!(bench.why().await, None, "{enters}");
    }
}
