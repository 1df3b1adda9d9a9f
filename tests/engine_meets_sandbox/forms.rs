//! Forms: who signs in over there is let in here, once.

use leadline::automation::gallery::template;
use leadline::domain::record::EntityKind;
use leadline::engine::query::RunsOf;
use leadline::engine::view::StoreHealth;
use serde_json::json;

use super::*;

/// How often somebody filled in a form, as far as it is here.
fn submissions(health: &StoreHealth) -> u64 {
    let of = |(kind, many): &(EntityKind, u64)| (*kind == EntityKind::Submission).then_some(*many);
    health.records.iter().find_map(of).unwrap_or_default()
}

async fn signs_in(sandbox: &Sandbox, contact: &ContactId, form: &str) {
    let body = json!({"contact": contact.as_str(), "form": form});
    post(sandbox.ghl_url(), "/__sandbox/fill_in", &body).await;
}

/// Asks again with each commit until the answer will do.
async fn until<T>(engine: &Engine, ask: impl AsyncFn() -> Option<T>) -> T {
    let asking = async {
        let mut news = engine.subscribe();
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            // Whoever was too slow to hear of all asks once more, too.
            let _news = news.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap()
}

/// Who is or was inside, once there are so many, oldest first.
async fn inside(engine: &Engine, automation: &str, many: usize) -> Vec<ContactId> {
    let runs = until(engine, async || {
        let automation = Some(automation.to_owned());
        let runs = engine.query(RunsOf { automation, most: 10 }).await.unwrap();
        (runs.len() >= many).then_some(runs)
    });
    let runs = runs.await.into_iter().rev();
    runs.map(|line| line.run.contact).collect()
}

/// The template for open houses, as it is: by the form of that name, and by no other.
#[tokio::test(flavor = "multi_thread")]
async fn who_signs_in_at_an_open_house_is_let_into_its_template_once() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(40).await;
    let engine = engine_every(folder.path(), &sandbox, Duration::from_millis(200)).await;
    let mut progress = engine.progress();
    let copied = progress.wait_for(|progress| progress.synced.is_some());
    tokio::time::timeout(PATIENCE, copied).await.unwrap().unwrap();
    let before = submissions(&engine.query(HealthNow).await.unwrap());
    assert!(before > 3, "{before}");
    let text = template("A16").unwrap().text;
    let published = engine.publish_automation(text.to_owned(), Origin::Agent);
    let published = published.await.unwrap();
    let warnings = published.warnings.join("; ");
    assert!(!warnings.contains("nobody will come in"), "{warnings}");
    let people: Vec<ContactId> = leads(&engine, "").await.0.into_iter().map(|row| row.id).collect();
    signs_in(&sandbox, &people[0], "Open house").await;
    signs_in(&sandbox, &people[1], "Home value").await;
    assert_eq!(inside(&engine, "A16", 1).await, people[..1]);
    // Round after round tells of both once more, and of one who came last.
    signs_in(&sandbox, &people[2], "open house").await;
    let wanted = [people[0].clone(), people[2].clone()];
    assert_eq!(inside(&engine, "A16", 2).await, wanted);
    let after = submissions(&engine.query(HealthNow).await.unwrap());
    assert_eq!(after, before + 3);
    engine.shutdown().await;
}

/// A key that may not read forms copies everything else, and it is said.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_without_the_scope_for_forms_copies_everything_else_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(20).await;
    for (status, message) in [
        (401, "The token is not authorized for this scope."),
        (403, "Forbidden resource"),
    ] {
        let fault =
            json!({"route": "GET /forms/", "times": 1, "fault": {"status": status, "message": message}});
        post(sandbox.ghl_url(), "/__sandbox/fault", &fault).await;
    }
    let engine = engine(folder.path(), &sandbox).await;
    for _ in 0..2 {
        let report = engine.sync().once(false).await.unwrap();
        assert_eq!(report.failed.len(), 1, "{report:?}");
        let why = &report.failed[0];
        assert!(
            why.starts_with("forms: ") && why.contains("add the scope"),
            "{why}"
        );
        let progress = engine.progress().borrow().clone();
        assert!(progress.synced.is_some(), "{progress:?}");
        assert_eq!(progress.faults[0].0, "forms");
    }
    assert_eq!(leads(&engine, "").await.1, 20);
    let health = engine.query(HealthNow).await.unwrap();
    assert!(
        health.faults.iter().any(|fault| fault.resource == "forms"),
        "{health:?}"
    );
    assert_eq!(submissions(&health), 0);
    // With the scope, what was filled in meanwhile is here.
    let report = engine.sync().once(false).await.unwrap();
    assert_eq!(report.failed, Vec::<String>::new());
    assert!(submissions(&engine.query(HealthNow).await.unwrap()) > 0);
    engine.shutdown().await;
}
