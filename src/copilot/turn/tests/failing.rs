//! Failures: which are tried again, when, how often, and what a person is told.

use std::time::Duration;

use serde_json::json;

use super::chat::{
    Chat, block_start, block_stop, call, dropped, is_failed, is_interrupted, message_start, message_stop,
    outcome, overloaded, results, spent, started, starts, stopping, text, wait,
};
use crate::claude::error::{ErrorKind, Repair};
use crate::claude::stream::Frame;
use crate::copilot::live::Phase;
use crate::copilot::turn::{Effect, Input};
use crate::domain::chat::TurnOutcome;

#[test]
fn overload_before_any_content_is_tried_again_four_times_with_growing_waits() {
    let mut chat = Chat::asked();
    let mut waits = Vec::new();
    for attempt in 2..=5 {
        chat.opens();
        let effects = chat.event(overloaded());
        waits.push(wait(&effects).unwrap());
        assert!(matches!(chat.phase(), Phase::Retrying { attempt: told, .. } if told == attempt));
        assert!(!starts(&chat.after(waits.last().unwrap().as_secs_f64() - 0.01)));
        assert!(starts(&chat.after(0.02)));
    }
    for (wait, ceiling) in waits.iter().zip([500, 1_000, 2_000, 4_000]) {
        let ceiling = Duration::from_millis(ceiling);
        assert!(*wait <= ceiling && *wait >= ceiling.mul_f64(0.75), "{waits:?}");
    }
    chat.opens();
    assert!(is_failed(&chat.event(overloaded())));
}

#[test]
fn overload_after_the_first_block_waits_for_the_person() {
    let mut chat = Chat::writing();
    let effects = chat.event(overloaded());
    assert!(is_interrupted(&effects) && !starts(&effects) && wait(&effects).is_none());
    assert!(effects.contains(&Effect::KeepPartial {
        text: "Maria".to_owned()
    }));
    assert!(!starts(&chat.after(600.0)), "nothing happens by itself");
    assert_eq!(chat.give(Input::Again), [started(2)]);
}

#[test]
fn what_the_screen_says_while_it_waits_counts_down() {
    let mut chat = Chat::asked();
    chat.fails_for(7);
    let phase = |chat: &Chat| match chat.phase() {
        Phase::Retrying {
            attempt,
            seconds,
            why,
        } => (attempt, seconds, why),
        other => panic!("{other:?}"),
    };
    assert_eq!(
        phase(&chat),
        (2, 7, "This account asks Claude more often than it may".to_owned())
    );
    assert_eq!(chat.after(3.5), []);
    assert_eq!(phase(&chat).1, 4);
}

#[test]
fn a_told_wait_is_kept_exactly_and_a_long_one_is_not_waited_for() {
    let mut chat = Chat::asked();
    assert_eq!(wait(&chat.fails_for(7)), Some(Duration::from_secs(7)));
    assert!(!starts(&chat.after(6.9)));
    assert!(starts(&chat.after(0.1)));
    assert!(
        is_failed(&chat.fails_for(54)),
        "all waits together are at most a minute"
    );
}

#[test]
fn the_person_need_not_wait() {
    let mut chat = Chat::asked();
    chat.fails(ErrorKind::NoConnection);
    assert_eq!(chat.give(Input::Again), [started(2)]);
}

#[test]
fn what_cannot_help_is_not_tried_again() {
    for kind in [
        ErrorKind::Key,
        ErrorKind::SpendLimit(None),
        ErrorKind::Intercepted,
        ErrorKind::Billing,
    ] {
        let mut chat = Chat::asked();
        let effects = chat.fails(kind.clone());
        assert!(is_failed(&effects) && wait(&effects).is_none(), "{kind:?}");
        let Some(TurnOutcome::Failed { why }) = outcome(&effects) else {
            panic!("{effects:?}")
        };
        assert!(why.contains("question is kept"), "{why}");
        let waits = kind == ErrorKind::Intercepted;
        assert_eq!(effects.contains(&Effect::AskLater), waits, "{kind:?}");
    }
}

#[test]
fn refused_thinking_is_left_out_once() {
    let mut chat = Chat::asked();
    let stripped = Effect::StartStream {
        generation: 2,
        repairs: vec![Repair::StripThinking],
    };
    assert_eq!(chat.fails(ErrorKind::Thinking), [dropped(1), stripped]);
    assert!(is_failed(&chat.fails(ErrorKind::Thinking)));
}

#[test]
fn two_different_repairs_add_up() {
    let mut chat = Chat::asked();
    chat.fails(ErrorKind::Thinking);
    let effects = chat.fails(ErrorKind::ToolPairs);
    let repairs = vec![Repair::StripThinking, Repair::DropTools];
    assert_eq!(
        effects.last(),
        Some(&Effect::StartStream {
            generation: 3,
            repairs
        })
    );
}

#[test]
fn a_thread_that_is_too_long_is_not_shortened_unasked() {
    assert!(is_failed(&Chat::asked().fails(ErrorKind::TooLong)));
}

#[test]
fn a_retired_model_is_one_question_and_no_loop() {
    let gone = || ErrorKind::NoModel("claude-3-5-sonnet-20241022".to_owned());
    let mut chat = Chat::asked();
    let asks = Effect::AskModel {
        gone: "claude-3-5-sonnet-20241022".to_owned(),
    };
    assert_eq!(chat.fails(gone()), [dropped(1), asks]);
    assert!(chat.machine.is_open());
    assert_eq!(chat.after(600.0), []);
    let chosen = "claude-sonnet-5-5".to_owned();
    assert_eq!(
        chat.give(Input::UseModel(chosen.clone())),
        [Effect::UseModel(chosen), started(2)]
    );
    assert!(is_failed(&chat.fails(gone())), "the second time it is an error");
}

#[test]
fn silence_is_told_at_15_seconds_and_ends_at_120() {
    let mut chat = Chat::writing();
    chat.after(14.9);
    assert_eq!(chat.phase(), Phase::Writing);
    chat.after(0.1);
    assert_eq!(
        (chat.phase(), chat.machine.seconds(chat.at)),
        (Phase::Stalled, 15)
    );
    chat.after(103.0);
    assert_eq!(chat.machine.seconds(chat.at), 118);
    assert!(is_interrupted(&chat.after(2.0)));
}

#[test]
fn a_ping_or_a_comment_ends_the_silence() {
    let mut chat = Chat::writing();
    chat.after(119.0);
    chat.event(json!({"type": "ping"}));
    assert_eq!(chat.phase(), Phase::Writing);
    chat.after(119.0);
    chat.frame(Frame::Alive);
    assert!(!is_interrupted(&chat.after(119.0)));
    assert!(is_interrupted(&chat.after(1.0)));
}

#[test]
fn silence_before_the_answer_ends_the_turn_without_another_bill() {
    let mut chat = Chat::asked();
    chat.after(15.0);
    assert_eq!(chat.phase(), Phase::Stalled);
    let effects = chat.after(105.0);
    assert!(is_failed(&effects) && !starts(&effects));
}

#[test]
fn a_body_that_ends_too_early_is_an_interruption_and_never_an_answer() {
    let mut chat = Chat::writing();
    let effects = chat.frame(Frame::Closed);
    assert!(is_interrupted(&effects));
    let mut chat = Chat::writing();
    assert!(
        is_interrupted(&chat.event(message_stop())),
        "an end without a reason"
    );
    let mut chat = Chat::writing();
    chat.event(stopping("end_turn"));
    assert!(
        is_interrupted(&chat.frame(Frame::Closed)),
        "a reason, but the block is open"
    );
}

#[test]
fn a_body_that_ends_before_the_answer_is_tried_again() {
    let mut chat = Chat::answering();
    assert!(wait(&chat.frame(Frame::Closed)).is_some());
}

#[test]
fn events_out_of_place_interrupt_and_keep_what_came() {
    let mut chat = Chat::writing();
    let effects = chat.event(message_start());
    assert!(is_interrupted(&effects));
    assert!(effects.contains(&Effect::KeepPartial {
        text: "Maria".to_owned()
    }));
    let mut chat = Chat::writing();
    assert!(is_interrupted(&chat.event(text(3, "x"))));
}

#[test]
fn after_a_cut_the_output_is_an_estimate_and_the_input_is_true() {
    let mut chat = Chat::writing();
    chat.event(text(0, &"x".repeat(295)));
    let spent = spent(&chat.event(overloaded()));
    assert!(spent.is_estimated);
    assert_eq!(
        (spent.usage.input, spent.usage.cache_read, spent.usage.output),
        (31, 4096, 100)
    );
}

#[test]
fn tools_of_a_cut_answer_never_run_and_have_true_results() {
    let mut chat = Chat::answering();
    chat.events(call(0, "a", "{}"));
    chat.event(block_start(
        1,
        json!({"type": "tool_use", "id": "open", "name": "n", "input": {}}),
    ));
    let results = results(&chat.event(overloaded()));
    assert_eq!(results.len(), 1, "what was never sealed is not there");
    assert!(results[0]["content"].as_str().unwrap().contains("interrupted"));
}

#[test]
fn an_answer_cut_at_its_limit_says_so_and_runs_no_tool() {
    let mut chat = Chat::writing();
    chat.event(block_stop(0));
    chat.events(call(1, "a", "{\"body\":\"Hi Mar"));
    chat.event(stopping("max_tokens"));
    let effects = chat.event(message_stop());
    assert!(!starts(&effects));
    assert_eq!(outcome(&effects), Some(TurnOutcome::Cut));
    assert!(
        results(&effects)[0]["content"]
            .as_str()
            .unwrap()
            .contains("INVALID_JSON")
    );
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::EndTurn { note: Some(_), .. }))
    );
}

#[test]
fn a_refusal_discards_what_came_and_is_not_tried_again() {
    let mut chat = Chat::writing();
    chat.after(1.0);
    let refusal = json!({"type": "message_delta", "delta":
        {"stop_reason": "refusal", "stop_details": {"type": "refusal", "category": "cyber"}}, "usage": {}});
    chat.events([block_stop(0), refusal]);
    let effects = chat.event(message_stop());
    assert_eq!(
        outcome(&effects),
        Some(TurnOutcome::Declined {
            category: Some("cyber".to_owned())
        })
    );
    assert!(
        !starts(&effects)
            && !effects
                .iter()
                .any(|effect| matches!(effect, Effect::StoreResults { .. }))
    );
    assert_eq!(chat.give(Input::Again), [], "the same would be declined again");
}

#[test]
fn an_end_without_an_answer_says_so_and_does_not_loop() {
    let mut chat = Chat::answering();
    chat.event(stopping("end_turn"));
    let effects = chat.event(message_stop());
    let Some(TurnOutcome::Failed { why }) = outcome(&effects) else {
        panic!("{effects:?}")
    };
    assert!(why.contains("without an answer"), "{why}");
    assert!(!starts(&effects));
}

#[test]
fn a_question_asked_meanwhile_comes_back_after_a_bad_end() {
    let mut chat = Chat::writing();
    chat.ask("And Tom?");
    chat.ask("And Ana?");
    let effects = chat.event(overloaded());
    assert_eq!(
        effects.last(),
        Some(&Effect::ReturnDraft {
            text: "And Tom?\n\nAnd Ana?".to_owned()
        })
    );
}
