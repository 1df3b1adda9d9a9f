//! The sets of questions on the sheet, and how ready a buyer is.

use serde_json::json;

use super::{go_to, line, mara};
use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, contact, record};

/// Mara with tags.
async fn tagged(size: (u16, u16), tags: &[&str]) -> Harness {
    let mut screen = mara(size).await;
    let mut tagged = contact("c-mara", "Mara", "Quill");
    tagged.fields.insert("tags".to_owned(), json!(tags));
    tagged.raw = serde_json::to_string(&tagged.fields).unwrap();
    screen.apply(vec![tagged]).await;
    screen.engine.score().await.unwrap();
    screen
}

#[tokio::test]
async fn a_seller_before_a_listing_appointment_is_asked_the_long_form_in_place() {
    let mut screen = tagged((120, 60), &["Seller-Lead"]).await;
    screen.press("w").await;
    let picture = screen.picture();
    assert!(picture.contains("QUESTIONS OF A SELLER"), "{picture}");
    assert!(!picture.contains("LONG FORM"), "{picture}");
    screen.press("esc").await;
    let visit = json!({
        "contactId": "c-mara", "title": "Listing appointment", "appointmentStatus": "confirmed",
        "startTime": "2026-04-16T17:00:00Z", "endTime": "2026-04-16T18:00:00Z",
    });
    screen
        .apply(vec![record(EntityKind::Appointment, "a1", visit)])
        .await;
    screen.engine.score().await.unwrap();
    screen.press("w").await;
    let picture = screen.picture();
    assert!(line(&picture, "LONG FORM").contains("0 of 10"), "{picture}");
    go_to(&mut screen, "nobody has answered it yet").await;
    let picture = screen.picture();
    assert_eq!(picture.matches("why now?").count(), 1, "asked once:\n{picture}");
    screen.press("a").await;
    screen.type_text("12 Elm St, a house").await;
    screen.press("enter").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    let picture = screen.picture();
    assert!(
        line(&picture, "LONG FORM").contains("1 of 10 \u{b7} cold"),
        "{picture}"
    );
    assert!(
        line(&picture, "answered address").contains("by agent"),
        "{picture}"
    );
    insta::assert_snapshot!("long_form-120x60", picture);
}

#[tokio::test]
async fn an_investor_is_asked_the_questions_of_an_investor() {
    let mut screen = tagged((120, 60), &["Investor"]).await;
    screen.press("w").await;
    let picture = screen.picture();
    assert!(
        line(&picture, "QUESTIONS OF AN INVESTOR").contains("0 of 6"),
        "{picture}"
    );
    assert!(picture.contains("can you show the funds?"), "{picture}");
    assert!(!picture.contains("READINESS AS A BUYER"), "{picture}");
}

#[tokio::test]
async fn how_ready_a_buyer_is_is_told_with_when_to_follow_up_and_what_to_ask() {
    let mut screen = tagged((120, 60), &["Buyer-Lead"]).await;
    screen.press("w").await;
    let before = screen.picture();
    assert!(before.contains("READINESS AS A BUYER"), "{before}");
    assert!(
        before.contains("finance (40 %)") && before.contains("ask next: pre-approved or cash?"),
        "{before}"
    );
    go_to(&mut screen, "nobody has answered it yet").await;
    screen.press("a").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    screen.press("k j").await;
    let picture = screen.picture();
    assert_ne!(
        line(&picture, "READINESS"),
        line(&before, "READINESS"),
        "{picture}"
    );
    insta::assert_snapshot!("readiness-120x60", picture);
}

#[tokio::test]
async fn where_a_closing_is_at_stake_its_worth_and_the_place_among_all_are_told() {
    let mut screen = mara((120, 60)).await;
    screen.press("w").await;
    assert!(!screen.picture().contains("AT STAKE"), "{}", screen.picture());
    let deal = json!({
        "name": "Mara Quill", "contactId": "c-mara", "status": "open", "monetaryValue": 450_000,
        "createdAt": "2026-03-14T08:00:00Z", "updatedAt": "2026-04-10T08:00:00Z",
    });
    screen
        .apply(vec![record(EntityKind::Opportunity, "o1", deal)])
        .await;
    screen.engine.score().await.unwrap();
    screen.press("esc w").await;
    let picture = screen.picture();
    assert!(picture.contains("AT STAKE"), "{picture}");
    // 2.5 % of the price, four fifths of that, one chance in ten.
    let told = "$900: number 1 of 1 by score and stake together";
    assert!(picture.contains(told), "{picture}");
}

/// Keys are read where nothing is worked out: the answer is there at once, and the score moves when the engine has scored the one
/// person it is about.
#[tokio::test]
async fn an_answer_is_taken_down_on_the_screen_and_scored_elsewhere() {
    let mut screen = mara((120, 60)).await;
    screen.press("w").await;
    let before = line(&screen.picture(), "PRIORITY");
    go_to(&mut screen, "nobody has answered it yet").await;
    screen.press("a").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    screen.press("k j").await;
    let picture = screen.picture();
    assert!(picture.contains("budget: up to 450k"), "{picture}");
    assert_eq!(line(&picture, "PRIORITY"), before, "nothing has scored it yet");
    assert_eq!(
        screen.engine.score().await.unwrap(),
        1,
        "and nobody else is scored for it"
    );
    screen.press("k j").await;
    assert_ne!(line(&screen.picture(), "PRIORITY"), before);
}
