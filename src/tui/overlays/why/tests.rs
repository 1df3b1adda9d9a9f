use serde_json::json;

use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, contact, record};

/// Mara, who wrote twice, before an engine that has scored her.
async fn mara(size: (u16, u16)) -> Harness {
    let mut screen = Harness::empty(size).await;
    let message = |id: &str, body: &str, at: &str| {
        let members = json!({
            "contactId": "c-mara", "conversationId": "k1", "messageType": "TYPE_SMS", "direction": "inbound",
            "body": body, "dateAdded": at,
        });
        record(EntityKind::Message, id, members)
    };
    let records = vec![
        contact("c-mara", "Mara", "Quill"),
        message(
            "m1",
            "We must sell before the lease ends in June.",
            "2026-04-08T16:00:00Z",
        ),
        message("m2", "Can you call me today?", "2026-04-09T15:00:00Z"),
    ];
    screen.apply(records).await;
    screen.engine.score().await.unwrap();
    screen.press("2").await;
    screen
}

#[tokio::test]
async fn every_part_of_a_score_is_shown_with_what_it_rests_on() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let picture = screen.picture();
    assert!(picture.contains("why: Mara Quill"), "{picture}");
    assert!(
        picture.contains("PRIORITY") && picture.contains("RISK OF LOSING THEM"),
        "{picture}"
    );
    insta::assert_snapshot!("why-120x36", picture);
    screen.press("G").await;
    let end = screen.picture();
    assert!(end.contains("NOT KNOWN, SO LEFT OUT"), "{end}");
    screen.press("g g").await;
    screen.resize(80, 24).await;
    insta::assert_snapshot!("why-80x24", screen.picture());
    screen.resize(200, 60).await;
    insta::assert_snapshot!("why-200x60", screen.picture());
}

#[tokio::test]
async fn an_answer_that_is_put_right_moves_the_number_and_is_taken_back() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let before = screen.picture();
    go_to(&mut screen, "nobody has answered it yet").await;
    screen.press("a").await;
    screen.type_text("up to 450k").await;
    screen.press("enter").await;
    screen.engine.score().await.unwrap();
    screen.press("k j").await;
    let picture = screen.picture();
    assert!(picture.contains("up to 450k"), "{picture}");
    assert_ne!(line(&picture, "PRIORITY"), line(&before, "PRIORITY"));
    go_to(&mut screen, "by their answer to budget").await;
    screen.press("x").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
}

#[tokio::test]
async fn whoever_disagrees_says_so_and_the_number_stays() {
    let mut screen = mara((120, 36)).await;
    screen.press("w").await;
    let before = line(&screen.picture(), "PRIORITY");
    screen.press("d enter").await;
    let picture = screen.picture();
    assert!(picture.contains("you say hot"), "{picture}");
    assert_eq!(line(&picture, "PRIORITY"), before);
}

/// Moves down from the top until these words tell what the row under the cursor rests on.
async fn go_to(screen: &mut Harness, words: &str) {
    screen.press("g g").await;
    for _ in 0..60 {
        if screen.picture().contains(words) {
            return;
        }
        screen.press("j").await;
    }
    panic!("{words} is nowhere:\n{}", screen.picture());
}

fn line(picture: &str, word: &str) -> String {
    picture
        .lines()
        .find(|line| line.contains(word))
        .unwrap_or_default()
        .to_owned()
}
