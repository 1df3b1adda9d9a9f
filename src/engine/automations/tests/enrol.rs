//! Workflows of the CRM.

use super::*;
use crate::domain::outbox::Intent;

const ENROL: &str = "[[step]]\nid = \"flow\"\ndo = \"enrol\"\nworkflow = \"Nurture\"\n\
    [[step]]\nid = \"wait\"\ndo = \"wait\"\nfor = \"1 day\"\n";

impl Bench {
    async fn workflow(&self, status: &str) {
        let members = json!({ "name": "Nurture", "status": status });
        self.tell(EntityKind::Workflow, "w1", members).await;
    }

    /// Who waits to be put into which workflow.
    async fn enrolled(&self) -> Vec<(String, String)> {
        let rows = self.worker.store.read(|reader| reader.outbox(None, 500)).await;
        let rows = rows.unwrap().into_iter().filter_map(|row| match row.intent {
            Intent::Enrol { entity, workflow, .. } => Some((entity.id, workflow.to_string())),
            _ => None,
        });
        rows.collect()
    }
}

#[tokio::test]
async fn somebody_goes_into_a_workflow_once_whoever_dies_in_between() {
    let bench = Bench::new();
    bench.workflow("published").await;
    bench.publish("T1", "", ENROL).await;
    bench.lead(1).await;
    for _ in 0..3 {
        *bench.worker.mind() = Mind::default();
        bench.rounds().await;
    }
    assert_eq!(bench.enrolled().await, [("c1".to_owned(), "w1".to_owned())]);
    let run = bench.runs().await.remove(0);
    assert_eq!(run.waits, "timer", "{:?}", bench.log(&run.id).await);
}

#[tokio::test]
async fn nobody_goes_into_a_workflow_that_is_gone_or_not_published() {
    for (status, why) in [(Some("draft"), "is a draft"), (None, "no workflow \"Nurture\"")] {
        let bench = Bench::new();
        if let Some(status) = status {
            bench.workflow(status).await;
        }
        bench.publish("T1", "", ENROL).await;
        bench.lead(1).await;
        bench.rounds().await;
        assert!(bench.enrolled().await.is_empty());
        let run = bench.runs().await.remove(0);
        let log = bench.log(&run.id).await;
        let said = |line: &(String, Option<String>)| line.1.as_ref().is_some_and(|said| said.contains(why));
        assert!(log.iter().any(said), "{log:?}");
        assert_eq!(run.waits, "timer", "the next step is taken: {log:?}");
    }
}
