use serde_json::json;

use crate::domain::access::Role;
use crate::domain::record::EntityKind;
use crate::tui::effect::Effects;
use crate::tui::harness::{Harness, Setting, looks_like, record, records};
use crate::tui::scenes;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen.press("3").await;
    screen
}

#[tokio::test]
async fn the_board_and_the_list() {
    let mut screen = filled().await;
    looks_like!(screen, "filled");
    screen.press("l l L").await;
    looks_like!(screen, "moved");
    screen.press("l l l l l tab").await;
    looks_like!(screen, "list");
}

#[tokio::test]
async fn cards_bear_number_and_badge_of_their_person() {
    let mut screen = filled().await;
    let wrote = |id: &str, contact: &str, at: &str, body: &str| {
        record(
            EntityKind::Message,
            id,
            json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "body": body,
                   "dateAdded": at}),
        )
    };
    screen
        .apply(vec![
            wrote(
                "m-priya",
                "c-priya",
                "2026-04-14T08:30:00Z",
                "We are pre-approved up to $700k and want to move by June. Can we see the house on Saturday?",
            ),
            wrote(
                "m-omar",
                "c-omar",
                "2026-02-01T08:30:00Z",
                "Just looking for now.",
            ),
        ])
        .await;
    screen.engine.score().await.unwrap();
    screen.settle(Effects::unchanged()).await;
    looks_like!(screen, "scored");
    screen.resize(120, 36).await;
    screen.press("tab").await;
    looks_like!(screen, "scored_list");
}

#[tokio::test]
async fn no_deals_and_no_pipeline() {
    let mut screen = Harness::empty(HOME).await;
    screen.press("3").await;
    looks_like!(screen, "no_account");
    screen.send(scenes::up()).await;
    looks_like!(screen, "no_pipeline");
    screen.send(scenes::copying()).await;
    looks_like!(screen, "copying");
    screen.send(scenes::up()).await;
    let without = records()
        .into_iter()
        .filter(|record| !record.id.starts_with("o-"));
    screen.apply(without.collect()).await;
    looks_like!(screen, "no_deals");
    screen.press("tab").await;
    looks_like!(screen, "no_deals_list");
}

#[tokio::test]
async fn the_crm_is_away_or_refuses() {
    let mut screen = filled().await;
    screen.press("L").await;
    screen.send(scenes::offline()).await;
    looks_like!(screen, "offline");
    screen.send(scenes::refused()).await;
    looks_like!(screen, "refused");
}

#[tokio::test]
async fn who_may_only_read_is_told_who_can() {
    let setting = Setting {
        role: Role::Viewer,
        ..Setting::default()
    };
    let mut screen = Harness::set(HOME, setting).await;
    screen.apply(records()).await;
    screen.send(scenes::up()).await;
    screen.press("3 L").await;
    looks_like!(screen, "read_only");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    screen.press("3 j j").await;
    looks_like!(screen, "strange");
    screen.press("tab").await;
    looks_like!(screen, "strange_list");
}

#[tokio::test]
async fn very_many_cards() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("3 l G").await;
    looks_like!(screen, "many");
    screen.press("tab").await;
    looks_like!(screen, "many_list");
}

#[tokio::test]
async fn the_least() {
    let mut screen = filled().await;
    screen.resize(60, 18).await;
    insta::assert_snapshot!("least", screen.picture());
    screen.press("l l l l l").await;
    insta::assert_snapshot!("least_right", screen.picture());
}

/// From Today, from a person and from the chat a deal is shown in its own pipeline, whichever was looked at last.
#[tokio::test]
async fn a_deal_is_shown_in_its_own_pipeline() {
    let mut screen = filled().await;
    let sellers = json!({"name": "Sellers", "stages": [
        {"id": "s-val", "name": "Valuation", "position": 0},
        {"id": "s-lis", "name": "Listed", "position": 1}]});
    let person = json!({"firstName": "Zelda", "lastName": "Quimby", "phone": "+19095550190", "type": "lead"});
    let deal = json!({"name": "12 Cole St", "contactId": "c-zelda", "pipelineId": "p-sell", "status": "open",
                      "pipelineStageId": "s-lis", "monetaryValue": 710_000, "assignedTo": "u-jo"});
    screen
        .apply(vec![
            record(EntityKind::Pipeline, "p-sell", sellers),
            record(EntityKind::Contact, "c-zelda", person),
            record(EntityKind::Opportunity, "o-cole", deal),
        ])
        .await;
    assert!(screen.picture().contains(" Buyers "), "{}", screen.picture());
    screen.press("2 /").await;
    screen.type_text("quimby").await;
    screen.press("enter $").await;
    let picture = screen.picture();
    assert!(
        picture.contains(" Sellers ") && picture.contains("LISTED"),
        "{picture}"
    );
    assert!(picture.contains("▌Zelda Quimby"), "{picture}");
    // By hand to the other, and from the person back to this one.
    screen.press("p").await;
    screen.type_text("buyers").await;
    screen.press("enter").await;
    assert!(screen.picture().contains(" Buyers "), "{}", screen.picture());
    screen.press("2 $").await;
    assert!(screen.picture().contains("▌Zelda Quimby"), "{}", screen.picture());
}

#[tokio::test]
async fn what_can_be_done_to_a_person_can_be_done_to_whose_deal_it_is() {
    let mut screen = filled().await;
    for (keys, opens) in [
        ("r", "text to Carla Benítez"),
        ("c", "─ call "),
        ("n", "note on Carla Benítez"),
        ("t", "task for Carla Benítez"),
        ("T", "─ tags "),
        ("m", "─ stage "),
        ("a", "─ owner "),
        ("s /", "put off Carla Benítez"),
        ("w", "why: Carla Benítez"),
        ("B", "Carla Benítez"),
        ("N", "─ new person "),
        ("x", "─ close as "),
    ] {
        screen.press(keys).await;
        let picture = screen.picture();
        assert!(picture.contains(opens), "{keys} opens {opens}:\n{picture}");
        screen.press("esc").await;
    }
    screen.press("s t").await;
    assert!(screen.line(34).contains("snooze"), "{}", screen.picture());
    screen.press("i").await;
    assert!(
        screen.picture().contains("@Carla Benítez"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn the_board_is_filtered_and_sorted() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("fields | khan").await;
    looks_like!(screen, "filter");
    screen.resize(120, 36).await;
    let picture = screen.picture();
    assert!(
        picture.contains("Rob Fields") && picture.contains("2 open") && !picture.contains("Tom Bauer"),
        "{picture}"
    );
    screen.press("enter tab S").await;
    screen.type_text("worth").await;
    screen.press("enter").await;
    let picture = screen.picture();
    let place = |name: &str| picture.find(name).unwrap_or_else(|| panic!("{name}: {picture}"));
    assert!(place("Aisha Khan") < place("Rob Fields"), "{picture}");
    screen.press("S").await;
    screen.type_text("longest").await;
    screen.press("enter").await;
    assert!(
        screen.picture().contains("longest at their stage first"),
        "{}",
        screen.picture()
    );
    screen.press("esc").await;
    assert!(screen.picture().contains("8 open"), "{}", screen.picture());
    screen.press("/").await;
    screen.type_text("nobody-is-called-so").await;
    screen.press("enter").await;
    looks_like!(screen, "filter_nothing");
}

#[tokio::test]
async fn a_filter_takes_the_cursor_to_the_nearest_column_that_has_cards() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("khan").await;
    let picture = screen.picture();
    assert!(picture.contains("▌Aisha Khan"), "{picture}");
    // Who goes to an empty stage stays there.
    screen.press("enter l").await;
    let at_none = "No deal at this stage";
    assert!(screen.picture().contains(at_none), "{}", screen.picture());
    let told = json!({"contactId": "c-priya", "body": "Rang back.", "dateAdded": "2026-04-14T08:30:00Z"});
    screen.apply(vec![record(EntityKind::Note, "n-rang", told)]).await;
    assert!(screen.picture().contains(at_none), "{}", screen.picture());
    screen.press("h").await;
    assert!(screen.picture().contains("▌Aisha Khan"), "{}", screen.picture());
}
