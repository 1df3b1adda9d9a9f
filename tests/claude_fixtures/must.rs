//! Each fixture's body, fed to the chat turn: what the turn then does must be what its row in `manifest.json` asks.

use std::time::Duration;

use leadline::claude::error::Repair;
use leadline::claude::event::StreamEvent;
use leadline::claude::history::{Message, Role, ready, text_block};
use leadline::claude::model::Catalogue;
use leadline::claude::price::{PriceTable, Terms};
use leadline::claude::request::Request;
use leadline::claude::sse::Decoder;
use leadline::claude::stream::{Frame, Opening};
use leadline::copilot::live::Phase;
use leadline::copilot::turn::{Effect, Input, Machine, Spent, continuation};
use leadline::domain::chat::TurnOutcome;
use serde_json::{Value, json};

use super::{bytes, chunks, names, plans};

/// What the turn did with a body, in the terms of the rows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Done {
    /// Text that was shown as the answer.
    shown: String,
    /// Thinking that was shown apart.
    thought: String,
    /// Blocks that were stored, as stored.
    blocks: Vec<String>,
    /// The last partial text that was kept.
    partial: String,
    /// Results that were stored for calls, parsed.
    results: Vec<Value>,
    /// Whether another request was sent unasked.
    goes_on: bool,
    /// The wait before an automatic retry.
    retries: bool,
    outcome: Option<TurnOutcome>,
    note: Option<&'static str>,
    spent: Option<Spent>,
    phase: Phase,
}

impl Done {
    fn note(&mut self, effect: Effect) {
        match effect {
            Effect::ShowText(text) => self.shown.push_str(&text),
            Effect::ShowThinking(text) => self.thought.push_str(&text),
            Effect::SealBlock { json } => self.blocks.push(json),
            Effect::KeepPartial { text } => self.partial = text,
            Effect::StoreResults { blocks } => self.results = parsed(&blocks),
            Effect::RunCalls { calls, refused } => {
                let ran = calls.iter().map(|call| result_of(&call.id));
                self.results = parsed(&refused.into_iter().chain(ran).collect::<Vec<_>>());
            }
            Effect::StartStream { generation, repairs } => {
                assert_eq!(repairs, Vec::<Repair>::new());
                self.goes_on = generation > 1;
            }
            Effect::Schedule { .. } => self.retries = true,
            Effect::CloseAnswer { spent, .. } => self.spent = spent.map(|spent| *spent),
            Effect::EndTurn { outcome, note, .. } => (self.outcome, self.note) = (Some(outcome), note),
            _ => {}
        }
    }

    fn spent(&self) -> &Spent {
        self.spent.as_ref().unwrap()
    }

    fn micro_dollars(&self) -> i64 {
        let table = PriceTable::built_in().unwrap();
        let spent = self.spent();
        table
            .cost(&spent.model, &spent.usage, Terms::default())
            .unwrap()
            .0
    }

    /// Stored blocks, parsed, of one type.
    fn of_type(&self, kind: &str) -> Vec<Value> {
        let blocks = self
            .blocks
            .iter()
            .map(|block| serde_json::from_str::<Value>(block).unwrap());
        blocks.filter(|block| block["type"] == kind).collect()
    }

    fn complete(&self) -> bool {
        self.outcome == Some(TurnOutcome::Complete)
    }

    fn interrupted(&self) -> bool {
        matches!(self.outcome, Some(TurnOutcome::Interrupted { .. }))
    }
}

fn parsed(blocks: &[String]) -> Vec<Value> {
    let each = blocks.iter().map(|block| serde_json::from_str(block).unwrap());
    each.collect()
}

/// What a tool would give.
fn result_of(call: &str) -> String {
    json!({"type": "tool_result", "tool_use_id": call, "content": "{}"}).to_string()
}

/// Asks, streams the chunks, runs what is called, ends the body, and lets a tick pass after each chunk.
fn turn(chunks: &[&[u8]]) -> Done {
    let mut machine = Machine::new(1);
    let mut done = Done::default();
    let mut at = Duration::from_secs(1);
    for effect in machine.handle(
        at,
        Input::Ask {
            text: "Who is hot?".to_owned(),
        },
    ) {
        done.note(effect);
    }
    let mut give = |machine: &mut Machine, input: Input, at: Duration| {
        let mut has_run = false;
        for effect in machine.handle(at, input) {
            has_run |= matches!(effect, Effect::RunCalls { .. });
            done.note(effect);
        }
        if has_run {
            for effect in machine.handle(at, Input::Results) {
                done.note(effect);
            }
        }
    };
    let frame = |frame| Input::Frame { generation: 1, frame };
    give(&mut machine, frame(Frame::Opened(Opening::default())), at);
    let mut decoder = Decoder::default();
    for chunk in chunks {
        let mut frames = Vec::new();
        decoder
            .push(chunk, |data| {
                frames.push(Frame::Event(StreamEvent::read(data).unwrap()));
            })
            .unwrap();
        for event in frames {
            give(&mut machine, frame(event), at);
        }
        at += Duration::from_micros(10);
    }
    give(&mut machine, frame(Frame::Closed), at);
    done.phase = machine.phase(at);
    done
}

fn fixture(prefix: &str) -> Done {
    let name = names().into_iter().find(|name| name.starts_with(prefix)).unwrap();
    turn(&[&bytes(&format!("{name}.sse"))])
}

/// The row's demand, checked on one run.
fn must(name: &str, done: &Done) {
    match name.get(..2).unwrap() {
        "01" | "09" | "14" | "15" | "16" | "19" | "23" | "25" | "28" | "29" | "33" | "34" => {
            plain_answer(name, done);
        }
        "02" | "03" | "05" | "10" | "26" | "27" => calls(name, done),
        "04" | "06" | "17" | "20" | "30" | "31" | "32" => kept_blocks(name, done),
        "07" | "08" | "18" => broken(name, done),
        "11" | "12" | "13" | "21" | "22" | "24" => odd_ends(name, done),
        _ => panic!("no rule for {name}"),
    }
}

fn plain_answer(name: &str, done: &Done) {
    assert!(done.complete() && !done.goes_on && !done.retries, "{name}");
    assert_eq!(
        done.of_type("text")[0]["text"],
        done.shown,
        "{name}: what is stored is what was shown"
    );
    assert!(
        !done.shown.contains('\u{fffd}') && done.partial.is_empty(),
        "{name}"
    );
    match name.get(..2).unwrap() {
        "01" => {
            let usage = &done.spent().usage;
            assert_eq!((usage.input, usage.cache_read, usage.output), (31, 4096, 27));
            // 31 * 2 + 4096 * 0.10 + 27 * 10, rounded half up.
            assert_eq!(done.micro_dollars(), 742);
        }
        "23" => {
            let usage = &done.spent().usage;
            assert_eq!(
                (usage.input, usage.cache_write_1h, usage.cache_read, usage.output),
                (905, Some(2048), 12_000, 5)
            );
            assert_eq!(done.micro_dollars(), 905 * 2 + 2048 * 4 + 1_200 + 50);
        }
        "25" => assert!(
            serde_json::from_str::<Value>(&done.shown).unwrap().is_object(),
            "parsed when it is whole"
        ),
        "29" => assert_eq!(
            done.shown,
            super::json("29-burst-3000-deltas.expected.json")["text"]
                .as_str()
                .unwrap()
        ),
        _ => {}
    }
}

fn calls(name: &str, done: &Done) {
    let tools = done.of_type("tool_use");
    let ids: Vec<_> = tools.iter().map(|tool| &tool["id"]).collect();
    let answered: Vec<_> = done.results.iter().map(|result| &result["tool_use_id"]).collect();
    assert_eq!(answered, ids, "{name}: one result each, in one message");
    assert!(done.goes_on, "{name}: the results are sent");
    match name.get(..2).unwrap() {
        "03" => {
            assert_eq!(tools.len(), 4);
            assert_eq!((&tools[1]["input"], &tools[3]["input"]), (&json!({}), &json!({})));
        }
        "05" => {
            let kinds: Vec<_> = done
                .blocks
                .iter()
                .map(|block| serde_json::from_str::<Value>(block).unwrap()["type"].clone())
                .collect();
            assert_eq!(kinds, ["thinking", "tool_use", "thinking", "tool_use"]);
            let sent = [
                Message::user("q"),
                Message::assistant(done.blocks.clone()),
                results_of(done),
            ];
            assert_eq!(
                ready(&sent, 0, &[]).unwrap().messages,
                sent,
                "all four go back byte for byte, in order"
            );
            assert!(
                done.shown.is_empty() && done.thought.starts_with("Contact loaded"),
                "progress, not answer"
            );
        }
        "10" => {
            assert!(!format!("{done:?}").contains('\u{fffd}'));
            assert!(done.shown.contains('\u{1f3e1}'));
        }
        "26" => {
            let raw = "{\"lead_id\": \"c_9\", \"subject\": \"Price drop\" \"body\": \"Hi\"}";
            assert_eq!(
                (&done.results[0]["content"], &done.results[0]["is_error"]),
                (&json!(json!({"INVALID_JSON": raw}).to_string()), &json!(true))
            );
        }
        "27" => {
            assert_eq!(
                tools[0]["input"]["body"],
                "tab\t quote\" back\\ emoji \u{1f3e1} accé end\n"
            );
            assert_eq!(tools[0]["input"]["n"], 120.5e1);
        }
        _ => {
            let expected = &super::json("02-text-then-tool.expected.json")["message"]["content"][1]["input"];
            assert_eq!((tools.len(), &tools[0]["input"]), (1, expected));
        }
    }
}

fn results_of(done: &Done) -> Message {
    Message {
        role: Role::User,
        blocks: done.results.iter().map(Value::to_string).collect(),
    }
}

fn kept_blocks(name: &str, done: &Done) {
    assert!(done.complete() && !done.goes_on, "{name}");
    let asked = [
        Message::user("q"),
        Message::assistant(done.blocks.clone()),
        Message::user("next"),
    ];
    let sent = ready(&asked, 0, &[]).unwrap();
    match name.get(..2).unwrap() {
        "04" => {
            let thinking = &done.of_type("thinking")[0];
            assert!(!thinking["signature"].as_str().unwrap().is_empty());
            assert_eq!(thinking["thinking"], done.thought);
            assert!(
                !done.shown.contains(&done.thought),
                "thinking is never shown as the answer"
            );
        }
        "06" => {
            assert!(
                done.thought.is_empty()
                    && !done.of_type("redacted_thinking")[0]["data"]
                        .as_str()
                        .unwrap()
                        .is_empty()
            );
        }
        "17" => {
            assert_eq!(done.blocks[1], r#"{"type":"hologram","payload":"future block"}"#);
            assert!(done.results.is_empty());
        }
        "20" => {
            let cited = done
                .of_type("text")
                .into_iter()
                .find(|text| text["citations"][0].is_object())
                .unwrap();
            assert_eq!(cited["citations"][0]["url"], "https://example.com/market");
            assert_eq!(done.spent().usage.web_searches, 1);
            assert_eq!(done.micro_dollars(), 512 * 2 + 96 * 10 + 10_000);
        }
        "30" => {
            assert_eq!(done.of_type("compaction").len(), 1);
            assert_eq!(done.micro_dollars(), (180_000 + 23_000) * 2 + (3_500 + 120) * 10);
            assert!(sent.has_threshold_compaction);
        }
        "31" => {
            assert_eq!(
                sent.messages,
                [Message::assistant(done.blocks.clone()), Message::user("next")]
            );
            assert!(done.of_type("compaction")[0]["signature"].is_string() && sent.has_compaction);
            assert_eq!(done.micro_dollars(), 144_000 * 2 + 2_760 * 10);
        }
        _ => {
            assert_eq!(done.micro_dollars(), (512 * 2 + 6 * 10) + (520 * 2 + 22 * 10));
            assert!(
                done.blocks[1].starts_with(r#"{"type":"fallback","#),
                "it stays in its place"
            );
        }
    }
    if name.get(..2) != Some("31") {
        assert_eq!(sent.messages, asked, "{name}: replayed byte for byte");
    }
}

fn broken(name: &str, done: &Done) {
    if name.starts_with("08") {
        assert!(
            done.retries && done.outcome.is_none() && done.blocks.is_empty(),
            "nothing was produced"
        );
        assert!(matches!(done.phase, Phase::Retrying { attempt: 2, .. }));
        return;
    }
    assert!(
        done.interrupted() && !done.retries && !done.goes_on,
        "{name}: only the person asks again"
    );
    assert_eq!(done.partial, done.shown, "{name}: what was shown is kept");
    assert!(
        done.spent().is_estimated && done.results.is_empty() && !done.shown.is_empty(),
        "{name}"
    );
    let Some(TurnOutcome::Interrupted { why }) = &done.outcome else {
        panic!("{name}")
    };
    assert_eq!(
        why.contains("overloaded"),
        name.starts_with("07"),
        "{name}: {why}"
    );
}

fn odd_ends(name: &str, done: &Done) {
    assert!(!done.retries, "{name}");
    match name.get(..2).unwrap() {
        "11" | "12" => {
            assert!(matches!(done.outcome, Some(TurnOutcome::Declined { .. })) && done.note.is_some());
            assert!(!done.goes_on && done.partial.is_empty() && done.results.is_empty());
        }
        "13" => {
            assert_eq!(done.outcome, Some(TurnOutcome::Cut));
            assert!(done.note.unwrap().contains("length limit") && !done.goes_on);
            assert_eq!(done.results[0]["is_error"], true);
            assert!(
                done.results[0]["content"]
                    .as_str()
                    .unwrap()
                    .starts_with("{\"INVALID_JSON\"")
            );
        }
        "21" => {
            assert!(done.goes_on && done.outcome.is_none());
            let sent = [Message::user("q"), Message::assistant(done.blocks.clone())];
            assert_eq!(ready(&sent, 0, &[]).unwrap().messages, sent, "resent as it is");
        }
        "22" => {
            assert_eq!(done.outcome, Some(TurnOutcome::Cut));
            assert!(done.note.unwrap().contains("new thread") && !done.goes_on);
        }
        _ => {
            let Some(TurnOutcome::Failed { why }) = &done.outcome else {
                panic!("{name}")
            };
            assert!(why.contains("without an answer") && !done.goes_on, "{why}");
        }
    }
}

#[test]
fn every_fixture_meets_its_row_however_it_is_cut() {
    let (mut met, mut runs) = (0, 0);
    for name in names() {
        let body = bytes(&format!("{name}.sse"));
        let whole = turn(&[&body]);
        must(&name, &whole);
        for (plan, offsets) in plans(&name, &body) {
            let done = turn(&chunks(&body, &offsets));
            must(&name, &done);
            assert_eq!(done.blocks, whole.blocks, "{name}, {plan}");
            runs += 1;
        }
        met += 1;
    }
    assert_eq!(met, 34);
    assert!(runs >= 34 * 6 + 11, "{runs} runs");
}

/// A thread in which anything ended in any of these ways can be continued with the next question.
#[test]
fn after_any_fixture_the_thread_takes_the_next_question() {
    let catalogue = Catalogue::built_in().unwrap();
    let model = catalogue.find("claude-sonnet-5-5").unwrap();
    for name in names() {
        let done = fixture(&name);
        let next = Message {
            role: Role::User,
            blocks: vec![text_block(&continuation(&done.partial))],
        };
        let mut thread = vec![Message::user("q"), Message::assistant(done.blocks.clone())];
        if !done.results.is_empty() {
            thread.push(results_of(&done));
        }
        thread.push(next);
        let body = Request::chat(model, "Be brief.", &thread).body().unwrap();
        let sent: Value = serde_json::from_slice(&body.bytes).unwrap();
        assert_eq!(
            sent["messages"].as_array().unwrap().last().unwrap()["role"],
            "user",
            "{name}"
        );
    }
}
