//! Who was typed in here or read from a file did not arrive, in a dry run as for the engine.

use jiff::Timestamp;

use super::moved::Heard;
use super::*;
use crate::automation::definition::read;
use crate::automation::event::EventKind;

#[tokio::test]
async fn a_dry_run_hears_of_nobody_who_was_entered_here_that_they_became_known() {
    let home = tempfile::tempdir().unwrap();
    let clock = Clock::manual(NOW.parse().unwrap());
    let engine = engine_by(home.path(), clock.clone()).await;
    person(&engine, "ana", "Ana", "2026-11-20T00:00:00Z", &json!({})).await;
    let members = |name: &str| {
        json!({ "firstName": name, "lastName": "Typed" })
            .as_object()
            .unwrap()
            .clone()
    };
    let typed = Command::CreateContact {
        fields: members("Bo"),
    };
    engine.submit(typed, Origin::Agent).await.unwrap();
    let read_in = Command::ImportContact {
        contact: None,
        fill: members("Cy"),
        set: serde_json::Map::new(),
        note: None,
    };
    engine.submit(read_in, Origin::Cli).await.unwrap();
    clock.advance(std::time::Duration::from_mins(1));
    let from: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    let heard = Heard {
        definition: read(SHORT).unwrap(),
        from,
        until: clock.now(),
    };
    let heard = engine.query(heard).await.unwrap().into_iter();
    let known = heard.filter(|event| event.kind == EventKind::Created);
    let known: Vec<String> = known.map(|event| event.contact.to_string()).collect();
    assert_eq!(known, ["ana"]);
}
