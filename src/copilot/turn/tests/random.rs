//! Whatever happens in whatever order: no panic, and the promises hold.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::chat::{
    block_start, block_stop, call, input, message_start, message_stop, overloaded, stopping, text,
};
use crate::claude::error::{ClaudeError, ErrorKind};
use crate::claude::event::StreamEvent;
use crate::claude::stream::{Frame, Opening};
use crate::copilot::turn::{Effect, Input, Machine};

#[derive(Clone, Debug)]
enum Move {
    Event(Value),
    Failed(ErrorKind),
    Opened,
    Alive,
    Closed,
    Late(Value),
    Ask,
    Stop,
    Again,
    UseModel,
    Wait(u64),
}

fn event() -> impl Strategy<Value = Value> {
    let index = 0_u32..3;
    prop_oneof![
        3 => Just(message_start()),
        4 => index.clone().prop_map(|at| block_start(at, json!({"type": "text", "text": ""}))),
        2 => index.clone().prop_map(|at| block_start(at, json!({"type": "thinking", "thinking": ""}))),
        2 => index.clone().prop_map(|at| call(at, "t", "").swap_remove(0)),
        1 => index.clone().prop_map(|at| block_start(at, json!(7))),
        6 => index.clone().prop_map(|at| text(at, "é🏡")),
        3 => index.clone().prop_map(|at| input(at, "{\"a\":")),
        6 => index.prop_map(block_stop),
        5 => prop::sample::select(vec!["end_turn", "tool_use", "pause_turn", "refusal", "max_tokens", "new"])
            .prop_map(stopping),
        4 => Just(message_stop()),
        2 => Just(overloaded()),
        2 => Just(json!({"type": "ping"})),
    ]
}

fn kind() -> impl Strategy<Value = ErrorKind> {
    prop::sample::select(vec![
        ErrorKind::NoConnection,
        ErrorKind::Thinking,
        ErrorKind::ToolPairs,
        ErrorKind::TooLong,
        ErrorKind::Key,
        ErrorKind::NoModel("x".to_owned()),
        ErrorKind::Overloaded,
        ErrorKind::Unreadable,
    ])
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        20 => event().prop_map(Move::Event),
        2 => kind().prop_map(Move::Failed),
        4 => Just(Move::Opened),
        1 => Just(Move::Alive),
        1 => Just(Move::Closed),
        1 => event().prop_map(Move::Late),
        4 => Just(Move::Ask),
        1 => Just(Move::Stop),
        1 => Just(Move::Again),
        1 => Just(Move::UseModel),
        2 => (0_u64..130).prop_map(Move::Wait),
    ];
    // Half of the time a sound answer comes first, so that deep states are reached.
    let sound = prop::sample::select(vec!["tool_use", "pause_turn", "end_turn"]).prop_map(|reason| {
        let mut events = vec![message_start()];
        events.extend(call(0, "t", "{}"));
        events.extend([stopping(reason), message_stop()]);
        let mut moves = vec![Move::Ask, Move::Opened];
        moves.extend(events.into_iter().map(Move::Event));
        moves
    });
    let sound = prop_oneof![Just(vec![Move::Ask]), sound];
    (sound, prop::collection::vec(one, 0..60)).prop_map(|(mut first, rest)| {
        first.extend(rest);
        first
    })
}

fn read(event: &Value) -> Frame {
    Frame::Event(StreamEvent::read(event.to_string().as_bytes()).unwrap())
}

/// What a driver would hold, and what must be true of it.
#[derive(Default)]
struct Watcher {
    generation: u64,
    streams: bool,
    answer_is_open: bool,
    turn_is_open: bool,
    /// Blocks of the answer of the newest stream came.
    has_content: bool,
    stop: Option<&'static str>,
}

impl Watcher {
    fn see(&mut self, by_person: bool, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::StoreQuestion { .. } => {
                    assert!(!self.turn_is_open, "a question while another is open");
                    self.turn_is_open = true;
                    self.has_content = false;
                }
                Effect::StartStream { generation, .. } => {
                    assert!(!self.streams, "two streams at once");
                    assert!(*generation > self.generation, "a generation twice");
                    assert!(!self.answer_is_open, "an answer left open");
                    let goes_on = matches!(self.stop, Some("tool_use" | "pause_turn"));
                    assert!(
                        by_person || !self.has_content || goes_on,
                        "sent again after content, unasked"
                    );
                    (self.generation, self.streams) = (*generation, true);
                    (self.has_content, self.turn_is_open, self.stop) = (false, true, None);
                }
                Effect::DropStream { generation } => {
                    assert!(
                        self.streams && *generation == self.generation,
                        "dropped what does not stream"
                    );
                    self.streams = false;
                }
                Effect::OpenAnswer { .. } => {
                    assert!(
                        !std::mem::replace(&mut self.answer_is_open, true),
                        "two answers open"
                    );
                }
                Effect::ShowBlock(_) => self.has_content = true,
                Effect::SealBlock { json } => {
                    assert!(self.answer_is_open, "a block without an answer");
                    assert!(serde_json::from_str::<Value>(json).unwrap().is_object());
                }
                Effect::KeepPartial { .. } => assert!(self.answer_is_open, "partial text without an answer"),
                Effect::CloseAnswer { .. } => {
                    assert!(
                        std::mem::take(&mut self.answer_is_open),
                        "closed what is not open"
                    );
                }
                Effect::EndTurn { .. } => {
                    assert!(!self.streams && !self.answer_is_open, "ended with something open");
                    assert!(std::mem::take(&mut self.turn_is_open), "ended what is not open");
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #[test]
    fn no_order_of_events_breaks_a_promise(moves in moves(), seed in any::<u64>()) {
        let mut machine = Machine::new(seed);
        let mut watcher = Watcher::default();
        let mut at = Duration::ZERO;
        for step in moves {
            let generation = watcher.generation;
            let frame = |frame| Input::Frame { generation, frame };
            let mut by_person = false;
            let given = match step {
                Move::Event(event) => {
                    if let Some(reason) = event["delta"]["stop_reason"].as_str() {
                        watcher.stop = ["tool_use", "pause_turn"].into_iter().find(|known| *known == reason);
                    }
                    frame(read(&event))
                }
                Move::Failed(kind) => frame(Frame::Failed(ClaudeError::new(kind, ""))),
                Move::Opened => frame(Frame::Opened(Opening::default())),
                Move::Alive => frame(Frame::Alive),
                Move::Closed => frame(Frame::Closed),
                Move::Late(event) => {
                    let late = Input::Frame { generation: generation.wrapping_sub(1), frame: read(&event) };
                    prop_assert!(machine.handle(at, late).as_slice().is_empty());
                    continue;
                }
                Move::Wait(seconds) => {
                    at += Duration::from_secs(seconds);
                    Input::Tick
                }
                person => {
                    by_person = true;
                    match person {
                        Move::Ask => Input::Ask { text: "x".to_owned() },
                        Move::Stop => Input::Stop,
                        Move::Again => Input::Again,
                        _ => Input::UseModel("m".to_owned()),
                    }
                }
            };
            let is_stop = matches!(given, Input::Stop);
            let effects = machine.handle(at, given);
            watcher.see(by_person, effects.as_slice());
            let runs = effects.as_slice().iter().any(|effect| matches!(effect, Effect::RunCalls { .. }));
            if runs {
                prop_assert!(machine.is_open());
                let effects = machine.handle(at, Input::Results);
                watcher.see(false, effects.as_slice());
            }
            prop_assert_eq!(machine.is_open(), watcher.turn_is_open);
            if is_stop {
                prop_assert!(!machine.is_open());
            }
            let _ = (machine.phase(at), machine.seconds(at));
        }
    }
}
