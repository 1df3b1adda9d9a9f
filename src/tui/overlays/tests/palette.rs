//! What is found by typing.

use super::*;

#[tokio::test]
async fn the_palette() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    looks_like!(screen, "palette");
    screen.type_text("bau").await;
    looks_like!(screen, "palette_found");
    screen.press("enter").await;
    assert!(screen.line(2).starts_with(" Tom Bauer"), "{}", screen.picture());
    screen.press("esc :").await;
    screen.type_text("zzzz").await;
    looks_like!(screen, "palette_nothing");
}

#[tokio::test]
async fn a_deal_is_found_by_its_person_and_by_its_name_and_shown_on_the_board() {
    let mut screen = filled().await;
    let person = json!({"firstName": "Zelda", "lastName": "Quimby", "phone": "+19095550190", "type": "lead"});
    let deal = json!({"name": "12 Cole St", "contactId": "c-zelda", "pipelineId": "p-buy", "status": "open",
        "pipelineStageId": "s-off", "monetaryValue": 710_000, "assignedTo": "u-jo"});
    screen
        .apply(vec![
            record(EntityKind::Contact, "c-zelda", person),
            record(EntityKind::Opportunity, "o-cole", deal),
        ])
        .await;
    screen.press("ctrl-k").await;
    screen.type_text("$12 cole").await;
    looks_like!(screen, "palette_deal");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("[3 Pipe") && picture.contains("12 Cole St"),
        "{picture}"
    );
    screen.press("ctrl-k").await;
    screen.type_text("priya").await;
    let picture = screen.picture();
    assert!(picture.contains("deal     Priya Raman"), "{picture}");
}
