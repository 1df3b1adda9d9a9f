use serde_json::json;

use crate::domain::access::Role;
use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::outbox::PushOutcome;
use crate::domain::record::EntityKind;
use crate::tui::harness::{Harness, Setting, looks_like, record, records};
use crate::tui::keymap::key::Key;
use crate::tui::msg::{Input, Msg};
use crate::tui::scenes;
use crate::tui::theme::glyph::Glyphs;

const HOME: (u16, u16) = (120, 36);

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen
}

#[tokio::test]
async fn an_order_is_read_whole_where_it_is_chosen() {
    let mut screen = Harness::filled((80, 24)).await;
    screen.press("2 S").await;
    assert!(
        screen
            .picture()
            .contains("last message from them first  sort:-last_in"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn the_list_and_one_person() {
    let mut screen = filled().await;
    looks_like!(screen, "filled");
    screen.press("j enter").await;
    looks_like!(screen, "opened");
    screen.press("esc space space").await;
    looks_like!(screen, "marked");
    screen.press("esc E").await;
    looks_like!(screen, "fields");
    screen.press("j j enter").await;
    screen.type_text(" x").await;
    looks_like!(screen, "one_field");
}

#[tokio::test]
async fn nobody_is_here() {
    let mut screen = Harness::empty(HOME).await;
    looks_like!(screen, "no_account");
    screen.send(scenes::up()).await;
    looks_like!(screen, "empty");
}

#[tokio::test]
async fn the_first_copy_is_running() {
    let mut screen = Harness::empty(HOME).await;
    screen.send(scenes::copying()).await;
    looks_like!(screen, "copying_nothing_yet");
    screen.apply(records()).await;
    looks_like!(screen, "copying");
}

#[tokio::test]
async fn the_filter() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("sta").await;
    looks_like!(screen, "filter_typing");
    screen.type_text("ge:showing zip:91739 owner:@me").await;
    looks_like!(screen, "filter_nothing_typing");
    screen.press("enter").await;
    looks_like!(screen, "filter_nothing");
    screen.press("/").await;
    screen.type_text(" stge:x").await;
    looks_like!(screen, "filter_wrong");
    screen.press("esc enter").await;
    assert!(
        screen.line(2).starts_with(" / stage:showing owner:@me "),
        "{}",
        screen.picture()
    );
    assert!(screen.picture().contains("Tom Bauer"), "{}", screen.picture());
}

#[tokio::test]
async fn values_are_offered_with_how_many_have_them() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("tag:").await;
    looks_like!(screen, "filter_values");
    screen.press("tab").await;
    screen.type_text("stage:sh").await;
    assert!(screen.line(3).contains("Showing 2"), "{}", screen.picture());
}

#[tokio::test]
async fn a_filter_that_cannot_be_read_leaves_the_list_as_it_was() {
    let mut screen = filled().await;
    screen.press("j j").await;
    let rows = |screen: &Harness| {
        screen
            .picture()
            .lines()
            .skip(5)
            .take(12)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let before = rows(&screen);
    screen.press("/").await;
    screen
        .send(Msg::Input(Input::Paste("value>lots".to_owned())))
        .await;
    assert_eq!(before, rows(&screen), "{}", screen.picture());
    let after = screen.picture();
    assert!(after.contains("450k"), "{after}");
}

#[tokio::test]
async fn the_crm_is_away_or_refuses() {
    let mut screen = filled().await;
    screen.send(scenes::offline()).await;
    looks_like!(screen, "offline");
    screen.send(scenes::refused()).await;
    looks_like!(screen, "refused");
}

#[tokio::test]
async fn what_waits_and_what_is_contested() {
    let mut screen = filled().await;
    let edit = |contact: &str| Command::EditContact {
        contact: contact.into(),
        changes: vec![("phone".to_owned(), "+19095550188".into())],
    };
    screen.submit(edit("c-tom"), Origin::Agent).await;
    screen
        .apply(vec![scenes::retold("c-tom", "phone", "+19095550186")])
        .await;
    let draft = Draft {
        contact: "c-tom".into(),
        channel: Channel::Sms,
        subject: None,
        body: "Saturday 9:15 works.".into(),
    };
    let send = Command::Send {
        draft,
        key: None,
        not_before: None,
    };
    screen.submit(send, Origin::Agent).await;
    let error = "422: the number cannot receive texts".to_owned();
    scenes::settle(&mut screen, PushOutcome::Refused { error }).await;
    looks_like!(screen, "contested");
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
    screen.press("n").await;
    looks_like!(screen, "read_only");
}

#[tokio::test]
async fn names_of_every_kind() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::strangers()).await;
    looks_like!(screen, "strange");
    for keys in ["j", "j", "j", "j", "j", "j", "j"] {
        screen.press(keys).await;
        let picture = screen.picture();
        assert!(
            !picture.contains(['\u{1b}', '\u{202e}', '\u{7}', '\t']),
            "{picture:?}"
        );
    }
    screen.press("g g j enter").await;
    looks_like!(screen, "strange_opened");
}

#[tokio::test]
async fn very_many_rows() {
    let mut screen = Harness::empty(HOME).await;
    screen.apply(scenes::crowd()).await;
    screen.press("G").await;
    looks_like!(screen, "many");
    screen.press("*").await;
    looks_like!(screen, "many_marked");
}

#[tokio::test]
async fn the_least_and_less() {
    let mut screen = filled().await;
    screen.resize(60, 18).await;
    insta::assert_snapshot!("least", screen.picture());
    screen.press("enter").await;
    insta::assert_snapshot!("least_opened", screen.picture());
    screen.resize(59, 18).await;
    insta::assert_snapshot!("less", screen.picture());
}

#[tokio::test]
async fn plain_signs_for_plain_terminals() {
    let setting = Setting {
        theme: "ink",
        glyphs: Glyphs::ASCII,
        ..Setting::default()
    };
    let mut screen = Harness::set(HOME, setting).await;
    screen.apply(records()).await;
    screen.send(scenes::up()).await;
    looks_like!(screen, "ascii");
    for keys in ["enter", "esc r", "esc ?", "esc ctrl-k", "esc 3", "8"] {
        screen.press(keys).await;
        let picture = screen.picture().replace('í', "i");
        assert!(picture.is_ascii(), "{picture}");
    }
}

#[tokio::test]
async fn a_person_is_opened_before_their_record_is_here() {
    let mut screen = Harness::filled((120, 36)).await;
    let mut press = |key: &str| {
        let key = Key::parse(key).unwrap();
        screen.shell.update(Msg::Input(Input::Key(key)))
    };
    // Nothing that the first key asks for is answered before the second.
    let effects = press("G").and(press("enter"));
    screen.settle(effects).await;
    let picture = screen.picture();
    assert!(
        !picture.contains("LIST everybody") && picture.contains("TIMELINE"),
        "{picture}"
    );
}

#[tokio::test]
async fn a_list_goes_into_a_file_that_is_not_there_yet() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let mut screen = filled().await;
    screen.press("ctrl-k").await;
    screen.type_text("export this list").await;
    screen.press("enter").await;
    for _ in 0..40 {
        screen.press("backspace").await;
    }
    screen.type_text(&file.display().to_string()).await;
    screen.press("enter").await;
    let table = std::fs::read_to_string(&file).unwrap();
    assert!(table.starts_with("\u{feff}id,remote_id,first_name"), "{table}");
    assert!(table.lines().count() > 2, "{table}");
}

#[tokio::test]
async fn a_tag_that_nobody_has_is_answered_with_the_one_that_was_meant() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("tag:zilow").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("Nobody has the tag zilow; did you mean zillow? 8 people fit. enter takes it."),
        "{picture}"
    );
    screen.press("enter").await;
    assert!(screen.line(2).contains("tag:zillow"), "{}", screen.picture());
}

#[tokio::test]
async fn plain_words_are_no_filter_and_leave_the_list_as_it_is() {
    let mut screen = filled().await;
    let list = |screen: &Harness| (4..12).map(|row| screen.line(row)).collect::<Vec<_>>();
    let before = list(&screen);
    screen.press("/").await;
    screen.type_text("!nobody at all").await;
    assert_eq!(list(&screen), before);
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("leadline login claude"), "{picture}");
    assert_eq!(list(&screen), before);
    screen.press("esc").await;
    assert_eq!(list(&screen), before);
}

#[tokio::test]
async fn somebody_is_put_off_from_the_list_and_with_words() {
    let mut screen = filled().await;
    screen.press("s t").await;
    let picture = screen.picture();
    assert!(picture.contains("z undo"), "{picture}");
    screen.press("j s /").await;
    screen.type_text("in 3 days").await;
    let picture = screen.picture();
    assert!(
        picture.contains("put off ") && picture.contains("until "),
        "{picture}"
    );
    screen.press("enter").await;
    screen.press("g u").await;
    let picture = screen.picture();
    assert_eq!(picture.matches("snoozed: ").count(), 2, "{picture}");
}

/// Takes an action out of the palette.
async fn choose(screen: &mut Harness, title: &str) {
    screen.press("ctrl-k").await;
    screen.type_text(title).await;
    screen.press("enter").await;
}

#[tokio::test]
async fn a_list_is_saved_stepped_to_shown_otherwise_renamed_and_deleted() {
    let mut screen = filled().await;
    screen.press("/").await;
    screen.type_text("stage:contacted columns:name,phone").await;
    screen.press("enter").await;
    looks_like!(screen, "columns");
    choose(&mut screen, "Save the list").await;
    screen.press("backspace ".repeat(15).trim()).await;
    screen.type_text("my calls").await;
    screen.press("enter").await;
    choose(&mut screen, "Everybody").await;
    screen.press("[").await;
    assert!(screen.line(2).contains("stage:contacted"), "{}", screen.picture());
    choose(&mut screen, "Rename the list").await;
    screen.type_text(" today").await;
    screen.press("enter").await;
    assert!(screen.line(3).contains("my calls today"), "{}", screen.picture());
    choose(&mut screen, "Delete the list").await;
    assert!(!screen.line(3).contains("my calls"), "{}", screen.picture());
}

#[tokio::test]
async fn a_message_without_words_is_seen() {
    let mut screen = Harness::filled((120, 36)).await;
    let picture = serde_json::json!({"contactId": "c-tom", "messageType": "TYPE_SMS", "direction": "inbound", "body": "",
        "dateAdded": "2026-04-14T09:03:00Z"});
    screen
        .apply(vec![record(EntityKind::Message, "m-picture", picture)])
        .await;
    assert!(screen.picture().contains("without words"), "{}", screen.picture());
}

/// Every kind of work can be had on the screen, not only on the command line.
#[tokio::test]
async fn every_kind_of_work_can_be_picked_for_somebody() {
    let mut screen = Harness::filled((120, 44)).await;
    screen.press("2").await;
    choose(&mut screen, "prepare with").await;
    let picture = screen.picture();
    for kind in crate::engine::KINDS {
        let name = kind.name.replace('_', " ");
        assert!(picture.contains(&name), "{name}: {picture}");
    }
    screen.type_text("objection").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(!picture.contains("prepare with Claude"), "{picture}");
}

/// What is remembered stands on the card with its source and date, is put differently there, and forgotten; beside it stands
/// what Claude prepared, with its age, and the bytes that left for it.
#[tokio::test]
async fn what_is_remembered_and_prepared_stands_on_the_card() {
    use crate::domain::memory::{MemoryCommand, MemorySource};
    use crate::domain::prepared::PreparedRun;
    use serde_json::json;
    let mut screen = Harness::filled((160, 44)).await;
    screen.press("2").await;
    choose(&mut screen, "remember of them").await;
    screen.type_text("prefers texts").await;
    screen.press("enter").await;
    let whom = crate::engine::query::Leads {
        filter: String::new(),
        offset: 0,
        limit: 1,
        count: false,
    };
    let rows = screen.engine.query(whom).await.unwrap().unwrap().rows;
    let contact = rows[0].id.clone();
    let fact = MemoryCommand::Add {
        contact: contact.clone(),
        text: "has a dog".to_owned(),
        source: MemorySource::Proposal,
    };
    screen.submit(Command::Memory(fact), Origin::Agent).await;
    let said = |words: &str| json!({"statement": words, "evidence_ids": ["m-1"]});
    let run = PreparedRun {
        contact,
        kind: "call_brief".into(),
        about: String::new(),
        hash: "h".into(),
        model: "m".into(),
        micro_dollars: 1_000,
        body: r#"{"model":"m","messages":[{"role":"user","content":"Person_1"}]}"#.into(),
        end: Ok(
            json!({"opener": said("Hi, you asked about Vine."), "known": [], "open_questions": [], "do_not_say": []}),
        ),
        hidden: Vec::new(),
        draft: None,
    };
    screen
        .submit(Command::Prepare(Box::new(run)), Origin::Engine)
        .await;
    looks_like!(screen, "remembered");
    choose(&mut screen, "remember of them").await;
    screen.press("enter").await;
    screen.press("backspace ".repeat(15).trim()).await;
    screen.type_text("prefers e-mail").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains("prefers e-mail") && !picture.contains("prefers texts"),
        "{picture}"
    );
    choose(&mut screen, "remember of them").await;
    screen.press("enter").await;
    screen.press("backspace ".repeat(15).trim()).await;
    screen.press("enter").await;
    assert!(
        !screen.picture().contains("prefers e-mail"),
        "{}",
        screen.picture()
    );
    choose(&mut screen, "what left for what").await;
    let picture = screen.picture();
    assert!(
        picture.contains("call brief, request 1 of 1") && picture.contains("every byte of it"),
        "{picture}"
    );
}

/// `l` goes into the pane on the right: what moves the list scrolls the timeline there, until `h` or esc.
#[tokio::test]
async fn the_keys_that_move_go_into_the_timeline_and_back() {
    let mut screen = filled().await;
    screen.press("h").await;
    assert!(
        screen
            .picture()
            .contains("not now: the list has the keys already"),
        "{}",
        screen.picture()
    );
    screen.pass(std::time::Duration::from_secs(5)).await;
    screen.press("l").await;
    let before = screen.picture();
    assert!(
        before.contains("j k scroll the timeline · h goes back to the list"),
        "{before}"
    );
    screen.press("j").await;
    let after = screen.picture();
    assert!(after != before && after.contains("▌●  Tom Bauer"), "{after}");
    screen.press("k").await;
    assert_eq!(screen.picture(), before);
    screen.press("G l").await;
    assert!(
        screen
            .picture()
            .contains("not now: the timeline has the keys already"),
        "{}",
        screen.picture()
    );
    screen.press("left j").await;
    assert!(
        screen.picture().contains("▌●  Aisha Khan"),
        "{}",
        screen.picture()
    );
    screen.press("right esc j").await;
    assert!(
        screen.picture().contains("▌●  L. & J. Whitfield"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn the_next_step_stands_in_the_list_and_x_closes_out() {
    let mut screen = filled().await;
    let meeting = |id: &str, status: &str, at: &str| {
        record(
            EntityKind::Appointment,
            id,
            json!({"contactId": "c-priya", "title": "Showing", "appointmentStatus": status, "startTime": at,
                   "endTime": at, "calendarId": "cal"}),
        )
    };
    screen
        .apply(vec![
            meeting("a-gone", "cancelled", "2026-04-14T12:00:00Z"),
            meeting("a-stands", "confirmed", "2026-04-15T09:30:00Z"),
            record(
                EntityKind::Contact,
                "c-none",
                json!({"firstName": "Nora", "lastName": "Nodeal"}),
            ),
        ])
        .await;
    let row = |screen: &Harness, name: &str| {
        let picture = screen.picture();
        let row = picture
            .lines()
            .find(|line| line.contains(name))
            .map(str::to_owned);
        row.unwrap_or_else(|| panic!("{name}: {picture}"))
    };
    assert!(screen.picture().contains(" NEXT "), "{}", screen.picture());
    assert!(
        row(&screen, "Tom Bauer").contains("Sat 10:00"),
        "{}",
        screen.picture()
    );
    assert!(
        row(&screen, "Priya Raman").contains("09:30"),
        "{}",
        screen.picture()
    );
    // With a deal: how it ends. Without one: nothing is done until they write.
    screen.press("/").await;
    screen.type_text("bauer").await;
    screen.press("enter x").await;
    assert!(screen.picture().contains("─ close as "), "{}", screen.picture());
    screen.press("esc /").await;
    screen
        .press("backspace backspace backspace backspace backspace")
        .await;
    screen.type_text("nodeal").await;
    screen.press("enter x").await;
    assert!(screen.line(34).contains("declined"), "{}", screen.picture());
}
