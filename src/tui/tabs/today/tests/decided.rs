//! What is decided about a row.

use super::*;

#[tokio::test]
async fn verdicts_go_on_to_the_next_and_are_taken_back_by_z() {
    let mut screen = desk().await;
    assert!(under(&screen).contains("Maria Delgado"));
    screen.press("e").await;
    assert!(
        screen.line(34).contains("Maria Delgado done · z undo"),
        "{}",
        screen.line(34)
    );
    assert!(under(&screen).contains("Ken Osei"), "{}", screen.picture());
    screen.press("s t").await;
    assert!(
        screen
            .line(34)
            .contains("Ken Osei snoozed until Wed 09:00 · z undo"),
        "{}",
        screen.line(34)
    );
    assert!(screen.line(2).contains("snoozed 1"), "{}", screen.line(2));
    screen.press("z").await;
    assert!(
        row_of(&screen, "Ken Osei").contains("3:40 left"),
        "{}",
        screen.picture()
    );
    screen.press("z").await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:12 left"),
        "{}",
        screen.picture()
    );
    // The same verdict again, on the next.
    screen.press("g g x .").await;
    assert!(screen.line(34).contains("declined"), "{}", screen.line(34));
    let picture = screen.picture();
    assert!(
        !picture.contains("1:12 left") && !picture.contains("3:40 left"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_task_is_ticked_off_and_a_snooze_takes_any_words() {
    let mut screen = desk().await;
    screen.press("] ]").await;
    assert!(
        under(&screen).contains("Send comps again"),
        "{}",
        screen.picture()
    );
    screen.press("e").await;
    let tom = screen
        .engine
        .query(PersonById("c-tom".into()))
        .await
        .unwrap()
        .unwrap();
    let ticked = tom
        .tasks
        .iter()
        .find(|task| task.id.as_str() == "k-late")
        .unwrap();
    assert!(
        ticked.completed && under(&screen).contains("Inspection docs"),
        "{}",
        screen.picture()
    );
    screen.press("s /").await;
    screen.type_text("soon").await;
    assert!(
        screen.picture().contains("write tomorrow 9"),
        "{}",
        screen.picture()
    );
    for _ in 0..4 {
        screen.press("backspace").await;
    }
    screen.type_text("in 3 days").await;
    assert!(
        screen.picture().contains("until Fri 17 Apr 09:00"),
        "{}",
        screen.picture()
    );
    screen.press("enter").await;
    assert!(
        screen.line(34).contains("snoozed until Fri 09:00"),
        "{}",
        screen.line(34)
    );
}

#[tokio::test]
async fn a_message_of_theirs_ends_a_snooze_early() {
    let mut screen = desk().await;
    let until = "2026-04-20T09:00:00Z".parse().unwrap();
    screen
        .submit(
            Command::Judge {
                entity: EntityRef::new(EntityKind::Contact, "c-maria"),
                verdict: Some(Verdict::Snoozed { until }),
            },
            Origin::Agent,
        )
        .await;
    assert!(!screen.picture().contains("1:12 left"));
    screen
        .apply(vec![wrote("m2", "c-maria", -1, "are you there?")])
        .await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:12 left"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn enter_takes_a_lead_that_nobody_has_and_opens_what_is_not_to_be_answered() {
    let terms = Terms {
        pond: Some("Dev Shah".into()),
        ..Terms::default()
    };
    let setting = Setting {
        terms,
        ..Setting::default()
    };
    let mut screen = desk_with(setting).await;
    assert!(
        screen.picture().contains("goes to Dev Shah when nobody answers"),
        "{}",
        screen.picture()
    );
    screen.press("j").await;
    assert!(under(&screen).contains("Ken Osei") && screen.picture().contains("enter take them"));
    screen.press("enter").await;
    let ken = screen
        .engine
        .query(PersonById("c-ken".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ken.contact.assigned_to, Some("u-jo".into()));
    screen.press("a").await;
    let picture = screen.picture();
    assert!(picture.contains("the pond"), "{picture}");
    screen.type_text("dev").await;
    screen.press("enter").await;
    let ken = screen
        .engine
        .query(PersonById("c-ken".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(ken.contact.assigned_to, Some("u-dev".into()));
    screen.press("g g j j").await;
    assert!(under(&screen).contains("Priya Raman"), "{}", screen.picture());
    screen.press("enter").await;
    assert!(screen.picture().contains("TIMELINE"), "{}", screen.picture());
}

#[tokio::test]
async fn a_field_is_edited_from_here() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    // Nothing is known of them in Leads yet, and the next keys come at once.
    screen.rush("E j j").await;
    assert!(screen.line(0).contains("[2 Leads]"), "{}", screen.picture());
    assert!(screen.line(35).contains("change"), "{}", screen.picture());
}
