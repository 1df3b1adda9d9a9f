mod beside;
mod clock;
mod decided;
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
