//! What an answer costs us while it comes: a burst of deltas read, decided and kept, beside the least that could be done
//! with the same bytes; a steady stream shown by the program in a real terminal below a long chat; and a chat of 200,000
//! tokens: how fast it opens and takes keys, and whether the last words of an answer cost more than the first.
//!
//! `cargo bench --bench stream`.

#![cfg_attr(
    unix,
    expect(
        clippy::expect_used,
        clippy::panic,
        reason = "a bench that cannot go on says where"
    )
)]

use std::time::Duration;

use leadline::claude::event::StreamEvent;
use leadline::claude::sse::Decoder;
use leadline::claude::stream::Frame;
use leadline::copilot::turn::{Effect, Input, Machine};
use leadline::domain::chat::ChatCommand;
use leadline::domain::command::Command;
use leadline::domain::origin::Origin;
use leadline::domain::value::{ThreadId, TurnId};
use leadline::store::{Receipt, Store};
use serde_json::{Value, json};

#[cfg(unix)]
#[expect(dead_code, reason = "each bench stands on its own part of it")]
#[path = "support/pty.rs"]
mod pty;
#[expect(dead_code, reason = "each bench stands on its own part of it")]
mod support;

/// Deltas of the burst.
const BURST: usize = 3_000;
/// Bytes that come at once.
const CHUNK: usize = 4_096;
/// Rounds of the burst.
const ROUNDS: usize = 40;

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if std::env::args().any(|argument| argument == "--bench") {
        burst();
        #[cfg(unix)]
        steady::all();
        #[cfg(unix)]
        steady::very_long();
        #[cfg(unix)]
        steady::first_word_and_esc();
    }
}

/// An answer of so many deltas, as it stands in the body.
fn body(deltas: usize) -> Vec<u8> {
    let mut events = vec![
        json!({"type": "message_start", "message": {"id": "m", "type": "message", "role": "assistant",
               "model": "claude-sonnet-5-5", "content": [], "stop_reason": null, "stop_sequence": null,
               "usage": {"input_tokens": 800, "output_tokens": 1}}}),
        json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}),
    ];
    events.extend((0..deltas).map(|nr| {
        let text = if nr % 40 == 39 { "\n\n" } else { "word and " };
        json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}})
    }));
    events.push(json!({"type": "content_block_stop", "index": 0}));
    events.push(
        json!({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": null},
               "usage": {"output_tokens": deltas}}),
    );
    events.push(json!({"type": "message_stop"}));
    let mut body = Vec::new();
    for event in events {
        let name = event["type"].as_str().unwrap_or_default();
        body.extend(format!("event: {name}\ndata: {event}\n\n").into_bytes());
    }
    body
}

fn burst() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = support::store(&folder.path().join("a.db"));
    let body = body(BURST);
    let (mut ours, mut kept, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    // In turn, so that what else the machine does falls on all.
    for _ in 0..ROUNDS {
        let (took, effects) = support::timed(|| decide(&body));
        ours.push(took);
        let spent = support::processor();
        keep(&store, effects);
        kept.push(support::processor().saturating_sub(spent));
        bare.push(support::timed(|| parse(&body)).0);
    }
    let print = |what: &str, times: &[Duration]| {
        let (middle, p99) = support::middle_and_p99(times.to_vec());
        println!(
            "  {what:<34} {:6.2}  {:6.2}",
            support::ms(middle),
            support::ms(p99)
        );
        middle
    };
    println!(
        "{BURST} deltas in a burst, {} bytes; milliseconds, middle and p99 of {ROUNDS}:",
        body.len()
    );
    let decided = print("ours: read, assembled, decided", &ours);
    let stored = print("ours: kept (processor time)", &kept);
    let least = print("bare: lines split, JSON parsed", &bare);
    let whole = decided + stored;
    println!(
        "  ours beside bare: {:.1}; ours in all {:.2} ms, the bar is 10: {}",
        whole.as_secs_f64() / least.as_secs_f64(),
        support::ms(whole),
        if whole < Duration::from_millis(10) {
            "held"
        } else {
            "missed"
        }
    );
}

/// What the driver does with the bytes: frames into the machine, effects out.
fn decide(body: &[u8]) -> Vec<Effect> {
    let mut machine = Machine::new(7);
    let mut effects: Vec<Effect> = Vec::new();
    let text = "Tell me all.".to_owned();
    effects.extend(machine.handle(Duration::ZERO, Input::Ask { text }));
    let generation = 1;
    let mut decoder = Decoder::default();
    let mut at = Duration::ZERO;
    let opened = Frame::Opened(leadline::claude::stream::Opening::default());
    effects.extend(machine.handle(
        at,
        Input::Frame {
            generation,
            frame: opened,
        },
    ));
    for chunk in body.chunks(CHUNK) {
        at += Duration::from_millis(1);
        let mut frames = Vec::new();
        let read = decoder.push(chunk, |data| frames.push(StreamEvent::read(data)));
        read.expect("a body that can be read");
        for event in frames {
            let frame = Frame::Event(event.expect("an event"));
            effects.extend(machine.handle(at, Input::Frame { generation, frame }));
        }
    }
    assert!(!machine.is_open(), "the answer did not end");
    effects
}

/// Keeps what the machine says is to be kept.
fn keep(store: &Store, effects: Vec<Effect>) {
    let title = "a burst".to_owned();
    let thread: ThreadId = commit(store, ChatCommand::Start { title })
        .thread
        .expect("a chat");
    let mut turn: Option<TurnId> = None;
    for effect in effects {
        let command = match (effect, turn.clone()) {
            (Effect::StoreQuestion { text }, _) => ChatCommand::Ask {
                thread: thread.clone(),
                blocks: vec![json!({"type": "text", "text": text}).to_string()],
                hidden: Vec::new(),
                told: Vec::new(),
            },
            (Effect::OpenAnswer { model }, _) => ChatCommand::Answer {
                thread: thread.clone(),
                model: model.unwrap_or_default(),
            },
            (Effect::SealBlock { json }, Some(turn)) => ChatCommand::Seal { turn, block: json },
            (Effect::KeepPartial { text }, Some(turn)) => ChatCommand::KeepPartial { turn, text },
            (Effect::CloseAnswer { outcome, .. }, Some(turn)) => ChatCommand::End {
                turn,
                outcome,
                usage: None,
                took_ms: 1,
            },
            _ => continue,
        };
        turn = commit(store, command).turn.or(turn);
    }
}

fn commit(store: &Store, command: ChatCommand) -> Receipt {
    let done = store.commit_blocking(Command::Chat(command), Origin::Agent);
    done.expect("it is kept")
}

/// The least that must be done with the bytes.
fn parse(body: &[u8]) -> usize {
    let mut text = 0;
    for line in body.split(|byte| *byte == b'\n') {
        let Some(data) = line.strip_prefix(b"data: ") else {
            continue;
        };
        let event: Value = serde_json::from_slice(data).expect("JSON");
        text += event["delta"]["text"].as_str().map_or(0, str::len);
    }
    text
}

/// A steady stream below a long chat, in a real terminal.
#[cfg(unix)]
mod steady {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::os::unix::fs::DirBuilderExt;
    use std::path::Path;
    use std::process::Command as Program;
    use std::time::Duration;

    use serde_json::json;

    use super::pty::Pty;
    use super::{commit, support};
    use leadline::domain::chat::{ChatCommand, TurnOutcome};
    use leadline::domain::value::ThreadId;

    /// Lines of the chat before the answer.
    const LINES: usize = 5_000;
    /// Between two deltas: 200 a second.
    const EVERY: Duration = Duration::from_millis(5);
    /// Deltas of the answer: ten seconds of them.
    const DELTAS: usize = 2_000;
    /// The bar: the share of one core.
    const BAR: f64 = 5.0;

    /// Measures and tells.
    pub fn all() {
        println!("{DELTAS} deltas at 200 a second, shown in a terminal of 200x60:");
        let short = share(10);
        let long = share(LINES);
        println!("  below a chat of 10 lines            {short:5.2} % of a core");
        println!("  below a chat of {LINES} lines          {long:5.2} % of a core");
        println!(
            "  long beside short: {:.2}; the bar is {BAR} %: {}",
            long / short,
            if long < BAR { "held" } else { "missed" }
        );
    }

    /// Questions and answers of the very long chat, and letters of each answer: four letters a token, about 200,000 of them.
    const TURNS: usize = 200;
    const LETTERS: usize = 4_000;
    /// What the chat may take to open, a key to be seen, and the second half of an answer beside the first.
    const OPENS: Duration = Duration::from_millis(100);
    const SEEN: Duration = Duration::from_millis(50);
    const GROWS: f64 = 1.5;

    /// A chat of 200,000 tokens: opened, typed into, and answered in.
    pub fn very_long() {
        let folder = tempfile::tempdir().expect("a folder");
        many_turns(folder.path());
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        std::thread::spawn(move || serve(&listener));
        let mut program = Pty::start(program(folder.path(), &address));
        program.shows("Leads");
        let began = program.now();
        program.press("4");
        program.shows(&format!("end of {}", TURNS - 1));
        let opened = program.now().saturating_sub(began);
        program.shows("go on asking");
        let mut typed = String::new();
        let mut keys = Vec::new();
        for letter in "quickbrownfx".chars() {
            typed.push(letter);
            let began = program.now();
            program.press(&letter.to_string());
            program.shows(&format!("> {typed}"));
            keys.push(program.now().saturating_sub(began));
        }
        let (middle, last) = support::middle_and_p99(keys);
        program.press("\r");
        program.shows("esc stops");
        let spent = program.processor();
        program.shows("half of it");
        let half = program.processor();
        program.shows("the very end");
        let all = program.processor();
        let (first, second) = (half.saturating_sub(spent), all.saturating_sub(half));
        let grows = second.as_secs_f64() / first.as_secs_f64();
        let told = |is_held: bool| if is_held { "held" } else { "missed" };
        println!("a chat of {} letters, about 200,000 tokens:", TURNS * LETTERS);
        println!(
            "  opens in {:.0} ms; the bar is {:.0}: {}",
            support::ms(opened),
            support::ms(OPENS),
            told(opened <= OPENS)
        );
        println!(
            "  a key is seen after {:.0} ms, the slowest {:.0}; the bar is {:.0}: {}",
            support::ms(middle),
            support::ms(last),
            support::ms(SEEN),
            told(last <= SEEN)
        );
        println!(
            "  second half of an answer beside the first: {grows:.2} of the processor; the bar is {GROWS}: {}",
            told(grows <= GROWS)
        );
    }

    /// Questions whose first word and whose end by Esc are timed.
    const TIMED: usize = 20;
    /// What may pass from the first word's arrival until it is on the screen, and from Esc until the turn is over.
    const FIRST: Duration = Duration::from_millis(16);
    const STOPS: Duration = Duration::from_millis(50);

    /// From the first word on the wire to the first word on the screen, and from Esc to a turn that is over; beside a letter that
    /// the bare terminal echoes.
    pub fn first_word_and_esc() {
        let folder = tempfile::tempdir().expect("a folder");
        chat_of(folder.path(), 10);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let (go, wait) = std::sync::mpsc::channel();
        std::thread::spawn(move || serve_at_a_word(&listener, &wait));
        let mut bare = Pty::start(Program::new("cat"));
        let mut program = Pty::start(program(folder.path(), &address));
        program.shows("Leads");
        program.press("4");
        program.shows("go on asking");
        let (mut first, mut stops, mut echo) = (Vec::new(), Vec::new(), Vec::new());
        for nr in 0..TIMED {
            program.press(&format!("Question {nr}?\r"));
            program.shows("esc stops");
            // The frames that asking gives rise to are over.
            drop(program.frames(EVERY * 60));
            program.press("");
            go.send(nr).expect("a server that waits");
            first.push(program.shows(&format!("first{nr} ")));
            program.press("\x1b");
            stops.push(program.shows("what had arrived is kept"));
            drop(program.frames(EVERY * 60));
            let mark = format!("k{nr}_");
            bare.press(&mark);
            echo.extend(bare.comes(&mark, STOPS * 20));
        }
        println!("milliseconds, least, middle and slowest of {TIMED}:");
        let told = |what: &str, mut times: Vec<Duration>, bar: Option<Duration>| {
            times.sort_unstable();
            let (least, middle, last) = (times[0], times[times.len() / 2], times[times.len() - 1]);
            let held = bar.map_or_else(String::new, |bar| {
                let word = if middle <= bar {
                    "held in the middle"
                } else {
                    "missed"
                };
                format!("; the bar is {:.0}: {word}", support::ms(bar))
            });
            let [least, middle_ms, last] = [least, middle, last].map(support::ms);
            println!("  {what:<40} {least:6.1} {middle_ms:6.1} {last:6.1}{held}");
            middle
        };
        let bare = told("bare: a letter echoed by the terminal", echo, None);
        for (what, times, bar) in [
            ("first word, from the wire to the screen", first, FIRST),
            ("esc, until the turn is over", stops, STOPS),
        ] {
            let middle = told(what, times, Some(bar));
            println!(
                "    beside bare: {:.1}",
                middle.as_secs_f64() / bare.as_secs_f64()
            );
        }
    }

    /// Answers each question with a stream whose first word waits for a sign, and that goes on until it is stopped.
    fn serve_at_a_word(listener: &TcpListener, wait: &std::sync::mpsc::Receiver<usize>) {
        for mut stream in listener.incoming().flatten() {
            if !is_question(&stream) {
                none(&mut stream);
                continue;
            }
            let text = String::from_utf8(super::body(0)).expect("text");
            let (begin, _) = text.split_once("event: content_block_stop").expect("an end");
            let opened = stream.write_all(format!("{HEAD}{begin}").as_bytes());
            let Ok(nr) = wait.recv() else { return };
            let mut open = opened.and_then(|()| stream.write_all(delta(&format!("first{nr} ")).as_bytes()));
            let (_open, pause) = std::sync::mpsc::channel::<()>();
            while open.is_ok() {
                let _ = pause.recv_timeout(EVERY);
                open = stream.write_all(delta("more ").as_bytes());
            }
        }
    }

    /// A local copy with the very long chat.
    fn many_turns(folder: &Path) {
        let store = store_in(folder);
        let title = "a very long chat".to_owned();
        let thread: ThreadId = commit(&store, ChatCommand::Start { title })
            .thread
            .expect("a chat");
        for nr in 0..TURNS {
            let line = format!("Line of {nr} with a **few** words.\n\n");
            let text = format!("{}end of {nr}", line.repeat(LETTERS / line.len()));
            said(&store, &thread, &format!("Question {nr}?"), text);
        }
    }

    /// Processor time of the program while the answer comes, in percent of one core.
    fn share(lines: usize) -> f64 {
        let folder = tempfile::tempdir().expect("a folder");
        chat_of(folder.path(), lines);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        std::thread::spawn(move || serve(&listener));
        let mut program = Pty::start(program(folder.path(), &address));
        program.shows("Leads");
        program.press("4");
        program.shows("go on asking");
        program.press("More, please.\r");
        program.shows("esc stops");
        let (began, spent) = (program.now(), program.processor());
        program.shows("the very end");
        let took = program.now().saturating_sub(began);
        let spent = program.processor().saturating_sub(spent);
        spent.as_secs_f64() / took.as_secs_f64() * 100.0
    }

    /// A local copy with one chat of so many lines.
    fn chat_of(folder: &Path, lines: usize) {
        let store = store_in(folder);
        let title = "a long chat".to_owned();
        let thread: ThreadId = commit(&store, ChatCommand::Start { title })
            .thread
            .expect("a chat");
        let text: Vec<String> = (0..lines / 2)
            .map(|nr| format!("Line {nr} with a **few** words."))
            .collect();
        said(&store, &thread, "Tell me all.", text.join("\n\n"));
    }

    fn store_in(folder: &Path) -> leadline::store::Store {
        let data = folder.join("data");
        let made = std::fs::DirBuilder::new().mode(0o700).create(&data);
        made.expect("a folder of its own");
        support::store(&data.join("bench.db"))
    }

    /// A question and its answer.
    fn said(store: &leadline::store::Store, thread: &ThreadId, question: &str, answer: String) {
        let block = |text: &str| json!({"type": "text", "text": text}).to_string();
        let ask = ChatCommand::Ask {
            thread: thread.clone(),
            blocks: vec![block(question)],
            hidden: Vec::new(),
            told: Vec::new(),
        };
        commit(store, ask);
        let (thread, model) = (thread.clone(), "claude-sonnet-5-5".to_owned());
        let turn = commit(store, ChatCommand::Answer { thread, model })
            .turn
            .expect("an answer");
        let seal = ChatCommand::Seal {
            turn: turn.clone(),
            block: block(&answer),
        };
        commit(store, seal);
        let end = ChatCommand::End {
            turn,
            outcome: TurnOutcome::Complete,
            usage: None,
            took_ms: 1,
        };
        commit(store, end);
    }

    fn program(folder: &Path, claude: &str) -> Program {
        let mut command = Program::new(env!("CARGO_BIN_EXE_leadline"));
        command.env_clear().current_dir(folder);
        for (name, value) in [
            ("HOME", folder),
            ("XDG_CONFIG_HOME", &folder.join("config")),
            ("XDG_STATE_HOME", &folder.join("state")),
            ("LEADLINE_DATA_DIR", &folder.join("data")),
        ] {
            command.env(name, value);
        }
        command
            .env("GHL_BASE_URL", "http://127.0.0.1:9")
            .env("ANTHROPIC_BASE_URL", claude)
            .env("LOCATION_ID", "bench")
            .env("LEADLINE_SCREEN_TOUR", "false")
            // No summary takes the place of the chat.
            .env("LEADLINE_CLAUDE_COMPACT_AT", "900000")
            .env("GHL_API_KEY", "pit-bench")
            .env("ANTHROPIC_API_KEY", "sk-ant-bench");
        command
    }

    /// Answers every question with the same slow stream, and everything else with nothing.
    fn serve(listener: &TcpListener) {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answer(stream));
        }
    }

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";

    /// Reads a request; whether it is a question.
    fn is_question(stream: &TcpStream) -> bool {
        let mut reader = BufReader::new(stream.try_clone().expect("another handle"));
        let (mut first, mut length) = (String::new(), 0);
        reader.read_line(&mut first).expect("a request");
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
            if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = told.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("its body");
        first.starts_with("POST /v1/messages ")
    }

    fn none(stream: &mut TcpStream) {
        let none = "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
        // Whoever asked may have gone.
        let _ = stream.write_all(none.as_bytes());
    }

    fn answer(mut stream: TcpStream) {
        if !is_question(&stream) {
            none(&mut stream);
            return;
        }
        let _ = stream.write_all(HEAD.as_bytes());
        let (_open, pause) = std::sync::mpsc::channel::<()>();
        let events = super::body(DELTAS);
        let text = String::from_utf8(events).expect("text");
        let text = text.replace(
            "event: content_block_stop",
            &format!("{}event: content_block_stop", last()),
        );
        for (nr, event) in text.split_inclusive("\n\n").enumerate() {
            let half = if nr == DELTAS / 2 {
                delta("\n\nhalf of it\n\n")
            } else {
                String::new()
            };
            if stream.write_all(format!("{half}{event}").as_bytes()).is_err() {
                return;
            }
            let _ = pause.recv_timeout(EVERY);
        }
    }

    /// The delta by which the end is known on the screen.
    fn last() -> String {
        delta("\n\nthe very end")
    }

    fn delta(text: &str) -> String {
        let delta =
            json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
        format!("event: content_block_delta\ndata: {delta}\n\n")
    }
}
