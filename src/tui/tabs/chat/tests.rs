use std::sync::Arc;
use std::time::Duration;

use crate::domain::chat::{ChatCommand, TurnOutcome, TurnUsage};
use crate::domain::command::Command;
use crate::domain::origin::Origin;
use crate::domain::value::{ThreadId, TurnId};
use crate::engine::query::ChatDraft;
use crate::engine::view::Receipt;
use crate::engine::{Live, OtherModel, Phase};
use crate::tui::backend::{ApproveRequest, TurnRequest};
use crate::tui::harness::Harness;
use crate::tui::msg::{Input, Msg};

const PLAN: &str = "\
Two said Saturday works, two are **guesses**.

| time | who | home |
|---|---|---|
| 9:15 | Tom Bauer | 88 Banyan |
| 10:15 | Dana Lee | 410 Palm |

1. Open house first.
2. Then the drive, 31 min.

```
Hi Tom, Saturday 9:15 works.
```";

async fn keep(screen: &mut Harness, command: ChatCommand) -> Receipt {
    let receipt = screen.engine.submit(Command::Chat(command), Origin::Agent).await;
    screen.settle(crate::tui::effect::Effects::unchanged()).await;
    receipt.unwrap()
}

fn block(text: &str) -> String {
    serde_json::json!({"type": "text", "text": text}).to_string()
}

/// A chat with a question and what became of its answer.
async fn chat(screen: &mut Harness, question: &str, answer: &str, outcome: TurnOutcome) -> ThreadId {
    let title = question.chars().take(60).collect();
    let thread = keep(screen, ChatCommand::Start { title }).await.thread.unwrap();
    say(screen, &thread, question, answer, outcome).await;
    thread
}

async fn say(screen: &mut Harness, thread: &ThreadId, question: &str, answer: &str, outcome: TurnOutcome) {
    let ask = ChatCommand::Ask {
        thread: thread.clone(),
        blocks: vec![block(question)],
        hidden: Vec::new(),
        told: Vec::new(),
    };
    keep(screen, ask).await;
    let turn = open(screen, thread).await;
    let seal = ChatCommand::Seal {
        turn: turn.clone(),
        block: block(answer),
    };
    keep(screen, seal).await;
    let usage = TurnUsage {
        input: 800,
        cache_write: 0,
        cache_read: 17_200,
        output: 420,
        micro_dollars: 30_400,
        estimated: false,
    };
    let end = ChatCommand::End {
        turn,
        outcome,
        usage: Some(usage),
        took_ms: 1_900,
    };
    keep(screen, end).await;
}

async fn open(screen: &mut Harness, thread: &ThreadId) -> TurnId {
    let answer = ChatCommand::Answer {
        thread: thread.clone(),
        model: "claude-sonnet-5-5".into(),
    };
    keep(screen, answer).await.turn.unwrap()
}

fn live(thread: &ThreadId, turn: Option<&TurnId>, phase: Phase, text: &str) -> Live {
    Live {
        thread: Some(thread.clone()),
        turn: turn.cloned(),
        phase,
        text: Arc::from(text),
        ..Live::default()
    }
}

async fn draft(screen: &Harness, thread: Option<&ThreadId>) -> Option<String> {
    screen.engine.query(ChatDraft(thread.cloned())).await.unwrap()
}

#[tokio::test]
async fn a_kept_chat_is_shown_as_it_was_said() {
    for size in [(80, 24), (120, 36), (200, 60)] {
        let mut screen = Harness::empty(size).await;
        chat(
            &mut screen,
            "Write about the HOA fee",
            "Done.",
            TurnOutcome::Complete,
        )
        .await;
        screen.clock.advance(Duration::from_mins(1));
        chat(
            &mut screen,
            "Who could come on Saturday?",
            PLAN,
            TurnOutcome::Complete,
        )
        .await;
        screen.press("4").await;
        insta::assert_snapshot!(format!("kept_{}x{}", size.0, size.1), screen.picture());
    }
}

#[tokio::test]
async fn an_answer_is_followed_as_it_is_written() {
    let mut screen = Harness::empty((100, 24)).await;
    let thread = chat(&mut screen, "First", "One.", TurnOutcome::Complete).await;
    screen.press("4").await;
    let turn = open(&mut screen, &thread).await;
    for end in (0..PLAN.len()).step_by(7) {
        let msg = Msg::Turn(live(&thread, Some(&turn), Phase::Writing, &PLAN[..end]));
        screen.send(msg).await;
    }
    let picture = screen.picture();
    assert!(picture.contains("Then the drive"), "{picture}");
    assert!(picture.contains("writing · esc stops"), "{picture}");
    assert!(!picture.contains("another window"), "{picture}");
    // The end comes first from the turn, then from the store; the words never leave the screen.
    screen
        .send(Msg::Turn(live(
            &thread,
            None,
            Phase::Ended(TurnOutcome::Complete),
            "",
        )))
        .await;
    assert!(
        screen.picture().contains("Then the drive"),
        "{}",
        screen.picture()
    );
    let seal = ChatCommand::Seal {
        turn: turn.clone(),
        block: block(PLAN),
    };
    keep(&mut screen, seal).await;
    let end = ChatCommand::End {
        turn,
        outcome: TurnOutcome::Complete,
        usage: None,
        took_ms: 900,
    };
    keep(&mut screen, end).await;
    let picture = screen.picture();
    assert_eq!(picture.matches("Then the drive").count(), 1, "{picture}");
    assert!(picture.contains("900 ms"), "{picture}");
}

#[tokio::test]
async fn what_is_being_read_stays_where_it_is() {
    let mut screen = Harness::empty((100, 24)).await;
    let long = (0..80)
        .map(|nr| format!("Line {nr} of it."))
        .collect::<Vec<_>>()
        .join("\n\n");
    let thread = chat(&mut screen, "Tell me all", &long, TurnOutcome::Complete).await;
    screen.press("4 esc g g ctrl-d ctrl-d").await;
    let before = screen.picture();
    assert!(before.contains("more below"), "{before}");
    let turn = open(&mut screen, &thread).await;
    for end in [10, 60, 100] {
        let msg = Msg::Turn(live(&thread, Some(&turn), Phase::Writing, &PLAN[..end]));
        screen.send(msg).await;
        let now = screen.picture();
        assert_eq!(text_of(&now), text_of(&before));
    }
    screen.press("G").await;
    assert!(screen.picture().contains("writing"), "{}", screen.picture());
}

/// What stands beside the list of chats.
fn text_of(picture: &str) -> String {
    picture
        .lines()
        .skip(2)
        .take(18)
        .map(|line| line.chars().skip(30).collect::<String>() + "\n")
        .collect()
}

#[tokio::test]
async fn esc_stops_and_then_leaves_the_field() {
    let mut screen = Harness::empty((100, 24)).await;
    let thread = chat(&mut screen, "First", "One.", TurnOutcome::Complete).await;
    screen.press("4").await;
    screen
        .send(Msg::Turn(live(&thread, None, Phase::Connecting, "")))
        .await;
    screen.press("esc").await;
    assert_eq!(screen.outside.turns, [TurnRequest::Stop]);
    let stopped = Phase::Ended(TurnOutcome::Cancelled);
    screen.send(Msg::Turn(live(&thread, None, stopped, ""))).await;
    screen.press("esc 2").await;
    assert!(screen.line(0).contains("[2 Leads]"));
    assert_eq!(screen.outside.turns.len(), 1);
}

#[tokio::test]
async fn a_refused_question_stands_in_the_field_again_and_on_disk() {
    let mut screen = Harness::empty((100, 24)).await;
    screen.press("4").await;
    screen.type_text("1 of 3: who is hot?").await;
    screen.press("enter").await;
    let picture = screen.picture();
    assert!(picture.contains("> 1 of 3: who is hot?"), "{picture}");
    assert!(picture.contains("login claude"), "{picture}");
    screen.pass(Duration::from_secs(1)).await;
    assert_eq!(draft(&screen, None).await.as_deref(), Some("1 of 3: who is hot?"));
}

#[tokio::test]
async fn a_question_that_is_faster_than_the_list_of_chats_is_asked_once_and_does_not_come_back() {
    let mut screen = Harness::empty((100, 24)).await;
    screen.rush("4 h o t ? enter").await;
    let asked = screen.outside.turns.iter();
    let asked = asked.filter(|turn| matches!(turn, TurnRequest::Ask(_, question) if question.text == "hot?"));
    assert_eq!(asked.count(), 1, "{:?}", screen.outside.turns);
    // Without a key it is refused and stands in the field again, once.
    let picture = screen.picture();
    assert_eq!(picture.matches("hot?").count(), 1, "{picture}");
}

#[tokio::test]
async fn each_chat_keeps_its_own_draft_wherever_one_goes() {
    let mut screen = Harness::empty((100, 24)).await;
    let first = chat(&mut screen, "About Banyan", "One.", TurnOutcome::Complete).await;
    screen.clock.advance(Duration::from_secs(5));
    let second = chat(&mut screen, "About Palm", "Two.", TurnOutcome::Complete).await;
    screen.press("4").await;
    screen.type_text("and the fee?").await;
    screen.press("esc 2").await;
    assert_eq!(
        draft(&screen, Some(&second)).await.as_deref(),
        Some("and the fee?")
    );
    screen.press("4 h j i").await;
    assert!(
        screen.picture().contains("> go on asking"),
        "{}",
        screen.picture()
    );
    assert_eq!(draft(&screen, Some(&first)).await, None);
    screen.press("esc h k").await;
    assert!(
        screen.picture().contains("> and the fee?"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn chats_are_found_by_what_was_said() {
    let mut screen = Harness::empty((100, 24)).await;
    chat(
        &mut screen,
        "About Banyan",
        "The fence leans.",
        TurnOutcome::Complete,
    )
    .await;
    chat(&mut screen, "About Palm", "Two baths.", TurnOutcome::Complete).await;
    screen.press("4 esc /").await;
    screen.type_text("fence").await;
    let picture = screen.picture();
    assert!(
        picture.contains("About Banyan") && !picture.contains("About Palm"),
        "{picture}"
    );
    screen.press("enter").await;
    assert!(
        screen.picture().contains("The fence leans."),
        "{}",
        screen.picture()
    );
    screen.press("/").await;
    screen.type_text("zzz").await;
    assert!(screen.picture().contains("nothing has these words"));
    screen.press("esc").await;
    assert!(screen.picture().contains("About Palm"));
}

#[tokio::test]
async fn what_broke_off_is_offered_again() {
    let mut screen = Harness::empty((120, 24)).await;
    let why = "The connection broke: what arrived is kept; ask again, or ask Claude to go on.".to_owned();
    let thread = chat(
        &mut screen,
        "Plan it",
        "Four buyers",
        TurnOutcome::Interrupted { why },
    )
    .await;
    screen.press("4 esc").await;
    assert!(
        screen.picture().contains("C go on · R ask again"),
        "{}",
        screen.picture()
    );
    screen.press("R").await;
    assert_eq!(screen.outside.turns, [TurnRequest::Again(thread)]);
    screen.press("C").await;
    let Some(TurnRequest::Ask(_, ask)) = screen.outside.turns.last() else {
        panic!("{:?}", screen.outside.turns)
    };
    assert!(ask.text.contains("Four buyers"), "{}", ask.text);
}

#[tokio::test]
async fn a_retired_model_is_one_question() {
    let mut screen = Harness::empty((120, 24)).await;
    let thread = chat(&mut screen, "Plan it", "One.", TurnOutcome::Complete).await;
    screen.press("4").await;
    let other = OtherModel {
        gone: "claude-old".into(),
        proposed: "claude-new".into(),
    };
    let asked = Live {
        other_model: Some(other.clone()),
        ..live(&thread, None, Phase::Waiting, "")
    };
    screen.send(Msg::Turn(asked)).await;
    screen.send(Msg::Input(Input::Focus(false))).await;
    screen.send(Msg::Approval(other)).await;
    assert_eq!(screen.outside.rung, ["Claude waits for a yes, 4 takes you there"]);
    let picture = screen.picture();
    assert!(picture.contains("[4 Chat 1]"), "{picture}");
    assert!(
        picture.contains("claude-old is no longer there. Ask claude-new instead?"),
        "{picture}"
    );
    assert!(picture.contains("ctrl-y yes"), "{picture}");
    screen.press("enter").await;
    assert!(
        screen.outside.approvals.is_empty(),
        "what was typed ahead says no yes"
    );
    assert!(
        screen.picture().contains("nothing was asked"),
        "{}",
        screen.picture()
    );
    screen.press("ctrl-y").await;
    assert_eq!(screen.outside.approvals, [ApproveRequest::OtherModel(true)]);
}

#[tokio::test]
async fn up_brings_the_question_before() {
    let mut screen = Harness::empty((100, 24)).await;
    let thread = chat(&mut screen, "The first question", "One.", TurnOutcome::Complete).await;
    say(
        &mut screen,
        &thread,
        "The second question",
        "Two.",
        TurnOutcome::Complete,
    )
    .await;
    screen.press("4 up").await;
    assert!(
        screen.picture().contains("> The second question"),
        "{}",
        screen.picture()
    );
    screen.press("up").await;
    assert!(
        screen.picture().contains("> The first question"),
        "{}",
        screen.picture()
    );
}

#[tokio::test]
async fn a_listing_and_an_answer_are_copied_as_written() {
    let mut screen = Harness::empty((100, 24)).await;
    chat(&mut screen, "Plan it", PLAN, TurnOutcome::Complete).await;
    screen.press("4 esc y y y c").await;
    assert_eq!(
        screen.outside.copied,
        [PLAN.to_owned(), "Hi Tom, Saturday 9:15 works.\n".to_owned()]
    );
}

#[tokio::test]
async fn foreign_words_cannot_steer_the_terminal() {
    let mut screen = Harness::empty((100, 24)).await;
    let evil = "\u{1b}[2J\u{202e}gone &#27;[31m";
    let thread = chat(&mut screen, evil, evil, TurnOutcome::Complete).await;
    screen.press("4").await;
    let turn = open(&mut screen, &thread).await;
    let why = evil.to_owned();
    let phase = Phase::Retrying {
        attempt: 2,
        seconds: 3,
        why,
    };
    screen
        .send(Msg::Turn(live(&thread, Some(&turn), phase, evil)))
        .await;
    let steers = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
    assert!(!screen.picture().contains(steers), "{:?}", screen.picture());
}

mod chips;
mod going_on;
mod lens;
mod plans;
mod remember;
mod sources;
mod work;
