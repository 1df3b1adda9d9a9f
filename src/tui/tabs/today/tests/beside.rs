//! Who and what stands beside a row: the person, others, the call list, Claude.

use super::*;

#[tokio::test]
async fn the_right_side_is_there_before_the_cursor_lands() {
    let mut screen = desk().await;
    let effects = screen
        .shell
        .update(crate::tui::msg::Msg::Input(crate::tui::msg::Input::Key(
            crate::tui::keymap::key::Key::parse("j").unwrap(),
        )));
    // Nothing that the key asks for is answered yet.
    let picture = screen.picture();
    assert!(
        picture.contains("goes") || picture.contains("WHY NOW"),
        "{picture}"
    );
    assert!(
        picture.lines().filter(|line| line.contains("(909) 555-")).count() == 1,
        "{picture}"
    );
    screen.settle(effects).await;
}

#[tokio::test]
async fn the_call_list_says_when_it_was_built_and_how_far_it_is() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    let mut all = records();
    for (at, first) in ["Dana", "Rob", "Nina"].into_iter().enumerate() {
        let id = format!("q{at}");
        let number = format!("+1909555018{at}");
        all.push(lead(
            &id,
            (first, "Quiet"),
            86_400 * 40,
            &json!({"phone": number}),
        ));
        all.push(record(
            EntityKind::Message,
            &format!("mq{at}"),
            json!({"contactId": id, "messageType": "TYPE_SMS", "direction": "outbound", "body": "hello",
                   "userId": "u-jo", "dateAdded": before(86_400 * 12)}),
        ));
        all.push(record(
            EntityKind::Opportunity,
            &format!("oq{at}"),
            json!({"contactId": id, "pipelineId": "p-buy", "pipelineStageId": "s-qua", "status": "open",
                   "monetaryValue": 400_000, "name": "a home", "assignedTo": "u-jo",
                   "lastStageChangeAt": before(86_400)}),
        ));
    }
    screen.apply(all).await;
    screen.engine.build_calls().await.unwrap();
    screen.settle(crate::tui::effect::Effects::unchanged()).await;
    screen.send(scenes::up()).await;
    screen.press("]").await;
    assert!(under(&screen).contains("quiet 12d"), "{}", screen.picture());
    screen.press("e").await;
    let head = row_of(&screen, "built 09:04");
    assert!(
        head.contains("CALLS 2") && head.contains("1 of 3 done"),
        "{}",
        screen.picture()
    );
    looks_like!(screen, "calls");
}

#[tokio::test]
async fn duplicate_shows_the_other_record_or_says_that_none_is_known() {
    let mut screen = desk().await;
    screen
        .apply(vec![lead(
            "c-maria",
            ("Maria", "Delgado"),
            228,
            &json!({"phone": "+19095559911"}),
        )])
        .await;
    assert!(under(&screen).contains("Maria Delgado"), "{}", screen.picture());
    screen.press("=").await;
    assert!(
        screen.line(34).contains("no double of Maria Delgado is known"),
        "{}",
        screen.line(34)
    );
    assert!(under(&screen).contains("Maria Delgado"), "she still waits");
    screen
        .apply(vec![lead(
            "c-mary",
            ("Mary", "Delgado"),
            86_400 * 90,
            &json!({"phone": "+19095559911", "city": "Upland"}),
        )])
        .await;
    screen.press("=").await;
    looks_like!(screen, "duplicate");
    screen.resize(120, 36).await;
    screen.press("enter").await;
    screen.type_text("2").await;
    screen.press("enter").await;
    assert!(
        screen
            .picture()
            .contains("no other record of this person is known"),
        "{}",
        screen.picture()
    );
    let mary = screen.engine.query(PersonById("c-mary".into())).await.unwrap();
    assert!(mary.unwrap().gone, "the one with the shorter thread went");
    screen.press("esc z").await;
    let mary = screen.engine.query(PersonById("c-mary".into())).await.unwrap();
    assert!(!mary.unwrap().gone, "{}", screen.picture());
}

#[tokio::test]
async fn claude_is_asked_about_a_person_and_nothing_of_them_is_pasted() {
    let mut screen = desk().await;
    screen
        .apply(vec![wrote(
            "m-who",
            "c-maria",
            20,
            "Maria again, my number is (909) 555-0142. Is it free?",
        )])
        .await;
    screen.press("i").await;
    let picture = screen.picture();
    assert!(
        picture.contains("ABOUT") && picture.contains("@Maria Delgado"),
        "{picture}"
    );
    assert_eq!(picture.matches("@Maria").count(), 1, "{picture}");
    assert!(
        !picture.contains("Maria again") && !picture.contains("555-0142"),
        "{picture}"
    );
    assert!(screen.outside.turns.is_empty(), "nothing is asked from here");
}

#[tokio::test]
async fn a_draft_of_claude_is_written_where_one_writes() {
    let mut screen = desk().await;
    screen.press("d").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Claude writes") && picture.contains("text to Maria Delgado"),
        "{picture}"
    );
    let (_, write) = screen.outside.writes[0].clone();
    assert_eq!(write.writing.contact.as_str(), "c-maria");
    assert_eq!(write.writing.says, "", "an answer to what was said last");
}

#[tokio::test]
async fn two_of_one_household_are_shown_as_such_and_one_key_goes_from_one_to_the_other() {
    let mut screen = desk().await;
    screen
        .apply(vec![
            lead("c-luis", ("Luis", "Delgado"), 86_400 * 20, &json!({})),
            wrote("m-luis", "c-luis", 300, "is the garage big enough?"),
        ])
        .await;
    assert!(
        row_of(&screen, "1:12 left").contains("with Luis"),
        "{}",
        screen.picture()
    );
    looks_like!(screen, "household");
    screen.resize(120, 36).await;
    screen.press("tab").await;
    assert!(
        screen.picture().contains("HOUSE Maria Delgado"),
        "{}",
        screen.picture()
    );
    looks_like!(screen, "household_leads");
    screen.resize(120, 36).await;
    screen.press("tab").await;
    assert!(
        screen.picture().contains("HOUSE Luis Delgado"),
        "{}",
        screen.picture()
    );
    screen.press("1").await;
    screen.press("j tab").await;
    let line = screen.line(34);
    assert!(line.contains("not now: nobody shares their number"), "{line}");
}

#[tokio::test]
async fn a_broad_screen_shows_who_is_in_the_same_situation() {
    let mut screen = desk().await;
    assert!(
        !screen.picture().contains("LIKE THIS ONE"),
        "no room, nothing asked"
    );
    screen
        .apply(vec![lead(
            "c-nora",
            ("Nora", "Vance"),
            86_400 * 9,
            &json!({"phone": "+19095550166"}),
        )])
        .await;
    screen.resize(200, 60).await;
    assert!(screen.picture().contains("LIKE THIS ONE"), "{}", screen.picture());
    assert!(
        row_of_all(&screen, "without an open deal").contains("all without"),
        "{}",
        screen.picture()
    );
    screen.press("] ] ] j j").await;
    insta::assert_snapshot!("like_200x60", screen.picture());
    screen.resize(160, 36).await;
    assert!(screen.picture().contains("LIKE THIS ONE"), "{}", screen.picture());
    screen.resize(159, 36).await;
    assert!(
        !screen.picture().contains("LIKE THIS ONE"),
        "{}",
        screen.picture()
    );
}

fn row_of_all(screen: &Harness, words: &str) -> String {
    let picture = screen.picture();
    let row = picture.lines().find(|line| line.contains(words));
    row.unwrap_or_else(|| panic!("{words} is not on\n{picture}"))
        .to_owned()
}
