//! A turn that goes well, in all its forms.

use serde_json::json;

use super::chat::{
    Chat, block_start, block_stop, call, calls, dropped, message_start, message_stop, outcome, results,
    spent, started, starts, stopping, text,
};
use crate::claude::assemble::BlockKind;
use crate::claude::stream::Frame;
use crate::copilot::cause::Cause;
use crate::copilot::live::Phase;
use crate::copilot::turn::{Effect, Input};
use crate::domain::chat::TurnOutcome;

#[test]
fn a_question_is_stored_before_anything_is_sent() {
    Chat::asked();
}

#[test]
fn the_phases_of_an_answer_are_told_apart() {
    let mut chat = Chat::new();
    assert_eq!(chat.phase(), Phase::Idle);
    chat.ask("x");
    assert_eq!(chat.phase(), Phase::Connecting);
    chat.opens();
    assert_eq!(chat.phase(), Phase::Waiting);
    chat.event(message_start());
    assert_eq!(chat.phase(), Phase::Waiting);
    chat.event(block_start(0, json!({"type": "thinking", "thinking": ""})));
    assert_eq!(chat.phase(), Phase::Thinking);
    chat.events([block_stop(0), block_start(1, json!({"type": "text", "text": ""}))]);
    assert_eq!(chat.phase(), Phase::Writing);
    chat.events([text(1, "x"), block_stop(1), stopping("end_turn"), message_stop()]);
    assert_eq!(chat.phase(), Phase::Ended(TurnOutcome::Complete));
}

#[test]
fn the_answer_opens_with_its_first_block_and_names_its_model() {
    let mut chat = Chat::answering();
    assert_eq!(
        chat.event(block_start(0, json!({"type": "text", "text": ""}))),
        [
            Effect::OpenAnswer {
                model: Some("claude-sonnet-5-5".to_owned())
            },
            Effect::ShowBlock(BlockKind::Text),
        ]
    );
}

#[test]
fn a_whole_answer_is_sealed_closed_and_metered() {
    let mut chat = Chat::writing();
    let json = r#"{"type":"text","text":"Maria"}"#.to_owned();
    assert_eq!(chat.event(block_stop(0)), [Effect::SealBlock { json }]);
    assert_eq!(chat.event(stopping("end_turn")), []);
    let effects = chat.event(message_stop());
    let spent = spent(&effects);
    assert_eq!(
        (spent.usage.input, spent.usage.cache_read, spent.usage.output),
        (31, 4096, 27)
    );
    assert_eq!(
        (spent.is_estimated, spent.request_id.as_deref()),
        (false, Some("req_1"))
    );
    assert_eq!(
        effects,
        [
            dropped(1),
            Effect::CloseAnswer {
                outcome: TurnOutcome::Complete,
                spent: Some(Box::new(spent))
            },
            Effect::EndTurn {
                outcome: TurnOutcome::Complete,
                cause: Cause::Answer,
                note: None
            },
        ]
    );
}

#[test]
fn an_answer_whose_reason_of_end_was_seen_is_whole_without_its_formal_end() {
    for last in [
        Frame::Closed,
        Frame::Event(crate::claude::event::StreamEvent::MessageStop),
    ] {
        let mut chat = Chat::writing();
        chat.events([block_stop(0), stopping("end_turn")]);
        assert_eq!(outcome(&chat.frame(last)), Some(TurnOutcome::Complete));
    }
    let mut chat = Chat::writing();
    chat.events([block_stop(0), stopping("end_turn")]);
    assert_eq!(outcome(&chat.after(4.9)), None);
    assert_eq!(outcome(&chat.after(0.2)), Some(TurnOutcome::Complete));
}

#[test]
fn text_being_written_is_kept_once_a_second_and_forgotten_when_sealed() {
    let mut chat = Chat::writing();
    assert_eq!(chat.after(0.9), []);
    assert_eq!(
        chat.after(0.1),
        [Effect::KeepPartial {
            text: "Maria".to_owned()
        }]
    );
    assert_eq!(chat.after(1.0), [], "nothing new to keep");
    chat.event(text(0, " is"));
    assert_eq!(
        chat.after(0.1),
        [Effect::KeepPartial {
            text: "Maria is".to_owned()
        }]
    );
    let json = r#"{"type":"text","text":"Maria is"}"#.to_owned();
    assert_eq!(
        chat.event(block_stop(0)),
        [
            Effect::SealBlock { json },
            Effect::KeepPartial { text: String::new() }
        ]
    );
}

#[test]
fn thinking_is_shown_apart() {
    let mut chat = Chat::answering();
    chat.event(block_start(
        0,
        json!({"type": "thinking", "thinking": "", "signature": ""}),
    ));
    let delta = json!({"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "hm"}});
    assert_eq!(chat.event(delta), [Effect::ShowThinking("hm".to_owned())]);
}

#[test]
fn a_pause_is_sent_back_and_no_more_than_ten_times() {
    let mut chat = Chat::asked();
    for round in 1..=11 {
        chat.opens();
        let search = json!({"type": "server_tool_use", "id": "s", "name": "web_search", "input": {}});
        chat.events([
            message_start(),
            block_start(0, search),
            block_stop(0),
            stopping("pause_turn"),
        ]);
        let effects = chat.event(message_stop());
        assert_eq!(starts(&effects), round <= 10, "round {round}");
        assert_eq!(outcome(&effects).is_some(), round > 10, "round {round}");
    }
    assert!(!chat.machine.is_open());
}

#[test]
fn a_pause_behind_mere_words_is_not_sent_back_and_is_told_as_what_it_is() {
    let mut chat = Chat::asked();
    chat.opens();
    chat.events([
        message_start(),
        block_start(0, json!({"type": "text", "text": "Part 1"})),
        block_stop(0),
        stopping("pause_turn"),
    ]);
    let effects = chat.event(message_stop());
    assert!(!starts(&effects));
    let Some(TurnOutcome::Interrupted { why }) = outcome(&effects) else {
        panic!("{effects:?}");
    };
    assert!(
        why.starts_with("Claude paused in the middle of its words"),
        "{why}"
    );
}

#[test]
fn calls_are_run_and_the_answer_goes_on_with_their_results() {
    let mut chat = Chat::answering();
    chat.events(call(0, "a", "{\"lead_id\":\"c_1\"}"));
    chat.events(call(1, "b", "{\"lead_id\": \"c_1\" \"body\": 1}"));
    chat.event(stopping("tool_use"));
    let effects = chat.event(message_stop());
    let (run, refused) = calls(&effects);
    assert_eq!(run, ["a"], "what is no JSON is not run");
    assert_eq!(refused.len(), 1);
    let told = json!({"INVALID_JSON": "{\"lead_id\": \"c_1\" \"body\": 1}"}).to_string();
    assert_eq!(refused[0]["content"], told);
    assert!(!starts(&effects), "nothing is sent before the results are there");
    assert_eq!(chat.phase(), Phase::Calling);
    assert_eq!(chat.give(Input::Results), [started(2)]);
}

#[test]
fn a_call_made_again_and_again_is_not_run_a_sixth_time() {
    let mut chat = Chat::asked();
    for round in 1..=7 {
        chat.opens();
        chat.event(message_start());
        chat.events(call(0, "a", "{}"));
        chat.event(stopping("tool_use"));
        let (run, refused) = calls(&chat.event(message_stop()));
        assert_eq!(
            (run.len(), refused.len()),
            if round <= 5 { (1, 0) } else { (0, 1) }
        );
        chat.give(Input::Results);
    }
}

#[test]
fn a_flood_of_calls_is_cut_and_each_has_a_result() {
    let mut chat = Chat::answering();
    for nr in 0..40 {
        chat.events(call(nr, &format!("c{nr}"), &format!("{{\"n\":{nr}}}")));
    }
    chat.event(stopping("tool_use"));
    let (run, refused) = calls(&chat.event(message_stop()));
    assert_eq!((run.len(), refused.len()), (16, 24));
}

#[test]
fn stopping_while_calls_run_gives_each_a_true_result() {
    let mut chat = Chat::answering();
    chat.events(call(0, "a", "{}"));
    chat.event(stopping("tool_use"));
    chat.event(message_stop());
    let effects = chat.give(Input::Stop);
    assert_eq!(results(&effects).len(), 1);
    assert_eq!(outcome(&effects), Some(TurnOutcome::Cancelled));
    assert_eq!(chat.give(Input::Results), [], "what comes late changes nothing");
}

#[test]
fn a_model_that_only_calls_tools_is_stopped_after_twelve_rounds() {
    let mut chat = Chat::asked();
    let mut rounds = 0;
    loop {
        chat.opens();
        chat.event(message_start());
        chat.events(call(0, "a", &format!("{{\"round\":{rounds}}}")));
        chat.event(stopping("tool_use"));
        let effects = chat.event(message_stop());
        if outcome(&effects).is_some() {
            assert_eq!(
                results(&effects).len(),
                1,
                "every call has a result, the last one too"
            );
            break;
        }
        chat.give(Input::Results);
        rounds += 1;
    }
    assert_eq!(rounds, 12);
}

#[test]
fn a_question_asked_meanwhile_is_asked_after_a_good_end() {
    let mut chat = Chat::writing();
    assert_eq!(chat.ask("And Tom?"), []);
    chat.events([block_stop(0), stopping("end_turn")]);
    let effects = chat.event(message_stop());
    let [.., Effect::EndTurn { .. }, stored, next] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(
        (stored, next),
        (
            &Effect::StoreQuestion {
                text: "And Tom?".to_owned()
            },
            &started(2)
        )
    );
    assert_eq!(chat.phase(), Phase::Connecting);
}

#[test]
fn blank_questions_are_not_asked() {
    let mut chat = Chat::new();
    assert_eq!(chat.ask(" \n"), []);
    assert_eq!(chat.give(Input::Again), []);
    assert_eq!(chat.give(Input::Stop), []);
    assert_eq!(chat.give(Input::UseModel("x".to_owned())), []);
    assert_eq!(chat.phase(), Phase::Idle);
}

#[test]
fn an_unknown_reason_of_the_end_is_an_end_and_runs_no_tool() {
    let mut chat = Chat::writing();
    chat.event(block_stop(0));
    chat.events(call(1, "a", "{}"));
    chat.event(stopping("galaxy_brain"));
    let effects = chat.event(message_stop());
    assert_eq!(outcome(&effects), Some(TurnOutcome::Complete));
    assert!(!starts(&effects));
    assert_eq!(results(&effects).len(), 1, "the thread stays usable");
}
