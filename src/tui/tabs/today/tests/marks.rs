//! What is done to many rows at once, and who is new.

use std::time::Duration;

use serde_json::json;

use super::{HOME, desk, lead, row_of, under};
use crate::engine::query::{Leads, PersonById, UndoList};
use crate::tui::harness::{Harness, Setting, looks_like, records};

async fn lines_of_undo(screen: &Harness) -> Vec<String> {
    let lines = screen.engine.query(UndoList { limit: 99 }).await.unwrap();
    lines.into_iter().map(|line| line.what.raw().to_owned()).collect()
}

/// Lets the line go that tells of a new lead.
async fn quiet(screen: &mut Harness) {
    screen.pass(Duration::from_secs(5)).await;
}

/// New leads, one second apart.
async fn crowd(number: i64) -> Harness {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    let mut all = records();
    all.extend((0..number).map(|at| {
        let phone = format!("+190955560{at:02}");
        lead(
            &format!("c-{at}"),
            ("Lead", &format!("Nr{at}")),
            60 + at,
            &json!({ "phone": phone }),
        )
    }));
    screen.apply(all).await;
    quiet(&mut screen).await;
    screen
}

#[tokio::test]
async fn a_verdict_goes_to_everything_marked_as_one_line() {
    let mut screen = desk().await;
    quiet(&mut screen).await;
    // Two people, and a task in another part of the queue.
    screen.press("space space ] ] space").await;
    looks_like!(screen, "marked");
    screen.resize(120, 36).await;
    screen.press("e").await;
    assert!(
        screen.line(34).contains("3 rows done · z undo"),
        "{}",
        screen.line(34)
    );
    let picture = screen.picture();
    assert!(
        !picture.contains("Ken Osei") && !picture.contains("Send comps again"),
        "{picture}"
    );
    assert_eq!(lines_of_undo(&screen).await, ["done on 3 people"]);
    let tom = screen
        .engine
        .query(PersonById("c-tom".into()))
        .await
        .unwrap()
        .unwrap();
    let ticked = |id: &str| {
        tom.tasks
            .iter()
            .any(|task| task.id.as_str() == id && task.completed)
    };
    assert!(ticked("k-late") && !ticked("k1"));
    screen.press("z").await;
    let picture = screen.picture();
    for back in ["Maria Delgado", "Ken Osei", "Send comps again"] {
        assert!(picture.contains(back), "{picture}");
    }
    // The marks are gone with the rows.
    assert!(!screen.line(34).contains("marked"), "{}", screen.line(34));
}

#[tokio::test]
async fn a_range_is_put_off_and_the_next_row_by_the_same_verdict() {
    let mut screen = crowd(5).await;
    screen.press("v j j v j").await;
    assert!(screen.line(34).contains("3 rows marked"), "{}", screen.line(34));
    screen.press("s t").await;
    assert!(
        screen
            .line(34)
            .contains("3 rows snoozed until Wed 09:00 · z undo"),
        "{}",
        screen.line(34)
    );
    assert!(screen.line(2).contains("snoozed 3"), "{}", screen.line(2));
    screen.press("g g .").await;
    assert!(screen.line(2).contains("snoozed 4"), "{}", screen.line(2));
    screen.press("z z").await;
    assert!(screen.line(2).contains("snoozed 0"), "{}", screen.line(2));
    screen.press("space s /").await;
    screen.type_text("in 3 days").await;
    screen.press("enter").await;
    assert!(
        screen.line(34).contains("snoozed until Fri 09:00"),
        "{}",
        screen.line(34)
    );
}

#[tokio::test]
async fn marked_rows_go_to_a_colleague_and_get_notes_and_tags() {
    let mut screen = crowd(3).await;
    screen.press("* n").await;
    assert!(
        screen.picture().contains("note on 3 people"),
        "{}",
        screen.picture()
    );
    screen.type_text("from the fair").await;
    screen.press("ctrl-s T").await;
    screen.type_text("fair").await;
    screen.press("enter a").await;
    screen.type_text("dev").await;
    screen.press("enter").await;
    for id in ["c-0", "c-1", "c-2"] {
        let person = screen.engine.query(PersonById(id.into())).await.unwrap().unwrap();
        assert_eq!(person.contact.assigned_to, Some("u-dev".into()), "{id}");
        assert_eq!(person.contact.tags.len(), 1, "{id}");
        assert_eq!(person.notes.len(), 1, "{id}");
    }
    assert_eq!(lines_of_undo(&screen).await.len(), 3);
}

#[tokio::test]
async fn marked_rows_move_to_a_stage_together() {
    let mut screen = desk().await;
    quiet(&mut screen).await;
    // Everybody who waits for an answer.
    screen.press("] * m").await;
    let picture = screen.picture();
    assert!(picture.contains("stage for all of them"), "{picture}");
    screen.type_text("showing").await;
    screen.press("enter").await;
    let stage_of = async |screen: &Harness| {
        let aisha = screen.engine.query(PersonById("c-aisha".into())).await;
        aisha.unwrap().unwrap().deals[0].stage.to_string()
    };
    assert_eq!(stage_of(&screen).await, "s-sho");
    assert_eq!(lines_of_undo(&screen).await.len(), 1);
    screen.press("z").await;
    assert_eq!(stage_of(&screen).await, "s-con");
}

#[tokio::test]
async fn esc_unmarks_before_it_takes_the_filter_away() {
    let mut screen = desk().await;
    quiet(&mut screen).await;
    screen.press("/").await;
    screen.type_text("bauer").await;
    screen.press("enter *").await;
    assert!(screen.line(34).contains("marked"), "{}", screen.line(34));
    screen.press("esc").await;
    assert!(!screen.line(34).contains("marked"), "{}", screen.line(34));
    assert!(
        !screen.picture().contains("Maria Delgado"),
        "{}",
        screen.picture()
    );
    screen.press("esc").await;
    assert!(screen.picture().contains("Maria Delgado"), "{}", screen.picture());
    screen.press("* *").await;
    assert!(
        !screen.line(34).contains("marked"),
        "again unmarks: {}",
        screen.line(34)
    );
    // Without marks it is about the row under the cursor.
    screen.press("g g x").await;
    assert!(
        screen.line(34).contains("Maria Delgado declined"),
        "{}",
        screen.line(34)
    );
}

#[tokio::test]
async fn more_than_25_rows_want_their_number() {
    let mut screen = crowd(30).await;
    screen.press("* x").await;
    looks_like!(screen, "marked_many");
    screen.resize(120, 36).await;
    screen.press("tab").await;
    assert!(screen.picture().contains("Lead Nr29"), "{}", screen.picture());
    screen.press("tab esc").await;
    assert!(screen.line(34).contains("30 rows marked"), "{}", screen.picture());
    screen.press("x 3 0 enter").await;
    assert_eq!(lines_of_undo(&screen).await, ["declined on 30 people"]);
    assert!(!screen.picture().contains("Lead Nr"), "{}", screen.picture());
    screen.press("z").await;
    assert!(screen.picture().contains("Lead Nr"), "{}", screen.picture());
}

#[tokio::test]
async fn somebody_new_is_made_from_here() {
    let mut screen = desk().await;
    screen.press("N").await;
    screen.type_text("Nora Vance 909 555 0166").await;
    assert!(screen.picture().contains("new person"), "{}", screen.picture());
    screen.press("enter").await;
    let wanted = Leads {
        filter: "vance".to_owned(),
        offset: 0,
        limit: 9,
        count: false,
    };
    let found = screen.engine.query(wanted).await.unwrap().unwrap();
    assert_eq!(found.rows.len(), 1);
    assert!(
        under(&screen).contains("Maria Delgado"),
        "{}",
        row_of(&screen, "▌")
    );
}
