use std::time::Duration;

use jiff::Timestamp;

use crate::domain::command::Command;
use crate::domain::contact::Channel;
use crate::domain::conversation::Draft;
use crate::domain::origin::Origin;
use crate::domain::style::StyleCommand;
use crate::domain::value::Foreign;
use crate::engine::query::{MessageDraft, StyleNow};
use crate::engine::{CHANGES, Source, Version, Wordings};
use crate::tui::harness::{Harness, looks_like};
use crate::tui::scenes;

const HOME: (u16, u16) = (120, 36);
const MINE: &str = "Hi Tom, the one on Banyan is free on Saturday at nine.";
const PLAIN: &str = "Hi Tom, the one on Banyan is free. Saturday at 9:15?";
const BRIEF: &str = "It is free. Saturday 9:15?";
const WARM: &str =
    "Hi Tom, good that you ask: the one on Banyan is still free. Shall we see it on Saturday at 9:15?";
const OVER: &str = "today's limit of $5.00 for Claude is reached; nothing was asked; raise claude.daily_limit or ask tomorrow";

async fn filled() -> Harness {
    let mut screen = Harness::filled(HOME).await;
    screen.send(scenes::up()).await;
    screen
}

fn version(tone: &'static str, text: &str) -> Version {
    Version {
        tone,
        subject: None,
        text: text.to_owned(),
    }
}

fn source(what: &str, at: Option<&str>, text: &str) -> Source {
    Source {
        id: what.to_owned(),
        what: what.to_owned(),
        at: at.map(|at| at.parse::<Timestamp>().unwrap()),
        text: Foreign::from(text),
    }
}

fn written(versions: Vec<Version>) -> Wordings {
    Wordings {
        versions,
        used: vec![
            source(
                "message in",
                Some("2026-04-14T08:52:00Z"),
                "can we see it Saturday? The one on Banyan looks right for us.",
            ),
            source(
                "note",
                Some("2026-04-02T10:00:00Z"),
                "Has a dog, needs a yard.\u{1b}[2J",
            ),
            source("field Budget", None, "525000"),
        ],
        cached: false,
        micro_dollars: 3_100,
    }
}

fn three() -> Wordings {
    written(vec![
        version("plain", PLAIN),
        version("warm", WARM),
        version("brief", BRIEF),
    ])
}

/// What is kept on disk for Tom.
async fn kept(screen: &Harness) -> Option<String> {
    let draft = MessageDraft {
        contact: "c-tom".into(),
        channel: Channel::Sms,
    };
    let kept = screen.engine.query(draft).await.unwrap();
    kept.map(|(_, body)| body)
}

async fn typed(text: &str) -> Harness {
    let mut screen = filled().await;
    screen.press("r").await;
    screen.type_text(text).await;
    screen.pass(Duration::from_secs(1)).await;
    screen
}

#[tokio::test]
async fn an_answer_is_seen_while_it_comes_and_stands_there_with_what_it_rests_on() {
    let mut screen = filled().await;
    screen.press("d").await;
    assert!(screen.picture().contains("Claude writes"), "{}", screen.picture());
    let (_, write) = screen.outside.writes[0].clone();
    assert_eq!(
        (write.writing.says.as_str(), write.writing.before.as_str()),
        ("", "")
    );
    write.watcher.tell("Hi Tom, the one on Ban".to_owned());
    screen.pass(Duration::from_secs(2)).await;
    looks_like!(screen, "writing");
    screen.press("ctrl-s").await;
    assert!(screen.picture().contains("still writing"), "{}", screen.picture());
    screen.resize(HOME.0, HOME.1).await;
    screen.written(Ok(three())).await;
    looks_like!(screen, "written");
    // It took nobody's words away, so it is kept as any draft.
    screen.pass(Duration::from_secs(1)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(PLAIN));
    screen.resize(HOME.0, HOME.1).await;
    screen.press("ctrl-o").await;
    let picture = screen.picture();
    for part in [
        "what Claude used",
        "can we see it Saturday?",
        "Budget",
        "it cost $",
    ] {
        assert!(picture.contains(part), "{part}\n{picture}");
    }
    screen.press("esc ctrl-s").await;
    assert!(screen.picture().contains("undo"), "{}", screen.picture());
}

#[tokio::test]
async fn another_tone_is_there_at_once_and_shown_against_the_one_before() {
    let mut screen = filled().await;
    screen.press("d").await;
    screen.written(Ok(three())).await;
    screen.press("alt-1").await;
    assert!(screen.picture().contains(BRIEF), "{}", screen.picture());
    screen.press("alt-2").await;
    looks_like!(screen, "change");
    assert!(
        screen.outside.writes.is_empty(),
        "nothing is asked for what is there"
    );
    screen.resize(HOME.0, HOME.1).await;
    screen.press("alt-z").await;
    assert!(screen.picture().contains(BRIEF), "{}", screen.picture());
    // There is no Spanish one yet.
    screen.press("alt-4").await;
    let (_, write) = &screen.outside.writes[0];
    assert_eq!(write.writing.says, CHANGES[3].says);
    assert_eq!(write.writing.before, BRIEF);
}

#[tokio::test]
async fn what_somebody_typed_stays_theirs_until_they_take_the_change() {
    let mut screen = Box::pin(typed(MINE)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(MINE));
    screen.press("ctrl-g").await;
    screen.type_text("mention the yard").await;
    screen.press("enter").await;
    let changed = "Hi Tom, the one on Banyan has a yard and is free on Saturday.";
    let asked = screen
        .written(Ok(written(vec![version("message", changed)])))
        .await;
    assert_eq!(
        (asked.says.as_str(), asked.before.as_str()),
        ("mention the yard", MINE)
    );
    looks_like!(screen, "against");
    screen.resize(HOME.0, HOME.1).await;
    screen.press("left").await;
    screen.pass(Duration::from_secs(2)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(MINE), "it is not taken yet");
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(
        picture.contains(MINE) && !picture.contains("has a yard"),
        "{picture}"
    );
    screen.press("alt-z alt-enter").await;
    screen.pass(Duration::from_secs(2)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(changed));
}

#[tokio::test]
async fn a_change_that_is_gone_on_with_is_taken_and_one_key_brings_back_the_words_before() {
    let mut screen = Box::pin(typed(MINE)).await;
    screen.press("alt-1").await;
    screen.written(Ok(written(vec![version("message", BRIEF)]))).await;
    screen.press("!").await;
    screen.pass(Duration::from_secs(2)).await;
    assert_eq!(kept(&screen).await, Some(format!("{BRIEF}!")));
    screen.press("alt-z").await;
    screen.pass(Duration::from_secs(2)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(MINE));
}

#[tokio::test]
async fn what_claudes_words_took_the_place_of_is_one_key_away_also_when_it_is_opened_again() {
    let mut screen = Box::pin(typed(MINE)).await;
    screen.press("alt-1").await;
    screen.written(Ok(written(vec![version("message", BRIEF)]))).await;
    screen.press("alt-enter").await;
    screen.pass(Duration::from_secs(1)).await;
    screen.press("esc").await;
    assert_eq!(kept(&screen).await.as_deref(), Some(BRIEF));
    screen.press("r alt-z").await;
    assert!(screen.picture().contains(MINE), "{}", screen.picture());
    screen.pass(Duration::from_secs(1)).await;
    assert_eq!(kept(&screen).await.as_deref(), Some(MINE));
}

#[tokio::test]
async fn a_draft_that_claude_laid_over_ones_words_gives_them_back_with_one_key() {
    let mut screen = Box::pin(typed(MINE)).await;
    screen.press("esc").await;
    let laid = Draft {
        contact: "c-tom".into(),
        channel: Channel::Sms,
        subject: None,
        body: PLAIN.into(),
    };
    let claude = Origin::Copilot { turn: "t1".into() };
    screen.submit(Command::KeepDraft { draft: laid }, claude).await;
    screen.press("r").await;
    assert!(screen.picture().contains(PLAIN), "{}", screen.picture());
    screen.press("alt-z").await;
    assert!(screen.picture().contains(MINE), "{}", screen.picture());
}

#[tokio::test]
async fn how_one_writes_is_shown_put_differently_and_forgotten() {
    let mut screen = filled().await;
    let put = StyleCommand::Put {
        id: None,
        text: "begins with \"Hey\"".into(),
    };
    screen.submit(Command::Style(put), Origin::Agent).await;
    screen.press("r alt-y").await;
    let picture = screen.picture();
    for part in ["how you write", "begins with \"Hey\"", "by hand", "something new"] {
        assert!(picture.contains(part), "{part}\n{picture}");
    }
    screen.press("enter").await;
    screen.type_text("!").await;
    screen.press("enter").await;
    let known = screen.engine.query(StyleNow).await.unwrap();
    assert_eq!(known[0].text, "begins with \"Hey\"!");
    screen.press("alt-y enter").await;
    for _ in 0..40 {
        screen.press("backspace").await;
    }
    screen.press("enter").await;
    assert_eq!(screen.engine.query(StyleNow).await.unwrap(), []);
}

#[tokio::test]
async fn what_is_typed_while_claude_writes_is_not_lost() {
    let mut screen = filled().await;
    screen.press("d").await;
    screen.type_text(MINE).await;
    screen.written(Ok(three())).await;
    let picture = screen.picture();
    assert!(
        picture.contains(PLAIN) && picture.contains("brings yours back"),
        "{picture}"
    );
    assert_eq!(kept(&screen).await.as_deref(), Some(MINE));
    screen.press("esc").await;
    assert!(screen.picture().contains(MINE), "{}", screen.picture());
}

#[tokio::test]
async fn it_can_be_stopped_and_a_late_answer_changes_nothing() {
    let mut screen = Box::pin(typed(MINE)).await;
    screen.press("alt-2").await;
    let (_, write) = screen.outside.writes[0].clone();
    screen.press("esc").await;
    let picture = screen.picture();
    assert!(picture.contains(MINE) && picture.contains("stopped"), "{picture}");
    screen.written(Ok(three())).await;
    assert!(!screen.picture().contains(PLAIN), "{}", screen.picture());
    drop(write);
}

#[tokio::test]
async fn what_is_refused_is_said_where_one_writes() {
    let mut screen = Box::pin(typed(MINE)).await;
    screen.press("alt-1").await;
    screen.written(Err(OVER)).await;
    looks_like!(screen, "refused");
    assert!(screen.picture().contains(MINE), "{}", screen.picture());
    screen.resize(HOME.0, HOME.1).await;
    screen.press("ctrl-s").await;
    assert!(
        !screen.picture().contains("today's limit"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn a_sign_at_the_beginning_of_a_word_offers_snippets_and_stays_for_who_wants_it() {
    let mut screen = filled().await;
    screen.press("2 r ;").await;
    assert!(screen.picture().contains("─ snippet "), "{}", screen.picture());
    screen.press("esc").await;
    screen.type_text(") then ").await;
    assert!(screen.picture().contains(";) then"), "{}", screen.picture());
    screen.press(";").await;
    screen.type_text("first answer").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(
        picture.contains(";) then ") && !picture.contains("then ;"),
        "the sign gives way to the snippet: {picture}"
    );
}
