use serde_json::json;

use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, looks_like, record};
use crate::tui::scenes;
use crate::tui::text::grouped;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen
}

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

#[tokio::test]
async fn the_keys() {
    let mut screen = filled().await;
    screen.press("?").await;
    looks_like!(screen, "keys");
    screen.type_text("undo").await;
    looks_like!(screen, "keys_found");
    screen.type_text("zzzz").await;
    looks_like!(screen, "keys_nothing");
    screen.press("esc ?").await;
    screen.type_text("tags").await;
    screen.press("enter").await;
    assert!(screen.picture().contains("─ tags ─"), "{}", screen.picture());
}

#[tokio::test]
async fn the_sentence_of_a_key_is_whole_where_its_row_is_too_short_and_headings_are_passed_over() {
    let mut screen = filled().await;
    screen.resize(80, 24).await;
    screen.press("?").await;
    let row = |screen: &Harness| {
        let picture = screen.picture();
        let row = picture.lines().find(|line| line.contains("│ ▌"));
        row.unwrap_or_default().to_owned()
    };
    assert!(row(&screen).contains("j ↓"), "{}", screen.picture());
    screen.press("up").await;
    assert!(screen.picture().contains("In lists"), "{}", screen.picture());
    // Over the heading of the next place.
    screen.press("down down down down down down").await;
    assert!(row(&screen).contains(" Filter "), "{}", screen.picture());
    screen.press("down").await;
    assert!(
        row(&screen).contains("with the …") && screen.picture().contains("with the whole"),
        "{}",
        screen.picture()
    );
}

/// On Today `.` and `-` and the like do what the tab says; what everywhere does with the same key is not told there.
#[tokio::test]
async fn a_key_is_told_once_and_with_what_it_does_here() {
    let mut screen = Harness::filled((200, 60)).await;
    for tab in ["g t", "g l", "g p", "g c", "g a", "g n", "g s", "g h"] {
        screen.press(tab).await;
        screen.press("f1").await;
        let mut told = std::collections::BTreeSet::new();
        let mut last = String::new();
        for _ in 0..8 {
            let picture = screen.picture();
            if picture == last {
                break;
            }
            // The first column of a row is its keys; two columns of blanks end it.
            // Between the two rules; the sign of the cursor is no part of a row.
            let is_rule = |line: &&str| line.contains("──");
            let inside = picture.lines().filter_map(|line| line.split('│').nth(1));
            let list = inside.skip_while(|line| !is_rule(line)).skip(1);
            for line in list.take_while(|line| !is_rule(line)) {
                let line = line.replace('▌', " ");
                let keys = line.trim_start().split("  ").next().unwrap_or_default();
                let row = line.split_whitespace().collect::<Vec<_>>().join(" ");
                told.extend(keys.split(' ').map(|key| (key.to_owned(), row.clone())));
            }
            last = picture;
            screen.press("pagedown").await;
        }
        let keys: Vec<&str> = told.iter().map(|(key, _)| key.as_str()).collect();
        for key in ["z", ".", "p", "enter", "d", "esc"] {
            let rows = keys.iter().filter(|told| **told == key).count();
            assert!(rows <= 1, "{tab}: {key} is told {rows} times: {told:?}");
        }
        screen.press("esc").await;
    }
}

#[tokio::test]
async fn what_is_picked() {
    let mut screen = filled().await;
    screen.press("T").await;
    looks_like!(screen, "tags");
    screen.type_text("new-tag").await;
    looks_like!(screen, "tags_new");
    screen.press("esc m").await;
    looks_like!(screen, "stage");
    screen.type_text("zzzz").await;
    looks_like!(screen, "stage_nothing");
}

#[tokio::test]
async fn a_minus_takes_away_what_is_found_behind_it() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("tag:zillow").await;
    screen.press("enter T").await;
    screen.type_text("-zillow").await;
    looks_like!(screen, "tags_away");
    screen.press("tab").await;
    looks_like!(screen, "tags_taken_away");
    screen.press("enter").await;
    assert!(screen.picture().contains("−zillow"), "{}", screen.picture());
}

#[tokio::test]
async fn a_plus_before_a_tag_is_no_part_of_it() {
    let mut screen = filled().await;
    screen.press("T").await;
    screen.type_text("+brand-new").await;
    assert!(!screen.picture().contains("new: +"), "{}", screen.picture());
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("+brand-new") && !picture.contains("++brand-new"),
        "{picture}"
    );
}

#[tokio::test]
async fn what_is_typed() {
    let mut screen = filled().await;
    screen.press("n").await;
    looks_like!(screen, "note");
    screen.press("esc t").await;
    looks_like!(screen, "task");
    screen.type_text("call back fri 10:00").await;
    looks_like!(screen, "task_read");
    screen.press("esc N").await;
    looks_like!(screen, "person");
    screen.press("esc g p $").await;
    screen.type_text("x").await;
    looks_like!(screen, "value_wrong");
}

#[tokio::test]
async fn a_message() {
    let mut screen = filled().await;
    screen.press("r").await;
    looks_like!(screen, "text");
    screen.type_text("Saturday 9:15 works. See you there 🏡").await;
    looks_like!(screen, "text_written");
    screen.press("alt-c").await;
    looks_like!(screen, "mail");
}

#[tokio::test]
async fn before_it_goes() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    looks_like!(screen, "sure");
    screen.press("1 enter").await;
    looks_like!(screen, "sure_wrong");
    screen.press("tab").await;
    looks_like!(screen, "sure_people");
}

#[tokio::test]
async fn who_has_it_already_is_told_and_stays() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("1 has it already"), "{picture}");
    assert!(
        picture.contains("1 edited in the last hour") || !picture.contains("recent"),
        "{picture}"
    );
    screen.press("esc").await;
    // The open deals of all who are marked, of whom some have none.
    screen.press("m").await;
    let picture = screen.picture();
    assert!(
        picture.contains("stage for") || picture.contains("open deal"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_line_of_many_shows_its_difference_and_is_taken_back_by_its_number() {
    let mut screen = Harness::empty(HOME).await;
    let crowd = scenes::crowd();
    let people = crowd
        .iter()
        .filter(|record| record.kind == crate::domain::record::EntityKind::Contact)
        .count();
    screen.apply(crowd).await;
    screen.press("* T").await;
    screen.type_text("open-house").await;
    screen.press("enter").await;
    screen.type_text(&people.to_string()).await;
    screen.press("enter").await;
    screen.press("g u enter").await;
    let picture = screen.picture();
    let of = grouped(people as u64);
    assert!(
        picture.contains("BEFORE") && picture.contains("AFTER") && picture.contains(&format!("1 of {of}")),
        "{picture}"
    );
    assert!(picture.contains("open-house"), "{picture}");
    screen.press("G").await;
    let picture = screen.picture();
    assert!(
        picture.contains(&format!("{of} of {of}")) && picture.contains("open-house"),
        "the last page is read when it is looked at: {picture}"
    );
    screen.press("esc z").await;
    let picture = screen.picture();
    assert!(picture.contains("before it goes"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains(&format!("type {people} to go on")), "{picture}");
    screen.type_text(&people.to_string()).await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
}

#[tokio::test]
async fn what_was_said() {
    let mut screen = filled().await;
    screen.press("g m").await;
    looks_like!(screen, "notices_none");
    screen.press("esc y p y e o z g m").await;
    looks_like!(screen, "notices");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    screen.press("r").await;
    looks_like!(screen, "strange_text");
    screen.press("esc n").await;
    looks_like!(screen, "strange_note");
    screen.press("esc ctrl-k @ a").await;
    looks_like!(screen, "strange_palette");
}

#[tokio::test]
async fn the_least() {
    let mut screen = filled().await;
    screen.resize(60, 18).await;
    for (name, keys) in [
        ("palette", "ctrl-k"),
        ("keys", "esc ?"),
        ("tags", "esc T"),
        ("text", "esc r"),
    ] {
        screen.press(keys).await;
        insta::assert_snapshot!(format!("least_{name}"), screen.picture());
    }
}

/// The long question before somebody is deleted, and the short way back.
#[tokio::test]
async fn somebody_is_deleted_after_the_long_question() {
    let mut screen = filled().await;
    screen.press("X").await;
    looks_like!(screen, "delete");
    screen.press("enter").await;
    assert!(
        screen.picture().contains("type 1 to go on"),
        "{}",
        screen.picture()
    );
    screen.type_text("1").await;
    screen.press("enter").await;
    let gone = screen.picture();
    assert!(gone.contains("deleted ") && gone.contains("z undo"), "{gone}");
    screen.press("z").await;
    assert!(screen.picture().contains("undo deleted"), "{}", screen.picture());
}

/// While somebody talks the script is whole; how it can end is told in full when it is over.
#[tokio::test]
async fn what_is_said_in_a_call_is_whole_on_a_small_screen() {
    let mut screen = filled().await;
    screen.resize(80, 24).await;
    screen.press("c").await;
    let picture = screen.picture();
    assert!(
        picture.contains("right for us") && picture.contains("now?"),
        "{picture}"
    );
    assert!(!picture.contains("6  booked"), "{picture}");
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("OPEN") && picture.contains("6  booked"),
        "{picture}"
    );
}

/// Without colours the row under the cursor is told by its sign, on every sheet with rows.
#[tokio::test]
async fn the_row_under_the_cursor_has_a_sign_where_there_are_no_colours() {
    let setting = crate::tui::harness::Setting {
        theme: "ink",
        ..Default::default()
    };
    let mut screen = Harness::set(HOME, setting).await;
    screen.apply(crate::tui::harness::records()).await;
    screen.send(scenes::up()).await;
    screen.press("2 n").await;
    screen.type_text("likes the yard").await;
    screen.press("ctrl-s").await;
    screen
        .apply(vec![
            scenes::retold("c-tom", "city", "Upland"),
            scenes::retold("c-omar", "phone", "+19095550100"),
        ])
        .await;
    for keys in ["g u", "enter", "esc esc B", "esc g m", "esc =", "esc ?"] {
        screen.press(keys).await;
        let picture = screen.picture();
        assert!(
            picture.contains("│▌") || picture.contains("│ ▌"),
            "{keys}: {picture}"
        );
    }
}

#[tokio::test]
async fn a_call_and_its_log() {
    let mut screen = filled().await;
    screen.press("c").await;
    looks_like!(screen, "call");
    screen.type_text("likes the yard").await;
    screen.press("alt-enter").await;
    screen.type_text("works nights").await;
    screen.pass(std::time::Duration::from_secs(42)).await;
    screen.press("enter").await;
    looks_like!(screen, "call_ended");
    screen.press("6").await;
    screen.type_text("showing sat 10:00").await;
    looks_like!(screen, "call_booked");
    screen.press("esc").await;
    screen.press("3").await;
    looks_like!(screen, "call_unanswered");
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(picture.contains("Call: no answer"), "{picture}");
    screen.press("z").await;
    let picture = screen.picture();
    assert!(
        !picture.contains("Call: no answer"),
        "one line of undo: {picture}"
    );
}

#[tokio::test]
async fn notes_of_a_call_that_was_left_are_there_again() {
    let mut screen = filled().await;
    screen.press("c").await;
    screen.type_text("likes the yard").await;
    screen.press("esc").await;
    assert!(!screen.picture().contains("NEVER"), "{}", screen.picture());
    screen.press("c").await;
    let picture = screen.picture();
    assert!(picture.contains("likes the yard"), "{picture}");
    screen.press("enter").await;
    screen.press("1").await;
    screen.press("c").await;
    let picture = screen.picture();
    assert!(picture.contains("called 1 time"), "{picture}");
    assert!(
        !picture.contains("likes the yard▏"),
        "what is logged is no draft: {picture}"
    );
}

#[tokio::test]
async fn who_set_a_field_and_what_it_was() {
    let mut screen = filled().await;
    screen.press("B").await;
    looks_like!(screen, "history_none");
    screen.press("esc").await;
    screen
        .apply(vec![scenes::retold("c-tom", "city", "Upland")])
        .await;
    screen.press("E j j j j j").await;
    screen.press("B").await;
    looks_like!(screen, "history_field");
    screen.press("esc esc B").await;
    looks_like!(screen, "history_all");
}

#[tokio::test]
async fn a_snippet_is_filled_in_and_tab_goes_from_blank_to_blank() {
    let mut screen = filled().await;
    screen.press("r").await;
    screen.type_text(";").await;
    looks_like!(screen, "snippets");
    screen.type_text("showing").await;
    screen.press("enter").await;
    looks_like!(screen, "snippet_blanks");
    screen.type_text("7421 Vine St").await;
    screen.press("tab").await;
    screen.type_text("today at 5:30").await;
    screen.press("tab").await;
    screen.type_text("Saturday at 10").await;
    let picture = screen.picture();
    assert!(picture.contains("Hi Tom, 7421 Vine St is available"), "{picture}");
    assert!(!picture.contains('{'), "{picture}");
    // In a word it is a semicolon.
    screen.type_text("; ok").await;
    assert!(screen.picture().contains("Saturday at 10; ok") || screen.picture().contains("; ok"));
}

#[tokio::test]
async fn a_text_can_leave_later() {
    let mut screen = filled().await;
    screen.press("r").await;
    screen.type_text("Saturday 9:15 works.").await;
    screen.press("alt-s").await;
    screen.type_text("call her").await;
    screen.press("enter").await;
    assert!(screen.picture().contains("say a moment"), "{}", screen.picture());
    screen.press("ctrl-u").await;
    screen.press("esc alt-s").await;
    screen.type_text("fri 9:00").await;
    looks_like!(screen, "later");
    screen.press("enter").await;
    let rows = screen
        .engine
        .query(crate::engine::query::Outbox {
            state: None,
            limit: 5,
        })
        .await
        .unwrap();
    assert_eq!(rows[0].not_before.to_string(), "2026-04-17T09:00:00Z");
}

#[tokio::test]
async fn two_records_of_one_person_are_made_one() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    screen.type_text("doubles").await;
    screen.press("enter").await;
    looks_like!(screen, "doubles_none");
    screen.press("esc").await;
    screen
        .apply(vec![scenes::retold("c-omar", "phone", "+19095550100")])
        .await;
    screen.press("ctrl-k").await;
    screen.type_text("doubles").await;
    screen.press("enter b").await;
    assert!(
        screen
            .picture()
            .contains("not now: this field has room for one value"),
        "{}",
        screen.picture()
    );
    screen.press("j j b j l").await;
    looks_like!(screen, "doubles");
    screen.resize(80, 24).await;
    assert!(
        screen.picture().contains("1 msg · 1 note · 1 deal"),
        "{}",
        screen.picture()
    );
    screen.press("enter").await;
    looks_like!(screen, "doubles_sure");
    screen.type_text("2").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("nobody shares a number"), "{picture}");
    screen.press("esc").await;
    assert!(!screen.picture().contains("Omar"), "{}", screen.picture());
    screen.press("z").await;
    assert!(screen.picture().contains("Omar"), "{}", screen.picture());
}

/// Forgetting has no key; the question says what goes and that nothing brings it back.
#[tokio::test]
async fn somebody_is_forgotten_after_the_long_question() {
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    screen.type_text("forget").await;
    screen.press("enter").await;
    looks_like!(screen, "forget");
    screen.type_text("1").await;
    screen.press("enter").await;
    assert!(
        !screen.picture().contains("before it goes"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn any_line_of_what_was_done_is_taken_back() {
    let mut screen = filled().await;
    screen.press("g u").await;
    looks_like!(screen, "undo_nothing");
    screen.press("esc n").await;
    screen.type_text("likes the yard").await;
    screen.press("ctrl-s c").await;
    screen.press("enter 2").await;
    screen.press("T").await;
    screen.type_text("hot").await;
    screen.press("tab enter").await;
    screen.press("g u").await;
    looks_like!(screen, "undo");
    // Looking at what it changed takes nothing back.
    screen.press("enter").await;
    looks_like!(screen, "undo_difference");
    screen.resize(80, 24).await;
    assert!(screen.picture().contains("hot, zillow"), "{}", screen.picture());
    screen.press("esc").await;
    assert!(!screen.picture().contains("taken back"), "{}", screen.picture());
    // The middle one, the call, without the tag that came after it.
    screen.press("j z").await;
    let picture = screen.picture();
    assert!(picture.contains("taken back"), "{picture}");
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(
        !picture.contains("Call: voicemail") && picture.contains("hot"),
        "{picture}"
    );
    screen.press("g u j z").await;
    assert!(
        screen.picture().contains("not now: it was taken back"),
        "{}",
        screen.picture()
    );
    // And again.
    screen.press("Z esc").await;
    assert!(
        screen.picture().contains("Call: voicemail"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn some_records_of_a_line_are_taken_back_and_the_others_stay() {
    let mut screen = filled().await;
    screen.press("space space space T").await;
    screen.type_text("hot").await;
    screen.press("tab enter g u").await;
    assert!(screen.picture().contains("on 3 people"), "{}", screen.picture());
    // Nothing is marked yet, so there is nothing to take back.
    screen.press("space z").await;
    assert!(
        screen.picture().contains("not now: mark what is"),
        "{}",
        screen.picture()
    );
    screen.press("space").await;
    looks_like!(screen, "undo_some");
    // A mark is taken away by the same key.
    screen.press("space k space j z").await;
    looks_like!(screen, "undo_some_done");
    screen.press("esc esc").await;
    let hot = |screen: &Harness| {
        let tagged = screen.picture();
        tagged.matches("hot").count()
    };
    screen.press("/").await;
    screen.type_text("tag:hot").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("2 of 8") && hot(&screen) > 0, "{picture}");
    // The part is done again by itself, and is then a line like the others.
    screen.press("Z").await;
    assert!(screen.picture().contains("3 of 8"), "{}", screen.picture());
    screen.press("g u j space").await;
    assert!(screen.picture().contains("1 of 2"), "{}", screen.picture());
}

#[tokio::test]
async fn the_tour() {
    let mut screen = filled().await;
    screen.press(":").await;
    screen.type_text("tour").await;
    screen.press("enter").await;
    for (at, next) in (1..=4).zip(["enter", "l", "space", ""]) {
        let picture = screen.picture();
        assert!(picture.contains(&format!("tour · {at} of 4")), "{picture}");
        looks_like!(screen, format!("tour_{at}"));
        screen.press(next).await;
    }
    screen.press("h").await;
    assert!(screen.picture().contains("tour · 3 of 4"), "{}", screen.picture());
    screen.press("enter enter").await;
    assert!(!screen.picture().contains("tour ·"), "{}", screen.picture());
}

/// The sentences of the tour are whole on the least screen that has every journey.
#[tokio::test]
async fn no_sentence_of_the_tour_is_cut() {
    let mut screen = Harness::filled((80, 24)).await;
    screen.press(":").await;
    screen.type_text("tour").await;
    screen.press("enter").await;
    for _ in 0..4 {
        let picture = screen.picture();
        let inside = picture.lines().filter_map(|line| line.split('│').nth(1));
        let cut: Vec<&str> = inside.filter(|line| line.trim_end().ends_with('…')).collect();
        assert!(picture.contains("tour ·") && cut.is_empty(), "{cut:?}\n{picture}");
        screen.press("enter").await;
    }
}

#[tokio::test]
async fn the_tour_can_be_left_at_any_time() {
    let mut screen = filled().await;
    for (steps, leave) in [
        ("", "esc"),
        ("enter", "q"),
        ("enter enter", "esc"),
        ("enter enter enter", "q"),
    ] {
        screen.press(":").await;
        screen.type_text("tour").await;
        screen.press("enter").await;
        screen.press(steps).await;
        assert!(screen.picture().contains("tour ·"), "{}", screen.picture());
        screen.press(leave).await;
        assert!(!screen.picture().contains("tour ·"), "after {steps:?} {leave}");
    }
    assert!(screen.outside.left.is_none(), "the program was left with it");
}

#[tokio::test]
async fn a_new_word_is_made_before_another_is_guessed() {
    let mut screen = filled().await;
    screen
        .apply(vec![crate::tui::harness::record(
            crate::domain::record::EntityKind::Tag,
            "t9",
            serde_json::json!({"name": "warm-lead"}),
        )])
        .await;
    screen.press("T").await;
    screen.type_text("walked").await;
    let picture = screen.picture();
    let at = |words: &str| {
        picture
            .find(words)
            .unwrap_or_else(|| panic!("{words} is missing\n{picture}"))
    };
    assert!(at("new: walked") < at("warm-lead"), "{picture}");
    screen.press("enter").await;
    assert!(screen.picture().contains("tags +walked"), "{}", screen.picture());
    // What it is part of comes before it.
    screen.press("T").await;
    screen.type_text("warm").await;
    let picture = screen.picture();
    assert!(picture.find("warm-lead") < picture.find("new: warm"), "{picture}");
    screen.press("enter").await;
    assert!(
        screen.picture().contains("tags +warm-lead"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn words_of_an_overlay_stand_on_its_own_ground() {
    let mut screen = filled().await;
    for keys in ["c", "esc T", "esc n h i ctrl-s g u", "esc B", "esc g m"] {
        screen.press(keys).await;
        let (picture, buffer) = (screen.picture(), screen.buffer());
        let below = buffer.cell((0, buffer.area.height - 1)).map(|cell| cell.bg);
        let lines: Vec<&str> = picture.lines().collect();
        let row = |sign: char| lines.iter().position(|line| line.contains(sign));
        let (Some(head), Some(foot)) = (row('╭'), row('╰')) else {
            panic!("{keys} opens nothing\n{picture}");
        };
        let column = |sign: char| lines[head].chars().position(|c| c == sign).unwrap();
        for y in head..foot {
            for x in column('╭')..column('╮') {
                let cell = buffer.cell((x as u16, y as u16)).unwrap();
                assert_ne!(Some(cell.bg), below, "{keys}: column {x} of line {y}\n{picture}");
            }
        }
    }
}
