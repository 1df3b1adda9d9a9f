//! Esc works in every state at the first press and leaves a usable thread.

use serde_json::json;

use super::chat::{Chat, block_start, block_stop, call, dropped, outcome, results, started, stopping, text};
use crate::claude::error::ErrorKind;
use crate::claude::stream::Frame;
use crate::copilot::live::Phase;
use crate::copilot::turn::{Effect, Input};
use crate::domain::chat::TurnOutcome;

/// A chat in each state in which something can be stopped.
fn open_states() -> Vec<(&'static str, Chat)> {
    let mut retrying = Chat::asked();
    retrying.fails(ErrorKind::Overloaded);
    let mut asking_model = Chat::asked();
    asking_model.fails(ErrorKind::NoModel(String::new()));
    let mut ending = Chat::writing();
    ending.events([block_stop(0), stopping("end_turn")]);
    vec![
        ("connecting", Chat::asked()),
        ("waiting", Chat::answering()),
        ("streaming", Chat::writing()),
        ("ending", ending),
        ("retrying", retrying),
        ("asking for a model", asking_model),
    ]
}

#[test]
fn one_press_ends_the_turn_in_every_state() {
    for (state, mut chat) in open_states() {
        let effects = chat.give(Input::Stop);
        assert_eq!(outcome(&effects), Some(TurnOutcome::Cancelled), "{state}");
        assert_eq!(chat.phase(), Phase::Ended(TurnOutcome::Cancelled), "{state}");
        assert!(!chat.machine.is_open(), "{state}");
        assert_eq!(chat.give(Input::Stop), [], "{state}: a second press does nothing");
        assert_eq!(chat.after(600.0), [], "{state}: nothing comes back by itself");
    }
}

#[test]
fn frames_that_come_after_it_change_nothing() {
    for (state, mut chat) in open_states() {
        chat.give(Input::Stop);
        assert_eq!(chat.event(text(0, "late")), [], "{state}");
        assert_eq!(chat.frame(Frame::Closed), [], "{state}");
        let late = chat.generation;
        chat.ask("next");
        let frame = Frame::Failed(crate::claude::error::ClaudeError::new(ErrorKind::Key, ""));
        assert_eq!(
            chat.give(Input::Frame {
                generation: late,
                frame
            }),
            [],
            "{state}: an older stream is not heard"
        );
        assert_eq!(chat.phase(), Phase::Connecting, "{state}");
    }
}

#[test]
fn the_thread_goes_on_with_the_next_question() {
    for (state, mut chat) in open_states() {
        chat.give(Input::Stop);
        let next = chat.generation + 1;
        assert_eq!(
            chat.ask("next"),
            [
                Effect::StoreQuestion {
                    text: "next".to_owned()
                },
                started(next)
            ],
            "{state}"
        );
    }
}

#[test]
fn partial_text_is_kept_and_the_stream_is_dropped_first() {
    let mut chat = Chat::writing();
    let effects = chat.give(Input::Stop);
    assert_eq!(effects.first(), Some(&dropped(1)));
    assert!(
        effects.contains(&Effect::KeepPartial {
            text: "Maria".to_owned()
        }),
        "{effects:?}"
    );
}

#[test]
fn sealed_calls_get_a_true_result_and_open_blocks_are_dropped() {
    let mut chat = Chat::answering();
    chat.events(call(0, "a", "{}"));
    chat.event(block_start(
        1,
        json!({"type": "tool_use", "id": "b", "name": "n", "input": {}}),
    ));
    let effects = chat.give(Input::Stop);
    let results = results(&effects);
    assert_eq!(results.len(), 1);
    assert_eq!(
        results[0]["content"],
        "Cancelled by the user before it ran; do not retry."
    );
    let closed = effects
        .iter()
        .position(|effect| matches!(effect, Effect::CloseAnswer { .. }));
    let stored = effects
        .iter()
        .position(|effect| matches!(effect, Effect::StoreResults { .. }));
    assert!(closed < stored, "results are the turn after the answer");
}

#[test]
fn what_waited_in_the_queue_comes_back_into_the_composer() {
    let mut chat = Chat::writing();
    chat.ask("And Tom?");
    let effects = chat.give(Input::Stop);
    assert_eq!(
        effects.last(),
        Some(&Effect::ReturnDraft {
            text: "And Tom?".to_owned()
        })
    );
}

#[test]
fn a_stopped_question_can_be_asked_again() {
    let mut chat = Chat::writing();
    chat.give(Input::Stop);
    assert_eq!(chat.give(Input::Again), [started(2)]);
}
