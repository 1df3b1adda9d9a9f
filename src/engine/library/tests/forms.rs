//! Forms in a dry run.

use super::*;

/// As in the real run, what they wrote as they signed in is no reply to what comes then.
#[tokio::test]
async fn a_dry_run_lets_in_who_filled_in_the_form_on_the_day_they_did() {
    let home = tempfile::tempdir().unwrap();
    let engine = engine(home.path()).await;
    let folder = home.path().join("automations");
    let asks = SHORT.replace("on = \"contact created\"", "on = \"form\"\nform = \"open house\"");
    put(&folder, "hello.toml", &asks);
    let known = "2026-01-03T18:00:00Z";
    for (id, first) in [("ana", "Ana"), ("bo", "Bo"), ("cy", "Cy")] {
        person(&engine, id, first, known, &json!({})).await;
    }
    for (id, name) in [("f1", "Open House"), ("f2", "Home value")] {
        tell(&engine, EntityKind::Form, id, &json!({ "name": name })).await;
    }
    let at = "2026-11-03T18:00:00Z";
    for (id, contact, form) in [("s1", "ana", "f1"), ("s2", "bo", "f2"), ("s3", "cy", "gone")] {
        let members = json!({ "contactId": contact, "formId": form, "createdAt": at });
        tell(&engine, EntityKind::Submission, id, &members).await;
    }
    message(&engine, "m1", "ana", "2026-11-03T18:00:05Z", true, "is it free?").await;
    let trial = Trial {
        folder,
        file: None,
        id: "hello".to_owned(),
    };
    let tried = engine.query(trial).await.unwrap().unwrap();
    assert_eq!(
        (tried.counts.entered, tried.counts.of(What::Text)),
        (1, 1),
        "{tried:#?}"
    );
    assert_eq!(tried.people[0].name, "Ana Diaz");
    assert!(!tried.counts.ends.contains_key("reply"), "{tried:#?}");
    let said = format!("{tried:?}");
    assert!(!said.contains("not kept here"), "{said}");
}
