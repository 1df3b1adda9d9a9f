//! Homes for sale: what changes over there lets people in here, once.

use leadline::automation::gallery::template;
use leadline::domain::record::{EntityKind, EntityRef};
use leadline::engine::query::RunsOf;
use leadline::sync::position::Ask as Page;
use leadline::sync::pull::{FaultKind, Source as _};
use leadline::sync::resource::{Address, RemoteCrm};
use serde_json::{Value, json};

use super::*;

async fn homes(engine: &Engine) -> u64 {
    let health = engine.query(HealthNow).await.unwrap();
    let of = |(kind, many): &(EntityKind, u64)| (*kind == EntityKind::Listing).then_some(*many);
    health.records.iter().find_map(of).unwrap_or_default()
}

async fn changes(sandbox: &Sandbox, body: Value) {
    post(sandbox.ghl_url(), "/__sandbox/home", &body).await;
}

/// Who is or was inside of an automation, once somebody is.
async fn inside(engine: &Engine, automation: &str) -> Vec<ContactId> {
    let asking = async {
        let mut news = engine.subscribe();
        loop {
            let automation = Some(automation.to_owned());
            let runs = engine.query(RunsOf { automation, most: 10 }).await.unwrap();
            if !runs.is_empty() {
                return runs.into_iter().map(|line| line.run.contact).collect();
            }
            let _news = news.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap()
}

/// The templates for a price that fell and a listing that ran out, as they are, by what stands in the records over there.
#[tokio::test(flavor = "multi_thread")]
async fn a_cheaper_home_and_one_that_ran_out_let_in_whom_they_concern() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(40).await;
    let engine = engine_every(folder.path(), &sandbox, Duration::from_millis(200)).await;
    let mut progress = engine.progress();
    let copied = progress.wait_for(|progress| progress.synced.is_some());
    tokio::time::timeout(PATIENCE, copied).await.unwrap().unwrap();
    assert_eq!(homes(&engine).await, 12);
    for id in ["A11", "A14"] {
        let text = template(id).unwrap().text;
        let published = engine.publish_automation(text.to_owned(), Origin::Agent);
        let warnings = published.await.unwrap().warnings.join("; ");
        assert!(!warnings.contains("nobody will come in"), "{warnings}");
    }
    let people: Vec<ContactId> = leads(&engine, "").await.0.into_iter().map(|row| row.id).collect();
    let set = json!({
        "address": "1 Test St", "price": 500_000, "status": "active", "liked": people[0].as_str(), "owner": people[1].as_str(),
    });
    changes(&sandbox, json!({ "set": set })).await;
    let arrived = async {
        let mut news = engine.subscribe();
        while homes(&engine).await < 13 {
            let _news = news.recv().await;
        }
    };
    tokio::time::timeout(PATIENCE, arrived).await.unwrap();
    changes(
        &sandbox,
        json!({ "home": "1 Test St", "set": { "price": 450_000 } }),
    )
    .await;
    assert_eq!(inside(&engine, "A11").await, people[..1]);
    changes(
        &sandbox,
        json!({ "home": "1 Test St", "set": { "status": "expired" } }),
    )
    .await;
    assert_eq!(inside(&engine, "A14").await, people[1..2]);
    engine.shutdown().await;
}

/// A key that may not read objects copies everything else; nothing is said of what most accounts have not.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_homes_is_asked_once_and_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = sandbox(20).await;
    let fault = json!({"route": "GET /objects/", "times": 1, "fault": {"status": 401, "message": "The token is not authorized for this scope."}});
    post(sandbox.ghl_url(), "/__sandbox/fault", &fault).await;
    let engine = engine(folder.path(), &sandbox).await;
    for _ in 0..3 {
        let report = engine.sync().once(false).await.unwrap();
        assert_eq!(report.failed, Vec::<String>::new());
    }
    assert_eq!(homes(&engine).await, 0);
    assert!(engine.query(HealthNow).await.unwrap().faults.is_empty());
    engine.shutdown().await;
}

/// The walk at night does not see it, and asked for by its id the CRM has no such home: both are what it takes to go here.
#[tokio::test(flavor = "multi_thread")]
async fn a_home_that_was_deleted_is_seen_to_be_gone() {
    let sandbox = sandbox(20).await;
    let address = Address {
        base_url: sandbox.ghl_url().to_owned(),
        token: sandbox.token().clone(),
        location: sandbox.location_id().into(),
        version: "v3".to_owned(),
        share: 80,
        daily_reserve: 5,
        term: None,
        call_provider: None,
        homes: leadline::domain::listing::Model::default(),
        care: leadline::domain::outbox::Care::default(),
    };
    let crm = RemoteCrm::connect(address, Clock::system(), None).unwrap();
    let walk = async || {
        let page = crm.ask("listings.sweep", Page::Newest { after: None }).await;
        page.unwrap().records
    };
    let seen = walk().await;
    let first = EntityRef::new(EntityKind::Listing, seen[0].id.as_str());
    assert_eq!(crm.get(&first).await.unwrap().fields, seen[0].fields);
    changes(&sandbox, json!({ "home": first.id, "delete": true })).await;
    assert_eq!(walk().await.len(), seen.len() - 1);
    assert_eq!(crm.get(&first).await.unwrap_err().kind, FaultKind::Missing);
    let sweeps = crm.sweeps();
    assert!(sweeps.contains(&("listings.sweep", EntityKind::Listing)));
}
