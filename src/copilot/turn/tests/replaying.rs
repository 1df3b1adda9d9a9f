//! What the service sees of a thread later on.

use jiff::Timestamp;

use crate::claude::history::{Message, failed_result, text_block};
use crate::copilot::turn::{continuation, replay};
use crate::domain::chat::{Speaker, Turn, TurnOutcome};
use crate::domain::value::TurnId;

fn turn(speaker: Speaker, outcome: TurnOutcome, blocks: &[String]) -> Turn {
    Turn {
        id: TurnId::from("t"),
        speaker,
        blocks: blocks.to_vec(),
        partial: None,
        outcome,
        model: None,
        usage: None,
        at: Timestamp::UNIX_EPOCH,
        took_ms: None,
    }
}

fn question(text: &str) -> Turn {
    turn(Speaker::User, TurnOutcome::Complete, &[text_block(text)])
}

fn answer(outcome: TurnOutcome, text: &str) -> Turn {
    turn(Speaker::Assistant, outcome, &[text_block(text)])
}

fn said(text: &str) -> Message {
    Message::assistant(vec![text_block(text)])
}

fn interrupted() -> TurnOutcome {
    TurnOutcome::Interrupted { why: "x".to_owned() }
}

#[test]
fn whole_and_cut_answers_are_replayed() {
    let turns = [
        question("a"),
        answer(TurnOutcome::Complete, "b"),
        question("c"),
        answer(TurnOutcome::Cut, "d"),
        question("e"),
    ];
    let all = [
        Message::user("a"),
        said("b"),
        Message::user("c"),
        said("d"),
        Message::user("e"),
    ];
    assert_eq!(replay(&turns), all);
}

#[test]
fn what_was_sealed_before_a_break_is_replayed_once_the_person_went_on() {
    for outcome in [interrupted(), TurnOutcome::Cancelled, TurnOutcome::Open] {
        let turns = [question("a"), answer(outcome.clone(), "b"), question("c")];
        assert_eq!(
            replay(&turns),
            [Message::user("a"), said("b"), Message::user("c")],
            "{outcome:?}"
        );
    }
}

#[test]
fn an_answer_that_is_asked_for_again_is_left_out() {
    let again = [question("a"), answer(interrupted(), "b")];
    assert_eq!(replay(&again), [Message::user("a")]);
    let later = [
        question("a"),
        answer(interrupted(), "b"),
        answer(TurnOutcome::Complete, "c"),
        question("d"),
    ];
    assert_eq!(
        replay(&later),
        [Message::user("a"), said("c"), Message::user("d")]
    );
}

#[test]
fn a_declined_question_does_not_poison_the_thread() {
    let declined = || TurnOutcome::Declined { category: None };
    let turns = [
        question("a"),
        answer(TurnOutcome::Complete, "b"),
        question("bad"),
        answer(declined(), "c"),
        question("d"),
    ];
    assert_eq!(
        replay(&turns),
        [Message::user("a"), said("b"), Message::user("d")]
    );
    let results = turn(Speaker::User, TurnOutcome::Complete, &[failed_result("x", "no")]);
    let turns = [
        question("a"),
        answer(TurnOutcome::Complete, "call"),
        results,
        answer(declined(), ""),
        question("d"),
    ];
    assert_eq!(replay(&turns), [Message::user("d")]);
}

#[test]
fn failed_answers_leave_their_question() {
    let turns = [
        question("a"),
        answer(TurnOutcome::Failed { why: "x".to_owned() }, "b"),
        question("c"),
    ];
    assert_eq!(replay(&turns), [Message::user("a"), Message::user("c")]);
}

#[test]
fn a_continuation_quotes_the_end() {
    let text = continuation(&format!("{}the end 🏡", "x".repeat(900)));
    assert!(
        text.contains("the end 🏡") && text.chars().count() < 600,
        "{text}"
    );
    assert_eq!(continuation(" "), "Your last answer broke off. Please go on.");
}
