//! What a part rests on, opened.

use serde_json::json;

use super::{go_to, mara};
use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, contact, record};

/// The line on which the sign of a mark stands.
fn marked(screen: &Harness) -> String {
    let picture = screen.picture();
    let line = picture.lines().find(|line| line.contains('\u{258c}'));
    line.unwrap_or_else(|| panic!("nothing is marked:\n{picture}"))
        .to_owned()
}

#[tokio::test]
async fn a_part_opens_the_very_message_however_far_back_in_the_thread_it_is() {
    let mut screen = mara((120, 36)).await;
    let later = (0..50).map(|nr| {
        let members = json!({
            "contactId": "c-mara", "conversationId": "k1", "messageType": "TYPE_SMS", "direction": "outbound",
            "body": format!("Just checking in, number {nr}."),
            "dateAdded": format!("2026-04-10T{:02}:{:02}:00Z", 8 + nr / 60, nr % 60),
        });
        record(EntityKind::Message, &format!("o{nr}"), members)
    });
    screen.apply(later.collect()).await;
    screen.press("w").await;
    go_to(&mut screen, "they wrote: \u{201c}We must sell").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(!picture.contains("why:"), "{picture}");
    let line = marked(&screen);
    assert!(line.contains("We must sell before the"), "{line}");
    insta::assert_snapshot!("opened-120x36", picture);
    screen.resize(80, 24).await;
    insta::assert_snapshot!("opened-80x24", screen.picture());
    screen.press("esc").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("TIMELINE") && !picture.contains('\u{258c}'),
        "the mark goes with whoever goes on:\n{picture}"
    );
}

#[tokio::test]
async fn a_part_that_rests_on_a_field_opens_the_field() {
    let mut screen = mara((120, 36)).await;
    let field = |name: &str| json!({"name": name, "dataType": "TEXT", "model": "contact"});
    let mut known = contact("c-mara", "Mara", "Quill");
    let members = json!({"when": "ASAP", "other": "blue"});
    known.fields.insert("customFields".to_owned(), members);
    known
        .fields
        .insert("tags".to_owned(), json!(["Buyer-Lead", "hot"]));
    known.raw = serde_json::to_string(&known.fields).unwrap();
    let records = vec![
        record(EntityKind::CustomField, "other", field("Colour")),
        record(EntityKind::CustomField, "when", field("Timeline")),
        known,
    ];
    screen.apply(records).await;
    screen.engine.score().await.unwrap();
    screen.press("w").await;
    go_to(&mut screen, "by the field Timeline").await;
    // Into the field, and then into its text.
    screen.press("enter").await;
    assert!(screen.picture().contains("who said so"), "{}", screen.picture());
    screen.press("enter").await;
    screen.type_text(" please").await;
    assert!(screen.picture().contains("ASAP please"), "{}", screen.picture());
    screen.press("esc").await;
    screen.press("esc").await;
    screen.press("w").await;
    go_to(&mut screen, "by the field tags").await;
    screen.press("enter").await;
    let line = marked(&screen);
    assert!(line.contains("TAGS"), "{line}");
}

#[tokio::test]
async fn an_answer_that_somebody_entered_is_opened_to_be_put_right() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    go_to(&mut screen, "nobody has answered it yet").await;
    screen.press("enter").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    go_to(&mut screen, "by their answer to budget").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("up to which price?") && picture.contains("up to 450k"),
        "{picture}"
    );
}
