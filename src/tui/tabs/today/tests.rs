mod filter;
mod first;
mod keys;
mod marks;
mod prepared;
mod shown;
mod silent;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::record::{EntityKind, EntityRef, RemoteRecord};
use crate::domain::today::{Terms, Verdict};
use crate::engine::query::PersonById;
use crate::tui::harness::{Harness, NOW, Setting, looks_like, record, records};
use crate::tui::scenes;

const HOME: (u16, u16) = (120, 36);

fn before(seconds: i64) -> String {
    (NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(seconds)).to_string()
}

fn lead(id: &str, (first, last): (&str, &str), seconds: i64, more: &Value) -> RemoteRecord {
    let mut members = json!({"firstName": first, "lastName": last, "type": "lead", "source": "Zillow",
        "phone": "+19095550142", "city": "Etiwanda", "timezone": "America/Los_Angeles", "assignedTo": "u-jo",
        "dateAdded": before(seconds)});
    members
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    record(EntityKind::Contact, id, members)
}

fn task(id: &str, contact: &str, title: &str, due: &str) -> RemoteRecord {
    record(
        EntityKind::Task,
        id,
        json!({"contactId": contact, "title": title, "body": "", "dueDate": due, "completed": false,
               "assignedTo": "u-jo"}),
    )
}

fn wrote(id: &str, contact: &str, seconds: i64, body: &str) -> RemoteRecord {
    record(
        EntityKind::Message,
        id,
        json!({"contactId": contact, "messageType": "TYPE_SMS", "direction": "inbound", "body": body,
               "dateAdded": before(seconds)}),
    )
}

/// Two new leads, a promised call, replies, tasks and a deal that stands still.
fn morning() -> Vec<RemoteRecord> {
    let mut all = records();
    all.extend([
        lead("c-maria", ("Maria", "Delgado"), 228, &json!({})),
        wrote(
            "m-maria",
            "c-maria",
            228,
            "Is 7421 Vine still available? I could come by today or Sat.",
        ),
        lead(
            "c-ken",
            ("Ken", "Osei"),
            80,
            &json!({"assignedTo": null, "source": "form", "phone": "+19095550177"}),
        ),
        task("k-priya", "c-priya", "call back about the loan", "2026-04-14T09:30:00Z"),
        task("k-whit", "c-whit", "Inspection docs", "2026-04-14T16:00:00Z"),
        task("k-late", "c-tom", "Send comps again", "2026-04-12T10:00:00Z"),
        record(
            EntityKind::Opportunity,
            "o-osborne",
            json!({"contactId": "c-carla", "pipelineId": "p-buy", "pipelineStageId": "s-off", "status": "open",
                   "monetaryValue": 430_000, "name": "Osborne", "lastStageChangeAt": before(9 * 86_400),
                   "assignedTo": "u-jo"}),
        ),
    ]);
    all
}

async fn desk() -> Harness {
    desk_with(Setting::default()).await
}

async fn desk_with(setting: Setting) -> Harness {
    let mut screen = Harness::opened(HOME, setting).await;
    screen.apply(morning()).await;
    screen.send(scenes::up()).await;
    screen
}

fn row_of(screen: &Harness, words: &str) -> String {
    let picture = screen.picture();
    let left = |line: &str| line.chars().take(72).collect::<String>();
    let row = picture.lines().map(left).find(|line| line.contains(words));
    row.unwrap_or_else(|| panic!("{words} is not on\n{picture}"))
}

/// The row that the cursor is on.
fn under(screen: &Harness) -> String {
    row_of(screen, "▌")
}

#[tokio::test]
async fn a_full_morning() {
    let mut screen = desk().await;
    looks_like!(screen, "full");
    screen.resize(120, 36).await;
    let draft = Draft {
        contact: "c-maria".into(),
        channel: Channel::Sms,
        subject: None,
        body: "Hi Maria, yes, 7421 Vine is available. I can meet you there today at 5:30 or Saturday at 10. Which is easier?"
            .into(),
    };
    screen.submit(Command::KeepDraft { draft }, Origin::Agent).await;
    screen.press("g l g t").await;
    looks_like!(screen, "ready");
    screen.resize(120, 36).await;
    screen.press("w").await;
    looks_like!(screen, "why");
}

#[tokio::test]
async fn nothing_waits() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    looks_like!(screen, "no_account");
    screen.send(scenes::up()).await;
    looks_like!(screen, "empty");
    screen.send(scenes::copying()).await;
    looks_like!(screen, "copying");
}

#[tokio::test]
async fn all_is_cleared_and_what_comes_next_is_named() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen
        .apply(vec![
            lead("c-maria", ("Maria", "Delgado"), 60, &json!({})),
            lead("c-ken", ("Ken", "Osei"), 30, &json!({"phone": "+19095550177"})),
            task("k1", "c-ken", "call back", "2026-04-16T09:30:00Z"),
        ])
        .await;
    screen.send(scenes::up()).await;
    screen.press("e e").await;
    looks_like!(screen, "cleared");
    assert!(
        screen.picture().contains("clear at 09:04"),
        "{}",
        screen.picture()
    );
    assert!(
        screen.picture().contains("call back (Ken Osei), Thu 09:30"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn the_crm_is_away() {
    let mut screen = desk().await;
    screen.send(scenes::offline()).await;
    looks_like!(screen, "offline");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    let mut all = scenes::strangers();
    for stranger in &mut all {
        if stranger.fields.contains_key("assignedTo") {
            stranger.fields.insert("assignedTo".into(), "u-jo".into());
        }
    }
    all.push(wrote(
        "m-odd",
        "x-6",
        600,
        "asks \u{1b}[2J: is it\t\u{202e}free? 👩‍👩‍👧",
    ));
    screen.apply(all).await;
    screen.send(scenes::up()).await;
    looks_like!(screen, "strange");
    for _ in 0..12 {
        screen.press("j").await;
        let picture = screen.picture();
        assert!(
            !picture.contains(['\u{1b}', '\u{202e}', '\u{7}', '\t']),
            "{picture:?}"
        );
    }
}

#[tokio::test]
async fn very_many_wait() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    let crowd = (0..300).flat_map(|at| {
        let id = format!("x{at}");
        let person = record(
            EntityKind::Contact,
            &id,
            json!({"firstName": "Extra", "lastName": format!("Person {at}"), "assignedTo": "u-jo",
                   "dateAdded": "2026-03-14T08:00:00Z"}),
        );
        [person, wrote(&format!("mx{at}"), &id, 60 * at, "still there?")]
    });
    screen.apply(crowd.collect()).await;
    screen.send(scenes::up()).await;
    looks_like!(screen, "many");
    screen.resize(120, 36).await;
    screen.press("G j").await;
    looks_like!(screen, "many_unfolded");
}

#[tokio::test]
async fn the_least_and_plain_signs() {
    let setting = Setting {
        theme: "ink",
        glyphs: crate::tui::theme::glyph::Glyphs::ASCII,
        ..Setting::default()
    };
    let mut screen = desk_with(setting).await;
    looks_like!(screen, "ascii");
    let picture = screen.picture().replace('í', "i");
    assert!(picture.is_ascii(), "{picture}");
    screen.resize(60, 18).await;
    insta::assert_snapshot!("least", screen.picture());
}

#[tokio::test]
async fn the_clock_falls_each_second_and_changes_its_word() {
    let mut screen = desk().await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:12 left"),
        "{}",
        screen.picture()
    );
    assert!(screen.line(0).contains("1 Today 2"), "{}", screen.line(0));
    let alarm = screen.shell.alarm().unwrap();
    assert!(alarm <= screen.clock.elapsed() + Duration::from_millis(1_001));
    screen.pass(Duration::from_millis(1_001)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("1:10 left"),
        "{}",
        screen.picture()
    );
    screen.pass(Duration::from_secs(45)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("0:25 last"),
        "{}",
        screen.picture()
    );
    screen.pass(Duration::from_secs(30)).await;
    assert!(
        row_of(&screen, "Maria Delgado").contains("just late"),
        "{}",
        screen.picture()
    );
    assert!(screen.line(0).contains("1 Today 1"), "{}", screen.line(0));
    // In front of another tab no clock is drawn, and nothing wakes the screen each second.
    screen.press("g l").await;
    let alarm = screen.shell.alarm().unwrap();
    assert!(
        alarm > screen.clock.elapsed() + Duration::from_secs(2),
        "{alarm:?}"
    );
    screen.press("g t").await;
    assert!(screen.shell.alarm().unwrap() <= screen.clock.elapsed() + Duration::from_millis(1_001));
}

#[tokio::test]
async fn without_a_clock_nothing_wakes_the_screen() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    screen.pass(Duration::from_secs(5)).await;
    let alarm = screen.shell.alarm().unwrap();
    assert!(
        alarm > screen.clock.elapsed() + Duration::from_secs(10),
        "only the minute"
    );
}

#[tokio::test]
async fn a_new_lead_rings_once_and_goes_to_the_top() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    screen.press("g p").await;
    screen
        .apply(vec![lead("c-maria", ("Maria", "Delgado"), 10, &json!({}))])
        .await;
    assert!(
        screen.line(34).contains("new lead: Maria Delgado"),
        "{}",
        screen.line(34)
    );
    assert!(screen.line(0).contains("1 Today 1"), "{}", screen.line(0));
    screen.press("1").await;
    assert!(under(&screen).contains("Maria Delgado"), "{}", screen.picture());
    screen.press("r").await;
    screen.type_text("Hi Maria").await;
    screen.press("ctrl-s").await;
    assert!(!screen.picture().contains("NOW 1"), "{}", screen.picture());
    let maria = screen
        .engine
        .query(PersonById("c-maria".into()))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(maria.messages.len(), 1);
}

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
async fn a_filter_chooses_whose_rows_are_shown_as_it_is_typed() {
    let mut screen = desk().await;
    screen.press("/").await;
    screen.type_text("bauer").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Tom Bauer") && !picture.contains("Maria Delgado"),
        "{picture}"
    );
    assert!(
        screen.line(0).contains("1 Today 2"),
        "hidden clocks fall as well: {}",
        screen.line(0)
    );
    looks_like!(screen, "filter");
    screen.resize(120, 36).await;
    screen.press("enter e").await;
    assert!(screen.line(34).contains("done"), "{}", screen.line(34));
    screen.press("/").await;
    screen.type_text(" stge:x").await;
    looks_like!(screen, "filter_wrong");
    screen.resize(120, 36).await;
    screen.press("esc /").await;
    screen.type_text(" zz").await;
    screen.press("enter").await;
    assert!(
        screen.picture().contains("Nobody who waits fits this filter."),
        "{}",
        screen.picture()
    );
    screen
        .apply(vec![lead(
            "c-new",
            ("Nora", "Vance"),
            5,
            &json!({"phone": "+19095550166"}),
        )])
        .await;
    assert!(
        screen.line(34).contains("new lead: Nora Vance"),
        "{}",
        screen.line(34)
    );
    screen.press("esc").await;
    assert!(screen.picture().contains("Maria Delgado"), "{}", screen.picture());
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

#[tokio::test]
async fn a_field_is_edited_from_here() {
    let mut screen = Harness::opened(HOME, Setting::default()).await;
    screen.apply(records()).await;
    // Nothing is known of them in Leads yet, and the next keys come at once.
    screen.rush("E j j").await;
    assert!(screen.line(0).contains("[2 Leads]"), "{}", screen.picture());
    assert!(screen.line(35).contains("change"), "{}", screen.picture());
}
