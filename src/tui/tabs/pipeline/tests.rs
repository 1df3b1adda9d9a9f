use crate::domain::access::Role;
use crate::tui::harness::{Harness, Setting, looks_like, records};
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
